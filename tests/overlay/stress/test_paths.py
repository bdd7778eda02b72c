"""Joint paths: what goes in comes out, within error."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from overlay.errors import OverlayError
from overlay.history.bootstrap import stationary
from overlay.stress import paths
from overlay.stress.paths import Model
from tests.facts import book, history

BOOK = book("Five names")
POOL = paths.pool(BOOK.portfolio, history(), pd.Timestamp(BOOK.market.as_of))
MODEL = Model(
    vol=0.2, drift=0.05, betas=np.array([0.8, 1.1, 1.3, 0.9, 0.5]), residual_vols=np.full(5, 0.25),
    weights=BOOK.portfolio.weights, link=POOL.link,
)  # fmt: skip
DAYS, COUNT = 21, 40_000


@pytest.fixture(scope="module")
def drawn():
    """Paths from the past."""
    return paths.bootstrap(POOL, 18.0, DAYS, COUNT, np.random.default_rng(1))


@pytest.fixture(scope="module")
def modelled():
    """Paths from the stated model."""
    return paths.stated(MODEL, 18.0, DAYS, COUNT, np.random.default_rng(2))


def within(values, expected, errors=5.0):
    """Whether a mean lies within so many standard errors of what it should be."""
    return abs(np.mean(values) - expected) < errors * np.std(values) / np.sqrt(len(values))


def test_drawn_days_have_the_mean_of_the_past(drawn):
    """The sum of the index's daily returns: 21 times the mean day."""
    assert within(drawn.market, DAYS * POOL.index.mean())


def test_drawn_names_have_the_means_of_the_past(drawn):
    """Each of them."""
    assert all(within(drawn.names[at], DAYS * POOL.names[:, at].mean()) for at in range(5))


def test_drawn_names_keep_their_betas(drawn):
    """Slope of each name's sum on the index's, against the past's slope over all windows of 21 days."""
    sums = np.lib.stride_tricks.sliding_window_view(np.column_stack([POOL.names, POOL.index]), DAYS, axis=0).sum(axis=2)
    expected = [np.polyfit(sums[:, -1], sums[:, at], 1)[0] for at in range(5)]
    found = [np.polyfit(drawn.market, one, 1)[0] for one in drawn.names]
    np.testing.assert_allclose(found, expected, atol=0.1)


def test_a_name_is_the_sum_of_its_days():
    """The running sums at the ends of blocks, against a plain loop over every day."""
    at, fresh = stationary(len(POOL.index), 8, 40, 3.0, np.random.default_rng(3))
    around = np.concatenate([POOL.names, POOL.names[:8]])
    found = paths._sums(POOL.running, at, fresh)
    expected = [[sum(around[day, name] for day in at[:, path]) for path in range(40)] for name in range(5)]
    np.testing.assert_allclose(found[:-1], expected, atol=1e-11)


def test_drawn_paths_keep_the_worst_day_of_the_past(drawn):
    """A crash is not smoothed away: some path holds the index's worst day."""
    steps = np.diff(np.vstack([np.ones(COUNT), drawn.index]), axis=0) / np.vstack([np.ones(COUNT), drawn.index[:-1]])
    assert steps.min() == pytest.approx(POOL.index.min(), abs=1e-9)


def test_drawn_index_and_vix_move_apart_as_they_did(drawn):
    """Correlation of daily log moves, drawn against past, after the pull to the mean is taken out."""
    steps = np.diff(np.log(np.vstack([np.ones(COUNT), drawn.index])), axis=0)[5]
    shocks = np.log(drawn.vix[5]) - np.log(drawn.vix[4]) - POOL.link.pull * (POOL.link.mean - np.log(drawn.vix[4]))
    past = np.corrcoef(np.log1p(POOL.index), POOL.vix)[0, 1]
    assert np.corrcoef(steps, shocks)[0, 1] == pytest.approx(past, abs=0.02)


def test_the_stated_index_is_lognormal(modelled):
    """Mean and deviation of its logarithm."""
    logs = np.log(modelled.index[-1])
    years = DAYS / 252
    assert within(logs, (0.05 - 0.02) * years)
    assert np.std(logs) == pytest.approx(0.2 * np.sqrt(years), rel=0.02)


