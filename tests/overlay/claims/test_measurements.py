"""The ten measurements: each a number that its parts, or another module, account for."""

from datetime import date
from math import isnan

import numpy as np
import pytest

from overlay.claims import measurements
from overlay.claims.facts import BY_NAME, RECENT
from overlay.claims.measurements import MEASUREMENTS
from overlay.condor import pricing as condor
from overlay.condor.pricing import quote
from overlay.stress.overlaid import Laying
from tests.facts import facts

FACTS = facts()
NAKED = facts(laying=Laying(layers=0, units=0.0))


def parts(measurement):
    """Values by label, the number itself among them."""
    return {one.label: one.value for one in (measurement.number, *measurement.parts)}


def test_there_are_ten():
    """What the overlay does to risk, gap, greeks, odds, hedge, size, rolls, tax and timing."""
    assert len(MEASUREMENTS) == 10


@pytest.mark.parametrize("measure", MEASUREMENTS, ids=lambda one: one.__name__)
def test_a_measurement_names_its_page_and_its_parts(measure):
    """And its number is one."""
    found = measure(FACTS)
    assert found.page
    assert found.parts
    assert not isnan(found.number.value)


@pytest.mark.parametrize("measure", MEASUREMENTS, ids=lambda one: one.__name__)
def test_a_book_without_overlay_can_be_measured(measure):
    """Where there is nothing to measure the number is unknown, never an error."""
    measure(NAKED)


def test_the_variance_split_adds_up():
    """Market, sector and single names."""
    found = parts(measurements.risk_split(FACTS))
    assert sum(found[key] for key in found if key.startswith("Variance")) == pytest.approx(1.0)


def test_volatility_before_equals_after_without_an_overlay():
    """To the bit."""
    before, after = NAKED.volatility
    assert before == after


def test_volatility_is_that_of_the_names_at_today_s_weights():
    """Against a plain product of weights and the last two years' returns."""
    book = FACTS.pool.names[-RECENT:] @ FACTS.overlaid.portfolio.weights
    assert FACTS.volatility[0] == pytest.approx(np.std(book, ddof=1) * np.sqrt(252))


def test_the_gap_is_covered_by_the_credit_alone():
    """The index stands still, so the condors keep their credit and no more."""
    found = parts(measurements.single_name_gap(FACTS))
    credit = float(FACTS.overlaid.credits.sum())
    assert found["Condors at expiry, index still"] == pytest.approx(credit)
    assert found["Loss of a 30% gap that the overlay pays for"] == pytest.approx(credit / -found["Loss of the stocks"])


def test_condors_and_hedge_have_opposite_signs():
    """Condors sell gamma and volatility, the calls buy it (C23)."""
    found = parts(measurements.greeks(FACTS))
    assert found["Condors' gamma: change of that for 1%"] < 0.0 > found["Condors' vega, a point of SPX volatility"]
    assert found["Hedge's delta, a point of the VIX"] > 0.0 < found["Hedge's vega, a point of VIX volatility"]


def test_the_worst_cell_is_the_scenario_it_names():
    """Index and VIX of the cell, put through the book once more."""
    from overlay.options.scenarios import Scenario

    found = parts(measurements.scenario_matrix(FACTS))
    move, points = found["Move of the index there"], found["Move of the VIX there (points)"]
    again = FACTS.overlaid.result(Scenario(index_return=move, vol_shift=points / 100.0)).total
    assert found["Worst plausible cell"] == pytest.approx(again)
    assert points >= -100.0 * move


def test_the_win_rate_is_that_of_the_condor_page():
    """The same quote."""
    one = FACTS.overlaid
    found = quote(one.condors[0], one.market, costs=FACTS.costs)
    assert parts(measurements.win_rates(FACTS))["Win rate needed"] == found.win_rate_needed
    assert condor.win_rate_needed(50.0, found.credit_points) == found.win_rate_needed


def test_hedge_premium_less_recovered_is_its_net_cost():
    """Of the stocks."""
    found = parts(measurements.hedge_economics(FACTS))
    net = found["Premium a year"] - found["Recovered when rolled"]
    assert found["Net cost of the hedge a year"] == pytest.approx(net / FACTS.overlaid.portfolio.invested)


def test_all_layers_together_are_the_sum_of_the_layers():
    """Each under its cap, together above it."""
    found = parts(measurements.all_together(FACTS))
    assert found["In dollars"] == pytest.approx(FACTS.overlaid.losses.sum())
    assert found["Largest layer alone"] <= found["The article's cap a layer"] < found["All layers' largest loss"]


def test_realised_roll_losses_are_those_of_the_ledger():
    """A positive number of dollars."""
    lost = FACTS.rolls.realised[FACTS.rolls.realised < 0.0]
    found = parts(measurements.roll_ledger(FACTS))
    assert found["Losses that rolls realised, five years"] == pytest.approx(-lost.sum())


def test_income_after_tax_is_income_less_tax():
    """60/40, beside the wages."""
    found = parts(measurements.after_tax(FACTS))
    assert found["Overlay's income after cost and tax, a year"] == pytest.approx(found["Before tax"] - FACTS.income_tax)


def test_what_an_inverted_vix_curve_hides_is_not_a_number():
    """The hedge's cost, the income, and what holding with the overlay leaves; the other futures stay."""
    found = facts(day=date(2020, 3, 16))
    assert isnan(measurements.hedge_economics(found).number.value)
    told = parts(measurements.after_tax(found))
    assert isnan(told["Before tax"])
    assert isnan(told["Hold with overlay leaves"])
    assert told["Hold leaves"] > told["Tax if all is sold today"] > 0.0


def test_the_best_gate_is_the_best():
    """Of four."""
    found = measurements.signal_honesty(FACTS)
    percentiles = [one.value for one in found.parts if one.label.endswith("percentile")]
    assert found.number.value == max(percentiles)
    assert len(percentiles) == 4


def test_the_past_is_each_day_laid_on_today_s_book():
    """One day of it, repriced part by part."""
    from overlay.options.scenarios import Scenario

    at = len(FACTS.pool.days) - 100
    move, change = float(FACTS.pool.index[at]), float(np.diff(FACTS.vix)[at])
    alone = FACTS.overlaid.result(Scenario(index_return=move, vol_shift=change / 100.0))
    assert FACTS.past.condors[at] == pytest.approx(alone.condors.sum())
    assert FACTS.past.hedge[at] == pytest.approx(alone.hedge.sum())
    assert FACTS.past.stocks[at] == pytest.approx(FACTS.pool.names[at] @ FACTS.overlaid.portfolio.values)


def test_episodes_can_be_asked_by_name():
    """The ten that ship."""
    assert len(BY_NAME) == 10
