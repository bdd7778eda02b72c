"""The event log: every decision of a ladder with its day, the rule that fired, its source, and the values used.

The article compares the method to a smart contract. This module provides the useful part of that: readable rules, and a
log of which rule fired when. `LogEntry` is plain data. The log is built from the ladder's columns on request.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from overlay.ladder.engine import Ladder
from overlay.ladder.layers import Fate
from overlay.signals import daily_range

OPENED, HELD_BACK, TOO_LARGE, NOT_LAID = "opened", "waited for the gates", "0 contracts fit", "no strikes to be had"
SETTLED, CLOSED, ROLLED = "settled", "closed", "rolled"
KINDS: Final = (OPENED, HELD_BACK, TOO_LARGE, NOT_LAID, SETTLED, CLOSED, ROLLED)
_ENDS: Final = {Fate.SETTLED: SETTLED, Fate.CLOSED: CLOSED, Fate.ROLLED: ROLLED}
_SOURCES: Final = {
    OPENED: "entry_days", TOO_LARGE: "sizing.layer_cap", NOT_LAID: "placement",
    CLOSED: "exits", ROLLED: "roll",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One decision: its day, the action, the layer (-1: none yet), the rule, the source, and the values used."""

    day: date
    what: str
    layer: int
    rule: str
    source: str
    saw: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shut:
    """A gate: its name, its source, and the days of the path (D,) on which it was closed."""

    gate: str
    source: str
    days: NDArray[np.bool_]


def decisions(ladder: Ladder, gates: tuple[Shut, ...] = ()) -> tuple[LogEntry, ...]:
    """Every decision of a ladder in order of time; `gates` explain why a layer waited."""
    found: list[tuple[int, int, LogEntry]] = []
    for due, opened in zip(ladder.due.tolist(), ladder.entries.tolist(), strict=True):
        if opened > due:
            saw = f"due, gates open again on {ladder.path.day(opened)}; {_seen(ladder, due)}"
            found.append((due, 0, _held_back(ladder, due, saw, [one for one in gates if one.days[due]])))
    for at in ladder.refused.tolist():
        rule = ladder.rules.placement.by
        found.append((at, 3, _decision(ladder, at, NOT_LAID, -1, f"by {rule}", _seen(ladder, at))))
    one, terms = ladder.layers, ladder.terms
    money = zip(one.credit().tolist(), one.loss(terms).tolist(), one.result(terms).tolist(), strict=True)
    for number, each in enumerate(money):
        found += _of_layer(ladder, number, _Cents(*each))
    return tuple(one for _, _, one in sorted(found, key=lambda entry: (*entry[:2], entry[2].layer)))


class _Cents(NamedTuple):
    """Credit, largest loss and result of one condor."""

    credit: int
    loss: int
    result: int


def _of_layer(ladder: Ladder, number: int, cents: _Cents) -> list[tuple[int, int, LogEntry]]:
    """The opening and the end of a layer; a layer of zero contracts has one entry that says so."""
    one = ladder.layers
    at, ended, count = int(one.opened[number]), int(one.ended[number]), int(one.quantity[number])
    parent = int(one.parent[number])
    origin = f"rolled from {parent}" if parent >= 0 else f"every {ladder.rules.entry_days} days"
    each = cents.loss / 100.0
    if not count:
        if parent >= 0 and not one.quantity[parent]:
            return []
        size = 0.0 if parent >= 0 else ladder.path.size[at]
        saw = (
            f"largest loss of one ${each:,.2f}; gates leave {size:.0%}" if parent < 0 else f"largest loss ${each:,.2f}"
        )
        return [(at, 4, _decision(ladder, at, TOO_LARGE, number, origin, f"{saw}; {_seen(ladder, at)}"))]
    legs = "/".join(f"{level:,.0f}" for level in one.strikes[:, number])
    credit = count * cents.credit / 100.0
    saw = f"{count} x {legs} to {ladder.path.day(int(one.settles[number]))} for ${credit:,.2f}; {_seen(ladder, at)}"
    rows = [(at, 4, _decision(ladder, at, OPENED, number, origin, saw))]
    fate = Fate(one.fate[number])
    if fate is not Fate.OPEN:
        result = count * cents.result / 100.0
        sign = "-" if result < 0 else ""
        saw = f"result {sign}${abs(result):,.2f}; {_seen(ladder, ended)}"
        rows.append((ended, 1, _decision(ladder, ended, _ENDS[fate], number, _rule(ladder, fate), saw)))
    return rows


def _held_back(ladder: Ladder, due: int, saw: str, shut: list[Shut]) -> LogEntry:
    """The entry for a due layer that closed gates hold back."""
    return LogEntry(
        day=ladder.path.day(due),
        what=HELD_BACK,
        layer=-1,
        rule=f"gate: {', '.join(one.gate for one in shut) or 'closed'}",
        source="; ".join(one.source for one in shut) or "the gates given",
        saw=saw,
    )


def _rule(ladder: Ladder, fate: Fate) -> str:
    rules = ladder.rules
    if fate is Fate.CLOSED:
        return f"exit: {rules.exits.policy.replace('_', ' ')} {rules.exits.amount:g}"
    if fate is Fate.ROLLED:
        return f"roll: {rules.roll.trigger} {rules.roll.level:g}, {rules.roll.new_days} days out"
    return "expiry"


def _decision(ladder: Ladder, at: int, what: str, layer: int, rule: str, saw: str) -> LogEntry:
    path = _SOURCES.get(what)
    source = "contract terms" if path is None else ladder.rules.source(path)
    return LogEntry(day=ladder.path.day(at), what=what, layer=layer, rule=rule, source=source, saw=saw)


def _seen(ladder: Ladder, at: int) -> str:
    vix, level = ladder.path.vix[at], ladder.path.index[at]
    share = daily_range.plain(vix)
    return f"index {level:,.2f}, VIX {vix:.2f}, daily range {share:.2%}"
