"""`Overlaid`: the whole book of stocks, condors and VIX calls, and the effect of a scenario on each part.

All parts are valued in the same scenario with the same models as on every other page: SPX options on the index's
surface, VIX calls on the matching future. Days pass first, then the shock comes. Options that expire before the shock
have settled: SPX options at the scenario's index, VIX calls on the unchanged VIX. P&L is against today's marks, in
dollars.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import ceil
from typing import NamedTuple

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.book.holdings import Portfolio
from overlay.condor.placement import IronCondor, Shape, by_sigmas
from overlay.condor.sizing import contracts
from overlay.errors import OverlayError, whole, within
from overlay.hedge import calls as vix_hedge
from overlay.hedge.calls import CONTRACTS, Call
from overlay.hedge.matrix import Matrix
from overlay.hedge.plan import INDEX_MOVES, VIX_MOVES
from overlay.options import legs
from overlay.options.contracts import in_points_of
from overlay.options.legs import Leg
from overlay.options.market import Market
from overlay.options.scenarios import Scenario
from overlay.units import VOL_POINT
from overlay.vix.curve import LOWEST_VIX
from overlay.vix.market import VixMarket


@dataclass(frozen=True, slots=True, kw_only=True)
class Laying:
    """The rule for the condors over a book: the article's rule, with our wing width.

    There is one layer every `spacing_days`. The newest has `days` to expiry, each older one `spacing_days` less. Each
    may lose `layer_cap` of the stocks' value (decimal). `units` counts units of 4/4/2 VIX calls.
    """

    sigmas: float = 1.5
    wing_points: float = 50.0
    days: int = 30
    layers: int = 2
    spacing_days: int = 14
    layer_cap: float = 0.025
    units: float = 1.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.layer_cap <= 1.0:
            raise OverlayError(f"A cap of {self.layer_cap:.0%} of the stocks is impossible: choose 0% to 100%.")
        within("The distance of the shorts", self.sigmas, 0.05, 10.0, "choose one in between", "standard deviations")
        within("A wing", self.wing_points, 0.1, 50_000.0, "choose a width in index points", "points")
        whole("Days to expiry", self.days, 1, 730, "choose a shorter or longer condor", "days")
        whole("The number of layers", self.layers, 0, 1000, "choose zero or more")
        whole("Days between layers", self.spacing_days, 1, 730, "choose one day or more", "days")
        within("Units of VIX calls", self.units, 0.0, 100_000.0, "choose zero or more")

    @property
    def expiries(self) -> tuple[int, ...]:
        """Days to expiry of the layers that are open at the same time, the newest first."""
        most = min(self.layers, ceil(self.days / self.spacing_days))
        return tuple(self.days - self.spacing_days * one for one in range(most))


class BookParts(NamedTuple):
    """P&L in dollars: each name's (H,), each condor layer's (C,), each hedge layer's (L,)."""

    names: FloatArray
    condors: FloatArray
    hedge: FloatArray

    @property
    def total(self) -> float:
        """The sum of all parts."""
        return float(self.names.sum() + self.condors.sum() + self.hedge.sum())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Overlaid:
    """Stocks with their betas (H,), condor layers and VIX calls in an index market and a VIX market."""

    portfolio: Portfolio
    betas: FloatArray
    market: Market
    vix: VixMarket
    condors: tuple[IronCondor, ...] = ()
    calls: tuple[Call, ...] = ()
    #: credit of each condor layer (C,) and premium of each hedge layer (L,) at today's marks, dollars
    credits: FloatArray = field(init=False)
    premiums: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        if len(self.betas) != len(self.portfolio.holdings):
            raise OverlayError(f"{len(self.betas)} betas for {len(self.portfolio.holdings)} names: give one to each.")
        marks = [-legs.worth(one.legs, self.market) for one in self.condors]
        object.__setattr__(self, "credits", np.array(marks))
        paid = vix_hedge.premium(self.calls, self.vix) if self.calls else np.empty(0)
        object.__setattr__(self, "premiums", paid)

    def __repr__(self) -> str:
        """One line: the book, the market's day, and its condors and calls."""
        return (
            f"Overlaid({self.portfolio!r}, {self.market.as_of}, {self.quantity} condors in {len(self.condors)} layers, "
            f"{sum(one.contracts for one in self.calls):,.0f} VIX calls)"
        )

    def frame(self, scenario: Scenario) -> pd.DataFrame:
        """One row a part: its P&L in a scenario, in dollars and as a share of the stocks."""
        found = self.result(scenario)
        parts = [("Stocks", symbol, pnl) for symbol, pnl in zip(self.portfolio.symbols, found.names, strict=True)]
        parts += [
            ("Condors", f"{one.quantity} to {one.expiry}", pnl)
            for one, pnl in zip(self.condors, found.condors, strict=True)
        ]
        parts += [
            ("VIX calls", f"{one.contracts:g} at {one.strike:g}, {one.days:g} days", pnl)
            for one, pnl in zip(self.calls, found.hedge, strict=True)
        ]
        table = pd.DataFrame(parts, columns=["Part", "Position", "Result ($)"])
        table["Result (share of the stocks)"] = table["Result ($)"] / self.portfolio.invested
        return table.set_index(["Part", "Position"])

    def with_units(self, units: float) -> "Overlaid":
        """The same book with `units` units of 4/4/2 VIX calls, of the listed days nearest to 30, 110 and 220 days."""
        return replace(self, calls=_units(units, self.vix, self.market))

    @property
    def legs(self) -> tuple[Leg, ...]:
        """The legs of all condors."""
        return tuple(leg for one in self.condors for leg in one.legs)

    @property
    def quantity(self) -> int:
        """The number of condors in all layers."""
        return sum(one.quantity for one in self.condors)

    @property
    def expiry(self) -> date | None:
        """The expiry of the newest layer of condors; None without condors."""
        return self.condors[0].expiry if self.condors else None

    @property
    def losses(self) -> FloatArray:
        """The largest loss of each condor layer, positive dollars: (C,)."""
        widths = [one.widest_points * one.contract.multiplier * one.quantity for one in self.condors]
        return np.array(widths) - self.credits

    def floored(self, vix_points: float) -> float:
        """A VIX move in points, limited so that the VIX stays at or above its lowest close."""
        return max(vix_points, min(LOWEST_VIX - self.vix.curve.spot, 0.0))

    def result(self, scenario: Scenario) -> BookParts:
        """P&L of every part in a scenario."""
        points = self.floored(scenario.vix_points)
        level = np.array([self.market.spot * (1.0 + scenario.index_return)])
        return BookParts(
            names=self.portfolio.values * self._returns(scenario),
            condors=self.condor_pnl(level, np.array([points]), scenario.days)[:, 0],
            hedge=self.hedge_pnl(np.array([points]), scenario.days)[:, 0],
        )

    def grid(self, scenario: Scenario) -> Matrix:
        """P&L by moves of index and VIX after the scenario's days; names move as the scenario states, or by beta."""
        index = np.array(INDEX_MOVES)
        shocks = np.unique([self.floored(one) for one in VIX_MOVES])
        levels, points = np.broadcast_arrays(self.market.spot * (1.0 + index)[None, :], shocks[:, None])
        condors = self.condor_pnl(levels.ravel(), points.ravel(), scenario.days).sum(axis=0).reshape(levels.shape)
        own = dict(scenario.names)
        stated = np.array([own.get(symbol, 0.0) for symbol in self.portfolio.symbols])
        by_beta = self.betas * [symbol not in own for symbol in self.portfolio.symbols]
        names = np.maximum(by_beta[:, None] * index, -1.0) + stated[:, None]
        return Matrix(
            index_returns=index,
            vix_points=shocks,
            condors=condors,
            hedge=self.hedge_pnl(shocks, scenario.days).sum(axis=0),
            core=self.portfolio.values @ names,
        )

    def _returns(self, scenario: Scenario) -> FloatArray:
        own = dict(scenario.names)
        by_beta = np.maximum(self.betas * scenario.index_return, -1.0)
        pairs = zip(self.portfolio.symbols, by_beta, strict=True)
        return np.array([own.get(symbol, usual) for symbol, usual in pairs])

    def condor_pnl(self, levels: FloatArray, vix_points: FloatArray, days: float = 0.0) -> FloatArray:
        """P&L of each condor layer at pairs of index level (P,) and VIX move (P,): (C, P)."""
        rows = [
            credit + legs.value_after(one.legs, self.market, levels, vix_points * VOL_POINT, days)
            for one, credit in zip(self.condors, self.credits, strict=True)
        ]
        return np.array(rows) if rows else np.zeros((0, len(levels)))

    def hedge_pnl(self, vix_points: FloatArray, days: int = 0) -> FloatArray:
        """P&L of each hedge layer at moves of the VIX (P,): (L, P)."""
        if not self.calls:
            return np.zeros((0, len(vix_points)))
        return vix_hedge.gain(self.calls, self.vix, vix_points, days)


