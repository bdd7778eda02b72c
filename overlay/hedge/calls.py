"""The layered VIX hedge: calls by tenor, what they cost a year, and what they pay when the VIX jumps.

A `HedgeLayer` says what to buy; a `Call` is one bought: a strike, the days it has left, and a count. All prices come from
`overlay.vix.market`, so from the matching future. Dollars are of the whole position; a premium is a positive number.

In every what-if days pass first, while VIX and curve stand still and each call slides down the curve; then the shock
comes, in one day. A call that expired before it has settled on the VIX as it stood.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats
from overlay.errors import OverlayError
from overlay.hedge.activation import Roll
from overlay.units import DAYS_PER_YEAR, VOL_POINT
from overlay.vix.curve import tenor_beta
from overlay.vix.market import VIX, VixMarket

Way = Literal["Points", "Percent", "Delta"]

TENORS: Final = (30, 110, 220)
CONTRACTS: Final = (4.0, 4.0, 2.0)
PER_CONDORS: Final = 10  # the article's 4/4/2 go with ten condors
HIGHEST_STRIKE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeRule:
    """Where a call is struck above its future: points out, percent out (a decimal), or by delta (a decimal)."""

    way: Way = "Points"
    amount: float = 5.0

    def __post_init__(self) -> None:
        low, high = {"Points": (-10.0, 100.0), "Percent": (-0.5, 5.0), "Delta": (0.01, 0.95)}[self.way]
        if not low <= self.amount <= high:
            raise OverlayError(
                f"A strike by {self.way.lower()} of {self.amount:g} cannot be had: stay between {low:g} and {high:g}."
            )

    def strike(self, market: VixMarket, days: float) -> float:
        """The listed strike of a tenor in days, whole VIX points, never below 1."""
        future = market.curve.future(days)
        if self.way == "Delta":
            listed = np.arange(max(1.0, np.floor(0.4 * future)), HIGHEST_STRIKE + 1.0, VIX.strike_step)
            return float(listed[np.abs(market.greeks(listed, days).delta - self.amount).argmin()])
        level = future + self.amount if self.way == "Points" else future * (1.0 + self.amount)
        return max(VIX.nearest_strike(level), VIX.strike_step)


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeLayer:
    """What to buy for one tenor: so many calls, struck by a rule."""

    tenor_days: int
    contracts: float
    strike_rule: StrikeRule = StrikeRule()

    def __post_init__(self) -> None:
        if not 1 <= self.tenor_days <= 730:
            raise OverlayError(f"A layer of {self.tenor_days} days is not listed: choose 1 to 730 days.")
        if not 0.0 <= self.contracts < np.inf:
            raise OverlayError(f"{self.contracts:g} calls cannot be bought: enter zero or more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Calls held: strike in points, calendar days to expiry, how many."""

    strike: float
    days: int
    contracts: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hedge:
    """The layers, nearest first."""

    layers: tuple[HedgeLayer, ...]

    def calls(self, market: VixMarket) -> tuple[Call, ...]:
        """The calls the layers buy in a market, one per layer."""
        return tuple(
            Call(strike=one.strike_rule.strike(market, one.tenor_days), days=one.tenor_days, contracts=one.contracts)
            for one in self.layers
        )


def layered(
    contracts: Sequence[float] = CONTRACTS, strike_rule: StrikeRule | None = None, tenors: Sequence[int] = TENORS
) -> Hedge:
    """The article's hedge: 30, 110 and 220 days, so many calls in each, all struck by one rule."""
    rule = StrikeRule() if strike_rule is None else strike_rule
    pairs = zip(tenors, contracts, strict=True)
    return Hedge(layers=tuple(HedgeLayer(tenor_days=t, contracts=n, strike_rule=rule) for t, n in pairs))


def value(calls: Sequence[Call], market: VixMarket, vix_points: ArrayLike = 0.0, days: int = 0) -> FloatArray:
    """Dollars that each layer is worth (L, S) once so many days have passed and the VIX moves by points (S,)."""
    shocks = np.atleast_1d(floats(vix_points))
    strikes = np.array([one.strike for one in calls])[:, None]
    left = np.array([max(one.days - days, 0) for one in calls])[:, None]
    alive = np.array([one.days >= days for one in calls])[:, None]
    return _dollars(calls)[:, None] * market.price(strikes, left, np.where(alive, shocks[None, :], 0.0))


