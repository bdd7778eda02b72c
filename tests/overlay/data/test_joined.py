"""Series of several makers, joined into one history."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from overlay.data import bundled, joined as daily, single_names
from overlay.data.yahoo.prices import Fetched, Missing, Prices
from overlay.errors import OverlayError
from overlay.history.calendar import trading_days
from overlay.history.daily import Origin
from overlay.options.market import MODELLED_VIX, from_history
from tests import yahoo_server

BASE = bundled.history()
ASKED = date(2026, 11, 23)
DAYS = pd.bdate_range("2020-01-02", "2026-11-20")
AFTER = pd.Timestamp("2023-01-02")  # no bundled VIX from here on
ORIGIN = Origin(kind="live", name="Yahoo", asked=ASKED)


def series(symbol, days=DAYS):
    """An invented series."""
    return pd.Series(yahoo_server.closes(symbol, [one.date() for one in days]), index=days)


def joined(first=DAYS[0], **more):
    """A history on an invented index, from its first day on."""
    return daily.joined(index=series("^GSPC")[first:], base=BASE, origin=ORIGIN, **more)


def prices(symbol):
    """What Yahoo would give."""
    one, none = series(symbol), pd.Series(dtype=float)
    return Prices(symbol=symbol, close=one, adjusted=one, dividends=none, splits=none, asked=ASKED)


def test_the_index_sets_the_days_and_its_maker_is_named():
    """On every page, by way of the market's sentence."""
    own = joined(vix=series("^VIX"), rate=series("^IRX") / 100.0, closes={"AAPL": series("AAPL")})
    assert list(own.history.days) == list(DAYS)
    assert not own.history.vix_modelled.any()
    assert from_history(own.history).source == "S&P 500 close of 2026-11-20 (Yahoo); VIX recorded."
    assert own.given == {"index", "vix", "rate", "AAPL"}


def test_without_a_vix_it_is_modelled_and_says_so():
    """No modelled number passes as live."""
    own = joined(first=AFTER)
    assert own.history.vix_modelled.all()
    assert any(flag.title == MODELLED_VIX for flag in from_history(own.history).flags)
    assert "vix" not in own.given
    assert own.history.sources["vix"] == f"VIX closes: modelled from the index on {len(DAYS[DAYS >= AFTER]):,} days."


def test_a_day_without_a_vix_takes_the_recorded_one_that_ships():
    """On the days that have none there either, it is modelled."""
    days = BASE.days[(BASE.days >= "2005-01-03") & (BASE.days <= "2008-06-30")]
    own = daily.joined(index=BASE.index[days], base=BASE, origin=ORIGIN)
    assert own.history.vix["2007-02-27"] == BASE.vix["2007-02-27"] == 18.31
    assert list(own.history.days[own.history.vix_modelled]) == [pd.Timestamp("2006-05-04")]


def test_a_hole_in_the_vix_is_modelled_on_that_day_alone():
    """And the days beside it stay recorded."""
    days = DAYS[DAYS >= AFTER]
    own = joined(first=AFTER, vix=series("^VIX").drop(days[100]))
    assert list(np.flatnonzero(own.history.vix_modelled)) == [100]


def test_without_a_rate_the_last_bundled_one_stays_with_a_warning():
    """Nobody takes it for live."""
    own = joined(vix=series("^VIX"))
    assert own.history.rate.iloc[-1] == BASE.rate.iloc[-1]
    assert any("No rate was loaded" in flag.title for flag in own.flags)
    assert "rate" not in own.given


def test_yahoos_opens_become_openings_of_the_index():
    """Its own, where they do not repeat the close before; a fund loaded beside it comes first."""
    index = series("^GSPC")
    opens = index.shift() * 1.01
    opens.iloc[5] = index.iloc[4]
    found = {"^GSPC": replace(prices("^GSPC"), opening=opens)}
    own = daily.from_yahoo(Fetched(prices=found), BASE, ASKED).history.opening
    assert own.iloc[7] == pytest.approx(1.01 * index.iloc[6])
    assert np.isnan(own.iloc[5])
    fund = prices("SPY")
    found["SPY"] = replace(fund, opening=0.99 * fund.close.shift())
    both = daily.from_yahoo(Fetched(prices=found), BASE, ASKED).history.opening
    assert both.iloc[5] == pytest.approx(0.99 * index.iloc[4])


def test_a_history_without_opens_has_no_openings():
    """Neither the bundled one nor one of closes alone."""
    assert joined().history.opening is None
    assert BASE.opening is None


