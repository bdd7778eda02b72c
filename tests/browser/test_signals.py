"""The Signals page in a browser: choose a rule set, read its gates, open the test, share the link."""

import re

import pytest

from tests.browser.conftest import settle

pytestmark = pytest.mark.browser

LEAD = ".st-key-open_days .js-plotly-plot"
OVERVIEW = ".st-key-overview .js-plotly-plot"


def visit(page, url):
    """Open a page and wait until its chart is drawn."""
    page.goto(url)
    settle(page)
    page.wait_for_selector(f"{LEAD} .scatterlayer path.js-line")


@pytest.mark.long
def test_a_rule_set_is_chosen_and_its_link_restores_it(new_page, app):
    """Another browser, the same address, the same answer."""
    here = new_page()
    visit(here, f"{app}/signals?v=2&day=2018-10-09")
    here.get_by_role("heading", name=re.compile("^The Article rules"), level=2).wait_for()
    here.get_by_text("Promoter", exact=True).first.click()
    here.get_by_role("heading", name=re.compile("^The Promoter rules open a condor"), level=2).wait_for()
    assert "sig_rules=Promoter" in here.url
    there = new_page()
    visit(there, here.url)
    there.get_by_role("heading", name=re.compile("^The Promoter rules open a condor"), level=2).wait_for()


@pytest.mark.long
def test_pointing_at_a_day_reads_all_panels(page, app):
    """One hover over index, RSI and MACD."""
    visit(page, f"{app}/signals?v=2&day=2018-10-09&sig_tab=All%20indicators")
    page.locator(OVERVIEW).scroll_into_view_if_needed()
    page.wait_for_selector(f"{OVERVIEW} .scatterlayer path.js-line")
    box = page.locator(f"{OVERVIEW} .nsewdrag").first.bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.wait_for_selector(f"{OVERVIEW} .hoverlayer .legend, {OVERVIEW} .hoverlayer .hovertext")
    said = page.locator(f"{OVERVIEW} .hoverlayer").text_content()
    assert "index" in said
    assert "RSI" in said
    assert "MACD" in said


@pytest.mark.long
def test_the_test_against_chance_opens_with_its_table(page, app):
    """The part names a finding and a percentile."""
    visit(page, f"{app}/signals?v=2&day=2018-10-09&sig_rules=Steward")
    page.get_by_text("More", exact=True).last.click()
    page.get_by_text("Do they help?", exact=True).click()
    page.wait_for_selector(".st-key-helped .js-plotly-plot .scatterlayer")
    assert "sig_tab" in page.url
    assert page.get_by_text(re.compile("differs from chance|than chance")).count() >= 1


def test_an_uploaded_calendar_is_read_and_a_bad_one_explained(page, app):
    """Event days of 2019 join; a strange file is one sentence."""
    visit(page, f"{app}/signals")
    page.get_by_text("Load event days or breadth").click()
    loader = (
        page.locator("input[type=file]")
        .locator("visible=true")
        .or_(page.locator(".st-key-sig_events_file input[type=file]"))
    )
    loader.first.set_input_files({"name": "bad.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"})
    page.get_by_text("it needs date and event").wait_for()
