"""Rates of return of dated flows: the spreadsheet's example, and where there is none."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from overlay.errors import OverlayError
from overlay.tax.cashflows import present_value, xirr, yearly

START = date(2026, 1, 1)


def test_the_spreadsheet_example():
    """Excel's own: 37.336%."""
    flows = [(date(2008, 1, 1), -10_000), (date(2008, 3, 1), 2750), (date(2008, 10, 30), 4250),
             (date(2009, 2, 15), 3250), (date(2009, 4, 1), 2750)]  # fmt: skip
    assert xirr(flows) == pytest.approx(0.37336253, abs=1e-7)


@given(st.floats(-0.5, 2.0), st.integers(30, 8000))
def test_one_in_one_out_has_the_plain_rate(rate, days):
    """(W / V)^(365 / days) - 1."""
    flows = [(START, -100.0), (START + timedelta(days=days), 100.0 * (1 + rate) ** (days / 365))]
    assert xirr(flows) == pytest.approx(rate, abs=1e-6)
    assert present_value(flows, rate) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("amounts", [(-100, -5), (100, 5), (-100, 230, -132), (-1, 100_000), (0, 0)])
def test_where_there_is_no_single_rate_there_is_none(amounts):
    """One sign only, two roots (10% and 20%), or beyond a thousand percent."""
    assert xirr([(START + timedelta(days=365 * at), amount) for at, amount in enumerate(amounts)]) is None


def test_rates_over_days_are_made_yearly():
    """The article's 18% in 45 days is 283% a year; C28's neighbours stay as they are."""
    assert yearly(0.18, 45) == pytest.approx(2.83, abs=0.005)
    assert yearly(0.09, 365) == pytest.approx(0.09)


@pytest.mark.parametrize("wrong", [
    lambda: xirr([]), lambda: present_value([(START, 1.0)], -1.0), lambda: yearly(0.1, 0), lambda: yearly(-1.0, 10),
])  # fmt: skip
def test_what_has_no_rate_gets_a_sentence(wrong):
    """No flows, a rate of -100%, no days."""
    with pytest.raises(OverlayError):
        wrong()
