"""Sizing and liquidity: the pages' own cases, and that what is whole stays whole."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, strategies as some

from overlay.condor import sizing
from overlay.condor.placement import IronCondor
from overlay.condor.pricing import win_rate_needed
from overlay.errors import OverlayError
from overlay.ladder import liquidity
from overlay.rules.rule_set import NEVER, Sizing

DAY = date(2018, 3, 16)


def condor(*strikes, quantity=1):
    """A condor of four strikes."""
    low, put, call, high = strikes
    return IronCondor(long_put=low, short_put=put, short_call=call, long_call=high, expiry=DAY, quantity=quantity)


def test_less_than_one_contract_is_none():
    """C12: $1,500 over $3,200 is 0.469 of a contract; the page rounds up to a half, the answer is 0."""
    assert sizing.contracts(1500.0, 3200.0) == 0


@given(some.floats(0, 1e7), some.floats(1, 1e5))
def test_whole_contracts_use_the_budget_and_never_more(budget, loss):
    """One more would break the cap, to the cent."""
    count = sizing.contracts(budget, loss)
    assert count * sizing.cents(loss) <= max(sizing.cents(budget), 0) < (count + 1) * sizing.cents(loss)


def test_the_small_index_is_offered_where_the_large_one_is_too_large():
    """The same placement on a tenth of the index: 4 XSP where no SPX fits."""
    assert sizing.offer(1500.0, 3200.0) == (0, 4)


@given(some.integers(0, 10**8), some.integers(1, 10**6), some.sampled_from([0.0, 0.5, 1.0]))
def test_both_caps_hold(used, loss, size):
    """A new layer stays under its own cap and what the cap on all leaves."""
    caps = Sizing(layer_cap=0.025, aggregate_cap=0.06)
    capital = 10**8
    count = sizing.fitting(caps, capital, used, loss, size)
    assert count >= 0
    assert count * loss <= 0.025 * capital * size
    assert count == 0 or used + count * loss <= 0.06 * capital


def test_without_a_cap_on_all_only_the_layers_own_binds():
    """The article names none."""
    assert sizing.fitting(Sizing(layer_cap=0.025, aggregate_cap=NEVER), 10**8, 10**9, 420_000) == 5


def test_a_loss_of_nothing_and_a_capital_of_nothing_are_refused():
    """In sentences."""
    with pytest.raises(OverlayError, match="gives no size"):
        sizing.contracts(1000.0, 0.0)
    with pytest.raises(OverlayError, match="cannot carry"):
        sizing.all_lose([1.0], 0.0)


def test_an_offer_counts_condors_on_the_index_and_on_a_tenth_of_it():
    """$10,000 holds two losses of $4,200, and twenty-three of $420: the twenty-fourth would make it $10,080."""
    assert sizing.offer(10_000.0, 4_200.0) == (2, 23)


def test_all_layers_losing_is_their_sum():
    """In dollars and as a share of capital."""
    assert sizing.all_lose([20_000.0, 25_000.0], 1_000_000.0) == (45_000.0, 0.045)


def test_the_hedge_bought_in_units():
    """C30: 4/4/2 x $2,500: near layer $10,000, all $25,000, 12.5% of $200,000 of condors."""
    each, share = sizing.unit_budget((4, 4, 2), 2500.0, 200_000.0)
    assert each[0] == 10_000.0
    assert sum(each) == 25_000.0
    assert share == 0.125


@pytest.mark.parametrize(
    ("credit", "needed"),
    [(0.70, (86.0, 93.0, 96.5, 97.2)), (1.15, (77.0, 88.5, 94.25, 95.4)), (1.60, (68.0, 84.0, 92.0, 93.6))],
)
def test_the_win_rate_a_tier_needs_depends_on_the_width(credit, needed):
    """C9: widths of 5, 10, 20 and 25 points."""
    found = [100.0 * win_rate_needed(width, credit) for width in (5.0, 10.0, 20.0, 25.0)]
    assert found == pytest.approx(needed)


def test_the_requirement_of_ten_condors():
    """C14: 160/170/180/190, ten of them: $10,000; counted as two spreads, twice that."""
    one = condor(160, 170, 180, 190, quantity=10)
    assert liquidity.requirement(one) == 10_000.0
    assert liquidity.separate_requirement(one) == 20_000.0


def test_the_requirement_and_loss_of_two_condors():
    """C15: 50/53/67/70, legs .80/1.25/2.00/.75: $600; credit 1.70, largest loss $260."""
    one = condor(50, 53, 67, 70, quantity=2)
    credit = -0.80 + 1.25 + 2.00 - 0.75
    assert liquidity.requirement(one) == 600.0
    assert credit == pytest.approx(1.70)
    assert (one.widest_points - credit) * 200.0 == pytest.approx(260.0)


@pytest.mark.parametrize(
    ("cash", "bills", "hedge", "ratio", "light"),
    [
        (100_000, 0, 0, 1.0, "smaller"),
        (0, 100_000, 4_000, 1.0, "smaller"),
        (119_000, 0, 4_000, 1.21, "yes"),
        (50_000, 0, 0, 0.5, "no"),
    ],
)
def test_the_quick_ratio_counts_cash_bills_and_the_hedge_after_its_haircut(cash, bills, hedge, ratio, light):
    """Needs of $100,000: $30,000 beyond the margin, $20,000 to roll, $50,000 of stressed margin."""
    needs = liquidity.Needs(
        open_loss_dollars=80_000, posted_dollars=50_000, next_roll_dollars=20_000, stressed_margin_dollars=50_000
    )
    found = liquidity.quick_ratio(
        liquidity.Means(cash_dollars=cash, bills_dollars=bills, hedge_dollars=hedge, hedge_haircut=0.5), needs
    )
    assert found == pytest.approx(ratio)
    assert liquidity.light(found) == light


def test_no_stock_can_be_counted_as_liquid():
    """There is no field for it."""
    assert not any("stock" in name or "core" in name for name in liquidity.Means.__dataclass_fields__)


def test_margin_posted_beyond_the_loss_pays_for_nothing_else():
    """It covers the open loss at most; with nothing open the ratio is infinite."""
    needs = liquidity.Needs(open_loss_dollars=10, posted_dollars=500, next_roll_dollars=5, stressed_margin_dollars=0)
    assert needs.dollars == 5
    nothing = liquidity.Needs(open_loss_dollars=0, posted_dollars=0, next_roll_dollars=0, stressed_margin_dollars=0)
    assert liquidity.quick_ratio(liquidity.Means(cash_dollars=1), nothing) == float("inf")


@pytest.mark.parametrize("change", [{"bills_dollars": -1.0}, {"hedge_dollars": -5.0}, {"hedge_haircut": 1.5}])
def test_impossible_means_are_refused(change):
    """In a sentence."""
    with pytest.raises(OverlayError):
        liquidity.Means(cash_dollars=0.0, **change)


@given(some.lists(some.tuples(*[some.floats(-1e6, 1e6)] * 2, some.floats(0, 1e6)), min_size=1, max_size=30))
def test_the_call_is_what_is_missing_and_the_bars_add_up(days):
    """Equity after stress less requirement, day by day."""
    result, stress, required = (np.array(column) for column in zip(*days, strict=True))
    fall = liquidity.waterfall(200_000.0, result, stress, required, 0.25)
    assert fall.excess == pytest.approx(200_000.0 + result + stress - 1.25 * required)
    assert (fall.call >= 0.0).all()
    assert fall.call[fall.worst] == pytest.approx(max(-fall.excess.min(), 0.0))
