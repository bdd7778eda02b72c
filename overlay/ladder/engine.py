"""`Ladder`: which condor opens, is held, rolled, closed or settled on which day of a path, under a rule set.

What a layer does never depends on how many contracts it has, so all layers of one generation (fresh ones, then those
rolled from them, and so on) are laid and marked in one flat pass, and only the sizes are found in order of time.

In words: a layer is due so many calendar days after the last was due and opened; it opens on the first day whose gates
let it. At each later close, in this order: it settles on its settlement day; the exit rule may close it; the roll rule
may roll it, that is buy it back and lay a new one with the rule's new days, no more contracts than before, on the same
close. By a calendar every layer of that age is rolled; by daily range or VIX only one that stands at a loss (ours: the
pages say "threatened"). A day whose VIX band forbids rolls rolls nothing. Then rolled layers open, then fresh ones.
"""

import heapq
from dataclasses import dataclass, replace

import numpy as np

from overlay.arrays import BoolArray, FloatArray, IntArray, first_of, flat
from overlay.condor.daily_strikes import strikes, tested_delta
from overlay.condor.placement import IronCondor
from overlay.condor.sizing import fitting
from overlay.ladder.layers import Fate, Layer, Layers, Rows, Terms
from overlay.ladder.path import Path
from overlay.options.moments import WEIGHTS, Moments
from overlay.rules.rule_set import RuleSet
from overlay.signals import daily_range


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ladder:
    """A rule set walked over a path.

    `due` and `entries` (E,) are positions on which fresh layers were due and on which gates let them open. `refused`
    holds positions on which no condor could be laid: fresh ones, and rolls.
    """

    rules: RuleSet
    path: Path
    terms: Terms
    layers: Layers
    rows: Rows
    due: IntArray
    entries: IntArray
    refused: IntArray

    def layer(self, number: int) -> Layer:
        """One layer with its condor. OverlayError (from the condor) where nothing fitted under the caps."""
        one = self.layers
        share = self.terms.contract.index_share
        low_put, put, call, high_call = (round(level * share, 6) for level in one.strikes[:, number].tolist())
        count = int(one.quantity[number])
        return Layer(
            number=number,
            opened=int(one.opened[number]),
            ended=int(one.ended[number]),
            fate=Fate(one.fate[number]),
            condor=IronCondor(
                long_put=low_put,
                short_put=put,
                short_call=call,
                long_call=high_call,
                expiry=self.path.day(int(one.settles[number])),
                quantity=count,
                contract=self.terms.contract,
            ),
            credit_cents=count * int(one.credit()[number]),
            result_cents=count * int(one.result(self.terms)[number]),
        )

    def standing(self, at: int) -> IntArray:
        """The layers that stand open after the close of a position."""
        one = self.layers
        return np.flatnonzero((one.opened <= at) & (one.ended > at) & (one.quantity > 0))


def walk(rules: RuleSet, path: Path, terms: Terms, capital_dollars: FloatArray | None = None) -> Ladder:
    """The ladder of a rule set over a path. OverlayError where the path's calendar ends before a condor would.

    The caps are shares of the terms' capital. Where a capital by day (D,) is given, that of a day is it and what the layers
    that have ended by then brought; no less than nothing.
    """
    due, entries = _entries(rules.entry_days, path)
    generations: list[Layers] = []
    rows: list[Rows] = []
    refused: list[IntArray] = []
    opened, parent, days, count = entries, np.full(len(entries), -1), rules.expiry_days, 0
    for generation in range(terms.most_rolls + 1):
        laid, marks, not_laid = _generation(
            rules, path, terms, (opened, parent), days, may_roll=generation < terms.most_rolls
        )
        generations.append(replace(laid, generation=np.full(len(laid), generation)))
        rows.append(Rows(marks.layer + count, marks.at, marks.cost))
        refused.append(not_laid)
        rolled = np.flatnonzero(laid.fate == Fate.ROLLED)
        opened, parent, days = laid.ended[rolled], rolled + count, rules.roll.new_days
        count += len(laid)
        if not len(rolled):
            break
    layers = Layers.joined(generations)
    return Ladder(
        rules=rules,
        path=path,
        terms=terms,
        layers=replace(layers, quantity=_quantities(layers, rules, path, terms, capital_dollars)),
        rows=Rows(*(np.concatenate(column) for column in zip(*rows, strict=True))),
        due=due,
        entries=entries,
        refused=np.concatenate(refused),
    )