def test_stated_names_have_their_betas_and_residuals(modelled):
    """Slope on the index, and what is left over."""
    for name, beta in zip(modelled.names, MODEL.betas, strict=True):
        assert np.polyfit(modelled.market, name, 1)[0] == pytest.approx(beta, abs=0.03)
        rest = name - beta * modelled.market
        assert np.std(rest) == pytest.approx(0.25 * np.sqrt(DAYS / 252), rel=0.02)


def test_the_stated_book_is_the_sum_of_its_names(modelled):
    """To the size of compounding: its product over days against the sum of its names' days."""
    sums = MODEL.weights @ modelled.names
    assert np.corrcoef(np.log(modelled.book[-1]), sums)[0, 1] > 0.999
    assert np.std(np.log(modelled.book[-1]) - sums) < 0.05 * np.std(sums)


def test_the_stated_book_moves_every_day_as_its_names_would(modelled):
    """Variance of one day: beta's part and the names' own."""
    day = modelled.book[7] / modelled.book[6] - 1.0
    beta = MODEL.weights @ MODEL.betas
    expected = np.sqrt((beta * 0.2) ** 2 + np.sum((MODEL.weights * 0.25) ** 2)) / np.sqrt(252)
    assert np.std(day) == pytest.approx(expected, rel=0.03)


def test_the_stated_vix_answers_to_the_index(modelled):
    """Slope of its log shocks on the index's returns: the link that went in."""
    returns = modelled.index[9] / modelled.index[8] - 1.0
    link = POOL.link
    shocks = np.log(modelled.vix[9]) - np.log(modelled.vix[8]) - link.pull * (link.mean - np.log(modelled.vix[8]))
    inside = (modelled.vix[9] > 9.01) & (modelled.vix[8] > 9.01)
    assert np.polyfit(returns[inside], shocks[inside], 1)[0] == pytest.approx(link.link, rel=0.05)


def test_mirrored_paths_have_opposite_luck(modelled):
    """The log returns of a pair add to twice the drift."""
    half = COUNT // 2
    both = np.log(modelled.index[-1, :half]) + np.log(modelled.index[-1, half:])
    np.testing.assert_allclose(both, 2 * (0.05 - 0.02) * DAYS / 252, atol=1e-12)


def test_a_slider_compares_the_same_luck():
    """Another volatility, the same draws: logs scale exactly."""
    wide = paths.stated(replace(MODEL, vol=0.4, drift=0.0), 18.0, DAYS, 100, np.random.default_rng(5))
    narrow = paths.stated(replace(MODEL, vol=0.2, drift=0.0), 18.0, DAYS, 100, np.random.default_rng(5))
    years = DAYS / 252
    np.testing.assert_allclose(np.log(wide.index[-1]) + 0.08 * years, 2 * (np.log(narrow.index[-1]) + 0.02 * years))


def test_the_vix_link_is_least_squares():
    """Against numpy's own on the pool's days."""
    vix = np.exp(np.cumsum(np.r_[3.0, 0.01 * np.sin(np.arange(300))]))
    returns = 0.01 * np.cos(np.arange(300.0))
    link, shocks = paths.vix_link(vix, returns)
    again = link.pull * (link.mean - np.log(vix[:-1])) + shocks
    np.testing.assert_allclose(again, np.diff(np.log(vix)), atol=1e-12)


def test_too_young_a_history_is_refused():
    """With the days there are."""
    with pytest.raises(OverlayError, match="days of history"):
        paths.pool(BOOK.portfolio, history(), pd.Timestamp("1990-06-01"))


def test_pairs_need_an_even_count():
    """Said in a sentence."""
    with pytest.raises(OverlayError, match="even number"):
        paths.stated(MODEL, 18.0, DAYS, 101, np.random.default_rng(1))


def test_a_model_without_volatility_is_refused():
    """Nothing would move."""
    with pytest.raises(OverlayError, match="cannot be simulated"):
        replace(MODEL, vol=0.0)


def test_no_day_after_the_market_s_is_drawn():
    """Another future, the same pool."""
    past = history()
    later = past.index.to_numpy() * np.where(past.days > pd.Timestamp(BOOK.market.as_of), 2.0, 1.0)
    other = replace(past, index=pd.Series(later, index=past.index.index))
    again = paths.pool(BOOK.portfolio, other, pd.Timestamp(BOOK.market.as_of))
    np.testing.assert_array_equal(again.index, POOL.index)
