"""The ladder: equal to the slow plain loop, balanced to the cent, nothing lost or settled twice, any calendar."""

import math
from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, strategies as some

from overlay.errors import OverlayError
from overlay.history.path import Path
from overlay.ladder import accounts as books
from overlay.ladder.engine import walk
from overlay.ladder.layers import Fate, Terms
from overlay.options.contracts import SPX, XSP
from overlay.options.costs import Costs
from overlay.rules.presets import ARTICLE, GLOSSARY, PRESETS
from overlay.rules.rule_set import NEVER, ExitRule, Placement, RollRule, Sizing, VixBand
from tests.ladder_oracle import SlowLadder, made_path
from tests.sizes import examples

PLACES = (
    Placement(by="sigmas", target=1.0, wing_points=50.0, tilt=0.1),
    Placement(by="breakevens", target=1.5, wing_points=50.0, tilt=0.0),
    Placement(by="delta", target=0.16, wing_points=40.0, tilt=0.0),
    Placement(by="credit", target=4.0, wing_points=30.0, tilt=-0.1),
)
EXITS = (
    ExitRule(policy="none", amount=0.0),
    ExitRule(policy="credit_share", amount=0.5),
    ExitRule(policy="credit_multiple", amount=1.0),
    ExitRule(policy="days_left", amount=7.0),
    ExitRule(policy="delta", amount=0.35),
    ExitRule(policy="distance", amount=0.3),
)
ROLLS = (
    RollRule(trigger="none", level=0.0, new_days=30),
    RollRule(trigger="calendar", level=14.0, new_days=30),
    RollRule(trigger="edr", level=0.0094, new_days=7),
    RollRule(trigger="vix", level=16.0, new_days=5),
    RollRule(trigger="distance", level=0.5, new_days=21),
)
BANDS = (
    VixBand(top=22.0, includes_top=True, tiers=(), size=1.0, word="all"),
    VixBand(top=NEVER, includes_top=True, tiers=(), size=1.0, word="no rolls", rolls=False),
)
CAPS = (Sizing(layer_cap=0.025, aggregate_cap=NEVER), Sizing(layer_cap=0.05, aggregate_cap=0.08))


@some.composite
def rule_sets(draw):
    """Any rules that the ladder reads."""
    return replace(
        ARTICLE,
        entry_days=draw(some.integers(7, 21)),
        expiry_days=draw(some.sampled_from([1, 5, 14, 30, 45])),
        placement=draw(some.sampled_from(PLACES)),
        exits=draw(some.sampled_from(EXITS)),
        roll=draw(some.sampled_from(ROLLS)),
        sizing=draw(some.sampled_from(CAPS)),
        vix_bands=draw(some.sampled_from([ARTICLE.vix_bands, BANDS])),
    )


@some.composite
def terms(draw):
    """Any terms of trade."""
    return Terms(
        capital_dollars=draw(some.sampled_from([30_000.0, 400_000.0, 5_000_000.0])),
        contract=draw(some.sampled_from([SPX, XSP])),
        costs=Costs(
            commission_dollars=draw(some.sampled_from([0.0, 1.30])),
            slippage_points=draw(some.sampled_from([0.0, 0.15])),
        ),
        fill=draw(some.sampled_from([0.0, 0.5, 1.0])),
        most_rolls=draw(some.integers(0, 3)),
    )


@some.composite
def paths(draw):
    """Random paths with closed days, quiet and wild."""
    return made_path(
        draw(some.integers(0, 10_000)),
        draw(some.integers(5, 70)),
        wild=draw(some.sampled_from([0.5, 1.0, 3.0])),
        gates=draw(some.sampled_from([None, (0.0, 0.5, 1.0, float("nan"))])),
    )


def signature(ladder):
    """Every layer as (opened, ended or None, fate, strikes, quantity, flows) in order of time."""
    cash = books.flows(ladder)
    found = []
    for number in range(len(ladder.layers)):
        one = ladder.layers
        mine = cash.layer == number
        flows = sorted(zip(cash.at[mine].tolist(), cash.leg[mine].tolist(), cash.cents[mine].tolist(), strict=True))
        ended = int(one.ended[number])
        found.append((
            int(one.opened[number]),
            None if ended == len(ladder.path) else ended,
            ("open", "settle", "close", "roll")[one.fate[number]],
            tuple(np.round(one.strikes[:, number], 6).tolist()),
            int(one.quantity[number]),
            tuple(flows),
        ))  # fmt: skip
    return Counter(found)


