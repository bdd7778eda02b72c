"""The six readings of 4/4/2, each by hand."""

import numpy as np
import pytest

from overlay.errors import OverlayError
from overlay.hedge.calls import layered, ledger, premium
from overlay.hedge.readings import (
    NOTIONAL,
    PER_100K,
    PER_TEN,
    READINGS,
    SHARES,
    UNITS,
    VEGA,
    HedgeNeed,
    contracts,
    unit_dollars,
)
from overlay.rules.rule_set import StrikeRule
from overlay.vix.curve import VixCurve
from overlay.vix.market import modelled

MARKET = modelled(VixCurve(spot=18.0, lately=17.0))
RULE = StrikeRule()
BOOK = HedgeNeed(condors=40, notional_dollars=200_000.0, budget_dollars=20_000.0)
NUMBERS = (4.0, 4.0, 2.0)


def sized(reading, numbers=NUMBERS, book=BOOK):
    """Calls per layer."""
    return contracts(reading, numbers, book, MARKET, RULE)


def unit_premiums():
    """Dollars of one call in each layer."""
    return premium(layered((1.0, 1.0, 1.0), RULE).calls(MARKET), MARKET)


def test_case_c30_units_of_2500_dollars():
    """4/4/2 units: the near layer $10,000, all $25,000, 12.5% of a notional of $200,000."""
    dollars = unit_dollars(NUMBERS)
    assert dollars[0] == 10_000
    assert dollars.sum() == 25_000
    assert dollars.sum() / BOOK.notional_dollars == pytest.approx(0.125)


@pytest.mark.parametrize(("reading", "expected"), [(PER_TEN, [16, 16, 8]), (PER_100K, [8, 8, 4])])
def test_counts_of_calls_scale_with_the_book(reading, expected):
    """Forty condors are four tens; $200,000 is two hundreds of thousands."""
    assert sized(reading).tolist() == expected


@pytest.mark.parametrize(
    ("reading", "dollars"),
    [(SHARES, [8_000, 8_000, 4_000]), (NOTIONAL, [8_000, 8_000, 4_000]), (UNITS, [40_000, 40_000, 20_000])],
)
def test_readings_in_dollars_buy_for_those_dollars(reading, dollars):
    """Within half a call of each layer."""
    spent = sized(reading) * unit_premiums()
    assert (np.abs(spent - dollars) <= 0.5 * unit_premiums() + 1e-9).all()


def test_vega_units_hold_vega_as_four_to_four_to_two():
    """As many calls in all as the plain reading has, within rounding."""
    calls = contracts(VEGA, NUMBERS, HedgeNeed(condors=4000, notional_dollars=0.0, budget_dollars=0.0), MARKET, RULE)
    vega = calls * ledger(layered((1.0, 1.0, 1.0), RULE).calls(MARKET), MARKET).vix_vega
    assert vega / vega[2] == pytest.approx([2.0, 2.0, 1.0], rel=0.01)
    assert calls.sum() == pytest.approx(4000, abs=2)


@pytest.mark.parametrize("reading", READINGS, ids=lambda one: one.name)
def test_no_numbers_buy_no_calls(reading):
    """And every reading names its source."""
    assert not sized(reading, (0.0, 0.0, 0.0)).any()
    assert reading.source


@pytest.mark.parametrize("reading", READINGS, ids=lambda one: one.name)
def test_a_layer_of_zero_stays_empty(reading):
    """Whatever the others are."""
    found = sized(reading, (4.0, 0.0, 2.0))
    assert found[1] == 0.0
    assert found[0] > 0.0


def test_a_book_below_nothing_is_refused():
    """In a sentence."""
    with pytest.raises(OverlayError, match="Condors hedged of -1 must lie between"):
        HedgeNeed(condors=-1, notional_dollars=0.0, budget_dollars=0.0)
