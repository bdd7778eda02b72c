"""To which close the quotes of a saved chain belong: closed days, before the bell, after the close, half days."""

from datetime import date, datetime

import pytest
from hypothesis import given, strategies as some

from overlay.data.chains.cboe import read_chain
from overlay.data.chains.cboe_contracts import Contracts
from overlay.data.chains.sessions import quoted_at
from overlay.history import calendar
from tests.chains import cboe_csv, preamble
from tests.sizes import examples

MOMENTS = some.datetimes(datetime.fromisoformat("2000-01-05 00:00"), datetime.fromisoformat("2040-12-01 00:00"))


def moved(saved, symbol):
    """Moment and titles of the flags."""
    quoted, flags = quoted_at(datetime.fromisoformat(saved), symbol)
    return f"{quoted:%Y-%m-%d %H:%M}", [flag.title for flag in flags]


@pytest.mark.parametrize("symbol", ["SPX", "XSP", "VIX", "SPY", "NDX"])
@pytest.mark.parametrize(
    ("saved", "close", "said"),
    [
        ("2026-11-26 11:00", "2026-11-25 16:00", "Thursday (2026-11-26), when the exchange was closed"),
        ("2026-11-28 11:00", "2026-11-27 13:00", "Saturday (2026-11-28), when the exchange was closed"),
        ("2025-01-09 15:00", "2025-01-08 16:00", "Thursday (2025-01-09), when the exchange was closed"),
    ],
)
def test_a_stamp_on_a_closed_day_is_said_with_the_day_of_its_quotes(symbol, saved, close, said):
    """A holiday, a Saturday after a half day, and a day of mourning, for every underlying."""
    moment, (title,) = moved(saved, symbol)
    assert moment == close
    assert said in title
    assert f"the quotes are those of {datetime.fromisoformat(close):%A %Y-%m-%d}" in title


@pytest.mark.parametrize("symbol", ["SPY", "QQQ", "AAPL", "NDX"])
def test_before_the_bell_funds_belong_to_the_last_close_with_a_note(symbol):
    """A Tuesday morning after a Monday holiday is last Friday's close."""
    moment, (title,) = moved("2026-05-26 09:12", symbol)
    assert moment == "2026-05-22 16:00"
    assert "at 09:12 on Tuesday 2026-05-26, before these options trade" in title


@pytest.mark.parametrize("symbol", ["SPX", "XSP", "VIX"])
@pytest.mark.parametrize("saved", ["2026-05-26 09:12", "2026-05-26 02:30", "2026-05-26 20:45", "2026-05-26 16:40"])
def test_options_that_trade_at_night_keep_their_stamp(symbol, saved):
    """Before the bell, in the night, in the evening, and in the hour after the close."""
    assert moved(saved, symbol) == (saved, [])


@pytest.mark.parametrize(
    ("saved", "symbol", "close"),
    [
        ("2026-05-26 16:20", "SPY", "2026-05-26 16:00"),
        ("2026-05-26 23:00", "SPY", "2026-05-26 16:00"),
        ("2026-11-27 13:05", "SPY", "2026-11-27 13:00"),
        ("2026-05-26 18:30", "SPX", "2026-05-26 16:00"),
        ("2026-11-27 15:00", "SPX", "2026-11-27 13:00"),
        ("2026-05-29 21:00", "SPX", "2026-05-29 16:00"),  # Friday night: no session follows
    ],
)
def test_after_the_close_the_quotes_are_that_days(saved, symbol, close):
    """The day stays, so nothing is said."""
    assert moved(saved, symbol) == (close, [])


@examples(150)
@given(MOMENTS, some.sampled_from(["SPX", "VIX", "SPY", "NDX"]))
def test_the_moment_of_the_quotes_is_never_later_and_lies_on_an_open_day(saved, symbol):
    """It is the stamp, or the last close before it; a flag stands exactly where the day changes."""
    quoted, flags = quoted_at(saved, symbol)
    assert quoted in (saved, calendar.expires(calendar.last_close(saved)))
    assert calendar.is_open(quoted.date())
    assert bool(flags) == (quoted.date() != saved.date())


def spy(stamp, day=date(2031, 5, 16)):
    """A chain of SPY options of Friday 16 May 2031, saved at a stamp."""
    listed = (("SPY", date(2031, 5, 19)), ("SPY", date(2031, 5, 23)), ("SPY", date(2031, 6, 20)))
    text = cboe_csv(preamble(stamp=stamp, spot="500.00"), listed=listed, spot=500.0, width=2.5, day=day)
    return read_chain(text.encode(), name="spy.csv")


def test_a_funds_chain_of_monday_morning_has_the_vols_of_fridays_close():
    """Saved at 9:05 on Monday and on Friday after the close: the same days left, and the same volatility."""
    friday, monday = spy('"Date: May 16, 2031 at 5:00 PM EDT"'), spy('"Date: May 19, 2031 at 9:05 AM EDT"')
    assert monday.quoted == friday.quoted == datetime.fromisoformat("2031-05-16 16:00")
    for one in friday.slices():
        assert monday.slice(one.expiry).atm_vol() == pytest.approx(one.atm_vol(), rel=1e-12)
    assert any("before these options trade" in flag.title for flag in monday.flags)


def test_a_funds_chain_after_the_bell_keeps_its_moment():
    """At 9:31 on Monday its quotes are Monday's."""
    assert spy('"Date: May 19, 2031 at 9:31 AM EDT"').quoted == datetime.fromisoformat("2031-05-19 09:31")


def test_a_chain_saved_after_a_half_days_close_has_no_option_of_that_day():
    """Saved at 13:05 on the day after Thanksgiving: that day's options have expired; at 12:55 they had not."""
    listed = (("SPXW", date(2026, 11, 27)), ("SPXW", date(2026, 12, 4)))
    lists = {}
    for clock in ("12:55", "13:05"):
        text = cboe_csv(preamble(stamp=f"Date: 27 November 2026 {clock}"), listed=listed, day=date(2026, 11, 27))
        lists[clock] = read_chain(text.encode(), name="spx.csv").expiries()
    assert lists == {"12:55": [date(2026, 11, 27), date(2026, 12, 4)], "13:05": [date(2026, 12, 4)]}


def test_a_live_answer_passes_the_same_rule():
    """Quotes that come over the network with the stamp of a holiday are those of the day before, with the flag."""
    from overlay.data.chains.trusted import judged

    chain = read_chain(cboe_csv(preamble(stamp="Date: 15 May 2031 14:30")).encode(), name="spx.csv")
    found = Contracts("SPX", chain.quotes.assign(line=1, root=chain.quotes["root"].astype(object)), None, None, ())
    live = judged(found, datetime.fromisoformat("2031-05-18 12:00"), 5000.0, "SPX from Yahoo", live=True)
    assert live.quoted == datetime.fromisoformat("2031-05-16 16:00")
    assert any("Sunday (2031-05-18)" in flag.title for flag in live.flags)
