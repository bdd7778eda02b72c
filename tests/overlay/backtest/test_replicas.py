"""The replicas of strategy indices: against published levels where those are at hand, and against slow loops everywhere."""

from dataclasses import replace
from datetime import date, timedelta
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from overlay.backtest import monthly_cycle, replicas
from overlay.condor.daily_strikes import abs_delta, by_delta
from overlay.data import bundled
from overlay.data.files import lots as uploads
from overlay.errors import OverlayError
from overlay.options.modelled import clock
from overlay.options.surface import Anchored
from scripts import check_replicas as proof
from tests.histories import part
from tests.menu import ROOT
from tests.oracles import NO_SHARED, SHARED, black_price
from tests.sizes import examples

HISTORY = bundled.history()
DOCS = ROOT / "docs" / "benchmarks.md"


def years(first, last):
    """A part of the bundled history."""
    return part(HISTORY, first, last)


SHORT = years("2014", "2017")


def opened(history):
    """The history with openings on two days of three, away from what the closes around them would suggest."""
    level = history.index.shift(1) * np.exp(0.004 * np.sin(np.arange(len(history.days))))
    return replace(history, opening=level.where(np.arange(len(history.days)) % 3 > 0))


OPENED = opened(SHORT)


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
    assert found.correlation >= 0.98
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


def test_the_decades_in_the_docs_are_what_the_check_measures(known):
    """Correlation, gap and volatilities over all years and by decade, to the digit."""
    kept = (ROOT / "docs" / "backtest.md").read_text()
    for name in ("PUT", "BXM", "PPUT"):
        levels = replicas.ALL[name](known)
        found = [proof.match(name, levels, *span) for span in ((proof.FIRST, proof.LAST), *proof.DECADES)]
        assert " | ".join(f"{one.correlation:.3f}" for one in found) in kept
        assert " | ".join(f"{one.gap:+.2f} ± {one.error:.2f}" for one in found) in kept
        assert " | ".join(f"{one.vol:.2f} / {one.published_vol:.2f}" for one in found) in kept


def test_the_condor_is_as_volatile_as_the_published_one(known):
    """Black and Szado (2016) give 7.23% for mid-1986 to 2015; ours from 1990 lies within one standard error of it."""
    returns = proof.monthly(replicas.cndr(known)).loc[:"2015"]
    assert abs(proof.vol(returns) - proof.PUBLISHED_CONDOR) < proof.vol_error(returns) < 0.7


def third_friday(year, month):
    """The third Friday, by counting."""
    day = date(year, month, 15)
    return day + timedelta(days=(4 - day.weekday()) % 7)


class Day:
    """One position of a history, as a person would read it off: levels within the day, and prices of options."""

    def __init__(self, history, at):
        self.date = history.days[at].date()
        self.index, self.vix, self.rate, self.carry = (
            float(getattr(history, name).iloc[at]) for name in ("index", "vix", "rate", "dividend_yield")
        )
        before, vix_before = (
            float(getattr(history, name).iloc[max(at - 1, 0)]) for name in ("index", "vix")
        )  # the first day has none
        known = np.nan if history.opening is None else float(history.opening.iloc[at])
        self.opening = before + monthly_cycle.OPENING * (self.index - before) if np.isnan(known) else known
        self.vix_opening = vix_before + monthly_cycle.OPENING * (self.vix - vix_before)
        if self.date < date(1992, 11, 1):
            self.opening, self.vix_opening = self.index, self.vix

    def within(self, hour):
        """Index and VIX after a share of the move from opening to close."""
        return (
            self.opening + hour * (self.index - self.opening),
            self.vix_opening + hour * (self.vix - self.vix_opening),
        )

    def market(self, spot, vix):
        """The surface at these levels."""
        return Anchored(spot=spot, vix=vix, rate=self.rate, dividend_yield=self.carry, clock=clock.at(self.date))

    def price(self, right, strike, expiry, spot, vix):
        """One option by Black's formula."""
        t, market = (expiry - self.date).days / 365, self.market(spot, vix)
        vol = float(market.vol(strike, t))
        return black_price(right, float(market.forward(t)), strike, t, vol, float(market.discount(t)))


