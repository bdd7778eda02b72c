"""Figures of the VIX hedge page and their table twins: same numbers, true titles."""

from datetime import date

import numpy as np
import pytest

from overlay.data import bundled
from overlay.hedge import calls as vix_hedge, replays
from overlay.hedge.activation import ALWAYS, BELOW_15
from overlay.hedge.replays import PATHS
from overlay.hedge.second_sleeve import Company
from overlay.options.scenarios import Scenario
from overlay.units import VOL_POINT
from tests.overlay.hedge.test_plan import planned
from views.hedge import charts
from views.look import format as fmt

PLAN = planned()
NOTHING = planned(numbers=(0.0, 0.0, 0.0))
CALM = replays.stretch(bundled.history(), PATHS[2])


def title(figure):
    """The finding."""
    return figure.title


def test_the_payoff_title_names_gain_and_premium():
    """And the table holds the lines."""
    figure, table = charts.payoff(PLAN)
    assert fmt.dollars(float(PLAN.gains.sum())) in title(figure)
    assert fmt.dollars(PLAN.premium_dollars) in title(figure)
    whole = next(one for one in figure.plotly().data if one.name == "all layers")
    np.testing.assert_allclose(
        np.interp(table["VIX move (points)"], whole.x, whole.y), table["All layers ($)"], atol=0.51
    )
    assert "No calls are bought" in title(charts.payoff(NOTHING)[0])


@pytest.mark.parametrize("plan", [PLAN, NOTHING, planned(date(2008, 11, 20))])
def test_the_names_of_the_lines_never_overlap(plan):
    """On the lowest chart a name is 12 of some 110 pixels of the axis high."""
    figure, _ = charts.payoff(plan)
    low, high = figure.plotly().layout.yaxis.range
    heights = sorted(
        one.y
        for one in figure.plotly().layout.annotations
        if one.text in {"all layers", "30 days", "110 days", "220 days"}
    )
    assert len(heights) == 4
    assert (np.diff(heights) >= 0.12 * (high - low)).all()


@pytest.mark.parametrize("points", [20.0, 0.0])
def test_the_curve_title_names_the_futures(points):
    """Their moves in a shock, their levels without one."""
    plan = planned(shock=Scenario(vol_shift=points * VOL_POINT))
    figure, table = charts.curve(plan)
    before, after = plan.vix.curve, plan.vix.curve.shocked(points)
    near = float(after.future(30) - before.future(30)) if points else float(before.future(30))
    assert fmt.points(near, 1 if points else 2, plus=bool(points)) in title(figure)
    assert table["Today (points)"].iloc[0] == pytest.approx(before.spot, abs=0.01)
    assert "(modelled)" in figure.plotly().layout.title.subtitle.text


def test_a_paths_title_is_its_ledger():
    """Premium, what it brought back, and the difference."""
    lived = replays.replay(PLAN.hedge, CALM)
    index = replays.tail_hedge_index(CALM, 250_000.0)
    figure, table = charts.path(lived, index, PATHS[2])
    assert fmt.dollars(lived.gross) in title(figure)
    assert "lost" in title(figure)
    assert table["Hedge, P&L ($)"].iloc[-1] == pytest.approx(lived.gain[-1], abs=0.51)


def test_the_rules_are_ranked_best_first_in_the_table():
    """By what they ended with."""
    results = {one.name: replays.replay(PLAN.hedge, CALM, activation=one) for one in (ALWAYS, BELOW_15)}
    figure, table = charts.rules(results, PATHS[2])
    assert (np.diff(table["P&L at the end ($)"]) <= 0).all()
    assert f"({table['Buy when'][0]})" in title(figure)
    alike = {name: replays.replay(NOTHING.hedge, CALM) for name in "ab"}
    assert title(charts.rules(alike, PATHS[2])[0]) == "Calm year, 2017: every rule ended at $0"


def test_the_joint_title_names_the_worst_cell():
    """With what the condors lose in it."""
    found = PLAN.matrix()
    figure, table = charts.together(found, PLAN)
    assert fmt.dollars(float(found.total[found.worst]), plus=True) in title(figure)
    assert table.iloc[0, 1] == pytest.approx(found.total[0, 0], abs=0.51)


def test_the_frontier_title_names_the_best_strike():
    """The most gain for a dollar a year."""
    figure, table = charts.frontier(PLAN)
    best = table.loc[table["Gain per $1 a year"].idxmax(), "Strike above the future (points)"]
    assert f"At {best:g} points above the future" in title(figure)
    assert "nothing to compare" in title(charts.frontier(NOTHING)[0])
    nothing = vix_hedge.Frontier(np.zeros(1), np.zeros(1), np.zeros(1))
    assert "nothing to compare" in charts.frontier_finding(nothing)


def test_the_sleeves_table_holds_both_correlations():
    """On all days and on the worst."""
    one = Company(0.1, 0.2, 0.3, 0.4, -0.03, -0.05, 400)
    figure, table = charts.company({"bills": one, "selling": one})
    assert table["Correlation, worst days"].tolist() == [0.2, 0.2]
    assert fmt.percent(-0.05, plus=True) in title(figure)


@pytest.mark.parametrize("day", [date(2008, 11, 20), date(2017, 11, 3)])
def test_axes_hold_what_they_draw(day):
    """In a panic and in a calm, at the largest shock."""
    plan = planned(day, shock=Scenario(vol_shift=60.0 * VOL_POINT, days=20))
    for figure, _ in (charts.payoff(plan), charts.frontier(plan)):
        low, high = figure.plotly().layout.yaxis.range
        for trace in figure.plotly().data:
            assert low <= np.min(trace.y) <= np.max(trace.y) <= high
