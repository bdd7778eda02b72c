"""Why the condors' value changed: each day's change split into Greeks, costs and a rest.

Each open condor is taken from one close to the next. Its Greeks are those of the first close, on the surface that also
gives the marks: index, VIX and time left are its three inputs, and the smile moves with the index (the same volatility
at the same moneyness, as `Market` does by default). With dS the index move in points and dv the move of the VIX::

    delta  value'S * dS          gamma  1/2 value'SS * dS^2     theta  the value after the days that passed, less before
    vega   value'v * dv          vomma  1/2 value'vv * dv^2     charm  the change of delta over those days * dS
    vanna  value'Sv * dS * dv    rest   the change of the mark less all of these

Theta is revalued over the calendar days that passed, at the old index, VIX and rate, because a weekend is long for a
condor of a week. The rest holds third-order terms, changes of rate and dividend yield, and the rounding of settlement to
cents. At mid a roll changes nothing; what it costs is `roll`. (D,) are days of the path, (R,) rows of layers and days.
"""

from typing import Final, NamedTuple

import numpy as np

from overlay.arrays import BoolArray, FloatArray, IntArray, sums_at
from overlay.backtest.engine import Backtest
from overlay.ladder import accounts as ladder_book
from overlay.ladder.engine import Ladder
from overlay.ladder.layers import Fate
from overlay.options.moments import WEIGHTS, Moments, on_path

INDEX_STEP: Final = 2e-4  # of the index: the step of the numerical derivatives, far below a day's move
VIX_STEP: Final = 1e-3  # of the VIX


class Effects(NamedTuple):
    """What changed the condors, dollars by day (D,): Greeks, the rest, commission and slippage of rolls, other costs.

    Their sum is the day's change of the condors at mid, less the condors' costs.
    """

    delta: FloatArray
    gamma: FloatArray
    vega: FloatArray
    theta: FloatArray
    vanna: FloatArray
    vomma: FloatArray
    charm: FloatArray
    rest: FloatArray
    roll: FloatArray
    cost: FloatArray

    @property
    def at_mid(self) -> FloatArray:
        """The change of the condors at mid, before all costs: (D,)."""
        return np.asarray(sum(self[: -len(_COSTS)]))

    @property
    def total(self) -> FloatArray:
        """The sum of all effects: (D,)."""
        return np.asarray(sum(self))


_COSTS: Final = ("roll", "cost")  # the last fields of `Effects`


class LayerMoves(NamedTuple):
    """The moves of every open layer from one close to the next, flat (R,), dollars of all its contracts.

    `layer` is its number, `at` the position of the later close. `exposure` is its dollar delta at the earlier close:
    what it would gain if the index doubled at this delta. The other fields are as in `Effects`.
    """

    layer: IntArray
    at: IntArray
    exposure: FloatArray
    delta: FloatArray
    gamma: FloatArray
    vega: FloatArray
    theta: FloatArray
    vanna: FloatArray
    vomma: FloatArray
    charm: FloatArray
    rest: FloatArray


class _Slopes(NamedTuple):
    """Derivatives of the value of one condor, index points per point of index (s) and of VIX (v): (R,)."""

    s: FloatArray
    ss: FloatArray
    v: FloatArray
    vv: FloatArray
    sv: FloatArray


class Condors(NamedTuple):
    """The condors of a backtest: effects by day, and the dollar delta at the close before each day (D,), 0 on the first."""

    effects: Effects
    exposure: FloatArray


def condors(found: Backtest) -> Condors:
    """The effects on all condors of a backtest by day, and their dollar delta at each earlier close."""
    days, moves = len(found.path), layer_moves(found.ladder)
    exposure, *effects = (sums_at(moves.at, column, days) for column in moves[2:])
    every = [*effects, *_costs(found.ladder)]
    return Condors(Effects(*every), exposure)


def layer_moves(ladder: Ladder) -> LayerMoves:
    """The moves of every layer on every day after its opening, up to its end or the path's last day."""
    one, path = ladder.layers, ladder.path
    layer, before, value, change = _marks(ladder)
    left = path.left(one.settles[layer], before)
    passed = path.left(before + 1, before)
    laid = one.strikes[:, layer]
    shape = ladder.terms.shape
    now, later = on_path(path, before, left, shape), on_path(path, before, left - passed, shape, passed)
    slopes = _slopes(now, laid, value)
    aged = _value(later, laid)
    delta_later = _delta(later, laid)
    ds, dv = path.index[before + 1] - now.spot, path.vix[before + 1] - now.vix
    points = (
        slopes.s * ds,
        0.5 * slopes.ss * ds**2,
        slopes.v * dv,
        aged - value,
        slopes.sv * ds * dv,
        0.5 * slopes.vv * dv**2,
        (delta_later - slopes.s) * ds,
    )
    dollars = one.quantity[layer] * (ladder.terms.points_cents / 100.0)
    every = (slopes.s * now.spot, *points, change - sum(points))
    return LayerMoves(layer, before + 1, *(dollars * column for column in every))