def _entries(spacing: int, path: Path) -> tuple[IntArray, IntArray]:
    """Positions on which fresh layers are due, and on which they open: the first whose gates let them."""
    allowed = np.flatnonzero(np.nan_to_num(path.size) > 0.0)
    numbers = path.numbers[: len(path)]
    opens = np.append(allowed, len(path))[np.searchsorted(allowed, np.arange(len(path)))].tolist()
    falls_due = np.searchsorted(numbers, numbers + spacing).tolist()
    due: list[int] = []
    entries: list[int] = []
    at = 0
    while at < len(path) and opens[at] < len(path):
        due.append(at)
        entries.append(opens[at])
        at = falls_due[entries[-1]]
    return np.array(due, dtype=np.int64), np.array(entries, dtype=np.int64)


def _generation(
    rules: RuleSet, path: Path, terms: Terms, who: tuple[IntArray, IntArray], days: int, *, may_roll: bool
) -> tuple[Layers, Rows, IntArray]:
    """Lay condors on positions (N,) with their parents, mark them on every day in one pass, and find how each ends."""
    opened, parent = who
    settles = path.settlement(opened, days)
    moments = path.moments(opened, (path.numbers[settles] - path.numbers[opened]).astype(np.float64))
    laid = strikes(rules.placement, moments, terms.contract, terms.width_scale(path.index[opened]))
    mids = moments.price(np.nan_to_num(laid, nan=1.0))
    opening = terms.flows(mids, opening=True)
    width = np.nan_to_num(np.maximum(laid[1] - laid[0], laid[3] - laid[2])) * terms.points_cents
    good = (opening.sum(axis=0) > terms.commission_cents) & (opening.sum(axis=0) < width)
    laid, opening, settles = laid[:, good], opening[:, good], settles[good]
    layers = Layers(
        opened=opened[good],
        settles=settles,
        ended=np.minimum(settles, len(path)),
        fate=np.zeros(len(settles), dtype=np.int64),
        parent=parent[good],
        generation=np.zeros(len(settles), dtype=np.int64),
        quantity=np.zeros(len(settles), dtype=np.int64),
        strikes=laid,
        opening=opening,
        ending=np.zeros_like(opening),
        mid=-(WEIGHTS @ mids[:, good]),
    )
    ended, rows = _ended(rules, path, terms, layers, may_roll=may_roll)
    return ended, rows, opened[~good]


def _ended(rules: RuleSet, path: Path, terms: Terms, layers: Layers, *, may_roll: bool) -> tuple[Layers, Rows]:
    """The flat pass: every later close of every layer, the first rule that fires, and what the end cost."""
    last = len(path) - 1
    layer, at, starts = flat(layers.opened, np.minimum(layers.settles, last))
    left = (path.numbers[layers.settles[layer]] - path.numbers[at]).astype(np.float64)
    moments, laid = path.moments(at, left), layers.strikes[:, layer]
    mids = moments.price(laid)
    cost = -(WEIGHTS @ mids)
    count, never, live = len(layers), len(path), left > 0.0
    received = layers.credit()[layer] / terms.points_cents
    closes = first_of(live & _exits(rules, moments, laid, cost, received), layer, at, count, never)
    rolls = np.full(count, never)
    if may_roll:
        age = (path.numbers[at] - path.numbers[layers.opened[layer]]).astype(np.float64)
        fires = live & rolls_allowed(rules, path)[at] & _rolls(rules, moments, laid, cost - layers.mid[layer], age)
        rolls = first_of(fires, layer, at, count, never)
    ended = np.minimum(np.minimum(closes, rolls), layers.ended)
    fate = np.where(
        ended == never, Fate.OPEN, np.where(closes == ended, Fate.CLOSED, np.where(rolls == ended, Fate.ROLLED, 1))
    )
    ending = np.zeros_like(layers.opening)
    traded, settled = np.flatnonzero(fate > Fate.SETTLED), np.flatnonzero(fate == Fate.SETTLED)
    at_end = starts[traded] + ended[traded] - layers.opened[traded] - 1
    ending[:, traded] = terms.flows(mids[:, at_end], opening=False)
    ending[:, settled] = terms.settlement(layers.strikes[:, settled], path.index[ended[settled]])
    kept = at < ended[layer]
    return replace(layers, ended=ended, fate=fate, ending=ending), Rows(layer[kept], at[kept], cost[kept])


