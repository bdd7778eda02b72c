"""A market of typed levels: the same prices as the history's own, its day, what is assumed, and what is refused."""

from datetime import date, datetime, time

import numpy as np
import pytest

from overlay.condor import placement, pricing
from overlay.data import bundled
from overlay.errors import OverlayError
from overlay.options import odds, typed
from overlay.options.market import from_history
from overlay.options.typed import TypedLevels

HISTORY = bundled.history()
WEDNESDAY = date(2026, 11, 18)
NEWSPAPER = {"spot": 6701.5, "vix": 18.4, "day": WEDNESDAY}


def market(**changes):
    """The market of a newspaper's levels, with changes."""
    return typed.market(TypedLevels(**(NEWSPAPER | changes)), HISTORY)


def titles(found):
    """The caveats of a market."""
    return [flag.title for flag in found.flags]


def test_a_day_of_the_history_typed_in_full_has_the_historys_prices():
    """Same levels, same surface: the same condor at the same credit, and the same odds from history."""
    day = date(2018, 10, 11)
    levels = HISTORY.levels(HISTORY.at(day))
    own = from_history(HISTORY, day)
    same = market(spot=levels.index, vix=levels.vix, day=day, rate=levels.rate, dividend_yield=levels.dividend_yield)
    first, second = (placement.by_sigmas(one, 1.5, 50, 30) for one in (own, same))
    assert first == second
    assert pricing.quote(first, own).credit_points == pricing.quote(second, same).credit_points
    assert np.array_equal(own.past, same.past)


def test_odds_after_the_history_use_its_closes_and_no_jump():
    """The last move is a day's move of the history, not the way from its end to the typed level."""
    found = market()
    assert np.array_equal(found.past, HISTORY.index.to_numpy())
    assert found.past_to == HISTORY.last
    assert odds.past(found, found.expiry(30)) is not None


def test_a_typed_day_right_after_the_history_continues_it():
    """The next trading day's level is a move of one day."""
    found = market(day=date(2022, 12, 29), spot=3849.28)
    assert found.past_to is None
    assert found.past[-1] == 3849.28
    assert found.past[-2] == HISTORY.index.iloc[-1]


def test_a_closed_day_counts_as_the_close_before_it_and_says_so():
    """Thanksgiving 2026 is a Thursday."""
    found = market(day=date(2026, 11, 26))
    assert found.as_of == date(2026, 11, 25)
    assert any("2026-11-26 is not a trading day" in one for one in titles(found))


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, "The rate and the dividend yield are assumed"),
        ({"rate": 0.036}, "The dividend yield is assumed"),
        ({"dividend_yield": 0.012}, "The rate is assumed"),
        ({"rate": 0.036, "dividend_yield": 0.012}, None),
    ],
)
def test_what_nobody_typed_is_said(known, said):
    """Rate and dividend yield of the history's last day stand in, and a flag names them."""
    found = market(**known)
    assert [one for one in titles(found) if "assumed" in one] == ([said] if said else [])
    assert found.rate == known.get("rate", HISTORY.rate.iloc[-1])


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        ({"spot": 6.8}, "6.8"),
        ({"spot": float("nan")}, "nan"),
        ({"vix": 0.172}, "0.172"),
        ({"vix": 700.0}, "700"),
        ({"rate": 3.6}, "3.6"),
        ({"dividend_yield": 1.2}, "1.2"),
    ],
)
def test_an_impossible_level_is_refused_with_its_value(bad, named):
    """A slip of the finger never prices anything."""
    with pytest.raises(OverlayError, match=named):
        market(**bad)


def test_a_time_counts_within_trading_hours_only():
    """Half days end at 13:00; without a time the levels are those of the close."""
    half_day = date(2026, 11, 27)
    assert market(day=half_day).clock == time(13, 0)
    assert market(clock=time(11, 30)).clock == time(11, 30)
    with pytest.raises(OverlayError, match="15:00"):
        market(day=half_day, clock=time(15, 0))


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-18 09:29", date(2026, 11, 17)),
        ("2026-11-18 09:30", date(2026, 11, 18)),
        ("2026-11-18 22:00", date(2026, 11, 18)),
        ("2026-11-26 12:00", date(2026, 11, 25)),
        ("2026-11-28 12:00", date(2026, 11, 27)),
    ],
)  # fmt: skip
def test_the_newest_prices_are_todays_from_the_opening_on(now, day):
    """Before it, at weekends and on holidays they are those of the last close."""
    assert typed.latest_day(datetime.fromisoformat(now)) == day


def test_a_level_further_off_than_any_days_move_is_no_move_of_a_day():
    """Typed on the history's last day, 6,701 beside 3,783 would be a day of +77%."""
    found = market(day=HISTORY.last)
    assert np.array_equal(found.past, HISTORY.index.to_numpy()[:-1])
    assert np.abs(np.diff(np.log(found.past))).max() < 0.25
