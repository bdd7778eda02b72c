"""Giving appreciated stock to charity, before and after the floor of 2026."""

import pytest
from hypothesis import given, strategies as st

from overlay.errors import OverlayError
from overlay.tax.gifts import gift


@pytest.mark.parametrize(("year", "income", "amount", "rate", "deductible", "saving"), [
    (2026, 1e6, 3e5, 0.37, 295_000, 103_250), (2026, 2e6, 1e5, 0.37, 90_000, 31_500), (2025, 2e6, 1e5, 0.37, 1e5, 37_000),
    (2026, 150_000, 750, 0.24, 0, 0),
])  # fmt: skip
def test_the_writers_examples(year, income, amount, rate, deductible, saving):
    """The floor of 0.5% and the cap of 35%."""
    found = gift(year, income, amount, rate)
    assert (found.deductible, found.saving) == pytest.approx((deductible, saving))


@given(st.floats(0, 1e7), st.floats(0, 1e7), st.sampled_from([2025, 2026]))
def test_stock_is_deducted_up_to_thirty_percent(income, amount, year):
    """The rest carries on."""
    found = gift(year, income, amount, 0.24)
    assert found.deductible <= 0.3 * income + 1e-6
    assert found.carried == pytest.approx(max(0.0, amount - 0.3 * income))


def test_a_negative_gift_gets_a_sentence():
    """The way out stands in it."""
    with pytest.raises(OverlayError, match="positive"):
        gift(2026, 1.0, -1.0, 0.2)
