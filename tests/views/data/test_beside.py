"""The names that ship beside the panel: what the Data page says of them, the switch, links, files, and the way out."""

from datetime import date

import pandas as pd
import pytest

from overlay.book.lots import Lot
from overlay.data import bundled, saved
from overlay.data.saved import Saved
from tests import visitor
from tests.views.data.test_page import badge, headline, kinds, upload
from tests.views.session.test_state import file, loaded, switched
from views.data.beside import USE
from views.visitor import history as cached

LOTS = (Lot(symbol="NVDA", shares=100.0, basis=5.0, acquired=date(2020, 3, 2)),)
KO = Lot(symbol="KO", shares=10.0, basis=40.0, acquired=date(2020, 3, 2))
ON = {"data_beside": "true"}


def holding(app):
    """The same visitor with NVDA lots of their own."""
    app.session_state["own_lots"] = (LOTS, {"NVDA": 14.6})
    app.session_state["book"] = "Mine"
    app.run()
    assert not app.exception
    return app


def ways_out(app):
    """The sentences on a name without a history that ships."""
    return [one.value for one in app.markdown if one.value.startswith(("NVDA is not among", "NVDA has no history"))]


def test_the_page_names_each_name_with_its_own_days():
    """In one place, with the switch off at first."""
    app = visitor.opened("data")
    said = next(one.value for one in app.markdown if "Two names with longer closes" in one.value)
    assert "AAPL, 2 Jan 1990 to 30 Dec 2024; NVDA, 22 Jan 1999 to 14 Feb 2025." in said
    assert not app.toggle(key="data_beside").value
    assert any("chosen after they had risen greatly" in one.value for one in app.caption)


def test_the_switch_puts_nvidia_under_every_page():
    """Named in the headline, the table and the badge of another page; the address keeps it."""
    app = visitor.opened("data")
    app.toggle(key="data_beside").set_value(True).run()
    assert not app.exception
    assert "bundled data with NVDA: 6,024 days to 28 Dec 2022" in headline(app)
    assert kinds(app)["NVDA, adjusted closes"] == "real, bundled"
    assert kinds(app)["20 stocks, adjusted closes"] == "real, bundled"
    other = switched(app, "condor")
    assert badge(other) == "Bundled data with NVDA to 28 Dec 2022"
    assert other.query_params["data_beside"] == "true"


def test_the_label_names_what_the_switch_adds():
    """Apple is in the panel, so only NVIDIA is added."""
    assert f"Add {' and '.join(cached.beside_panel().beside)} to" in USE.label


def test_a_day_before_the_shared_ones_gives_way():
    """The market of 1995 becomes the default one; nothing fails."""
    app = visitor.opened("data", day="1995-03-01")
    app.toggle(key="data_beside").set_value(True).run()
    assert not app.exception
    assert app.date_input(key="day").value == bundled.history().last_recorded


def test_a_held_name_without_a_history_gets_the_way_out():
    """On the Portfolio page, before the switch, beside the warning."""
    app = visitor.opened("portfolio")
    app.session_state["own_lots"] = ((*LOTS, KO), {"NVDA": 14.6})
    app.session_state["book"] = "Mine"
    app.run()
    assert not app.exception
    (said,) = ways_out(app)
    assert "22 Jan 1999 to 14 Feb 2025" in said
    assert f"*{USE.label}*" in said
    assert any("No price history for NVDA" in one.value for one in app.warning)


def test_a_book_of_the_name_alone_gets_the_way_out_beside_the_error():
    """The page stops, and what to do stands above."""
    app = holding(visitor.opened("portfolio"))
    assert "no prices of NVDA" in app.error[0].value
    assert len(ways_out(app)) == 1


@pytest.mark.parametrize("page", ["portfolio", "stress", pytest.param("", marks=pytest.mark.long)])
def test_with_the_switch_the_name_is_measured(page):
    """Its beta and its volatility come from recorded prices, and nothing is missing."""
    app = holding(visitor.opened(page, **ON))
    assert not app.error
    assert not ways_out(app)
    assert not any("No price history" in one.value for one in app.warning)
    assert headline(app)


@pytest.mark.long
def test_with_the_switch_the_name_is_backtested():
    """Over a named stretch, on its own closes."""
    app = holding(visitor.opened("backtest", bt_book="As on the other pages", bt_span="2020", **ON))
    assert not app.error
    assert headline(app)


def test_a_saved_session_brings_the_names_back():
    """In a new session, with its lots; the days are read within the file's history."""
    app = holding(visitor.opened("portfolio", day="2008-11-20", **ON))
    fresh = loaded(visitor.opened("portfolio"), saved.written(file(app)))
    assert not fresh.error
    assert badge(fresh) == "Bundled data with NVDA to 28 Dec 2022"
    assert fresh.date_input(key="day").value == date(2008, 11, 20)
    assert not ways_out(fresh)


def test_a_file_without_the_names_brings_its_own_days_back():
    """A day of 1995 is valid again, though the session had the names before."""
    app = loaded(visitor.opened("condor", **ON), saved.written(Saved(controls={"day": "1995-03-01"})))
    assert app.date_input(key="day").value == date(1995, 3, 1)
    assert badge(app) == "Bundled data to 28 Dec 2022"


def test_reset_takes_the_names_away_and_undo_brings_them_back():
    """Like any other setting."""
    app = visitor.opened("condor", **ON)
    app.button(key="state_reset").click().run()
    assert badge(app) == "Bundled data to 28 Dec 2022"
    app.button(key="state_undo").click().run()
    assert badge(app) == "Bundled data with NVDA to 28 Dec 2022"


def own_table(first, days):
    """A price file of an index of one's own on weekdays."""
    index = pd.bdate_range(first, periods=days)
    return "\n".join(["date,index", *(f"{day:%Y-%m-%d},{3000 + 3 * (i % 7):.2f}" for i, day in enumerate(index))])


def used(app, text):
    """The same after an upload of daily prices was put to use."""
    app = upload(app, mine=text)
    app.button(key="data_use").click().run()
    assert not app.exception
    return app


def test_a_loaded_history_comes_before_the_switch():
    """And the page says when the switch counts again."""
    app = used(visitor.opened("data", data_tab="Your prices", **ON), own_table("2025-03-03", 120))
    assert "your own data: 120 days" in headline(app)
    assert any("counts again after" in one.value for one in app.caption)


def test_an_index_within_the_names_days_shows_them_as_bundled():
    """Each in a row of its own, with its own last day."""
    app = used(visitor.opened("data", data_tab="Your prices"), own_table("2023-02-21", 29))
    assert "a history needs 60" in app.error[0].value
    app = used(visitor.opened("data", data_tab="Your prices"), own_table("2024-09-03", 61))
    assert kinds(app)["S&P 500"] == "yours"
    assert kinds(app)["NVDA, adjusted closes"] == "real, bundled"
    table = next(one.value for one in app.dataframe if "Kind" in one.value.columns)
    assert table.set_index("Series")["As of"]["NVDA, adjusted closes"] == "14 Feb 2025"


def test_a_loaded_history_without_the_held_name_is_told_apart():
    """There the switch does not help: the bundled closes are too short."""
    app = holding(
        switched(used(visitor.opened("data", data_tab="Your prices"), own_table("2025-01-02", 120)), "portfolio")
    )
    (said,) = ways_out(app)
    assert "do not cover all of its days" in said


def test_both_bundled_histories_are_told_apart_by_every_cache():
    """The plain one has the empty identity."""
    assert cached.beside_panel().digest != bundled.history().digest
