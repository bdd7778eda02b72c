"""Event days and expiries: facts checked against the shared list, and what is not known says so."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from overlay import shipped
from overlay.data import bundled
from overlay.data.files import events_and_breadth
from overlay.errors import OverlayError
from overlay.history import calendar, events as event_days
from overlay.history.events import CPI, FOMC, PPI, Event, Events
from tests import oracles

SHIPPED = event_days.shipped()
REFERENCE = oracles.SHARED / "data" / "reference" / "macro_events_2000_2027.csv"


@pytest.mark.skipif(not REFERENCE.exists(), reason=oracles.NO_SHARED)
@pytest.mark.parametrize("year", [2014, 2015, 2016, 2017, 2018, 2026, 2027])
@pytest.mark.parametrize(("kind", "named"), [(FOMC, "fomc_decision"), (CPI, "cpi"), (PPI, "ppi")])
def test_the_typed_in_days_are_those_of_the_reference(year, kind, named):
    """Each year and kind, day by day."""
    table = pd.read_csv(REFERENCE, parse_dates=["date"])
    expected = {one.date() for one in table[table.event == named].date if one.year == year}
    assert {one.day for one in SHIPPED.of([kind]) if one.day.year == year} == expected


@pytest.mark.parametrize(
    ("kind", "year", "days"),
    [
        (FOMC, 2026, "09-16 10-28 12-09"),
        (FOMC, 2027, "01-27 03-17 04-28 06-09 07-28 09-15 10-27 12-08"),
        (CPI, 2026, "09-11 10-14 11-10 12-10"),
        (PPI, 2026, "09-10 10-15 11-13 12-15"),
    ],
)
def test_the_days_ahead_are_at_hand(kind, year, days):
    """As the agencies published them."""
    found = {f"{one.day:%m-%d}" for one in SHIPPED.of([kind]) if one.day.year == year}
    assert set(days.split()) <= found


def test_every_event_names_its_agency_and_falls_on_a_weekday():
    """No release on a weekend; CPI did come on Good Friday 2017, when the exchange was shut."""
    assert {one.agency for one in SHIPPED.dates} == {"Federal Reserve", "Bureau of Labor Statistics"}
    assert all(one.day.weekday() < 5 for one in SHIPPED.dates)


@pytest.mark.parametrize(
    ("year", "kinds", "known"),
    [
        (2014, (FOMC, CPI, PPI), True),
        (2026, (CPI,), True),
        (2027, (FOMC,), True),
        (2027, (CPI,), False),
        (2019, (FOMC,), True),
        (1999, (FOMC,), False),
    ],
)
def test_a_year_without_dates_says_so(year, kinds, known):
    """It never passes as a year without events."""
    assert SHIPPED.knows(year, kinds) is known
    said = SHIPPED.said_of(year)
    assert ("cannot say" in said) == (not SHIPPED.knows(year))


@given(st.dates(date(2013, 6, 1), date(2028, 6, 1)), st.integers(0, 10))
def test_within_is_the_plain_search(day, ahead):
    """1 with an event in the window, 0 with none in known years, NaN otherwise."""
    span = [day + timedelta(days=step) for step in range(ahead + 1)]
    near = any(one.day in span for one in SHIPPED.dates)
    known = all(SHIPPED.knows(one.year) for one in (day, span[-1]))
    expected = 1.0 if near else 0.0 if known else np.nan
    np.testing.assert_equal(SHIPPED.within(pd.DatetimeIndex([day]), ahead)[0], expected)


def test_a_few_uploaded_days_do_not_make_a_known_year():
    """Two FOMC days of 1999 count where they are, and leave the year unknown."""
    two = events_and_breadth.uploaded_events(
        b"date,event\n1999-03-30,fomc_decision\n1999-05-18,FOMC\n", "mine.csv"
    ).held
    both = SHIPPED.joined(two)
    days = pd.DatetimeIndex(["1999-03-29", "1999-04-12"])
    np.testing.assert_equal(both.within(days, 1, [FOMC]), [1.0, np.nan])
    assert "mine.csv" in both.source


def test_the_following_events_come_in_order():
    """From a day on, that day included."""
    found = SHIPPED.following(date(2026, 9, 10), 3)
    assert [(one.kind, one.day.day) for one in found] == [(PPI, 10), (CPI, 11), (FOMC, 16)]


def test_no_events_at_all_is_unknown_everywhere():
    """An empty list knows no year."""
    assert np.isnan(Events(dates=(), source="").within(pd.DatetimeIndex(["2016-01-04"]), 5)).all()


def test_trading_days_are_those_of_the_history():
    """All 8,313 of them, 1990 to 2022."""
    history = bundled.history()
    assert calendar.trading_days(history.first, history.last).equals(history.days)
    with pytest.raises(OverlayError, match="lies before the first"):
        calendar.trading_days(date(2020, 1, 2), date(2020, 1, 1))


@pytest.mark.parametrize(
    ("first", "am"),
    [
        (date(2026, 9, 1), date(2026, 9, 18)),
        (date(2019, 4, 1), date(2019, 4, 18)),  # Good Friday
        (date(2026, 6, 1), date(2026, 6, 18)),  # Juneteenth
        (date(2027, 6, 1), date(2027, 6, 17)),  # Juneteenth, kept on the Friday
    ],
)
def test_morning_expiries_are_third_fridays_or_the_day_before(first, am):
    """PM on every trading day besides, Monday to Friday."""
    found = event_days.expiries(first, first + timedelta(days=27))
    assert [one.day for one in found if one.settlement == "AM"] == [am]
    evenings = [one.day for one in found if one.settlement == "PM"]
    assert am in evenings
    assert {day.weekday() for day in evenings} == set(range(5))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "has no rows"),
        (b"date,event\n", "has no rows"),
        (b"date,event\n2025-03-19,NFP\n", "line 2 has an event 'NFP'"),
        (b"date,event\n19.3.2025,FOMC\n", "a date '19.3.2025'"),
        (b"when,what\n1,2\n", "has the columns when, what"),
        (b"\xff\xfe\x00", "has no rows"),
    ],
)
def test_a_bad_event_file_gets_a_sentence(content, said):
    """What is wrong, and what it needs."""
    with pytest.raises(OverlayError, match=said):
        events_and_breadth.uploaded_events(content, "bad.csv")


@pytest.mark.parametrize(
    ("text", "net"),
    [
        ("date,advances,declines\n2020-01-02,300,200\n2020-01-03,100,400\n", [100, -300]),
        ("date,percent_advancers\n2020-01-02,60\n2020-01-03,25\n", [20, -50]),
        (",value\n2020-01-02,5\n2020-01-03,-7\n", [0, -12]),
        ("date,exchange,value\n2020-01-02,OTHER,9\n2020-01-02,NYSE,5\n2020-01-03,NYSE,\n2020-01-06,NYSE,6\n", [0, 1]),
        ("date,advances,declines\n2020-01-03,100,400\n\n2020-01-02,300,200\n", [100, -300]),
    ],
)
def test_breadth_is_read_in_each_layout(text, net):
    """Counts, percentages, a ready line, and days out of order."""
    found = events_and_breadth.uploaded_breadth(text.encode(), "b.csv").held
    np.testing.assert_array_equal(found.net, net)
    assert "b.csv" in found.source


def test_an_event_row_that_makes_no_sense_is_refused_by_its_line():
    """The others count, and the reason says what to write."""
    found = events_and_breadth.uploaded_events(
        b"date,event\n2025-03-19,FOMC\n2025-03-20,NFP\n20.3.2025,CPI\n", "mine.csv"
    )
    assert [(one.day, one.kind) for one in found.held.dates] == [(date(2025, 3, 19), FOMC)]
    assert [one.line for one in found.refused] == [3, 4]
    assert "NFP" in found.refused[0].why
    assert "write it as 2026-09-16" in found.refused[1].why


def test_a_breadth_row_that_makes_no_sense_is_refused_by_its_line():
    """A text, a negative count, a date of another form, a second row of a day."""
    rows = [
        "2020-01-02,300,200",
        "2020-01-03,many,1",
        "2020-01-06,5,-1",
        "7.1.2020,1,1",
        "2020-01-02,1,1",
        "2020-01-08,9,4",
    ]
    found = events_and_breadth.uploaded_breadth("\n".join(["date,advances,declines", *rows]).encode(), "b.csv")
    np.testing.assert_array_equal(found.held.net, [100, 5])
    assert [one.line for one in found.refused] == [3, 4, 5, 6]
    whys = [one.why for one in found.refused]
    for why, said in zip(
        whys, ("'many' for advances", "not negative", "a date '7.1.2020'", "appears twice"), strict=True
    ):
        assert said in why


def test_a_percentage_beyond_a_hundred_is_refused():
    """Each is that of all stocks."""
    found = events_and_breadth.uploaded_breadth(b"date,percent_advancers\n2020-01-02,60\n2020-01-03,125\n", "b.csv")
    assert [(one.line, "from 0 to 100" in one.why) for one in found.refused] == [(3, True)]


def test_a_ready_line_is_differenced_in_the_order_of_its_days():
    """Whatever the order of the rows."""
    found = events_and_breadth.uploaded_breadth(b"date,value\n2020-01-06,6\n2020-01-02,5\n2020-01-03,-7\n", "b.csv")
    np.testing.assert_array_equal(found.held.net, [0, -12, 13])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date,price\n2020-01-02,1\n", "needs date with advances"),
        ("date,value\n2020-01-02,\n", "no day with numbers"),
        ("date,value\n2020-01-02,x\n", "line 2 has 'x' for value"),
    ],
)
def test_a_bad_breadth_file_gets_a_sentence(text, said):
    """Columns, numbers, doubles."""
    with pytest.raises(OverlayError, match=said):
        events_and_breadth.uploaded_breadth(text.encode(), "b.csv")


@pytest.mark.skipif(not REFERENCE.exists(), reason=oracles.NO_SHARED)
@pytest.mark.parametrize("name", ["nyse_nasdaq_breadth_1994_2025.csv", "sp500_ad_line_2024_2026.csv"])
def test_public_breadth_files_are_read(name):
    """Two real layouts; the first holds two exchanges and days without a number."""
    content = (oracles.SHARED / "data" / "history" / name).read_bytes()
    assert len(events_and_breadth.uploaded_breadth(content, name).held.net) > 100


def test_a_missing_list_and_a_strange_event_are_refused(tmp_path, monkeypatch):
    """Sentences both."""
    monkeypatch.setattr(shipped, "FOLDER", tmp_path)
    with pytest.raises(OverlayError, match="events.csv is missing"):
        event_days.shipped.__wrapped__()
    with pytest.raises(OverlayError, match="'JOBS' is not a known event"):
        Event(day=date(2020, 1, 1), kind="JOBS", agency="")
