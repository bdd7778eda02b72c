"""The Data page by the front door: what it says, what its buttons do, and what stays when something fails."""

import re

import pandas as pd
import pytest

from overlay.data import bundled
from overlay.data.files.templates import TEMPLATES
from tests import yahoo_server
from tests.sizes import some
from tests.visitor import front_door, headline
from views.look import format as fmt

PAGES = (
    "understand/portfolio",
    "own/taxes",
    "understand/condor",
    "own/vix_hedge",
    "own/ladder",
    "proof/signals",
    "help/data",
    "start/start",
    "own/stress",
    "proof/claims",
    "proof/backtest",
)


def opened(page="help/data", **query):
    """The app on a page."""
    app = front_door()
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    return shown(app, page)


def shown(app, page):
    """The same visitor on another page."""
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def kinds(app):
    """Series -> kind, of the one table."""
    table = next(one.value for one in app.dataframe if "Kind" in one.value.columns)
    return dict(zip(table["Series"], table["Kind"], strict=True))


def badge(app):
    """The way to the Data page that every page has, in a word."""
    return next(one.proto.label for one in app.get("page_link") if one.proto.page == "data")


def loaded(app, key="data_load"):
    """The same after a click on a load button, with the index, the VIX family and the rate only."""
    app.segmented_control(key="data_stocks").set_value("None").run()
    app.button(key=key).click().run()
    assert not app.exception
    return app


def upload(app, **files):
    """The same after an upload of daily prices on its tab."""
    uploader = next(one for one in app.file_uploader if one.label.startswith("Daily prices"))
    for name, content in files.items():
        uploader.upload(f"{name}.csv", content.encode(), "text/csv")
    app.run()
    assert not app.exception
    return app


def table(first="2024-01-02", days=300, level=3000.0):
    """A price file of one's own."""
    rows = [f"{day:%Y-%m-%d},{level + 3 * (i % 7):.2f}" for i, day in enumerate(pd.bdate_range(first, periods=days))]
    return "\n".join(["date,index", *rows])


def test_the_first_visit_sees_bundled_data_and_is_told_so():
    """Real where it is, modelled where it is; nothing can be gone back from."""
    app = opened()
    history = bundled.history()
    assert f"bundled data: {len(history.days):,} days to {fmt.day(history.last)}" in headline(app)
    assert kinds(app)["VIX, recorded"] == "real, bundled"
    assert kinds(app)["VIX, modelled"] == "modelled"
    assert app.button(key="data_back").disabled
    assert app.button(key="data_home").disabled


@pytest.mark.parametrize("page", some(PAGES, 4))
def test_every_page_says_in_a_word_whose_data_it_shows(page):
    """With a link to the page that tells all."""
    assert badge(opened(page)) == "Bundled data to 28 Dec 2022"


@pytest.mark.parametrize("tab", ["To know", "Your prices", "Other files", "What is stored"])
def test_each_tab_opens(tab):
    """From a link."""
    assert headline(opened(data_tab=tab))


def test_a_load_puts_live_data_under_every_page(yahoo):
    """Counted, dated, named; going home undoes it."""
    app = loaded(opened())
    assert [one.value for one in app.success] == ["All 7 series were loaded."]
    assert "live data from Yahoo" in headline(app)
    found = kinds(app)
    assert (found["S&P 500"], found["VIX, recorded"], found["VIX9D"]) == ("real, live", "real, live", "real, live")
    assert "VIX, modelled" not in found
    last = fmt.day(yahoo_server.last_day())
    for page in ("understand/condor", "own/vix_hedge", "proof/signals", "own/ladder"):
        assert badge(shown(app, page)) == f"Live data to {last}"
        assert not app.error
    assert yahoo.symbols() == {"^GSPC", "^VIX", "^IRX", "^VIX9D", "^VIX3M", "^VIX6M", "^VVIX"}
    assert any(f"· {last}**" in one.value for one in app.markdown)
    shown(app, "help/data").button(key="data_home").click().run()
    assert "bundled data" in headline(app)
    assert app.date_input(key="day").value == bundled.history().last_recorded


def test_nothing_is_asked_before_a_click(yahoo):
    """Every page, once."""
    app = opened()
    for page in PAGES:
        shown(app, page)
    assert yahoo.asked == []


