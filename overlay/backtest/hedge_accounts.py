"""The book of the VIX hedge day by day: whole contracts, cash in whole cents, marks at mid.

The number of calls wanted on a day depends on the condors open after its close: the rule set's calls for ten condors,
times its weight at the day's VIX. A condor counts by its width in dollars over that of an SPX condor as wide as the
rule says: else the calls beside the narrow condors of 1990, or beside XSP, would hedge ten times the risk. Fills are
whole hundredths of a point, worse than the mid by the slippage and never below zero. A call held to expiry settles on that day's VIX. (D,) are days of the path.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from overlay.arrays import FloatArray, IntArray
from overlay.hedge.activation import Activation, Roll
from overlay.hedge.calls import PER_CONDORS, HedgeLayer
from overlay.hedge.held_calls import End, Holdings, gauge, held
from overlay.history.path import Path
from overlay.ladder.layers import Terms
from overlay.rules import rule_set as ruling
from overlay.rules.rule_set import HedgeRule
from overlay.vix.market import VIX

TICK_CENTS: Final = round(VIX.multiplier)  # cents of one contract for a hundredth of a point


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HedgeBook:
    """N holdings of whole calls. `bought_cents`, `sold_cents` and `commission_cents` (N,) are cash of the whole holding.

    Commission is positive cents in two rows (2, N), for purchase and sale. `value` (D,) is the value of the open calls
    in dollars; `missed` (D,) the dollars by which fills were worse than the mid.
    """

    holdings: Holdings
    bought_cents: IntArray
    sold_cents: IntArray
    commission_cents: IntArray
    value: FloatArray
    missed: FloatArray

    def contracts(self, days: int) -> IntArray:
        """Calls held after each close: (D,)."""
        one = self.holdings
        steps = np.zeros(days + 1, dtype=np.int64)
        counts = np.rint(one.contracts).astype(np.int64)
        np.add.at(steps, one.bought, counts)
        np.add.at(steps, one.last + 1, -counts)
        return np.cumsum(steps)[:-1]


def wanted(rule: HedgeRule, condors: FloatArray, path: Path, activation: Activation | None = None) -> FloatArray:
    """Whole calls of each layer wanted on each day (L, D), by the rule's weights or by a replacing activation.

    `condors` (D,) are those open after each close, counted in condors of full width.
    """
    levels = np.array([level for level, _ in rule.weights])
    weights = np.array([weight for _, weight in rule.weights])
    by_rule = weights[np.minimum(np.searchsorted(levels, path.vix, side="left"), len(weights) - 1)]
    rows = []
    for number, one in enumerate(rule.layers):
        weight = by_rule if activation is None else activation.size(gauge(path, activation), number)
        rows.append(np.rint(one.contracts_per_ten * condors / PER_CONDORS * weight))
    return np.array(rows).reshape(len(rule.layers), len(path))


def layer(rule: ruling.HedgeLayerRule) -> HedgeLayer:
    """A rule set's hedge layer as a `HedgeLayer`, still without contracts."""
    return HedgeLayer(tenor_days=rule.tenor_days, contracts=0.0, strike_rule=rule.strike)


def book(rule: HedgeRule, path: Path, asked: FloatArray, roll: Roll, terms: Terms, slippage_points: float) -> HedgeBook:
    """Simulate purchases, marks and sales over the days, given the calls wanted (L, D)."""
    layers = tuple(layer(one) for one in rule.layers)
    found, marks = held(layers, path, asked, roll, slippage_points, whole=True)
    traded, ended = found.traded, found.end != End.HELD
    paid = _ticks(found.cost + slippage_points)
    brought = np.where(ended, _ticks(found.brought - slippage_points * traded), 0)
    counts = np.rint(found.contracts).astype(np.int64)
    each = round(100.0 * terms.costs.commission_dollars)
    open_ = marks.some(marks.at <= found.last[marks.holding])
    together = np.zeros(len(found), dtype=np.int64)
    missed = np.zeros(len(path))
    dollars = counts * VIX.multiplier
    np.add.at(missed, found.bought, dollars * (paid / 100.0 - found.cost))
    np.add.at(missed, found.ended, np.where(ended, dollars * (found.brought - brought / 100.0), 0.0))
    return HedgeBook(
        holdings=found,
        bought_cents=-counts * paid * TICK_CENTS,
        sold_cents=counts * brought * TICK_CENTS,
        commission_cents=np.stack([counts * each, np.where(traded, counts * each, 0)]),
        value=open_.worth(dollars.astype(np.float64), together, (1, len(path)))[0],
        missed=missed,
    )


def _ticks(points: FloatArray) -> IntArray:
    """Whole hundredths of a point, never below zero."""
    return np.rint(100.0 * np.maximum(points, 0.0)).astype(np.int64)
