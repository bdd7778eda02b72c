"""`Clock`: how much variance passes between two moments; weekends and holidays count little.

An open day counts 1, a half day 0.5 and a closed day 0.1. The night before the opening holds a fifth of its day; the
afternoon after an early close counts like a closed day. The
sum is scaled so that an average year keeps its 365 days. Short options follow this clock. Its share fades with the
tenor, 1 - (days / 14)^2, and is zero from fourteen days on. With this fade the clock never runs backwards, so a smile
with rising variance keeps it.

A moment is a number of days since 1 January 1970: a whole number is the close of its day.
Weights and errors: scripts/calibrate_surface.py and docs/surface.md.
"""

from datetime import date, datetime, time
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats
from overlay.history import calendar
from overlay.units import DAYS_PER_YEAR

CLOSED: Final = 0.1  # variance of a closed day over that of an open one
HALF: Final = 0.5
NIGHT: Final = 0.2  # share of a day's variance before its opening
FADED_DAYS: Final = 14.0  # calendar days from which calendar time counts alone
_NIGHT_LENGTH: Final = 17.5 / 24.0  # from a close to the next opening, in days
_DAY_LENGTH: Final = 1.0 - _NIGHT_LENGTH  # from the opening to 16:00
_SHUT: Final = CLOSED * (3.0 / 24.0) / (HALF * (1.0 - NIGHT))  # share of a half day's session that passes after 13:00
_RATE: Final = (252.0 + 113.25 * CLOSED) / 365.25  # variance of an average calendar day
_EPOCH: Final = date(1970, 1, 1)


class Clock(NamedTuple):
    """The moment from which a surface counts, in days since 1970; whole at a close."""

    start: float

    def variance_years(self, years: ArrayLike, ahead: ArrayLike = 0.0) -> FloatArray:
        """Years of variance in the next `years` (calendar days / 365), counted `ahead` days later; broadcast."""
        return variance_years(self.start + floats(ahead), years)

    def shifted(self, days: float) -> "Clock":
        """The clock some calendar days later."""
        return Clock(self.start + days)


def at(day: date, moment: time = calendar.CLOSING) -> Clock:
    """The clock of a day at a New York time; after the close it stays at the close."""
    left = datetime.combine(day, calendar.CLOSING) - datetime.combine(day, moment)
    return Clock((day - _EPOCH).days - max(left.total_seconds(), 0.0) / 86_400.0)


def pace(start: ArrayLike, years: ArrayLike, days: ArrayLike = 1.0) -> FloatArray:
    """The variance of the next `days` calendar days over that of as many average days of a tenor; broadcast.

    A tenor that is shorter counts whole.
    """
    first, t = floats(start), floats(years)
    step = np.minimum(floats(days) / DAYS_PER_YEAR, t)
    left = variance_years(first + step * DAYS_PER_YEAR, t - step) / variance_years(first, t)
    return np.asarray((1.0 - left) * t / step)


def variance_years(start: ArrayLike, years: ArrayLike) -> FloatArray:
    """Years of variance from moments `start` over the next `years` (calendar days / 365); broadcast.

    It never falls as `years` grows, and equals `years` from fourteen days on.
    """
    first, t = floats(start), floats(years)
    days = t * DAYS_PER_YEAR
    near = 1.0 - np.minimum(days / FADED_DAYS, 1.0) ** 2
    counted = (_passed(first + days) - _passed(first)) / _RATE
    return np.asarray(t + near * (counted / DAYS_PER_YEAR - t))


def _passed(moment: FloatArray) -> FloatArray:
    """Variance from the first known day up to a moment, in open days; beyond the calendar every day is average."""
    first, sums, lengths = _sums()
    place = moment - first
    whole = np.floor(place)
    at_close = np.clip(whole, 0, len(sums) - 2).astype(np.int64)
    part = place - whole
    night = np.minimum(part / _NIGHT_LENGTH, 1.0)
    length = lengths[at_close]
    by_day = np.clip((part - _NIGHT_LENGTH) / length, 0.0, 1.0)
    shut = _DAY_LENGTH - length  # after the early close of a half day
    by_day -= (
        _SHUT * (by_day - np.clip((part - _NIGHT_LENGTH - length) / np.maximum(shut, 1e-9), 0.0, 1.0)) * (shut > 0.0)
    )
    day = sums[at_close + 1] - sums[at_close]
    outside = (whole - at_close) * _RATE
    return np.asarray(sums[at_close] + outside + day * (NIGHT * night + (1.0 - NIGHT) * by_day))


@cache
def _sums() -> tuple[int, FloatArray, FloatArray]:
    """The number of the first day, the running sum of the days' weights after it, and the length of each day's session.

    A session is counted from the opening, in days.
    """
    first = (calendar.FIRST - _EPOCH).days
    count = (calendar.LAST - calendar.FIRST).days
    weights = np.full(count + 1, CLOSED)
    weights[calendar.open_numbers() - first] = 1.0
    weights[calendar.half_numbers() - first] = HALF
    ends = calendar.closes(np.arange(first + 1, first + count + 1)) - np.arange(first, first + count)
    return first, np.concatenate([[0.0], np.cumsum(weights[1:])]), ends - _NIGHT_LENGTH
