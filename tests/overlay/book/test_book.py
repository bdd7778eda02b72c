"""The book: holdings, exposure, the split of risk and its limit, and the gap test."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as some

from overlay.book import risk_split
from overlay.book.betas import capm, window_betas
from overlay.book.exposures import beta_weighted, book_beta, exposure
from overlay.book.gaps import gap, within_cap
from overlay.book.holdings import INDEX_FUND, Holding, Portfolio, of_lots
from overlay.book.lots import Lot
from overlay.book.returns import Window, known_day, window_returns
from overlay.book.risk_split import hedge_limit, systematic
from overlay.condor import placement
from overlay.data import bundled, sample_books as portfolios
from overlay.errors import OverlayError
from overlay.history.drawdowns import worst_drawdown
from overlay.options import legs
from overlay.options.market import Market, from_history
from overlay.options.surface import Flat
from tests.histories import part

HISTORY = bundled.history()
DAY = date(2019, 1, 3)
MARKET = from_history(HISTORY, DAY)
CONDOR = placement.by_sigmas(MARKET, 1.5, 50, 30, placement.Shape(quantity=5))


def book(dollars, cash=0.0, prices=None):
    """A portfolio of so many dollars in each name, one lot each."""
    known = prices or portfolios.prices(HISTORY, DAY)
    lots = [
        Lot(symbol=symbol, shares=money / known.get(symbol, 1.0), basis=1.0, acquired=date(2012, 1, 3))
        for symbol, money in dollars.items()
    ]
    return of_lots(lots, dict.fromkeys(dollars, 1.0) | known, cash=cash)


def oracle_market(vix=17.95, spot=7138.8):
    """The market of C20 to C22: flat vol, no rate, one trading day of 1/252 year written as one calendar day."""
    vol = vix / 100.0 * np.sqrt(365.0 / 252.0)
    return Market(
        as_of=date(2026, 1, 5), spot=spot, rate=0.0, dividend_yield=0.0, vix=vix,
        surface=Flat(spot=spot, flat_vol=vol), source="C20",
    )  # fmt: skip


def oracle_legs(count, distance=141.3, wing=10.0, spot=7138.8):
    """A condor so many points out, off the strike grid."""
    strikes = ((-1, -distance - wing, 1), (-1, -distance, -1), (1, distance, -1), (1, distance + wing, 1))
    return tuple(
        legs.Leg(right=right, strike=spot + away, expiry=date(2026, 1, 6), quantity=sign * count)
        for right, away, sign in strikes
    )


# Holdings


def test_weights_and_effective_names():
    """60, 20 and 20 percent are as concentrated as 2.27 equal names."""
    held = book({"AAPL": 60.0, "KO": 20.0, "PG": 20.0}, cash=900.0)
    np.testing.assert_allclose(held.weights, [0.6, 0.2, 0.2])
    assert held.effective_names == pytest.approx(1.0 / 0.44)
    assert held.invested == pytest.approx(100.0)
    assert held.value == pytest.approx(1000.0)
    assert held.weight("AAPL") == pytest.approx(0.6)


@given(shares=some.lists(some.floats(0.1, 1e6), min_size=1, max_size=20))
def test_effective_names_lie_between_one_and_all(shares):
    """Herfindahl's bounds."""
    held = book({f"N{at}": money for at, money in enumerate(shares)}, prices={"X": 1.0})
    assert 1.0 - 1e-9 <= held.effective_names <= len(shares) + 1e-9
    assert held.weights.sum() == pytest.approx(1.0)


