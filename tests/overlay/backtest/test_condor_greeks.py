"""Why the condors' value changed: every day's effects add up to its change, and each effect is that of a slow loop."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.backtest import attribution, condor_greeks
from overlay.backtest.condor_greeks import Effects, condors, layer_moves
from overlay.backtest.engine import Conduct, run
from overlay.data import bundled, sample_books
from overlay.history import calendar
from overlay.ladder import accounts
from overlay.ladder.layers import Fate
from overlay.options import legs
from overlay.options.contracts import SPX, XSP
from overlay.options.costs import Costs
from overlay.options.market import Market
from overlay.options.modelled import clock
from overlay.options.surface import Anchored
from overlay.rules.presets import ARTICLE, PRESETS, PROMOTER
from overlay.tax.yearly import Rates
from tests.sizes import examples, some

HISTORY = bundled.history()
BOOK = sample_books.sample("Five names", HISTORY, HISTORY.last)
UNHEDGED = replace(ARTICLE, hedge=replace(ARTICLE.hedge, layers=()))
LIVED = run(HISTORY, BOOK, ARTICLE, Costs(), Rates(), first=date(2006, 1, 3), last=date(2010, 12, 31))
BARE = replace(PROMOTER, hedge=replace(PROMOTER.hedge, layers=()))
FEW = {"first": date(2007, 1, 3), "last": date(2009, 12, 31)}
RUINED = run(  # in March 2020
    HISTORY, BOOK, BARE, Costs(), first=date(2016, 1, 4), last=date(2020, 12, 31), conduct=Conduct(gated=False)
)
MOVES = layer_moves(LIVED.ladder)
FOUND = condors(LIVED)
HELD = np.unique(MOVES.layer).tolist()
ENDED = [one for one in HELD if LIVED.ladder.layers.fate[one] != Fate.OPEN]


def hedge_costs(found):
    """Commission and slippage of the calls by day, call after call."""
    one, calls = np.zeros(len(found.path)), found.calls
    for number in range(len(calls.holdings)):
        one[calls.holdings.bought[number]] -= calls.commission_cents[0, number] / 100.0
        if calls.commission_cents[1, number]:
            one[calls.holdings.ended[number]] -= calls.commission_cents[1, number] / 100.0
    return one - calls.missed


@st.composite
def ways(draw):
    """Rules and the way to carry them out, at random."""
    rules = draw(st.sampled_from(list(PRESETS.values())))
    rules = replace(rules, entry_days=draw(st.integers(7, 21)), expiry_days=draw(st.integers(2, 60)))
    conduct = Conduct(
        contract=draw(st.sampled_from([SPX, XSP])),
        fill=draw(st.floats(0.0, 1.0)),
        most_rolls=draw(st.integers(0, 2)),
        gated=draw(st.booleans()),
        width_level=draw(st.sampled_from([None, 3000.0])),
    )
    return rules, conduct


@examples(12)
@given(ways(), st.integers(0, 8000), st.integers(2, 250))
def test_the_effects_of_a_day_add_up_to_the_condors_change_and_costs(way, start, length):
    """To the cent, for any rules and days: condors and costs of `attribution.daily`, without the costs of the calls."""
    days = HISTORY.days[start : start + length]
    found = run(HISTORY, BOOK, way[0], Costs(), conduct=way[1], first=days[0].date(), last=days[-1].date())
    effects, daily = condors(found).effects, attribution.daily(found)
    np.testing.assert_allclose(effects.at_mid, daily.condors, rtol=0, atol=0.004)
    np.testing.assert_allclose(effects.total + hedge_costs(found), daily.condors + daily.costs, rtol=0, atol=0.004)


def market(path, at, spot=None, vix=None):
    """One day of a path as the other pages see it."""
    level, fear = path.index[at] if spot is None else spot, path.vix[at] if vix is None else vix
    today = clock.at(path.day(int(at)))
    surface = Anchored(spot=level, vix=fear, rate=path.rate[at], dividend_yield=path.dividend_yield[at], clock=today)
    return Market(
        as_of=path.day(int(at)), spot=level, rate=path.rate[at], dividend_yield=path.dividend_yield[at], vix=fear,
        surface=surface, source="a test", clock=calendar.expires(path.day(int(at))).time(),
    )  # fmt: skip


def worth(condor, path, at, spot=1.0, vix=1.0, days=0):
    """Dollars of one position after factors on index and VIX and some days, leg by leg."""
    moved = market(path, at, path.index[at] * spot, path.vix[at] * vix)
    return float(legs.value(condor.legs, moved, moved.spot, days)[0, 0])


def slow(layer, path, at):
    """The effects on one layer from one close to the next, by plain central differences with other steps."""
    one, h, k = layer.condor, 3e-4, 2e-3
    passed = (calendar.expires(path.day(at + 1)) - calendar.expires(path.day(at))) / timedelta(days=1)
    ds, dv = path.index[at + 1] - path.index[at], path.vix[at + 1] - path.vix[at]
    s, v = h * path.index[at], k * path.vix[at]
    now = worth(one, path, at)
    up, down = worth(one, path, at, 1 + h), worth(one, path, at, 1 - h)
    high, low = worth(one, path, at, 1, 1 + k), worth(one, path, at, 1, 1 - k)
    corners = sum(a * b * worth(one, path, at, 1 + a * h, 1 + b * k) for a in (1, -1) for b in (1, -1))
    later_up, later_down = worth(one, path, at, 1 + h, days=passed), worth(one, path, at, 1 - h, days=passed)
    return {
        "exposure": (up - down) / (2 * h),
        "delta": (up - down) / (2 * s) * ds,
        "gamma": 0.5 * (up + down - 2 * now) / s**2 * ds**2,
        "vega": (high - low) / (2 * v) * dv,
        "theta": worth(one, path, at, days=passed) - now,
        "vanna": corners / (4 * s * v) * ds * dv,
        "vomma": 0.5 * (high + low - 2 * now) / v**2 * dv**2,
        "charm": (later_up - later_down - up + down) / (2 * s) * ds,
    }


@pytest.mark.parametrize("number", some(HELD, 4))
def test_each_effect_is_that_of_a_slow_loop_over_one_condor(number):
    """Every day of a layer with a week or more left, within a fiftieth of its largest effect that day."""
    layer, path, rows = LIVED.ladder.layer(number), LIVED.path, np.flatnonzero(MOVES.layer == number)
    week = path.numbers[LIVED.ladder.layers.settles[number]] - path.numbers[MOVES.at[rows] - 1] >= 7
    every = {row: slow(layer, path, int(MOVES.at[row]) - 1) for row in rows[week].tolist()}
    # a delta near zero is a small difference of large ones: both steps miss it by some ten-thousandth of these
    largest = max(abs(expected["exposure"]) for expected in every.values())
    for row, expected in every.items():
        scale = max(abs(amount) for name, amount in expected.items() if name != "exposure")
        for name, amount in expected.items():
            near = 0.02 * abs(amount) + 1e-4 * largest if name == "exposure" else 0.02 * scale
            assert getattr(MOVES, name)[row] == pytest.approx(amount, abs=near), (name, row)


@pytest.mark.parametrize("number", some(ENDED, 4))
def test_the_moves_of_a_layer_add_up_to_its_result_without_costs(number):
    """All days of a layer that has ended: credit and end at mid, by its cash and what fills missed."""
    ladder = LIVED.ladder
    one = ladder.layers
    rows = MOVES.layer == number
    total = sum(column[rows].sum() for column in MOVES[3:])
    opening, closing = accounts.missed_by_layer(ladder)
    without = one.quantity[number] * (one.result(ladder.terms) + one.commissions(ladder.terms))[number] / 100.0
    assert total == pytest.approx(without + opening[number] + closing[number], abs=0.004)


def test_most_of_the_change_is_explained():
    """The rest has less than half of the daily spread of what it is left from."""
    effects = FOUND.effects
    assert np.std(effects.rest) < 0.5 * np.std(effects.at_mid)


def test_free_trades_leave_no_costs_but_the_rounding_of_fills():
    """Half a cent a leg at most, without commission and slippage."""
    found = run(HISTORY, BOOK, UNHEDGED, Costs(commission_dollars=0.0, slippage_points=0.0), **FEW)
    effects, one = condors(found).effects, found.ladder.layers
    rounding = 0.005 * 4 * found.ladder.terms.points_cents / 100.0 * 2 * one.quantity.sum()
    assert abs(effects.cost + effects.roll).sum() <= rounding


def test_a_roll_costs_two_trades():
    """The old condor bought back and the new one sold, by a plain loop over the layers."""
    ladder = LIVED.ladder
    one = ladder.layers
    opening, closing = accounts.missed_by_layer(ladder)
    expected = 0.0
    for number in range(len(one)):
        commission = one.quantity[number] * ladder.terms.commission_cents / 100.0
        if one.parent[number] >= 0:
            expected -= opening[number] + commission
        if one.fate[number] == Fate.ROLLED:
            expected -= closing[number] + commission
    assert expected < 0.0
    assert FOUND.effects.roll.sum() == pytest.approx(expected)


def test_rules_that_never_roll_have_no_roll_costs():
    """Other costs stay."""
    found = run(HISTORY, BOOK, UNHEDGED, Costs(), conduct=Conduct(most_rolls=0), **FEW)
    assert condors(found).effects.roll.sum() == 0.0
    assert condors(found).effects.cost.sum() < 0.0


def test_the_costs_are_the_last_fields():
    """`at_mid` leaves out as many fields as there are costs."""
    assert Effects._fields[-2:] == condor_greeks._COSTS
