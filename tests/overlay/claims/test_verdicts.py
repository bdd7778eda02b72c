"""A verdict says how sure it is: what one standard error, another seed or the modelled VIX turns reads *depends*."""

from dataclasses import replace
from datetime import date
from itertools import product
from math import inf, isfinite, nan

import pytest
from hypothesis import given, strategies as st

from overlay.claims import about_timing, every
from overlay.claims.other_vix import modelled, with_modelled_vix
from overlay.claims.verdicts import NOT_TESTABLE, Finding, at_least, at_most, beyond_error, turned
from overlay.errors import OverlayError
from overlay.stress.overlaid import Laying
from overlay.vix.from_index import modelled_vix
from tests.facts import facts, history
from tests.sizes import examples, some

BOOKS = ("One name at 60%", "Five names", "Twenty names", "Index fund")
#: days on which verdicts were found that one standard error or the other VIX turns
TURNING = [date(2020, 3, 16), date(2016, 6, 15), date(2022, 12, 28), date(2008, 11, 20)]
#: controls at their ends
LAYINGS = (
    Laying(), Laying(layers=0), Laying(layers=4), Laying(layer_cap=0.005), Laying(layer_cap=0.1), Laying(units=0.0),
    Laying(units=20.0), Laying(sigmas=0.5), Laying(sigmas=3.0), Laying(wing_points=10.0), Laying(wing_points=200.0),
    Laying(layers=0, units=0.0), Laying(sigmas=3.0, wing_points=10.0, layer_cap=0.1, layers=4),
)  # fmt: skip
DAYS = (
    date(1991, 2, 1), date(1998, 8, 31), date(2002, 7, 23), date(2008, 11, 20), date(2013, 5, 15), date(2017, 11, 3),
    date(2020, 3, 16), date(2022, 12, 28),
)  # fmt: skip


@given(value=st.floats(-2.0, 2.0), error=st.floats(0.0, 2.0), bars=st.tuples(st.floats(-1.0, 1.0), st.floats(0.0, 1.0)))
@examples(200)
def test_a_verdict_that_one_standard_error_turns_depends(value, error, bars):
    """Judged at both ends by the same bars, without an error."""
    holds, depends = bars[0] + bars[1], bars[0]
    found = at_least(value, holds, depends, error)
    ends = {at_least(one, holds, depends).verdict for one in (value - error, value, value + error)}
    assert found.verdict == (ends.pop() if len(ends) == 1 else "depends")
    assert found.by_number == at_least(value, holds, depends).verdict


@given(value=st.floats(-2.0, 2.0), error=st.floats(0.0, 2.0))
@examples(100)
def test_a_bar_from_above_is_a_bar_from_below_mirrored(value, error):
    """At most one is at least minus one of the negative."""
    upper, lower = at_most(value, 0.0, 0.5, error), at_least(-value, 0.0, -0.5, error)
    assert upper._replace(value=0.0) == lower._replace(value=0.0)


def test_a_finding_says_why_it_depends():
    """Between the bars, or turned, and then from what to what."""
    assert at_least(1.5, 2.0, 1.0, 0.1).why == "between the bars"
    found = at_least(2.1, 2.0, 1.0, 0.2)
    assert (found.why, found.alone, found.otherwise) == ("one standard error", "holds", "depends")
    assert at_least(2.1, 2.0, 1.0, 5.0).otherwise == "does not hold"
    assert at_least(2.1, 2.0, 1.0, 0.05).why == ""


def test_an_unknown_error_leaves_every_verdict_open():
    """Never a verdict by accident of a missing number."""
    assert at_least(9.0, 2.0, 1.0, nan).verdict == "depends"


def test_a_bar_of_two_errors_counts_the_error_once():
    """Two and a half errors above zero hold."""
    assert beyond_error(2.5, 1.0) == Finding(2.5, "holds", 1.0)


def test_what_cannot_be_tested_turns_nothing():
    """Neither itself nor another."""
    sure = Finding(1.0, "holds")
    assert turned(sure, ["not testable here", "holds"], "the modelled VIX") == sure
    assert turned(NOT_TESTABLE, ["holds"], "the modelled VIX") is NOT_TESTABLE


def test_an_infinite_number_keeps_its_verdict():
    """No cost at all in the cheapest reading."""
    assert at_most(inf, 1.0, 2.0).verdict == "does not hold"


@pytest.mark.parametrize("day", some(TURNING, 1), ids=str)
def test_what_the_modelled_vix_turns_depends(day):
    """Each verdict by the number alone, with both; on a default book."""
    found = facts(day=day)
    other = with_modelled_vix(found)
    moved = 0
    for claim, judged in every.judged(found):
        recorded, with_model = claim.judge(found).by_number, claim.judge(other).by_number
        if "not testable here" not in (recorded, with_model) and recorded != with_model:
            moved += 1
            assert judged.verdict == "depends", claim.key
    assert moved >= 1


@pytest.mark.long
@pytest.mark.parametrize(("day", "name"), list(product(TURNING, BOOKS)), ids=str)
def test_the_days_on_which_verdicts_turned_have_verdicts_that_depend_for_it(day, name):
    """On every sample book at least one, by the other VIX or by one standard error."""
    found = facts(name, day)
    other = with_modelled_vix(found)
    judged = {one.claim.key: one.finding for one in every.judged(found)}
    turning = {
        claim.key
        for claim in every.ALL
        if "not testable here" not in (verdicts := [claim.judge(one).by_number for one in (found, other)])
        and len(set(verdicts)) == 2
    } | {key for key, one in judged.items() if one.why == "one standard error"}
    assert turning
    assert all(judged[key].verdict == "depends" for key in turning)


