"""Conversions, and the article's expected daily range: C1, C3, C5, C24."""

import pytest

from overlay import units


@pytest.mark.parametrize(("days", "closes"), [(1, 1), (2, 1), (7, 5), (30, 21), (60, 41), (365, 252)])
def test_calendar_days_hold_so_many_closes(days, closes):
    """At least one."""
    assert units.trading_days(days) == closes


@pytest.mark.parametrize(
    ("vix", "percent"), [(17.95, 1.1308), (20.0, 1.2599), (30.0, 1.8898), (14.92, 0.9399), (16.0, 1.0079)]
)
def test_expected_daily_move_is_vix_over_root_252(vix, percent):
    """Case C1: 1.13% at 17.95. C24: 0.94% is VIX 14.92, so "or VIX over 16" adds nothing."""
    assert units.expected_daily_move(vix) * 100 == pytest.approx(percent, abs=1e-4)


@pytest.mark.parametrize(("vix", "points"), [(20.0, 89.9), (30.0, 134.9)])
def test_case_c5_the_articles_points_belong_to_another_index_level(vix, points):
    """At 7,138.8 a VIX of 20 means 89.9 points a day, not 25 to 30."""
    assert 7138.8 * units.expected_daily_move(vix) == pytest.approx(points, abs=0.1)


def test_years_are_calendar_days_over_365():
    """The clock of every price."""
    assert units.years(73) == pytest.approx(0.2)
    assert units.vol(17.95) == pytest.approx(0.1795)