def _marks(ladder: Ladder) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Layer, position, value at mid, and its change to the next close in index points: (R,) each."""
    one, rows = ladder.layers, ladder_book.open_rows(ladder)
    order = np.lexsort((rows.at, rows.layer))
    layer, at, value = rows.layer[order], rows.at[order], -rows.cost[order]
    final = at + 1 == one.ended[layer]
    following = np.append(value[1:], 0.0)
    following[final] = _last(ladder, layer[final])
    kept = at + 1 < len(ladder.path)
    return layer[kept], at[kept], value[kept], (following - value)[kept]


def _last(ladder: Ladder, layer: IntArray) -> FloatArray:
    """The value of layers (N,) at their end in index points: at mid if traded, else what the settlement paid."""
    one, path = ladder.layers, ladder.path
    paid = one.ending[:, layer].sum(axis=0) / ladder.terms.points_cents
    traded = (one.fate[layer] == Fate.CLOSED) | (one.fate[layer] == Fate.ROLLED)
    some = layer[traded]
    left = path.left(one.settles[some], one.ended[some])
    paid[traded] = _value(on_path(path, one.ended[some], left, ladder.terms.shape), one.strikes[:, some])
    return np.asarray(paid)


def _value(moments: Moments, laid: FloatArray, index: float = 0.0, vix: float = 0.0) -> FloatArray:
    """Value in points of condors with strikes (4, R), after relative moves of index and VIX: (R,)."""
    moved = moments._replace(
        spot=moments.spot * (1.0 + index), forward=moments.forward * (1.0 + index), vix=moments.vix * (1.0 + vix)
    )
    return np.asarray(WEIGHTS @ moved.price(laid))


def _delta(moments: Moments, laid: FloatArray) -> FloatArray:
    """The slope of the value in the index: (R,)."""
    up, down = (_value(moments, laid, sign * INDEX_STEP) for sign in (1.0, -1.0))
    return (up - down) / (2.0 * INDEX_STEP * moments.spot)


def _slopes(moments: Moments, laid: FloatArray, value: FloatArray) -> _Slopes:
    """All derivatives by central differences around values (R,)."""
    s, v = INDEX_STEP * moments.spot, VIX_STEP * moments.vix
    up, down = (_value(moments, laid, sign * INDEX_STEP) for sign in (1.0, -1.0))
    high, low = (_value(moments, laid, 0.0, sign * VIX_STEP) for sign in (1.0, -1.0))
    both, neither = (_value(moments, laid, sign * INDEX_STEP, sign * VIX_STEP) for sign in (1.0, -1.0))
    across, upright = up + down - 2.0 * value, high + low - 2.0 * value
    return _Slopes(
        s=(up - down) / (2.0 * s),
        ss=across / s**2,
        v=(high - low) / (2.0 * v),
        vv=upright / v**2,
        sv=(both + neither - 2.0 * value - across - upright) / (2.0 * s * v),
    )


def _costs(ladder: Ladder) -> tuple[FloatArray, FloatArray]:
    """Commission and fills worse than the mid, as negative dollars by day: of rolls (D,), and of other trades (D,).

    A roll has two trades: the old condor is bought back, and the new one is sold.
    """
    one, never = ladder.layers, len(ladder.path)
    opening, closing = ladder_book.missed_by_layer(ladder)
    each = one.quantity * (ladder.terms.commission_cents / 100.0)
    traded = (one.fate == Fate.CLOSED) | (one.fate == Fate.ROLLED)
    at = np.concatenate([one.opened, np.minimum(one.ended, never - 1)])
    paid = -np.concatenate([opening + each, closing + np.where(traded, each, 0.0)])
    rolled = np.concatenate([one.parent >= 0, one.fate == Fate.ROLLED])
    return _on_days(at, paid, rolled, never), _on_days(at, paid, ~rolled, never)


def _on_days(at: IntArray, paid: FloatArray, kind: BoolArray, days: int) -> FloatArray:
    return sums_at(at[kind], paid[kind], days)
