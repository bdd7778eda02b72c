"""The roll ledger: what each roll realised, what it opened, and what stopping or sitting still would have given.

A roll realises its loss and opens a new trade. The new credit never nets it away: realised, new credit and new largest
loss stand in columns of their own. Three ends are compared from the same chain on the same path, all costs in them:
rolled on (what the ladder did), closed and stopped at the roll, and nothing done, that is the old condor held to expiry.
"""

from typing import NamedTuple

import numpy as np

from overlay.arrays import FloatArray, IntArray
from overlay.ladder.engine import Ladder
from overlay.ladder.layers import Fate


class Rolls(NamedTuple):
    """One row a roll (K,), in order of time; positions, counts, and dollars of the whole position.

    `realised` is the result of the condor that was rolled, `before` that of the chain up to its opening, `stopped` their
    sum: close and stop. `child` is -1 where no new condor could be laid or fitted. `held` is `before` and the old condor
    kept to its expiry, `rolled` the chain as the ladder ends it; both marked on the last day where they still stand.
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
    """The three ends summed over all rolled chains, dollars, and the share of rolls that beat each other end."""

    rolled: float
    stopped: float
    held: float
    beat_stopping: float
    beat_holding: float
    chains: int


def rolls(ladder: Ladder) -> Rolls:
    """Every roll of a ladder with its two other ends."""
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
    """The three ends over all chains, each counted once, at its first roll."""
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
    """Each rolled chain's three ends in dollars, once a chain, by name: (C,)."""
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
    """Dollars of one condor's result: realised, or cash so far with the mark of the last day: (N,)."""
    one, rows = ladder.layers, ladder.rows
    mark = np.zeros(len(one))
    last = len(ladder.path) - 1
    mark[one.opened == last] = one.mid[one.opened == last]
    final = rows.at == last
    mark[rows.layer[final]] = rows.cost[final]
    mark[one.fate != Fate.OPEN] = 0.0
    return (one.result(ladder.terms) - mark * ladder.terms.points_cents) / 100.0


def _before(ladder: Ladder, worth: FloatArray) -> FloatArray:
    """What each layer's chain had made before it opened: (N,). Parents stand before their children."""
    before = np.zeros(len(worth))
    for number in np.flatnonzero(ladder.layers.parent >= 0).tolist():
        parent = ladder.layers.parent[number]
        before[number] = before[parent] + worth[parent]
    return before


def _after(worth: FloatArray, child: IntArray) -> FloatArray:
    """What each layer and all that was rolled from it made: (N,). Children stand behind their parents."""
    after = worth.copy()
    for number in np.flatnonzero(child >= 0)[::-1].tolist():
        after[number] += after[child[number]]
    return after


def _held(ladder: Ladder, which: IntArray) -> FloatArray:
    """Dollars of one condor had it been kept to its expiry, or to the last day at its mark, no rule heeded: (K,)."""
    one, terms, path = ladder.layers, ladder.terms, ladder.path
    until = np.minimum(one.settles[which], len(path) - 1)
    laid = one.strikes[:, which]
    settled = terms.settlement(laid, path.index[until]).sum(axis=0)
    left = (path.numbers[one.settles[which]] - path.numbers[until]).astype(np.float64)
    marks = path.moments(until, left).price(laid)
    marked = np.array([1.0, -1.0, -1.0, 1.0]) @ marks * terms.points_cents
    ending = np.where(one.settles[which] < len(path), settled, marked)
    return (one.credit()[which] - terms.commission_cents + ending) / 100.0