def _exits(rules: RuleSet, moments: Moments, laid: FloatArray, cost: FloatArray, received: FloatArray) -> BoolArray:
    """Whether the exit rule closes each row: cost to buy back at mid and credit received in index points."""
    policy, amount = rules.exits.policy, rules.exits.amount
    if policy == "credit_share":
        return cost <= (1.0 - amount) * received
    if policy == "credit_multiple":
        return cost - received >= amount * received
    if policy == "days_left":
        return np.rint(moments.t * 365.0) <= amount
    if policy == "delta":
        return tested_delta(moments, laid) >= amount
    if policy == "distance":
        return distance(moments, laid) <= amount
    return np.zeros(len(cost), dtype=bool)


def _rolls(rules: RuleSet, moments: Moments, laid: FloatArray, loss: FloatArray, age: FloatArray) -> BoolArray:
    """Whether the roll rule rolls each row: running loss at mid in index points, age in calendar days."""
    trigger, level = rules.roll.trigger, rules.roll.level
    if trigger == "calendar":
        return age >= level
    if trigger == "edr":
        return (daily_range.plain(moments.vix) > level) & (loss > 0.0)
    if trigger == "vix":
        return (moments.vix > level) & (loss > 0.0)
    if trigger == "distance":
        return distance(moments, laid) <= level
    return np.zeros(len(loss), dtype=bool)


def distance(moments: Moments, laid: FloatArray) -> FloatArray:
    """Standard deviations until expiry between the index and the nearer short strike, negative beyond it: (R,)."""
    out = np.minimum(moments.spot - laid[1], laid[2] - moments.spot)
    return np.asarray(out / np.maximum(moments.one_sd(), 1e-12))


def rolls_allowed(rules: RuleSet, path: Path) -> BoolArray:
    """Whether the VIX band of each day lets open condors roll: (D,)."""
    allowed = np.zeros(len(path), dtype=bool)
    low = -np.inf
    for band in rules.vix_bands:
        top = band.top if band.includes_top or band.top == np.inf else np.nextafter(band.top, -np.inf)
        allowed[(path.vix > low) & (path.vix <= top)] = band.rolls
        low = top
    return allowed


def _quantities(
    layers: Layers, rules: RuleSet, path: Path, terms: Terms, capital_dollars: FloatArray | None
) -> IntArray:
    """Contracts of each layer, in order of time: what the caps leave after all that ended by then has freed its risk."""
    grows = capital_dollars is not None
    by_day = np.full(len(path), terms.capital_dollars) if capital_dollars is None else capital_dollars
    capital, open_cents, realised = np.rint(100.0 * by_day[layers.opened]).astype(np.int64).tolist(), 0, 0
    losses, results = layers.loss(terms).tolist(), layers.result(terms).tolist()
    size = np.where(layers.generation > 0, 1.0, np.nan_to_num(path.size[layers.opened])).tolist()
    opened, ended, parent = layers.opened.tolist(), layers.ended.tolist(), layers.parent.tolist()
    found = [0] * len(layers)
    standing: list[tuple[int, int]] = []
    for number in np.lexsort((layers.generation == 0, layers.opened)).tolist():
        while standing and standing[0][0] <= opened[number]:
            done = heapq.heappop(standing)[1]
            open_cents -= found[done] * losses[done]
            realised += found[done] * results[done] if grows else 0
        room = max(capital[number] + realised, 0)
        count = fitting(rules.sizing, room, open_cents, losses[number], size[number])
        if parent[number] >= 0:
            count = min(count, found[parent[number]])
        found[number] = count
        if count:
            open_cents += count * losses[number]
            heapq.heappush(standing, (ended[number], number))
    return np.array(found, dtype=np.int64)
