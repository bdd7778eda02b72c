"""The Ladder page in a browser: a slider redraws the timeline, a tab opens, the log downloads, a phone fits."""

import re

import pytest

from tests.browser.conftest import settle

pytestmark = pytest.mark.browser

TIMELINE = ".st-key-timeline .js-plotly-plot"


def visit(page, url):
    """Open a page and wait until its timeline is drawn."""
    page.goto(url)
    settle(page)
    page.wait_for_selector(f"{TIMELINE} .scatterlayer path.js-line")


@pytest.mark.long
def test_a_closer_spacing_redraws_the_ladder(page, app):
    """One key press: the headline, the address and the chart's title change, the chart stays the same node."""
    visit(page, f"{app}/ladder?v=2&lad_span=1+year")
    page.evaluate(f"() => {{ document.querySelector('{TIMELINE}').marked = true }}")
    page.get_by_role("slider", name="A new layer every (days)").press("ArrowLeft")
    page.wait_for_url(re.compile("lad_spacing=13"))
    settle(page)
    page.get_by_role("heading", name=re.compile("every 13 days")).wait_for()
    assert page.evaluate(f"() => document.querySelector('{TIMELINE}').marked")


@pytest.mark.long
def test_the_roll_ledger_opens_and_shows_three_ends(page, app):
    """The tab goes into the address, and the bars are drawn."""
    visit(page, f"{app}/ladder?v=2&lad_span=1+year")
    page.get_by_role("tab", name="Rolls").click()
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