def test_gains_of_all_names_add_up():
    """Value less cost, and other prices give other gains."""
    held = book({"AAPL": 60.0, "KO": 20.0})
    assert held.gains(DAY).total == pytest.approx(sum(one.gain for one in held.holdings))
    assert held.priced({"AAPL": 1.0}).holding("AAPL").gain == pytest.approx(0.0)
    assert len(held.lots) == 2


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Holding(symbol="KO", price=0.0, lots=book({"KO": 1.0}).lots), "0 dollars is not a valid price"),
        (lambda: Holding(symbol="KO", price=1.0, lots=()), "no lots"),
        (lambda: Holding(symbol="KO", price=1.0, lots=book({"PG": 1.0}).lots), "lot of PG is listed under KO"),
        (lambda: Portfolio(holdings=()), "holds no stock"),
        (lambda: Portfolio(holdings=book({"KO": 1.0}).holdings * 2), "KO is held twice"),
        (lambda: Portfolio(holdings=book({"KO": 1.0}).holdings, cash=-1.0), "Cash of -1"),
        (lambda: of_lots(book({"KO": 1.0}).lots, {}), "No price is known for KO"),
        (lambda: book({"KO": 1.0}).holding("PG"), "PG is not held"),
    ],
)
def test_what_is_no_portfolio_is_refused(make, says):
    """In a sentence."""
    with pytest.raises(OverlayError, match=says):
        make()


@pytest.mark.parametrize("name", portfolios.names())
@pytest.mark.parametrize("day", ["1991-01-02", "2008-11-20", "2019-01-03", "2022-12-28"])
def test_every_sample_stands_on_every_day(name, day):
    """A million dollars, whole shares, lots from the past."""
    held = portfolios.sample(name, HISTORY, date.fromisoformat(day))
    assert held.invested == pytest.approx(1e6, rel=2e-3)
    assert all(one.shares == int(one.shares) and one.acquired < date.fromisoformat(day) for one in held.lots)


@pytest.mark.parametrize(
    ("name", "names", "largest"), [("One name at 60%", 5, 0.6), ("Five names", 5, 0.25), ("Twenty names", 20, 0.05)]
)
def test_the_samples_are_as_concentrated_as_they_say(name, names, largest):
    """One at sixty percent, five, twenty."""
    held = portfolios.sample(name, HISTORY, DAY)
    assert len(held.holdings) == names
    assert held.weights.max() == pytest.approx(largest, abs=1e-3)


def test_the_index_fund_is_priced_off_the_index():
    """A tenth of it a share; it moves with it one to one."""
    held = portfolios.sample("Index fund", HISTORY, DAY)
    assert held.holding(INDEX_FUND).price == pytest.approx(MARKET.spot / 10.0)
    fund = next(one for one in exposure(held, HISTORY, MARKET).names if one.symbol == INDEX_FUND)
    assert (fund.beta, fund.r_squared) == (pytest.approx(1.0), pytest.approx(1.0))
    assert fund.residual_vol == pytest.approx(0.0, abs=1e-12)


def test_a_sample_that_is_none_and_a_broken_file_are_refused(tmp_path):
    """With the way out."""
    with pytest.raises(OverlayError, match="no sample portfolio 'Tulips'"):
        portfolios.sample("Tulips", HISTORY, DAY)
    (tmp_path / "p.csv").write_text("portfolio,symbol\nA,KO\n")
    with pytest.raises(OverlayError, match="cannot be read"):
        portfolios._lines(tmp_path / "p.csv")


# Exposure


def test_c17_beta_weights_six_stocks():
    """Total 61.5, beta 1.1533, beta exposure 70.925."""
    money, betas = [6.5, 7.5, 8.2, 15, 7.8, 16.5], [0.90, 1.15, 1.25, 1.00, 1.25, 1.30]
    assert sum(money) == pytest.approx(61.5)
    assert round(book_beta(money, betas), 4) == 1.1533
    assert beta_weighted(money, betas, 7138.8).dollars == pytest.approx(70.925, abs=1e-12)