def slow_signature(slow):
    """The same of the slow ladder."""
    share = slow.terms.contract.index_share
    found = []
    for one in slow.layers:
        strikes = tuple(round(leg.strike / share, 6) for leg in one.condor.legs)
        flows = tuple(sorted(flow for flow in one.flows if flow[2]))
        found.append((one.opened, None if one.fate == "open" else one.ended, one.fate, strikes, one.quantity, flows))
    return Counter(found)


@examples(60)
@given(rule_sets(), paths(), terms())
def test_the_ladder_equals_the_slow_loop_in_every_leg_and_flow(rules, path, account):
    """Days, fates, strikes, contracts, each cash flow of each leg, and each day's cash."""
    ladder, slow = walk(rules, path, account), SlowLadder(rules, path, account)
    assert signature(ladder) == slow_signature(slow)
    assert books.book(ladder).cash_cents.tolist() == slow.cash
    assert ladder.entries.tolist() == slow.entries


@examples(60)
@given(rule_sets(), paths(), terms())
def test_cash_credits_costs_and_settlements_balance_on_every_day(rules, path, account):
    """The cash of a day is the sum of all flows so far, counted again from the layers themselves."""
    ladder = walk(rules, path, account)
    one, cash = ladder.layers, books.book(ladder).cash_cents
    for at in range(0, len(path), 7):
        opened = (one.opened <= at) * one.quantity
        ended = (one.ended <= at) * one.quantity
        traded = ended * np.isin(one.fate, [Fate.CLOSED, Fate.ROLLED])
        credits_ = (opened * one.credit()).sum() + (ended * one.ending.sum(axis=0)).sum()
        assert cash[at] == credits_ - account.commission_cents * (opened + traded).sum()


@examples(60)
@given(rule_sets(), paths(), terms())
def test_nothing_opened_is_lost_or_settled_twice(rules, path, account):
    """Each layer ends once, after it opened and not after its expiry, or stands open at the end with a mark a day."""
    ladder = walk(rules, path, account)
    one, rows = ladder.layers, ladder.rows
    assert (one.opened < one.settles).all()
    assert ((one.opened < one.ended) & (one.ended <= np.minimum(one.settles, len(path)))).all()
    assert ((one.ended == len(path)) == (one.fate == Fate.OPEN)).all()
    assert ((one.ended == one.settles) | (one.fate != Fate.SETTLED)).all()
    assert np.bincount(rows.layer, minlength=len(one)).tolist() == (one.ended - one.opened - 1).tolist()
    children = Counter(one.parent[one.parent >= 0].tolist())
    assert all(count == 1 and one.fate[parent] == Fate.ROLLED for parent, count in children.items())


@examples(40)
@given(rule_sets(), paths(), terms())
def test_a_position_never_loses_more_than_its_stated_loss(rules, path, account):
    """Settled layers lie between their largest loss and their credit less commission; caps hold on every day."""
    ladder = walk(rules, path, account)
    one, settled = ladder.layers, ladder.layers.fate == Fate.SETTLED
    assert (one.result(account) >= -one.loss(account) - account.commission_cents)[settled].all()
    assert (one.result(account) <= one.credit())[settled].all()
    cap = rules.sizing.aggregate_cap
    if math.isfinite(cap):
        assert (books.book(ladder).open_loss <= cap * account.capital_dollars + 0.01).all()


@pytest.mark.parametrize("name", list(PRESETS))
def test_each_preset_walks_as_the_slow_loop_does(name):
    """Article, glossary, steward, promoter and custom on a year of days."""
    path = made_path(11, 250, wild=1.3)
    account = Terms(capital_dollars=2_000_000.0, most_rolls=2)
    ladder, slow = walk(PRESETS[name], path, account), SlowLadder(PRESETS[name], path, account)
    assert signature(ladder) == slow_signature(slow)


@pytest.mark.parametrize(
    "rules",
    [replace(ARTICLE, exits=one, roll=ROLLS[0]) for one in EXITS[1:]]
    + [replace(ARTICLE, roll=one) for one in ROLLS[1:]],
    ids=lambda rules: f"{rules.exits.policy}-{rules.roll.trigger}",
)
def test_each_exit_and_each_roll_acts_as_in_the_slow_loop(rules):
    """On a year of days, wild enough that it ends a layer at least once."""
    path = made_path(11, 250, wild=1.3)
    account = Terms(capital_dollars=2_000_000.0, most_rolls=2)
    ladder, slow = walk(rules, path, account), SlowLadder(rules, path, account)
    assert np.isin(ladder.layers.fate, [Fate.CLOSED, Fate.ROLLED]).any()
    assert signature(ladder) == slow_signature(slow)


