"""Links and saved files of before the recorded VIX: they open with the defaults of their time."""

import json
from datetime import date

import pytest

from overlay.data import bundled, saved
from tests.visitor import opened
from views.look import links
from views.session import state

OLD_DAY = date(2019, 1, 3)


def test_a_bare_address_opens_on_the_last_bundled_day():
    """Nothing was set, so nothing is old."""
    assert opened("condor").date_input(key="day").value == bundled.history().last


def test_a_link_of_today_opens_on_the_last_bundled_day():
    """It has a version."""
    assert opened("condor", sigmas="2").date_input(key="day").value == bundled.history().last


def test_a_link_without_a_version_opens_on_the_day_of_its_time():
    """The app opened on 3 January 2019 when such links were made."""
    assert opened("condor", version=None, sigmas="2").date_input(key="day").value == OLD_DAY


def test_an_old_link_keeps_the_day_it_names():
    """Only what it leaves out gets a default of its time."""
    found = opened("condor", version=None, day="2018-02-05")
    assert found.date_input(key="day").value == date(2018, 2, 5)


def test_an_old_link_becomes_a_link_of_today():
    """Copied again, it says its day and its version, and opens the same."""
    app = opened("condor", version=None, sigmas="2")
    assert app.query_params[links.KEY] == links.NOW
    assert state.text(app.date_input(key="day").value) == OLD_DAY.isoformat()


@pytest.mark.parametrize("page", ["backtest", "ladder"])
def test_an_old_backtest_has_widths_in_points(page):
    """Widths follow the index by default only since the links have a version."""
    assert opened(page, version=None, lad_rules="Article").session_state["bt_widths"] == "In points"


def test_an_old_condor_pays_the_flat_slippage_of_its_time():
    """0.15 points a leg, whatever the day."""
    app = opened("condor", version=None, sigmas="2", contracts="1", details="Costs and margin")
    assert any("slippage of 0.15 points a leg" in one.value for one in app.markdown)


def test_an_old_backtest_keeps_the_book_of_the_other_pages():
    """The index fund became the default book of the Backtest page later."""
    app = opened("backtest", version=None, book="Five names")
    assert app.session_state["bt_book"] == "As on the other pages"


def test_the_old_index_fund_still_holds_a_fifth_of_apple():
    """Its name today says so."""
    app = opened("portfolio", version=None, book="Index fund")
    assert app.selectbox(key="book").value == "Index fund and Apple"


def test_an_option_that_was_renamed_is_found():
    """The days of 2014 to 2018 were called by their recorded VIX, which all days have now."""
    assert opened("backtest", version=None, bt_span="Recorded VIX").session_state["bt_span"] == "2014 to 2018"


def test_every_old_default_is_one_that_its_control_takes():
    """A default that no control took would silently be today's."""
    for key, text in links.OLD_DEFAULTS.items():
        state.known()[key].read(text)


def test_every_new_name_of_an_option_is_one_that_its_control_takes():
    """An old name must not lead to a warning."""
    for key, names in links.RENAMED.items():
        for name in names.values():
            state.known()[key].read(name)


def file(version, **controls):
    """A saved file of a version."""
    content = {"format": saved.FORMAT, "version": version, "controls": controls}
    return json.dumps(content).encode()


def opened_file(content):
    """A fresh session after the file was opened."""
    app = opened("condor")
    key = next(one.key for one in app.file_uploader if str(one.key).startswith("state_open"))
    app.file_uploader(key=key).upload("mine.json", content, "application/json").run()
    assert not app.exception
    return app


@pytest.mark.parametrize(("version", "day"), [(2, OLD_DAY), (saved.VERSION, bundled.history().last)])
def test_a_saved_file_opens_on_the_day_of_its_version(version, day):
    """Files of the second version were written when the app opened on 3 January 2019."""
    assert opened_file(file(version, sigmas="2")).date_input(key="day").value == day


def test_an_old_file_of_nothing_but_defaults_keeps_them():
    """Even an empty one stands for the numbers that were on the screen."""
    assert opened_file(file(2)).date_input(key="day").value == OLD_DAY
