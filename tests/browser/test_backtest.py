"""The Backtest page in a browser: a sweep shows progress, stops and goes on; trades download; a phone fits."""

import re

import pytest

from tests.browser.conftest import settle

pytestmark = pytest.mark.browser

WEALTH = ".st-key-wealth .js-plotly-plot"


def visit(page, url):
    """Open a page and wait until its chart is drawn."""
    page.goto(url)
    settle(page)
    page.wait_for_selector(f"{WEALTH} .scatterlayer path.js-line")


def test_a_sweep_stops_and_goes_on(page, app):
    """Real worker processes: a few cells, a stop, the rest; then the map and its verdict.

    Two of the 35 cells lose all their capital in 2008: they are reported, and never among the best.
    """
    visit(page, f"{app}/backtest?bt_tab=Sweep&lad_spacing=7&book=Twenty+names")
    page.get_by_role("button", name="Run 35 backtests").click()
    page.get_by_text(re.compile(r"[1-9]\d* of 35 backtests")).wait_for()
    page.get_by_role("button", name="Stop here").click()
    again = page.get_by_role("button", name=re.compile(r"Go on with \d+ backtests"))
    again.wait_for()
    assert page.locator(".st-key-sweep .js-plotly-plot").count() == 1
    again.click()
    page.get_by_text(re.compile("The best of 33 cells")).wait_for()
    assert page.get_by_text(re.compile("The book was ruined")).count() == 2


def test_the_trades_download(page, app):
    """A CSV with every trade, its strikes and its result."""
    visit(page, f"{app}/backtest?bt_tab=Trades&bt_span=2020")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile(r"Download \d+ trades")).click()
    text = waiting.value.path().read_text()
    assert text.startswith("What,Opened,Ended,Expiry,Strikes")
    assert len(text.splitlines()) > 20


def test_a_phone_shows_the_backtest_without_sideways_scrolling(new_page, app):
    """390 points wide."""
    page = new_page(viewport={"width": 390, "height": 844})
    visit(page, f"{app}/backtest?bt_span=2020")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
