"""The market bar: typed levels, past days with stories, chains and live data, and what it says of them."""

from datetime import date

import pytest

from overlay.data import bundled
from overlay.history.standing import vix_standing
from overlay.options import typed
from tests import chains
from tests.sizes import some
from tests.visitor import headline, opened
from views.market import kind, stories

NEWSPAPER = {"m": "typed", "spot": "6701.5", "vix": "18.4", "rate": "3.6", "day": "2026-11-18"}
HISTORY = bundled.history()


def said(app):
    """Everything that the page says in small type."""
    return " ".join(one.value for one in app.caption)


def line(app):
    """The levels in the bar."""
    return next(one.value for one in app.markdown if "· VIX" in one.value)


def test_a_link_to_typed_levels_prices_them():
    """Index, VIX, rate and day come from the address."""
    app = opened("condor", **NEWSPAPER)
    assert line(app) == "**6,701.50 · VIX 18.40 · 18 Nov 2026**"
    condor = typed.market(typed.TypedLevels(spot=6701.5, vix=18.4, rate=0.036, day=date(2026, 11, 18)), HISTORY)
    assert f"One standard deviation until then: {condor.one_sd_points(condor.expiry(30)):,.0f} points" in said(app)


def test_a_time_before_the_close_stands_in_the_bar():
    """On a half day too: 12:30 is before its close at 13:00, which itself is not told."""
    friday = NEWSPAPER | {"day": "2026-11-27"}
    assert line(opened("condor", **friday, at="12:30")).endswith("27 Nov 2026, 12:30**")
    assert line(opened("condor", **friday, at="13:00")).endswith("27 Nov 2026**")


def test_every_level_reprices_at_once():
    """A higher VIX moves the strikes out."""
    app = opened("condor", **NEWSPAPER)
    before = headline(app)
    app.number_input(key="vix").set_value(25.0).run()
    assert headline(app) != before
    assert "VIX 25.00" in line(app)


def test_until_index_and_vix_are_typed_a_past_day_stands_in_and_says_so():
    """No guess at today's level."""
    app = opened("condor", m="typed", vix="18.4")
    assert "Type the index and the VIX" in said(app)
    assert line(app).endswith("28 Dec 2022**")


def test_choosing_typed_levels_sets_the_newest_day_and_a_past_day_sets_the_historys_last():
    """Each kind of market begins with the day that its user expects."""
    app = opened("condor")
    app.segmented_control(key=kind.BUTTONS).set_value("Today, typed").run()
    assert app.date_input(key="day").value == kind.newest_day()
    assert app.query_params["m"] == "typed"
    app.segmented_control(key=kind.BUTTONS).set_value("A past day").run()
    assert app.date_input(key="day").value == HISTORY.last_recorded
    assert "m" not in app.query_params


def test_a_day_without_a_kind_is_a_past_day_as_before():
    """Old links mean what they meant."""
    assert line(opened("condor", day="2018-02-05")).startswith("**2,648.94 · VIX 37.32")


@pytest.mark.parametrize("story", some(stories.STORIES, 2), ids=lambda one: one.name)
def test_a_story_leads_to_its_day_and_is_told(story):
    """Chosen in the list, the day and its sentence stand in the bar."""
    app = opened("condor")
    app.selectbox(key="market_story").set_value(story.name).run()
    assert app.date_input(key="day").value == story.day
    assert story.said in said(app)


@pytest.mark.parametrize("story", stories.STORIES, ids=lambda one: one.name)
def test_the_bundled_history_holds_every_story(story):
    """On a trading day."""
    assert HISTORY.nearest(story.day) == story.day


def test_the_stories_tell_what_the_history_shows():
    """Twelve percent in March 2020 and the highest VIX so far; a doubled VIX in 2018; a VIX under ten in October 2017."""
    moves, vix = HISTORY.index.pct_change(), HISTORY.vix
    assert moves.loc["2020-03-16"] == pytest.approx(-0.12, abs=0.001)
    assert vix.idxmax() == HISTORY.days[HISTORY.at(date(2020, 3, 16))]
    assert vix.loc["2018-02-05"] > 2.0 * vix.loc["2018-02-02"]
    assert (vix.loc["2017-10"] < 10.5).mean() > 0.5


def test_a_day_outside_the_history_says_how_to_get_there():
    """In the field's help, and a link to such a day is told the ends."""
    app = opened("condor", day="2025-01-02")
    assert "type the market or load live data" in app.date_input(key="day").help
    assert any("1990-01-02 to 2022-12-28" in one.value for one in app.warning)