def dated(days, index=2700.0, ahead=()):
    """A path of given days with a still index and a VIX of 15."""
    count = len(days)
    return Path(
        days=np.array(days, dtype="datetime64[D]"),
        index=np.broadcast_to(np.asarray(index, dtype=float), count).copy(),
        vix=np.full(count, 15.0),
        lately=np.full(count, 15.0),
        rate=np.full(count, 0.02),
        dividend_yield=np.full(count, 0.02),
        size=np.ones(count),
        modelled=np.zeros(count, dtype=bool),
        ahead=np.array(ahead, dtype="datetime64[D]"),
    )


@pytest.mark.parametrize(
    ("days", "opened", "length", "settles"),
    [
        (["2018-03-28", "2018-03-29", "2018-04-02"], 0, 2, "2018-03-29"),  # Good Friday: the Thursday before
        (["2018-03-29", "2018-04-02", "2018-04-03"], 0, 1, "2018-04-02"),  # nothing before it: the next trading day
        (["2018-07-03", "2018-07-05", "2018-07-06"], 0, 1, "2018-07-05"),  # Independence Day on a Wednesday
        (["2018-03-15", "2018-03-16", "2018-03-19"], 0, 2, "2018-03-16"),  # a Saturday is the Friday
        (["2018-03-16", "2018-03-19", "2018-03-20"], 0, 1, "2018-03-19"),  # but not for one sold on that Friday
        (["2018-03-15", "2018-03-16", "2018-03-19"], 0, 3, "2018-03-19"),  # a Sunday is the Monday
        (["2001-09-10", "2001-09-17", "2001-09-18"], 0, 4, "2001-09-17"),  # a week without trading
        (["2018-11-21", "2018-11-23", "2018-11-26"], 0, 1, "2018-11-23"),  # Thanksgiving, and a short Friday
    ],
)
def test_expiries_on_closed_days_settle_by_the_rule(days, opened, length, settles):
    """The trading day before a closed day, or the next one where that would be the day it was sold."""
    path = dated(days)
    assert path.day(int(path.settlement(np.array([opened]), length)[0])) == date.fromisoformat(settles)


def test_an_expiry_beyond_the_known_calendar_is_refused_in_a_sentence():
    """Thirty days after the last known day nobody knows which days trade."""
    with pytest.raises(OverlayError, match="No trading day is known after 2018-03-20"):
        walk(ARTICLE, dated(["2018-03-16", "2018-03-19", "2018-03-20"]), Terms())


@pytest.mark.parametrize(("level", "up"), [(1500.0, False), (4500.0, True)])
def test_a_gap_through_all_strikes_costs_every_layer_its_width(level, up):
    """All layers that stand lose their width at once, and the book says so the day before."""
    days = [str(d) for d in np.arange("2018-01-01", "2018-06-01", dtype="datetime64[D]") if np.is_busday(d)]
    index = np.full(len(days), 2700.0)
    index[60:] = level
    rules = replace(ARTICLE, entry_days=7, roll=replace(ARTICLE.roll, trigger="none"))
    later = [str(d) for d in np.arange("2018-06-01", "2018-10-01", dtype="datetime64[D]") if np.is_busday(d)]
    path = dated(days, index, later)
    ladder = walk(rules, path, Terms(costs=Costs(commission_dollars=0.0)))
    one = ladder.layers
    standing = ladder.standing(59)
    paid = -(one.quantity * one.ending.sum(axis=0))[standing].sum() / 100.0
    assert len(standing) >= 4
    assert paid == pytest.approx(books.gap_through(ladder, 59, up=up))
    assert books.book(ladder).open_loss[59] == pytest.approx(
        books.gap_through(ladder, 59, up=up) - (one.quantity * one.credit())[standing].sum() / 100.0
    )


def test_the_book_shows_the_running_result_and_ends_where_the_cash_does():
    """With every layer settled, the P&L is the cash; until then cash plus marks."""
    path = made_path(3, 120)
    path = replace(path, size=np.where(np.arange(120) < 60, 1.0, 0.0))
    ladder = walk(replace(ARTICLE, roll=ROLLS[0]), path, Terms())
    days = books.book(ladder)
    assert days.layers[-1] == 0
    assert days.result[-1] == pytest.approx(days.cash_cents[-1] / 100.0)
    assert days.layers.max() >= 2


