"""A whole hedge plan: layers, prices, rules, and the condors it stands beside, judged together.

Two volatilities are at work and never added: SPX options answer to the S&P 500's, VIX calls to the VIX futures and theirs.
A joint shock moves both: the index by its return, the SPX volatilities by the VIX points, each VIX future by its tenor beta.
"""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from overlay.arrays import FloatArray
from overlay.condor.placement import IronCondor, Shape, by_sigmas
from overlay.hedge import calls as vix_hedge, readings
from overlay.hedge.activation import EXPIRY, Roll
from overlay.hedge.calls import Call, Hedge, HedgeGreeks, StrikeRule, YearlyCost
from overlay.hedge.matrix import Matrix
from overlay.hedge.readings import PER_TEN, HedgeNeed, Reading
from overlay.options import legs
from overlay.options.costs import VIX_SLIPPAGE_POINTS
from overlay.options.legs import DollarGreeks
from overlay.options.market import Market
from overlay.units import DAYS_PER_YEAR, VOL_POINT
from overlay.vix.curve import LOWEST_VIX
from overlay.vix.market import VixMarket

CONDOR_SIGMAS, CONDOR_WING, CONDOR_DAYS = 1.5, 50.0, 30  # the article's condor
INDEX_MOVES: Final = tuple(np.round(np.linspace(-0.20, 0.10, 31), 4))
VIX_MOVES: Final = tuple(np.linspace(-10.0, 60.0, 29))
SHOCKS: Final = np.linspace(-15.0, 60.0, 151)


class Shock(NamedTuple):
    """A joint what-if: days pass, then the VIX moves by points and the index by a return."""

    vix_points: float = 20.0
    days: int = 0
    index_return: float = -0.06


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wanted:
    """What a learner asks for: the three numbers and their reading, strikes, rolls, and what it is measured against."""

    numbers: tuple[float, float, float] = (4.0, 4.0, 2.0)
    reading: Reading = PER_TEN
    strike_rule: StrikeRule = field(default_factory=StrikeRule)
    roll: Roll = EXPIRY
    condors: int = 10
    capital_dollars: float = 250_000.0
    budget: float = 0.015  # of capital
    shock: Shock = field(default_factory=Shock)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """What is wanted under an index market and a VIX market, with everything a page asks of it, in dollars."""

    wanted: Wanted
    market: Market
    vix: VixMarket
    condor: IronCondor = field(init=False)
    hedge: Hedge = field(init=False)
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
        sizes = readings.contracts(asked.reading, asked.numbers, book, self.vix, asked.strike_rule)
        hedge = vix_hedge.layered(tuple(sizes.tolist()), asked.strike_rule)
        calls = hedge.calls(self.vix)
        found = {
            "condor": condor,
            "hedge": hedge,
            "calls": calls,
            "credit_dollars": -legs.worth(condor.legs, self.market),
            "cost": vix_hedge.yearly_cost(calls, self.vix, asked.roll, VIX_SLIPPAGE_POINTS),
        }
        for name, value in found.items():
            object.__setattr__(self, name, value)

    @property
    def premium_dollars(self) -> float:
        """What the calls cost now."""
        return float(vix_hedge.premium(self.calls, self.vix).sum())

    @property
    def net_dollars(self) -> float:
        """What the hedge costs a year in a still market."""
        return float(self.cost.net.sum())

    @property
    def yearly_credit_dollars(self) -> float:
        """What the condors collect in a year if each batch is followed by the next."""
        return self.credit_dollars * DAYS_PER_YEAR / self.market.days(self.condor.expiry)

    @property
    def vix_points(self) -> float:
        """The shock, cut where it would take the VIX below its lowest close."""
        return max(self.wanted.shock.vix_points, self._lowest)

    @property
    def _lowest(self) -> float:
        return min(LOWEST_VIX - self.vix.curve.spot, 0.0)

    @property
    def gains(self) -> FloatArray:
        """P&L of each layer in the shock: (L,)."""
        return vix_hedge.gain(self.calls, self.vix, self.vix_points, self.wanted.shock.days)[:, 0]

    def by_shock(self) -> tuple[FloatArray, FloatArray]:
        """Moves of the VIX in points (S,) and the P&L of each layer (L, S), once the what-if's days have passed."""
        moves = SHOCKS[self._lowest <= SHOCKS]
        return moves, vix_hedge.gain(self.calls, self.vix, moves, self.wanted.shock.days)

    def condor_gain(self, index_returns: FloatArray, vix_points: float) -> FloatArray:
        """P&L of the condors (S,) at index returns (S,) with SPX volatilities moved by VIX points, after the days."""
        days = min(self.wanted.shock.days, self.market.days(self.condor.expiry))
        moved = self.market.shifted(vol_shift=max(vix_points, LOWEST_VIX - self.market.vix) * VOL_POINT)
        levels = self.market.spot * (1.0 + index_returns)
        return np.asarray(self.credit_dollars + legs.value(self.condor.legs, moved, levels, days)[0])

    def matrix(self) -> Matrix:
        """Condors and hedge together over moves of index and VIX."""
        index, shocks = np.array(INDEX_MOVES), np.array(VIX_MOVES)
        shocks = shocks[shocks >= self._lowest]
        condors = np.array([self.condor_gain(index, one) for one in shocks.tolist()])
        hedge = vix_hedge.gain(self.calls, self.vix, shocks, self.wanted.shock.days).sum(axis=0)
        return Matrix(index_returns=index, vix_points=shocks, condors=condors, hedge=hedge)

    def condor_greeks(self) -> DollarGreeks[float]:
        """Greeks of the condors: their vega is the S&P 500's, so it stands apart from the hedge's."""
        return legs.greeks(self.condor.legs, self.market).total()

    def ledger(self) -> HedgeGreeks:
        """Greeks of the layers, each to its own VIX future."""
        return vix_hedge.ledger(self.calls, self.vix)
