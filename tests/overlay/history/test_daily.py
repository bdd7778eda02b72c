"""What a History promises: one calendar, possible values, and plain answers about days."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from overlay.errors import OverlayError
from overlay.history.daily import History

DAYS = pd.DatetimeIndex(["2021-12-22", "2021-12-23", "2021-12-27", "2021-12-28", "2021-12-29"])


def sample(days=DAYS, **changes):
    """Build a History of five days, with some series replaced."""
    fields = {
        "closes": pd.DataFrame({"AAA": 10.0, "BBB": 20.0}, index=days),
        "index": pd.Series(4700.0, index=days),
        "vix": pd.Series(18.0, index=days),
        "vix_modelled": pd.Series([True, False, False, True, True][: len(days)], index=days),
        "rate": pd.Series(0.01, index=days),
        "dividend_yield": pd.Series(0.014, index=days),
        "sources": {"index": "Made up."},
    }
    return History(**(fields | changes))


def with_value(name, value, place=2):
    """Return one series of the sample with one value replaced."""
    series = getattr(sample(), name).astype(float)
    return series.where(np.arange(len(DAYS)) != place, value)


def test_first_and_last_are_the_ends_of_the_calendar():
    """The history knows its first and last day as plain dates."""
    history = sample()

    assert (history.first, history.last) == (date(2021, 12, 22), date(2021, 12, 29))
    assert history.days.equals(DAYS)


@pytest.mark.parametrize("position", range(len(DAYS)))
def test_at_returns_the_position_of_each_trading_day(position):
    """Each trading day is found at its own place."""
    assert sample().at(DAYS[position].date()) == position


@pytest.mark.parametrize("ask", ["at", "nearest"])
@pytest.mark.parametrize("day", [date(2021, 12, 21), date(2031, 1, 1)])
def test_a_day_outside_the_range_is_refused_with_the_range(ask, day):
    """The refusal names the day and what the history covers."""
    with pytest.raises(OverlayError, match=f"{day} lies outside the history, which runs from 2021-12-22 to 2021-12-29"):
        getattr(sample(), ask)(day)


def test_a_holiday_is_refused_with_the_trading_day_before_it():
    """The refusal of a day without trading offers the one before."""
    with pytest.raises(OverlayError, match="2021-12-25 was not a trading day; the trading day before it is 2021-12-23"):
        sample().at(date(2021, 12, 25))


@given(st.dates(DAYS[0].date(), DAYS[-1].date()))
def test_nearest_is_the_last_trading_day_not_after_the_day(day):
    """No trading day lies between the nearest one and the day asked for."""
    nearest = sample().nearest(day)

    between = [trading.date() for trading in DAYS if nearest < trading.date() <= day]
    assert nearest <= day
    assert not between


def test_last_recorded_is_the_last_day_not_modelled():
    """The third day is the last whose VIX was recorded."""
    assert sample().last_recorded == date(2021, 12, 27)


def test_a_wholly_modelled_vix_has_no_last_recorded_day():
    """Without any recorded VIX there is no such day."""
    assert sample(vix_modelled=pd.Series(data=True, index=DAYS)).last_recorded is None


@pytest.mark.parametrize("name", ["closes", "vix", "vix_modelled", "rate", "dividend_yield"])
def test_every_series_must_stand_on_the_days_of_the_index(name):
    """A series on fewer days is refused by name."""
    with pytest.raises(OverlayError, match=f"The series {name} does not have the same days as the index"):
        sample(**{name: getattr(sample(), name).iloc[1:]})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("index", 0.0),
        ("index", -4700.0),
        ("index", np.nan),
        ("index", np.inf),
        ("vix", 0.0),
        ("vix", 200.0),
        ("rate", -0.05),
        ("rate", 0.5),
        ("rate", np.nan),
        ("dividend_yield", 1.4),
    ],
)
def test_an_impossible_value_is_refused_with_its_day(name, value):
    """The refusal names the series, the value and the day."""
    with pytest.raises(OverlayError, match=rf"{name} is {value:g} on 2021-12-27 but .* correct or drop that day"):
        sample(**{name: with_value(name, value)})


@given(st.floats(max_value=0.0), st.integers(0, 4), st.sampled_from(["AAA", "BBB"]))
def test_a_close_that_is_not_positive_is_refused(close, place, symbol):
    """Any stock, any day: prices are positive."""
    closes = sample().closes.copy()
    closes.iloc[place, closes.columns.get_loc(symbol)] = close

    with pytest.raises(OverlayError, match=f"{symbol} is "):
        sample(closes=closes)


@given(st.floats(0.01, 199.99), st.floats(-0.049, 0.499))
def test_possible_values_are_accepted(vix, rate):
    """Whatever lies inside the bounds is taken."""
    history = sample(vix=with_value("vix", vix), rate=with_value("rate", rate))

    assert history.vix.iloc[2] == vix


@pytest.mark.parametrize("empty", [0, 2, 5])
def test_the_vix_may_be_empty_on_the_first_days(empty):
    """A model needs some days before it can speak, so leading gaps are allowed."""
    vix = sample().vix.where(np.arange(len(DAYS)) >= empty)

    assert sample(vix=vix).vix.isna().sum() == empty


def test_the_vix_may_not_be_empty_later_on():
    """A hole after the first value is refused: it should have been modelled."""
    with pytest.raises(OverlayError, match="vix is nan on 2021-12-27"):
        sample(vix=with_value("vix", np.nan))


@pytest.mark.parametrize(
    ("days", "message"),
    [
        (DAYS[:0], r"has no days \(0\)"),
        (DAYS[::-1], "2021-12-28 does not: sort"),
        (DAYS[[0, 1, 1, 2, 3]], "2021-12-23 does not: sort"),
        (DAYS + pd.Timedelta(hours=16), "carry a time or a time zone"),
        (DAYS.tz_localize("America/New_York"), "carry a time or a time zone"),
    ],
)
def test_days_must_be_plain_and_rise(days, message):
    """A calendar that is empty, doubled, reversed or not made of plain dates is refused."""
    with pytest.raises(OverlayError, match=message):
        sample(days=days)


def test_the_day_numbers_count_from_1970():
    """Each is the number of calendar days since 1 January 1970, as the standard library counts them."""
    history = sample()
    assert history.numbers.tolist() == [(day.date() - date(1970, 1, 1)).days for day in history.days]


def test_the_dates_are_the_days_without_a_time():
    """In numpy's unit of days."""
    history = sample()
    assert history.dates.dtype == "datetime64[D]"
    assert history.dates.tolist() == [day.date() for day in history.days]


def test_the_levels_of_a_day_are_those_of_its_series():
    """Index, VIX, rate and dividend yield at one position, as plain floats."""
    history = sample()
    found = history.levels(2)
    seen = [found.index, found.vix, found.rate, found.dividend_yield]
    series = [history.index, history.vix, history.rate, history.dividend_yield]
    assert [type(one) for one in seen] == [float] * 4
    assert seen == [one.iloc[2] for one in series]


def test_openings_may_be_unknown_but_not_impossible():
    """NaN stands for an unknown one; zero is refused with its day."""
    opening = pd.Series([np.nan, 4690.0, np.nan, 4710.0, 0.0], index=DAYS)
    assert sample(opening=opening.replace(0.0, np.nan)).opening.notna().sum() == 2
    with pytest.raises(OverlayError, match="opening is 0 on 2021-12-29"):
        sample(opening=opening)
    with pytest.raises(OverlayError, match="series opening does not have the same days"):
        sample(opening=opening.iloc[1:])
