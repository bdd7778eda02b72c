"""The Portfolio page in a browser: a fall by keyboard, own lots in and out, and nothing of a file runs."""

import re

import pytest

from overlay.data.files import lots as uploads
from tests.browser.conftest import settle

pytestmark = pytest.mark.browser

LEAD = ".st-key-gap .js-plotly-plot"
LOTS = b"""Symbol,Quantity,Cost Basis Total,Date Acquired,Price
XOM,100,4000,2015-03-02,
KO,10,400,2016-03-02,47.5
<img src=x onerror="document.title='owned'">,1,1,2015-01-02,
"=HYPERLINK(""http://evil.example"")",1,1,2015-01-02,
KO,-3,1,2015-01-02,
"""


def visit(page, url):
    """Open a page and wait until its first chart is drawn."""
    page.goto(url)
    settle(page)
    page.wait_for_selector(f"{LEAD} .barlayer path")


@pytest.mark.long
def test_the_fall_is_drawn_and_follows_the_keyboard(page, app):
    """One press: 30% becomes 35%, headline, sentence and address with it."""
    visit(page, f"{app}/portfolio?v=2&book_details=Gap+and+weights")
    page.get_by_role("heading", name=re.compile("^If AAPL alone falls 30%")).wait_for()
    assert page.get_by_text("60% is AAPL").count() == 1
    page.get_by_role("slider", name="Gap: how far the name falls").press("ArrowRight")
    page.wait_for_url("**gap_drop=35**")
    page.get_by_role("heading", name=re.compile("^If AAPL alone falls 35%")).wait_for()
    page.get_by_text("If AAPL falls 35% overnight").wait_for()


@pytest.mark.long
def test_a_link_restores_the_book_and_the_tab(page, app):
    """Twenty names, their betas."""
    visit(page, f"{app}/portfolio?v=2&book=Twenty+names&book_details=Betas")
    page.wait_for_selector(".st-key-betas .js-plotly-plot .scatterlayer path")
    assert page.locator(".st-key-betas .js-plotly-plot .yaxislayer-above .ytick, .st-key-betas .ytick").count() >= 20


def test_own_lots_go_in_are_used_and_come_out_again(page, app, tmp_path):
    """Good rows become the book, bad ones are named; the saved file reads back; no markup of the file runs."""
    visit(page, f"{app}/portfolio?v=2&book_details=Your+lots")
    chooser = page.locator("input[type=file]").last
    chooser.set_input_files({"name": "lots.csv", "mimeType": "text/csv", "buffer": LOTS})
    page.get_by_text("2 lots read, 3 rows refused").wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as CSV").click()
    saved.value.save_as(tmp_path / "saved.csv")
    found = uploads.read_lots(tmp_path / "saved.csv")
    assert [(one.symbol, one.shares, one.basis) for one in found.lots] == [("XOM", 100.0, 40.0), ("KO", 10.0, 40.0)]
    page.get_by_role("button", name="Use these 2 lots").click()
    page.get_by_role("heading", name=re.compile("^If XOM alone falls")).wait_for()
    page.get_by_text(re.compile("^9.% is XOM")).wait_for()
    page.wait_for_url("**book=Mine**")
    assert page.title() != "owned"
    assert page.locator("img[src='x']").count() == 0


@pytest.mark.long
def test_a_cell_edited_on_screen_changes_the_book(page, app):
    """The first lot's 11,692 shares become one, are used, and the table starts anew from that book."""
    visit(page, f"{app}/portfolio?v=2&book_details=Your+lots")
    changed = page.get_by_text("33% is AAPL")
    for _ in range(8):  # the grid is a canvas: nothing in the document says when it is drawn and takes an edit
        _edit_first_shares(page, "1")
        page.get_by_role("button", name="Use these 7 lots").click()
        settle(page)
        page.wait_for_timeout(1500)
        if changed.count():
            break
    changed.wait_for()


def _edit_first_shares(page, text):
    """Choose the second cell of the first row and type over it, as one does in a grid: what is typed first opens the cell."""
    grid = page.locator("[data-testid=stDataFrame]").last
    grid.scroll_into_view_if_needed()
    page.wait_for_timeout(700)
    box = grid.bounding_box()
    page.mouse.click(box["x"] + 0.25 * box["width"], box["y"] + 53)
    page.wait_for_timeout(300)
    page.keyboard.press(text)
    page.wait_for_timeout(400)  # Enter before the cell has taken the key would leave it as it was
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)  # edits are sent after a pause
    settle(page)
