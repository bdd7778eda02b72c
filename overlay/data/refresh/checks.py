"""Checks of a daily series against the exchange's calendar: gaps, and a last day that is too long ago.

The rule: the live door's own checks come first (`overlay.data.yahoo.prices`: possible levels, jumps that no market
makes). A gap that a history carries over (`overlay.data.joined.CARRIED_DAYS`) is no fault, and a longer one is.
"""

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from overlay.data.joined import CARRIED_DAYS
from overlay.data.yahoo.prices import STALE_DAYS
from overlay.history.calendar import trading_days

#: share of trading days without a close; four times the worst of Yahoo's VIX family and bill, 2000 to 2026 (^IRX: 0.24%)
MOST_MISSING: Final = 0.01


def fault(close: pd.Series, asked: date) -> str:
    """Why a series of daily closes (D,), complete or not, is unusable on the day `asked`; empty if it is sound."""
    days = pd.DatetimeIndex(close.dropna().index)
    if len(days) < 2:
        return f"it has {len(days)} closes"
    age = (asked - days[-1].date()).days
    if age > STALE_DAYS:
        return f"its last close is {age} days old ({days[-1].date()})"
    expected = trading_days(days[0].date(), days[-1].date())
    missing = ~expected.isin(days)
    length, end = _longest_run(missing)
    if length > CARRIED_DAYS:
        return f"it has no close on {length} trading days in a row, the last on {expected[end].date()}"
    if missing.mean() > MOST_MISSING:
        return f"it has no close on {np.count_nonzero(missing)} of {len(expected):,} trading days"
    return ""


def _longest_run(missing: np.ndarray) -> tuple[int, int]:
    """The length of the longest run of True in (D,), and the position of its last day; (0, 0) without one."""
    places = np.arange(len(missing))
    before = np.maximum.accumulate(np.where(missing, -1, places))  # the last day with a close, up to each day
    length = np.where(missing, places - before, 0)
    return int(length.max(initial=0)), int(length.argmax()) if len(length) else 0
