"""Dollars in few characters."""

import pytest

from views.look.amounts import brief


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (12.3, "$12.30"), (162_009.0, "$162,009"), (999_999.4, "$999,999"), (999_999.6, "$1.00M"), (1_851_234.0, "$1.85M"),
        (-2_345_678_901.0, "\N{MINUS SIGN}$2.35B"), (7.5e12, "$7.50T"), (1e21, "$1e+21"),
    ],
)  # fmt: skip
def test_millions_and_more_are_rounded(amount, text):
    """Below a million the dollars are whole, from a quadrillion up they are a power of ten."""
    assert brief(amount) == text


@pytest.mark.parametrize(
    ("amount", "text"), [(9_994.0, "$9,994"), (27_400.0, "$27k"), (999_499.0, "$999k"), (999_501.0, "$1.00M")]
)
def test_thousands_are_rounded_where_the_exact_ones_end(amount, text):
    """As on the bars of a chart."""
    assert brief(amount, exact=9_995) == text


def test_a_plus_is_added_to_gains_alone():
    """With and without a unit."""
    assert [brief(one, plus=True) for one in (5e6, -5e6, 100.0, 0.0)] == [
        "+$5.00M", "\N{MINUS SIGN}$5.00M", "+$100", "$0",
    ]  # fmt: skip
