"""A stretch of fewer than 63 trading days has no yearly figure, whoever asks: totals stand instead."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from overlay import units
from overlay.backtest import attribution, sweep, trades
from overlay.backtest.sweep import BacktestQuestion, Sweep
from overlay.data import bundled, sample_books
from overlay.ladder import accounts
from overlay.rules.presets import PROMOTER

HISTORY = bundled.history()
BOOK = sample_books.sample("Twenty names", HISTORY, HISTORY.last)
FIRST = date(2017, 5, 1)


def lived(days):
    """The promoter's rules over so many trading days of 2017."""
    at = int(np.searchsorted(HISTORY.dates, np.datetime64(FIRST)))
    last = HISTORY.dates[at + days - 1].astype(date)
    found = BacktestQuestion(history=HISTORY, portfolio=BOOK, rules=PROMOTER, first=FIRST, last=last).lived()
    assert len(found.path) == days
    return found


THREE, SHORT, ENOUGH = lived(3), lived(62), lived(63)


def test_a_quarter_is_enough():
    """63 days are stated for a year, 62 for themselves."""
    assert (units.is_yearly(62), units.is_yearly(63)) == (False, True)


@pytest.mark.parametrize("found", [THREE, SHORT], ids=["three", "sixty-two"])
def test_growth_of_a_few_days_is_their_total(found):
    """Last value over the money put in, to no power."""
    assert attribution.growth(found, found.equity) == pytest.approx(found.equity[-1] / found.deposit - 1.0)


@pytest.mark.parametrize("found", [THREE, ENOUGH], ids=["three", "sixty-three"])
def test_the_parts_lead_from_the_money_put_in_to_the_end(found):
    """The costs of the first day are among them, so the parts and the headline tell one story, to the cent."""
    first = found.equity[0] - found.deposit
    assert first < -1.0
    parts = sum(attribution.whole(found).sums)
    assert parts == pytest.approx(found.equity[-1] - found.deposit, abs=0.01)
    end = found.deposit * (1.0 + attribution.growth(found, found.equity)) ** (found.years if found is ENOUGH else 1.0)
    assert found.deposit + parts == pytest.approx(end, abs=0.01)


def test_growth_of_a_quarter_is_yearly():
    """To the power of one over its years."""
    ratio = ENOUGH.equity[-1] / ENOUGH.deposit
    assert attribution.growth(ENOUGH, ENOUGH.equity) == pytest.approx(ratio ** (1.0 / ENOUGH.years) - 1.0)


def test_a_slice_of_a_few_days_is_their_sum():
    """Overlay, volatility and book, beside the daily results added up."""
    daily = attribution.overlay_returns(SHORT)
    found = attribution.whole(SHORT)
    assert not found.yearly
    assert found.overlay == pytest.approx(daily.sum())
    assert found.overlay_vol == pytest.approx(daily.std() * 61**0.5)
    assert found.book == pytest.approx(attribution.book_returns(SHORT).sum())
    assert attribution.whole(ENOUGH).overlay == pytest.approx(252 * attribution.overlay_returns(ENOUGH).mean())


def test_a_line_of_a_few_days_has_the_volatility_of_those_days():
    """The root of their number, not of 252."""
    returns = np.diff(THREE.account) / THREE.account[:-1]
    assert attribution.line(THREE, THREE.equity).vol == pytest.approx(returns.std() * 2**0.5)


def test_turnover_of_a_few_days_is_counted_not_extrapolated():
    """Four legs of each condor, and the calls, as in the ledger."""
    one = SHORT.ladder.layers
    traded = 4 * one.quantity * (1 + np.isin(one.fate, (2, 3)))
    calls = SHORT.calls.holdings
    assert trades.turnover(SHORT).contracts == traded.sum() + (calls.contracts * (1 + calls.traded)).sum()


def test_a_cell_of_a_few_days_has_totals_and_no_sharpe_ratio():
    """So no verdict can call the best of them good."""
    found = sweep.outcome(SHORT)
    assert found.overlay == pytest.approx((SHORT.equity[-1] - SHORT.hold[-1]) / SHORT.deposit)
    assert found.overlay_vol == pytest.approx(attribution.overlay_returns(SHORT).std() * 61**0.5)
    assert np.isnan(found.sharpe)
    assert found.days == 62
    assert sweep.verdict(Sweep(grid={"a": (1.0,)}, cells=(sweep.Cell((("a", 1.0),), found),))) is None
    assert np.isfinite(sweep.outcome(ENOUGH).sharpe)


def test_a_ladder_of_a_few_days_has_totals():
    """Result over capital, and contracts as traded."""
    ladder = replace(SHORT.ladder)
    found = accounts.outcome(ladder, accounts.book(ladder))
    one = ladder.layers
    assert found.a_year == pytest.approx(found.result / ladder.terms.capital_dollars)
    assert found.contracts_a_year == (4 * one.quantity * (1 + np.isin(one.fate, (2, 3)))).sum()
