"""The VIX hedge page in a browser: move a slider, read the new answer, open a path, share the link."""

import re

import pytest

from overlay.data import bundled
from overlay.hedge.plan import Plan, Wanted
from overlay.options.market import from_history
from overlay.vix import market as vix_options
from tests.browser.conftest import ROOT, settle
from views.look import format as fmt

pytestmark = pytest.mark.browser

PAYOFF = ".st-key-vix_payoff .js-plotly-plot"


@pytest.fixture(scope="module")
def app(serve):
    """The address of the page."""
    return serve(ROOT / "app.py") + "/vix_hedge"


def visit(page, url):
    """Open a page and wait until its chart is drawn."""
    page.goto(url)
    settle(page)
    page.wait_for_selector(f"{PAYOFF} .scatterlayer path.js-line")


def headline(page):
    """The headline."""
    return page.get_by_role("heading", name=re.compile("^(Costs|Buys)")).inner_text().replace("\N{WORD JOINER}", "")


def expected(**wanted):
    """The plan of the default day."""
    history = bundled.history()
    day = history.last_recorded
    return Plan(wanted=Wanted(**wanted), market=from_history(history, day), vix=vix_options.from_history(history, day))


@pytest.mark.long
def test_a_slider_by_keyboard_redraws_answer_and_chart(app, page):
    """One more near call: five of them, their cost, their line."""
    visit(page, app)
    assert fmt.dollars(expected().net_dollars) in headline(page)
    page.get_by_role("slider", name="30-day calls (contracts)").press("ArrowRight")
    plan = expected(numbers=(5.0, 4.0, 2.0))
    page.get_by_role("heading", name=re.compile(re.escape(fmt.dollars(plan.net_dollars)))).wait_for()
    assert fmt.dollars(float(plan.gains.sum())) in headline(page)
    assert "vix_near=5" in page.url


@pytest.mark.long
def test_a_link_opens_a_path_for_someone_else(app, page):
    """Part, path and rule come back; the chart's title is the path's ledger."""
    visit(page, f"{app}?v=2&vix_details=Paths&vix_path=Calm+year,+2017&vix_rule=Buy+below+15")
    page.wait_for_selector(".st-key-vix_path_chart .scatterlayer path.js-line")
    assert "Calm year, 2017:" in page.locator(".st-key-vix_path_chart").inner_text()


@pytest.mark.long
def test_every_part_opens_by_hand(app, page):
    """Each draws without an error; the fixture watches the console."""
    visit(page, app)
    page.get_by_text("More", exact=True).last.click()
    for part in ("Paths", "Rules", "With condors", "Frontier", "Greeks", "Calls", "Second engine"):
        page.get_by_role("radio", name=part, exact=True).click()
        page.wait_for_function("text => location.search.includes(text)", arg=part.replace(" ", "+"))
        settle(page)
    page.get_by_text("Two readings.").wait_for()
    page.get_by_role("radio", name="Futures curve").click()
    page.wait_for_selector(".st-key-vix_curve .scatterlayer path.js-line")
