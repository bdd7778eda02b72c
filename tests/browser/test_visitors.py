"""Two visitors at once, each with data of their own: neither ever sees the other's."""

import math
import re

import pandas as pd
import pytest

from tests.browser.conftest import settle, sheet_of
from tests.sizes import some
from views.look import format as fmt

pytestmark = pytest.mark.browser
PAGES = some(("Condor", "Signals", "Ladder", "Data"), 2)


def table(level, first, stock):
    """An index around a level with one stock, 700 weekdays from a day."""
    days = pd.bdate_range(first, periods=700)
    rows = [
        f"{day:%Y-%m-%d},{level * (1 + 0.02 * math.sin(i / 9)):.2f},{18 + 3 * math.sin(i / 5):.2f},{50 + i % 11}"
        for i, day in enumerate(days)
    ]
    return "\n".join([f"date,index,vix,{stock}", *rows]).encode(), fmt.day(days[-1])


def bring(page, app, name, content):
    """Upload a price file and take it."""
    page.goto(f"{app}/data?v=2&data_tab=Your+prices")
    uploader = page.locator("[data-testid=stFileUploader]", has_text="Daily prices")
    uploader.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Use these 3 series").click()
    page.get_by_text("Every page now uses").wait_for()
    settle(page)


def test_two_visitors_never_see_each_others_data(new_page, app):
    """Turn by turn over pages whose caches all visitors share."""
    mine, theirs = new_page(), new_page()
    own, own_last = table(3_111.0, "2015-03-02", "MINE")
    other, other_last = table(7_777.0, "2018-06-01", "THEIRS")
    bring(mine, app, "mine-secret.csv", own)
    bring(theirs, app, "theirs-secret.csv", other)
    for name in PAGES:
        for page, last, strange in ((mine, own_last, "theirs-secret"), (theirs, other_last, "mine-secret")):
            page.get_by_role("link", name=name, exact=True).click()
            page.get_by_role("heading", name=name if name != "Start" else "Overlay Explorer", exact=True).wait_for()
            assert f"Your data to {last}" in sheet_of(page)
            assert strange not in page.inner_text("body")
            page.keyboard.press("Escape")


@pytest.mark.long
def test_a_third_visitor_sees_what_ships_and_undoing_touches_nobody_else(new_page, app):
    """The first loads a history and goes back to the bundled one; the second keeps the own one; the third sees neither."""
    mine, theirs, third = new_page(), new_page(), new_page()
    bring(mine, app, "mine-secret.csv", table(3_111.0, "2015-03-02", "MINE")[0])
    other, other_last = table(7_777.0, "2018-06-01", "THEIRS")
    bring(theirs, app, "theirs-secret.csv", other)
    third.goto(f"{app}/condor")
    assert "Bundled data to 28 Dec 2022" in sheet_of(third)
    assert "secret" not in third.inner_text("body")
    mine.get_by_role("button", name="Back to bundled data").click()
    mine.get_by_role("heading", name=re.compile("bundled data")).wait_for()
    assert f"Your data to {other_last}" in sheet_of(theirs)


@pytest.mark.long
def test_the_numbers_are_each_visitors_own(new_page, app):
    """Both ask the Signals page for the same day, which both histories hold: two indices, two sets of numbers."""
    mine, theirs = new_page(), new_page()
    bring(mine, app, "a.csv", table(3_111.0, "2017-01-02", "MINE")[0])
    bring(theirs, app, "b.csv", table(7_777.0, "2017-01-02", "MINE")[0])
    ranges = []
    for page in (mine, theirs, mine):
        page.get_by_role("link", name="Signals", exact=True).click()
        page.get_by_text("Daily range (points)").wait_for()
        settle(page)
        ranges.append(page.locator("[data-testid=stMetric]", has_text="Daily range").inner_text())
    assert ranges[0] == ranges[2] != ranges[1]
