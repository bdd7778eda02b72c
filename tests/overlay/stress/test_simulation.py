"""The simulated book: equal before and after without an overlay, and equal to closed forms with one."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from overlay.condor.pricing import breakevens
from overlay.errors import OverlayError
from overlay.stress import paths, simulation
from overlay.stress.overlaid import Laying
from overlay.stress.paths import Model, VixLink
from overlay.stress.simulation import VARIANTS, simulate
from tests.facts import book, history

BOOK = book()
POOL = paths.pool(BOOK.portfolio, history(), pd.Timestamp(BOOK.market.as_of))
DAYS = 21


def past(count, rng):
    """Paths from the past."""
    return paths.bootstrap(POOL, BOOK.vix.curve.spot, DAYS, count, rng)


@pytest.fixture(scope="module")
def lived():
    """The default book, lived through 10,000 months of the past."""
    return simulate(BOOK, past, DAYS, 10_000)


def test_without_overlay_and_hedge_before_equals_after():
    """All three books, to the bit, in every statistic."""
    naked = simulate(book(laying=Laying(layers=0, units=0.0)), past, DAYS, 2_000)
    assert (naked.results == naked.results[0]).all()
    assert (naked.falls == naked.falls[0]).all()
    for statistic in (naked.mean, naked.loss, naked.expected_shortfall, naked.drawdown, naked.volatility):
        assert statistic(0) == statistic(1) == statistic(2)
    assert naked.own_risk_removed() == 0.0
    assert naked.cost_of_protection() == (0.0, 0.0)


def test_simulated_odds_agree_with_the_closed_form():
    """The share of paths that end between the break-evens, against the lognormal distribution, for a condor that settles."""
    vol, drift = 0.2, 0.02
    model = Model(
        vol=vol, drift=drift, betas=BOOK.betas, residual_vols=np.full(5, 0.2), weights=BOOK.portfolio.weights,
        link=VixLink(0.02, np.log(20.0), 0.0, 1e-6),
    )  # fmt: skip
    one = replace(BOOK, condors=BOOK.condors[:1], calls=())
    draw = partial(lambda count, rng: paths.stated(model, one.vix.curve.spot, DAYS, count, rng))
    found = simulate(one, draw, DAYS, 40_000)
    low, high = (level for level in breakevens(one.condors[0], float(one.credits[0]) / one.condors[0].quantity / 100.0))
    years = DAYS / 252
    at = (np.log(np.array([low, high]) / one.market.spot) - (drift - 0.5 * vol**2) * years) / (vol * np.sqrt(years))
    expected = ndtr(at[1]) - ndtr(at[0])
    won = np.mean(found.parts[1] > 0.0)
    assert won == pytest.approx(expected, abs=5 * np.sqrt(expected * (1 - expected) / 40_000))


def test_stocks_cost_nothing_to_watch(lived):
    """The stocks' part is the draw's book, whatever is laid over it."""
    bare = simulate(book(laying=Laying(layers=0, units=0.0)), past, DAYS, 10_000)
    np.testing.assert_array_equal(lived.parts[0], bare.parts[0])


def test_condors_never_lose_more_than_their_largest_loss(lived):
    """Nor gain more than their credit."""
    assert lived.parts[1].min() >= -BOOK.losses.sum() - 1e-6
    assert lived.parts[1].max() <= BOOK.credits.sum() + 1e-6


def test_the_hedge_never_loses_more_than_its_premium(lived):
    """Long calls only."""
    assert lived.parts[2].min() >= -BOOK.premiums.sum() - 1e-6


def test_the_tail_is_the_mean_of_the_worst(lived):
    """Against a plain sort."""
    worst = np.sort(lived.results[1])[:500]
    assert lived.expected_shortfall(1).value == pytest.approx(-worst.mean())


def test_a_tail_lies_beyond_its_quantile(lived):
    """For every book."""
    assert all(lived.expected_shortfall(one).value >= lived.loss(one).value for one in range(3))


def test_errors_shrink_with_the_paths():
    """Ten times the paths, about a third of the error."""
    few, many = (simulate(BOOK, past, DAYS, count).mean(0).error for count in (2_000, 20_000))
    assert many < 0.6 * few


def test_the_error_is_that_of_repeated_runs():
    """The spread of means over seeds, against the error that one run states."""
    means = [simulate(BOOK, past, DAYS, 2_000, seed).mean(0) for seed in range(12)]
    assert np.std([one.value for one in means]) == pytest.approx(np.mean([one.error for one in means]), rel=0.6)


def test_the_same_seed_gives_the_same_paths():
    """And another one others."""
    first, again, other = (simulate(BOOK, past, DAYS, 400, seed).parts for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_a_run_in_chunks_can_be_stopped_and_keeps_what_is_done():
    """The first chunk of a long run is the whole of a short one."""
    growing = simulation.growing(BOOK, past, DAYS, 3 * simulation.CHUNK)
    first = next(growing)
    np.testing.assert_array_equal(first.parts, simulate(BOOK, past, DAYS, simulation.CHUNK).parts)


def test_index_options_take_no_single_name_risk_away(lived):
    """Less than two percent of it, of either sign."""
    assert abs(lived.own_risk_removed()) < 0.02


def test_the_tail_by_name_adds_up_to_the_sum_of_its_days(lived):
    """Own part and market part of every name, over the worst paths of the stocks."""
    worst = np.argsort(lived.parts[0])[:500]
    np.testing.assert_allclose(lived.tail_by_name().sum(), -lived.names[:, worst].sum(axis=0).mean())


def test_a_fall_counts_from_the_highest_point():
    """A loss on the first day counts, a gain before it as well."""
    running = np.array([[1.0, -2.0], [-3.0, 1.0], [0.0, 5.0]])
    np.testing.assert_array_equal(simulation._fall(running), [4.0, 2.0])


def test_counts_that_cannot_be_cut_into_batches_are_refused():
    """Said in a sentence."""
    with pytest.raises(OverlayError, match="multiple of 40"):
        simulate(BOOK, past, DAYS, 101)


def test_there_are_three_books():
    """Alone, with condors, with both."""
    assert len(VARIANTS) == 3


def test_condors_are_marked_as_their_own_page_prices_them():
    """The tenth day of one path, by `legs.value` under the shifted market."""
    from overlay.options import legs

    drawn = past(40, np.random.default_rng(9))
    step = 9
    moved = BOOK.market.shifted(vol_shift=float(drawn.vix[step, 0] - BOOK.vix.curve.spot) / 100.0)
    level = BOOK.market.spot * float(drawn.index[step, 0])
    expected = sum(
        legs.value(one.legs, moved, level, (step + 1) * simulation.CALENDAR)[0, 0] for one in BOOK.condors[:1]
    )
    one = replace(BOOK, condors=BOOK.condors[:1])
    assert simulation.condor_marks(one, drawn)[step, 0] == pytest.approx(BOOK.credits[0] + expected)
