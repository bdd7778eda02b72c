"""How sure a backtest's result can be: intervals by block bootstrap, bets, years needed, and what picking the best does.

Returns are decimals by period, in order of time. Samples are drawn in blocks of periods (`overlay.history.bootstrap`), so that spells
of calm and panic stay together. The *deflated Sharpe ratio* (Bailey and Lopez de Prado, The deflated Sharpe ratio, Journal of
Portfolio Management 40, 2014) is the chance that a Sharpe ratio beats what the best of so
many worthless trials would have shown, skewness and kurtosis heeded.
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
BLOCK: Final = 6.0  # mean block in periods: half a year of months, in which condors of 30 days overlap and panics fade
DRAWS: Final = 4_000
SEED: Final = 20_260_102
LEVEL: Final = 0.95
FEWEST: Final = 12  # periods
_EULER: Final = 0.5772156649015329


class Interval(NamedTuple):
    """An estimate and where 95% of the bootstrap's lie, in its own unit."""

    low: float
    estimate: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether zero lies outside."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What so many periods say: mean and Sharpe ratio a year, independent bets, and years until zero would be excluded.

    `bets` is the number of independent periods that would leave the mean as uncertain; `years_needed` assumes that the mean
    stays what it was, and is infinite for a mean of zero.
    """

    periods: int
    years: float
    mean: Interval
    sharpe: Interval
    bets: float
    years_needed: float


def monthly(values: FloatArray, days: NDArray[np.datetime64]) -> FloatArray:
    """Sums of daily returns (D,) on some days (D,) by calendar month, broken months at the ends included: (M,)."""
    months = days.astype("datetime64[M]").astype(np.int64)
    return sums_at(months - months[0], values, int(months[-1] - months[0]) + 1)


def sharpe(returns: FloatArray, per_year: float = MONTHS) -> float:
    """Mean over standard deviation a year, no rate taken off; NaN where nothing moves."""
    deviation = np.std(returns, ddof=1) if len(returns) > 1 else 0.0
    return float(np.mean(returns) / deviation) * per_year**0.5 if deviation > 0.0 else np.nan


def evidence(
    returns: FloatArray, *, per_year: float = MONTHS, block: float = BLOCK, draws: int = DRAWS, seed: int = SEED
) -> Evidence:
    """Intervals of mean and Sharpe ratio by stationary bootstrap. OverlayError below a dozen periods."""
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
    """The chance that the true Sharpe ratio (per period) lies above a benchmark one, fat tails and skewness heeded."""
    seen = sharpe(returns, 1.0)
    centred = returns - returns.mean()
    deviation = returns.std()
    skew, kurtosis = (np.mean(centred**power) / deviation**power for power in (3, 4))
    error = np.sqrt(max(1.0 - skew * seen + 0.25 * (kurtosis - 1.0) * seen**2, 1e-12))
    return float(ndtr((seen - benchmark) * np.sqrt(len(returns) - 1.0) / error))


def best_of_chance(variance: float, trials: int) -> float:
    """The Sharpe ratio that the best of so many worthless trials is expected to show, given their variance: same unit."""
    if trials < 2:
        return 0.0
    first, second = ndtri(1.0 - 1.0 / trials), ndtri(1.0 - 1.0 / (trials * np.e))
    return float(np.sqrt(variance) * ((1.0 - _EULER) * first + _EULER * second))


def deflated_sharpe(returns: FloatArray, sharpes: FloatArray, trials: int | None = None) -> float:
    """The chance that the picked trial is better than chance's best: its returns (N,), all trials' ratios per period (T,).

    `trials` counts those made where some left no ratio.
    """
    known = sharpes[np.isfinite(sharpes)]
    variance = known.var(ddof=1) if len(known) > 1 else 0.0
    return probabilistic_sharpe(returns, best_of_chance(variance, trials or len(known)))


def _interval(drawn: FloatArray, estimate: float) -> Interval:
    low, high = np.quantile(drawn, [0.5 - 0.5 * LEVEL, 0.5 + 0.5 * LEVEL]).tolist()
    return Interval(low, estimate, high)