def test_the_bar_says_where_the_vix_stands_and_how_old_the_history_is():
    """In counts of a hundred days, of one year and of all; the badge's sheet adds the rank."""
    app = opened("learn", **NEWSPAPER)
    stands = vix_standing(HISTORY, date(2026, 11, 18), 18.4)
    year, every = (round(100.0 * one.percentile) for one in (stands.year, stands.every))
    told = f"The VIX is higher than on {year} of 100 days of the year to 28 Dec 2022, and on {every} of 100 since 1990."
    assert told in said(app)
    assert "use closes to 28 Dec 2022, 1,421 days earlier" in said(app)
    sheet = " ".join(one.value for one in app.markdown)
    assert "In the year to 28 Dec 2022 the VIX closed lower on" in sheet
    assert "of the way from lowest to highest" in sheet


def test_the_modelled_vix_of_a_past_day_is_said():
    """One of the five days without a recorded close."""
    assert "Option prices and this VIX are modelled" in said(opened("condor", day="1997-01-31"))


def test_a_chain_that_no_link_can_hold_is_asked_for():
    """A link with m=chain shows the uploader, and says what stands in."""
    assert "Load the quote table" in said(opened("condor", m="chain"))


def test_a_chain_stays_the_market_on_other_pages():
    """The one uploader stands in the bar of every page."""
    app = opened("condor", m="chain")
    app.file_uploader(key="chain_0").upload("made.csv", chains.cboe_csv().encode(), "text/csv").run()
    assert "Quoted prices" in said(app)
    assert "15 May 2031" in line(app)


def test_an_impossible_level_in_a_link_is_refused_in_a_sentence():
    """The page stands, the field is empty."""
    app = opened("condor", m="typed", spot="6701.5", vix="9999", day="2026-11-18")
    assert any("9999" in one.value for one in app.warning)
    assert "Type the index and the VIX" in said(app)


@pytest.mark.parametrize("text", ["Typed", "", "typed|past", "<b>"])
def test_an_unknown_kind_in_a_link_is_a_past_day(text):
    """With a warning that lists the kinds."""
    app = opened("condor", m=text)
    assert line(app).endswith("28 Dec 2022**")


def test_a_typed_market_survives_reset_and_undo():
    """Reset goes back to the history's last day; Undo brings the levels back."""
    app = opened("condor", **NEWSPAPER)
    app.button(key="state_reset").click().run()
    assert line(app).endswith("28 Dec 2022**")
    app.button(key="state_undo").click().run()
    assert line(app) == "**6,701.50 · VIX 18.40 · 18 Nov 2026**"


def test_each_kind_of_market_keeps_its_own_day():
    """Typed 18 November, then a past day, then back: the typed day is still there, and so is the past one."""
    app = opened("condor", **NEWSPAPER)
    app.segmented_control(key=kind.BUTTONS).set_value("A past day").run()
    app.date_input(key="day").set_value(date(2018, 2, 5)).run()
    app.segmented_control(key=kind.BUTTONS).set_value("Today, typed").run()
    assert app.date_input(key="day").value == date(2026, 11, 18)
    app.segmented_control(key=kind.BUTTONS).set_value("A past day").run()
    assert app.date_input(key="day").value == date(2018, 2, 5)


@pytest.mark.parametrize("step", ["A past day", "A chain", "Live"])
def test_another_kind_of_market_gives_no_warning_of_a_link(step):
    """The typed day in the address is no bad link: nobody opened one."""
    app = opened("condor", **NEWSPAPER)
    app.segmented_control(key=kind.BUTTONS).set_value(step).run()
    assert not app.warning


def test_a_link_to_typed_levels_without_a_day_has_the_newest_one():
    """So has one whose day is not in the calendar, with a warning."""
    plain = {name: text for name, text in NEWSPAPER.items() if name != "day"}
    assert opened("condor", **plain).date_input(key="day").value == kind.newest_day()
    strange = opened("condor", **plain, day="1500-01-01")
    assert strange.date_input(key="day").value == kind.newest_day()
    assert any("the last trading day is used instead" in one.value for one in strange.warning)


def test_a_time_outside_trading_hours_counts_as_the_close():
    """As the warning says; the page answers."""
    app = opened("condor", **NEWSPAPER, at="17:00")
    assert any("the close is used instead" in one.value for one in app.warning)
    assert headline(app)


@pytest.mark.parametrize("page", ["ladder", "backtest", "signals"])
def test_a_page_that_walks_the_history_says_that_typed_levels_do_not_count(page):
    """Also on a day inside the history."""
    assert "It does not use the index and the VIX typed above" in said(
        opened(page, **(NEWSPAPER | {"day": "2022-12-28"}))
    )


def test_a_typed_market_lays_the_same_vix_calls_on_start_as_on_the_vix_hedge_page():
    """The listed days nearest to 30, 110 and 220 days: 16 December, 17 March and 16 June."""
    day = date(2026, 11, 18)
    listed = [(one - day).days for one in (date(2026, 12, 16), date(2027, 3, 17), date(2027, 6, 16))]
    sheet = " ".join(one.value for one in opened("", **NEWSPAPER).markdown)
    assert f"of {listed[0]} / {listed[1]} / {listed[2]} days" in sheet
    assert all(f"({days} days)" in said(opened("vix_hedge", **NEWSPAPER)) for days in listed)