def test_a_fund_alone_gives_the_index_in_use_its_openings():
    """And a VIX loaded after it leaves them."""
    ratios = pd.Series(1.002, index=BASE.days)
    own = daily.from_files({"opening gap": ratios}, "SPY.csv", ASKED, BASE, BASE)
    assert own.history.opening.iloc[9] == pytest.approx(1.002 * BASE.index.iloc[8])
    later = daily.from_files({"vix": BASE.vix}, "vix.csv", ASKED, own.history, BASE)
    pd.testing.assert_series_equal(later.history.opening, own.history.opening)


def test_a_bills_discount_becomes_a_continuous_rate():
    """4.2% discount on 91 days: 100 buys back at 98.9383."""
    found = daily.from_yahoo(Fetched(prices={"^GSPC": prices("^GSPC"), "^IRX": prices("^IRX")}), BASE, ASKED)
    discount = series("^IRX").iloc[-1] / 100.0
    assert found.history.rate.iloc[-1] == pytest.approx(-np.log(1 - discount * 91 / 360) * 365 / 91)


def test_a_bills_rate_is_the_one_that_the_treasury_publishes_beside_its_discount():
    """Early September 2023: 13 weeks, bank discount 5.30%, coupon equivalent 5.46% of a 366-day year, both rounded."""
    published = np.log(1.0 + 0.0546 * 91 / 366) * 365 / 91
    ours = daily._continuous(pd.Series([5.30])).iloc[0]
    assert ours == pytest.approx(published, abs=1e-4)


def test_a_stock_listed_later_is_left_out_with_the_way_out():
    """A beta needs a close on every day."""
    own = joined(closes={"AAPL": series("AAPL"), "NEW": series("NEW", DAYS[400:])})
    assert list(own.history.closes.columns) == ["AAPL"]
    assert any(
        f"NEW is left out: it begins on {DAYS[400].date()}; start the history there" in flag.title for flag in own.flags
    )


def test_a_few_missing_closes_are_carried_and_counted_a_week_is_not():
    """Five days at most."""
    few, many = series("A").drop(DAYS[10:13]), series("B").drop(DAYS[10:20])
    own = joined(closes={"A": few, "B": many})
    assert list(own.history.closes.columns) == ["A"]
    assert own.history.closes["A"].iloc[12] == own.history.closes["A"].iloc[9]
    assert any("A: 3 missing closes carried over" in flag.title for flag in own.flags)


def test_without_the_index_there_is_no_history():
    """The sentence names the reason; the page keeps what it had."""
    missing = (Missing(symbol="^GSPC", why="Yahoo's answer was cut off"),)
    with pytest.raises(OverlayError, match=r"Without the S&P 500 \(\^GSPC\).*cut off"):
        daily.from_yahoo(Fetched(prices={"^VIX": prices("^VIX")}, missing=missing), BASE, ASKED)


def test_a_short_index_is_refused():
    """Sixty days at least."""
    with pytest.raises(OverlayError, match="has 59 days"):
        daily.joined(index=series("^GSPC", DAYS[:59]), base=BASE, origin=ORIGIN)


def test_an_uploaded_vix_alone_leaves_the_rest():
    """Cboe's file over the bundled history: the index stays, the VIX is recorded."""
    vix = pd.Series(20.0, index=BASE.days)
    own = daily.from_files({"vix": vix}, "VIX_History.csv", ASKED, BASE, BASE)
    assert own.history.index.equals(BASE.index)
    assert not own.history.vix_modelled.any()
    assert list(own.history.closes.columns) == list(BASE.closes.columns)
    assert own.history.origin.name == "bundled history, with VIX_History.csv"
    assert (own.given, own.under.kind) == ({"vix"}, "bundled")


@pytest.mark.parametrize("name", ["vix_range", "vix_doubtful", "rate_carried", "yields"])
def test_a_stock_of_ones_own_leaves_the_other_series_alone(name):
    """What is known of each day's VIX and rate stays known; a VIX of one's own brings its own doubts."""
    stock = BASE.closes["AAPL"].rename("TSLA")
    own = daily.from_files({"TSLA": stock}, "mine.csv", ASKED, BASE, BASE).history
    assert getattr(own, name).equals(getattr(BASE, name))
    assert own.sources.get(name) == (BASE.sources[name] if name in {"vix_range", "yields"} else None)
    replaced = daily.from_files({"vix": BASE.vix}, "mine.csv", ASKED, BASE, BASE).history
    assert (getattr(replaced, name) is None) == name.startswith("vix")


