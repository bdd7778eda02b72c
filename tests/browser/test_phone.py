"""Every page on a phone: the answer on the first screen, and nothing to scroll sideways for."""

import pytest

from tests.browser.conftest import still
from tests.menu import PAGES
from tests.sizes import crossed, some

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
#: what the address asks for beside a page: wide tables, long lists, a lesson with its answer
MORE = {
    "learn": "lesson=What+a+roll+really+does&shown_rolling=true",
    "taxes": "tx_details=Article+and+law",
    "ladder": "lad_span=1+year",
    "backtest": "bt_span=2020",
}


@pytest.mark.parametrize(("path", "scheme"), some(crossed(["condor", "taxes", "", "learn"], ["light", "dark"]), 2))
def test_a_phone_shows_the_answer_and_nothing_sideways(new_page, app, path, scheme):
    """390 pixels wide, in a light or dark room."""
    fits(new_page(viewport=PHONE, color_scheme=scheme, has_touch=True), app, path)


@pytest.mark.long
def test_a_phone_has_every_control_of_the_condor(new_page, app):
    """The six sliders that a desktop shows."""
    page = new_page(viewport=PHONE, has_touch=True)
    fits(page, app, "condor")
    assert page.get_by_role("slider").count() >= 6


@pytest.mark.long
@pytest.mark.parametrize("path", sorted(PAGES.keys() - {"", "condor", "taxes", "learn"}))
def test_the_other_pages_fit_too(new_page, app, path):
    """And none wants a wider screen than it has."""
    fits(new_page(viewport=PHONE, has_touch=True), app, path)


def fits(page, app, path):
    """Open a page; fails where it is wider than the screen, or where its answer stands below the first screen."""
    page.goto(f"{app}/{path}?v=2&{MORE.get(path, '')}")
    still(page)
    for whole in ("document.documentElement", "document.querySelector('[data-testid=stMain]')"):
        assert page.evaluate(f"{whole}.scrollWidth - {whole}.clientWidth") <= 0
    box = page.locator("[data-testid=stMain] h2").first.bounding_box()
    assert 0 < box["y"] + box["height"] < PHONE["height"]


@pytest.mark.long
def test_two_numbers_stand_beside_each_other(new_page, app):
    """The eight numbers of the start page, two in a row."""
    page = new_page(viewport=PHONE, has_touch=True)
    page.goto(f"{app}/?v=2&start_details=Eight+numbers")
    still(page)
    first, second = (page.locator(".st-key-start_tiles [data-testid=stMetric]").nth(at).bounding_box() for at in (0, 1))
    assert first["y"] == second["y"]
