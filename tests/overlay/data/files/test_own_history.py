"""A history of the user's own series: what is given stands, what is missing is filled in and said, nonsense is refused."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from overlay.data import bundled
from overlay.data.files import lots
from overlay.data.files.own_history import HELD_DAYS
from overlay.errors import OverlayError
from overlay.options.market import from_history
from overlay.vix.from_index import modelled_vix

SHIPPED = bundled.history()
INDEX = SHIPPED.index.loc["2010":"2012"]
DAYS = INDEX.index


def test_the_index_alone_makes_a_history():
    """The VIX is modelled and marked, rate and dividends are the shipped ones, no stocks."""
    own = lots.history(index=INDEX)
    np.testing.assert_array_equal(own.index, INDEX)
    np.testing.assert_array_equal(own.vix, modelled_vix(INDEX))
    np.testing.assert_array_equal(own.rate, SHIPPED.rate.loc[DAYS])
    assert own.vix_modelled.all()
    assert list(own.closes.columns) == []
    assert "No stock" in own.sources["closes"]


def test_openings_of_ones_own_are_taken_where_they_do_not_repeat_the_close_before():
    """An open half a percent above the close before on all days but one."""
    opens = 1.005 * INDEX.shift()
    opens.iloc[3] = INDEX.iloc[2]
    own = lots.history(index=INDEX, opening=opens).opening
    assert own.isna().to_numpy().nonzero()[0].tolist() == [0, 3]
    assert own.iloc[4] == pytest.approx(1.005 * INDEX.iloc[3])


def test_a_history_of_ones_own_says_that_it_is_uploaded():
    """And so does every market of it: its close is of your series, its VIX is not Cboe's, nothing is called bundled."""
    own = lots.history(index=INDEX, vix=pd.Series(20.0, index=DAYS))
    assert own.origin.kind == "uploaded"
    market = from_history(own, own.last)
    assert market.source == f"S&P 500 close of {own.last} (your series); VIX recorded."
    assert own.digest != replace(own, origin=bundled.history().origin).digest


def test_a_recorded_vix_stands_and_its_gaps_are_modelled():
    """Given for one year of three: recorded there and for a month after, modelled elsewhere."""
    vix = pd.Series(20.0, index=INDEX.loc["2011"].index)
    own = lots.history(index=INDEX, vix=vix)
    assert (own.vix.loc["2011"] == 20.0).all()
    assert not own.vix_modelled.loc["2011"].any()
    assert own.vix_modelled.loc["2010"].all()
    assert own.vix_modelled.loc["2012-02":].all()


@pytest.mark.parametrize("every", ["W-FRI", "ME"])
def test_a_sparser_series_holds_until_its_next_value(every):
    """Weekly and monthly rates fill their days, none of which sees a later value."""
    sparse = (
        pd.Series(np.linspace(0.01, 0.04, 1096), index=pd.date_range("2010-01-01", "2012-12-31")).resample(every).last()
    )
    own = lots.history(index=INDEX, rate=sparse)
    day = pd.Timestamp("2011-06-15")
    assert own.rate[day] == sparse.loc[:day].iloc[-1]


def test_a_series_that_has_ended_does_not_live_on():
    """After a month the shipped rate takes over, and the source says so."""
    own = lots.history(index=INDEX, rate=pd.Series(0.1, index=INDEX.loc["2010"].index))
    late = own.rate.loc[pd.Timestamp("2010-12-31") + pd.Timedelta(days=HELD_DAYS + 1) :]
    np.testing.assert_array_equal(late, SHIPPED.rate.loc[late.index])
    assert "Elsewhere" in own.sources["rate"]


def test_a_rate_in_percent_is_told_by_its_size():
    """As Yahoo's ^IRX gives it; and the source says how it was read."""
    percent = lots.history(index=INDEX, rate=pd.Series(5.0, index=DAYS))
    decimal = lots.history(index=INDEX, rate=pd.Series(0.05, index=DAYS))
    np.testing.assert_array_equal(percent.rate, decimal.rate)
    assert "in percent" in percent.sources["rate"]
    assert "as a decimal" in decimal.sources["rate"]


def test_closes_begin_where_all_of_them_do():
    """The history starts with the youngest stock, and says so."""
    closes = SHIPPED.closes.loc[DAYS, ["AAPL", "MSFT"]].copy()
    closes.loc[:"2010-06-30", "MSFT"] = np.nan
    own = lots.history(index=INDEX, closes=closes)
    assert str(own.first) == "2010-07-01"
    assert "2010-07-01" in own.sources["closes"]


def test_unsorted_days_with_a_time_zone_are_put_right():
    """As yfinance gives them; holes are left out."""
    odd = INDEX.copy()
    odd.index = odd.index.tz_localize("America/New_York") + pd.Timedelta(hours=16)
    odd.iloc[5] = np.nan
    own = lots.history(index=odd.sample(frac=1.0, random_state=1))
    np.testing.assert_array_equal(own.index, INDEX.drop(DAYS[5]))


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ({"index": INDEX.iloc[:1]}, "1 days with a value"),
        ({"index": pd.concat([INDEX, INDEX.iloc[:1]])}, "2010-01-04 twice"),
        ({"index": INDEX.astype(str).replace(str(INDEX.iloc[3]), "n/a")}, "not a number"),
        ({"index": pd.Series([1.0, 2.0], index=["one", "two"])}, "cannot be read"),
        ({"index": -INDEX}, "must be above zero"),
        ({"index": INDEX, "vix": pd.Series(500.0, index=DAYS)}, "vix is 500"),
        ({"index": INDEX, "closes": pd.DataFrame({"A": np.nan}, index=DAYS)}, "There is no day with closes of all"),
        (
            {"index": INDEX, "closes": pd.DataFrame({"A": np.where(DAYS.year == 2011, np.nan, 1.0)}, index=DAYS)},
            "fill the gap",
        ),
    ],
)
def test_nonsense_is_refused_with_a_sentence(what, sentence):
    """Each with the value or the day it concerns."""
    with pytest.raises(OverlayError, match=sentence):
        lots.history(**what)


def test_after_the_shipped_data_the_source_says_that_a_value_is_held():
    """Rate and dividend yield of 2022 stand for later days, openly."""
    later = pd.Series([4000.0, 4010.0], index=pd.to_datetime(["2024-01-02", "2024-01-03"]))
    own = lots.history(index=later)
    assert "its last value is held" in own.sources["rate"]
    assert "its last value is held" in own.sources["dividend_yield"]
