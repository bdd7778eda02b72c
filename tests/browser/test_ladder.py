"""The Ladder page in a browser: a slider redraws the picture, a part of "More" opens, the log downloads."""

import re

import pytest

from tests.browser.conftest import settle

pytestmark = pytest.mark.browser

RUNNING = ".st-key-lad_running .js-plotly-plot"


def visit(page, url):
    """Open a page and wait until its picture is drawn."""
    page.goto(url)
    settle(page)
    page.wait_for_selector(f"{RUNNING} .scatterlayer path.js-line")


@pytest.mark.long
def test_a_closer_spacing_redraws_the_ladder(page, app):
    """One key press: headline, address, the line below and the chart's title change, the chart stays the same node."""
    visit(page, f"{app}/ladder?v=2&lad_span=1+year")
    before = page.locator(".ov-headline").inner_text()
    page.evaluate(f"() => {{ document.querySelector('{RUNNING}').marked = true }}")
    page.get_by_role("slider", name="A new layer every (days)").press("ArrowLeft")
    page.wait_for_url(re.compile("lad_spacing=13"))
    settle(page)
    page.get_by_text("A layer is due every 13 days").wait_for()
    page.wait_for_function("before => document.querySelector('.ov-headline').innerText !== before", arg=before)
    assert page.evaluate(f"() => document.querySelector('{RUNNING}').marked")


@pytest.mark.long
def test_the_roll_ledger_opens_and_shows_three_ends(page, app):
    """The part goes into the address, and the bars are drawn."""
    visit(page, f"{app}/ladder?v=2&lad_span=1+year")
    page.get_by_text("More", exact=True).last.click()
    page.get_by_role("radio", name="Rolls").click()
    page.wait_for_url(re.compile("lad_tab=Rolls"))
    page.wait_for_selector(".st-key-rolls .js-plotly-plot .barlayer .point")
    assert page.locator(".st-key-rolls .js-plotly-plot .barlayer .point").count() == 3


@pytest.mark.long
def test_the_event_log_downloads(page, app):
    """A CSV with the rule and its source in every line."""
    visit(page, f"{app}/ladder?v=2&lad_span=1+year&lad_tab=Event+log")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile(r"Download \d+ decisions")).click()
    text = waiting.value.path().read_text()
    assert text.startswith("Day,What,Layer,Rule,Source,Saw")
    assert len(text.splitlines()) > 20
