"""The uncertainty of a backtest: bootstrap intervals, independent bets, years needed, and the bias of picking the best.

Returns are decimals per period, in order of time. Samples are drawn in blocks of periods (`overlay.history.bootstrap`),
so that calm and volatile spells stay together. The *deflated Sharpe ratio* is the probability that the true Sharpe
ratio exceeds the best ratio expected by chance among all worthless trials, corrected for skewness and kurtosis
(Bailey and Lopez de Prado, The deflated Sharpe ratio, Journal of Portfolio Management 40, 2014).
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from overlay.arrays import FloatArray, sums_at
from overlay.errors import OverlayError
from overlay.history.bootstrap import stationary

MONTHS: Final = 12.0  # periods a year
BLOCK: Final = 6.0  # mean block in periods (months): half a year, long enough for 30-day condors and for panics to fade
DRAWS: Final = 4_000
SEED: Final = 20_260_102
LEVEL: Final = 0.95
FEWEST: Final = 12  # periods
_EULER: Final = 0.5772156649015329


class Interval(NamedTuple):
    """An estimate and its 95% bootstrap interval, in the estimate's unit."""

    low: float
    estimate: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether zero lies outside the interval."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The evidence in a series: annual mean and Sharpe ratio, independent bets, and years needed to exclude zero.

    `bets` is the number of independent periods that would give the same standard error of the mean. `years_needed`
    assumes that the mean stays the same; it is infinite for a mean of zero.
    """

    periods: int
    years: float
    mean: Interval
    sharpe: Interval
    bets: float
    years_needed: float


def monthly(values: FloatArray, days: NDArray[np.datetime64]) -> FloatArray:
    """Sums of daily returns (D,) by calendar month of their days (D,), partial months at the ends included: (M,)."""
    months = days.astype("datetime64[M]").astype(np.int64)
    return sums_at(months - months[0], values, int(months[-1] - months[0]) + 1)


def sharpe(returns: FloatArray, per_year: float = MONTHS) -> float:
    """Annualised mean over standard deviation, without subtracting a rate; NaN if the returns are constant."""
    deviation = float(np.std(returns, ddof=1)) if len(returns) > 1 else 0.0
    return float(np.mean(returns)) / deviation * per_year**0.5 if deviation > 0.0 else float("nan")


def evidence(
    returns: FloatArray, *, per_year: float = MONTHS, block: float = BLOCK, draws: int = DRAWS, seed: int = SEED
) -> Evidence:
    """Intervals of mean and Sharpe ratio by stationary bootstrap. OverlayError for fewer than 12 periods."""
    count = len(returns)
    if count < FEWEST:
        raise OverlayError(f"{count} periods are too few for an interval: choose a stretch with {FEWEST} or more.")
    places, _ = stationary(count, count, draws, block, np.random.default_rng(seed))
    drawn = returns[places % count]
    means = drawn.mean(axis=0)
    spread = drawn.std(axis=0, ddof=1)
    sharpes = np.divide(means, spread, out=np.zeros(draws), where=spread > 0.0) * per_year**0.5
    mean, error = float(returns.mean()), float(means.std(ddof=1))
    years = count / per_year
    reach = float(ndtri(0.5 + 0.5 * LEVEL)) * error
    return Evidence(
        periods=count,
        years=years,
        mean=_interval(means * per_year, mean * per_year),
        sharpe=_interval(sharpes, sharpe(returns, per_year)),
        bets=float(returns.var(ddof=1)) / error**2 if error > 0.0 else float(count),
        years_needed=years * (reach / mean) ** 2 if mean else np.inf,
    )


def probabilistic_sharpe(returns: FloatArray, benchmark: float = 0.0) -> float:
    """The probability that the true Sharpe ratio (per period) exceeds a benchmark, given skewness and kurtosis."""
    seen = sharpe(returns, 1.0)
    centred = returns - returns.mean()
    deviation = returns.std()
    skew, kurtosis = (np.mean(centred**power) / deviation**power for power in (3, 4))
    error = np.sqrt(max(1.0 - skew * seen + 0.25 * (kurtosis - 1.0) * seen**2, 1e-12))
    return float(ndtr((seen - benchmark) * np.sqrt(len(returns) - 1.0) / error))


def best_of_chance(variance: float, trials: int) -> float:
    """The expected best Sharpe ratio of `trials` worthless trials, given the variance of their ratios: same unit."""
    if trials < 2:
        return 0.0
    first, second = ndtri(1.0 - 1.0 / trials), ndtri(1.0 - 1.0 / (trials * np.e))
    return float(np.sqrt(variance) * ((1.0 - _EULER) * first + _EULER * second))


def deflated_sharpe(returns: FloatArray, sharpes: FloatArray, trials: int | None = None) -> float:
    """The probability that the picked trial beats the best expected by chance.

    `returns` (N,) are the picked trial's, `sharpes` (T,) the ratios of all trials per period. `trials` is the number of
    trials made; it is only needed if some of them have no ratio.
    """
    known = sharpes[np.isfinite(sharpes)]
    variance = known.var(ddof=1) if len(known) > 1 else 0.0
    return probabilistic_sharpe(returns, best_of_chance(variance, trials or len(known)))


def _interval(drawn: FloatArray, estimate: float) -> Interval:
    low, high = np.quantile(drawn, [0.5 - 0.5 * LEVEL, 0.5 + 0.5 * LEVEL]).tolist()
    return Interval(low, estimate, high)