def test_the_other_vix_is_the_model_on_every_day():
    """But for the ten days that the model cannot reach."""
    past = modelled(history())
    expected = modelled_vix(past.index)
    assert past.vix.iloc[10:].equals(expected.iloc[10:])
    assert past.vix_modelled.all()


def test_the_other_market_is_that_of_the_same_day():
    """The same close, book and rule; another VIX, and a hedge on its curve."""
    found = facts(day=date(2008, 11, 20))
    other = with_modelled_vix(found)
    assert other.overlaid.market.spot == found.overlaid.market.spot
    assert other.overlaid.market.vix == pytest.approx(75.306, abs=0.01)
    assert other.overlaid.vix.curve.spot == other.overlaid.market.vix
    assert other.overlaid.portfolio is found.overlaid.portfolio


def test_a_modelled_day_has_no_other_vix():
    """Nothing was recorded that a model could replace."""
    found = facts()
    past = found.history
    flagged = replace(past, vix_modelled=past.vix_modelled | True)
    assert with_modelled_vix(replace(found, history=flagged)) is None


def test_a_market_off_the_history_has_no_other_vix():
    """A VIX that is not the day's own, as from a chain."""
    found = facts()
    market = replace(found.overlaid.market, vix=found.overlaid.market.vix + 1.0)
    assert with_modelled_vix(replace(found, overlaid=replace(found.overlaid, market=market))) is None


@pytest.mark.long
@pytest.mark.parametrize("day", history().days[600::400].date, ids=str)
def test_what_another_seed_turns_depends(day):
    """Each gate, with two other sets of random entries."""
    found = facts("Twenty names", day)
    for gate in ("RSI", "MACD", "Breadth", "Events"):
        one = about_timing._helps(found, gate)
        others = {about_timing._by(anew).by_number for anew in found.helped_anew(gate)}
        if one.verdict not in ("depends", "not testable here"):
            assert others == {one.verdict}, gate


def test_a_gate_at_its_bar_depends(monkeypatch):
    """A percentile half an error above the bar, which another seed puts below."""
    found = facts()
    helped = dict(found.helped)
    helped["RSI"] = replace(helped["RSI"], percentile=0.977, shifted_percentile=1.0)
    monkeypatch.setitem(found.__dict__, "helped", helped)
    assert about_timing.rsi(found).why == "one standard error"


def test_another_seed_is_tried_beyond_one_standard_error(monkeypatch):
    """Two errors above the bar, where the other random sets lie below it."""
    found = facts()
    one = replace(found.helped["RSI"], percentile=0.982, shifted_percentile=1.0)
    monkeypatch.setitem(found.__dict__, "helped", {**found.helped, "RSI": one})
    monkeypatch.setattr(type(found), "helped_anew", lambda self, gate: (replace(one, percentile=0.96),))  # noqa: ARG005
    judged = about_timing.rsi(found)
    assert (judged.verdict, judged.why, judged.alone) == ("depends", "another seed", "holds")


GRID = [(day, BOOKS[at % 4], laying) for at, (day, laying) in enumerate(product(DAYS, LAYINGS))]


@pytest.mark.parametrize(("day", "name", "laying"), some(GRID[3:], 3), ids=str)
def test_no_verdict_stands_without_a_number_or_words(day, name, laying):
    """Calm and wild days, four books, controls at their ends."""
    try:
        judged = every.judged(facts(name, day, laying))
    except OverlayError as error:
        assert "choose" in str(error)  # noqa: PT017  # a condor that cannot be placed
        return
    for claim, finding in judged:
        assert isfinite(finding.value) or abs(finding.value) == inf or finding.words, claim.key
        assert finding.error >= 0.0 or claim.key == "hurdle", claim.key  # no rate one error away
        assert (finding.why != "") == (finding.verdict == "depends"), claim.key


def test_a_loss_above_the_margin_is_told_in_words():
    """On 28 December 2022 the recent years lost more than the margin."""
    found = every.about_tax.hurdle(facts(day=date(2022, 12, 28)))
    assert found.words == "more than the margin is lost"
    assert found.verdict == "does not hold"


def test_several_rates_are_judged_by_the_present_value():
    """Where more is earned than the margin, the tax falls due after the margin is back."""
    rich = replace(facts())
    rich.__dict__["income_before_tax"] = 3.0 * rich.overlaid.losses.sum()
    found = every.about_tax.hurdle(rich)
    assert found.words == "no single rate fits; a gain at 12% a year"
    assert found.verdict == "holds"


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(set(BOOKS) - {"Index fund"}))
def test_the_error_of_single_name_risk_is_as_large_as_its_noise(name):
    """An index option removes none (P1), so over sixteen stretches of two years the number is about its error."""
    found = [facts(name, day) for day in history().days[560::504].date]
    errors = [one.own_risk_removed / one.own_risk_error for one in found]
    assert 0.6 < (sum(one**2 for one in errors) / len(errors)) ** 0.5 < 1.4
