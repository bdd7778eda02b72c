"""The curves and the grid that charts draw."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.condor import pnl
from overlay.condor.placement import by_sigmas
from overlay.condor.pricing import quote
from overlay.errors import OverlayError
from overlay.options.legs import payoff, value
from overlay.options.odds import Smile
from overlay.options.scenarios import NOTHING, Scenario
from tests.overlay.condor.test_placement import anchored_market


@pytest.fixture(scope="module")
def market():
    """A modelled market with skew."""
    return anchored_market()


@pytest.fixture(scope="module")
def placed(market):
    """The article's default: 1.5 sd, 50 wide, 30 days."""
    return by_sigmas(market, 1.5, 50, 30)


@pytest.fixture(scope="module")
def credit(placed, market):
    """Its credit in dollars."""
    return quote(placed, market).credit_dollars


def test_nothing_is_won_or_lost_at_the_start(market, placed, credit):
    """Today, at today's level."""
    curves = pnl.curves(placed.legs, market, credit)
    assert np.interp(market.spot, curves.levels, curves.today) == pytest.approx(0.0, abs=0.5)
    assert curves.what_if_pnl == pytest.approx(0.0, abs=1e-9)


def test_the_expiry_curve_is_credit_plus_payoff(market, placed, credit):
    """With its corners at the strikes."""
    curves = pnl.curves(placed.legs, market, credit)
    np.testing.assert_allclose(curves.expiry, credit + payoff(placed.legs, curves.levels))
    assert {leg.strike for leg in placed.legs} <= set(curves.levels)


def test_the_what_if_point_is_the_shifted_market(market, placed, credit):
    """Repricing by hand: index -5%, VIX +6, a week on."""
    scenario = Scenario(index_return=-0.05, vol_shift=0.06, days=7)
    moved = market.shifted(index_return=-0.05, vol_shift=0.06, days=7)
    expected = credit + float(value(placed.legs, moved)[0, 0])
    assert pnl.curves(placed.legs, market, credit, scenario).what_if_pnl == pytest.approx(expected)


def test_a_what_if_beyond_expiry_stands_at_expiry(market, placed, credit):
    """Sixty days on, a thirty-day condor is settled."""
    curves = pnl.curves(placed.legs, market, credit, Scenario(days=60))
    np.testing.assert_allclose(curves.what_if, curves.expiry, atol=1e-6)
    assert curves.what_if_days == market.days(placed.expiry)


def test_the_grid_runs_from_today_to_expiry(market, placed, credit):
    """First row today, last row the pay-off."""
    grid = pnl.grid(placed.legs, market, credit)
    np.testing.assert_allclose(grid.pnl[-1], credit + payoff(placed.legs, grid.levels), atol=1e-6)
    np.testing.assert_allclose(grid.pnl[0], credit + value(placed.legs, market, grid.levels)[0])


def test_zero_lines_end_at_the_break_evens(market, placed, credit):
    """On the last day nothing is won at the break-evens."""
    lows, highs = pnl.grid(placed.legs, market, credit).zero_lines()
    expected = quote(placed, market).breakevens_points
    assert (lows[-1], highs[-1]) == pytest.approx(expected, abs=4.0)


@given(sigmas=st.floats(0.5, 3.0))
def test_the_frame_holds_still_while_a_strike_moves(sigmas):
    """The same axis for every placement of a thirty-day, 50-wide condor up to 3 sd."""
    market = anchored_market()
    frame = pnl.levels(by_sigmas(market, 1.5, 50, 30).legs, market)
    other = pnl.levels(by_sigmas(market, sigmas, 50, 30).legs, market)
    assert (frame[0], frame[-1]) == (other[0], other[-1])


@given(amount=st.floats(1e-3, 1e7))
def test_axes_end_at_round_numbers_not_far_away(amount):
    """At least the amount, at most twice it."""
    assert amount <= pnl.round_up(amount) <= 2.0001 * amount


def test_density_adds_up_to_the_probability_on_the_page(market, placed):
    """The area between two levels is what the measure says."""
    levels = pnl.levels(placed.legs, market)
    area = pnl.density(market, placed.expiry, levels).sum() * (levels[1] - levels[0])
    below = Smile(market, placed.expiry).below(levels[[0, -1]])
    assert area == pytest.approx(below[1] - below[0], abs=5e-3)


@pytest.mark.parametrize(
    ("wrong", "match"), [({"index_return": -1.0}, "-100%"), ({"days": -1}, "Days forward of -1 days must")]
)
def test_an_impossible_scenario_is_explained(wrong, match):
    """No index left, or the past."""
    with pytest.raises(OverlayError, match=match):
        Scenario(**wrong)


def test_nothing_is_nothing():
    """The neutral scenario knows itself."""
    assert NOTHING.is_nothing
    assert not Scenario(days=1).is_nothing
