"""Legs: what they pay, what they are worth, and how both change."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.data import bundled
from overlay.errors import OverlayError
from overlay.options.contracts import SPX, XSP
from overlay.options.legs import Leg, greeks, payoff, prices, value, worth
from overlay.options.market import from_history
from tests import oracles
from tests.oracles import legs

CONDOR = "+1 4600P -1 4750P -2 5200C +2 5300C"


@given(level=st.floats(1.0, 20_000.0))
def test_the_payoff_is_the_sum_over_the_legs(level):
    """Vectorised or leg by leg."""
    position = legs(CONDOR)
    assert float(payoff(position, level)) == pytest.approx(oracles.loop_payoff(position, level))


def test_value_at_expiry_is_the_payoff():
    """Closer to expiry the value becomes the pay-off, exactly."""
    market = oracles.flat_market()
    levels = np.linspace(4000.0, 6000.0, 41)
    position = legs(CONDOR)
    days = market.days(position[0].expiry)
    np.testing.assert_allclose(value(position, market, levels, days)[0], payoff(position, levels), atol=1e-9)


def test_a_leg_past_its_expiry_keeps_its_value():
    """A what-if beyond expiry shows expiry."""
    market = oracles.flat_market()
    at_expiry, later = value(legs(CONDOR), market, 5100.0, [30, 45])[:, 0]
    assert at_expiry == later


def test_value_is_days_by_levels():
    """(D, S), and one by one for now."""
    market = oracles.flat_market()
    assert value(legs(CONDOR), market, np.arange(4000.0, 4005.0), [0, 5, 10]).shape == (3, 5)
    assert value(legs(CONDOR), market).shape == (1, 1)


def test_every_cell_of_the_grid_is_the_textbook_price():
    """Four legs, levels and days against single textbook prices."""
    market = oracles.flat_market(rate=0.04, dividend_yield=0.015)
    position, levels, days = legs(CONDOR), np.array([4500.0, 5000.0, 5400.0]), np.array([0, 10, 29])
    grid = value(position, market, levels, days)
    for d, passed in enumerate(days):
        years = (30 - passed) / 365
        for s, level in enumerate(levels):
            forward, discount = level * np.exp(0.025 * years), np.exp(-0.04 * years)
            plain = sum(
                leg.quantity * 100 * oracles.black_price(leg.right, forward, leg.strike, years, 0.2, discount)
                for leg in position
            )
            assert grid[d, s] == pytest.approx(plain, abs=1e-7)


@pytest.mark.parametrize(
    ("name", "scenario", "unit"),
    [("delta", {"index_return": 1e-5}, 5000.0 * 1e-5), ("vega", {"vol_shift": 1e-5}, 1e-3)],
)
def test_dollar_greeks_are_finite_differences_of_value(name, scenario, unit):
    """Per index point and per point of vol, on a market with one vol."""
    market = oracles.flat_market(rate=0.04, dividend_yield=0.015)
    opposite = {key: -amount for key, amount in scenario.items()}
    up, down = (float(value(legs(CONDOR), market.shifted(**move))[0, 0]) for move in (scenario, opposite))
    net = getattr(greeks(legs(CONDOR), market).total(), name)
    assert float(net) == pytest.approx((up - down) / (2 * unit), rel=1e-4)


def test_theta_is_the_dollars_a_day_passing_brings():
    """The spot stands still; only the calendar moves."""
    market = oracles.flat_market(rate=0.04, dividend_yield=0.015)
    before, after = value(legs(CONDOR), market, days=[0.0, 0.01])[:, 0]
    assert float(greeks(legs(CONDOR), market).total().theta) == pytest.approx((after - before) / 0.01, rel=1e-3)


def test_gamma_and_charm_are_finite_differences_of_delta():
    """Per point and per day."""
    market = oracles.flat_market(rate=0.04, dividend_yield=0.015)
    position = legs(CONDOR)
    net = greeks(position, market).total()
    up, down = (float(greeks(position, market.shifted(index_return=move)).total().delta) for move in (1e-4, -1e-4))
    assert float(net.gamma) == pytest.approx((up - down) / (2e-4 * 5000.0), rel=1e-3)
    tomorrow = float(greeks(position, market.shifted(days=1)).total().delta)
    assert float(net.charm) == pytest.approx(tomorrow - float(net.delta), rel=0.05)


def test_the_book_is_the_sum_of_its_legs():
    """Net greeks add up."""
    each = greeks(legs(CONDOR), oracles.flat_market())
    assert float(each.total().vega) == pytest.approx(each.vega.sum())


def test_a_mini_contract_is_a_tenth_of_the_full_one():
    """XSP at a tenth of the strike is worth and moves a tenth."""
    market = from_history(bundled.history(), date(2018, 6, 1))
    expiry = market.expiry(30)
    full = legs("-1 2600P +1 2500P", expiry)
    mini = legs("-1 260P +1 250P", expiry, XSP)
    assert float(value(mini, market)[0, 0]) == pytest.approx(float(value(full, market)[0, 0]) / 10)
    assert float(greeks(mini, market).total().delta) == pytest.approx(float(greeks(full, market).total().delta) / 10)
    np.testing.assert_allclose(prices(mini, market).points, prices(full, market).points / 10)


@given(level=st.floats(100.0, 10_000.0))
def test_the_nearest_strike_is_listed_and_near(level):
    """A multiple of the step, no further than half of it."""
    strike = SPX.nearest_strike(level)
    assert strike % 5 == 0
    assert abs(strike - level) <= 2.5


@pytest.mark.parametrize(("right", "strike"), [(0, 100.0), (2, 100.0), (1, 0.0), (1, -5.0), (1, float("nan"))])
def test_an_impossible_leg_is_explained(right, strike):
    """Neither call nor put, or no strike."""
    with pytest.raises(OverlayError, match="right|strike"):
        Leg(right=right, strike=strike, expiry=date(2023, 10, 13), quantity=1)


@pytest.mark.parametrize("spot", [None, 4000.0])
def test_the_worth_is_the_value_of_each_leg_now(spot):
    """Summed leg by leg from a flat surface's prices, at today's level and at another one."""
    market, two = oracles.flat_market(vol=0.2, rate=0.03), legs("-1 4700P +2 5300C")
    found = worth(two, market, spot)
    each = sum(value([one], market, [market.spot if spot is None else spot])[0, 0] for one in two)
    assert type(found) is float
    assert found == pytest.approx(each, rel=1e-12)