@pytest.mark.long
def test_a_lost_vix_is_modelled_and_named(yahoo):
    """No modelled number passes as live."""
    yahoo.fails("500", "^VIX")
    app = loaded(opened())
    assert "6 of 7 series were loaded" in app.warning[0].value
    said = next(one.value for one in app.markdown if "VIX (^VIX)" in one.value.replace("\\", ""))
    assert "not with data" in said
    assert "modelled from the index" in said
    found = kinds(app)
    assert found["VIX, modelled"] == "modelled"
    assert found["VIX, recorded"] == "real, bundled"
    assert any("Modelled VIX" in one.value for one in app.markdown)


@pytest.mark.long
def test_a_lost_index_leaves_what_was_there(yahoo, tmp_path, monkeypatch):
    """In a sentence, and the live data of before stays, though nothing is saved."""
    app = loaded(opened())
    before, found = headline(app), kinds(app)
    monkeypatch.setenv("OVERLAY_CACHE", str(tmp_path / "another shelf"))
    yahoo.fails("cut", "^GSPC")
    app.button(key="data_again").click().run()
    assert "Without the S&P 500" in app.error[0].value
    assert "cut off" in app.error[0].value
    assert app.error[0].value.endswith("The data in use is unchanged.")
    assert (headline(app), kinds(app)) == (before, found)


def test_offline_is_a_sentence_and_the_bundled_data_stays(yahoo):
    """Nothing saved, nobody to ask."""
    yahoo.fails("refused")
    app = loaded(opened())
    assert app.error[0].value.startswith("Offline: Yahoo cannot be reached.")
    assert "The data in use is unchanged." in app.error[0].value
    assert "bundled data" in headline(app)


@pytest.mark.long
def test_a_lesson_without_a_network_has_what_was_saved(yahoo):
    """Another visitor, later that day, with the network cut: the shelf answers, and says so."""
    loaded(opened())
    yahoo.fails("refused")
    app = loaded(opened())
    assert app.success[0].value == "All 7 series were loaded. 7 came from this machine's store, loaded earlier today."
    assert yahoo.asked == []
    again = loaded(app, "data_again")
    assert again.warning[0].value.startswith("Offline: Yahoo cannot be reached.")
    assert "live data from Yahoo" in headline(again)


@pytest.mark.long
def test_live_options_stand_under_condor_and_hedge(yahoo):
    """Delayed, and so labelled; the VIX hedge prices its calls on them."""
    app = opened()
    app.button(key="data_spx").click().run()
    app.button(key="data_vix").click().run()
    assert not app.error
    found = kinds(app)
    assert (found["SPX options"], found["VIX options"]) == ("live, delayed", "live, delayed")
    shown(app, "understand/condor")
    assert any("Live quotes, delayed" in one.value for one in app.markdown)
    assert yahoo.symbols() == {"^SPX", "^VIX"}


def valued(app):
    """The same on the Valuation tab, after a click on its load button."""
    app.query_params["book_details"] = "Valuation"
    shown(app, "understand/portfolio")
    app.button(key="value_load").click().run()
    assert not app.exception
    return {one.label: one.value for one in app.metric}["P/E"]


@pytest.mark.long
def test_live_fundamentals_fill_what_is_not_typed(yahoo):
    """Beside a live price, with their day; what is typed wins."""
    app = opened()
    app.button(key="data_load").click().run()
    app.query_params["day"] = str(yahoo_server.last_day())
    ratio = valued(app)
    assert ratio != "not known"
    assert any(
        one.value.startswith("Live from Yahoo") and "last quarter to 28 Dec 2024" in one.value for one in app.caption
    )
    app.number_input(key="value_eps").set_value(1.0).run()
    assert {one.label: one.value for one in app.metric}["P/E"] != ratio
    assert "AAPL" in yahoo.symbols()


@pytest.mark.usefixtures("yahoo")
def test_live_fundamentals_are_not_laid_beside_a_price_of_years_ago():
    """Shown with their day, and the reason."""
    app = front_door()
    app.run()
    assert valued(app) == "not known"
    assert any("not compared with a price of 28 Dec 2022" in one.value for one in app.warning)


