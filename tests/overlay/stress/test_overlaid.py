"""The overlaid book: every part answers to one scenario as it does on its own page."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.errors import OverlayError
from overlay.hedge import calls as vix_hedge
from overlay.options import legs
from overlay.options.scenarios import EPISODES, NOTHING, Scenario, one_name_gap
from overlay.options.surface import Anchored, Flat
from overlay.stress.overlaid import Laying, Overlaid
from tests.facts import book
from tests.sizes import examples

MOVES = st.builds(
    Scenario,
    index_return=st.floats(-0.4, 0.2),
    vol_shift=st.floats(-0.05, 0.8),
    days=st.integers(0, 60),
)
BOOK = book()
NAKED = book(laying=Laying(layers=0, units=0.0))


def test_a_scenario_of_nothing_changes_nothing():
    """Not a cent in any part."""
    parts = BOOK.result(NOTHING)
    assert np.abs(np.concatenate(parts)).max() < 1e-6


@given(scenario=MOVES)
@examples(40)
def test_the_core_moves_by_beta(scenario):
    """Dollars times beta times the index, never below nothing."""
    expected = BOOK.portfolio.values * np.maximum(BOOK.betas * scenario.index_return, -1.0)
    np.testing.assert_allclose(BOOK.result(scenario).names, expected)


@given(scenario=MOVES)
@examples(40)
def test_without_condors_and_calls_the_whole_is_the_core(scenario):
    """To the bit."""
    parts = NAKED.result(scenario)
    assert parts.total == parts.names.sum()


@given(scenario=MOVES)
@examples(40)
def test_condors_are_repriced_as_on_their_own_page(scenario):
    """`legs.value` of the shifted market, after so many days, less the credit's other side."""
    points = BOOK.floored(scenario.vix_points)
    moved = BOOK.market.shifted(vol_shift=points / 100.0)
    level = BOOK.market.spot * (1.0 + scenario.index_return)
    for condor, credit, found in zip(BOOK.condors, BOOK.credits, BOOK.result(scenario).condors, strict=True):
        days = min(scenario.days, BOOK.market.days(condor.expiry))
        assert found == pytest.approx(credit + legs.value(condor.legs, moved, level, days)[0, 0], abs=1e-6)


@given(scenario=MOVES)
@examples(40)
def test_the_hedge_is_repriced_as_on_its_own_page(scenario):
    """`vix_hedge.gain` of the same shock and days."""
    expected = vix_hedge.gain(BOOK.calls, BOOK.vix, BOOK.floored(scenario.vix_points), scenario.days)[:, 0]
    np.testing.assert_allclose(BOOK.result(scenario).hedge, expected)


def test_a_layer_never_loses_more_than_its_largest_loss():
    """In any of the shipped scenarios."""
    for episode in EPISODES:
        assert (BOOK.result(episode.scenario).condors >= -BOOK.losses - 1e-6).all()


def test_a_one_name_gap_touches_only_that_name():
    """The rest of the book, the condors and the hedge stand still."""
    parts = BOOK.result(one_name_gap("AAPL", 0.3))
    expected = np.where(np.array(BOOK.portfolio.symbols) == "AAPL", -0.3 * BOOK.portfolio.values, 0.0)
    np.testing.assert_allclose(parts.names, expected)
    np.testing.assert_allclose(np.concatenate([parts.condors, parts.hedge]), 0.0, atol=1e-6)


def test_the_grid_agrees_with_single_scenarios():
    """At every tenth cell."""
    grid = BOOK.grid(Scenario(days=7))
    for row in range(0, len(grid.vix_points), 10):
        for column in range(0, len(grid.index_returns), 10):
            one = Scenario(
                index_return=float(grid.index_returns[column]), vol_shift=float(grid.vix_points[row]) / 100.0, days=7
            )
            assert grid.total[row, column] == pytest.approx(BOOK.result(one).total, abs=1e-6)


def test_the_grid_keeps_a_name_where_the_scenario_puts_it():
    """A stated fall of Apple holds in every column."""
    grid = BOOK.grid(one_name_gap("AAPL", 0.3))
    at = int(np.flatnonzero(grid.index_returns == 0.0)[0])
    assert grid.core[at] == pytest.approx(BOOK.result(one_name_gap("AAPL", 0.3)).names.sum())


def test_the_vix_never_falls_below_its_lowest_close():
    """A shock of -50 points is cut to 9."""
    assert BOOK.vix.curve.spot + BOOK.floored(-50.0) == pytest.approx(9.0)


def test_each_layer_fits_under_its_cap():
    """And one more condor would not."""
    cap = Laying().layer_cap * BOOK.portfolio.invested
    each = BOOK.losses / [one.quantity for one in BOOK.condors]
    assert (cap >= BOOK.losses).all()
    assert (BOOK.losses + each > cap).all()


def test_no_condor_is_laid_where_none_fits():
    """Half a condor is none."""
    assert book(laying=Laying(layer_cap=0.001)).condors == ()


def test_older_layers_have_fewer_days_left():
    """30, 16 and 2 at a spacing of 14; a fourth would have expired."""
    assert Laying(layers=4).expiries == (30, 16, 2)


def test_betas_must_match_the_names():
    """A sentence, not an index error."""
    with pytest.raises(OverlayError, match="betas"):
        Overlaid(portfolio=BOOK.portfolio, betas=np.ones(2), market=BOOK.market, vix=BOOK.vix)


@pytest.mark.parametrize(
    "surface",
    [
        Flat(spot=5000.0, flat_vol=0.2, rate=0.04, dividend_yield=0.01),
        Anchored(spot=5000.0, vix=18.0, rate=0.04),
        Anchored(spot=5000.0, vix=18.0, rate=0.04, vix9d=22.0, vix3m=19.0),
    ],
    ids=["flat", "anchored", "family"],
)
@given(shift=st.floats(-0.05, 0.6), years=st.floats(0.003, 0.6), moneyness=st.floats(-0.3, 0.3))
@examples(40)
def test_volatility_after_many_shifts_is_that_after_each(surface, shift, years, moneyness):
    """`vol_after` is `shifted(...).vol(...)`, without a surface for every shift."""
    strike = 5000.0 * np.exp(moneyness)
    assert surface.vol_after(strike, years, np.array([shift]))[0] == pytest.approx(
        float(surface.shifted(shift).vol(strike, years)), rel=1e-9
    )
