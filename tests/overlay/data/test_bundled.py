"""What the bundled history promises: known facts, recorded VIX as published, and a small file that opens fast."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from overlay.data import bundled
from overlay.errors import OverlayError
from overlay.vix.from_index import modelled_vix
from scripts.build_samples import CBOE_CLOSES, YEARLY_RETURNS, dividend_yields, write
from scripts.check_history import compared
from tests import oracles

SHARED = oracles.SHARED / "data"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason=f"the shared test data is absent ({SHARED})")
STOCKS = "AAPL AMD BAC BBY CVX GE HD JNJ JPM KO LLY MRK MSFT PEP PFE PG RRC UNH WMT XOM"


@pytest.fixture(scope="module")
def history():
    """Return the bundled history, read once."""
    return bundled.history()


def shared_series(file, day, value):
    """Return one column of a shared file by day."""
    return pd.read_csv(SHARED / file, index_col=day, parse_dates=True)[value]


def damaged(tmp_path, change):
    """Write the bundled table, changed, to a new file and return its path."""
    file = tmp_path / "history.parquet"
    pq.write_table(change(pq.read_table(bundled.FILE)), file)
    return file


def test_the_history_runs_from_1990_to_2022(history):
    """The file covers 8,313 trading days."""
    assert (history.first, history.last, len(history.days)) == (date(1990, 1, 2), date(2022, 12, 28), 8313)


def test_the_twenty_stocks_are_there(history):
    """Each stock has a column of float64 closes."""
    assert " ".join(history.closes.columns) == STOCKS
    assert (history.closes.dtypes == np.float64).all()


def test_closes_come_back_as_published(history):
    """The first Apple close is 0.264 exactly, though it was stored as float32."""
    assert history.closes["AAPL"].iloc[0] == 0.264


@pytest.mark.parametrize(
    ("day", "close"),
    [("1990-01-02", 359.69), ("2008-11-20", 752.44), ("2020-03-23", 2237.40), ("2022-12-28", 3783.22)],
)
def test_the_index_closed_where_everyone_knows_it_did(history, day, close):
    """Well-known S&P 500 closes are met to the cent."""
    assert history.index[day] == pytest.approx(close, abs=0.005)


@pytest.mark.parametrize(
    ("day", "close"),
    [("1990-01-02", 17.24), ("2008-11-20", 80.86), ("2017-11-03", 9.14), ("2018-02-05", 37.32), ("2020-03-16", 82.69)],
)
def test_the_vix_is_the_recorded_one(history, day, close):
    """Well-known VIX closes are met exactly and are not marked as modelled."""
    assert history.vix[day] == close
    assert not history.vix_modelled[day]


def test_five_days_have_a_modelled_vix(history):
    """No file holds a close of these days; the VIX is recorded on all others, 99.94%."""
    missing = ["1991-03-01", "1997-01-31", "1997-11-26", "1999-12-31", "2006-05-04"]
    assert [f"{day:%Y-%m-%d}" for day in history.days[history.vix_modelled]] == missing


def test_the_days_without_a_close_carry_the_model(history):
    """There the VIX is the model's, to two decimals, and no day is empty."""
    modelled = history.vix_modelled

    pd.testing.assert_series_equal(history.vix[modelled], modelled_vix(history.index)[modelled].round(2))
    assert history.vix.notna().all()


def test_the_closes_that_differ_are_flagged(history):
    """Exactly the days of the list are doubtful."""
    assert [f"{day:%Y-%m-%d}" for day in history.days[history.vix_doubtful]] == sorted(CBOE_CLOSES)


@needs_shared
def test_the_recorded_vix_equals_cboe_except_where_flagged(history):
    """The flagged closes are the only ones that differ from Cboe's file."""
    differing = compared(history).differing

    assert [f"{day:%Y-%m-%d}" for day in differing.index] == sorted(CBOE_CLOSES)


@needs_shared
@pytest.mark.parametrize("day", CBOE_CLOSES)
def test_cboes_close_of_a_flagged_day_is_the_published_one(day):
    """PROVENANCE quotes both closes; the second is Cboe's."""
    assert shared_series("history/vix_daily_cboe.csv", "DATE", "CLOSE")[day] == CBOE_CLOSES[day]


def test_the_vix_within_a_day_holds_its_close(history):
    """Low <= open and close <= high on each day with a range; most days since 1992 have one."""
    low, high = history.vix_range["low"], history.vix_range["high"]
    known = low.notna()
    for one in (history.vix, history.vix_range["open"]):
        assert ((low <= one) & (one <= high))[known].all()
    assert known["1992":].mean() > 0.98


def test_before_1992_no_range_is_invented(history):
    """The file repeats the close there, which would be a range of zero."""
    assert history.vix_range[:"1991-12-31"].isna().all(axis=None)


@needs_shared
def test_the_index_equals_yahoo(history):
    """On each day the bundled index is ^GSPC's close, to the cent."""
    yahoo = shared_series("history/gspc_close_yahoo.csv", "Date", "Close")

    np.testing.assert_allclose(history.index, yahoo.reindex(history.days), atol=0.0051)


@pytest.mark.parametrize("year", range(1991, 2022))
def test_the_typed_price_returns_are_those_of_the_index(history, year):
    """Year-end closes give the published price return to 0.02 points of a percent."""
    year_end = history.index.groupby(history.days.year).last()

    assert 100 * (year_end[year] / year_end[year - 1] - 1) == pytest.approx(YEARLY_RETURNS[year][0], abs=0.02)


