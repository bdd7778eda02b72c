"""The longer single names that ship beside the panel: known facts, who may have them, and what stays as it was."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from overlay.data import bundled, sample_books, single_names
from overlay.errors import OverlayError
from overlay.history import events
from overlay.history.calendar import trading_days
from overlay.signals.indicator_table import indicators

BASE = bundled.history()
NAMES = single_names.names()
BY_DAY = ("index", "vix", "vix_modelled", "vix_doubtful", "rate", "rate_carried", "dividend_yield")


@pytest.fixture(scope="module")
def beside():
    """The bundled history with the names that its panel lacks."""
    return single_names.beside_panel(BASE)


def test_each_name_has_its_own_first_and_last_day():
    """As the packages hold them."""
    spans = {one.symbol: (one.first, one.last) for one in NAMES.values()}
    assert spans == {
        "AAPL": (date(1990, 1, 2), date(2024, 12, 30)),
        "NVDA": (date(1999, 1, 22), date(2025, 2, 14)),
    }


@pytest.mark.parametrize("symbol", NAMES)
def test_a_name_has_a_close_on_every_trading_day_of_its_span(symbol):
    """None is missing and none is too many."""
    one = NAMES[symbol]
    assert list(one.closes.index) == list(trading_days(one.first, one.last))


@pytest.mark.parametrize(
    ("symbol", "year", "published"),
    [("NVDA", 2001, 308.0), ("NVDA", 2008, -76.3), ("NVDA", 2016, 227.0), ("NVDA", 2022, -50.3), ("NVDA", 2023, 239.0),
     ("NVDA", 2024, 171.2), ("AAPL", 2023, 49.0)],
)  # fmt: skip
def test_the_years_return_what_is_known_of_them(symbol, year, published):
    """Total returns in percent as public quote pages give them, to a point and a half."""
    ends = NAMES[symbol].closes.groupby(NAMES[symbol].closes.index.year).last()
    assert 100 * (ends[year] / ends[year - 1] - 1) == pytest.approx(published, abs=1.5)


def test_apple_is_the_panel_to_its_last_day():
    """To the last digit."""
    np.testing.assert_array_equal(NAMES["AAPL"].closes[BASE.days], BASE.closes["AAPL"])


def test_apple_goes_on_after_the_panel_without_a_jump():
    """The day after the panel's last one, Apple rose by 2.8%."""
    closes = NAMES["AAPL"].closes
    assert closes["2022-12-29"] / closes["2022-12-28"] - 1 == pytest.approx(0.028, abs=0.001)


def test_history_and_names_together_stay_small():
    """Below 1.2 MB, as the issue asks."""
    assert bundled.FILE.stat().st_size + single_names.FILE.stat().st_size < 1_200_000


def test_the_bundled_history_gets_nvidia_from_its_first_day_on(beside):
    """Twenty-one names, and the twenty of the panel apart."""
    assert (beside.first, beside.last) == (date(1999, 1, 22), BASE.last)
    assert list(beside.closes.columns) == [*BASE.closes.columns, "NVDA"]
    assert list(beside.panel.columns) == list(BASE.closes.columns)
    np.testing.assert_array_equal(beside.closes["NVDA"], NAMES["NVDA"].closes[beside.days])


@pytest.mark.parametrize("name", BY_DAY)
def test_everything_else_of_the_bundled_history_stays(beside, name):
    """Flags by day too."""
    pd.testing.assert_series_equal(getattr(beside, name), getattr(BASE, name).loc["1999-01-22":])


@pytest.mark.parametrize("name", ["vix_range", "yields"])
def test_tables_of_the_bundled_history_stay(beside, name):
    """The VIX within the day, and the Treasury yields."""
    pd.testing.assert_frame_equal(getattr(beside, name), getattr(BASE, name).loc["1999-01-22":])


def test_the_sources_name_the_name_and_its_last_day(beside):
    """Beside those of the bundled history."""
    assert beside.sources == {**BASE.sources, "NVDA": beside.sources["NVDA"]}
    assert beside.sources["NVDA"].startswith("Bundled, to 2025-02-14. ")


def test_breadth_and_the_default_book_leave_the_name_out(beside):
    """They are those of the panel on the same days; a winner is no measure of a market."""
    plain = indicators(BASE.since(beside.first), events=events.shipped())
    seen = indicators(beside, events=events.shipped())
    np.testing.assert_array_equal(seen.breadth.net, plain.breadth.net)
    np.testing.assert_array_equal(seen.book, plain.book)


def test_a_book_may_hold_the_name(beside):
    """By its symbol, like one of the panel."""
    seen = indicators(beside, events=events.shipped(), book=("NVDA",))
    closes = beside.closes["NVDA"].to_numpy()
    np.testing.assert_allclose(seen.book / seen.book[0], closes / closes[0])


def test_names_alone_are_no_panel():
    """With nothing but such names the index is the book, and breadth is unknown."""
    alone = single_names.joined_to(replace(BASE, closes=BASE.closes[[]]).since(date(2015, 1, 2)), NAMES.values())
    seen = indicators(alone, events=events.shipped())
    np.testing.assert_array_equal(seen.book, alone.index)
    assert np.isnan(seen.breadth.net).all()


def test_another_panel_has_another_digest(beside):
    """The same closes, of which breadth counts more."""
    assert replace(beside, beside=frozenset()).digest != beside.digest


def test_a_name_joins_only_a_history_whose_days_it_covers():
    """NVIDIA not before 1999; Apple not where it is given already."""
    empty = replace(BASE, closes=BASE.closes[[]])
    assert [one.symbol for one in single_names.joining(empty, ())] == ["AAPL"]
    assert [one.symbol for one in single_names.joining(empty.since(date(1999, 1, 22)), ["AAPL"])] == ["NVDA"]
    assert single_names.joining(BASE, ()) == ()


def damaged(tmp_path, change):
    """The shipped table, changed, in a new file."""
    file = tmp_path / "single_names.parquet"
    pq.write_table(change(pq.read_table(single_names.FILE)), file)
    return file


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.drop_columns(["date"]), "lacks its days, its names or their sources"),
        (lambda table: table.select(["date"]), "lacks its days, its names or their sources"),
        (lambda table: table.replace_schema_metadata(None), "lacks its days, its names or their sources"),
        (
            lambda table: table.set_column(1, "AAPL", pa.array(np.zeros(len(table)))),
            "impossible closes of AAPL: reinstall",
        ),
    ],
)
def test_a_damaged_table_is_refused(tmp_path, change, message):
    """In one sentence with the way out."""
    with pytest.raises(OverlayError, match=message):
        single_names.names(damaged(tmp_path, change))


def test_a_missing_or_broken_file_is_refused(tmp_path):
    """As for the bundled history."""
    with pytest.raises(OverlayError, match=r"absent\.parquet is missing: reinstall"):
        single_names.names(tmp_path / "absent.parquet")
    (tmp_path / "half.parquet").write_bytes(single_names.FILE.read_bytes()[:9000])
    with pytest.raises(OverlayError, match="cannot be read: reinstall"):
        single_names.names(tmp_path / "half.parquet")


def test_a_close_after_later_splits_is_no_price_of_the_day():
    """NVDA split ten for one in 2024, so a lot of 2022 needs a typed price; the panel's names have theirs."""
    known = sample_books.prices(single_names.beside_panel(BASE), BASE.last)
    assert "NVDA" not in known
    assert known == sample_books.prices(BASE, BASE.last)
