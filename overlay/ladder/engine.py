"""`Ladder`: the days on which each condor opens, is held, rolled, closed or settled on a path, under a rule set.

A layer's decisions never depend on its number of contracts. So all layers of one generation (fresh layers, then layers
rolled from them, and so on) are placed and marked in one array pass; only the sizes are computed in order of time.

The rules: a fresh layer is due a fixed number of calendar days after the gates let the last one open. It opens on the
first day with open gates. At each later close, in this order: it settles on its settlement day; the exit rule may close
it; the roll rule may roll it. A roll buys the condor back and opens a new one at the same close, with the rule's new
days and no more contracts than before. A calendar rule rolls every layer of the given age. A daily-range or VIX rule
rolls only layers at a loss (our reading; the pages say "threatened"). No layer is rolled on a day whose VIX band
forbids rolls. Rolled layers open before fresh ones.
"""

import heapq
from dataclasses import dataclass, replace
from typing import assert_never

import numpy as np
import pandas as pd

from overlay.arrays import BoolArray, FloatArray, IntArray, first_of, flat
from overlay.condor.daily_strikes import strikes, tested_delta
from overlay.condor.placement import IronCondor
from overlay.condor.sizing import fitting
from overlay.history.path import Path
from overlay.ladder.layers import Fate, Layer, Layers, Rows, Terms
from overlay.options.moments import WEIGHTS, Moments, on_path
from overlay.rules.rule_set import RuleSet
from overlay.signals import daily_range


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ladder:
    """The result of a rule set on a path.

    `due` and `entries` (E,) are the day positions on which fresh layers were due, and on which open gates let them
    open. `refused` holds the positions on which no condor could be placed, for fresh layers and for rolls.
    """

    rules: RuleSet
    path: Path
    terms: Terms
    layers: Layers
    rows: Rows
    due: IntArray
    entries: IntArray
    refused: IntArray

    def __repr__(self) -> str:
        """One line: rules, days and layers."""
        days = f"{self.path.day(0)} to {self.path.day(len(self.path) - 1)}"
        return f"Ladder({self.rules.name}, {days}, {len(self.layers)} layers, {len(self.refused)} refused)"

    def frame(self) -> pd.DataFrame:
        """One row a layer: its days, its fate, strikes in points, and dollars for all its condors."""
        one, share = self.layers, self.terms.contract.index_share
        strikes = dict(zip(("Long put", "Short put", "Short call", "Long call"), one.strikes * share, strict=True))
        columns = {
            "Opened": [pd.Timestamp(self.path.day(int(at))) for at in one.opened],
            "Settles": [pd.Timestamp(self.path.day(int(at))) for at in one.settles],
            "Fate": [Fate(fate).name.lower() for fate in one.fate],
            "Condors": one.quantity,
            **{f"{name} (points)": levels for name, levels in strikes.items()},
            "Credit ($)": one.quantity * one.credit() / 100.0,
            "Result ($)": one.quantity * one.result(self.terms) / 100.0,
        }
        return pd.DataFrame(columns)

    def layer(self, number: int) -> Layer:
        """One layer with its condor. OverlayError (from the condor) if no contract fitted under the caps."""
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
        """The layers open after the close at a day position."""
        one = self.layers
        return np.flatnonzero((one.opened <= at) & (one.ended > at) & (one.quantity > 0))


def walk(rules: RuleSet, path: Path, terms: Terms, capital_dollars: FloatArray | None = None) -> Ladder:
    """The ladder of a rule set over a path. OverlayError if the path's calendar ends before a condor expires.

    The caps are shares of the terms' capital. If `capital_dollars` by day (D,) is given, a day's capital is that amount
    plus the results of all layers ended by then, and at least zero.
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
    """Day positions on which fresh layers are due, and on which they open: the first with open gates."""
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
    """Place condors on positions (N,) with their parents, mark them on every day in one pass, and end each by rule."""
    opened, parent = who
    settles = path.settlement(opened, days)
    moments = on_path(path, opened, path.left(settles, opened), terms.shape)
    laid = strikes(rules.placement, moments, terms.contract, terms.width_scale(path.index[opened]))
    mids = moments.price(np.nan_to_num(laid, nan=1.0))
    opening = terms.flows(mids, moments, opening=True)
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
    """Check every later close of every layer in one array pass: the first rule that fires, and the cost of the end."""
    last = len(path) - 1
    layer, at, starts = flat(layers.opened, np.minimum(layers.settles, last))
    left = path.left(layers.settles[layer], at)
    moments, laid = on_path(path, at, left, terms.shape), layers.strikes[:, layer]
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
    ending[:, traded] = terms.flows(mids[:, at_end], moments.at(at_end), opening=False)
    ending[:, settled] = terms.settlement(layers.strikes[:, settled], path.index[ended[settled]])
    kept = at < ended[layer]
    return replace(layers, ended=ended, fate=fate, ending=ending), Rows(layer[kept], at[kept], cost[kept])


def _exits(rules: RuleSet, moments: Moments, laid: FloatArray, cost: FloatArray, received: FloatArray) -> BoolArray:
    """Whether the exit rule closes each row; `cost` to buy back at mid and credit `received` are index points."""
    amount = rules.exits.amount
    match rules.exits.policy:
        case "none":
            return np.zeros(len(cost), dtype=bool)
        case "credit_share":
            return cost <= (1.0 - amount) * received
        case "credit_multiple":
            return cost - received >= amount * received
        case "days_left":
            return np.rint(moments.t * 365.0) <= amount
        case "delta":
            return tested_delta(moments, laid) >= amount
        case "distance":
            return distance(moments, laid) <= amount
        case unknown:
            assert_never(unknown)


def _rolls(rules: RuleSet, moments: Moments, laid: FloatArray, loss: FloatArray, age: FloatArray) -> BoolArray:
    """Whether the roll rule rolls each row; running `loss` at mid is in index points, `age` in calendar days."""
    level = rules.roll.level
    match rules.roll.trigger:
        case "none":
            return np.zeros(len(loss), dtype=bool)
        case "calendar":
            return age >= level
        case "edr":
            return (daily_range.plain(moments.vix) > level) & (loss > 0.0)
        case "vix":
            return (moments.vix > level) & (loss > 0.0)
        case "distance":
            return distance(moments, laid) <= level
        case unknown:
            assert_never(unknown)


def distance(moments: Moments, laid: FloatArray) -> FloatArray:
    """Distance from the index to the nearer short strike, in standard deviations to expiry, negative beyond it: (R,)."""
    out = np.minimum(moments.spot - laid[1], laid[2] - moments.spot)
    return np.asarray(out / np.maximum(moments.one_sd(), 1e-12))


def rolls_allowed(rules: RuleSet, path: Path) -> BoolArray:
    """Whether the VIX band of each day allows rolls: (D,)."""
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
    """Contracts of each layer, in order of time: the caps less the risk of the layers still open."""
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
