"""Gaps and the last day of a series, beside a slow loop and beside series that Yahoo really gave."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from overlay.data.refresh import checks
from overlay.history import calendar
from tests import oracles

FIRST, LAST = date(2023, 1, 3), date(2026, 11, 20)
ASKED = date(2026, 11, 23)
DAYS = calendar.trading_days(FIRST, LAST)
RECORDED = oracles.SHARED / "data/history/rates_vol_daily_2000_2026.csv"


def without(*places):
    """A series on all trading days but those at some positions."""
    return pd.Series(20.0, index=DAYS.delete(list(places)))


def test_a_series_on_every_trading_day_is_sound():
    """Weekends and holidays are no gaps."""
    assert checks.fault(without(), ASKED) == ""


def test_a_gap_that_is_carried_over_is_no_fault():
    """Five trading days; a sixth is one."""
    assert checks.fault(without(*range(100, 105)), ASKED) == ""
    said = checks.fault(without(*range(100, 106)), ASKED)
    assert said == f"it has no close on 6 trading days in a row, the last on {DAYS[105].date()}"


def test_many_single_gaps_are_a_fault():
    """Every tenth day is missing."""
    said = checks.fault(without(*range(5, len(DAYS) - 1, 10)), ASKED)
    assert said.startswith("it has no close on ")
    assert said.endswith(f"of {len(DAYS):,} trading days")


def test_an_empty_close_is_a_missing_one():
    """NaN in the middle counts like a row that is not there."""
    series = without()
    series.iloc[100:110] = np.nan
    assert "10 trading days in a row" in checks.fault(series, ASKED)


def test_a_last_close_of_last_week_is_too_old():
    """Five days are a weekend and a holiday; six are not."""
    assert checks.fault(without(), LAST + timedelta(days=5)) == ""
    assert checks.fault(without(), LAST + timedelta(days=6)) == f"its last close is 6 days old ({LAST})"


@pytest.mark.parametrize("count", [0, 1])
def test_a_series_of_fewer_than_two_closes_is_a_fault(count):
    """And never another exception."""
    assert checks.fault(without().iloc[:count], ASKED) == f"it has {count} closes"


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_the_longest_run_is_that_of_a_plain_loop(missing):
    """Its length, and the first of the longest ones ends where the loop says."""
    best, end, length = 0, 0, 0
    for at, one in enumerate(missing):
        length = length + 1 if one else 0
        if length > best:
            best, end = length, at
    assert checks._longest_run(np.array(missing)) == (best, end)


@pytest.mark.skipif(not RECORDED.exists(), reason=oracles.NO_SHARED)
@pytest.mark.parametrize("column", ["VIX_close", "VIX9D_close", "VIX3M_close", "VVIX_close", "IRX_close"])
def test_the_series_that_yahoo_really_gives_are_sound(column):
    """2000 to 20 August 2026: the limits refuse none of them."""
    table = pd.read_csv(RECORDED, index_col=0, parse_dates=True)
    assert checks.fault(table[column], date(2026, 8, 21)) == ""
