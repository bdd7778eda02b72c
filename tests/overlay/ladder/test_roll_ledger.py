"""The roll ledger and the event log: a roll's loss stands by itself, and each decision says which rule fired."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from overlay.ladder import accounts as books, decision_log as log, roll_ledger
from overlay.ladder.engine import walk
from overlay.ladder.layers import Fate, Terms
from overlay.rules.presets import ARTICLE
from overlay.rules.rule_set import NEVER, ExitRule, RollRule, Sizing, VixBand
from tests.ladder_oracle import SlowLadder, made_path

TRIGGERS = [
    RollRule(trigger="calendar", level=14.0, new_days=30),
    RollRule(trigger="edr", level=0.0094, new_days=7),
    RollRule(trigger="vix", level=16.0, new_days=7),
    RollRule(trigger="distance", level=0.5, new_days=21),
]


def rolled(roll, seed=3, days=150, **change):
    """A ladder with up to three rolls a layer on a wild path."""
    rules = replace(ARTICLE, roll=roll, **change)
    return walk(rules, made_path(seed, days, wild=1.5), Terms(most_rolls=3))


@pytest.mark.parametrize("roll", TRIGGERS, ids=lambda one: one.trigger)
def test_a_rolls_realised_loss_is_the_cash_of_its_condor(roll):
    """Realised is what the flows of the old layer sum to, with nothing of the new credit in it."""
    ladder = rolled(roll)
    found, cash = roll_ledger.rolls(ladder), books.flows(ladder)
    assert len(found.at) > 0
    for row, layer in enumerate(found.layer):
        assert found.realised[row] == pytest.approx(cash.cents[cash.layer == layer].sum() / 100.0)


@pytest.mark.parametrize("roll", TRIGGERS, ids=lambda one: one.trigger)
def test_the_new_trade_stands_beside_the_loss(roll):
    """New credit and new largest loss are those of the child, which never has more contracts."""
    ladder = rolled(roll)
    one, found = ladder.layers, roll_ledger.rolls(ladder)
    new = found.child >= 0
    child = found.child[new]
    assert found.new_credit[new] == pytest.approx(one.quantity[child] * one.credit()[child] / 100.0)
    assert found.new_loss[new] == pytest.approx(one.quantity[child] * one.loss(ladder.terms)[child] / 100.0)
    assert (found.new_condors <= found.condors).all()
    assert (one.opened[child] == found.at[new]).all()


@pytest.mark.parametrize("roll", TRIGGERS, ids=lambda one: one.trigger)
def test_doing_nothing_is_the_same_ladder_without_rolls(roll):
    """For each first roll, the held end is that layer's result in a ladder that never rolls."""
    ladder = rolled(roll)
    still = walk(replace(ladder.rules, roll=replace(roll, trigger="none")), ladder.path, ladder.terms)
    found = roll_ledger.rolls(ladder)
    by_day = {int(day): number for number, day in enumerate(still.layers.opened)}
    worth = roll_ledger._worth_now(still)
    for row in np.flatnonzero(ladder.layers.parent[found.layer] < 0):
        layer = found.layer[row]
        number = by_day[int(ladder.layers.opened[layer])]
        assert found.held[row] == pytest.approx(ladder.layers.quantity[layer] * worth[number])


def test_a_chain_ends_at_the_sum_of_its_layers():
    """Rolled on is every condor of the chain; the last roll of a chain carries all before it."""
    ladder = rolled(TRIGGERS[3])
    found, slow = roll_ledger.rolls(ladder), SlowLadder(ladder.rules, ladder.path, ladder.terms)
    worth = ladder.layers.quantity * roll_ledger._worth_now(ladder)
    chains = ladder.layers.parent[found.layer] < 0
    unrolled = (ladder.layers.parent < 0) & ~((ladder.layers.fate == Fate.ROLLED) & (ladder.layers.quantity > 0))
    assert found.rolled[chains].sum() + worth[unrolled].sum() == pytest.approx(worth.sum())
    assert Counter(found.at.tolist()) == Counter(o.ended for o in slow.layers if o.fate == "roll" and o.quantity)


