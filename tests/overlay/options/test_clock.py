"""The variance clock: what a day counts, how it fades, and that it never runs backwards."""

from datetime import date, time, timedelta

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.data import bundled
from overlay.history import calendar
from overlay.options.contracts import SPX
from overlay.options.legs import Leg, greeks, value, worth
from overlay.options.market import from_history
from overlay.options.modelled import clock

FRIDAY = date(2022, 12, 2)
DAYS = st.dates(date(1990, 1, 2), date(2040, 12, 31))


def slowly(day, ahead):
    """Variance of whole days after a close, in calendar days, one day after the other, before any fading."""
    total = 0.0
    for step in range(1, ahead + 1):
        one = day + timedelta(days=step)
        total += (
            0.1
            if not calendar.is_open(one)
            else 0.5
            if (one - date(1970, 1, 1)).days in calendar.half_numbers()
            else 1.0
        )
    return total * 365.25 / (252 + 113.25 * 0.1)


@given(day=DAYS, ahead=st.integers(1, 13))
def test_the_clock_counts_what_a_plain_loop_counts(day, ahead):
    """Open days 1, half days 0.5, closed days 0.1, faded by the tenor."""
    share = 1.0 - (ahead / 14) ** 2
    wanted = ahead + share * (slowly(day, ahead) - ahead)
    assert 365 * float(clock.at(day).variance_years(ahead / 365)) == pytest.approx(wanted, rel=1e-9)


@given(day=DAYS, days=st.floats(14.0, 900.0))
def test_from_two_weeks_on_time_is_calendar_time(day, days):
    """The clock has faded out."""
    assert float(clock.at(day).variance_years(days / 365)) == pytest.approx(days / 365, rel=1e-12)


@given(day=DAYS, hours=st.integers(0, 24 * 60), moment=st.times(time(0), time(16)))
def test_the_clock_never_runs_backwards(day, hours, moment):
    """An hour more to expiry is never less variance, from any minute of any day."""
    start = clock.at(day, moment)
    counted = start.variance_years(np.array([hours, hours + 1]) / 24 / 365)
    assert np.diff(counted)[0] > 0.0


@given(day=DAYS, days=st.integers(0, 10), ahead=st.integers(0, 20))
def test_a_moved_clock_counts_from_its_new_day(day, days, ahead):
    """Counting ahead and moving the clock are the same."""
    start = clock.at(day)
    there = float(start.variance_years(days / 365, ahead))
    assert there == pytest.approx(float(start.shifted(ahead).variance_years(days / 365)), rel=1e-12, abs=1e-15)
    assert start.shifted(ahead) == clock.at(day + timedelta(days=ahead))


def test_a_weekend_holds_little_and_the_session_holds_most():
    """From Friday's close to Sunday two tenths of a day; from the opening to the close four fifths of a day."""
    day = 365.25 / (252 + 113.25 * 0.1)
    weekend = 365 * float(clock.at(FRIDAY).variance_years(2 / 365))
    session = 365 * float(clock.at(FRIDAY, time(9, 30)).variance_years(6.5 / 24 / 365))
    assert weekend == pytest.approx(2 + (1 - (2 / 14) ** 2) * (0.2 * day - 2))
    assert session == pytest.approx(0.8 * day, rel=2e-3)


def test_after_the_close_the_clock_stays_at_the_close():
    """A chain saved in the evening holds the quotes of the close."""
    assert clock.at(FRIDAY, time(20, 35)) == clock.at(FRIDAY)


def test_days_beyond_the_calendar_are_average_days():
    """No day after 2079 is known, and none is refused."""
    late = clock.Clock(clock.at(calendar.LAST).start + 1000.0)
    assert float(late.variance_years(2 / 365)) == pytest.approx(2 / 365, rel=1e-9)


def test_a_weekend_takes_less_from_an_option_than_an_open_day():
    """A straddle of Tuesday, seen on Friday: the weekend costs less than half of what Monday costs."""
    market = from_history(bundled.history(), FRIDAY)
    strike = 5.0 * round(market.spot / 5.0)
    legs = [Leg(right=right, strike=strike, expiry=date(2022, 12, 6), quantity=1) for right in (1, -1)]
    friday, sunday, monday = value(legs, market, days=[0, 2, 3])[:, 0]
    assert 0.0 < friday - sunday < 0.5 * (sunday - monday)


@pytest.mark.parametrize("days", [1, 2, 3, 5])
def test_a_market_of_a_later_day_prices_as_the_days_that_passed(days):
    """Moving the market and looking ahead give one price."""
    market = from_history(bundled.history(), FRIDAY)
    legs = [Leg(right=-1, strike=3900.0, expiry=date(2022, 12, 9), quantity=-1)]
    there = value(legs, market.shifted(days=days))[0, 0]
    assert value(legs, market, days=days)[0, 0] == pytest.approx(there, rel=1e-12)


@pytest.mark.parametrize("day", [date(2022, 11, 25), date(2023, 7, 3), date(2024, 12, 24)])
def test_a_half_day_counts_half(day):
    """From the close before a known half day to its close, against the same stretch of an open day."""
    half = float(clock.at(day - timedelta(days=1)).variance_years(1 / 365))
    whole = float(clock.at(FRIDAY - timedelta(days=1)).variance_years(1 / 365))
    assert half - (1 / 14) ** 2 / 365 == pytest.approx(0.5 * (whole - (1 / 14) ** 2 / 365), rel=1e-9)


@pytest.mark.parametrize(
    ("day", "closed"), [(date(2022, 6, 8), False), (date(2022, 6, 10), True), (date(2022, 7, 1), True)], ids=str
)
def test_theta_is_what_the_next_calendar_day_takes(day, closed):
    """A short straddle of a few days: its theta is its change of value a day later, and on a Friday it is small."""
    market = from_history(bundled.history(), day)
    expiry = market.expiry(5)
    strike = float(market.nearest_strike(SPX, 1, expiry, market.forward(market.years(expiry))))
    straddle = [Leg(right=right, strike=strike, expiry=expiry, quantity=-1) for right in (1, -1)]
    change = float(value(straddle, market, days=1.0)[0, 0]) - worth(straddle, market)
    theta = greeks(straddle, market).total().theta
    average = -worth(straddle, market) / market.days(expiry) / 2.0
    assert theta == pytest.approx(change, rel=0.1)
    assert (theta < 0.6 * average) == closed


def test_variance_passes_in_the_afternoon_of_a_half_day_too():
    """From any minute before the early close of 27 November 2026, through it and to the night: never less."""
    ahead = np.arange(1, 24 * 60) / 1440.0 / 365.0
    for minutes in range(0, 240, 7):
        start = clock.at(date(2026, 11, 27), time(9 + (30 + minutes) // 60, (30 + minutes) % 60)).start
        assert (np.diff(clock.variance_years(start, ahead)) > 0.0).all()