def test_the_greeks_of_a_day_are_those_of_its_legs():
    """Against `overlay.options.legs.greeks` on the day's market, summed over the condors that stand."""
    from overlay.options.legs import greeks
    from tests.ladder_oracle import market

    ladder = walk(ARTICLE, made_path(5, 80), Terms())
    found = books.greeks(ladder)
    today = market(ladder.path, 60)
    legs = [leg for number in ladder.standing(60) for leg in ladder.layer(int(number)).condor.legs]
    whole = greeks(legs, today).total()
    for name in ("delta", "gamma", "vega", "theta"):
        assert found.by_day(name, 80)[60] == pytest.approx(float(getattr(whole, name)), rel=1e-9)


def test_theta_gamma_delta_and_the_rest_add_up_to_each_days_result():
    """Nothing of a day's P&L is lost between the four."""
    ladder = walk(GLOSSARY, made_path(9, 100), Terms())
    days = books.book(ladder)
    parts = books.press(ladder, days.result, books.greeks(ladder))
    total = np.cumsum(parts.theta + parts.gamma + parts.delta + parts.rest)
    assert total == pytest.approx(days.result - days.result[0])
    assert (parts.gamma <= 1e-9).mean() > 0.5


def test_gamma_takes_half_its_square_of_the_move_and_theta_each_day_that_passed():
    """By yesterday's greeks, on a Tuesday and over a weekend alike."""
    ladder = walk(GLOSSARY, made_path(9, 100), Terms())
    days, path, greeks = len(ladder.path), ladder.path, books.greeks(ladder)
    parts = books.press(ladder, books.book(ladder).result, greeks)
    for at in range(40, 50):
        move, passed = path.index[at + 1] - path.index[at], path.numbers[at + 1] - path.numbers[at]
        assert parts.gamma[at + 1] == pytest.approx(greeks.by_day("gamma", days)[at] * move * move / 2.0)
        assert parts.theta[at + 1] == pytest.approx(greeks.by_day("waited", days)[at] * passed)


def test_a_roll_never_holds_more_condors_than_what_it_was_rolled_from():
    """Gates that halved the first layer do not halve the next, whose cap alone would let twice as many in."""
    path = made_path(5, 200)
    ladder = walk(ARTICLE, replace(path, size=np.full(len(path), 0.5)), Terms(most_rolls=2))
    one = ladder.layers
    child = np.flatnonzero(one.parent >= 0)
    before = one.quantity[one.parent[child]]
    assert (one.quantity[child] <= before).all()
    assert (before > 0).sum() > 5


def test_the_result_of_a_layer_is_the_cash_of_its_flows():
    """Settled, closed, rolled or open: credit, ending and every commission, once."""
    ladder = walk(replace(ARTICLE, exits=EXITS[1]), made_path(1, 200), Terms(most_rolls=2))
    one, cash = ladder.layers, books.flows(ladder)
    assert set(one.fate[one.quantity > 0].tolist()) == set(Fate)
    for number, result in enumerate((one.quantity * one.result(ladder.terms)).tolist()):
        assert result == cash.cents[cash.layer == number].sum()


def test_the_broker_asks_for_widths_and_the_loss_is_what_the_credit_leaves():
    """Of the condors that stand on a day: width x 100 x count, and that less the credit kept after commission."""
    ladder = walk(replace(ARTICLE, entry_days=7), made_path(5, 80), Terms())
    book = books.book(ladder)
    standing = [ladder.layer(number) for number in ladder.standing(60).tolist()]
    widths = sum(one.condor.put_width * 100.0 * one.condor.quantity for one in standing)
    kept = sum(one.credit_cents / 100.0 - 4 * 1.30 * one.condor.quantity for one in standing)
    assert len(standing) > 1
    assert book.requirement[60] == pytest.approx(widths)
    assert book.open_loss[60] == pytest.approx(widths - kept)


def test_layers_that_are_one_bet_count_as_one():
    """Overlapping condors on one index are far fewer bets than layers."""
    ladder = walk(replace(ARTICLE, entry_days=7), made_path(2, 400, wild=1.2), Terms())
    found = books.bets(ladder)
    assert len(found.correlation) >= 3
    assert 1.0 <= found.effective < len(found.correlation)
    assert np.allclose(np.diag(found.correlation), 1.0)


