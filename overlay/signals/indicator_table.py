"""Every indicator on every day of a history, in one pass. No indicator uses a later day.

This table holds everything that a gate may read. Arrays are (D,), NaN where too early or not available. VIX and index
levels are points, ranges and volatilities decimals, RSI 0 to 100.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.errors import OverlayError
from overlay.history.daily import History
from overlay.history.events import Events
from overlay.signals import breadth as breadths, daily_range, oscillators as signals
from overlay.signals.breadth import Breadth
from overlay.signals.oscillators import Macd
from overlay.units import VOL_POINT

SHORT_VOL_DAYS: Final = 20  # the pages' HV20, in trading days
MONTH_VOL_DAYS: Final = 21  # thirty calendar days
VIX_MEAN_DAYS: Final = 200
INDEX, BOOK, OVERLAY = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Indicators:
    """All indicators. `rsi` (3, D) has rows for the index, the book and the overlay's P&L; `macd` is for the index."""

    days: pd.DatetimeIndex
    index: FloatArray
    vix: FloatArray
    book: FloatArray
    overlay: FloatArray
    rsi: FloatArray
    macd: Macd
    realised: FloatArray
    month_realised: FloatArray
    premium: FloatArray
    vix_mean: FloatArray
    contango: FloatArray
    breadth: Breadth
    line: FloatArray
    events: Events

    def __repr__(self) -> str:
        """One line: the days and the names."""
        return f"Indicators({self.days[0].date()} to {self.days[-1].date()}, {len(self.days):,} days)"

    def range_share(self, weight: float = 1.0) -> FloatArray:
        """Expected daily range (D,): `weight` on the VIX, the rest on 20-day realised volatility.

        A weight of 1 gives the plain range.
        """
        if weight == 1.0:
            return daily_range.plain(self.vix)
        return daily_range.blended(self.vix, self.realised / VOL_POINT, weight)


def indicators(
    history: History,
    *,
    events: Events,
    overlay: FloatArray | None = None,
    book: tuple[str, ...] = (),
    breadth: Breadth | None = None,
    contango: FloatArray | None = None,
) -> Indicators:
    """Compute all indicators: the book is `book`'s names in equal weights (by default the panel), breadth counts the panel.

    In a history without a panel the index replaces the book, and breadth is unknown. `overlay` is the overlay's running
    P&L (D,). `overlay` and `contango` (D,) are unknown unless given; no gate reads `overlay`. OverlayError for an
    unknown name.
    """
    names = tuple(str(name) for name in history.closes.columns)
    if strange := [name for name in book if name not in names]:
        raise OverlayError(f"{strange[0]!r} has no prices in this history: choose among {', '.join(names)}.")
    index, vix = history.index.to_numpy(dtype=np.float64), history.vix.to_numpy(dtype=np.float64)
    held = history.closes[list(book)] if book else history.panel
    value = signals.portfolio_value(held) if len(held.columns) else index
    unknown = np.full(len(index), np.nan)
    overlay = unknown if overlay is None else overlay
    short, month = signals.realised_vols(index, SHORT_VOL_DAYS, MONTH_VOL_DAYS)
    counted = _counted(history) if breadth is None else breadth.on(history.days)
    return Indicators(
        days=history.days,
        index=index,
        vix=vix,
        book=value,
        overlay=overlay,
        rsi=np.stack([signals.rsi(index), signals.rsi(value), signals.rsi(overlay)]),
        macd=signals.macd(index),
        realised=short,
        month_realised=month,
        premium=signals.variance_risk_premium(vix, month),
        vix_mean=signals.rolling_mean(vix, VIX_MEAN_DAYS),
        contango=unknown if contango is None else contango,
        breadth=counted,
        line=counted.line,
        events=events,
    )


def _counted(history: History) -> Breadth:
    """Breadth of the history's panel of stocks; unknown on every day if there are no stocks."""
    if len(history.panel.columns):
        return breadths.from_closes(history.panel)
    nothing = np.full(len(history.days), np.nan)
    return Breadth(days=history.days, net=nothing, source="There are no stocks to count, so breadth is unknown.")
