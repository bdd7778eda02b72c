"""Days that make a dividend qualified."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from overlay.errors import OverlayError
from overlay.tax.dividends import qualified_dividend_days

EX = date(2024, 7, 12)


@pytest.mark.parametrize(("bought", "sold", "days", "held", "qualified"), [
    (date(2024, 7, 5), date(2024, 8, 8), 34, 34, False), (date(2024, 7, 11), date(2024, 9, 13), 61, 64, True),
])  # fmt: skip
def test_publication_550_counts_days_in_the_window(bought, sold, days, held, qualified):
    """34 days are too few; of 64 held from 11 July the window holds 61, just enough (the 63 printed there is none)."""
    found = qualified_dividend_days(bought, sold, EX)
    assert (found.held, found.days, found.qualified) == (held, days, qualified)


def test_a_put_on_the_stock_stops_the_clock():
    """121 days less 77 hedged ones leave 44."""
    hedged = [(date(2025, 7, 1), date(2025, 9, 15))]
    found = qualified_dividend_days(date(2025, 3, 3), date(2025, 12, 1), date(2025, 8, 15), hedged=hedged)
    assert (found.days, found.qualified) == (44, False)


def test_preferred_stock_needs_ninety_one_of_181():
    """The window is wider, and so is the need."""
    found = qualified_dividend_days(date(2023, 1, 1), date(2025, 1, 1), EX, preferred=True)
    assert (found.days, found.needed) == (181, 91)


@given(st.integers(-200, 200), st.integers(0, 300))
def test_days_never_exceed_the_window_or_the_time_held(start, length):
    """And a hedge over all of it leaves none."""
    bought = EX + timedelta(days=start)
    sold = bought + timedelta(days=length)
    found = qualified_dividend_days(bought, sold, EX)
    assert 0 <= found.days <= min(121, length)
    assert qualified_dividend_days(bought, sold, EX, hedged=[(bought, sold)]).days == 0


def test_days_in_the_wrong_order_get_a_sentence():
    """Sold before bought; a hedge that ends before it begins."""
    with pytest.raises(OverlayError, match="swap"):
        qualified_dividend_days(EX, EX - timedelta(days=1), EX)
    with pytest.raises(OverlayError, match="swap"):
        qualified_dividend_days(EX, EX, EX, hedged=[(EX, EX - timedelta(days=1))])
