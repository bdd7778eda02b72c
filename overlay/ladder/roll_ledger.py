"""The roll ledger: each roll's realised result, its new trade, and the results of stopping or holding instead.

A roll realises a loss and opens a new trade. The new credit is never netted against the loss: realised result, new
credit and new largest loss have separate columns. Three alternatives are compared for the same chain on the same path,
after all costs: rolled (what the ladder did), closed and stopped at the roll, and held, that is the old condor kept to
expiry.
"""

from typing import NamedTuple

import numpy as np

from overlay.arrays import FloatArray, IntArray
from overlay.ladder.engine import Ladder
from overlay.ladder.layers import Fate
from overlay.options.moments import on_path


class Rolls(NamedTuple):
    """One row a roll (K,), in order of time; positions, counts, and dollars of the whole position.

    `realised` is the result of the rolled condor, `before` the result of its chain up to its opening, and `stopped`
    their sum. `child` is -1 if no new condor could be placed or fitted. `held` is `before` plus the old condor kept to
    expiry; `rolled` is the whole chain under the ladder's rules. Condors still open on the last day are marked at mid.
    """

    at: IntArray
    layer: IntArray
    child: IntArray
    condors: IntArray
    new_condors: IntArray
    realised: FloatArray
    before: FloatArray
    stopped: FloatArray
    new_credit: FloatArray
    new_loss: FloatArray
    held: FloatArray
    rolled: FloatArray


class Ends(NamedTuple):
    """The three alternatives in dollars, summed over all rolled chains, and how often rolling beat the other two.

    `beat_stopping` and `beat_holding` are shares of all rolls.
    """

    rolled: float
    stopped: float
    held: float
    beat_stopping: float
    beat_holding: float
    chains: int


def rolls(ladder: Ladder) -> Rolls:
    """Every roll of a ladder, with the results of stopping and holding instead."""
    one, terms = ladder.layers, ladder.terms
    which = np.flatnonzero((one.fate == Fate.ROLLED) & (one.quantity > 0))
    which = which[np.argsort(one.ended[which], kind="stable")]
    child = _children(ladder)
    worth = one.quantity * _worth_now(ladder)
    before, after = _before(ladder, worth), _after(worth, child)
    new = np.where((child >= 0) & (one.quantity[child] > 0), child, -1)[which]
    opened = new >= 0
    held = one.quantity[which] * _held(ladder, which)
    realised = worth[which]
    return Rolls(
        at=one.ended[which],
        layer=which,
        child=new,
        condors=one.quantity[which],
        new_condors=np.where(opened, one.quantity[new], 0),
        realised=realised,
        before=before[which],
        stopped=before[which] + realised,
        new_credit=np.where(opened, one.quantity[new] * one.credit()[new], 0) / 100.0,
        new_loss=np.where(opened, one.quantity[new] * one.loss(terms)[new], 0) / 100.0,
        held=before[which] + held,
        rolled=before[which] + after[which],
    )


def ends(found: Rolls, ladder: Ladder) -> Ends:
    """The three alternatives over all chains; each chain counts once, at its first roll."""
    first = ladder.layers.parent[found.layer] < 0
    return Ends(
        rolled=float(found.rolled[first].sum()),
        stopped=float(found.stopped[first].sum()),
        held=float(found.held[first].sum()),
        beat_stopping=_share(found.rolled > found.stopped),
        beat_holding=_share(found.rolled > found.held),
        chains=int(first.sum()),
    )


def chains(found: Rolls, ladder: Ladder) -> dict[str, FloatArray]:
    """The three alternatives in dollars by name, one value for each rolled chain: (C,)."""
    first = ladder.layers.parent[found.layer] < 0
    return {
        "rolled on": found.rolled[first],
        "closed and stopped": found.stopped[first],
        "left alone": found.held[first],
    }


def _share(won: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> float:
    return float(np.mean(won)) if len(won) else np.nan


def _children(ladder: Ladder) -> IntArray:
    one = ladder.layers
    child = np.full(len(one), -1)
    rolled = np.flatnonzero(one.parent >= 0)
    child[one.parent[rolled]] = rolled
    return child


def _worth_now(ladder: Ladder) -> FloatArray:
    """Result of one condor in dollars: realised, or cash so far plus the mark of the last day: (N,)."""
    one, rows = ladder.layers, ladder.rows
    mark = np.zeros(len(one))
    last = len(ladder.path) - 1
    mark[one.opened == last] = one.mid[one.opened == last]
    final = rows.at == last
    mark[rows.layer[final]] = rows.cost[final]
    mark[one.fate != Fate.OPEN] = 0.0
    return (one.result(ladder.terms) - mark * ladder.terms.points_cents) / 100.0


def _before(ladder: Ladder, worth: FloatArray) -> FloatArray:
    """Result of each layer's chain before the layer opened: (N,). Parents come before their children."""
    before = np.zeros(len(worth))
    for number in np.flatnonzero(ladder.layers.parent >= 0).tolist():
        parent = ladder.layers.parent[number]
        before[number] = before[parent] + worth[parent]
    return before


def _after(worth: FloatArray, child: IntArray) -> FloatArray:
    """Result of each layer plus all layers rolled from it: (N,). Children come after their parents."""
    after = worth.copy()
    for number in np.flatnonzero(child >= 0)[::-1].tolist():
        after[number] += after[child[number]]
    return after


def _held(ladder: Ladder, which: IntArray) -> FloatArray:
    """Result in dollars of one condor kept to expiry, or marked on the last day, with no rule applied: (K,)."""
    one, terms, path = ladder.layers, ladder.terms, ladder.path
    until = np.minimum(one.settles[which], len(path) - 1)
    laid = one.strikes[:, which]
    settled = terms.settlement(laid, path.index[until]).sum(axis=0)
    left = path.left(one.settles[which], until)
    marks = on_path(path, until, left, terms.shape).price(laid)
    marked = np.array([1.0, -1.0, -1.0, 1.0]) @ marks * terms.points_cents
    ending = np.where(one.settles[which] < len(path), settled, marked)
    return (one.credit()[which] - terms.commission_cents + ending) / 100.0
