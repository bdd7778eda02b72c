"""Slippage follows price, index and VIX, never below a tick; flat points stay; multiples and absurd values."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, strategies as some

from overlay.errors import OverlayError
from overlay.options import costs
from overlay.options.contracts import ON_OWN_LEVEL, SPX, XSP
from overlay.options.costs import Costs
from scripts import fit_costs
from tests import oracles
from tests.sizes import examples

PRICES = some.lists(some.floats(0.0, 500.0), min_size=1, max_size=6)
LEVELS, VIXES = some.floats(300.0, 7_000.0), some.floats(9.0, 90.0)
WITH_CHAINS = pytest.mark.skipif(not oracles.SHARED.is_dir(), reason=oracles.NO_SHARED)


def slow(price, level, vix, contract):
    """The law for one option, in plain numbers."""
    own = price * contract.index_share
    tick = contract.small_tick if own < 3.0 else contract.tick
    factor = {"SPX": 1.0, "XSP": 2.2}[contract.symbol]
    return max(tick / contract.index_share, 0.064 * factor * math.sqrt(price * level / 4_000.0 * vix / 20.0))


@given(prices=PRICES, level=LEVELS, vix=VIXES, contract=some.sampled_from([SPX, XSP]))
@examples(60)
def test_the_measured_slippage_is_the_law(prices, level, vix, contract):
    """Option by option, against a plain loop."""
    found = Costs().slippage(np.array(prices), level, vix, contract)
    assert found == pytest.approx([slow(one, level, vix, contract) for one in prices])


@given(prices=PRICES, level=LEVELS, vix=VIXES)
@examples(60)
def test_no_leg_gives_up_less_than_a_tick(prices, level, vix):
    """0.05 below 3 points and 0.10 above, for SPX."""
    found = Costs().slippage(np.array(prices), level, vix)
    assert all(one >= (0.05 if price < 3.0 else 0.10) for one, price in zip(found, prices, strict=True))


@given(price=some.floats(20.0, 200.0), level=some.floats(2_000.0, 7_000.0), vix=VIXES, times=some.floats(1.0, 10.0))
@examples(60)
def test_above_the_tick_the_slippage_scales_with_the_index(price, level, vix, times):
    """An index and a price ten times as high: ten times the points, so the same share of the index."""
    one, more = (float(Costs().slippage(np.array(k * price), k * level, vix)) for k in (1.0, times))
    assert more == pytest.approx(times * one)


def test_an_index_of_400_does_not_pay_the_points_of_4000():
    """The same legs as shares of the index: less than half the points, since only the tick is left."""
    legs = np.array([2.0, 8.0, 6.0, 2.0])
    now, then = (Costs().slippage(legs * level / 4_000.0, level, 20.0) for level in (4_000.0, 400.0))
    assert then.tolist() == [0.05] * 4
    assert then.sum() < 0.5 * now.sum()


def test_slippage_grows_with_the_vix():
    """At a VIX of 80 twice that of 20."""
    calm, wild = (float(Costs().slippage(np.array(30.0), 4_000.0, vix)) for vix in (20.0, 80.0))
    assert wild == pytest.approx(2.0 * calm)


def test_flat_points_are_the_same_on_every_day():
    """1991 and 2008, cheap and dear."""
    found = Costs(slippage_points=0.15).slippage(
        np.array([[0.1, 90.0]]), np.array([400.0, 900.0]), np.array([15.0, 80.0])
    )
    assert found.tolist() == [[0.15, 0.15]]


@pytest.mark.parametrize("factor", [0.0, 0.5, 3.0])
@pytest.mark.parametrize("paid", [Costs(), Costs(slippage_points=0.2), Costs(spread_times=2.0)])
def test_a_multiple_of_the_costs_multiplies_both(paid, factor):
    """Commission and slippage, of either kind."""
    mids = np.array([0.5, 4.0, 40.0])
    more = paid.times(factor)
    assert more.commission_dollars == factor * paid.commission_dollars
    assert more.slippage(mids, 4_000.0, 20.0) == pytest.approx(factor * paid.slippage(mids, 4_000.0, 20.0))


@given(price=some.floats(0.0, 5.0), level=LEVELS, vix=VIXES, fill=some.floats(0.0, 1.0))
@examples(60)
def test_a_sale_never_brings_less_than_nothing_and_a_purchase_never_less_than_the_mid(price, level, vix, fill):
    """In whole hundredths of a point."""
    mids = np.full(2, price)
    sold, bought = Costs().fills(mids, np.array([-1.0, 1.0]), index=level, vix=vix, fill=fill)
    assert 0 <= sold <= round(100.0 * price) <= bought


@pytest.mark.parametrize(
    "wrong",
    [
        {"commission_dollars": -1.0}, {"commission_dollars": math.inf}, {"slippage_points": math.nan}, {"slippage_points": -0.1},
        {"slippage_points": 1e6}, {"slippage_points": "0.15"}, {"spread_times": -1.0}, {"spread_times": math.nan},
        {"spread_times": None}, {"spread_times": 1_000.0},
    ],
)  # fmt: skip
def test_absurd_costs_are_refused(wrong):
    """Negative, endless, no number, or thousands of times the spread."""
    with pytest.raises(OverlayError):
        Costs(**wrong)


def test_a_dearer_option_gives_up_more_points_and_a_smaller_share():
    """From ten points up, the tick no longer matters."""
    prices = np.array([10.0, 20.0, 40.0, 80.0])
    points = Costs().slippage(prices, 4_000.0, 20.0)
    assert all(one < two for one, two in pairwise(points))
    assert all(one > two for one, two in pairwise(points / prices))


@pytest.mark.long
@WITH_CHAINS
def test_the_law_misses_a_chain_left_out_by_the_error_that_we_state():
    """The constant is that of the fit, and the error its median over the seven chains."""
    levels = fit_costs.closes("VIX")
    days = {day: fit_costs.quoted(file, float(levels[day])) for day, file in fit_costs.CHAINS.items()}
    assert fit_costs.fitted(fit_costs.CHOSEN, list(days.values())) == pytest.approx([costs.SPREAD], abs=0.001)
    middle = [float(np.median(np.abs(one))) for one in fit_costs.left_out(fit_costs.CHOSEN, days).values()]
    assert np.median(middle) == pytest.approx(costs.SPREAD_ERROR, abs=0.01)


@pytest.mark.long
@WITH_CHAINS
def test_on_a_public_chain_the_law_is_within_twice_its_error():
    """September 2023: the package of every condor of the app's range, in the median."""
    day = fit_costs.quoted(fit_costs.CHAINS["2023-09-14"], 12.82)
    ours = Costs().slippage(day.mids, day.level, day.vix).sum(axis=1)
    assert np.median(np.abs(ours / day.halves.sum(axis=1) - 1.0)) < 2.0 * costs.SPREAD_ERROR


@pytest.mark.long
@WITH_CHAINS
def test_condors_on_a_tenth_of_the_index_pay_about_what_one_public_chain_quotes():
    """XSP, September 2023: 2.2 times the law of SPX, within a tenth in the median."""
    day = fit_costs.quoted("cboe_xsp_2023-09-14.csv", 12.82, widest=10.0)
    ours = Costs().slippage(day.mids, day.level, day.vix, ON_OWN_LEVEL["XSP"]).sum(axis=1)
    assert np.median(day.halves.sum(axis=1) / ours) == pytest.approx(1.0, abs=0.1)
