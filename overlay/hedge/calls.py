"""The layered VIX hedge (P7, P8): calls by tenor, their yearly cost, and their payoff when the VIX jumps.

A `HedgeLayer` says what to buy; a `Call` is what was bought: a strike, the days to expiry, and a count. All prices come
from `overlay.vix.market`, which prices each call on its own future. Dollars are for the whole position; a premium is
positive.

Every what-if has two steps. First, days pass: the VIX and its curve stay the same and each call rolls down the curve.
Then the shock comes in one day. A call that expires before the shock settles on the unchanged VIX.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, assert_never

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats
from overlay.errors import OverlayError, whole, within
from overlay.hedge.activation import Roll
from overlay.history import calendar
from overlay.rules.rule_set import StrikeRule
from overlay.units import DAYS_PER_YEAR, VOL_POINT
from overlay.vix.curve import tenor_beta
from overlay.vix.market import VIX, VixMarket

TENORS: Final = (30, 110, 220)
CONTRACTS: Final = (4.0, 4.0, 2.0)
PER_CONDORS: Final = 10  # the article buys 4/4/2 calls for ten condors
HIGHEST_STRIKE: Final = 200
FIVE_POINTS_OUT: Final = StrikeRule()


def listed_strike(rule: StrikeRule, market: VixMarket, days: float) -> float:
    """The listed strike of a tenor in days by a rule, whole VIX points, never below 1."""
    future = market.curve.future(days)
    match rule.by:
        case "points_above":
            level = future + rule.amount
        case "share_above":
            level = future * (1.0 + rule.amount)
        case "delta":
            listed = np.arange(max(1.0, np.floor(0.4 * future)), HIGHEST_STRIKE + 1.0, VIX.strike_step)
            return float(listed[np.abs(market.greeks(listed, days).delta - rule.amount).argmin()])
        case unknown:
            assert_never(unknown)
    return max(VIX.nearest_strike(level), VIX.strike_step)


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeLayer:
    """What to buy for one tenor: a number of calls, and the rule for their strike."""

    tenor_days: int
    contracts: float
    strike_rule: StrikeRule = FIVE_POINTS_OUT

    def __post_init__(self) -> None:
        whole("A layer", self.tenor_days, 1, 730, "choose a listed expiry", "days")
        if not 0.0 <= self.contracts < np.inf:
            raise OverlayError(f"{self.contracts:g} calls cannot be bought: enter zero or more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Calls held: strike in points, calendar days to expiry, how many."""

    strike: float
    days: int
    contracts: float

    def __post_init__(self) -> None:
        within("A VIX call's strike", self.strike, 0.01, 1000.0, "enter points of the VIX", "points")
        within("A VIX call's term", self.days, 0.0, 3650.0, "choose 0 or more", "days")
        within("Calls held", self.contracts, 0.0, 1e9, "enter zero or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hedge:
    """The layers, nearest first."""

    layers: tuple[HedgeLayer, ...]

    def calls(self, market: VixMarket) -> tuple[Call, ...]:
        """The calls the layers buy in a market, one per layer."""
        return tuple(
            Call(
                strike=listed_strike(one.strike_rule, market, one.tenor_days),
                days=one.tenor_days,
                contracts=one.contracts,
            )
            for one in self.layers
        )


def listed_tenors(today: date) -> tuple[int, ...]:
    """Calendar days to the monthly VIX expiries nearest to 30, 110 and 220 days ahead."""
    return tuple((calendar.nearest_vix_expiry(today, tenor) - today).days for tenor in TENORS)


def layered(
    contracts: Sequence[float] = CONTRACTS, strike_rule: StrikeRule | None = None, tenors: Sequence[int] = TENORS
) -> Hedge:
    """The article's hedge: `contracts` calls at 30, 110 and 220 days, all with the same strike rule."""
    rule = StrikeRule() if strike_rule is None else strike_rule
    pairs = zip(tenors, contracts, strict=True)
    return Hedge(layers=tuple(HedgeLayer(tenor_days=t, contracts=n, strike_rule=rule) for t, n in pairs))


def value(calls: Sequence[Call], market: VixMarket, vix_points: ArrayLike = 0.0, days: int = 0) -> FloatArray:
    """The value of each layer in dollars (L, S) after `days` have passed and the VIX has moved by points (S,)."""
    shocks = np.atleast_1d(floats(vix_points))
    strikes = np.array([one.strike for one in calls])[:, None]
    left = np.array([max(one.days - days, 0) for one in calls])[:, None]
    alive = np.array([one.days >= days for one in calls])[:, None]
    return _dollars(calls)[:, None] * market.price(strikes, left, np.where(alive, shocks[None, :], 0.0))


def premium(calls: Sequence[Call], market: VixMarket) -> FloatArray:
    """The cost of each layer at the mid, dollars (L,)."""
    return value(calls, market)[:, 0]


def gain(calls: Sequence[Call], market: VixMarket, vix_points: ArrayLike = 0.0, days: int = 0) -> FloatArray:
    """P&L of each layer in dollars (L, S): its value after the move, less its premium."""
    return value(calls, market, vix_points, days) - premium(calls, market)[:, None]


class YearlyCost(NamedTuple):
    """Dollars a year by layer (L,): premium spent, value recovered when rolled, and the times it is rolled.

    `recovered` is NaN where the VIX lies so far above its futures that the call would end in the money if nothing moved.
    Held still for a year, such a curve would pay for the calls, which no market has ever done.
    """

    gross: FloatArray
    recovered: FloatArray
    rolls: FloatArray

    @property
    def net(self) -> FloatArray:
        """The net cost of the layers, also called the drag: (L,); NaN where it is not known."""
        return self.gross - self.recovered


def yearly_cost(calls: Sequence[Call], market: VixMarket, roll: Roll, slippage_points: float = 0.0) -> YearlyCost:
    """The cost of keeping the layers for a year in which the VIX and its curve do not change.

    Each call is bought, rolls down the curve while the rule holds it, is sold, and is replaced. Each trade is worse
    than the mid by `slippage_points`. A call held to expiry settles without slippage. `YearlyCost` says where the result
    is not known.
    """
    days, per_point = np.array([one.days for one in calls]), _dollars(calls)
    held = np.array([roll.held_days(one.days) for one in calls])
    left = days - held
    strikes = np.array([one.strike for one in calls])
    rolls = DAYS_PER_YEAR / held
    sold = np.maximum(market.price(strikes, left) - np.where(left > 0, slippage_points, 0.0), 0.0)
    bought = market.price(strikes, days) + slippage_points
    spot = market.curve.spot
    unknown = (strikes < spot) & (market.curve.future(days) < spot) & (per_point > 0.0)
    recovered = np.where(unknown, np.nan, per_point * sold * rolls)
    return YearlyCost(gross=per_point * bought * rolls, recovered=recovered, rolls=rolls)


class HedgeGreeks(NamedTuple):
    """Dollar greeks of each layer (L,). They must not be added to the greeks of SPX options.

    vix_delta: per point of the layer's own future. spot_delta: per point of spot VIX, by tenor beta. vix_vega: per
    point of volatility of the layer's own VIX options. theta: per calendar day, at an unchanged future.
    """

    vix_delta: FloatArray
    spot_delta: FloatArray
    vix_vega: FloatArray
    theta: FloatArray


def ledger(calls: Sequence[Call], market: VixMarket) -> HedgeGreeks:
    """The greeks of the layers; each layer has its own future and its own volatility."""
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
    """Yearly net cost and gain in the shock, dollars (K,), for strikes `points` above the future (K,).

    The cost is NaN where it is not known (`YearlyCost`).
    """

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
    """Cost and crash payoff by strike; both are proportional to the number of contracts.

    `shock` is the move of the VIX in points and the days that pass before it.
    """
    rows = []
    for out in points:
        rule = StrikeRule(by="points_above", amount=out)
        struck = layered([one.contracts for one in hedge.layers], rule, [one.tenor_days for one in hedge.layers])
        calls = struck.calls(market)
        rows.append((yearly_cost(calls, market, roll, slippage).net.sum(), gain(calls, market, *shock).sum()))
    cost, paid = np.array(rows).T
    return Frontier(points=floats(points), cost=cost, gain=paid)


def _dollars(calls: Sequence[Call]) -> FloatArray:
    return np.array([one.contracts * VIX.multiplier for one in calls])
