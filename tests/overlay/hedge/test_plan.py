"""Condors and hedge as one plan: zero changes nothing, shocks add up, the vegas stay apart."""

from datetime import date

import numpy as np
import pytest

from overlay.data import bundled
from overlay.hedge.calls import yearly_cost
from overlay.hedge.plan import Plan, Wanted
from overlay.options import legs
from overlay.options.costs import VIX_SLIPPAGE_POINTS
from overlay.options.market import from_history
from overlay.options.scenarios import Scenario
from overlay.units import VOL_POINT
from overlay.vix import market as vix_options

HISTORY = bundled.history()
DAY = date(2018, 1, 2)


def planned(day=DAY, **wanted):
    """A plan on a day of the history."""
    return Plan(wanted=Wanted(**wanted), market=from_history(HISTORY, day), vix=vix_options.from_history(HISTORY, day))


def test_a_hedge_of_no_contracts_leaves_the_condors_alone():
    """The joint picture is that of the condors, to the cent."""
    found = planned(numbers=(0.0, 0.0, 0.0)).matrix()
    np.testing.assert_array_equal(found.total, found.condors)
    assert found.condors.std() > 0.0


def test_together_is_the_sum_of_both():
    """Each cell: the condors there, and the hedge at that VIX."""
    plan = planned()
    found = plan.matrix()
    at = (12, 7)
    moved = plan.market.shifted(vol_shift=float(found.vix_points[at[0]]) / 100.0)
    level = plan.market.spot * (1.0 + found.index_returns[at[1]])
    condors = plan.credit_dollars + float(legs.value(plan.condor.legs, moved, [level])[0, 0])
    assert found.total[at] == pytest.approx(condors + found.hedge[at[0]])


def test_a_market_that_stands_still_gains_nothing():
    """No shock, no day: the P&L of both is zero."""
    plan = planned(shock=Scenario())
    assert plan.gains == pytest.approx(np.zeros(3), abs=1e-9)
    assert float(plan.condor_gain(np.array([0.0]), 0.0)[0]) == pytest.approx(0.0, abs=1e-6)


def test_the_worst_cell_is_a_plausible_one():
    """A falling index with a VIX that rises by a point for each percent at least."""
    for day in (DAY, date(2008, 11, 20), date(2017, 11, 3)):
        found = planned(day).matrix()
        row, column = found.worst
        index, vix = found.index_returns[column], found.vix_points[row]
        assert vix >= -100.0 * index or (index >= 0.0 and vix <= 0.0)
        assert found.total[row, column] < 0.0


def test_the_vegas_stay_apart():
    """The condors are short the volatility of the index, the calls long that of the VIX: two ledgers, two names."""
    plan = planned()
    assert float(plan.condor_greeks().vega) < 0.0
    assert (plan.ledger().vix_vega > 0.0).all()
    assert "vega" not in plan.ledger()._fields


@pytest.mark.parametrize(("spot", "asked", "kept"), [(9.77, -10.0, -0.77), (9.77, 20.0, 20.0)])
def test_the_vix_falls_no_lower_than_it_ever_closed(spot, asked, kept):
    """Nine points; the page says that it cut the shock."""
    plan = planned(shock=Scenario(vol_shift=asked * VOL_POINT))
    assert plan.vix.curve.spot == pytest.approx(spot)
    assert plan.vix_points == pytest.approx(kept)
    assert plan.by_shock()[0].min() >= 9.0 - spot


def test_costs_are_measured_against_credit_and_capital():
    """Ten condors' credit, once every 30 days or so, for a year."""
    plan = planned()
    days = plan.market.days(plan.condor.expiry)
    assert plan.yearly_credit_dollars == pytest.approx(plan.credit_dollars * 365 / days)
    assert plan.net_dollars == pytest.approx(float(plan.cost.net.sum()))
    assert plan.premium_dollars == pytest.approx(float(plan.cost.gross @ (1.0 / plan.cost.rolls)), rel=0.05)


@pytest.mark.parametrize("count", [1, 10, 50])
def test_the_hedge_grows_with_the_condors(count):
    """Ten condors carry 4/4/2."""
    sizes = [one.contracts for one in planned(condors=count).hedge.layers]
    assert sizes == [round(0.4 * count), round(0.4 * count), round(0.2 * count)]


def test_days_without_a_shock_cost():
    """A month of standing still loses money in every layer, more the longer it lasts."""
    sooner, later = (planned(shock=Scenario(days=days)).gains for days in (10, 29))
    assert (later < sooner).all()
    assert (sooner < 0.0).all()


def test_todays_calls_expire_on_the_listed_days_nearest_to_their_tenors():
    """On 1 December 2017: Wednesdays of December, March and July."""
    one = planned(date(2017, 12, 1))
    assert [str(day) for day in one.expiries] == ["2017-12-20", "2018-03-21", "2018-07-18"]
    assert [call.days for call in one.calls] == [19, 110, 229]


def test_the_yearly_cost_counts_the_plain_tenors():
    """Today's near call is 19 days long; the cost of a year rolls a 30-day one."""
    one = planned(date(2017, 12, 1))
    plain = one.hedge.calls(one.vix)
    assert [call.days for call in plain] == [30, 110, 220]
    assert one.cost.net == pytest.approx(yearly_cost(plain, one.vix, one.wanted.roll, VIX_SLIPPAGE_POINTS).net)