@needs_shared
@pytest.mark.parametrize("year", [1990, 2022])
def test_the_price_returns_at_the_ends_are_those_of_yahoo(year):
    """The two years that the file holds only in part are checked against the longer series."""
    yahoo = shared_series("history/gspc_close_yahoo.csv", "Date", "Close")
    year_end = yahoo.groupby(yahoo.index.year).last()

    assert 100 * (year_end[year] / year_end[year - 1] - 1) == pytest.approx(YEARLY_RETURNS[year][0], abs=0.02)


@needs_shared
@pytest.mark.parametrize("year", range(1990, 2022))
def test_the_dividend_yields_are_those_of_the_total_return_index(history, year):
    """Published SPTR over SPX gives the bundled yield to a tenth of a point a year."""
    levels = pd.read_csv(SHARED / "benchmarks/cboe_strategy_indices_monthly.csv", index_col="Date", parse_dates=True)
    ratio = np.log(levels["SPTR"] / levels["SPX"]).groupby(levels.index.year).last().diff()

    assert history.dividend_yield[str(year)].iloc[0] == pytest.approx(ratio[year], abs=0.001)


def test_a_year_has_one_dividend_yield():
    """2011, when the price stood still, paid ln(1.0211)."""
    yields = dividend_yields(pd.bdate_range("2011-01-03", "2011-12-30"))

    np.testing.assert_allclose(yields, np.log(1.0211))


@pytest.mark.parametrize(("day", "published"), [("1990-01-02", 7.83), ("2000-01-03", 5.48), ("2022-12-28", 4.46)])
def test_the_rate_is_the_three_month_yield(history, day, published):
    """The Treasury quotes it in percent with two payments a year: continuously compounded it is 2 ln(1 + y / 2)."""
    assert history.rate[day] == pytest.approx(2.0 * np.log(1.0 + published / 200.0), abs=1e-12)


def test_a_day_without_a_yield_has_that_of_the_day_before(history):
    """The bond market closes on Columbus Day and Veterans Day, when stocks trade."""
    carried = np.flatnonzero(history.rate_carried)

    assert len(carried) == 73
    np.testing.assert_array_equal(history.rate.iloc[carried], history.rate.shift().iloc[carried])


@needs_shared
def test_the_rate_is_that_of_three_month_bills(history):
    """One basis point in the median against the bills' own quotes, converted from their bank discount."""
    assert compared(history).rate_median <= 1.0


def test_the_rate_is_the_curves_three_month_point(history):
    """One curve: cash and options use the point that ships with the others."""
    np.testing.assert_allclose(history.yields[0.25], history.rate, atol=1e-8)


def test_a_tenor_that_was_not_issued_is_empty(history):
    """The one-month bill began on 31 July 2001; the thirty-year bond was away from 2002 to 2006."""
    assert history.yields[1 / 12].first_valid_index() == pd.Timestamp("2001-07-31")
    assert history.yields[30.0]["2003"].isna().all()


def test_every_series_says_where_it_came_from(history):
    """Each source is a sentence, and the VIX's admits the model."""
    series = {"closes", "index", "vix", "vix_modelled", "vix_doubtful", "vix_range", "rate", "yields", "dividend_yield"}
    assert set(history.sources) == series
    assert all(sentence.endswith(".") for sentence in history.sources.values())
    assert "modelled" in history.sources["vix"]


def test_the_file_is_small():
    """The file stays below 1.2 megabytes."""
    assert bundled.FILE.stat().st_size < 1_200_000


@pytest.mark.parametrize("name", ["PROVENANCE.md", "LICENSE-skfolio.txt", "LICENSE-arch.txt"])
def test_provenance_and_licences_lie_beside_it(name):
    """What ships says whose it is."""
    assert "Copyright" in (bundled.FILE.parent / name).read_text(encoding="utf-8")


def test_writing_twice_gives_the_same_bytes(history, tmp_path):
    """The file carries no time stamp."""
    files = [tmp_path / name for name in ("one.parquet", "two.parquet")]
    for file in files:
        write(history.index.to_frame("index").join(history.closes), file)

    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_missing_file_is_refused_with_the_way_out(tmp_path):
    """The refusal says how to get the file back."""
    with pytest.raises(OverlayError, match=r"absent\.parquet is missing: reinstall the app, or run python -m"):
        bundled.history(tmp_path / "absent.parquet")


def test_a_file_cut_short_is_refused(tmp_path):
    """Half a download is not read."""
    half = tmp_path / "history.parquet"
    half.write_bytes(bundled.FILE.read_bytes()[:100_000])

    with pytest.raises(OverlayError, match="cannot be read: reinstall"):
        bundled.history(half)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.drop_columns(["vix"]), "wrong column 'vix'"),
        (lambda table: table.append_column("NOTE", pa.array(["x"] * len(table))), "wrong column 'NOTE'"),
        (
            lambda table: table.select([*bundled.SERIES, *bundled.RANGE, *bundled.TENORS]),
            "lacks its stocks or its sources",
        ),
        (lambda table: table.replace_schema_metadata(None), "lacks its stocks or its sources"),
        (lambda table: table.slice(0, 8000), "has only 8,000 days"),
    ],
)
def test_a_damaged_table_is_refused(tmp_path, change, message):
    """Columns, kinds, sources and the number of days are checked before use."""
    with pytest.raises(OverlayError, match=message):
        bundled.history(damaged(tmp_path, change))


def test_the_sources_travel_inside_the_file(history):
    """What a page shows as the source was written with the data."""
    assert json.loads(pq.read_schema(bundled.FILE).metadata[b"sources"]) == history.sources
