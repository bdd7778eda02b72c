"""The app in plain mode, in a browser: Streamlit's own charts and sliders, under its own policy."""

import pytest

from tests.browser.conftest import ROOT, _server, settle

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The address of the app with OVERLAY_PLAIN=1."""
    with _server(ROOT / "app.py", tmp_path_factory.mktemp("plain") / "log", environment={"OVERLAY_PLAIN": "1"}) as url:
        yield url


def test_a_plain_page_draws_and_follows_its_slider(page, plain):
    """The stock chart is there, a key moves the answer and the address, and the policy blocks nothing."""
    page.add_init_script(
        "window.blocked = []; addEventListener('securitypolicyviolation', one => blocked.push(one.blockedURI));"
    )
    page.goto(f"{plain}/")  # by a link to another page, the first visitor after a start is told that it does not exist
    settle(page)
    page.get_by_role("link", name="Condor", exact=True).first.click()
    page.wait_for_url("**/condor")
    page.locator(".stPlotlyChart .main-svg").first.wait_for(timeout=60_000)
    settle(page)
    answer = page.locator("[data-testid=stMain] h2").first
    before = answer.inner_text()
    page.get_by_role("slider", name="Wing width").press("ArrowRight")
    page.wait_for_url("**wing_points=55**")
    page.wait_for_function(
        "before => document.querySelector('[data-testid=stMain] h2').innerText !== before", arg=before
    )
    assert page.evaluate("blocked") == []
    assert page.locator(".ov-plot").count() == 0


def test_a_plain_page_switch_and_a_reload_lose_nothing(page, plain):
    """Width on the Condor page, then the Ladder, a reload there, and back."""
    page.goto(f"{plain}/condor?wing_points=55")
    settle(page)
    page.get_by_role("link", name="Ladder").click()
    page.wait_for_url("**/ladder?wing_points=55")
    settle(page)
    page.reload()
    settle(page)
    page.get_by_role("link", name="Condor", exact=True).first.click()
    page.wait_for_url("**/condor?wing_points=55")
    assert page.get_by_role("slider", name="Wing width").input_value() == "55"
