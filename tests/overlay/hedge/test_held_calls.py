"""What the flat passes find: each layer follows on itself, whole contracts stay whole, and strikes are those of one market."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.data import bundled
from overlay.hedge.activation import EXPIRY, MONETISE, ROLLS
from overlay.hedge.calls import layered, listed_strike
from overlay.hedge.daily_calls import CallState, price, struck
from overlay.hedge.held_calls import End, held
from overlay.hedge.replays import NamedStretch, stretch
from overlay.rules.rule_set import StrikeRule
from overlay.vix.curve import VixCurve
from overlay.vix.market import modelled

DAYS = stretch(bundled.history(), NamedStretch(name="crash and after", first=date(2019, 1, 2), last=date(2021, 6, 30)))
LAYERS = layered().layers
RULES = [StrikeRule(), StrikeRule(by="share_above", amount=0.3), StrikeRule(by="delta", amount=0.3)]


def wanted(rng):
    """Calls wanted on each day: none on some, in spells."""
    return np.repeat(rng.integers(0, 5, (3, len(DAYS.days) // 10 + 1)), 10, axis=1)[:, : len(DAYS.days)].astype(float)


@pytest.mark.parametrize("rule", RULES, ids=lambda one: one.by)
def test_strikes_and_prices_are_those_of_one_market_at_a_time(rule):
    """On days and tenors drawn at random."""
    rng = np.random.default_rng(3)
    at, left = rng.integers(0, len(DAYS.days), 60), rng.integers(5, 300, 60).astype(float)
    state = CallState(DAYS.vix[at], DAYS.lately[at], DAYS.rate[at], left)
    markets = [
        modelled(VixCurve(spot=float(v), lately=float(b)), rate=float(r)) for v, b, r, _ in zip(*state, strict=True)
    ]
    expected = [listed_strike(rule, one, float(days)) for one, days in zip(markets, left, strict=True)]
    np.testing.assert_array_equal(struck(rule, state), expected)
    prices = [float(one.price(k, d)) for one, k, d in zip(markets, expected, left, strict=True)]
    np.testing.assert_allclose(price(np.array(expected), state), prices, rtol=1e-12)


@given(st.integers(0, 2**31), st.sampled_from([one for one in ROLLS if one.pop is None]))
def test_a_layer_buys_again_only_once_nothing_of_it_is_held(seed, roll):
    """And only on days that want some."""
    asked = wanted(np.random.default_rng(seed))
    found, _ = held(LAYERS, DAYS, asked, roll, 0.03)
    for number in range(3):
        fresh = found.layer == number
        bought, ended = found.bought[fresh], found.ended[fresh]
        assert (bought[1:] >= ended[:-1]).all()
        assert (asked[number, bought] > 0).all()
        assert (found.contracts[fresh] == asked[number, bought]).all()


@given(st.integers(0, 2**31))
def test_whole_contracts_stay_whole(seed):
    """Bought, sold at a pop and moved out; and what is sold and kept is what was bought."""
    asked = wanted(np.random.default_rng(seed))
    found, _ = held(LAYERS, DAYS, asked, MONETISE, 0.03, whole=True)
    np.testing.assert_array_equal(found.contracts, np.rint(found.contracts))
    assert (found.contracts >= 0).all()
    popped = found.at(np.flatnonzero(found.end == End.MONETISED))
    kept = found.at(np.flatnonzero(np.isin(found.bought * 1000 + found.tenor, popped.bought * 1000 + popped.tenor)))
    assert kept.contracts.sum() >= popped.contracts.sum()


def test_nothing_wanted_is_nothing_held():
    """No layer, no holding, no mark."""
    found, marks = held(LAYERS, DAYS, np.zeros((3, len(DAYS.days))), EXPIRY, 0.03)
    assert len(found) == len(marks.mid) == 0


def test_marks_run_from_purchase_to_end():
    """One for every day of a holding, the first its cost, the last what it brought."""
    found, marks = held(LAYERS, DAYS, np.ones((3, len(DAYS.days))), EXPIRY, 0.03)
    for number in range(len(found)):
        mine = marks.some(marks.holding == number)
        np.testing.assert_array_equal(mine.at, np.arange(found.bought[number], found.ended[number] + 1))
        assert (mine.mid[0], mine.mid[-1]) == (found.cost[number], found.brought[number])