@pytest.mark.parametrize(("years", "weekly"), [(1, False), (2, False), (3, True), (5, True)])
def test_each_name_is_regressed_on_the_index_in_its_window(years, weekly):
    """Against a plain regression of the same closes, annualised."""
    found = exposure(book({"AAPL": 60.0, "XOM": 40.0}), HISTORY, MARKET, window=Window(years=years, weekly=weekly))
    step, per_year = (5, 50.4) if weekly else (1, 252.0)
    last = HISTORY.at(DAY)
    at = last - step * np.arange(round(years * per_year), -1, -1)
    rate = np.expm1(HISTORY.rate.iloc[at[:-1]].to_numpy() / per_year)
    index = HISTORY.index.iloc[at].pct_change().dropna().to_numpy()
    for one in found.names:
        plain = capm(HISTORY.closes[one.symbol].iloc[at].pct_change().dropna().to_numpy(), index, rate)
        assert one.beta == pytest.approx(plain.beta, abs=1e-10)
        assert one.beta_error == pytest.approx(plain.beta_error, abs=1e-10)
        assert one.alpha == pytest.approx(plain.alpha * per_year, abs=1e-10)
        assert one.residual_vol == pytest.approx(plain.residual_vol * np.sqrt(per_year), abs=1e-10)


def test_nothing_after_the_markets_day_is_seen():
    """The same numbers from a history that ends there."""
    short = part(HISTORY, None, DAY.isoformat())
    held = book({"AAPL": 60.0, "XOM": 40.0})
    assert exposure(held, HISTORY, MARKET, legs=CONDOR.legs) == exposure(held, short, MARKET, legs=CONDOR.legs)


def test_beta_weighted_delta_comes_in_three_units():
    """Dollars, over the index, over a hundred times that; names add up to the book."""
    found = exposure(book({"AAPL": 6e5, "XOM": 4e5}), HISTORY, MARKET)
    assert found.before.dollars == pytest.approx(sum(one.value * one.beta for one in found.names))
    assert found.before.dollars == pytest.approx(1e6 * found.beta)
    assert found.before.index_units == pytest.approx(found.before.dollars / MARKET.spot)
    assert found.before.spx_contracts == pytest.approx(found.before.index_units / 100.0)
    assert found.delta(found.names[0]).dollars == found.names[0].delta_dollars


def test_the_condors_delta_is_added_before_and_after():
    """Dollar delta x spot; near nothing beside the stocks."""
    found = exposure(book({"AAPL": 6e5, "XOM": 4e5}), HISTORY, MARKET, legs=CONDOR.legs)
    delta = float(legs.greeks(CONDOR.legs, MARKET).total().delta) * MARKET.spot
    assert found.legs.dollars == pytest.approx(delta)
    assert found.after.dollars == pytest.approx(found.before.dollars + delta)
    assert abs(found.legs.dollars / found.before.dollars) < 0.02


@pytest.mark.parametrize("name", portfolios.names())
def test_the_split_adds_up_and_the_limit_follows_from_r2(name):
    """Market, sector and single name are all of the variance; market is R2."""
    found = exposure(portfolios.sample(name, HISTORY, DAY), HISTORY, MARKET, legs=CONDOR.legs)
    assert found.split.total == pytest.approx(1.0)
    assert min(found.split) >= 0.0
    assert found.split.market == pytest.approx(found.r_squared)
    assert found.best_cut == pytest.approx(1.0 - np.sqrt(1.0 - found.r_squared))
    assert (found.split_with.sector, found.split_with.single_name) == (found.split.sector, found.split.single_name)


@pytest.mark.parametrize("name", portfolios.names())
def test_the_condors_effect_is_that_of_the_summed_series(name):
    """Stocks' and condors' P&L day by day, added up and measured again, without the split's algebra."""
    held = portfolios.sample(name, HISTORY, DAY)
    found = exposure(held, HISTORY, MARKET, legs=CONDOR.legs)
    seen = window_returns(held.symbols, HISTORY, DAY, Window())
    stocks = (seen.names @ held.weights - seen.rate) * held.invested
    moved = np.array([legs.value(CONDOR.legs, MARKET, MARKET.spot * (1 + one))[0, 0] for one in seen.index_returns])
    pnl = (
        moved - legs.value(CONDOR.legs, MARKET)[0, 0] + float(legs.greeks(CONDOR.legs, MARKET).total().vega) * seen.vix
    )
    assert found.vol_cut == pytest.approx(1.0 - np.std(stocks + pnl) / np.std(stocks), abs=1e-9)
    assert found.legs_correlation == pytest.approx(np.corrcoef(stocks, pnl)[0, 1], abs=1e-9)


