"""The unmodified app and yfinance against a Yahoo on this machine that fails on purpose, seen from the browser.

After every fault: a plain sentence with what is missing and as of when the rest is, the earlier data still there, no
modelled number passed off as live, no page held up beyond the deadline, and other visitors none the wiser.
"""

import re
import shutil
import time

import pytest

from tests import yahoo_server
from tests.browser.conftest import ROOT, _server, settle
from tests.browser.test_condor import press
from views.look import format as fmt

pytestmark = pytest.mark.browser
SECONDS = 9.0  # of a busy machine; only the hung server takes all of them
BUNDLED = "You see bundled data"
LAST = fmt.day(yahoo_server.last_day())


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Where the app under test keeps what it was told."""
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture(scope="module")
def live_app(yahoo_server, shelf, tmp_path_factory):
    """The address of an app whose only way out leads to our Yahoo."""
    environment = yahoo_server.environment | {"OVERLAY_CACHE": str(shelf), "OVERLAY_YAHOO_SECONDS": f"{SECONDS:g}"}
    with _server(ROOT / "app.py", tmp_path_factory.mktemp("live") / "log", environment=environment) as url:
        yield url


@pytest.fixture
def yahoo(yahoo_server, shelf):
    """Yahoo in good health, and nothing saved."""
    for one in shelf.iterdir():
        shutil.rmtree(one) if one.is_dir() else one.unlink()
    yahoo_server.good()
    return yahoo_server


def visit(page, app, stocks="None"):
    """The Data page, ready."""
    page.goto(f"{app}/data?data_stocks={stocks.replace(' ', '+')}")
    page.get_by_role("button", name="Load live data").wait_for()
    settle(page)


def asked(page, answer, button="Load live data"):
    """Click, wait for an answer that says so, and return the seconds that it took."""
    start = time.monotonic()
    page.get_by_role("button", name=button).click()
    page.get_by_text("Asking Yahoo").wait_for()
    said = page.locator("[data-testid=stAlertContainer] p").first.filter(has_text=answer)
    said.wait_for(timeout=20_000)
    page.get_by_text("Asking Yahoo").wait_for(state="detached")
    settle(page)
    return time.monotonic() - start


def headline(page):
    """The one-line answer."""
    return page.locator("[data-testid=stMain] h2").first.inner_text()


def said(page):
    """All that the page says."""
    return page.locator("[data-testid=stMain]").inner_text()


def listed(page, symbols):
    """Type a list of stocks."""
    page.get_by_role("textbox", name="Symbols").fill(symbols)
    page.get_by_role("textbox", name="Symbols").press("Enter")
    settle(page)


def test_a_good_answer_is_live_dated_and_under_every_page(page, live_app, yahoo):
    """Seven series; the Condor page stands on the last close."""
    visit(page, live_app)
    assert yahoo.asked == []
    asked(page, "All 7 series came.")
    assert headline(page).startswith("You see live data from Yahoo: ")
    assert headline(page).endswith(f"days to {LAST}, the VIX recorded on every day.")
    page.get_by_role("link", name="Condor", exact=True).click()
    page.wait_for_url("**/condor*")
    page.get_by_text(f"Live data to {LAST}").wait_for()
    assert page.get_by_text("Modelled VIX").count() == 0
    assert page.get_by_text(f"Market of {LAST}").count() == 1


LOST = {
    "cut": "Yahoo's answer was cut off",
    "500": "Yahoo answered with a page or an error, not with data",
    "html": "Yahoo answered with a page or an error, not with data",
    "empty": "Yahoo's answer was empty",
    "429": "Yahoo refuses for now: too many requests (429)",
}


@pytest.mark.parametrize("fault", LOST)
def test_a_vix_that_fails_is_named_modelled_and_never_called_live(page, live_app, yahoo, fault):
    """The rest is live; whatever shows a VIX says that it is modelled."""
    yahoo.fails(fault, "^VIX")
    visit(page, live_app)
    assert asked(page, "6 of 7 series came.") < SECONDS + 3.0
    assert f"VIX (^VIX): {LOST[fault]}" in said(page)
    assert "The VIX is modelled from the index" in said(page)
    assert "the VIX modelled on" in headline(page)
    page.get_by_text("Modelled VIX").wait_for()
    assert page.get_by_text("VIX modelled from the index").count() >= 1


def test_a_slow_answer_comes(page, live_app, yahoo):
    """A quarter of a second for every request."""
    yahoo.fails("slow")
    visit(page, live_app)
    asked(page, "All 7 series came.")


def test_too_many_requests_at_first_is_asked_again(page, live_app, yahoo):
    """Refused three times, then good: nothing is missing."""
    yahoo.fails("429", "^GSPC", times=3)
    visit(page, live_app)
    asked(page, "All 7 series came.")


def test_a_hung_server_holds_nobody_beyond_the_deadline(new_page, live_app, yahoo):
    """The earlier data stays, and another visitor moves a slider in the meantime."""
    yahoo.fails("hung")
    mine, other = new_page(), new_page()
    visit(mine, live_app)
    other.goto(f"{live_app}/condor")
    other.get_by_role("heading", level=2).first.wait_for()
    settle(other)
    start = time.monotonic()
    mine.get_by_role("button", name="Load live data").click()
    mine.get_by_text("Asking Yahoo").wait_for()
    before = headline(other)
    press(other, "Short strikes (SD)", "ArrowLeft", 4)
    assert headline(other) != before
    assert mine.get_by_text("Asking Yahoo").count() == 1
    mine.get_by_text("Without the S&P 500").wait_for(timeout=20_000)
    assert time.monotonic() - start < SECONDS + 4.0
    assert f"no answer within {SECONDS:g} seconds" in said(mine)
    assert "What was there before stays, unchanged." in said(mine)
    assert headline(mine).startswith(BUNDLED)
    assert other.get_by_text("Bundled data to 28 Dec 2022").count() == 1


def test_who_clicks_elsewhere_need_not_wait(page, live_app, yahoo):
    """Another page opens while a hung server is being asked."""
    yahoo.fails("hung")
    visit(page, live_app)
    start = time.monotonic()
    page.get_by_role("button", name="Load live data").click()
    page.get_by_text("Asking Yahoo").wait_for()
    page.get_by_role("link", name="Condor", exact=True).click()
    page.get_by_text("Short strikes (SD)").first.wait_for()
    assert time.monotonic() - start < SECONDS


def test_one_of_five_stocks_fails_and_four_stay(page, live_app, yahoo):
    """Named with its reason; so is a name that Yahoo does not know."""
    yahoo.fails("500", "MSFT")
    visit(page, live_app, "My list")
    listed(page, "AAPL MSFT NOSUCH JPM XOM KO")
    asked(page, "11 of 13 series came.")
    assert re.search(r"MSFT: Yahoo answered with a page or an error, not with data\. It is left out\.", said(page))
    assert re.search(r"NOSUCH: Yahoo knows nothing of that name\. It is left out\.", said(page))
    assert headline(page).endswith("the VIX recorded on every day.")
    assert yahoo.symbols() >= {"AAPL", "MSFT", "NOSUCH", "JPM", "XOM", "KO"}


def test_live_data_of_before_outlives_a_failure_and_a_cut_network(page, live_app, yahoo, shelf):
    """First the shelf stands in, named with its day; with nothing saved, what the session holds stays."""
    visit(page, live_app)
    asked(page, "All 7 series came.")
    live = headline(page)
    yahoo.fails("refused")
    asked(page, "Offline: Yahoo cannot be reached. Saved answers stand in", "Ask Yahoo again")
    assert "What was saved on" in said(page)
    assert headline(page) == live
    for one in shelf.glob("*.z"):
        one.write_bytes(one.read_bytes()[:50])
    asked(page, "Offline: Yahoo cannot be reached. Without the S&P 500", "Ask Yahoo again")
    assert headline(page) == live


def test_options_that_fail_leave_the_modelled_prices_named_so(page, live_app, yahoo):
    """A consent page in the place of quotes, then good ones."""
    yahoo.fails("html", "^SPX")
    visit(page, live_app)
    asked(page, "No live SPX options: Yahoo answered with a page", "Live SPX options")
    assert page.get_by_text("Modelled prices").count() == 1
    yahoo.good()
    asked(page, "quotes of SPX options stood at", "Live SPX options")
    page.get_by_text("Live quotes, delayed").wait_for()
