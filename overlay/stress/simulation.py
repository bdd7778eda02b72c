"""The whole book over many joint paths: its result, drawdown and tail loss with and without an overlay.

The overlay is set up today and held: condors and VIX calls are marked on every day of every path and settle at expiry;
nothing is rolled. Three books use the same paths: the stocks alone, with condors, and with condors and hedge. Errors
are standard errors over twenty batches; both paths of an antithetic pair are in the same batch.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.book.risk_split import own_risk_removed
from overlay.errors import OverlayError
from overlay.hedge.calls import Call
from overlay.options import legs
from overlay.stress.overlaid import Overlaid
from overlay.stress.paths import SEED, Paths
from overlay.units import DAYS_PER_YEAR, TRADING_DAYS_PER_YEAR, VOL_POINT
from overlay.vix.market import VIX

CHUNK: Final = 10_000  # paths drawn and marked at once: small enough for the processor's cache
BATCHES: Final = 20
VARIANTS: Final = ("Stocks alone", "With condors", "With condors and hedge")
CALENDAR: Final = DAYS_PER_YEAR / TRADING_DAYS_PER_YEAR
TAIL: Final = 0.05

PathDraw = Callable[[int, np.random.Generator], Paths]


class Estimate(NamedTuple):
    """A number and its standard error, in the same unit."""

    value: float
    error: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Simulation:
    """Results of P paths in dollars: parts (3, P) of stocks, condors and hedge; drawdowns `falls` (3, P) by variant.

    own (P,): the part of the stocks' result that the index does not explain. names (H, P): each name's result.
    names_own (H, P): the part of each name's result beyond beta times the index.
    """

    parts: FloatArray
    falls: FloatArray
    names: FloatArray
    names_own: FloatArray
    invested: float
    days: int

    def __repr__(self) -> str:
        """One line: paths, days, and the mean result of each book with its error."""
        means = ", ".join(
            f"{name} ${self.mean(at).value:,.0f} +/- {self.mean(at).error:,.0f}" for at, name in enumerate(VARIANTS)
        )
        return f"Simulation({self.count:,} paths of {self.days} days; mean result: {means})"

    def frame(self) -> pd.DataFrame:
        """One row a book: mean, volatility, tail and drawdown, each with its standard error."""
        asked = {
            "Mean result ($)": self.mean,
            "Volatility (a year)": self.volatility,
            "Loss that 5% of paths exceed ($)": self.loss,
            "Mean loss of the worst 5% ($)": self.expected_shortfall,
            "Drawdown that 95% stay within ($)": self.drawdown,
        }
        rows = []
        for at in range(len(VARIANTS)):
            found = {name: measure(at) for name, measure in asked.items()}
            rows.append(
                {
                    key: part
                    for name, one in found.items()
                    for key, part in ((name, one.value), (f"{name}, error", one.error))
                }
            )
        return pd.DataFrame(rows, index=pd.Index(VARIANTS, name="Book"))

    @property
    def count(self) -> int:
        """The number of paths."""
        return int(self.parts.shape[1])

    @property
    def results(self) -> FloatArray:
        """Results of the three books: (3, P)."""
        return np.cumsum(self.parts, axis=0)

    def mean(self, variant: int) -> Estimate:
        """Mean result of a book, dollars."""
        return self._estimate(np.mean, self.results[variant])

    def loss(self, variant: int, tail: float = TAIL) -> Estimate:
        """The loss, positive dollars, that a share `tail` of the paths exceeds (VaR)."""
        return self._estimate(lambda one: -np.quantile(one, tail), self.results[variant])

    def expected_shortfall(self, variant: int, tail: float = TAIL) -> Estimate:
        """Mean loss, positive dollars, of the worst share `tail` of the paths (CVaR)."""
        return self._estimate(lambda one: -_tail_mean(one, tail), self.results[variant])

    def drawdown(self, variant: int, share: float = 0.95) -> Estimate:
        """The drawdown, positive dollars, that a `share` of the paths does not exceed."""
        return self._estimate(lambda one: np.quantile(one, share), self.falls[variant])

    def chance_of_losing(self, variant: int, share: float) -> Estimate:
        """The probability that a book loses more than a share (decimal) of the stocks' value."""
        return self._estimate(lambda one: np.mean(one < -share * self.invested), self.results[variant])

    def cost_of_protection(self) -> Estimate:
        """Mean net cost of the hedge in dollars; negative if it pays more than it costs."""
        return self._estimate(lambda one: -np.mean(one), self.parts[2])

    def own_risk_removed(self) -> float:
        """Share of the single-name variance that condors and hedge remove.

        About zero, because condors and hedge follow the index; NaN if the book has no single-name risk.
        """
        return own_risk_removed(self.names_own.sum(axis=0), self.parts[1] + self.parts[2])

    def volatility(self, variant: int) -> Estimate:
        """Standard deviation of the result over the stocks' value, decimal, annualised."""
        year = np.sqrt(TRADING_DAYS_PER_YEAR / self.days) / self.invested
        return self._estimate(lambda one: np.std(one) * year, self.results[variant])

    def tail_by_name(self, tail: float = TAIL) -> FloatArray:
        """Mean loss of each name in the stocks' worst paths, positive dollars: single-name part and market part (2, H)."""
        worst = np.argsort(self.parts[0])[: max(int(tail * self.count), 1)]
        own = -self.names_own[:, worst].mean(axis=1)
        return np.stack([own, -self.names[:, worst].mean(axis=1) - own])

    def _estimate(self, statistic: Callable[[FloatArray], np.floating | float], values: FloatArray) -> Estimate:
        batches = values.reshape(-1, BATCHES).T
        spread = np.std([float(statistic(one)) for one in batches], ddof=1)
        return Estimate(float(statistic(values)), float(spread / np.sqrt(BATCHES)))