def test_the_condors_cut_nothing_of_what_an_index_hedge_could():
    """Five condors over a million: the volatility grows a little, where a perfect hedge takes away two fifths."""
    found = exposure(portfolios.sample("One name at 60%", HISTORY, DAY), HISTORY, MARKET, legs=CONDOR.legs)
    assert -0.05 < found.vol_cut < 0.0
    assert found.best_cut > 0.4


def test_a_short_of_the_index_hedges_up_to_the_limit_and_no_further():
    """A deep call sold is a future sold: the right number of them comes near the best cut."""
    held = portfolios.sample("One name at 60%", HISTORY, DAY)
    alone = exposure(held, HISTORY, MARKET)
    deep = legs.Leg(right=1, strike=5.0, expiry=CONDOR.expiry, quantity=-alone.before.spx_contracts)
    hedged = exposure(held, HISTORY, MARKET, legs=(deep,))
    assert hedged.vol_cut == pytest.approx(alone.best_cut, abs=0.01)
    assert hedged.vol_cut <= alone.best_cut + 1e-9
    assert hedged.legs_correlation < -0.8


def test_sectors_are_recovered_from_a_made_up_world():
    """Two sectors of three names, a known share of the residual in common."""
    draw = np.random.default_rng(7)
    for rho in (0.0, 0.3, 0.7):
        common = draw.normal(size=(20_000, 1))
        residuals = np.sqrt(rho) * common + np.sqrt(1 - rho) * draw.normal(size=(20_000, 3))
        assert risk_split.shared_correlation(residuals) == pytest.approx(rho, abs=0.02)
    dollars, sectors = np.array([3.0, 4.0, 5.0]), ["A", "A", None]
    truth = 0.5 * 7.0**2 / (0.5 * 7.0**2 + 0.5 * 9.0 + 0.5 * 16.0 + 25.0)
    assert risk_split.sector_share(dollars, sectors, {"A": 0.5}) == pytest.approx(truth)


@pytest.mark.parametrize(
    "residuals", [np.zeros((50, 3)), np.ones((50, 1)), np.random.default_rng(1).normal(size=(50, 1))]
)
def test_a_sector_with_nobody_to_compare_with_shares_nothing(residuals):
    """One name, or names that stand still."""
    assert risk_split.shared_correlation(residuals) == 0.0
    assert risk_split.sector_share(np.zeros(2), ["A", None], {"A": 0.5}) == 0.0


def test_c25_one_name_against_the_index():
    """R2 0.2758, vol 41.13%, and the best index hedge leaves 35.0%, 14.9% less."""
    found = systematic(beta=1.2, market_vol=0.18, residual_vol=0.35)
    assert (round(found.r_squared, 4), round(found.vol, 4), round(found.best_cut, 3)) == (0.2758, 0.4113, 0.149)
    assert found.vol * (1.0 - found.best_cut) == pytest.approx(0.35)


@given(beta=some.floats(-3, 3), market=some.floats(0.01, 1), own=some.floats(0.01, 2))
def test_a_perfect_index_hedge_leaves_the_residual(beta, market, own):
    """Vol x (1 - best cut) = residual vol, always."""
    found = systematic(beta=beta, market_vol=market, residual_vol=own)
    assert found.vol * (1.0 - found.best_cut) == pytest.approx(own, rel=1e-6)


@pytest.mark.parametrize("r_squared", [-0.1, 1.1, float("nan")])
def test_an_impossible_r2_is_refused(r_squared):
    """And no risk at all cannot be split."""
    with pytest.raises(OverlayError, match="is impossible"):
        hedge_limit(r_squared)
    with pytest.raises(OverlayError, match="leave no risk"):
        systematic(beta=1.0, market_vol=0.0, residual_vol=0.0)


