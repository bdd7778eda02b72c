"""Sell, hold, overlay: against the closed forms, against slow arithmetic, and at the edges."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.book.holdings import of_lots
from overlay.book.lots import Lot
from overlay.errors import OverlayError
from overlay.tax.deferral import Deferred, breakeven_years
from overlay.tax.income_tax import Return, cost
from overlay.tax.sell_or_hold import Outlook, StockBasis, compare, of_portfolio, overlay_return, yearly_results

BOOK = StockBasis(long_value=1e6, long_basis=2e5)
FLAT = Outlook(filing="single", wages=150_000.0, flat_rate=0.238)
REAL = Outlook(filing="single", wages=150_000.0)
RESULTS = yearly_results(8, 0.02, 0.08, 0.005)


def test_the_flat_rate_gives_the_closed_forms():
    """A million, 20% basis, 7%, ten years: 1,406,250 sold, 1,546,569 held."""
    found = compare(BOOK, FLAT)
    assert (found.ends(found.sell), found.ends(found.hold)) == pytest.approx((1_406_250.37, 1_546_569.33), abs=0.01)
    assert found.ends(found.overlay) == found.ends(found.hold)
    assert found.effective_rate == pytest.approx(0.238)


@given(st.floats(0, 1), st.integers(0, 40), st.floats(-0.05, 0.15), st.floats(0.0, 0.5), st.booleans())
def test_every_year_of_the_lines_is_the_closed_form(share, years, growth, rate, step_up):
    """Any basis below value, horizon, growth and flat rate; stepped up where asked."""
    book = StockBasis(long_value=1e6, long_basis=1e6 * share)
    outlook = replace(FLAT, years=years, growth=growth, index_growth=growth, flat_rate=rate, step_up=step_up)
    found = compare(book, outlook)
    held = Deferred(value=1e6, basis=1e6 * share, rate=rate, growth=growth, years=years)
    if min(held.hold(step_up=True) - held.basis, growth) < 0.0:
        return  # a loss at the end is carried, not refunded
    assert found.ends(found.sell) == pytest.approx(held.sell(step_up=step_up))
    assert found.ends(found.hold) == pytest.approx(held.hold(step_up=step_up))


def test_the_break_even_horizon_is_the_closed_forms():
    """Stock that lags the index as if by a 1% drag: 9.16 years."""
    lagging = compare(BOOK, replace(FLAT, growth=1.07 * 0.99 - 1.0))
    held = Deferred(value=1e6, basis=2e5, rate=0.238, growth=0.07, years=10)
    assert lagging.breakeven_years(lagging.hold) == pytest.approx(breakeven_years(held, 0.01), abs=0.02)


def test_stock_that_never_lags_is_never_overtaken():
    """At equal growth deferral only gains."""
    found = compare(BOOK, FLAT)
    assert found.breakeven_years(found.hold) is None


def test_a_loss_that_would_die_with_its_owner_is_better_sold_today():
    """Basis twice the value and a step-up to come: selling is ahead from the first day."""
    found = compare(
        StockBasis(long_value=1e6, long_basis=2e6), replace(REAL, step_up=True, growth=0.05, index_growth=0.07)
    )
    assert found.breakeven_years(found.hold) == 0.0


def test_selling_now_is_taxed_as_a_whole_return():
    """150,000 of wages and 800,000 of gain: 182,186, minimum tax included."""
    assert compare(BOOK, REAL).sale_tax == pytest.approx(182_186.0)


@pytest.mark.parametrize("year", [1, 3, 10])
def test_a_profitable_overlay_pays_sixty_forty_each_year(year):
    """2% of the stock at the year's start, taxed beside wages."""
    found = compare(BOOK, replace(REAL, cash_rate=0.0), [0.02])
    earned = 0.02 * 1e6 * 1.07 ** (year - 1)
    base = Return(year=2026 + year, filing="single", wages=150_000.0)
    split = {"short_term": earned - round(0.6 * earned, 2), "long_term": round(0.6 * earned, 2)}
    assert found.overlay.overlay[year] == pytest.approx(earned)
    assert found.overlay.ongoing_tax[year] == pytest.approx(cost(base, replace(base, **split)), abs=0.02)


