"""The unmodified app and yfinance against a Yahoo on this machine that fails on purpose, seen from the browser.

After every fault: a plain sentence with what is missing and as of when the rest is, the earlier data still there, no
modelled number passed off as live, no page held up beyond the deadline, and other visitors none the wiser.
"""

import re
import shutil

import pytest

from tests import patience, yahoo_server
from tests.browser.conftest import ROOT, _server, settle, sheet_of
from tests.browser.test_condor import press
from views.look import format as fmt

pytestmark = pytest.mark.browser
HASTY_SECONDS = 3
BUNDLED = "You see bundled data"
LAST = fmt.day(yahoo_server.last_day())


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Where the app under test keeps what it was told."""
    return tmp_path_factory.mktemp("shelf")


def led(yahoo_server, shelf, folder, seconds):
    """An app whose only way out leads to our Yahoo, which has so many seconds to answer in."""
    environment = yahoo_server.environment | {"OVERLAY_CACHE": str(shelf), "OVERLAY_YAHOO_SECONDS": str(seconds)}
    return _server(ROOT / "app.py", folder / "log", environment=environment)


@pytest.fixture(scope="module")
def live_app(yahoo_server, shelf, tmp_path_factory):
    """The address of an app that waits for an answer, however busy the machine is."""
    with led(yahoo_server, shelf, tmp_path_factory.mktemp("live"), patience.SECONDS) as url:
        yield url


@pytest.fixture(scope="module")
def hasty_app(yahoo_server, shelf, tmp_path_factory):
    """The address of an app that soon gives up."""
    with led(yahoo_server, shelf, tmp_path_factory.mktemp("hasty"), HASTY_SECONDS) as url:
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
    page.goto(f"{app}/data?v=2&data_stocks={stocks.replace(' ', '+')}")
    page.get_by_role("button", name="Load live data").wait_for()
    settle(page)


def asked(page, answer, button="Load live data"):
    """Click, in the fold of further buttons if it is there, and wait for an answer that says so."""
    if not page.get_by_role("button", name=button).is_visible():
        page.get_by_text("Option quotes, ask again").click()
    page.get_by_role("button", name=button).click()
    said = page.locator("[data-testid=stAlertContainer] p").first.filter(has_text=answer)
    said.wait_for()
    page.get_by_text("Asking Yahoo").wait_for(state="detached")
    settle(page)


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
    asked(page, "All 7 series were loaded.")
    assert headline(page).startswith("You see live data from Yahoo: ")
    assert headline(page).endswith(f"days to {LAST}, the VIX recorded on every day.")
    page.get_by_role("link", name="Condor", exact=True).click()
    page.wait_for_url("**/condor*")
    sheet = sheet_of(page)
    assert f"Live data to {LAST}" in sheet
    assert "Modelled VIX" not in sheet
    assert sheet.count(f"Market of {LAST}") == 1


LOST = {
    "cut": "Yahoo's answer was cut off",
    "500": "Yahoo answered with a page or an error, not with data",
    "html": "Yahoo answered with a page or an error, not with data",
    "empty": "Yahoo's answer was empty",
    "429": "Yahoo refuses for now: too many requests (429)",
}


@pytest.mark.long
@pytest.mark.parametrize("fault", LOST)
def test_a_vix_that_fails_is_named_modelled_and_never_called_live(page, live_app, yahoo, fault):
    """The rest is live; whatever shows a VIX says that it is modelled."""
    yahoo.fails(fault, "^VIX")
    visit(page, live_app)
    asked(page, "6 of 7 series were loaded.")
    assert f"VIX (^VIX): {LOST[fault]}" in said(page)
    assert "The VIX is modelled from the index" in said(page)
    assert "the VIX modelled on" in headline(page)
    page.get_by_text("Modelled VIX").wait_for()
    assert "(modelled)" in sheet_of(page)


@pytest.mark.long
def test_a_slow_answer_comes(page, live_app, yahoo):
    """A quarter of a second for every request."""
    yahoo.fails("slow")
    visit(page, live_app)
    asked(page, "All 7 series were loaded.")


@pytest.mark.long
def test_too_many_requests_at_first_is_asked_again(page, live_app, yahoo):
    """Refused three times, then good: nothing is missing."""
    yahoo.fails("429", "^GSPC", times=3)
    visit(page, live_app)
    asked(page, "All 7 series were loaded.")


@pytest.mark.long
def test_a_hung_server_is_given_up_at_the_deadline(page, hasty_app, yahoo):
    """In a sentence that names it, and the earlier data stays."""
    yahoo.fails("hung")
    visit(page, hasty_app)
    asked(page, "Without the S&P 500")
    assert f"no answer within {HASTY_SECONDS} seconds" in said(page)
    assert "The data in use is unchanged." in said(page)
    assert headline(page).startswith(BUNDLED)


@pytest.mark.long
def test_a_hung_server_holds_no_other_visitor(new_page, live_app, yahoo):
    """Another visitor moves a slider on bundled data while the first still waits."""
    yahoo.fails("hung")
    mine, other = new_page(), new_page()
    visit(mine, live_app)
    other.goto(f"{live_app}/condor")
    other.get_by_role("heading", level=2).first.wait_for()
    settle(other)
    mine.get_by_role("button", name="Load live data").click()
    mine.get_by_text("Asking Yahoo").wait_for()
    before = headline(other)
    press(other, "Short strikes (SD)", "ArrowLeft", 4)
    assert headline(other) != before
    assert mine.get_by_text("Asking Yahoo").count() == 1
    assert "Bundled data to 28 Dec 2022" in sheet_of(other)


@pytest.mark.long
def test_who_clicks_elsewhere_need_not_wait(page, live_app, yahoo):
    """Another page opens while a hung server is being asked, which would take longer than this test waits."""
    yahoo.fails("hung")
    visit(page, live_app)
    page.get_by_role("button", name="Load live data").click()
    page.get_by_text("Asking Yahoo").wait_for()
    page.get_by_role("link", name="Condor", exact=True).click()
    page.get_by_text("Short strikes (SD)").first.wait_for(timeout=1_000 * patience.SECONDS / 2)


@pytest.mark.long
def test_one_of_five_stocks_fails_and_four_stay(page, live_app, yahoo):
    """Named with its reason; so is a name that Yahoo does not know."""
    yahoo.fails("500", "MSFT")
    visit(page, live_app, "My list")
    listed(page, "AAPL MSFT NOSUCH JPM XOM KO")
    asked(page, "11 of 13 series were loaded.")
    assert re.search(r"MSFT: Yahoo answered with a page or an error, not with data\. It is left out\.", said(page))
    assert re.search(r"NOSUCH: Yahoo does not know that name\. It is left out\.", said(page))
    assert headline(page).endswith("the VIX recorded on every day.")
    assert yahoo.symbols() >= {"AAPL", "MSFT", "NOSUCH", "JPM", "XOM", "KO"}


@pytest.mark.long
def test_live_data_of_before_outlives_a_failure_and_a_cut_network(page, live_app, yahoo, shelf):
    """First the shelf stands in, named with its day; with nothing saved, what the session holds stays."""
    visit(page, live_app)
    asked(page, "All 7 series were loaded.")
    live = headline(page)
    yahoo.fails("refused")
    asked(page, "Offline: Yahoo cannot be reached. Saved data is used instead", "Ask Yahoo again")
    assert "The data saved on" in said(page)
    assert headline(page) == live
    for one in shelf.glob("*.z"):
        one.write_bytes(one.read_bytes()[:50])
    asked(page, "Offline: Yahoo cannot be reached. Without the S&P 500", "Ask Yahoo again")
    assert headline(page) == live


@pytest.mark.long
def test_options_that_fail_leave_the_modelled_prices_named_so(page, live_app, yahoo):
    """A consent page in the place of quotes, then good ones."""
    yahoo.fails("html", "^SPX")
    visit(page, live_app)
    asked(page, "No live SPX options: Yahoo answered with a page", "Live SPX options")
    page.get_by_text("Option prices are modelled").first.wait_for()
    yahoo.good()
    asked(page, "quotes of SPX options stood at", "Live SPX options")
    page.get_by_text("Quoted prices; the VIX is rebuilt").first.wait_for()