def test_too_few_days_give_no_number_of_bets():
    """Thirty days with two layers are needed."""
    assert math.isnan(books.bets(walk(ARTICLE, made_path(2, 20), Terms())).effective)


@pytest.mark.parametrize("name", ["Steward", "Promoter"])
def test_steward_and_promoter_are_measured_alike(name):
    """Core turnover is zero, friction a share of the credit, drawdown and worst month no gains."""
    ladder = walk(PRESETS[name], made_path(4, 300), Terms())
    found = books.outcome(ladder, books.book(ladder))
    assert found.core_turnover == 0.0
    assert 0.0 < found.friction < 1.0
    assert found.drawdown >= max(-found.result / 1e6, 0.0) - 1e-9
    assert found.worst_month <= found.drawdown


def test_friction_is_what_free_fills_would_have_kept():
    """The same layers without costs end richer by exactly the friction, up to the rounding of fills."""
    path = made_path(6, 200)
    rules = replace(ARTICLE, exits=EXITS[3], roll=ROLLS[0], sizing=replace(ARTICLE.sizing, layer_cap=0.05))
    paid, free = (
        walk(rules, path, Terms(costs=costs)) for costs in (Costs(), Costs(commission_dollars=0, slippage_points=0))
    )
    same = replace(free.layers, quantity=paid.layers.quantity)
    gap = (same.quantity * (same.result(free.terms) - paid.layers.result(paid.terms))).sum() / 100.0
    assert books.friction(paid) == pytest.approx(gap, rel=0.01)


def test_a_fall_costs_the_book_what_the_legs_lose():
    """The stress of a day against `overlay.options.legs.value` on the shifted market."""
    from overlay.options.legs import value
    from tests.ladder_oracle import market

    ladder = walk(ARTICLE, made_path(5, 80), Terms())
    today = market(ladder.path, 60)
    legs = [leg for number in ladder.standing(60) for leg in ladder.layer(int(number)).condor.legs]
    fallen = today.shifted(index_return=-0.07, vol_shift=0.10)
    expected = float(value(legs, fallen)[0, 0] - value(legs, today)[0, 0])
    assert books.stressed(ladder, -0.07, 10.0)[60] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("change", "said"),
    [({"capital_dollars": 0.0}, "capital"), ({"fill": 1.5}, "fill"), ({"most_rolls": -1}, "rolls")],
)
def test_impossible_terms_are_refused(change, said):
    """In a sentence with the value."""
    with pytest.raises(OverlayError, match=said):
        Terms(**change)


def test_a_path_of_one_day_or_of_unequal_columns_is_refused():
    """Two rising days at least, all columns of one length."""
    with pytest.raises(OverlayError, match="two or more days"):
        dated(["2018-03-16"])
    good = dated(["2018-03-16", "2018-03-19"])
    with pytest.raises(OverlayError, match="align"):
        replace(good, vix=good.vix[:1])


@pytest.mark.parametrize("place", PLACES, ids=lambda one: one.by)
def test_widths_can_move_with_the_index(place):
    """Meant at half the index of a day, a rule's points are twice as wide on it: as if they had been typed so."""
    path = made_path(3, 300)
    flat = replace(path, index=np.full_like(path.index, 4000.0))
    rules = replace(ARTICLE, placement=place)
    double = replace(place, wing_points=2.0 * place.wing_points)
    if place.by == "credit":
        double = replace(double, target=2.0 * place.target)
    moved, typed = walk(rules, flat, Terms(width_level=2000.0)), walk(replace(rules, placement=double), flat, Terms())
    np.testing.assert_array_equal(moved.layers.strikes, typed.layers.strikes)


def test_a_width_meant_at_no_level_is_refused():
    """Below one point no index stands."""
    with pytest.raises(OverlayError, match="0 is not a valid index level"):
        Terms(width_level=0.0)


def test_a_capital_by_day_sizes_each_layer_by_its_own_day():
    """Twice the capital from the middle on: the layers before are the same, those after may be larger."""
    path = made_path(4, 400)
    steady = np.full(len(path), 1e6)
    grown = np.where(np.arange(len(path)) < 200, 1e6, 4e6)
    one, two = (walk(replace(ARTICLE, sizing=CAPS[0]), path, Terms(), capital) for capital in (steady, grown))
    before = one.layers.opened < 200
    np.testing.assert_array_equal(one.layers.quantity[before], two.layers.quantity[before])
    assert two.layers.quantity[~before].sum() > 2 * one.layers.quantity[~before].sum()
