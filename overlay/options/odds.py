"""Probabilities of the index level at an expiry, under three named measures.

* `Smile`: the distribution implied by option prices, with skew. P(below K) is the strike derivative of the put price.
* `Lognormal`: the textbook model, the at-the-money volatility around the same forward.
* `HistoryOdds`: past index moves over the same number of trading days; every start day up to today counts once.

The probability of a touch has a closed form for a lognormal path (reflection with drift). Under `Smile` each barrier
uses its own implied vol; this is an approximation, since a smile alone does not determine touches. `HistoryOdds` uses
daily closes only, so it misses touches within a day. Levels are index points.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol, overload

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from overlay.arrays import FloatArray, floats, scalar_or_array
from overlay.options import black
from overlay.options.legs import PUT, Leg, payoff
from overlay.options.market import Market
from overlay.units import trading_days

_BUMP: Final = 1e-4  # share of the level, on either side, for the slope of the put price


class Measure(Protocol):
    """The interface of every measure."""

    @property
    def name(self) -> str:
        """The measure's name on screen."""
        ...

    @overload
    def below(self, levels: float) -> float: ...
    @overload
    def below(self, levels: ArrayLike) -> FloatArray: ...
    def below(self, levels: ArrayLike) -> float | FloatArray:
        """Probability of ending below each level (S,); a scalar gives a float."""
        ...

    def touch(self, level: float, right: int) -> float:
        """Probability that the index reaches a level, from above for a put (-1), from below for a call (+1).

        The probability is 1 if the index is already there.
        """
        ...

    def expected_payoff(self, legs: Sequence[Leg]) -> float:
        """Mean payoff of the legs at expiry in dollars, undiscounted."""
        ...


@dataclass(frozen=True, slots=True)
class Smile:
    """The market-implied measure: forward, vols and skew of the market's surface."""

    market: Market
    expiry: date
    name: str = "market-implied with skew"

    @overload
    def below(self, levels: float) -> float: ...
    @overload
    def below(self, levels: ArrayLike) -> FloatArray: ...
    def below(self, levels: ArrayLike) -> float | FloatArray:
        """Probability of ending below each level: the slope of the undiscounted put price."""
        level = floats(levels)
        bump = _BUMP * level
        prices = self._undiscounted(PUT, np.stack([level - bump, level + bump]))
        return scalar_or_array(np.clip((prices[1] - prices[0]) / (2.0 * bump), 0.0, 1.0))

    def touch(self, level: float, right: int) -> float:
        """Reflection at the barrier's own implied vol; never less than the probability of ending beyond the level."""
        t = self.market.years(self.expiry)
        vol = self.market.vol(level, t)
        beyond = self.below(level) if right < 0 else 1.0 - self.below(level)
        return max(_touch(self.market, level, right, t, vol), beyond)

    def expected_payoff(self, legs: Sequence[Leg]) -> float:
        """Mean dollars at expiry: the legs' prices, undiscounted."""
        return sum(
            leg.dollars_per_point * self._undiscounted(leg.right, leg.contract.on_index(leg.strike)) for leg in legs
        )

    @overload
    def _undiscounted(self, right: float, strikes: float) -> float: ...
    @overload
    def _undiscounted(self, right: float, strikes: FloatArray) -> FloatArray: ...
    def _undiscounted(self, right: float, strikes: float | FloatArray) -> float | FloatArray:
        t = self.market.years(self.expiry)
        return black.price(right, self.market.forward(t), strikes, t, self.market.vol(strikes, t))


