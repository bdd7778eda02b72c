"""A chain in the browser: uploaded, moved by the sliders, outlived by a bad file, unseen by others."""

import re

import pytest

from overlay.condor import placement, pricing as condor
from overlay.data.chains.cboe import read_chain
from overlay.options.market import from_chain
from tests import chains, oracles
from tests.browser.conftest import settle, still
from tests.browser.test_condor import assert_shows, headline, press, sold, visit
from tests.sizes import some

pytestmark = pytest.mark.browser
REAL = oracles.SHARED / "data" / "chains" / "cboe_spx_2023-09-14.csv"


def upload(page, name, content):
    """Give the page a file."""
    if not page.locator("[class*=st-key-chain_] input[type=file]").count():
        page.locator(".st-key-market_kind").get_by_text("A chain").click()
    page.locator("[class*=st-key-chain_] input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    settle(page)


@pytest.mark.parametrize("real", some([False, True], 1), ids=lambda real: "2023-09-14" if real else "made")
def test_an_uploaded_chain_answers_the_sliders(page, app, real):
    """Strikes and credit are those of overlay on the listed quotes, before and after a move."""
    if real and not REAL.exists():
        pytest.skip(oracles.NO_SHARED)
    content = REAL.read_bytes() if real else chains.cboe_csv().encode()
    market = from_chain(read_chain(content, name="chain.csv"))
    visit(page, f"{app}/condor")
    upload(page, "chain.csv", content)
    page.get_by_text("Quoted prices; the VIX is rebuilt").wait_for()
    settle(page)  # the badge comes before the answer
    placed = placement.by_sigmas(market, 1.5, 50, 30)
    assert_shows(page, placed, condor.quote(placed, market))
    press(page, "Short strikes (SD)", "ArrowLeft", 4)
    moved = placement.by_sigmas(market, 1.3, 50, 30)
    assert_shows(page, moved, condor.quote(moved, market))


@pytest.mark.long
def test_a_bad_file_leaves_the_chain_standing(page, app):
    """One sentence, and the same condor as before."""
    visit(page, f"{app}/condor")
    upload(page, "good.csv", chains.cboe_csv().encode())
    page.get_by_text("Quoted prices; the VIX is rebuilt").wait_for()
    settle(page)  # the badge comes before the answer
    before = headline(page)
    upload(page, "bad.csv", b"<html><body>consent</body></html>")
    page.get_by_text("The chain loaded before stays").wait_for()
    assert headline(page) == before


@pytest.mark.long
def test_another_visitor_sees_nothing_of_it(new_page, app):
    """What one uploads is one's own."""
    mine, other = new_page(), new_page()
    visit(mine, f"{app}/condor")
    upload(mine, "mine.csv", chains.cboe_csv().encode())
    mine.get_by_text("Quoted prices; the VIX is rebuilt").wait_for()
    visit(other, f"{app}/condor")
    assert "Modelled" in other.locator(".st-key-badge button:visible").inner_text()
    assert "mine.csv" not in other.inner_text("body")


@pytest.mark.long
def test_a_found_condor_can_be_taken_over(page, app):
    """The scan's first becomes the page's condor."""
    page.goto(f"{app}/condor?v=2&details=Scan")
    first = page.get_by_role("button", name="Take", exact=True).first
    first.wait_for()
    still(page)
    named = page.get_by_text("market-implied chance of profit").first.inner_text()
    strikes = re.findall(r"[\d,]+/[\d,]+", named)
    first.click()
    page.get_by_text(re.compile(f"Sells the {strikes[0]}")).wait_for()
    assert all(one in sold(page) for one in strikes[:2])
