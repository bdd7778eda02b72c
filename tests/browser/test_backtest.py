"""The Backtest page in a browser: a sweep shows progress, stops and goes on; trades download; a phone fits."""

import re

import pytest

from tests.browser.conftest import settle

pytestmark = pytest.mark.browser

GAP = ".st-key-gap .js-plotly-plot"


def visit(page, url):
    """Open a page and wait until its chart is drawn."""
    page.goto(url)
    settle(page)
    page.wait_for_selector(f"{GAP} .scatterlayer path.js-line")


@pytest.mark.long
def test_a_sweep_stops_and_goes_on(page, app):
    """Real worker processes: a few cells, a stop, the rest; then the map and its verdict.

    Sixteen cells of near condors lose all their capital: they are reported, count as trials, and are
    never the best. They come first in the grid, so only with a seventeenth settled cell is there a map.
    """
    visit(page, f"{app}/backtest?v=2&bt_tab=Sweep&lad_spacing=7")
    page.get_by_role("button", name="Run 35 backtests").click()
    page.get_by_text(re.compile(r"\b(1[7-9]|2\d|3[0-4]) of 35 backtests")).wait_for()
    page.get_by_role("button", name="Stop here").click()
    again = page.get_by_role("button", name=re.compile(r"Go on with \d+ backtests"))
    again.wait_for()
    page.wait_for_selector(".st-key-sweep .js-plotly-plot")
    again.click()
    page.get_by_text(re.compile("The best of 35 cells")).wait_for()
    assert (
        page.get_by_text(re.compile("The book was ruined")).count() == 5
    )  # the page names five cells and counts the rest
    assert page.get_by_text("11 more cells failed.").count() == 1
    assert page.get_by_role("button", name=re.compile("Run|Go on")).count() == 0


@pytest.mark.long
def test_the_trades_download(page, app):
    """A CSV with every trade, its strikes and its result."""
    visit(page, f"{app}/backtest?v=2&bt_tab=Trades&bt_span=2020")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile(r"Download \d+ trades")).click()
    text = waiting.value.path().read_text()
    assert text.startswith("What,Opened,Ended,Expiry,Strikes")
    assert len(text.splitlines()) > 20
