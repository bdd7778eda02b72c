"""Start, Stress and Claims in a browser: a number leads to its page, a slider turns a verdict, a long run can be stopped."""

import re

import pytest

from tests.browser.conftest import settle

pytestmark = pytest.mark.browser


def visit(page, url, chart):
    """Open a page and wait until its chart is drawn."""
    page.goto(url)
    settle(page)
    page.wait_for_selector(f".st-key-{chart} .js-plotly-plot .barlayer .point")


def test_the_bare_address_shows_the_verdict_and_each_number_leads_on(page, app):
    """Start first; the fold holds eight numbers, and the arrow below the income leads to the Taxes page."""
    visit(page, app, "start_scenarios")
    page.get_by_role("heading", name=re.compile("of one stock's own risk")).wait_for()
    page.locator("summary").filter(has_text="eight numbers").click()
    page.locator(".st-key-start_tiles").get_by_role("link", name="Taxes").click()
    page.wait_for_url(re.compile("/taxes"))
    page.get_by_role("heading", name="Taxes", exact=True).wait_for()


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)])
def test_the_three_doors_stand_on_the_first_screen(new_page, app, size):
    """Side by side below the numbers, before the controls; the whole card of a door leads to its page."""
    page = new_page(viewport=dict(zip(("width", "height"), size, strict=True)), has_touch=size[0] < 500)
    visit(page, app, "start_scenarios")
    doors = [page.locator(f".st-key-door_{one}").bounding_box() for one in ("understand", "own", "proof")]
    assert len({one["y"] for one in doors}) == 1
    assert all(one["y"] + one["height"] < size[1] for one in doors)
    assert all(one["height"] >= 44 for one in doors)
    if size[0] < 500:
        assert page.locator(".st-key-controls").bounding_box()["y"] > doors[0]["y"]
    page.mouse.click(doors[2]["x"] + doors[2]["width"] - 6, doors[2]["y"] + doors[2]["height"] - 6)
    page.wait_for_url(re.compile("/claims"))


@pytest.mark.long
def test_more_calls_turn_a_verdict(page, app):
    """The slider at its end: the hedge then pays for a third of the crash."""
    claim = "The+hedge+cuts+drawdowns+by+35+to+40%25."
    visit(page, f"{app}/claims?v=2&cl_claim={claim}", "cl_tally")
    page.get_by_text("does not hold, by this number").wait_for()
    page.get_by_role("slider", name="VIX hedge (units of 4/4/2 calls)").press("End")
    page.wait_for_url(re.compile("ov_units=20"))
    page.get_by_text("depends, by this number").wait_for()


@pytest.mark.long
def test_a_long_run_shows_progress_and_can_be_stopped(page, app):
    """What was done when it was stopped stays on the page."""
    visit(
        page, f"{app}/stress?v=2&st_details=Distribution&st_paths=100%2C000&st_horizon=63&ov_layers=4", "st_scenarios"
    )
    page.get_by_role("button", name="Run 100,000 paths").click()
    page.get_by_text(re.compile(r"^[1-8]0,000 of 100,000 paths")).first.wait_for()
    page.get_by_role("button", name="Stop the run").click()
    page.get_by_text(re.compile("Stopped after .* of 100,000 paths")).wait_for()
    page.wait_for_selector(".st-key-st_spread .js-plotly-plot .scatterlayer path.js-line")