def test_a_name_without_history_is_left_out_with_a_flag():
    """And says how much of the book it is."""
    found = exposure(book({"AAPL": 75.0, "ZZZ": 25.0}), HISTORY, MARKET)
    assert [one.symbol for one in found.names] == ["AAPL"]
    assert found.names[0].weight == 1.0
    assert "ZZZ" in found.flags[0].title
    assert "25%" in found.flags[0].why


def test_a_market_beyond_the_history_uses_its_last_day_and_says_so():
    """A chain of today on closes of 2022."""
    later = replace(MARKET, as_of=date(2026, 7, 17))
    found = exposure(book({"AAPL": 75.0}), HISTORY, later)
    assert found.last == HISTORY.last
    assert "2022-12-28" in found.flags[0].title
    assert known_day(HISTORY, date(2019, 1, 6)) == date(2019, 1, 4)
    assert portfolios.prices(HISTORY, date(2026, 7, 17)) == portfolios.prices(HISTORY, HISTORY.last)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: exposure(book({"ZZZ": 1.0}), HISTORY, MARKET), "The history has no prices of ZZZ"),
        (lambda: exposure(book({"KO": 1.0}), HISTORY, legs=CONDOR.legs), "4 option legs cannot be priced"),
        (lambda: exposure(book({"KO": 1.0}), HISTORY, replace(MARKET, as_of=date(1990, 2, 1))), "Only 22 returns"),
        (lambda: Window(years=0.1), "window of 0.1 years"),
    ],
)
def test_what_cannot_be_measured_is_refused(call, says):
    """In a sentence."""
    with pytest.raises(OverlayError, match=says):
        call()


def test_a_young_history_gives_what_it_has():
    """Five years asked on a day with two."""
    found = exposure(book({"KO": 1.0}), HISTORY, from_history(HISTORY, date(1992, 1, 2)), window=Window(years=5))
    assert found.periods == HISTORY.at(date(1992, 1, 2))


def test_the_windows_side_by_side_are_the_exposures():
    """Each row the same betas as a whole exposure; a window too young is left out."""
    held = book({"AAPL": 60.0, "XOM": 40.0, "ZZZ": 1.0})
    for one in window_betas(held, HISTORY, DAY, [Window(years=1), Window(years=5, weekly=True)]):
        found = exposure(held, HISTORY, MARKET, window=one.window)
        assert (one.book, one.book_error) == (pytest.approx(found.beta), pytest.approx(found.beta_error))
        np.testing.assert_allclose(one.beta, [name.beta for name in found.names])
        np.testing.assert_allclose(one.beta_error, [name.beta_error for name in found.names])
    assert window_betas(held, HISTORY, date(1990, 4, 2), [Window(years=1, weekly=True)]) == ()


def test_drawdowns_are_those_of_pandas():
    """Each name's deepest fall up to the day."""
    found = exposure(book({"AAPL": 60.0, "XOM": 40.0}), HISTORY, MARKET)
    for one in found.names:
        closes = HISTORY.closes[one.symbol].loc[: pd.Timestamp(DAY)]
        assert one.worst_drawdown == pytest.approx(1.0 - (closes / closes.cummax()).min())
    assert worst_drawdown(np.array([1.0, 2.0, 1.0, 3.0])) == 0.5


# Gap


def test_c20_a_heavyweights_gap_breaches_the_short_put():
    """7% of the index falls 30%: -2.1%, -149.9 points, 1.86 daily standard deviations."""
    found = gap(book({"AAPL": 62_500.0}), "AAPL", 0.30, oracle_legs(8), oracle_market(), 0.07)
    assert found.index_return == pytest.approx(-0.021)
    assert round(found.index_points, 1) == -149.9
    assert round(found.index_sigmas, 2) == 1.86
    assert found.wrong_way
    assert [leg.right for leg in found.breached] == [-1]
    assert found.overlay_gain < 0.0