def laid(portfolio: Portfolio, betas: FloatArray, market: Market, vix: VixMarket, rule: Laying) -> Overlaid:
    """Add condors and VIX calls to a book: whole condors under each layer's cap, zero if a single one exceeds the cap."""
    wing = in_points_of(market.contract, rule.wing_points)
    found = []
    for days in rule.expiries:
        one = by_sigmas(market, rule.sigmas, wing, days, Shape(quantity=1))
        credit = -legs.worth(one.legs, market)
        loss = one.widest_points * one.contract.multiplier - credit
        fits = contracts(rule.layer_cap * portfolio.invested, loss)
        if fits:
            found.append(by_sigmas(market, rule.sigmas, wing, days, Shape(quantity=fits)))
    calls = _units(rule.units, vix, market)
    return Overlaid(portfolio=portfolio, betas=betas, market=market, vix=vix, condors=tuple(found), calls=calls)


def _units(units: float, vix: VixMarket, market: Market) -> tuple[Call, ...]:
    """VIX calls for `units` units of 4/4/2, of the listed days nearest to 30, 110 and 220 days."""
    if not units:
        return ()
    sizes = tuple(units * one for one in CONTRACTS)
    return vix_hedge.layered(sizes, tenors=vix_hedge.listed_tenors(market.as_of)).calls(vix)


def known_betas(portfolio: Portfolio, betas: Sequence[tuple[str, float]]) -> FloatArray:
    """Each name's beta (H,): the measured one, or the index's beta of 1 for a name without a history."""
    measured = dict(betas)
    return np.array([measured.get(symbol, 1.0) for symbol in portfolio.symbols])
