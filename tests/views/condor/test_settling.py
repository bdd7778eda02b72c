"""The choice of settlement on the Condor page, the same day, and what is said of a day's end."""

import re
from datetime import date

import pytest

from overlay.condor import placement, pricing
from overlay.data import bundled
from overlay.history.openings import opening_moves
from overlay.options.market import from_history
from overlay.options.settling import settled
from tests import chains
from tests.overlay.history.test_openings import with_openings
from tests.views.condor.test_page import loaded, opened
from tests.visitor import headline
from views.condor import settling
from views.look import format as fmt

DAY = date(2018, 2, 14)  # 30 days before the third Friday of March


def keys(app):
    """The keys of the buttons in a row."""
    return {one.key for one in app.button_group}


def said(app):
    """All captions as one text, without the targets of links."""
    return re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", " ".join(one.value for one in app.caption))


def test_a_third_friday_offers_the_choice_and_other_days_do_not():
    """30 days from 14 February 2018 is 16 March; 29 days is a Thursday."""
    assert "settles" in keys(opened(day=str(DAY), days="30"))
    assert "settles" not in keys(opened(day=str(DAY), days="29"))


def test_am_in_the_address_prices_the_morning():
    """The credit is that of 6.5 hours less, and the page says what the opening can do."""
    app = opened(day=str(DAY), days="30", settles="AM")
    market = settled(from_history(bundled.history(), DAY), "AM")
    placed = placement.by_sigmas(market, 1.5, 50, 30)
    assert f"for {fmt.points(pricing.quote(placed, market).credit_points)} points each" in said(app)
    assert "AM settlement" in said(app)
    assert "this history has no openings" in said(app)


def test_on_a_chain_am_is_offered_where_both_roots_are_listed():
    """36 days ahead the made chain lists SPX and SPXW, 8 days ahead SPXW alone."""
    text = chains.cboe_csv().encode()
    assert "settles" in keys(loaded(text, days="36"))
    assert "settles" not in keys(loaded(text, days="8"))
    assert "AM settlement" in said(loaded(text, days="36", settles="AM"))


def test_zero_days_at_a_close_uses_the_next_expiry_and_says_so():
    """A day of the history stands at its close."""
    zero, one = opened(day=str(DAY), days="0"), opened(day=str(DAY), days="1")
    assert headline(zero) == headline(one)
    assert "No option expires later on that day, so the next expiry is used." in said(zero)


def test_the_same_day_of_a_chain_is_traded_and_its_end_explained():
    """At 14:30 an hour and a half is left, rounded to two hours."""
    listed = (("SPXW", chains.THURSDAY), *chains.LISTED)
    app = loaded(
        chains.cboe_csv(listed=listed, width=5.0, count=161).encode(), days="0", sigmas="1.0", wing_points="10"
    )
    assert "expiring Thursday, 15 May 2031" in said(app)
    assert "2 hours left" in said(app)


@pytest.mark.parametrize("tab", ["By day", "Greeks", "Odds", "Legs", "Smile"])
def test_each_tab_stands_on_the_same_day(tab):
    """With hours on its axis and numbers in its tables."""
    listed = (("SPXW", chains.THURSDAY), *chains.LISTED)
    text = chains.cboe_csv(listed=listed, width=5.0, count=161).encode()
    app = loaded(text, days="0", sigmas="1.0", wing_points="10", details=tab)
    assert not app.exception
    assert not app.error


def test_known_openings_are_stated_with_their_number(monkeypatch):
    """Median with its range, worst with its day, and the count of days, all from the visitor's own history."""
    history = with_openings(501)
    monkeypatch.setattr(settling.cached, "history", lambda: history)
    market = settled(from_history(bundled.history(), DAY), "AM")
    told = settling.morning(placement.by_sigmas(market, 1.5, 50, 30))
    moves = opening_moves(history)
    assert f"{fmt.percent(moves.median, 2)} from the close before in the median" in told
    assert f"{fmt.percent(moves.worst, 1, plus=True)} at worst ({fmt.day(moves.worst_day)}), over 501 days" in told
    assert "at the close of 15 Mar 2018" in told