def test_an_upload_is_previewed_taken_and_undone():
    """Row-level findings first; then every page stands on it; then it does not."""
    app = opened(data_tab="Your prices")
    upload(app, mine=table() + "\nsoon,3000\n2026-01-01,many")
    findings = next(one.value for one in app.markdown if one.value.startswith("- Line"))
    assert [line.partition(":")[0] for line in findings.splitlines()] == ["- Line 302", "- Line 303"]
    assert "bundled data" in headline(app)
    app.button(key="data_use").click().run()
    assert not app.exception
    assert "your own data: 300 days" in headline(app)
    assert kinds(app)["S&P 500"] == "yours"
    shown(app, "understand/condor")
    assert badge(app).startswith("Your data to ")
    shown(app, "help/data").button(key="data_back").click().run()
    assert "bundled data" in headline(app)


@pytest.mark.parametrize("page", some(PAGES, 4))
def test_every_page_answers_or_explains_on_a_short_history_of_ones_own(page):
    """Three hundred days, no VIX, no stocks: never a traceback."""
    app = opened(data_tab="Your prices")
    upload(app, mine=table())
    app.button(key="data_use").click().run()
    shown(app, page)
    assert app.error or headline(app)


def test_a_vix_of_ones_own_replaces_the_modelled_one_only():
    """Cboe's own layout, over the bundled history."""
    rows = [f"{day:%m/%d/%Y},20,21,19,20.5" for day in bundled.history().days]
    app = upload(opened(data_tab="Your prices"), VIX_History="\n".join(["DATE,OPEN,HIGH,LOW,CLOSE", *rows]))
    app.button(key="data_use").click().run()
    found = kinds(app)
    assert (found["S&P 500"], found["VIX, recorded"]) == ("real, bundled", "yours")
    assert "recorded on every day" in headline(app)


@pytest.mark.parametrize("content", ["", "a,b\n1,2", "<html>", "date,index\n2026-01-02,5000"])
def test_a_bad_file_gets_a_sentence_and_changes_nothing(content):
    """Too short to be a history counts as bad when it is taken."""
    app = upload(opened(data_tab="Your prices"), bad=content)
    if not app.error:
        app.button(key="data_use").click().run()
    assert len(app.error) == 1
    assert "The data in use is unchanged" in app.error[0].value
    assert "bundled data" in headline(app)


def test_a_list_that_names_no_symbols_gets_a_sentence():
    """The page goes on to say which data there is."""
    app = opened(data_stocks="My list")
    app.text_input(key="data_list").set_value("../../etc").run()
    assert "is not a stock symbol" in app.error[0].value


def test_a_files_own_words_are_shown_as_they_are():
    """Markdown in a file's name does nothing."""
    app = upload(opened(data_tab="Your prices"), **{"**x**[y](z)": "a,b\n1,2"})
    assert "**x**" not in app.error[0].value
    assert re.search(r"\\\*\\\*x", app.error[0].value)


def test_every_kind_of_file_has_a_template():
    """To download, with its limits."""
    app = opened(data_tab="Other files")
    assert {one.file for one in TEMPLATES} <= {one.proto.label for one in app.get("download_button")}


@pytest.mark.long
def test_a_stock_in_euros_is_one_line_that_names_it_once(yahoo):
    """Typed as its exchange writes it; a class share typed as a broker writes it comes in, and the rest is live."""
    yahoo.fails("eur", "SAP.DE")
    app = opened(data_stocks="My list")
    app.text_input(key="data_list").set_value("AAPL SAP.DE BRK.B").run()
    app.button(key="data_load").click().run()
    assert not app.exception
    assert app.warning[0].value == "9 of 10 series were loaded. The rest:"
    (line,) = [one.value.replace("\\", "") for one in app.markdown if "SAP" in one.value]
    assert line.startswith("- **SAP.DE** is quoted in euros")
    assert line.endswith("It is left out.")
    assert {"AAPL", "BRK-B", "SAP.DE"} <= yahoo.symbols()
    assert "live data from Yahoo" in headline(app)


@pytest.mark.long
def test_an_untrusted_certificate_is_not_called_offline(yahoo):
    """The sentence says what may be in between; the data in use stays."""
    yahoo.fails("untrusted")
    app = loaded(opened())
    assert "certificate is not trusted" in app.error[0].value
    assert "Offline" not in app.error[0].value
    assert "bundled data" in headline(app)
