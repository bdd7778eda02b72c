"""VIX futures settlements from an uploaded CSV: one row per contract, an expiry and a settlement each.

The rule: columns go by their names, weekly contracts (VX30/N6) repeat a monthly and are left out, contracts that have
expired or settled at zero are dropped, and the file must be small. The day of the settlements is not in such files,
so it is an argument.
"""

import re
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from overlay.data.sheets import Source, sheet, shown
from overlay.errors import OverlayError
from overlay.vix_curve import VixCurve

WHAT: Final = "a CSV with expiration_date and settlement"
EXPIRY: Final = ("expiration_date", "expiration", "expiry", "expires", "expiration date", "final settlement date")
PRICE: Final = ("settlement", "settle", "settlement price", "price", "future", "close")
SYMBOL: Final = ("symbol", "contract", "product")
FURTHEST_DAYS: Final = 400
YEARS: Final = (2004, 2100)  # the first VIX future settled in 2004
HIGHEST: Final = 200.0
_WEEKLY: Final = re.compile(r"VX\d+/")


def expiries(source: Source, *, name: str | None = None) -> pd.Series:
    """Settlements in points by expiry, ascending, monthlies only; OverlayError for what is no such table."""
    name, rows, _ = sheet(source, WHAT, name)
    headings = [str(one).strip().lower() for one in rows[0][1]] if rows else []
    width = len(headings)
    table = pd.DataFrame([[*row, *[None] * width][:width] for _, row in rows[1:]], columns=headings, dtype=object)
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
    points = pd.to_numeric(table[price], errors="coerce")
    good = (days.dt.year.between(*YEARS) & (points > 0.0) & (points <= HIGHEST)).to_numpy()
    if not good.any():
        raise OverlayError(
            f"{name} has no settlement above zero and up to {HIGHEST:g} points with an expiry from {YEARS[0]} on "
            f"(0 of {len(table)} rows): check its columns."
        )
    found = pd.Series(points.to_numpy(dtype=np.float64)[good], index=pd.DatetimeIndex(days[good]), name="settlement")
    return found[~found.index.duplicated()].sort_index()


def settlements(source: Source, *, as_of: date, vix: float, name: str | None = None) -> VixCurve:
    """The curve of an uploaded table, settled on a day on which the VIX closed at so many points.

    OverlayError where no contract expires within 400 days of that day.
    """
    found = expiries(source, name=name)
    days = (pd.DatetimeIndex(found.index) - pd.Timestamp(as_of)).days.to_numpy()
    alive = (days > 0) & (days <= FURTHEST_DAYS)
    if not alive.any():
        raise OverlayError(
            f"No contract expires within {FURTHEST_DAYS} days of {as_of}; the first is that of {found.index[0].date()}: "
            "say on which day they settled."
        )
    return VixCurve(
        spot=vix,
        tenor_days=tuple(float(one) for one in days[alive]),
        futures=tuple(float(one) for one in found.to_numpy()[alive]),
        source=f"VIX futures settlements of {as_of}, uploaded.",
        modelled=False,
    )
