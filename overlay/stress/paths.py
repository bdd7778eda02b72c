"""Joint random paths of the index, the stocks and the VIX, from history or from a stated model, with a seed.

Every path has T trading days. Only necessary numbers are simulated: the book's return on each day, which is the sum
over its names, and for each name the sum of its daily returns over the whole path. This is exact: a daily simulation of
every name would only add the days on which each name earned its return.

* `Pool` and `bootstrap`: whole days of the past, drawn in blocks (`overlay.history.bootstrap`). A day's index, names
  and VIX stay together, and crashes and single-name collapses stay included.
* `Model` and `stated`: a lognormal index, names by beta plus a normal residual, and a VIX that reacts to the index.

In both, the log of the VIX reverts to its mean, d ln VIX = pull (mean - ln VIX) + shock, fitted to the history. The
shocks come from the past, or are link x the index return + noise. Random draws depend only on the seed and the shape,
so two slider settings are compared on the same random numbers.
"""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from overlay.arrays import FloatArray, IntArray
from overlay.book.holdings import Portfolio
from overlay.book.returns import closes, known_day
from overlay.errors import OverlayError, within
from overlay.history.bootstrap import stationary
from overlay.history.daily import History
from overlay.units import TRADING_DAYS_PER_YEAR
from overlay.vix.curve import LOWEST_VIX

BLOCK_DAYS: Final = 10.0  # mean length of a block
FEWEST: Final = 252  # the fewest days of history for a bootstrap
SEED: Final = 19_871_019
HIGHEST_VIX: Final = 200.0
RUIN: Final = 1e-3  # the smallest daily growth factor of a book


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Paths:
    """P paths of T trading days. `book` holds the stocks at today's weights, rebalanced every day.

    index (T, P): level over today's. vix (T, P): points. book (T, P): value over today's. names (H, P): the sum of each
    name's daily simple returns. market (P,): the sum of the index's daily simple returns.
    """

    index: FloatArray
    vix: FloatArray
    book: FloatArray
    names: FloatArray
    market: FloatArray


class VixLink(NamedTuple):
    """The VIX's daily move: pull towards `mean` (log), `link` x the index return, and the noise's deviation (log)."""

    pull: float
    mean: float
    link: float
    noise: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pool:
    """D days of the past to draw from: daily simple returns of index (D,), names (D, H) and book (D,), VIX shocks (D,)."""

    index: FloatArray
    names: FloatArray
    book: FloatArray
    vix: FloatArray
    link: VixLink
    days: pd.DatetimeIndex
    #: running sums of the names' returns and, last, the index's, from zero, over the past repeated twice: (2 D + 1, H + 1)
    running: FloatArray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        every = np.column_stack([self.names, self.index])
        sums = np.zeros((2 * len(every) + 1, every.shape[1]))
        np.cumsum(np.concatenate([every, every]), axis=0, out=sums[1:])
        object.__setattr__(self, "running", sums)

    @property
    def betas(self) -> FloatArray:
        """Slope of each name on the index over the pool: (H,)."""
        excess = self.index - self.index.mean()
        return np.asarray(excess @ (self.names - self.names.mean(axis=0)) / (excess @ excess))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Model:
    """The stated model: vols and drift a year (decimal), betas and residual vols (H,), weights (H,), and the VIX's link."""

    vol: float
    drift: float
    betas: FloatArray
    residual_vols: FloatArray
    weights: FloatArray
    link: VixLink

    def __post_init__(self) -> None:
        if not 0.0 < self.vol < 5.0:
            raise OverlayError(f"A volatility of {self.vol:.0%} cannot be simulated: choose above 0% and below 500%.")
        within("A drift", self.drift, -5.0, 5.0, "enter a decimal a year")
        for own in self.residual_vols.tolist():
            within("A name's own volatility", own, 0.0, 10.0, "enter a decimal a year")
        if not len(self.betas) == len(self.residual_vols) == len(self.weights):
            raise OverlayError(
                f"{len(self.betas)} betas, {len(self.residual_vols)} volatilities and {len(self.weights)} weights do not "
                "fit: give one of each to every name."
            )


def pool(portfolio: Portfolio, history: History, market_day: pd.Timestamp) -> Pool:
    """All days of the history with a known VIX, up to the market's day. Names without a history move with the index.

    OverlayError for fewer than 252 days.
    """
    last = history.at(known_day(history, market_day.date()))
    vix = history.vix.to_numpy(dtype=np.float64)[: last + 1]
    first = int(np.argmax(~np.isnan(vix)))
    rows = slice(first, last + 1)
    if last - first < FEWEST:
        raise OverlayError(
            f"There are only {max(last - first, 0)} days of history before {market_day:%Y-%m-%d}, and {FEWEST} are needed: "
            "choose a later day, or the stated model."
        )
    index = history.index.to_numpy(dtype=np.float64)[rows]
    returns = index[1:] / index[:-1] - 1.0
    held = [one for one in portfolio.symbols if one in history.closes.columns]
    levels = closes(held, history, rows)
    own = dict(zip(held, (levels[1:] / levels[:-1] - 1.0).T, strict=True))
    names = np.column_stack([own.get(symbol, returns) for symbol in portfolio.symbols])
    link, shocks = vix_link(vix[rows], returns)
    return Pool(
        index=returns,
        names=names,
        book=names @ portfolio.weights,
        vix=shocks,
        link=link,
        days=pd.DatetimeIndex(history.days[rows][1:]),
    )


