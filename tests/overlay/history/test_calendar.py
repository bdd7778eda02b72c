"""What the exchange's calendar promises: published facts, and rules that hold on every day against a slow loop."""

import calendar as months
from datetime import date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given, strategies as some

from overlay.errors import OverlayError
from overlay.history import calendar
from tests.sizes import examples

DAYS = some.dates(date(1990, 1, 2), date(2060, 12, 1))
OPEN = {day.date() for day in calendar.trading_days(date(1988, 1, 4), date(2064, 12, 30))}


def slow_third_friday(year, month):
    """The third Friday by walking the month."""
    days = months.Calendar().itermonthdates(year, month)
    return [day for day in days if day.month == month and day.weekday() == 4][2]


def slow_settlement(today, days):
    """The expiry by walking: off a weekend first, then back to an open day, or on to one after today."""
    wanted = today + timedelta(days=days)
    if wanted.weekday() == 5:
        wanted += timedelta(days=-1 if wanted - timedelta(days=1) > today else 2)
    elif wanted.weekday() == 6:
        wanted += timedelta(days=1)
    while wanted not in OPEN and wanted > today:
        wanted -= timedelta(days=1)
    while wanted not in OPEN or wanted <= today:
        wanted += timedelta(days=1)
    return wanted


def slow_vix_expiry(year, month):
    """Thirty days before the next month's third Friday; a day earlier at a time while that day or the Friday is closed."""
    friday = slow_third_friday(year + month // 12, month % 12 + 1)
    day = friday - timedelta(days=30)
    if friday not in OPEN:
        day -= timedelta(days=1)
    while day not in OPEN:
        day -= timedelta(days=1)
    return day


@pytest.mark.parametrize(
    "closed",
    ["2001-09-11", "2012-10-29", "2018-12-05", "2025-01-09", "2026-06-19", "2026-04-03", "2026-11-26", "2027-06-18"],
)
def test_a_closure_that_was_published_is_a_closed_day(closed):
    """An attack, a storm, two days of mourning, and holidays of 2026 and 2027."""
    assert not calendar.is_open(date.fromisoformat(closed))


@pytest.mark.parametrize(
    ("day", "clock"),
    [("2026-11-27", time(13)), ("2026-12-24", time(13)), ("2024-07-03", time(13)), ("2026-11-25", time(16))],
)
def test_a_half_day_closes_at_one(day, clock):
    """The days after Thanksgiving and before Christmas and Independence Day; an eve of Thanksgiving is whole."""
    asked = date.fromisoformat(day)
    assert (calendar.closing(asked), calendar.is_half(asked)) == (clock, clock == time(13))
    assert calendar.expires(asked) == datetime.combine(asked, clock)


def test_a_closed_day_has_no_close():
    """The sentence names the trading day before."""
    with pytest.raises(OverlayError, match="2026-11-26 is not a trading day: the trading day before it is 2026-11-25"):
        calendar.closing(date(2026, 11, 26))


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (2019, 3, "2019-03-19"),  # April's third Friday is Good Friday
        (2026, 5, "2026-05-19"),  # June's third Friday is Juneteenth
        (2024, 6, "2024-06-18"),  # the Wednesday is Juneteenth
        (2022, 3, "2022-03-15"),
        (2026, 12, "2026-12-16"),
    ],
)
def test_a_vix_expiry_is_the_listed_one(year, month, day):
    """Cboe's own dates."""
    assert calendar.vix_expiry(year, month) == date.fromisoformat(day)


@examples(60)
@given(some.integers(1990, 2060), some.integers(1, 12))
def test_monthly_expiries_are_those_of_a_walk_through_the_month(year, month):
    """SPX on the third Friday or the open day before it; the VIX by its own rule."""
    friday = slow_third_friday(year, month)
    while friday not in OPEN:
        friday -= timedelta(days=1)
    assert calendar.monthly_expiry(year, month) == friday
    assert calendar.is_monthly_expiry(friday)
    assert calendar.vix_expiry(year, month) == slow_vix_expiry(year, month)


@examples(100)
@given(DAYS, some.integers(1, 400))
def test_a_settlement_is_that_of_a_walk_from_the_asked_day(today, days):
    """For any day of purchase, open or not, and any tenor; it is an open day after today."""
    found = calendar.settlement(today, days)
    assert found == slow_settlement(today, days)
    assert found > today


@examples(60)
@given(DAYS, some.integers(0, 300))
def test_no_monthly_vix_expiry_is_nearer_than_the_nearest(today, days):
    """Among all those of the two years around."""
    found = calendar.nearest_vix_expiry(today, days)
    every = [slow_vix_expiry(today.year + k // 12, k % 12 + 1) for k in range(24)]
    ahead = [day for day in every if day > today]
    assert abs((found - today).days - days) == min(abs((day - today).days - days) for day in ahead)


@examples(100)
@given(DAYS)
def test_the_open_days_around_a_day_are_those_of_a_walk(day):
    """On or before, on or after, before and after."""
    back, on = day, day
    while back not in OPEN:
        back -= timedelta(days=1)
    while on not in OPEN:
        on += timedelta(days=1)
    assert (calendar.on_or_before(day), calendar.on_or_after(day)) == (back, on)
    assert calendar.before(day) == calendar.on_or_before(day - timedelta(days=1)) < day
    assert calendar.after(day) == calendar.on_or_after(day + timedelta(days=1)) > day


@examples(100)
@given(some.datetimes(datetime.fromisoformat("1990-01-03 00:00"), datetime.fromisoformat("2060-12-01 00:00")))
def test_the_last_close_has_passed_and_the_next_has_not(moment):
    """At any moment of any day."""
    found = calendar.last_close(moment)
    assert calendar.expires(found) <= moment < calendar.expires(calendar.after(found))


def test_closes_lie_an_eighth_of_a_day_lower_on_half_days_alone():
    """Over a week with Thanksgiving: the Friday's close is three hours early."""
    days = calendar.trading_days(date(2026, 11, 23), date(2026, 11, 30)).to_numpy().astype("datetime64[D]")
    numbers = days.astype(np.int64)
    assert (numbers - calendar.closes(numbers)).tolist() == [0.0, 0.0, 0.0, 0.125, 0.0]