def test_c21_the_condors_pay_three_percent_of_the_loss():
    """$250k, a quarter in one name, down 30%, index flat: 8 condors, $560 against $18,750; at a 10% cap 26, 9.7%."""
    held = book({"AAPL": 62_500.0, "KO": 187_500.0})
    assert within_cap(held.invested, 0.03, 930.0) == 8
    found = gap(held, "AAPL", 0.30, oracle_legs(8), oracle_market(), credit_dollars=560.0)
    assert (found.core_loss, found.overlay_gain) == (pytest.approx(18_750.0), pytest.approx(560.0))
    assert round(found.coverage, 3) == 0.030
    assert not found.wrong_way
    assert within_cap(held.invested, 0.10, 930.0) == 26
    assert round(gap(held, "AAPL", 0.3, oracle_legs(26), oracle_market(), credit_dollars=1820.0).coverage, 3) == 0.097


def test_the_credit_of_the_oracles_condor_comes_from_the_market():
    """141.3 points out, ten wide: 0.70 points, so $560 for eight to the dollar, modelled."""
    found = gap(book({"AAPL": 62_500.0}), "AAPL", 0.30, oracle_legs(8), oracle_market())
    assert found.overlay_gain == pytest.approx(560.0, abs=1.0)


@given(drop=some.floats(0.01, 1.0), weight=some.floats(0.0, 0.2))
def test_the_condors_never_pay_more_than_their_credit(drop, weight):
    """Whatever falls; and never lose more than wings less credit."""
    found = gap(book({"AAPL": 62_500.0}), "AAPL", drop, oracle_legs(1), oracle_market(), weight)
    assert -931.0 < found.overlay_gain < 70.1
    assert found.core_loss == pytest.approx(62_500.0 * drop)
    assert found.coverage == pytest.approx(found.overlay_gain / found.core_loss)


def test_marked_at_once_the_condors_are_worth_what_they_cost():
    """Nothing moved, nothing gained yet."""
    assert gap(book({"AAPL": 1e5}), "AAPL", 0.3, CONDOR.legs, MARKET).overlay_now == pytest.approx(0.0, abs=1e-8)
    found = gap(book({"AAPL": 1e5}), "AAPL", 0.3, (), MARKET)
    assert (found.overlay_gain, found.overlay_now, found.breached) == (0.0, 0.0, ())


def test_a_fund_on_the_index_falls_with_it():
    """Its own gap moves the index as far; another name's gap costs it weight x drop."""
    held = book({"AAPL": 4e5, INDEX_FUND: 6e5})
    assert gap(held, INDEX_FUND, 0.1, CONDOR.legs, MARKET).index_return == pytest.approx(-0.1)
    assert gap(held, "AAPL", 0.5, CONDOR.legs, MARKET, 0.04).core_loss == pytest.approx(2e5 + 0.02 * 6e5)


@pytest.mark.parametrize(
    ("symbol", "drop", "weight", "says"),
    [
        ("KO", 0.3, 0.0, "KO is not held"),
        ("AAPL", 0.0, 0.0, "drop of 0%"),
        ("AAPL", 1.1, 0.0, "drop of 110%"),
        ("AAPL", 0.3, -0.1, "weight of -10%"),
        ("AAPL", 1.0, 1.5, "weight of 150%"),
        ("AAPL", 1.0, 1.0, "move of -100% is impossible"),
    ],
)
def test_an_impossible_gap_is_refused(symbol, drop, weight, says):
    """In a sentence."""
    with pytest.raises(OverlayError, match=says):
        gap(book({"AAPL": 1e5}), symbol, drop, CONDOR.legs, MARKET, weight)


@pytest.mark.parametrize(
    ("capital", "cap", "loss", "count"), [(100_000, 0.015, 3200, 0), (1e6, 0.03, 30_000, 1), (0, 0.1, 1, 0)]
)
def test_the_cap_is_never_overstepped(capital, cap, loss, count):
    """Whole condors only (C12: none, not half a one)."""
    assert within_cap(capital, cap, loss) == count
    with pytest.raises(OverlayError, match="give no size"):
        within_cap(capital, cap, 0.0)