def _tail_mean(values: FloatArray, tail: float) -> float:
    worst = max(int(tail * len(values)), 1)
    return float(np.partition(values, worst - 1)[:worst].mean())


def simulate(overlaid: Overlaid, draw: PathDraw, days: int, count: int, seed: int = SEED) -> Simulation:
    """Simulate the book over `count` paths of `days` trading days."""
    *_, last = growing(overlaid, draw, days, count, seed)
    return last


def growing(overlaid: Overlaid, draw: PathDraw, days: int, count: int, seed: int = SEED) -> Iterator[Simulation]:
    """Simulate the book in chunks; each step yields the result of all paths so far, for progress and a stop.

    A chunk's random numbers depend only on the seed and its number. OverlayError if `count` is not a multiple of 40.
    """
    if count < 2 * BATCHES or count % (2 * BATCHES):
        raise OverlayError(
            f"{count:,} paths cannot be split into pairs and batches: choose a multiple of {2 * BATCHES}."
        )
    done: list[Simulation] = []
    seeds = np.random.SeedSequence(seed).spawn(-(-count // CHUNK))
    for number, child in enumerate(seeds):
        size = min(CHUNK, count - number * CHUNK)
        done.append(_lived(overlaid, draw(size, np.random.Generator(np.random.SFC64(child))), days))
        yield _joined(done)


def _joined(parts: list[Simulation]) -> Simulation:
    if len(parts) == 1:
        return parts[0]
    arrays = {
        name: np.concatenate([getattr(one, name) for one in parts], axis=1)
        for name in ("parts", "falls", "names", "names_own")
    }
    return Simulation(invested=parts[0].invested, days=parts[0].days, **arrays)


def _lived(overlaid: Overlaid, paths: Paths, days: int) -> Simulation:
    invested = overlaid.portfolio.invested
    stocks = invested * (paths.book - 1.0)
    condors, hedge = condor_marks(overlaid, paths), hedge_marks(overlaid, paths)
    dollars = overlaid.portfolio.values[:, None]
    own = paths.names - overlaid.betas[:, None] * paths.market
    return Simulation(
        parts=np.stack([stocks[-1], condors[-1], hedge[-1]]),
        falls=np.stack([_fall(stocks), _fall(stocks + condors), _fall(stocks + condors + hedge)]),
        names=dollars * paths.names,
        names_own=dollars * own,
        invested=invested,
        days=days,
    )


def _fall(running: FloatArray) -> FloatArray:
    """The largest drawdown of running results (T, P), with the start as a possible high: (P,)."""
    high = np.maximum(np.maximum.accumulate(running, axis=0), 0.0)
    return np.asarray(np.max(high - running, axis=0))


def condor_marks(overlaid: Overlaid, paths: Paths) -> FloatArray:
    """Running P&L of all condors in dollars, by day and path (T, P)."""
    total = np.full(paths.index.shape, overlaid.credits.sum())
    by_expiry = defaultdict(list)
    for leg in overlaid.legs:
        by_expiry[overlaid.market.days(leg.expiry)].append(leg)
    for expiry, group in by_expiry.items():
        for step in range(len(total)):
            ahead = (step + 1) * CALENDAR
            levels = overlaid.market.spot * paths.index[step]
            if ahead >= expiry:
                total[step:] += legs.payoff(group, levels)
                break
            shift = (paths.vix[step] - overlaid.vix.curve.spot) * VOL_POINT
            total[step] += legs.value_after(group, overlaid.market, levels, shift, ahead)
    return total


def hedge_marks(overlaid: Overlaid, paths: Paths) -> FloatArray:
    """Running P&L of all VIX calls in dollars, by day and path (T, P)."""
    total = np.full(paths.vix.shape, -overlaid.premiums.sum())
    for call in overlaid.calls:
        dollars = call.contracts * VIX.multiplier
        for step in range(len(total)):
            left = call.days - (step + 1) * CALENDAR
            worth = dollars * _call(overlaid, call, max(left, 0.0), paths.vix[step])
            if left <= 0.0:
                total[step:] += worth
                break
            total[step] += worth
    return total


def _call(overlaid: Overlaid, call: Call, left: float, vix: FloatArray) -> FloatArray:
    return overlaid.vix.price(call.strike, left, vix - overlaid.vix.curve.spot)
