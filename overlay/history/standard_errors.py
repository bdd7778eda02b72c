"""Standard errors of figures that are counted or averaged over the past, by the stationary bootstrap, without draws.

The stationary bootstrap (Politis and Romano, The stationary bootstrap, Journal of the American Statistical Association
89, 1994, lemma 1) has a closed form for a mean: the variance of the mean over infinitely many drawn samples. It needs no
random numbers, so no seed changes it. A figure that is a smooth function of means, such as a slope or a correlation, is
first turned into its *influence*: one number a period, whose mean moves as the figure does (the delta method).

Periods are in order of time. Blocks average half a year, as in `overlay.history.inference`, but never more than a tenth
of the sample.
"""

from typing import Final

import numpy as np

from overlay.arrays import BoolArray, FloatArray
from overlay.history.inference import BLOCK

BLOCK_DAYS: Final = 21.0 * BLOCK  # mean block of daily values
_BLOCKS: Final = 10.0  # the fewest blocks that fill a sample


def mean_error(values: FloatArray, block: float = BLOCK_DAYS) -> float:
    """Standard error of the mean of values (N,), in their unit; NaN for fewer than two values.

    It is corrected for the mean that is taken out of the sample, so that independent values give their deviation over
    the root of N on average.
    """
    count = len(values)
    if count < 2:
        return float("nan")
    ends = 1.0 / min(block, max(count / _BLOCKS, 1.0))
    apart = np.arange(count)
    weights = 2.0 * (1.0 - apart / count) * (1.0 - ends) ** apart
    weights[0] = 1.0
    power = np.abs(np.fft.rfft(values - values.mean())) ** 2
    together = np.fft.irfft(power, n=count) / count
    variance = float(together @ weights) / count / (1.0 - weights.sum() / count)
    return float(np.sqrt(max(variance, 0.0)))


def total_error(values: FloatArray, block: float = BLOCK_DAYS) -> float:
    """Standard error of the sum of values (N,), in their unit."""
    return len(values) * mean_error(values, block)


def share_error(hits: BoolArray) -> float:
    """Standard error of the share of few events (N,) that hit, a decimal; 0.5 without an event.

    It is never below the binomial error of Laplace's estimate (hits + 1) / (N + 2): ten hits in ten prove no certainty.
    """
    count = len(hits)
    likely = (float(hits.sum()) + 1.0) / (count + 2.0)
    binomial = float(np.sqrt(likely * (1.0 - likely) / max(count, 1)))
    return max(binomial, mean_error(hits.astype(np.float64))) if count > 1 else binomial


def slope_influence(x: FloatArray, y: FloatArray) -> FloatArray:
    """Influence of each period on the slope of y (N,) on x (N,); zero if x does not move."""
    across, up = x - x.mean(), y - y.mean()
    spread = float(np.mean(across**2))
    if not spread:
        return np.zeros(len(x))
    slope = float(np.mean(across * up)) / spread
    return np.asarray(across * (up - slope * across) / spread)


def correlation_influence(x: FloatArray, y: FloatArray) -> FloatArray:
    """Influence of each period on the correlation of x (N,) and y (N,); zero if one of them does not move."""
    if not (x.std() and y.std()):
        return np.zeros(len(x))
    across, up = (x - x.mean()) / x.std(), (y - y.mean()) / y.std()
    return np.asarray(across * up - 0.5 * float(np.mean(across * up)) * (across**2 + up**2))


def deviation_ratio_influence(before: FloatArray, after: FloatArray) -> FloatArray:
    """Influence of each period on the deviation of `after` (N,) over that of `before` (N,); zero if one is constant."""
    first, second = float(before.var()), float(after.var())
    if not (first and second):
        return np.zeros(len(before))
    ratio = float(np.sqrt(second / first))
    return np.asarray(0.5 * ratio * ((after - after.mean()) ** 2 / second - (before - before.mean()) ** 2 / first))


def difference_influence(values: FloatArray, side: BoolArray) -> FloatArray:
    """Influence of each period on the mean of values (N,) where `side` (N,) is true, less the mean of the others.

    Both sides must hold at least one period.
    """
    count = len(values)
    one, other = float(values[side].mean()), float(values[~side].mean())
    inside = (values - one) * (count / side.sum())
    outside = (values - other) * (count / (~side).sum())
    return np.asarray(np.where(side, inside, -outside))