def test_a_loss_waits_and_then_saves_tax():
    """100,000 lost in year 1, 3,000 used; the next gains are free until it is gone."""
    found = compare(BOOK, replace(REAL, cash_rate=0.0), [-0.1, *[0.02] * 39])
    assert found.overlay.carried[1] == pytest.approx(97_000)
    assert found.overlay.carried[2] == pytest.approx(97_000 - 0.02 * 1.07e6 - 3_000)
    assert found.overlay.ongoing_tax[1] < 0.0


@given(st.lists(st.floats(-0.1, 0.1), min_size=1, max_size=12))
def test_losses_of_the_overlay_are_conserved(results):
    """Net losses are carried or used at no more than 3,000 a year."""
    found = compare(BOOK, replace(REAL, dividend_yield=0.0), results).overlay
    for year in range(1, 41):
        net = found.overlay[year] - found.carried[year - 1]
        used = max(0.0, -net) - found.carried[year]
        assert -0.02 <= used <= 3_000.02


def test_a_straddle_defers_every_loss_until_the_sale():
    """Against 800,000 of gain no loss counts; at the sale all of it does."""
    results = [-0.05, 0.02]
    open_, straddled = (compare(BOOK, replace(REAL, straddle=flag), results) for flag in (False, True))
    assert np.all(open_.overlay.deferred == 0.0)
    assert straddled.overlay.deferred[1] == pytest.approx(50_000)
    assert straddled.overlay.ongoing_tax[1] == 0.0
    assert straddled.overlay.ongoing_tax[2] > open_.overlay.ongoing_tax[2]
    assert straddled.ends(straddled.overlay) < open_.ends(open_.overlay)


def test_a_straddle_keeps_short_lots_short():
    """Their gain at the end is taxed at ordinary rates; without it they are long-term from the first year on."""
    book = StockBasis(long_value=0.0, long_basis=0.0, short_value=1e6, short_basis=2e5)
    plain, straddled = (compare(book, replace(REAL, straddle=flag)) for flag in (False, True))
    assert straddled.ends(straddled.overlay) < plain.ends(plain.overlay)
    assert straddled.ends(straddled.hold) == plain.ends(plain.hold)
    assert plain.ends(plain.hold) == pytest.approx(compare(BOOK, REAL).ends(compare(BOOK, REAL).hold))


def test_a_step_up_forgives_the_stock_not_the_overlay():
    """Held stock ends whole; a profitable overlay has paid its tax."""
    found = compare(BOOK, replace(REAL, step_up=True), [0.02])
    assert found.ends(found.hold) == pytest.approx(1e6 * 1.07**10)
    assert found.overlay.tax_by_year(10).sum() > 0.0
    assert found.hold.tax_by_year(10).sum() == 0.0


def test_dividends_are_taxed_each_year_and_buy_the_index():
    """With equal yields and growth and no gain yet, holding and selling are one."""
    book = StockBasis(long_value=1e6, long_basis=1e6)
    found = compare(book, replace(REAL, dividend_yield=0.02, index_dividend_yield=0.02))
    assert found.ends(found.hold) == pytest.approx(found.ends(found.sell), abs=1.0)
    assert found.hold.ongoing_tax[1] == pytest.approx(0.15 * 20_000, abs=0.01)


def test_a_loss_only_book_saves_tax_by_selling():
    """Basis twice the value: the sale saves 3,000 x 24%, and the rest is carried."""
    found = compare(StockBasis(long_value=5e5, long_basis=1e6), REAL)
    assert found.sale_tax == pytest.approx(-720.0)
    assert found.sell.carried[0] == pytest.approx(497_000)
    assert found.effective_rate is None
    assert np.all(np.isfinite(found.hold.wealth))


