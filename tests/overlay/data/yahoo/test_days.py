"""The days of Yahoo's answers against the exchange's calendar."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from overlay.data.yahoo import prices as door
from overlay.errors import OverlayError
from overlay.history import calendar
from tests import yahoo_server

ASKED = date(2026, 11, 28)  # a Saturday
FIRST, HALF = date(2026, 9, 1), date(2026, 11, 27)  # the day after Thanksgiving: trading ends at 13:00
NEW_YORK = ZoneInfo("America/New_York")


def answer(days=None, symbol="XYZ", **more):
    """The courier's answer with invented closes on some days, the trading days up to the half day if none are given."""
    days = yahoo_server.trading_days(FIRST, HALF) if days is None else days
    values = [float(one) for one in yahoo_server.closes(symbol, days)]
    return {"days": [str(one) for one in days], "close": values, "adjusted": values, **more}


def read(symbol="XYZ", **more):
    """Its meaning, asked on the Saturday."""
    return door.read(symbol, answer(symbol=symbol, **more), ASKED)


def at(day, hour, minute=0):
    """Seconds since 1970 of a time in New York."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=NEW_YORK).timestamp()


def titles(found):
    """The titles of its flags."""
    return [one.title for one in found.flags]


@pytest.mark.parametrize(
    ("hour", "minute", "last"),
    [(9, 31, date(2026, 11, 25)), (12, 59, date(2026, 11, 25)), (13, 0, HALF), (13, 15, HALF), (16, 0, HALF)],
)
def test_a_half_day_has_its_close_from_one_o_clock_on(hour, minute, last):
    """27 November 2026 closed at 13:00 (NYSE); before that its row is unfinished."""
    assert read(quoted=at(HALF, hour, minute)).last == last


@pytest.mark.parametrize(
    ("hour", "last"), [(13, date(2026, 11, 24)), (15, date(2026, 11, 24)), (16, date(2026, 11, 25))]
)
def test_a_whole_day_has_its_close_from_four_o_clock_on(hour, last):
    """The day before Thanksgiving is no half day."""
    days = yahoo_server.trading_days(FIRST, date(2026, 11, 25))
    assert read(days=days, quoted=at(days[-1], hour)).last == last


@pytest.mark.parametrize("day", [date(2026, 11, 26), date(2026, 11, 28)])
def test_a_stamp_on_a_closed_day_leaves_the_last_close(day):
    """Thanksgiving, and the Saturday after it, at ten in the morning."""
    days = yahoo_server.trading_days(FIRST, day)
    assert read(days=days, quoted=at(day, 10)).last == days[-1]


@pytest.mark.parametrize("quoted", [None, "soon", True, -1.0, 1e12, float("inf"), float("nan")])
def test_a_stamp_that_is_no_time_takes_nothing_away(quoted):
    """The last close stays."""
    assert read(quoted=quoted).last == HALF


def test_a_close_on_a_saturday_and_on_a_holiday_is_left_out_and_named():
    """Labor Day and a Saturday among sixty good days; the others keep their closes."""
    days = yahoo_server.trading_days(FIRST, HALF)
    found = read(days=sorted([*days, date(2026, 9, 7), date(2026, 9, 12)]))
    assert [one.date() for one in found.close.index] == days
    assert titles(found) == [
        "XYZ: 2 closes on days when the exchange was closed left out (the first on Monday 2026-09-07)"
    ]


def test_days_without_weekends_are_not_the_exchanges_days():
    """Every day of the calendar has a close: twelve weekends, Labor Day and Thanksgiving are 26 closed days."""
    days = [date.fromordinal(one) for one in range(FIRST.toordinal(), HALF.toordinal() + 1)]
    with pytest.raises(OverlayError, match=r"closes on 26 days .* \(the first on Saturday 2026-09-05\)"):
        read(days=days)


def test_a_few_closes_to_come_are_left_out_and_named():
    """Three trading days after the day of the answer."""
    days = yahoo_server.trading_days(FIRST, date(2026, 12, 2))
    found = read(days=days)
    assert found.last == HALF
    assert titles(found) == [
        "XYZ: 3 closes after the day of the answer (2026-11-28) left out (the first on 2026-11-30)"
    ]


def test_a_series_of_the_future_is_refused():
    """Its days begin in two years; the sentence says the last day and the day of the request."""
    days = yahoo_server.trading_days(date(2028, 11, 1), date(2028, 12, 29))
    with pytest.raises(
        OverlayError, match=r"41 of Yahoo's 41 closes are in the future \(the last on 2028-12-29, asked on"
    ):
        read(days=days)


def test_a_day_given_twice_with_two_closes_is_named_and_the_later_row_is_used():
    """The last day once more, with another close."""
    told = answer()
    for name in ("close", "adjusted"):
        told[name] = [*told[name], 1.01 * told[name][-1]]
    told["days"].append(told["days"][-1])
    found = door.read("XYZ", told, ASKED)
    assert found.close.iloc[-1] == told["close"][-1]
    assert titles(found) == [
        f"XYZ: 1 days come twice with different closes, and the later row is used (the first is {HALF})"
    ]


def test_a_day_repeated_with_the_same_close_is_no_fault():
    """Each day comes twice."""
    days = [day for day in yahoo_server.trading_days(FIRST, HALF) for _ in range(2)]
    found = read(days=days)
    assert found.close.index.is_unique
    assert found.flags == ()


def test_all_days_twice_with_different_closes_are_refused():
    """Nobody can tell which are true."""
    told = answer()
    told["days"] *= 2
    told["close"] += [1.01 * one for one in told["close"]]
    told["adjusted"] = told["close"]
    with pytest.raises(OverlayError, match="62 days twice with different closes"):
        door.read("XYZ", told, ASKED)


def test_days_in_any_order_keep_their_own_closes():
    """The answer from the last day to the first reads as the ordered one."""
    told = answer()
    turned = {name: values[::-1] for name, values in told.items()}
    assert door.read("XYZ", turned, ASKED).close.equals(door.read("XYZ", told, ASKED).close)


def test_days_before_the_calendar_begins_are_judged_by_the_week():
    """In 1984 a Saturday is left out and weekdays stay."""
    days = [date(1984, 12, 27), date(1984, 12, 28), date(1984, 12, 29), date(1984, 12, 31), calendar.FIRST]
    assert [one.date() for one in read(days=days).close.index] == [days[0], days[1], days[3], days[4]]


def test_a_stock_of_another_clock_is_named():
    """Tokyo closes before New York opens; Cboe's indices on Chicago's clock are no news."""
    assert titles(read(zone="Asia/Tokyo")) == ["XYZ trades on the clock of Asia/Tokyo, not of New York"]
    assert titles(read("^VVIX", zone="America/Chicago")) == []