@dataclass(frozen=True, slots=True)
class Lognormal:
    """One vol around the market's forward; `vol` decimal."""

    market: Market
    expiry: date
    vol: float
    name: str = "lognormal"

    @overload
    def below(self, levels: float) -> float: ...
    @overload
    def below(self, levels: ArrayLike) -> FloatArray: ...
    def below(self, levels: ArrayLike) -> float | FloatArray:
        """Probability of ending below each level: N(-d2)."""
        t = self.market.years(self.expiry)
        s = self.vol * np.sqrt(t)
        return scalar_or_array(ndtr((np.log(floats(levels) / self.market.forward(t))) / s + 0.5 * s))

    def touch(self, level: float, right: int) -> float:
        """Closed form for a lognormal path with drift."""
        return _touch(self.market, level, right, self.market.years(self.expiry), self.vol)

    def expected_payoff(self, legs: Sequence[Leg]) -> float:
        """Mean dollars at expiry: Black prices at this vol, undiscounted."""
        t = self.market.years(self.expiry)
        forward = self.market.forward(t)
        return sum(
            leg.dollars_per_point * black.price(leg.right, forward, leg.contract.on_index(leg.strike), t, self.vol)
            for leg in legs
        )


@dataclass(frozen=True, slots=True)
class HistoryOdds:
    """Past index moves up to the market's day, in overlapping windows of the same length.

    `windows` is their number; `independent` is the number that fits without overlap and sets the standard errors.
    """

    market: Market
    horizon: int
    windows: int
    independent: float
    endings: FloatArray
    lows: FloatArray
    highs: FloatArray
    name: str = "index history"

    @overload
    def below(self, levels: float) -> float: ...
    @overload
    def below(self, levels: ArrayLike) -> FloatArray: ...
    def below(self, levels: ArrayLike) -> float | FloatArray:
        """Share of windows that ended below each level."""
        return scalar_or_array(np.searchsorted(self.endings, floats(levels), side="left") / self.windows)

    def touch(self, level: float, right: int) -> float:
        """Share of windows with a close at or beyond the level."""
        if (self.market.spot - level) * right >= 0.0:
            return 1.0
        return float(np.mean(self.lows <= level if right < 0 else self.highs >= level))

    def expected_payoff(self, legs: Sequence[Leg]) -> float:
        """Mean dollars at expiry over the windows."""
        return float(np.mean(payoff(legs, self.endings)))

    def payoff_error(self, legs: Sequence[Leg]) -> float:
        """Standard error of the mean payoff in dollars, from the number of independent windows."""
        return float(np.std(payoff(legs, self.endings))) / math.sqrt(self.independent)

    def error(self, probability: float) -> float:
        """Standard error of a probability, from the number of independent windows."""
        return math.sqrt(probability * (1.0 - probability) / self.independent)


def past(market: Market, expiry: date) -> HistoryOdds | None:
    """Windows of past index moves, scaled to today's level; None if the history holds less than a year of windows.

    None also for an expiry on the same day, since closes say nothing about the hours of a day.
    """
    if market.days(expiry) < 1:
        return None
    horizon = trading_days(market.days(expiry))
    closes = market.past
    windows = len(closes) - horizon
    if windows < 252:
        return None
    paths = np.lib.stride_tricks.sliding_window_view(closes, horizon + 1)
    scale = market.spot / paths[:, 0]
    return HistoryOdds(
        market=market,
        horizon=horizon,
        windows=windows,
        independent=windows / horizon,
        endings=np.sort(paths[:, -1] * scale),
        lows=paths[:, 1:].min(axis=1) * scale,
        highs=paths[:, 1:].max(axis=1) * scale,
    )


def _touch(market: Market, level: float, right: int, years: float, vol: float) -> float:
    """First passage of a lognormal path: N((b - m)/s) + exp(2 m b / s^2) N((b + m)/s), downward barrier b < 0.

    Source: any text on barrier options, e.g. Hull, ch. 26; an upward barrier is the mirror image. If the index already
    stands at or beyond the level, the probability is 1.
    """
    if (market.spot - level) * right >= 0.0:
        return 1.0
    s = vol * np.sqrt(years)
    if s <= 0.0:
        return 0.0
    b = -right * np.log(level / market.spot)
    m = -right * (np.log(market.forward(years) / market.spot) - 0.5 * s * s)
    return float(np.clip(ndtr((b - m) / s) + np.exp(2.0 * m * b / s**2) * ndtr((b + m) / s), 0.0, 1.0))