def test_a_zero_horizon_leaves_the_same_whichever_way():
    """All is sold today; there is no rate and no margin."""
    found = compare(BOOK, replace(REAL, years=0), RESULTS)
    assert {round(found.ends(one), 2) for one in found.futures} == {817_814.0}
    assert [found.irr(one) for one in found.futures] == [None] * 3
    own = overlay_return(found, 0.1, 0.09)
    assert (own.irr, own.on_peak_margin, own.pnl_dollars, own.tax_dollars) == (None, None, 0.0, 0.0)


def test_the_yearly_return_is_that_of_value_to_wealth():
    """(W / V)^(365 / days) - 1."""
    found = compare(BOOK, REAL)
    days = (date(2036, 12, 31) - date(2026, 12, 31)).days
    assert found.irr(found.hold) == pytest.approx((found.ends(found.hold) / 1e6) ** (365 / days) - 1.0)


def test_the_overlay_alone_is_judged_on_margin():
    """A steady 2% on 10% of margin, all of it after tax at 18.6%: about 16% a year, worth more than the cost."""
    found = compare(BOOK, replace(REAL, growth=0.0, cash_rate=0.0, years=5), [0.02])
    own = overlay_return(found, 0.10, 0.09)
    assert own.pnl_dollars == pytest.approx(100_000)
    assert own.on_peak_margin == pytest.approx((100_000 - own.tax_dollars) / 5 / 100_000)
    assert own.hurdle == pytest.approx(0.12)
    assert own.irr > own.hurdle
    assert own.present_value_dollars > 0.0


def test_losing_more_than_the_margin_has_no_rate():
    """A root of the flows exists far below zero, and means nothing."""
    own = overlay_return(compare(BOOK, replace(REAL, years=25), RESULTS), 0.10, 0.09)
    assert own.irr is None
    assert own.pnl_dollars < -100_000


@pytest.mark.parametrize("good", range(11))
def test_good_and_bad_years_are_as_many_as_asked(good):
    """Ten years, a drag in each."""
    results = yearly_results(good, 0.02, 0.08, 0.005)
    assert len(results) == 10
    assert sum(one == pytest.approx(0.015) for one in results) == good
    assert sum(results) == pytest.approx(good * 0.02 - (10 - good) * 0.08 - 0.05)


def test_the_lots_of_a_portfolio_are_summed_by_term():
    """Two lots, one of them younger than a year."""
    lots = [Lot(symbol="X", shares=10, basis=5.0, acquired=date(2020, 1, 2)),
            Lot(symbol="X", shares=5, basis=30.0, acquired=date(2026, 5, 1))]  # fmt: skip
    book = of_portfolio(of_lots(lots, {"X": 20.0}), date(2026, 6, 1))
    assert book == StockBasis(long_value=200.0, long_basis=50.0, short_value=100.0, short_basis=150.0)
    assert (book.value, book.basis, book.gain) == (300.0, 200.0, 100.0)


@pytest.mark.parametrize("wrong", [
    lambda: StockBasis(long_value=-1.0, long_basis=0.0),
    lambda: StockBasis(long_value=0.0, long_basis=0.0),
    lambda: replace(REAL, years=41),
    lambda: replace(REAL, growth=-1.0),
    lambda: compare(BOOK, replace(REAL, wages=-1.0)),
    lambda: compare(BOOK, replace(REAL, filing="widow")),
    lambda: compare(BOOK, replace(REAL, year=2024)),
    lambda: compare(BOOK, REAL, [2.0]),
    lambda: yearly_results(11, 0.0, 0.0, 0.0),
    lambda: overlay_return(compare(BOOK, REAL), 0.0, 0.09),
])  # fmt: skip
def test_what_cannot_be_compared_gets_a_sentence(wrong):
    """Negative amounts and wages, a far horizon, ruin, unknown law."""
    with pytest.raises(OverlayError, match=r"(choose|enter|use)"):
        wrong()
