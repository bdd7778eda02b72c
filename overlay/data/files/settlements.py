"""VIX futures settlements from an uploaded CSV with one row per contract: an expiry and a settlement.

The rule: headings identify the columns. Weekly contracts (VX30/N6) repeat a monthly one and are left out. Expired
contracts are dropped. Rows without a date or a settlement are refused with their line number. The file must be small.
Such files do not contain the day of the settlements, so the day is an argument.
"""

import re
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from overlay.data.files.findings import FromFile, Refused, bounded
from overlay.data.files.sheets import Source, sheet, shown
from overlay.errors import OverlayError
from overlay.history import calendar
from overlay.vix.curve import VixCurve

WHAT: Final = "a CSV with expiration_date and settlement"
EXPIRY: Final = ("expiration_date", "expiration", "expiry", "expires", "expiration date", "final settlement date")
PRICE: Final = ("settlement", "settle", "settlement price", "price", "future", "close")
SYMBOL: Final = ("symbol", "contract", "product")
FURTHEST_DAYS: Final = 400
YEARS: Final = (2004, 2100)  # the first VIX future settled in 2004
HIGHEST: Final = 200.0
_WEEKLY: Final = re.compile(r"VX\d+/")


def expiries(source: Source, *, name: str | None = None) -> FromFile[pd.Series]:
    """Settlements in points by expiry, ascending, only monthly contracts, and the refused rows.

    OverlayError for another kind of table, and if no row is left.
    """
    name, rows, _ = sheet(source, WHAT, name)
    headings = [str(one).strip().lower() for one in rows[0][1]] if rows else []
    width = len(headings)
    table = pd.DataFrame([[*row, *[None] * width][:width] for _, row in rows[1:]], columns=headings, dtype=object)
    table.index = pd.Index([line for line, _ in rows[1:]])
    table = table.loc[:, ~table.columns.duplicated()]
    expiry, price, symbol = (next((one for one in names if one in headings), None) for names in (EXPIRY, PRICE, SYMBOL))
    if expiry is None or price is None:
        raise OverlayError(
            f"{name} has the columns {shown(', '.join(headings[:20]), 80)}: it needs expiration_date and settlement."
        )
    if symbol is not None:
        table = table[~table[symbol].fillna("").astype(str).str.match(_WEEKLY)]
    days = (
        pd.to_datetime(table[expiry].astype(str), errors="coerce", format="mixed", utc=True)
        .dt.tz_localize(None)
        .dt.normalize()
    )
    points = pd.to_numeric(table[price], errors="coerce").astype(np.float64)
    dated, priced = days.dt.year.between(*YEARS), (points > 0.0) & (points <= HIGHEST)
    good = (dated & priced).to_numpy()
    if not good.any():
        raise OverlayError(
            f"{name} has no settlement above zero and up to {HIGHEST:g} points with an expiry from {YEARS[0]} on "
            f"(0 of {len(table)} rows): check its columns."
        )
    twice = good & days.where(dated & priced).duplicated().to_numpy()  # an invalid row does not count as the first
    refused = [
        *_wrong(table[expiry][~dated], f"expires on {{}}: write a day from {YEARS[0]} on like 2026-06-17"),
        *_wrong(table[price][dated & ~priced], f"settles at {{}}: it must be above zero and up to {HIGHEST:g} points"),
        *_wrong(table[expiry][twice], "expires on {} like an earlier row, which is used"),
    ]
    found = pd.Series(points.to_numpy()[good], index=pd.DatetimeIndex(days[good]), name="settlement")
    return FromFile(held=found[~found.index.duplicated()].sort_index(), refused=bounded(refused))


def _wrong(cells: pd.Series, why: str) -> list[Refused]:
    said = ("nothing" if cell in (None, "") else f"'{shown(cell, 20)}'" for cell in cells)
    return [Refused(line=int(line), why=why.format(one)) for line, one in zip(cells.index, said, strict=True)]


def settlements(source: Source, *, as_of: date, vix: float, name: str | None = None) -> VixCurve:
    """The curve of an uploaded table, settled on the day `as_of` with the VIX close `vix` in points.

    A closed day means the trading day before it, and the source says so. OverlayError if no contract expires within 400 days of that day.
    """
    found, day = expiries(source, name=name).held, calendar.on_or_before(as_of)
    aside = "" if day == as_of else f" (the exchange was closed on {as_of})"
    days = (pd.DatetimeIndex(found.index) - pd.Timestamp(day)).days.to_numpy()
    alive = (days > 0) & (days <= FURTHEST_DAYS)
    if not alive.any():
        raise OverlayError(
            f"No contract expires within {FURTHEST_DAYS} days of {day}; the first expires on {found.index[0].date()}: "
            "enter the day of the settlements."
        )
    return VixCurve(
        spot=vix,
        tenor_days=tuple(days[alive].astype(np.float64).tolist()),
        futures=tuple(found.to_numpy()[alive].tolist()),
        source=f"VIX futures settlements of {day}{aside}, uploaded.",
        modelled=False,
    )
