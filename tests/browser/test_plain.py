"""The app in plain mode, in a browser: Streamlit's own charts and sliders, under its own policy."""

import re

import pytest
from playwright.sync_api import expect

from tests import patience
from tests.browser.conftest import READY, ROOT, _server

pytestmark = pytest.mark.browser
PATIENT = 1_000 * patience.SECONDS
CHART = ".stPlotlyChart .main-svg"


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The address of the app with OVERLAY_PLAIN=1."""
    with _server(ROOT / "app.py", tmp_path_factory.mktemp("plain") / "log", environment={"OVERLAY_PLAIN": "1"}) as url:
        yield url


@pytest.mark.long
def test_a_plain_page_follows_its_slider_and_keeps_its_settings(new_page, plain):
    """Stock charts under a policy that blocks nothing; a key moves answer and address; a switch and a reload lose nothing.

    Waits are for locators: Playwright compiles an expression to wait for at each try, which the policy refuses from the second.
    """
    page = new_page(
        script="window.blocked = []; addEventListener('securitypolicyviolation', one => blocked.push(one.blockedURI));"
    )
    page.goto(f"{plain}/")  # by a link to another page, the first visitor after a start is told that it does not exist
    page.locator(CHART).first.wait_for()
    page.get_by_role("link", name="Condor", exact=True).first.click()
    page.wait_for_url("**/condor", timeout=PATIENT)
    answer = page.locator("[data-testid=stMain] h2").first
    answer.get_by_text("Takes in").wait_for()
    before = answer.inner_text()
    page.get_by_role("slider", name="Wing width").press("ArrowRight")
    page.wait_for_url("**wing_points=55**", timeout=PATIENT)
    expect(answer).not_to_have_text(before, timeout=PATIENT)
    page.wait_for_selector(READY)
    assert page.locator(CHART).count()
    # Streamlit's protobuf tries WebAssembly for large integers and does without; it is refused in both modes.
    assert set(page.evaluate("blocked")) <= {"wasm-eval"}
    page.get_by_role("link", name="Ladder", exact=True).click()
    page.wait_for_url(re.compile(r"/ladder\?.*wing_points=55"), timeout=PATIENT)
    page.reload()
    page.wait_for_selector(READY)
    page.get_by_role("link", name="Condor", exact=True).first.click()
    page.wait_for_url(re.compile(r"/condor\?.*wing_points=55"), timeout=PATIENT)
    expect(page.locator(".st-key-wing_points input[type=range]")).to_have_value("55", timeout=PATIENT)
