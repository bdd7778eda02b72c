"""A whole hedge plan: layers, prices, rules, and the condors that it hedges.

The calls of today are those of the monthly VIX expiries nearest to 30, 110 and 220 days. Monthly expiries are four or
five weeks apart, so the yearly cost is that of the layers at their plain tenors, which today's calls have on average.

Two volatilities matter and are never added: SPX options depend on S&P 500 volatility, VIX calls on VIX futures and
their volatility. A joint shock moves the index by a return, SPX volatilities by the VIX points, and each VIX future by
its tenor beta.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import numpy as np

from overlay.arrays import FloatArray
from overlay.condor.placement import IronCondor, Shape, by_sigmas
from overlay.errors import whole, within
from overlay.hedge import calls as vix_hedge, readings
from overlay.hedge.activation import EXPIRY, Roll
from overlay.hedge.calls import Call, Hedge, HedgeGreeks, YearlyCost
from overlay.hedge.matrix import Matrix
from overlay.hedge.readings import PER_TEN, HedgeNeed, Reading
from overlay.options import legs
from overlay.options.costs import VIX_SLIPPAGE_POINTS
from overlay.options.legs import DollarGreeks
from overlay.options.market import Market
from overlay.options.scenarios import Scenario
from overlay.rules.rule_set import StrikeRule
from overlay.units import DAYS_PER_YEAR, VOL_POINT
from overlay.vix.curve import LOWEST_VIX
from overlay.vix.market import VixMarket

CONDOR_SIGMAS, CONDOR_WING, CONDOR_DAYS = 1.5, 50.0, 30  # the article's condor
INDEX_MOVES: Final = tuple(np.round(np.linspace(-0.20, 0.10, 31), 4))
VIX_MOVES: Final = tuple(np.linspace(-10.0, 60.0, 29))
SHOCKS: Final = np.linspace(-15.0, 60.0, 151)


#: a joint what-if: the VIX gains 20 points while the index falls by 6%
FAST_SHOCK: Final = Scenario(index_return=-0.06, vol_shift=20.0 * VOL_POINT)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wanted:
    """The user's choices: the three numbers and their reading, the strikes, the rolls, and the condors to hedge."""

    numbers: tuple[float, float, float] = (4.0, 4.0, 2.0)
    reading: Reading = PER_TEN
    strike_rule: StrikeRule = field(default_factory=StrikeRule)
    roll: Roll = EXPIRY
    condors: int = 10
    capital_dollars: float = 250_000.0
    budget: float = 0.015  # of capital
    shock: Scenario = FAST_SHOCK

    def __post_init__(self) -> None:
        for number in self.numbers:
            within("A number of 4/4/2", number, 0.0, 10_000.0, "choose zero or more")
        whole("Condors hedged", self.condors, 1, 100_000, "choose one or more")
        within("A capital", self.capital_dollars, 1.0, 1e12, "enter dollars", "dollars")
        within("A hedge's budget", self.budget, 0.0, 1.0, "choose a share of the capital")
        within("A VIX shock", self.shock.vix_points, -250.0, 250.0, "choose points of the VIX", "points")
        whole("Days forward", self.shock.days, 0, 3650, "choose 0 or more", "days")
        within("An index move", self.shock.index_return, -0.99, 10.0, "enter a decimal, -0.06 for -6%")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """A wanted hedge in one index market and one VIX market, with all the results that a page shows, in dollars.

    `expiries` are the days on which the `calls` expire; `hedge` holds the layers at their plain tenors.
    """

    wanted: Wanted
    market: Market
    vix: VixMarket
    condor: IronCondor = field(init=False)
    hedge: Hedge = field(init=False)
    expiries: tuple[date, ...] = field(init=False)
    calls: tuple[Call, ...] = field(init=False)
    credit_dollars: float = field(init=False)
    cost: YearlyCost = field(init=False)

    def __post_init__(self) -> None:
        asked = self.wanted
        condor = by_sigmas(self.market, CONDOR_SIGMAS, CONDOR_WING, CONDOR_DAYS, Shape(quantity=asked.condors))
        notional = condor.widest_points * condor.contract.multiplier * asked.condors
        book = HedgeNeed(
            condors=asked.condors, notional_dollars=notional, budget_dollars=asked.budget * asked.capital_dollars
        )
        tenors = vix_hedge.listed_tenors(self.market.as_of)
        expiries = tuple(self.market.as_of + timedelta(days=days) for days in tenors)
        sizes = readings.contracts(asked.reading, asked.numbers, book, self.vix, asked.strike_rule, tenors).tolist()
        hedge = vix_hedge.layered(sizes, asked.strike_rule)
        found = {
            "condor": condor,
            "hedge": hedge,
            "expiries": expiries,
            "calls": vix_hedge.layered(sizes, asked.strike_rule, tenors).calls(self.vix),
            "credit_dollars": -legs.worth(condor.legs, self.market),
            "cost": vix_hedge.yearly_cost(hedge.calls(self.vix), self.vix, asked.roll, VIX_SLIPPAGE_POINTS),
        }
        for name, value in found.items():
            object.__setattr__(self, name, value)

    @property
    def premium_dollars(self) -> float:
        """The premium of all calls today."""
        return float(vix_hedge.premium(self.calls, self.vix).sum())

    @property
    def net_dollars(self) -> float:
        """The yearly net cost of the hedge in an unchanged market; NaN where it is not known (`YearlyCost`)."""
        return float(self.cost.net.sum())

    @property
    def yearly_credit_dollars(self) -> float:
        """The condors' credit over a year, if each batch is replaced when it expires."""
        return self.credit_dollars * DAYS_PER_YEAR / self.market.days(self.condor.expiry)

    @property
    def vix_points(self) -> float:
        """The VIX shock in points, limited so that the VIX stays at or above its lowest close."""
        return max(self.wanted.shock.vix_points, self._lowest)

    @property
    def _lowest(self) -> float:
        return min(LOWEST_VIX - self.vix.curve.spot, 0.0)

    @property
    def gains(self) -> FloatArray:
        """P&L of each layer in the shock: (L,)."""
        return vix_hedge.gain(self.calls, self.vix, self.vix_points, self.wanted.shock.days)[:, 0]

    def by_shock(self) -> tuple[FloatArray, FloatArray]:
        """Moves of the VIX in points (S,) and the P&L of each layer (L, S), after the what-if's days."""
        moves = SHOCKS[self._lowest <= SHOCKS]
        return moves, vix_hedge.gain(self.calls, self.vix, moves, self.wanted.shock.days)

    def condor_gain(self, index_returns: FloatArray, vix_points: float) -> FloatArray:
        """P&L of the condors (S,) at index returns (S,) with SPX volatilities moved by VIX points, after the days."""
        days = self.market.ahead(self.condor.expiry, self.wanted.shock.days)
        moved = self.market.shifted(vol_shift=max(vix_points, LOWEST_VIX - self.market.vix) * VOL_POINT)
        levels = self.market.spot * (1.0 + index_returns)
        return np.asarray(self.credit_dollars + legs.value(self.condor.legs, moved, levels, days)[0])

    def matrix(self) -> Matrix:
        """P&L of condors and hedge together, by moves of index and VIX."""
        index, shocks = np.array(INDEX_MOVES), np.array(VIX_MOVES)
        shocks = shocks[shocks >= self._lowest]
        condors = np.array([self.condor_gain(index, one) for one in shocks.tolist()])
        hedge = vix_hedge.gain(self.calls, self.vix, shocks, self.wanted.shock.days).sum(axis=0)
        return Matrix(index_returns=index, vix_points=shocks, condors=condors, hedge=hedge)

    def condor_greeks(self) -> DollarGreeks[float]:
        """Greeks of the condors. Their vega is to S&P 500 volatility, so it is not added to the hedge's."""
        return legs.greeks(self.condor.legs, self.market).total()

    def ledger(self) -> HedgeGreeks:
        """Greeks of the layers, each layer to its own VIX future."""
        return vix_hedge.ledger(self.calls, self.vix)
