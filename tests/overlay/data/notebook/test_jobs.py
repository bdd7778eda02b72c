"""The jobs of a notebook: a market, a book, its risk, a backtest, the tax, a scenario; and docs/notebook.md."""

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest

import overlay
from overlay.book.exposures import exposure
from overlay.data import bundled, sample_books
from overlay.data.files.lots import lots_csv
from overlay.errors import OverlayError
from overlay.options.scenarios import Scenario
from overlay.tax.sell_or_hold import Outlook
from tests.chains import cboe_csv
from tests.house import ROOT

DAY = "2018-12-26"


@pytest.fixture(scope="module")
def market():
    """The market of the day after Christmas 2018."""
    return overlay.market(DAY)


@pytest.fixture(scope="module")
def book():
    """The sample of twenty names on that day."""
    return overlay.portfolio("Twenty names", DAY)


@pytest.fixture(scope="module")
def lived(book):
    """That book under the steward's rules for two years."""
    return overlay.run_backtest(book, "Steward", (2016, 2017))


@pytest.mark.parametrize("day", [date(2018, 12, 26), DAY, pd.Timestamp(f"{DAY} 15:30"), np.datetime64(DAY)], ids=repr)
def test_a_market_is_known_by_any_kind_of_day(day):
    """Close of the index and of the VIX, and the rate, as the history has them."""
    history = bundled.history()
    found = overlay.market(day)
    assert found.spot == history.index.loc[DAY]
    assert found.vix == history.vix.loc[DAY]
    assert found.rate == history.rate.loc[DAY]


def test_a_holiday_stands_for_the_trading_day_before_it():
    """Christmas 2018 was a Tuesday."""
    assert overlay.market("2018-12-25").as_of == date(2018, 12, 24)


@pytest.mark.parametrize("as_bytes", [True, False], ids=["bytes", "path"])
def test_a_market_is_known_by_a_chain(tmp_path, as_bytes):
    """Its bytes or the path of its file."""
    content = cboe_csv().encode()
    file = tmp_path / "chain.csv"
    file.write_bytes(content)
    found = overlay.market(content if as_bytes else str(file))
    assert found.listing is not None


@pytest.mark.parametrize("wrong", [3.5, None, "2018-13-40", "1950-01-02", "no_such_file.csv", ["2018-12-26"]], ids=repr)
def test_what_is_no_market_is_refused_with_a_sentence(wrong):
    """It names the value and says what to do."""
    with pytest.raises(OverlayError, match=r": .*\w"):
        overlay.market(wrong)


def test_lots_become_a_book_at_the_closes_of_the_day(book):
    """The same lots passed one by one, and through a file, are worth the same."""
    prices = sample_books.prices(bundled.history(), date(2018, 12, 26))
    assert overlay.portfolio(book.lots, DAY).invested == pytest.approx(book.invested)
    assert overlay.portfolio(lots_csv(book.lots, prices), DAY).invested == pytest.approx(book.invested)


def test_a_bad_row_of_lots_is_told_and_never_left_out_in_silence():
    """The line, the reason, the way out."""
    content = b"symbol,shares,basis_per_share,acquired\nKO,100,40,2015-03-02\nKO,many,40,2015-03-02\n"
    with pytest.raises(OverlayError, match="line 3"):
        overlay.portfolio(content, DAY)


def test_the_risk_is_that_of_the_portfolio_page(book, market):
    """One call for both."""
    assert overlay.risk(book, market).split == exposure(book, bundled.history(), market).split


def test_years_of_a_backtest_are_whole(lived):
    """From the first trading day of the first to the last of the last."""
    table = lived.frame()
    assert (table.index[0].date(), table.index[-1].date()) == (date(2016, 1, 4), date(2017, 12, 29))


def test_the_parts_of_a_backtest_add_up_to_the_equity(lived):
    """Each row, in dollars."""
    table = lived.frame()
    parts = table[["Stocks ($)", "Condors ($)", "VIX calls ($)", "Cash ($)"]].sum(axis=1)
    np.testing.assert_allclose(parts, table["Equity ($)"])


def test_a_rule_set_that_does_not_ship_is_refused(book):
    """With the names of those that do."""
    with pytest.raises(OverlayError, match="'Stewart'.*Steward"):
        overlay.run_backtest(book, "Stewart")


def test_what_is_left_after_tax_is_less_where_more_is_sold(book):
    """A sale books the gain: the tax now is what the futures differ by in year 0."""
    found = overlay.sell_or_hold(book, DAY, Outlook(filing="single", wages=150_000.0, years=3))
    assert found.sale_tax > 0.0
    assert len(found.frame()) == 4
    assert found.frame().index[-1] == pd.Timestamp(2029, 12, 31)


def test_a_scenario_hits_each_part_and_the_parts_make_the_whole(book, market):
    """The table's rows sum to the result."""
    whole = overlay.whole_book(book, market)
    scenario = Scenario(index_return=-0.2, vol_shift=0.3, days=5)
    table = whole.frame(scenario)
    assert table["Result ($)"].sum() == pytest.approx(whole.result(scenario).total)
    assert table.loc["Stocks", "Result ($)"].sum() < 0.0 < table.loc["VIX calls", "Result ($)"].sum()


def test_every_result_prints_as_one_short_line(book, market, lived):
    """At most 400 characters, whatever arrays it holds."""
    condor = overlay.condor.by_sigmas(market, 1.5, 50.0, 30)
    results = [
        bundled.history(), market, condor, overlay.condor.quote(condor, market), book, overlay.risk(book, market), lived,
        lived.ladder, overlay.whole_book(book, market),
        overlay.sell_or_hold(book, DAY, Outlook(filing="single", wages=1e5)),
    ]  # fmt: skip
    long = {type(one).__name__: len(repr(one)) for one in results if len(repr(one)) > 400 or "\n" in repr(one)}
    assert not long


def test_every_number_in_a_table_has_its_unit(book, market, lived):
    """In brackets, but for counts, names, days and betas, which have none."""
    condor = overlay.condor.by_sigmas(market, 1.5, 50.0, 30)
    bare = {
        "Symbol",
        "Sector",
        "Acquired",
        "Shares",
        "Beta",
        "Beta error",
        "Opened",
        "Settles",
        "Fate",
        "Condors",
        "VIX modelled",
    }
    tables = [
        overlay.condor.quote(condor, market).frame(), book.frame(), overlay.risk(book, market).frame(), lived.frame(),
        lived.ladder.frame(), overlay.sell_or_hold(book, DAY, Outlook(filing="single", wages=1e5)).frame(),
        overlay.whole_book(book, market).frame(Scenario()),
    ]  # fmt: skip
    columns = {column for table in tables for column in table.columns}
    assert not {one for one in columns - bare if not re.search(r"\(.+\)$", one)}


def test_the_notebook_page_runs_as_it_stands(capsys):
    """All five jobs, one after another, in one namespace."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "notebook.md").read_text(), re.DOTALL)
    assert len(blocks) == 5
    names = {}
    for block in blocks:
        exec(compile(block, "docs/notebook.md", "exec"), names)  # noqa: S102  # our own page
    assert "Backtest(Steward, 2015-01-02 to 2018-12-31" in capsys.readouterr().out
