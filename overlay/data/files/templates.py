"""Templates to download and fill in, one for each kind of upload.

The rule: each template passes its own reader without a finding. A test checks this, so a template cannot become
outdated.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from overlay.data.files import prices
from overlay.options import black


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One kind of upload: its description, the template file, its limits, and the page that reads it."""

    what: str
    file: str
    content: bytes
    limits: str
    page: str
    #: how the page uses it
    use: str


def _lines(*lines: str) -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode()


_SIDE: Final = "Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest"


def _chain() -> bytes:
    """Cboe's quote table for one expiry, with seventeen strikes around 5,000 points and quotes by Black's formula."""
    strikes, years = np.arange(4600.0, 5401.0, 50.0), 30.0 / 365.0
    vols = 0.16 + 0.5 * np.maximum(np.log(5000.0 / strikes), -0.05)
    calls, puts = (black.price(right, 5000.0, strikes, years, vols).round(1) for right in (1, -1))
    rows = [
        f"Fri Jun 19 2026,SPXW260619C0{strike:.0f}000,{call},0,{_side(call)},0,0.16,0.5,0.001,10,{strike:.2f},"
        f"SPXW260619P0{strike:.0f}000,{put},0,{_side(put)},0,0.16,-0.5,0.001,10"
        for strike, call, put in zip(strikes, calls, puts, strict=True)
    ]
    head = f"Expiration Date,Calls,{_SIDE},Strike,Puts,{_SIDE}"
    return _lines("S&P 500 INDEX", "Last: 5000.00,Change: 0.00", '"Date: May 20 2026, 16:00 EDT"', head, *rows)


def _side(mid: float) -> str:
    """Bid and ask around a mid, points."""
    return f"{mid - 0.2:.2f},{mid + 0.2:.2f}"


TEMPLATES: Final = (
    Template(
        what="Daily prices: index, VIX, rate, stocks", file="prices.csv", content=prices.template(),
        limits=f"10 MB, {prices.MOST_ROWS:,} rows, {prices.MOST_SERIES} series", page="data",
        use="Replaces the history on every page, in your session.",
    ),
    Template(
        what="Lots", file="lots.csv", limits="10 MB, 10,000 rows", page="portfolio", use="Becomes the book.",
        content=_lines("symbol,shares,basis_per_share,acquired,price", "AAPL,100,12.5,2012-03-01,", "MSFT,40,310.2,2025-11-03,"),
    ),
    Template(
        what="Option chain, SPX, XSP or SPY", file="chain.csv", content=_chain(), limits="10 MB", page="condor",
        use="Replaces modelled prices by listed strikes and quotes. Save Cboe's table unchanged; this is its layout.",
    ),
    Template(
        what="VIX futures settlements", file="settlements.csv", limits="10 MB", page="vix_hedge", use="Prices the VIX calls.",
        content=_lines("symbol,expiration_date,settlement", "VX/M6,2026-06-17,19.15", "VX/N6,2026-07-22,19.90"),
    ),
    Template(
        what="Advances and declines of an exchange", file="breadth.csv", limits="10 MB", page="signals",
        use="Replaces the advance-decline line counted from the history's stocks.",
        content=_lines("date,advances,declines", "2026-01-02,1650,1120", "2026-01-05,1402,1377"),
    ),
    Template(
        what="Event days: FOMC, CPI, PPI", file="events.csv", limits="10 MB", page="signals", use="Adds to the list that ships with the app.",
        content=_lines("date,event", "2025-03-19,FOMC", "2025-03-12,CPI", "2025-03-13,PPI"),
    ),
)  # fmt: skip
