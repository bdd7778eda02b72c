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
from scripts.build_samples import TARGET_MIDPOINTS, YEARLY_RETURNS, dividend_yields, write
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


@pytest.mark.parametrize(("day", "close"), [("2014-01-03", 13.76), ("2017-11-03", 9.14), ("2018-02-05", 37.32)])
def test_the_vix_of_2014_to_2018_is_recorded(history, day, close):
    """Well-known VIX closes are met exactly and are not marked as modelled."""
    assert history.vix[day] == close
    assert not history.vix_modelled[day]


def test_the_recorded_vix_has_no_hole(history):
    """From the first to the last recorded day nothing is modelled."""
    assert history.last_recorded == date(2019, 1, 3)
    assert not history.vix_modelled["2014-01-03":"2019-01-03"].any()
    assert (~history.vix_modelled).sum() == 1259


def test_all_other_days_carry_the_model(history):
    """Outside the recorded years the VIX is the model's, to two decimals, and empty on ten days."""
    modelled = history.vix_modelled

    pd.testing.assert_series_equal(history.vix[modelled], modelled_vix(history.index)[modelled].round(2))
    assert history.vix.isna().sum() == 10


@needs_shared
def test_the_recorded_vix_equals_cboe(history):
    """On each recorded day the bundled VIX is Cboe's close."""
    cboe = shared_series("history/vix_daily_cboe.csv", "DATE", "CLOSE")
    recorded = history.vix[~history.vix_modelled]

    assert recorded.to_list() == cboe.reindex(recorded.index).to_list()


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


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        ("1990-01-02", 12 * np.log(1.0057)),
        ("2018-11-30", 12 * np.log(1.0018)),
        ("2018-12-19", 0.02125),
        ("2022-12-28", 0.04375),
    ],
)
def test_rates_are_bills_first_and_federal_funds_after(history, day, rate):
    """RF of the month through 2018-11, the target's midpoint from 2018-12 on."""
    assert history.rate[day] == pytest.approx(rate, abs=1e-12)


@needs_shared
def test_the_typed_target_range_follows_effective_federal_funds(history):
    """From 2018-12 on the midpoint lies within a tenth of a point of DFF, but for a few strained days."""
    funds = shared_series("history/rates_vol_daily_2000_2026.csv", "fecha", "DFF").reindex(history.days) / 100
    gap = (history.rate - funds)["2018-12-01":].abs().dropna()

    assert (gap <= 0.0010).mean() > 0.97
    assert gap.max() < 0.002


@needs_shared
@pytest.mark.parametrize("day", TARGET_MIDPOINTS)
def test_each_change_of_the_target_is_followed_by_federal_funds(day):
    """Over the week from its first day in force, each midpoint lies within 0.15 points of the median DFF."""
    funds = shared_series("history/rates_vol_daily_2000_2026.csv", "fecha", "DFF").dropna()

    assert funds.loc[day:].iloc[:5].median() == pytest.approx(TARGET_MIDPOINTS[day], abs=0.15)


@needs_shared
@pytest.mark.parametrize("year", range(2000, 2023))
def test_the_rate_follows_three_month_bills(history, year):
    """Averaged over a year, the rate lies within 0.6 points of the 13-week bill."""
    bills = shared_series("history/rates_vol_daily_2000_2026.csv", "fecha", "IRX_close") / 100

    assert history.rate[str(year)].mean() == pytest.approx(bills[str(year)].mean(), abs=0.006)


def test_every_series_says_where_it_came_from(history):
    """Each source is a sentence, and the VIX's admits the model."""
    assert set(history.sources) == {"closes", "index", "vix", "vix_modelled", "rate", "dividend_yield"}
    assert all(sentence.endswith(".") for sentence in history.sources.values())
    assert "modelled" in history.sources["vix"]


def test_the_file_is_small():
    """The file stays below two megabytes."""
    assert bundled.FILE.stat().st_size < 2_000_000


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
        (lambda table: table.select(list(bundled.SERIES)), "lacks its stocks or its sources"),
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