def rolls_of(history):
    """Positions on which cycles begin after the first, and each cycle's expiry, by counting Fridays."""
    days = [day.date() for day in history.days]
    month, rolls, expiries = (days[0].year, days[0].month), [], []
    while len(expiries) <= len(rolls):
        friday = third_friday(*month)
        month = (month[0] + month[1] // 12, month[1] % 12 + 1)
        if friday <= days[0]:
            continue
        if friday <= days[-1]:
            rolls.append(max(at for at, day in enumerate(days) if day <= friday))
            friday = days[rolls[-1]]
        expiries.append(friday)
    return rolls, expiries


def slow(history, kind):
    """PUT, BXM or PPUT day by day, option by option."""
    days = [Day(history, at) for at in range(len(history.days))]
    rolls, expiries = rolls_of(history)
    money, out, right = 100.0, [], 1.0 if kind == "bxm" else -1.0
    for number, begin in enumerate([0, *rolls]):
        first, expiry, last = days[begin], expiries[number], number == len(rolls)
        spot, level = first.within(monthly_cycle.NOON)
        strike = {"put": spot // 5 * 5, "bxm": -(-spot // 5) * 5, "pput": 0.95 * spot // 5 * 5}[kind]
        t = (expiry - first.date).days / 365
        start = first.price(right, strike, expiry, spot, level)
        shares, bills = 1.0, 1.0
        held = {"put": -1 / (strike * np.exp(-first.rate * t) - start), "bxm": -1 / (spot - start),
                "pput": 1 / (spot + start)}[kind]  # fmt: skip
        end = len(days) if last else rolls[number]
        for at in range(begin, end + (not last)):
            today, settled = days[at], at == end
            if at > begin:
                gap = (today.date - days[at - 1].date).days / 365
                shares *= np.exp(days[at - 1].carry * gap)
                bills *= np.exp(days[at - 1].rate * gap)
            now = today.within(monthly_cycle.NOON)[0] if settled else today.index
            if settled:
                worth = max(right * (today.opening - strike), 0.0)
            else:
                worth = today.price(right, strike, expiry, now, today.vix)
            cash = (1 - held * start) * bills if kind == "put" else abs(held) * now * shares
            value = money * (cash + held * worth)
            if settled:
                money = value
            else:
                out.append(value)
    return out


@pytest.mark.parametrize("kind", ["put", "bxm", "pput"])
def test_a_replica_equals_a_slow_loop(kind):
    """Two years with openings on most days, every day, one option after the other."""
    some = part(OPENED, "2014", "2015")
    np.testing.assert_allclose(getattr(replicas, kind)(some), slow(some, kind), rtol=1e-9)


def test_options_settled_and_traded_at_the_close_until_october_1992():
    """The loop settles there too, and moves to the opening in November."""
    early = years("1991", "1993")
    np.testing.assert_allclose(replicas.put(early), slow(early, "put"), rtol=1e-9)


def strike_of_delta(day, right, aim, expiry, spot, vix):
    """The strike on the grid of five points with the delta nearest to `aim`, of all those out of the money."""
    t, market = (expiry - day.date).days / 365, day.market(spot, vix)
    forward, discount = float(market.forward(t)), float(market.discount(t))
    best = {}
    for step in range(int(0.3 * spot / 5)):
        strike = round(forward / 5) * 5 + right * 5 * step
        sd = float(market.vol(strike, t)) * t**0.5
        delta = discount * forward / spot * NormalDist().cdf(right * (np.log(forward / strike) / sd + sd / 2))
        best[abs(delta - aim)] = strike
    return best[min(best)]


def condor_strikes(day, kind, expiry, spot, vix):
    """Long put, short put, short call, long call by Cboe's rules."""
    if kind == "bfly":
        body = -(-spot // 5) * 5
        return 0.95 * spot // 5 * 5, body, body, -(-1.05 * spot // 5) * 5
    rules = ((-1, 0.05), (-1, 0.20), (1, 0.20), (1, 0.05))
    return tuple(strike_of_delta(day, right, aim, expiry, spot, vix) for right, aim in rules)


@pytest.mark.parametrize("history", [SHORT, OPENED], ids=["closes", "openings"])
@pytest.mark.parametrize("kind", ["cndr", "bfly"])
def test_a_condor_cycle_equals_a_slow_loop(kind, history):
    """Three cycles: strikes, units of 1 / (10 W - credit), bills without interest on roll day, settlement at the opening."""
    days, (rolls, expiries) = [Day(history, at) for at in range(len(history.days))], rolls_of(history)
    levels = getattr(replicas, kind)(history).to_numpy()
    for number in (4, 9, 30):
        begin, end, expiry = rolls[number - 1], rolls[number], expiries[number]
        first = days[begin]
        spot, vix = first.within(monthly_cycle.ELEVEN)
        low, put, call, high = condor_strikes(first, kind, expiry, spot, vix)

        def worth(day, spot, vix, legs=(low, put, call, high), expiry=expiry):
            each = [day.price(right, k, expiry, spot, vix) for right, k in zip((-1, -1, 1, 1), legs, strict=True)]
            return each[1] + each[2] - each[0] - each[3]

        credit = worth(first, spot, vix)
        units = 1.0 / (10.0 * max(put - low, high - call) - credit)
        bills, values = 1.0 + units * credit, []
        for at in range(begin, end):
            if at > begin:
                bills *= np.exp(days[at - 1].rate * (days[at].date - days[at - 1].date).days / 365)
            values.append(bills - units * worth(days[at], days[at].index, days[at].vix))
        settle = days[end].opening
        lost = min(max(put - settle, 0.0), put - low) + min(max(settle - call, 0.0), high - call)
        ended = bills - units * lost  # the night before roll day pays nothing
        np.testing.assert_allclose(levels[begin:end] / levels[begin], np.array(values) / values[0], rtol=1e-9)
        assert begins(kind, days[end], expiries[number + 1], levels[end]) == pytest.approx(
            levels[begin] / values[0] * ended, rel=1e-9
        )


def begins(kind, day, expiry, close):
    """The level at the trade that begins a cycle, from the level at that day's close."""
    spot, vix = day.within(monthly_cycle.ELEVEN)
    low, put, call, high = condor_strikes(day, kind, expiry, spot, vix)
    then, now = (
        sum(w * day.price(r, k, expiry, *at) for w, r, k in ((1, -1, put), (1, 1, call), (-1, -1, low), (-1, 1, high)))
        for at in ((spot, vix), (day.index, day.vix))
    )
    units = 1.0 / (10.0 * max(put - low, high - call) - then)
    return close / (1.0 + units * (then - now))


def test_a_known_opening_settles_the_options():
    """On one roll day the index opens 3% higher and ends where it did: the buy-write pays for its call."""
    at = monthly_cycle.of_history(SHORT).first[7]
    opening = pd.Series(np.nan, index=SHORT.days)
    opening.iloc[at] = 1.03 * SHORT.index.iloc[at - 1]
    moved = replace(SHORT, opening=opening)
    assert monthly_cycle.of_history(moved).settled[6] == opening.iloc[at]
    plain, other = replicas.cndr(SHORT), replicas.cndr(moved)
    np.testing.assert_array_equal(plain.iloc[:at], other.iloc[:at])
    assert plain.iloc[at] != other.iloc[at]


def test_settlement_days_with_a_known_opening_are_counted():
    """One opening on a roll day and one on another day: one of 48."""
    at = monthly_cycle.of_history(SHORT).first[7]
    opening = pd.Series(np.nan, index=SHORT.days)
    opening.iloc[[at, at + 1]] = 2000.0
    assert monthly_cycle.openings(replace(SHORT, opening=opening)) == (1, 48)
    assert monthly_cycle.openings(SHORT) == (0, 48)


@pytest.mark.parametrize("name", replicas.ALL)
def test_a_replica_has_a_level_on_every_day(name):
    """It begins at 100 on the first day with a VIX and stays above nothing."""
    levels = replicas.ALL[name](HISTORY)
    assert list(levels.index) == list(HISTORY.days[HISTORY.vix.notna()])
    assert levels.iloc[0] == pytest.approx(100.0, abs=1.0)
    assert (levels > 0.0).all()


@examples(15)
@given(st.sampled_from(list(replicas.ALL)), st.integers(30, 900), st.floats(0.7, 1.4))
def test_no_replica_looks_ahead(name, at, factor):
    """Other levels of index, VIX, openings, rate and dividends after a day change nothing up to it."""
    past = pd.Series(np.arange(len(OPENED.days)) <= at, index=OPENED.days)
    changed = {
        one: getattr(OPENED, one).where(past, getattr(OPENED, one) * factor)
        for one in ("index", "vix", "rate", "dividend_yield", "opening")
    }
    changed["vix_range"] = OPENED.vix_range.where(past, OPENED.vix_range * factor, axis=0)
    before, after = (replicas.ALL[name](one).to_numpy()[: at + 1] for one in (OPENED, replace(OPENED, **changed)))
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


def test_a_condor_of_the_replica_has_the_published_deltas():
    """Shorts nearest 20 delta, wings nearest 5, when they trade."""
    one = monthly_cycle.of_history(SHORT, hour=monthly_cycle.ELEVEN)
    now = one.start(one.expiry)
    for right, aim in ((-1.0, 0.05), (-1.0, 0.20), (1.0, 0.20), (1.0, 0.05)):
        assert np.abs(abs_delta(now, right, by_delta(now, right, aim, 5.0)) - aim).max() < 0.02


def test_the_night_before_roll_day_pays_the_condors_bills_nothing():
    """The bills of the other replicas earn that night too."""
    one = monthly_cycle.of_history(SHORT)
    nights = (one.numbers[one.first[1:]] - one.numbers[one.first[1:] - 1]) / 365
    missed = np.exp(one.rate[one.first[1:] - 1] * nights)
    np.testing.assert_allclose(one.bills.end / one.bills_until_eve.end, missed, rtol=1e-12)
    assert (missed > 1.0).any()


def test_vix_calls_settle_at_the_opening_of_the_vix():
    """Where the history has it: with an opening of 200 on one settlement day the calls pay more than ever."""
    calm = replace(SHORT, vix=SHORT.vix * 0.0 + 20.0, vix_range=None)
    at = monthly_cycle.of_history(calm, "VIX").first[9]
    table = pd.DataFrame(np.nan, index=SHORT.days, columns=["open", "high", "low"])
    table.iloc[at, 0] = 60.0
    ratio = replicas.vxth(replace(calm, vix_range=table)) / replicas.vxth(calm)
    np.testing.assert_allclose(ratio.iloc[:at], 1.0, rtol=1e-12)
    assert ratio.iloc[at] > 1.05


def test_the_collars_put_lasts_a_quarter():
    """One strike from quarter to quarter, expiring in March, June, September or December, 5% below where it was bought."""
    one = monthly_cycle.of_history(SHORT)
    months = one.quarter.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12 + 1
    assert set(months.tolist()) == {3, 6, 9, 12}
    assert (one.quarter >= one.expiry).all()
    assert np.isin(one.quarter[:-3], one.expiry).all()


def test_vxth_holds_no_calls_while_the_vix_is_low():
    """Below 15 points of the future it is the index with dividends, to the cent."""
    low = replace(SHORT, vix=SHORT.vix * 0.0 + 10.0, vix_range=None)
    one = monthly_cycle.of_history(low, "VIX")
    np.testing.assert_allclose(replicas.vxth(low), one.levels(one.stock, "index"), rtol=1e-12)


def test_vxth_gains_on_the_index_in_a_panic():
    """With the VIX at 20 and then at 70 within a month the calls pay what one percent bought."""
    vix = SHORT.vix * 0.0 + 20.0
    vix.iloc[205:] = 70.0
    wild = replace(SHORT, vix=vix, vix_range=None)
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
