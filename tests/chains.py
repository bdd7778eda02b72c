"""Synthetic option chains in Cboe's layouts: a flat vol, an exact parity, and quotes half a tick around it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from overlay.options import black

HEADINGS = (
    "Expiration Date,Calls,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest,Strike,"
    "Puts,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest"
)
THURSDAY = date(2031, 5, 15)
LISTED = (("SPXW", date(2031, 5, 23)), ("SPX", date(2031, 6, 20)), ("SPXW", date(2031, 6, 20)))
SPOT, RATE, VOL = 5000.0, 0.04, 0.18


@dataclass(frozen=True)
class Row:
    """One strike of one expiry: contract names and quotes of call and put."""

    root: str
    expiry: date
    strike: float
    call: tuple[float, float]
    put: tuple[float, float]

    def name(self, right):
        """Return the contract's name."""
        return f"{self.root}{self.expiry:%y%m%d}{right}{round(1000 * self.strike):08d}"


def rows(listed=LISTED, spot=SPOT, width=25.0, count=41, day=THURSDAY):
    """Return the strikes around the spot of every listed root and expiry, quoted 0.10 around the model at 14:30."""
    strikes = spot + width * (np.arange(count) - count // 2)
    found = []
    for root, expiry in listed:
        stops = datetime.combine(expiry, time(9, 30) if root == "SPX" else time(16))
        years = max((stops - datetime.combine(day, time(14, 30))) / timedelta(days=365), 0.0)
        discount = np.exp(-RATE * years)
        call, put = (black.price(w, spot / discount, strikes, years, VOL, discount) for w in (1, -1))
        for k, c, p in zip(strikes, call, put, strict=True):
            found.append(Row(root, expiry, float(k), _around(c), _around(p)))
    return sorted(found, key=lambda row: (row.expiry, row.strike, row.root))


def _around(mid):
    return (max(round(float(mid) - 0.1, 4), 0.0), round(float(mid) + 0.1, 4))


def line(row, call=None, put=None):
    """Return the 22 cells of Cboe's quote table for one strike, with quotes given as text where they are replaced."""
    call, put = call or "{},{}".format(*row.call), put or "{},{}".format(*row.put)
    return (
        f"{row.expiry:%a %b %d %Y},{row.name('C')},1.5,0,{call},7,0.18,0.5,0.001,100,{row.strike:.2f},"
        f"{row.name('P')},1.5,0,{put},9,0.18,-0.5,0.001,200"
    )


def preamble(stamp='"Date: May 15, 2031 at 2:30 PM EDT"', spot=f"{SPOT:.4f}"):
    """Return Cboe's three lines above the heading."""
    return f"\nS&P 500 INDEX,Last: {spot},Change:  1.5\n{stamp},Bid: 4990.5,Ask: 5009.5,Size: 1*1,Volume: 0\n"


def cboe_csv(above=None, headings=HEADINGS, lines=None, **listing):
    """Return Cboe's CSV as text."""
    above = preamble() if above is None else above
    lines = [line(row) for row in rows(**listing)] if lines is None else lines
    return above + headings + "\n" + "\n".join(lines) + "\n"


def old_dat():
    """Return the older ``.dat`` layout as text, with its carriage returns."""
    above = (
        f"^SPX (Standard & Poors 500 Index),{SPOT},0.5\nMay 15 2031 @ 14:30 ET,Bid,4990.5,Ask,5009.5,Size,1x1,Vol,\n"
    )
    headings = HEADINGS.replace("Volume", "Vol").replace("Open Interest", "Open Int")
    dated = [f"{row.expiry:%m/%d/%Y},{line(row).partition(',')[2]}" for row in rows()]
    return (above + headings + "\n" + "\n".join(dated) + "\n").replace("\n", "\r\n")


def oldest_dat():
    """Return the ``.dat`` layout of before about 2018: fourteen columns and names like ``(SPXW3123E5000-E)``."""
    above = "SPX (S&P 500 INDEX),5000.00,+0.50,\nMay 15 2031 @ 14:30 ET,Bid,N/A,Ask,N/A,Size,N/AxN/A,Vol,0,\n"
    text = above + "Calls,Last Sale,Net,Bid,Ask,Vol,Open Int,Puts,Last Sale,Net,Bid,Ask,Vol,Open Int,\n"
    for row in rows():
        sides = (("A", row.call, "7,100"), ("M", row.put, "9,200"))
        text += "".join(f"{_old_name(row, ord(first))},1.5,0,{bid},{ask},{rest}," for first, (bid, ask), rest in sides)
        text += "\n"
    return text


def _old_name(row, january):
    letter = chr(january + row.expiry.month - 1)
    return f"{row.expiry:%y %b} {row.strike:.2f} ({row.root}{row.expiry:%y%d}{letter}{row.strike:g}-E)"


def long_csv(listing=None, spot=SPOT, dates="%Y-%m-%d"):
    """Return one row per contract without names or roots, as found in repositories."""
    found = ["Expiration Date,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest,Strike,Type,Index Spot"]
    for row in rows() if listing is None else listing:
        for kind, (bid, ask) in (("Call", row.call), ("Put", row.put)):
            found.append(
                f"{row.expiry.strftime(dates)},1.5,0,{bid},{ask},7,0.18,0.5,0.001,100,{row.strike},{kind},{spot}"
            )
    return "\n".join(found) + "\n"


def european_resave(text):
    """Return what a European spreadsheet makes of a CSV: semicolons between cells, commas for decimals."""
    return "\n".join(
        ";".join(cell.replace(".", ",") if cell.replace(".", "").isdecimal() else cell for cell in row.split(","))
        for row in text.split("\n")
    )
