"""Valuation: textbook figures, guards, and blanks that stay blank."""

import numpy as np
import pytest
from hypothesis import given, strategies as some

from overlay.book import valuation
from overlay.errors import OverlayError

RATES = some.floats(0.03, 0.3)


def test_gordons_textbook_share_is_worth_fifty():
    """A dividend of 2 next year, 9% asked, 5% growth."""
    assert valuation.gordon(2.0, 0.09, 0.05) == pytest.approx(50.0)


def test_capm_prices_equity():
    """3% riskless, beta 1.2, premium 5%."""
    assert valuation.cost_of_equity(0.03, 1.2, 0.05) == pytest.approx(0.09)


@given(dividend=some.floats(0.0, 100.0), cost=RATES, spread=some.floats(0.01, 0.1))
def test_equal_stages_are_gordon(dividend, cost, spread):
    """Whatever the length of the first one."""
    growth = cost - spread
    whole = valuation.gordon(dividend * (1.0 + growth), cost, growth)
    for years in (0, 1, 7, 30):
        assert valuation.two_stage(dividend, cost, growth, years, growth) == pytest.approx(whole, rel=1e-9)


@given(dividend=some.floats(0.1, 10.0), cost=RATES, first=some.floats(-0.2, 0.4), years=some.integers(0, 30))
def test_two_stages_are_the_sum_of_their_dividends(dividend, cost, first, years):
    """Counted one by one over three thousand years."""
    later, total, worth = cost - 0.02, 0.0, dividend
    for year in range(1, 3001):
        worth *= (1.0 + (first if year <= years else later)) / (1.0 + cost)
        total += worth
    assert valuation.two_stage(dividend, cost, first, years, later) == pytest.approx(total, rel=1e-4)


@pytest.mark.parametrize("growth", [0.09, 0.1, float("nan")])
def test_growth_at_or_above_the_cost_of_equity_is_refused(growth):
    """The sum has no end."""
    for value in (
        lambda: valuation.gordon(2.0, 0.09, growth),
        lambda: valuation.two_stage(2.0, 0.09, 0.02, 5, growth),
    ):
        with pytest.raises(OverlayError, match="below the cost of equity"):
            value()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: valuation.gordon(-1.0, 0.09, 0.02), "dividend of -1"),
        (lambda: valuation.two_stage(1.0, 0.09, -1.0, 5, 0.02), "growth of -100%"),
        (lambda: valuation.two_stage(1.0, 0.09, 0.1, 101, 0.02), "first stage of 101 years"),
        (lambda: valuation.gordon(1.0, -1.0, -1.5), "cost of equity of -100"),
        (lambda: valuation.price_earnings(0.0, 5.0), "0 dollars is not a valid price"),
    ],
)
def test_what_has_no_value_is_refused(call, says):
    """In a sentence."""
    with pytest.raises(OverlayError, match=says):
        call()


@pytest.mark.parametrize("per_share", [None, 0.0, -2.0])
def test_a_ratio_to_what_is_unknown_or_not_positive_is_blank(per_share):
    """Never invented, never negative."""
    assert valuation.price_earnings(100.0, per_share) is None
    assert valuation.price_cash_flow(100.0, per_share) is None


def test_ratios_and_unknown_dividends():
    """100 over 5 is twenty times; no dividend, no value."""
    assert valuation.price_earnings(100.0, 5.0) == 20.0
    assert valuation.price_cash_flow(100.0, 8.0) == 12.5
    assert valuation.gordon(None, 0.09, 0.2) is None
    assert valuation.two_stage(None, 0.09, 0.2, 5, 0.2) is None


def test_the_sensitivity_table_is_gordon_where_there_is_a_value():
    """And NaN where growth is too high."""
    costs, growths = [0.06, 0.09], [0.02, 0.05, 0.06]
    table = valuation.sensitivity(2.0, costs, growths)
    assert table.shape == (2, 3)
    assert np.isnan(table[0, 2])
    assert table[1, 1] == pytest.approx(valuation.gordon(2.0 * 1.05, 0.09, 0.05))