def premium(calls: Sequence[Call], market: VixMarket) -> FloatArray:
    """Dollars that each layer costs to buy, at the mid: (L,)."""
    return value(calls, market)[:, 0]


def gain(calls: Sequence[Call], market: VixMarket, vix_points: ArrayLike = 0.0, days: int = 0) -> FloatArray:
    """P&L of each layer in dollars (L, S): what it is worth then, less its premium."""
    return value(calls, market, vix_points, days) - premium(calls, market)[:, None]


class YearlyCost(NamedTuple):
    """Dollars a year by layer (L,): premium spent, value recovered when rolled, and the times it is rolled."""

    gross: FloatArray
    recovered: FloatArray
    rolls: FloatArray

    @property
    def net(self) -> FloatArray:
        """What the layers cost after all, the drag: (L,)."""
        return self.gross - self.recovered


def yearly_cost(calls: Sequence[Call], market: VixMarket, roll: Roll, slippage_points: float = 0.0) -> YearlyCost:
    """What keeping the layers costs for a year in which VIX and curve stand still.

    Each call is bought, slides down the curve as long as the rule holds it, is sold and bought anew; at each trade the mid
    is missed by `slippage_points`. A call held to expiry settles, and nothing is paid for that.
    """
    held = np.array([roll.held_days(one.days) for one in calls])
    left = np.array([one.days for one in calls]) - held
    strikes, per_point = np.array([one.strike for one in calls]), _dollars(calls)
    rolls = DAYS_PER_YEAR / held
    sold = np.maximum(market.price(strikes, left) - np.where(left > 0, slippage_points, 0.0), 0.0)
    bought = market.price(strikes, np.array([one.days for one in calls])) + slippage_points
    return YearlyCost(gross=per_point * bought * rolls, recovered=per_point * sold * rolls, rolls=rolls)


class HedgeGreeks(NamedTuple):
    """Dollar greeks of each layer (L,), none of which may be added to the greeks of SPX options.

    vix_delta: per point of the layer's own future. spot_delta: per point of spot VIX, by tenor beta. vix_vega: per point of
    volatility of the layer's own VIX options. theta: per calendar day, the future held.
    """

    vix_delta: FloatArray
    spot_delta: FloatArray
    vix_vega: FloatArray
    theta: FloatArray


def ledger(calls: Sequence[Call], market: VixMarket) -> HedgeGreeks:
    """Sensitivities of the layers, each to its own future and volatility."""
    days = floats([one.days for one in calls])
    raw = market.greeks(np.array([one.strike for one in calls]), days)
    per_point, future = _dollars(calls), market.curve.future(days)
    delta = per_point * raw.delta
    return HedgeGreeks(
        vix_delta=delta,
        spot_delta=delta * tenor_beta(days) * future / market.curve.spot,
        vix_vega=per_point * raw.vega * VOL_POINT,
        theta=per_point * raw.theta / DAYS_PER_YEAR,
    )


class Frontier(NamedTuple):
    """Net cost a year and gain in the shock, dollars for one size (K,), over strikes `points` out (K,)."""

    points: FloatArray
    cost: FloatArray
    gain: FloatArray


def frontier(
    hedge: Hedge,
    market: VixMarket,
    roll: Roll,
    shock: tuple[float, int],
    points: Sequence[float],
    slippage: float = 0.0,
) -> Frontier:
    """Cost against crash payoff over strikes; both grow in proportion with the contracts.

    `shock` is the move of the VIX in points and the days that pass before it.
    """
    rows = []
    for out in points:
        rule = StrikeRule(way="Points", amount=out)
        struck = layered([one.contracts for one in hedge.layers], rule, [one.tenor_days for one in hedge.layers])
        calls = struck.calls(market)
        rows.append((yearly_cost(calls, market, roll, slippage).net.sum(), gain(calls, market, *shock).sum()))
    cost, paid = np.array(rows).T
    return Frontier(points=floats(points), cost=cost, gain=paid)


def _dollars(calls: Sequence[Call]) -> FloatArray:
    return np.array([one.contracts * VIX.multiplier for one in calls])
