"""Figures and their table twins: same numbers, true titles."""

import numpy as np
import pytest

from overlay.condor import pnl
from overlay.condor.placement import IronCondor, Shape, by_sigmas
from overlay.condor.pricing import quote
from overlay.options.scenarios import NOTHING, Scenario
from tests.overlay.condor.test_placement import anchored_market
from views.condor import charts

MARKET = anchored_market()
CONDOR = by_sigmas(MARKET, 1.5, 50, 30)
QUOTE = quote(CONDOR, MARKET)


def drawn(scenario=NOTHING):
    """The payoff chart of the default condor."""
    curves = pnl.curves(CONDOR.legs, MARKET, QUOTE.credit_dollars, scenario)
    return charts.payoff(curves, CONDOR, QUOTE, MARKET, scenario)


def test_the_payoff_title_names_break_even_slope_and_loss():
    """The finding, recomputed."""
    title = drawn()[0].plotly().layout.title.text
    assert f"{round(QUOTE.breakevens_points[0]):,}" in title
    assert "$100" in title
    assert f"${QUOTE.max_loss_dollars:,.0f}" in title


def test_without_a_break_even_the_title_says_keep_and_lose():
    """The credit covers the put wing."""
    odd = IronCondor(long_put=4740, short_put=4750, short_call=5250, long_call=5400, expiry=CONDOR.expiry)
    judged = quote(odd, MARKET, credit_points=20.0)
    assert charts.payoff_finding(odd, judged) == "It can earn up to $2,000 and lose up to $13,000 at expiry"


@pytest.mark.parametrize(("scenario", "columns"), [(NOTHING, 4), (Scenario(index_return=-0.05, days=7), 5)])
def test_the_payoff_table_holds_the_curves(scenario, columns):
    """A what-if adds a line, a cross and a column."""
    figure, table = drawn(scenario)
    assert table.shape[1] == columns
    expiry = next(trace for trace in figure.plotly().data if trace.name == "at expiry")
    np.testing.assert_allclose(
        np.interp(table["Index level (points)"], expiry.x, expiry.y), table["At expiry ($)"], atol=10.0
    )


def test_the_rulers_areas_meet_at_the_break_evens():
    """Loss, profit, loss, cut exactly where the profit ends."""
    figure, table = charts.ruler(CONDOR, QUOTE, MARKET)
    left, middle, right = figure.plotly().data[:3]
    assert (left.x[-1], middle.x[0]) == (middle.x[0], QUOTE.breakevens_points[0])
    assert (middle.x[-1], right.x[0]) == (right.x[0], QUOTE.breakevens_points[1])
    assert list(table["Points"])[:2] == [CONDOR.long_put, CONDOR.short_put]


def test_the_heat_maps_neutral_colour_is_zero_dollars():
    """However unequal gain and loss are."""
    grid = pnl.grid(CONDOR.legs, MARKET, QUOTE.credit_dollars)
    figure, table = charts.heat_map(grid, QUOTE, MARKET, NOTHING)
    heat = figure.plotly().data[0]
    zero = [share for share, colour in heat.colorscale if colour == "var(--neutral)"]
    assert zero[0] == pytest.approx(-heat.zmin / (heat.zmax - heat.zmin))
    assert table.shape == (21, 8)


def test_the_heat_maps_title_says_how_wide_the_earning_band_is():
    """At expiry it is the distance between the break-evens."""
    low, high = QUOTE.breakevens_points
    title = charts.heat_finding(pnl.grid(CONDOR.legs, MARKET, QUOTE.credit_dollars))
    assert f"a band of {high - low:,.0f} points" in title


def titled(**shape):
    """Payoff and heat titles of a condor with these counts, and the condor's grid."""
    placed = by_sigmas(MARKET, shape.pop("sigmas", 1.5), shape.pop("wing", 50), 30, Shape(**shape))
    judged = quote(placed, MARKET)
    grid = pnl.grid(placed.legs, MARKET, judged.credit_dollars)
    return charts.payoff_finding(placed, judged), charts.heat_finding(grid), grid


@pytest.mark.parametrize(("puts", "calls"), [(1, 1), (1, 2), (2, 1), (3, 2)])
def test_the_payoff_title_is_true_under_any_ratio(puts, calls):
    """The loss named is that of the lowest level."""
    title, _, grid = titled(put_spreads=puts, call_spreads=calls)
    assert f"until ${-grid.pnl[-1, 0]:,.0f} is lost" in title


@pytest.mark.parametrize(
    "shape", [{}, {"sigmas": 0.5, "wing": 5, "call_spreads": 2}, {"put_spreads": 3, "call_spreads": 2}]
)
def test_the_heat_title_says_which_way_the_band_goes(shape):
    """Widens, narrows, or comes into being: as the zero lines do."""
    _, title, grid = titled(**shape)
    lows, highs = grid.zero_lines()
    first, last = (highs - lows)[[0, -1]]
    if "widens" in title:
        assert last > first
    elif "narrows" in title:
        assert last < first
    else:
        assert not first > 0.05 * last


def test_a_side_that_cannot_lose_is_named():
    """One turn only: it earns everywhere on one side of it."""
    odd = IronCondor(long_put=4890, short_put=4900, short_call=5000, long_call=5100, expiry=CONDOR.expiry)
    judged = quote(odd, MARKET)
    grid = pnl.grid(odd.legs, MARKET, judged.credit_dollars)
    assert charts.heat_finding(grid).startswith("At expiry it earns at every level below")