def test_before_a_second_roll_stands_the_cash_of_all_that_it_was_rolled_from():
    """Parent and grandparent, by their flows to the cent; nothing stands before a first roll."""
    ladder = rolled(TRIGGERS[0])
    found, cash, parent = roll_ledger.rolls(ladder), books.flows(ladder), ladder.layers.parent
    assert ladder.layers.generation[found.layer].max() >= 2
    for row, layer in enumerate(found.layer.tolist()):
        cents, above = 0, int(parent[layer])
        while above >= 0:
            cents += int(cash.cents[cash.layer == above].sum())
            above = int(parent[above])
        assert found.before[row] == pytest.approx(cents / 100.0)


def test_the_result_of_all_layers_is_that_of_the_book():
    """Chains and single layers together are the running P&L of the last day."""
    ladder = rolled(TRIGGERS[0])
    worth = (ladder.layers.quantity * roll_ledger._worth_now(ladder)).sum()
    assert worth == pytest.approx(books.book(ladder).result[-1])


def test_the_three_ends_are_compared_once_a_chain():
    """Sums over first rolls; shares over all rolls; nothing without rolls."""
    ladder = rolled(TRIGGERS[0])
    found = roll_ledger.rolls(ladder)
    all_ends = roll_ledger.ends(found, ladder)
    assert all_ends.chains == int((ladder.layers.parent[found.layer] < 0).sum())
    assert 0.0 <= all_ends.beat_holding <= 1.0
    sums = [one.sum() for one in roll_ledger.chains(found, ladder).values()]
    assert sums == pytest.approx([all_ends.rolled, all_ends.stopped, all_ends.held])
    none = rolled(RollRule(trigger="none", level=0.0, new_days=7))
    assert np.isnan(roll_ledger.ends(roll_ledger.rolls(none), none).beat_stopping)


@pytest.mark.parametrize("roll", TRIGGERS, ids=lambda one: one.trigger)
def test_every_layer_that_was_traded_is_in_the_log(roll):
    """One line for its opening, one for its end, in order of time, each with a source and the VIX it saw."""
    ladder = rolled(roll, exits=ExitRule(policy="credit_share", amount=0.5))
    found = log.decisions(ladder)
    held = ladder.layers.quantity > 0
    count = Counter(one.what for one in found)
    assert count[log.OPENED] == int(held.sum())
    for fate, what in ((Fate.SETTLED, log.SETTLED), (Fate.CLOSED, log.CLOSED), (Fate.ROLLED, log.ROLLED)):
        assert count[what] == int((held & (ladder.layers.fate == fate)).sum())
    assert [one.day for one in found] == sorted(one.day for one in found)
    assert all(one.source and "VIX" in one.saw for one in found)


def test_waiting_and_what_does_not_fit_are_decisions_too():
    """Closed gates, and layers of zero contracts, are logged with what they saw."""
    path = made_path(5, 80, gates=(0.0, 1.0))
    ladder = walk(ARTICLE, path, Terms(capital_dollars=10_000.0))
    kinds = Counter(one.what for one in log.decisions(ladder))
    assert kinds[log.HELD_BACK] == int((ladder.entries > ladder.due).sum()) > 0
    assert kinds[log.TOO_LARGE] == int((ladder.layers.parent < 0).sum())
    assert set(kinds) <= set(log.KINDS)


def test_a_credit_that_cannot_be_had_is_logged():
    """No strikes pay 40 points on 10."""
    rules = replace(ARTICLE, placement=replace(ARTICLE.placement, by="credit", target=9.9, wing_points=10.0))
    ladder = walk(rules, made_path(5, 40), Terms())
    assert {one.what for one in log.decisions(ladder)} == {log.NOT_LAID}


def test_a_roll_that_does_not_fit_says_so():
    """With no room under the cap on all layers, the old condor is closed and nothing opens."""
    bands = (VixBand(top=NEVER, includes_top=True, tiers=(), size=1.0, word="all"),)
    ladder = rolled(TRIGGERS[3], sizing=Sizing(layer_cap=0.05, aggregate_cap=0.05), vix_bands=bands)
    found = roll_ledger.rolls(ladder)
    assert (found.new_credit[found.child < 0] == 0.0).all()
    assert found.stopped == pytest.approx(found.before + found.realised)