def test_a_bundled_vix_that_is_not_cboes_stays_flagged_under_an_index_of_ones_own():
    """16 September 2008: 31.54 in the package, 30.30 at Cboe."""
    days = BASE.days[(BASE.days >= "2008-01-02") & (BASE.days <= "2008-12-31")]
    own = daily.joined(index=BASE.index[days], base=BASE, origin=ORIGIN).history
    assert "not as Cboe has it" in from_history(own, date(2008, 9, 16)).source
    given = daily.joined(index=BASE.index[days], vix=BASE.vix[days], base=BASE, origin=ORIGIN).history
    assert given.vix_doubtful is None


def test_an_uploaded_index_takes_nothing_over():
    """Other days would not fit."""
    own = daily.from_files({"index": series("^GSPC"), "AAPL": series("AAPL")}, "mine.csv", ASKED, BASE, BASE)
    assert list(own.history.closes.columns) == ["AAPL"]
    assert own.given == {"index", "AAPL"}


def test_the_digest_stands_for_the_numbers():
    """The same numbers give the same digest, one changed number another."""
    vix = series("^VIX")
    assert joined(vix=vix).history.digest == joined(vix=vix.copy()).history.digest
    changed = vix.copy()
    changed.iloc[500] += 0.01
    assert joined(vix=vix).history.digest != joined(vix=changed).history.digest
    assert (
        joined(vix=vix, closes={"A": series("A")}).history.digest
        != joined(vix=vix, closes={"B": series("A")}).history.digest
    )


def own_index(first, last, **more):
    """A history of a file with an invented index on the exchange's days, and other series."""
    days = trading_days(first, last)
    index = pd.Series(yahoo_server.closes("^GSPC", [one.date() for one in days]), index=days)
    return daily.from_files({"index": index} | more, "mine.csv", ASKED, BASE, BASE)


def test_single_names_that_ship_join_an_index_of_ones_own():
    """Named as bundled, each with its own days; breadth leaves them out."""
    own = own_index(date(2023, 1, 3), date(2024, 12, 30))
    assert list(own.history.closes.columns) == ["AAPL", "NVDA"]
    assert own.history.beside == {"AAPL", "NVDA"}
    assert own.history.panel.empty
    shipped = single_names.names()["NVDA"].closes[own.history.days]
    np.testing.assert_array_equal(own.history.closes["NVDA"], shipped)
    assert own.given == {"index"}
    assert any("NVDA (1999-01-22 to 2025-02-14) are used beside yours" in flag.title for flag in own.flags)
    assert own.history.sources["AAPL"].startswith("Bundled, to 2024-12-30.")


def test_a_name_that_ends_before_the_index_is_not_mentioned():
    """Apple ends on 30 December 2024, NVIDIA on 14 February 2025."""
    own = own_index(date(2024, 1, 2), date(2025, 2, 14))
    assert list(own.history.closes.columns) == ["NVDA"]
    assert not any("AAPL" in flag.title for flag in own.flags)
    assert not own_index(date(2024, 1, 2), date(2025, 2, 18)).history.beside


def test_a_name_that_was_given_is_never_replaced():
    """Neither one in use nor one that was left out for its gaps."""
    days = trading_days(date(2023, 1, 3), date(2024, 6, 28))
    mine, holed = pd.Series(7.0, index=days), pd.Series(8.0, index=days.delete(slice(50, 80)))
    own = own_index(days[0].date(), days[-1].date(), AAPL=mine, NVDA=holed)
    assert (own.history.closes["AAPL"] == 7.0).all()
    assert list(own.history.closes.columns) == ["AAPL"]
    assert not own.history.beside


def test_a_vix_loaded_later_leaves_the_joined_names():
    """With their sources and outside breadth; a close of one's own makes the name one's own."""
    own = own_index(date(2023, 1, 3), date(2024, 6, 28))
    days = own.history.days
    later = daily.from_files({"vix": pd.Series(20.0, index=days)}, "vix.csv", ASKED, own.history, BASE)
    assert later.history.beside == {"AAPL", "NVDA"}
    assert later.history.sources["NVDA"] == own.history.sources["NVDA"]
    mine = daily.from_files({"NVDA": pd.Series(9.0, index=days)}, "nvda.csv", ASKED, own.history, BASE)
    assert mine.history.beside == {"AAPL"}


def test_a_live_history_gets_a_name_that_yahoo_did_not_give():
    """And keeps what it gave."""
    days = trading_days(date(2023, 1, 3), date(2024, 6, 28))

    def found(symbol):
        one = pd.Series(yahoo_server.closes(symbol, [day.date() for day in days]), index=days)
        return replace(prices(symbol), close=one, adjusted=one)

    own = daily.from_yahoo(Fetched(prices={one: found(one) for one in ("^GSPC", "^VIX", "AAPL")}), BASE, ASKED)
    assert list(own.history.closes.columns) == ["AAPL", "NVDA"]
    assert own.history.beside == {"NVDA"}
