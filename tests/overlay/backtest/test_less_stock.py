"""The same money in less stock: shares and values are those of plain arithmetic, and the error of a difference is fair."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from overlay.backtest import attribution, less_stock, yearly
from overlay.backtest.condor_greeks import condors
from overlay.backtest.engine import run
from overlay.errors import OverlayError
from overlay.history import inference
from overlay.options.costs import Costs
from overlay.tax.sell_or_hold import MARGIN_SPREAD
from tests.overlay.backtest.test_condor_greeks import BOOK, FEW, HISTORY, LIVED, RUINED, UNHEDGED

EXPOSURE = condors(LIVED).exposure
BOTH = {"volatility": less_stock.equal_volatility(LIVED), "delta": less_stock.equal_delta(LIVED, EXPOSURE)}
WITH_CASH = replace(BOOK, cash=round(0.3 * BOOK.invested, 2))


def by_hand(found, share):
    """The value of a constant share of stocks, the rest in cash or on a loan, close after close."""
    path, now = found.path, found.deposit
    values = [now]
    for at in range(1, len(path)):
        night = (path.day(at) - path.day(at - 1)).days / 365.0
        rate = path.rate[at - 1] + (MARGIN_SPREAD if share > 1.0 else 0.0)
        stocks = share * now * found.core[at] / found.core[at - 1]
        now = stocks + (1.0 - share) * now * np.exp(rate * night)
        values.append(now)
    return np.array(values)


def slope(y, x):
    """The least-squares slope by sums."""
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)


@pytest.mark.parametrize("kind", BOTH)
def test_the_value_is_that_of_plain_arithmetic(kind):
    """Stocks and cash, brought back to the share at each close."""
    found = BOTH[kind]
    np.testing.assert_allclose(found.values, by_hand(LIVED, found.share), rtol=1e-9)


@pytest.mark.parametrize("found", [LIVED, run(HISTORY, WITH_CASH, UNHEDGED, Costs(), **FEW)], ids=["loan", "cash"])
def test_equal_volatility_is_equal(found):
    """Of daily returns, with a loan as well as with cash."""
    same = less_stock.equal_volatility(found)
    assert (same.share > 1.0) == (found is LIVED)
    mine, theirs = attribution.line(found, found.account), attribution.line(found, same.values)
    assert theirs.vol == pytest.approx(mine.vol, rel=1e-9)


def test_equal_delta_is_the_plain_sum_of_exposures():
    """Stocks by their beta, condors by their delta, calls by their slope; every sum by a loop."""
    book, core, index = LIVED.account.tolist(), LIVED.core.tolist(), LIVED.path.index.tolist()
    hedge = attribution.daily(LIVED).hedge.tolist()
    days = range(1, len(book))
    moves = [index[at] / index[at - 1] - 1.0 for at in days]
    beta = slope([core[at] / core[at - 1] - 1.0 for at in days], moves)
    calls = slope([hedge[at] / book[at - 1] for at in days], moves)
    stocks = sum(core[at - 1] / book[at - 1] for at in days) / len(days)
    delta = sum(EXPOSURE[at] / book[at - 1] for at in days) / len(days)
    assert calls < 0.0
    assert BOTH["delta"].share * beta == pytest.approx(stocks * beta + delta + calls)


def test_a_book_without_an_overlay_keeps_its_own_share():
    """No condors and no calls on these days: the mean share of stocks."""
    calm = replace(UNHEDGED, sizing=replace(UNHEDGED.sizing, layer_cap=1e-9))
    found = run(HISTORY, WITH_CASH, calm, Costs(), **FEW)
    assert found.ladder.layers.quantity.sum() == 0
    same = less_stock.equal_delta(found, np.zeros(len(found.path)))
    assert same.share == pytest.approx(np.mean(found.core[:-1] / found.account[:-1]))


def test_a_ruined_book_is_not_compared():
    """A sentence that names the day."""
    with pytest.raises(OverlayError, match=f"left on {RUINED.path.day(RUINED.ruined)}"):
        less_stock.equal_volatility(RUINED)


def test_the_difference_is_that_of_the_growth_shown():
    """The estimate is growth with the overlay less growth of the other book."""
    for other in BOTH.values():
        gap = less_stock.apart(LIVED, other)
        expected = attribution.growth(LIVED, LIVED.account) - attribution.growth(LIVED, other.values)
        assert gap.estimate == pytest.approx(expected, abs=1e-12)
        assert gap.low < gap.estimate < gap.high


def test_the_error_of_a_difference_is_that_of_monthly_differences():
    """For two lines of nearly equal growth: the interval of the mean monthly difference, times their growth."""
    near = LIVED.account * np.exp(np.cumsum(np.random.default_rng(5).normal(0.0, 0.002, len(LIVED.path))))
    near *= LIVED.account[0] / near[0]
    gap = yearly.growth_apart(LIVED, LIVED.account, near)
    apart = np.diff(np.log(LIVED.account)) - np.diff(np.log(near))
    seen = inference.evidence(inference.monthly(apart, LIVED.path.days[1:])).mean
    factor = 1.0 + attribution.growth(LIVED, LIVED.account)
    assert gap.high - gap.low == pytest.approx(factor * (seen.high - seen.low), rel=0.1)


def test_a_line_is_not_apart_from_itself():
    """Zero, with no error."""
    assert yearly.growth_apart(LIVED, LIVED.account, LIVED.account) == (0.0, 0.0, 0.0)


def test_eleven_months_are_too_few():
    """A sentence with their number."""
    found = run(HISTORY, BOOK, UNHEDGED, Costs(), first=date(2007, 1, 3), last=date(2007, 11, 28))
    assert not yearly.enough(found)
    with pytest.raises(OverlayError, match="11 months are too few"):
        less_stock.apart(found, less_stock.equal_volatility(found))


def test_shares_by_year_have_the_interval_of_the_page():
    """Several series at once, each as `inference.evidence` gives it alone."""
    daily = attribution.daily(LIVED)
    both = np.array([yearly.shares(LIVED, one) for one in (daily.condors, daily.hedge)])
    for one, found in zip(both, yearly.intervals(LIVED, both), strict=True):
        expected = inference.evidence(inference.monthly(one, LIVED.path.days[1:])).mean
        assert found == pytest.approx(expected)


def test_shares_count_the_first_days_costs_with_the_second_day():
    """As `attribution.sliced` does, so that the yearly costs agree."""
    paid = -yearly.shares(LIVED, attribution.daily(LIVED).costs)
    assert 252.0 * paid.mean() == pytest.approx(attribution.whole(LIVED).costs)


def test_sums_by_year_are_those_of_the_calendar():
    """Every day counts once, in its own year."""
    daily = attribution.daily(LIVED).condors
    years, sums = yearly.by_year(LIVED.path.days, np.stack([daily, 2.0 * daily]))
    expected = [sum(one.sums.condors for one in attribution.by_year(LIVED) if one.name == str(year)) for year in years]
    np.testing.assert_allclose(sums, [expected, np.multiply(2.0, expected)])


def test_an_interval_has_the_error_of_a_normal_one():
    """Its width over twice 1.96."""
    assert yearly.error(inference.Interval(-1.96, 0.0, 1.96)) == pytest.approx(1.0, abs=1e-4)
