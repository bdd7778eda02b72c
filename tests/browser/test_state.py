"""What a visitor has set, in a browser: links open the same numbers elsewhere, reloads and page switches lose nothing."""

import json
import re

import pytest

from tests import patience
from tests.browser.conftest import DESKTOP, settle
from tests.menu import PAGES

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def two(browser, kept_window):
    """Pages of two browsers that share nothing, open for all links, so that scripts are fetched once."""
    first, second = kept_window(DESKTOP).pages[0], browser.new_page(**DESKTOP)
    second.set_default_timeout(1_000 * patience.SECONDS)
    yield first, second
    second.close()


def said(page):
    """What the page answers, headline and metrics, once it stands still."""
    settle(page)
    before, now = None, []
    while before != now or not now:
        page.wait_for_timeout(200)
        parts = page.locator("[data-testid=stMain]").locator("h1, h2, [data-testid=stMetric]")
        before, now = now, parts.all_inner_texts()
    assert page.locator("[data-testid=stException]").count() == 0
    return now


@pytest.mark.long
@pytest.mark.parametrize("name", PAGES)
def test_a_copied_link_opens_the_same_numbers_in_another_browser(two, app, name):
    """A slider moved, another day, presenter mode; the link alone gives the same answer elsewhere."""
    first, second = two
    first.goto(f"{app}/{name}?v=2&day=2018-02-05&present=true")
    settle(first)
    sliders = first.locator("[data-testid=stMain]").get_by_role("slider")
    if sliders.count():
        before = first.url
        sliders.first.press("ArrowRight")
        first.wait_for_function("before => location.href !== before", arg=before)
    here = said(first)
    assert "day=2018-02-05" in first.url
    second.goto(first.url)
    there = said(second)
    if there != here:  # one of them was read while a busy browser was still drawing
        there, here = said(second), said(first)
    assert there == here
    assert sorted(second.url.partition("?")[2].split("&")) == sorted(first.url.partition("?")[2].split("&"))


def test_a_page_switch_and_a_reload_lose_nothing(page, app):
    """Width on the Condor page, then the Ladder, a reload there, and back."""
    page.goto(f"{app}/condor")
    settle(page)
    page.get_by_role("slider", name="Wing width").press("ArrowRight")
    page.wait_for_url("**wing_points=55**")
    settle(page)
    page.get_by_role("link", name="Ladder").click()
    page.wait_for_url(re.compile(r"/ladder\?.*wing_points=55"))
    settle(page)
    page.reload()
    settle(page)
    page.get_by_role("link", name="Condor", exact=True).click()
    page.wait_for_url(re.compile(r"/condor\?.*wing_points=55"))
    settle(page)
    assert page.get_by_role("slider", name="Wing width").input_value() == "55"


@pytest.mark.long
def test_a_session_is_saved_and_opened_in_another_browser(new_page, app, tmp_path):
    """The file says what was set; the other browser shows it; undo takes it back."""
    first, second = new_page(), new_page()
    first.goto(f"{app}/condor?v=2&sigmas=2&lad_spacing=9")
    settle(first)
    first.get_by_role("button", name="Save, share, present").click()
    with first.expect_download() as download:
        first.get_by_role("button", name="Save", exact=True).click()
    download.value.save_as(tmp_path / "mine.json")
    assert json.loads((tmp_path / "mine.json").read_text())["controls"] == {"sigmas": "2", "lad_spacing": "9"}
    second.goto(f"{app}/condor?v=2&wing_points=25")
    settle(second)
    second.get_by_role("button", name="Save, share, present").click()
    second.locator(
        ".st-key-state_open_0 input[type=file], [class*=st-key-state_open] input[type=file]"
    ).first.set_input_files(tmp_path / "mine.json")
    second.get_by_text(re.compile("2 controls and 0 lots")).wait_for()
    second.wait_for_url(lambda url: "sigmas=2" in url and "wing_points" not in url)
    assert "lad_spacing=9" in second.url
    second.locator(".st-key-state_undo").get_by_role("button").first.click()
    second.wait_for_url(lambda url: "wing_points=25" in url and "sigmas" not in url)
