"""The replicas of strategy indices: against published levels where those are at hand, and against slow loops everywhere."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from overlay.backtest import monthly_cycle, replicas
from overlay.condor.daily_strikes import abs_delta, by_delta
from overlay.data import bundled
from overlay.data.files import lots as uploads
from overlay.errors import OverlayError
from overlay.options.surface import Anchored
from scripts import benchmark_proof as proof
from tests.menu import ROOT
from tests.oracles import NO_SHARED, SHARED, black_price
from tests.sizes import examples

HISTORY = bundled.history()
DOCS = ROOT / "docs" / "benchmarks.md"


def years(first, last):
    """A part of the bundled history."""
    part = slice(first, last)
    names = ("closes", "index", "vix", "vix_modelled", "rate", "dividend_yield")
    return replace(HISTORY, **{name: getattr(HISTORY, name).loc[part] for name in names})


SHORT = years("2014", "2017")


@pytest.fixture(scope="module")
def known():
    """The S&P 500, VIX and bills of 1990 to 2021, from the shared test data."""
    if not SHARED.exists():
        pytest.skip(NO_SHARED)
    return proof.history()


@pytest.mark.parametrize("name", ["PUT", "BXM", "PPUT"])
def test_a_replica_follows_the_published_index(known, name):
    """Correlation, yearly return and volatility of 383 monthly returns lie within the bars, with no tuning by index."""
    found = proof.match(name, replicas.ALL[name](known))
    assert found.correlation >= 0.97
    assert abs(found.gap) <= 0.75
    assert abs(found.volatility - 1.0) <= 0.07


def test_the_index_with_dividends_is_the_published_total_return(known):
    """So neither the price history nor the dividends can be what sets a replica off."""
    found = proof.match("SPTR", replicas.total_return(known))
    assert found.correlation > 0.998
    assert abs(found.gap) < 0.05


def test_the_table_in_the_docs_is_what_the_proof_prints(known):
    """Each line of the kept table, to the digit."""
    kept = DOCS.read_text()
    for name in ("PUT", "BXM", "PPUT"):
        assert proof.row(proof.match(name, replicas.ALL[name](known))) in kept


def third_friday(year, month):
    """The third Friday, by counting."""
    day = date(year, month, 15)
    return day + timedelta(days=(4 - day.weekday()) % 7)


def slow(history, kind):  # noqa: C901 - one loop in one place, as a person would write it
    """PUT, BXM or PPUT day by day, option by option."""
    days = [day.date() for day in history.days]
    month, rolls, expiries = (days[0].year, days[0].month), [], []
    while len(expiries) < 60:
        friday = third_friday(*month)
        month = (month[0] + month[1] // 12, month[1] % 12 + 1)
        if friday <= days[0]:
            continue
        inside = [at for at, day in enumerate(days) if day <= friday]
        if friday <= days[-1]:
            rolls.append(inside[-1])
            friday = days[inside[-1]]
        expiries.append(friday)
    index, vix, rate, carry = (getattr(history, name).to_numpy() for name in ("index", "vix", "rate", "dividend_yield"))

    def option(right, strike, at, spot, level, expiry):
        t = (expiry - days[at]).days / 365
        market = Anchored(spot=spot, vix=level, rate=rate[at], dividend_yield=carry[at])
        vol = float(market.vol(strike, t))
        return black_price(right, float(market.forward(t)), strike, t, vol, float(market.discount(t)))

    def part(series, at, share):
        return series[at] if at == 0 else series[at - 1] + share * (series[at] - series[at - 1])

    money, out, right = 100.0, [], 1.0 if kind == "bxm" else -1.0
    for number, begin in enumerate([0, *rolls]):
        expiry, last = expiries[number], number == len(rolls)
        spot, level = part(index, begin, monthly_cycle.NOON), part(vix, begin, monthly_cycle.NOON)
        strike = {"put": spot // 5 * 5, "bxm": -(-spot // 5) * 5, "pput": 0.95 * spot // 5 * 5}[kind]
        t = (expiry - days[begin]).days / 365
        start = option(right, strike, begin, spot, level, expiry)
        shares, bills = 1.0, 1.0
        held = {"put": -1 / (strike * np.exp(-rate[begin] * t) - start), "bxm": -1 / (spot - start),
                "pput": 1 / (spot + start)}[kind]  # fmt: skip
        end = len(days) if last else rolls[number]
        for at in range(begin, end + (not last)):
            if at > begin:
                gap = (days[at] - days[at - 1]).days / 365
                shares *= np.exp(carry[at - 1] * gap)
                bills *= np.exp(rate[at - 1] * gap)
            now, settled = index[at], at == end
            if settled:
                now = part(index, at, monthly_cycle.NOON)
                worth = max(right * (part(index, at, monthly_cycle.OPENING) - strike), 0.0)
            else:
                worth = option(right, strike, at, now, vix[at], expiry)
            cash = (1 - held * start) * bills if kind == "put" else abs(held) * now * shares
            value = money * (cash + held * worth)
            if settled:
                money = value
            else:
                out.append(value)
    return out


@pytest.mark.parametrize("kind", ["put", "bxm", "pput"])
def test_a_replica_equals_a_slow_loop(kind):
    """Four years, every day, one option after the other."""
    np.testing.assert_allclose(getattr(replicas, kind)(SHORT), slow(SHORT, kind), rtol=1e-9)


@pytest.mark.parametrize("name", replicas.ALL)
def test_a_replica_has_a_level_on_every_day(name):
    """It begins at 100 on the first day with a VIX and stays above nothing."""
    levels = replicas.ALL[name](HISTORY)
    assert list(levels.index) == list(HISTORY.days[10:])
    assert levels.iloc[0] == pytest.approx(100.0, abs=1.0)
    assert (levels > 0.0).all()


@examples(15)
@given(st.sampled_from(list(replicas.ALL)), st.integers(30, 900), st.floats(0.7, 1.4))
def test_no_replica_looks_ahead(name, at, factor):
    """Other levels of index, VIX, rate and dividends after a day change nothing up to it."""
    changed = {
        one: getattr(SHORT, one).where(np.arange(len(SHORT.days)) <= at, getattr(SHORT, one) * factor)
        for one in ("index", "vix", "rate", "dividend_yield")
    }
    before, after = (replicas.ALL[name](one).to_numpy()[: at + 1] for one in (SHORT, replace(SHORT, **changed)))
    np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("name", ["CNDR", "BFLY"])
def test_condors_risk_a_tenth_less_their_credit(name):
    """From one roll to the next they never lose more than a tenth, even as the index halves between two days."""
    index = SHORT.index.copy()
    index.iloc[205:] *= 0.5
    levels = replicas.ALL[name](replace(SHORT, index=index))
    rolls = monthly_cycle.of_history(SHORT).first
    worst = np.min(levels.to_numpy()[204 : rolls[rolls > 204][0]]) / levels.iloc[rolls[rolls <= 204][-1]]
    assert 0.9 < worst < 0.97


def test_a_condor_of_the_replica_is_the_published_one():
    """Shorts nearest 20 delta, wings nearest 5, and each month ends with bills, credit and what the strikes settle at."""
    one, levels = monthly_cycle.of_history(SHORT), replicas.cndr(SHORT).to_numpy()
    now, spot = one.noon(one.expiry), one.at_opening(one.index)
    strikes = [
        by_delta(now, right, aim, 5.0) for right, aim in ((-1, 0.05), (-1, 0.20), (1, 0.20), (1, 0.05))
    ]  # fmt: skip
    assert np.abs(abs_delta(now, -1.0, strikes[1]) - 0.20).max() < 0.02
    assert np.abs(abs_delta(now, 1.0, strikes[3]) - 0.05).max() < 0.02
    low, put, call, high = strikes
    credit = sum(
        sign * one.leg(right, level).noon
        for sign, right, level in ((1, -1.0, put), (1, 1.0, call), (-1, -1.0, low), (-1, 1.0, high))
    )
    units = 0.1 / np.maximum(put - low, high - call)
    level = 100.0
    for month in range(len(one) - 1):
        if month == 5:
            at = one.first[month]
            marks = [one.leg(w, k).close[at] for w, k in ((-1.0, put), (1.0, call), (-1.0, low), (1.0, high))]
            worth = 1 + units[month] * (credit[month] - marks[0] - marks[1] + marks[2] + marks[3])
            assert levels[at] == pytest.approx(level * worth)
        lost = np.clip(put[month] - spot[month], 0, put[month] - low[month])
        lost += np.clip(spot[month] - call[month], 0, high[month] - call[month])
        level *= (1 + units[month] * credit[month]) * one.bills.end[month] - units[month] * lost


def test_the_collars_put_lasts_a_quarter():
    """One strike from quarter to quarter, expiring in March, June, September or December, 5% below where it was bought."""
    one = monthly_cycle.of_history(SHORT)
    months = one.quarter.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12 + 1
    assert set(months.tolist()) == {3, 6, 9, 12}
    assert (one.quarter >= one.expiry).all()
    assert np.isin(one.quarter[:-3], one.expiry).all()


def test_vxth_holds_no_calls_while_the_vix_is_low():
    """Below 15 points of the future it is the index with dividends, to the cent."""
    low = replace(SHORT, vix=SHORT.vix * 0.0 + 10.0)
    one = monthly_cycle.of_history(low, "VIX")
    np.testing.assert_allclose(replicas.vxth(low), one.levels(one.stock, "index"), rtol=1e-12)


def test_vxth_gains_on_the_index_in_a_panic():
    """With the VIX at 20 and then at 70 within a month the calls pay what one percent bought."""
    vix = SHORT.vix * 0.0 + 20.0
    vix.iloc[205:] = 70.0
    wild = replace(SHORT, vix=vix)
    one = monthly_cycle.of_history(wild, "VIX")
    ratio = replicas.vxth(wild) / one.levels(one.stock, "index")
    assert ratio.iloc[206] / ratio.iloc[204] > 1.08


def test_rolls_stand_on_third_fridays_or_the_day_before_a_holiday():
    """Every roll of four years; on 18 April 2014, Good Friday, the exchange was closed."""
    one = monthly_cycle.of_history(SHORT)
    rolled = one.days[one.first[1:]]
    assert [str(day.date()) for day in rolled if not (day.weekday() == 4 and 15 <= day.day <= 21)] == ["2014-04-17"]
    assert len(rolled) == 48


def test_vix_options_are_rolled_on_the_wednesdays_on_which_they_settled():
    """Thirty days before the third Friday of the next month: Cboe's settlement days of early 2017."""
    one = monthly_cycle.of_history(years("2017-01", "2017-06"), "VIX")
    rolled = [str(day.date()) for day in one.days[one.first[1:]]]
    assert rolled == ["2017-01-18", "2017-02-15", "2017-03-22", "2017-04-19", "2017-05-17", "2017-06-21"]


def test_a_history_without_a_vix_is_refused():
    """The sentence says how many days are known."""
    with pytest.raises(OverlayError, match="known on 0 days"):
        monthly_cycle.of_history(replace(SHORT, vix=SHORT.vix * np.nan))


def test_a_replica_stands_on_a_history_of_the_users_own():
    """Index alone is enough: the VIX is modelled, the rate shipped."""
    own = uploads.history(index=HISTORY.index.loc["2005":"2007"])
    assert replicas.put(own).iloc[-1] > 100.0
    assert isinstance(replicas.put(own), pd.Series)