def vix_link(vix: FloatArray, index_returns: FloatArray) -> tuple[VixLink, FloatArray]:
    """Regress daily log moves of the VIX (D + 1,) on its level and the index's returns (D,).

    Also return shocks (D,).
    """
    logs = np.log(vix)
    moves, before = np.diff(logs), logs[:-1]
    design = np.column_stack([np.ones(len(before)), before, index_returns])
    base, slope, link = np.linalg.lstsq(design, moves, rcond=None)[0].tolist()
    pull = max(-slope, 1e-6)
    mean = base / pull
    shocks = moves - pull * (mean - before)
    return VixLink(pull, mean, link, float(np.std(shocks - link * index_returns))), shocks


def bootstrap(
    past: Pool, start_vix: float, days: int, count: int, rng: np.random.Generator, block_days: float = BLOCK_DAYS
) -> Paths:
    """Draw paths from the past in blocks of geometric length."""
    length = len(past.index)
    at, fresh = stationary(length, days, count, block_days, rng)
    sums = _sums(past.running, at, fresh)
    around = np.resize(np.arange(length), length + days)  # a block that reaches the end continues at the beginning
    return Paths(
        index=_grown(1.0 + past.index[around], at),
        vix=_vix(np.take(past.vix[around], at), start_vix, past.link),
        book=_grown(np.maximum(1.0 + past.book[around], RUIN), at),
        names=sums[:-1],
        market=sums[-1],
    )


def stated(model: Model, start_vix: float, days: int, count: int, rng: np.random.Generator) -> Paths:
    """Draw paths from the stated model, in antithetic pairs: path i + P / 2 uses the negated random numbers of path i.

    OverlayError for an odd count.
    """
    if count % 2:
        raise OverlayError(f"{count:,} paths cannot be drawn in pairs: choose an even number.")
    day = 1.0 / TRADING_DAYS_PER_YEAR
    logs = _mirrored((days, count), rng)
    logs *= model.vol * np.sqrt(day)
    logs += (model.drift - 0.5 * model.vol**2) * day
    growth = np.exp(logs, out=logs)
    returns = growth - 1.0
    market = returns.sum(axis=0)
    own = _mirrored((len(model.betas), count), rng)
    own *= (model.residual_vols * np.sqrt(days * day))[:, None]
    book = _spread(model, own, (days, count), rng)
    shocks = _mirrored((days, count), rng)
    shocks *= model.link.noise
    shocks += model.link.link * returns
    returns *= float(model.weights @ model.betas)
    book += returns
    book += 1.0
    own += model.betas[:, None] * market
    return Paths(
        index=_multiplied(growth),
        vix=_vix(shocks, start_vix, model.link),
        book=_multiplied(np.maximum(book, RUIN, out=book)),
        names=own,
        market=market,
    )


def _mirrored(shape: tuple[int, int], rng: np.random.Generator) -> FloatArray:
    """Standard normals (R, P); the second half is the negated first half."""
    half = shape[1] // 2
    drawn = np.empty(shape)
    drawn[:, :half] = rng.standard_normal((shape[0], half))
    np.negative(drawn[:, :half], out=drawn[:, half:])
    return drawn


def _spread(model: Model, own: FloatArray, shape: tuple[int, int], rng: np.random.Generator) -> FloatArray:
    """The book's residual return by day (T, P): a Brownian bridge to the weighted sum over its names.

    `own` (H, P) is each name's residual return over the whole path.
    """
    days, _ = shape
    daily = _mirrored(shape, rng)
    deviation = float(np.sqrt(np.sum((model.weights * model.residual_vols) ** 2) / TRADING_DAYS_PER_YEAR))
    daily *= deviation
    daily += (model.weights @ own) / days - daily.mean(axis=0)
    return daily


def _grown(factors: FloatArray, at: IntArray) -> FloatArray:
    """Running products (T, P) of factors (D,) at positions (T, P)."""
    return _multiplied(np.take(factors, at))


def _multiplied(factors: FloatArray) -> FloatArray:
    """Running products of factors (T, P), in place. Row by row is several times faster than numpy along this axis."""
    for day in range(1, len(factors)):
        factors[day] *= factors[day - 1]
    return factors


def _vix(shocks: FloatArray, start: float, link: VixLink) -> FloatArray:
    """Levels (T, P) in points from log shocks (T, P), which are overwritten."""
    now = np.full(shocks.shape[1], np.log(start))
    for shock in shocks:
        now *= 1.0 - link.pull
        now += link.pull * link.mean
        now += shock
        shock[:] = now
    return np.clip(np.exp(shocks, out=shocks), LOWEST_VIX, HIGHEST_VIX, out=shocks)


def _sums(running: FloatArray, at: IntArray, fresh: NDArray[np.bool_]) -> FloatArray:
    """Sums over each path (H + 1, P): differences of running sums (2 D + 1, H + 1) at its block ends."""
    total = np.take(running, at[-1] + 1, axis=0)
    total -= np.take(running, at[0], axis=0)
    for day in range(1, len(at)):
        begun = np.flatnonzero(fresh[day])
        total[begun] += np.take(running, at[day - 1, begun] + 1, axis=0) - np.take(running, at[day, begun], axis=0)
    return np.asarray(total.T)
