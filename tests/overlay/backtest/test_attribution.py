"""Where the result came from: every day's parts add up, and every kind of day is counted once."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from overlay.backtest import attribution
from overlay.history import drawdowns
from overlay.options.costs import Costs
from tests.overlay.backtest.test_engine import BOOK, FEW, LIVED, UNHEDGED, run


def test_the_parts_of_a_day_add_up_to_its_change():
    """Stocks, condors, calls, costs, interest and tax leave no rest."""
    total = attribution.daily(LIVED).total
    np.testing.assert_allclose(total[1:], np.diff(LIVED.equity), atol=1e-3)
    assert total[0] == pytest.approx(LIVED.equity[0] - BOOK.value, abs=1e-3)


@pytest.mark.parametrize(
    "split",
    [attribution.by_year, attribution.by_decade, attribution.by_vix, attribution.on_events, attribution.by_record],
)
def test_every_day_belongs_to_one_slice(split):
    """Days and dollars of the slices are those of the whole."""
    slices, whole = split(LIVED), attribution.whole(LIVED)
    assert sum(one.days for one in slices) == whole.days == len(LIVED.path)
    np.testing.assert_allclose(np.sum([one.sums for one in slices], axis=0), whole.sums, atol=1e-3)


def test_a_regime_is_read_from_the_close_before():
    """So a day of panic counts among the calm ones it broke into."""
    calm = attribution.by_vix(LIVED)[0]
    before = LIVED.path.vix[:-1]
    assert calm.days == (before <= 15.0).sum() + (LIVED.path.vix[0] <= 15.0)


def test_overlay_and_book_together_are_the_change_of_the_equity():
    """As shares of the equity before."""
    both = attribution.overlay_returns(LIVED) + attribution.book_returns(LIVED)
    np.testing.assert_allclose(both, np.diff(LIVED.equity) / LIVED.equity[:-1], atol=1e-12)


def test_the_worst_days_are_the_worst():
    """In order, and none below the tenth is left out."""
    worst = attribution.worst_days(LIVED, 10)
    both = np.diff(LIVED.equity) / LIVED.equity[:-1]
    np.testing.assert_allclose([one.equity for one in worst], np.sort(both)[:10])
    assert all(sum(one.parts) == pytest.approx(np.diff(LIVED.equity)[one.at - 1], abs=1e-3) for one in worst)


def test_a_slice_without_days_says_so():
    """No rate is made up for it."""
    (none,) = attribution.sliced(LIVED, [("none", np.zeros(len(LIVED.path), dtype=bool))])
    assert none.days == 0
    assert np.isnan(none.overlay)


def test_an_overlay_without_calls_has_no_hedge_result():
    """Nothing bought, nothing earned."""
    found = run(FEW, BOOK, UNHEDGED, Costs())
    assert attribution.whole(found).sums.hedge == 0.0


def test_drawdowns_are_found_by_hand():
    """Two falls, the deeper first, the last not yet recovered."""
    values = np.array([1.0, 2.0, 1.0, 1.5, 2.5, 2.0, 3.0, 2.9])
    first, second, third = drawdowns.worst(values)
    assert (first.peak, first.trough, first.recovered, first.depth) == (1, 2, 4, 0.5)
    assert (second.peak, second.trough, second.recovered) == (4, 5, 6)
    assert (third.peak, third.trough, third.recovered) == (6, 7, None)
    np.testing.assert_allclose(drawdowns.underwater(values), [0, 0, -0.5, -0.25, 0, -0.2, 0, -0.1 / 3])


def test_the_deepest_drawdown_is_the_lowest_water():
    """Of the whole backtest."""
    (deepest,) = drawdowns.worst(LIVED.equity, 1)
    assert deepest.depth == pytest.approx(-drawdowns.underwater(LIVED.equity).min())


def test_a_line_is_judged_as_a_plain_loop_would():
    """Growth, volatility, deepest fall and worst day, value after value."""
    values = [float(one) for one in LIVED.hold]
    returns = [now / before - 1.0 for before, now in pairwise(values)]
    mean = sum(returns) / len(returns)
    top, deepest = values[0], 0.0
    for one in values:
        top = max(top, one)
        deepest = max(deepest, 1.0 - one / top)
    found = attribution.line(LIVED, LIVED.hold)
    assert (1.0 + found.growth) ** LIVED.years == pytest.approx(values[-1] / values[0])
    assert found.vol == pytest.approx((sum((one - mean) ** 2 for one in returns) / len(returns)) ** 0.5 * 252**0.5)
    assert found.drawdown == pytest.approx(deepest)
    assert found.worst_day == pytest.approx(min(returns))


def test_a_ruined_book_has_lost_everything():
    """Whatever the arithmetic does after the ruin, growth is -100%, of the book and of any line beside it."""
    core = LIVED.core.copy()
    core[400] = -1e9
    gone = replace(LIVED, core=core)
    assert gone.ruined is not None
    assert gone.equity[-1] > 0.0
    assert attribution.growth(gone, gone.equity) == attribution.line(LIVED, gone.equity).growth == -1.0
    assert attribution.added(gone) == -1.0 - attribution.growth(gone, gone.hold)


def test_a_line_that_never_falls_has_no_drawdown():
    """Zero, not an empty search."""
    rising = LIVED.deposit * np.linspace(1.0, 2.0, len(LIVED.path))
    assert attribution.line(LIVED, rising).drawdown == 0.0


@pytest.mark.parametrize("days", [0, 1, 40])
def test_a_line_is_judged_up_to_its_ruin(days):
    """What comes after nothing is left has no returns; all is lost, whose line it may be."""
    values = LIVED.hold.copy()
    values[days:] = -5.0 * np.arange(1, len(values) - days + 1)
    before = np.diff(values[:days]) / values[: max(days - 1, 0)] if days > 1 else np.zeros(1)
    found = attribution.line(LIVED, values)
    assert found.worst_day == pytest.approx(before.min())
    assert found.vol == pytest.approx(before.std() * 252**0.5)
    if days:
        assert found.growth == -1.0
