"""A layer's fills are those of the condor's quote, to the cent."""

from datetime import date

import numpy as np
import pytest

from overlay.condor.pricing import quote
from overlay.data import bundled
from overlay.history import path as layer_path
from overlay.ladder.engine import walk
from overlay.ladder.layers import WIDTH_LEVEL, Terms
from overlay.options.contracts import SPX, XSP
from overlay.options.costs import Costs
from overlay.options.market import from_history
from overlay.rules.presets import ARTICLE
from tests.sizes import some

HISTORY = bundled.history()
SPANS = [
    (date(1991, 1, 2), date(1991, 12, 31)),
    (date(2008, 6, 2), date(2009, 3, 31)),
    (date(2017, 1, 3), date(2018, 6, 29)),
]
PAID = [Costs(), Costs(slippage_points=0.15), Costs(spread_times=2.5)]
TERMS = [
    Terms(costs=paid, contract=contract, width_level=level)
    for contract in (SPX, XSP)
    for level in (WIDTH_LEVEL, None)
    for paid in PAID
]


@pytest.mark.parametrize("terms", some(TERMS, 3))
@pytest.mark.parametrize("span", SPANS)
def test_a_condor_costs_on_its_page_what_the_ladder_paid_to_open_it(span, terms):
    """Every layer of a stretch, quoted by the market of its day: mid less cost is the ladder's credit to the cent."""
    path = layer_path.from_history(HISTORY, *span)
    ladder = walk(ARTICLE, path, terms)
    numbers = np.flatnonzero(ladder.layers.quantity > 0)
    for number in numbers[:: max(len(numbers) // 5, 1)]:
        layer = ladder.layer(int(number))
        quoted = quote(layer.condor, from_history(HISTORY, path.day(layer.opened)), costs=terms.costs)
        assert quoted.credit_dollars - quoted.slippage_dollars == pytest.approx(layer.credit_cents / 100.0, abs=0.004)


@pytest.mark.parametrize("span", SPANS)
def test_a_layer_never_opens_closer_to_the_mid_than_its_ticks(span):
    """Four legs of at least 0.05 points, less a rounding of half a hundredth each, where no long leg is worth less."""
    ladder = walk(ARTICLE, layer_path.from_history(HISTORY, *span), Terms(width_level=WIDTH_LEVEL))
    given_up = ladder.layers.mid - ladder.layers.credit() / 10_000.0
    assert given_up.min() >= 4 * (0.05 - 0.005) - 1e-9
