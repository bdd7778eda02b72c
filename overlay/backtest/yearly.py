"""What daily results are worth a year, with the interval that their months allow.

Months are drawn by the stationary bootstrap with the block, draws and seed of `overlay.history.inference`. Several
series are drawn together, so that their differences keep what they have in common.
"""

import numpy as np
from scipy.special import ndtri

from overlay.arrays import DayArray, FloatArray, IntArray
from overlay.backtest.engine import Backtest
from overlay.errors import OverlayError
from overlay.history.bootstrap import stationary
from overlay.history.inference import BLOCK, DRAWS, FEWEST, LEVEL, MONTHS, SEED, Interval, monthly


def shares(found: Backtest, dollars: FloatArray) -> FloatArray:
    """Dollars by day (D,) as shares of the book at the close before: (D - 1,), up to the day of ruin.

    The first day's dollars are the costs of its trades; they count with the second day.
    """
    stop = len(found.path) if found.ruined is None else max(found.ruined, 2)
    paid = dollars[1:stop].copy()
    paid[0] += dollars[0]
    return np.asarray(paid / found.account[: stop - 1])


def by_year(days: DayArray, values: FloatArray) -> tuple[IntArray, FloatArray]:
    """The calendar years of days (D,) as numbers (Y,), and the sums of values (..., D) in each: (..., Y)."""
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    starts = np.flatnonzero(np.diff(years, prepend=years[0] - 1))
    return years[starts], np.add.reduceat(values, starts, axis=-1)


def enough(found: Backtest) -> bool:
    """Whether the days up to a ruin touch the twelve months that an interval needs."""
    return len(np.unique(found.path.days[1 : found.ruined].astype("datetime64[M]"))) >= FEWEST


def intervals(found: Backtest, daily: FloatArray) -> tuple[Interval, ...]:
    """Yearly means of daily shares (P, D - 1), each with its 95% interval. OverlayError for fewer than twelve months."""
    months = _months(found, daily)
    return tuple(
        _interval(MONTHS * drawn, MONTHS * mean)
        for drawn, mean in zip(_drawn(months), months.mean(axis=1).tolist(), strict=True)
    )


def growth_apart(found: Backtest, first: FloatArray, second: FloatArray) -> Interval:
    """Yearly growth of the values first (D,) less that of second (D,), with its 95% interval.

    Growth is compounded, as in `attribution.growth`; values must be above zero. OverlayError for fewer than twelve months.
    """
    months = _months(found, np.stack([np.diff(np.log(first)), np.diff(np.log(second))]))
    drawn = np.expm1(_drawn(months) * (months.shape[1] / found.years))
    seen = np.expm1(months.sum(axis=1) / found.years)
    return _interval(drawn[0] - drawn[1], float(seen[0] - seen[1]))


def error(interval: Interval) -> float:
    """The standard error that the width of a 95% interval stands for."""
    return (interval.high - interval.low) / (2.0 * float(ndtri(0.5 + 0.5 * LEVEL)))


def _months(found: Backtest, daily: FloatArray) -> FloatArray:
    """Monthly sums of daily values (P, N): (P, M)."""
    days = found.path.days[1 : daily.shape[1] + 1]
    months = np.array([monthly(one, days) for one in daily])
    if months.shape[1] < FEWEST:
        raise OverlayError(
            f"{months.shape[1]} months are too few for an interval: choose a stretch with {FEWEST} or more."
        )
    return months


def _drawn(months: FloatArray) -> FloatArray:
    """Means of the drawn months of each series (P, M): (P, draws)."""
    count = months.shape[1]
    places, _ = stationary(count, count, DRAWS, BLOCK, np.random.default_rng(SEED))
    flat = places % count + count * np.arange(DRAWS)
    times = np.bincount(flat.ravel(), minlength=count * DRAWS).reshape(DRAWS, count)  # how often each month is drawn
    return np.asarray(months @ times.T / count)


def _interval(drawn: FloatArray, estimate: float) -> Interval:
    low, high = np.quantile(drawn, [0.5 - 0.5 * LEVEL, 0.5 + 0.5 * LEVEL]).tolist()
    return Interval(low, estimate, high)
