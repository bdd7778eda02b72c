"""Where a VIX stands in its past: its rank and its percentile, over a year and over the whole history.

The *percentile* is the share of closes below the level. The *rank* is the level's place between the lowest and the
highest close: 0 at the lowest, 1 at the highest. A level outside the past has a rank below 0 or above 1.
"""

from datetime import date
from typing import NamedTuple

import numpy as np

from overlay.arrays import FloatArray
from overlay.errors import OverlayError
from overlay.history.daily import History
from overlay.units import TRADING_DAYS_PER_YEAR


class Standing(NamedTuple):
    """The place of a level among closes of the days from `first` to `last`; shares are decimals."""

    first: date
    last: date
    days: int
    percentile: float
    rank: float


class VixStanding(NamedTuple):
    """The place of a VIX in the last year of the history up to a day, and in all of it."""

    year: Standing
    every: Standing


def vix_standing(history: History, day: date, vix: float) -> VixStanding:
    """Where a VIX (points) stands among the closes before a day, or up to the end of a history that ends earlier.

    OverlayError if the history holds no VIX before that day.
    """
    end = int(history.days.searchsorted(np.datetime64(day)))
    closes = history.vix.to_numpy(dtype=np.float64)[:end]
    first = int(np.isfinite(closes).argmax()) if np.isfinite(closes).any() else end
    if first >= end:
        raise OverlayError(f"The history begins on {history.first} and holds no VIX before {day}: choose a later day.")
    year = max(first, end - int(TRADING_DAYS_PER_YEAR))
    return VixStanding(_standing(history, closes, year, vix), _standing(history, closes, first, vix))


def _standing(history: History, closes: FloatArray, begin: int, level: float) -> Standing:
    part = closes[begin:]
    low, high = float(part.min()), float(part.max())
    spread = high - low
    return Standing(
        first=history.days[begin].date(),
        last=history.days[len(closes) - 1].date(),
        days=len(part),
        percentile=float(np.mean(part < level)),
        rank=(level - low) / spread if spread > 0.0 else float(level > low),
    )
