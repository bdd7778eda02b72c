"""Where a VIX stands in its past: rank and percentile by a plain count."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from overlay.data import bundled
from overlay.errors import OverlayError
from overlay.history.standing import vix_standing

HISTORY = bundled.history()


@given(at=st.integers(400, 8312), vix=st.floats(5.0, 120.0))
def test_both_shares_are_those_of_a_plain_count(at, vix):
    """Days of the year before with a lower close, and the way from the lowest to the highest."""
    day = HISTORY.days[at].date()
    before = [float(one) for one in HISTORY.vix.iloc[at - 252 : at]]
    found = vix_standing(HISTORY, day, vix).year
    assert found.percentile == pytest.approx(sum(one < vix for one in before) / 252)
    assert found.rank == pytest.approx((vix - min(before)) / (max(before) - min(before)))


def test_the_highest_close_ever_stands_above_all_before_it():
    """16 March 2020: 82.69, above 80.86 of November 2008."""
    every = vix_standing(HISTORY, date(2020, 3, 16), 82.69).every
    assert every.percentile == 1.0
    assert every.rank > 1.0


def test_a_day_after_the_history_is_measured_on_its_last_year():
    """And says to which day that is."""
    assert vix_standing(HISTORY, date(2031, 5, 1), 20.0).year.last == HISTORY.last


def test_a_day_before_the_history_has_no_standing():
    """One sentence names its first day."""
    with pytest.raises(OverlayError, match="1990-01-02"):
        vix_standing(HISTORY, date(1989, 6, 1), 20.0)
