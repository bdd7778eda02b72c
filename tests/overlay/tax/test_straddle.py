"""The overlap test against brute force, and the rules that could bite, each a flag with a source."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.errors import OverlayError
from overlay.tax.straddle import (
    HEDGES,
    OVERLAP_SHARE,
    constructive_sale,
    covered_call,
    holding_period,
    loss_deferral,
    overlap,
    overlap_flags,
    sold_constructively,
)

books = st.lists(
    st.tuples(st.floats(0.001, 0.3), st.integers(0, 10**8).map(lambda cents: cents / 100)), min_size=1, max_size=8
)


def judged(book, position):
    """The overlap of weights (scaled to fit) and dollars, and the two by name."""
    total = max(1.0, sum(weight for weight, _ in book))
    weights = {f"N{at}": weight / total for at, (weight, _) in enumerate(book)}
    holdings = {f"N{at}": dollars for at, (_, dollars) in enumerate(book)}
    return overlap(position, weights, holdings), weights, holdings


def ratio(fraction, position, weights, holdings):
    """The share of a shrunk position that the holdings cover, by the definition."""
    return sum(min(fraction * position * weights[name], holdings[name]) for name in weights) / (fraction * position)


@given(books, st.floats(1e3, 1e7))
def test_the_ratio_never_exceeds_the_combined_weight(book, position):
    """The bound that spares a handful of names."""
    found, weights, holdings = judged(book, position)
    assert found.ratio_full == pytest.approx(ratio(1.0, position, weights, holdings))
    assert found.ratio_full <= found.combined_weight + 1e-9
    assert found.overlaps is (found.combined_weight >= OVERLAP_SHARE - 1e-12)


@given(books, st.floats(1e3, 1e7))
def test_the_largest_part_is_the_largest(book, position):
    """At it the ratio is 70% or more, a little beyond it less, unless it is the whole."""
    found, weights, holdings = judged(book, position)
    if not found.overlaps:
        assert (found.max_fraction, found.subportfolio_dollars) == (0.0, 0.0)
        return
    assert ratio(found.max_fraction, position, weights, holdings) >= OVERLAP_SHARE - 1e-6
    if found.max_fraction < 1.0:
        assert ratio(1.001 * found.max_fraction, position, weights, holdings) < OVERLAP_SHARE + 1e-6


@given(books, st.floats(1e3, 1e6), st.floats(1.0, 5.0))
def test_a_larger_position_overlaps_less(book, position, factor):
    """The ratio does not rise with size."""
    assert judged(book, factor * position)[0].ratio_full <= judged(book, position)[0].ratio_full + 1e-9


@pytest.mark.parametrize(("position", "weights", "holdings", "expected"), [
    (600_000, {"AAPL": 0.07}, {"AAPL": 2e6}, (0.07, False, 0.0)),
    (1e6, {"A": 0.5, "B": 0.3}, {"A": 4e5, "B": 1.5e5}, (0.55, True, 0.75)),
    (1e6, {str(n): 0.037 for n in range(20)}, {str(n): 5e4 for n in range(20)}, (0.74, True, 1.0)),
    (5e5, {"SPY": 1.0}, {"SPY": 5e5}, (1.0, True, 1.0)),
])  # fmt: skip
def test_the_worked_examples(position, weights, holdings, expected):
    """One name never, two names in part, twenty names and a fund wholly."""
    found = overlap(position, weights, holdings)
    assert (found.ratio_full, found.overlaps, found.max_fraction) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("weight", "issuers", "level"), [(0.2, 500, "note"), (0.9, 500, "serious"), (0.2, 12, "serious")]
)
def test_the_overlap_speaks_with_its_caveat(weight, issuers, level):
    """Each flag says that the wording was not verified."""
    flag = overlap_flags(overlap(1e6, {"X": weight}, {"X": 1e7}), issuers=issuers)[0]
    assert (flag.level, "not verified" in flag.source) == (level, True)


@pytest.mark.parametrize(("loss", "gain", "allowed"), [(15_000, 12_750, 2_250), (8_000, 500_000, 0), (500, 0, 500)])
def test_a_straddle_loss_waits_for_the_gain(loss, gain, allowed):
    """Allowed only beyond the unrecognised gain; a flag says so where something waits."""
    found = loss_deferral(loss, gain)
    assert (found.allowed, found.deferred) == (allowed, loss - allowed)
    assert bool(found.flags) is (found.deferred > 0)


@pytest.mark.parametrize(("acquired", "reset"), [(date(2025, 8, 1), True), (date(2020, 8, 1), False)])
def test_a_straddle_restarts_only_lots_not_yet_long_term(acquired, reset):
    """From the day it ends."""
    found = holding_period(acquired, date(2026, 7, 1), date(2026, 8, 31))
    assert (found.reset, found.starts) == (reset, date(2026, 8, 31) if reset else acquired)
    assert found.flags[0].level == ("serious" if reset else "note")


@pytest.mark.parametrize(("price", "strike", "strikes", "days", "qualified"), [
    (32, 30, [30, 25], 60, True), (52, 45, [50, 45], 21, False), (12, 10, [10], 60, False), (39, 35, [35, 30], 60, True),
    (100, 89, [90, 89], 60, False), (140, 125, [135, 125], 120, False), (140, 130, [135, 130], 120, True), (140, 130, [135, 130], 90, False), (140, 130, [135, 130], 91, True),
    (100, 110, [95, 100, 105, 110], 31, True), (100, 110, [95, 110], 30, False), (100, 110, [95], 400, False),
    (20, 17, [], 60, False), (400, 350, [395, 390], 60, False),
])  # fmt: skip
def test_the_qualified_covered_call(price, strike, strikes, days, qualified):
    """More than 30 days, and not deep in the money; beyond a year it is not judged."""
    found = covered_call(price, strike, strikes, days)
    assert found.qualified is qualified
    assert found.in_the_money is (strike < price)
    assert all(flag.source and flag.why for flag in found.flags)


@given(st.floats(5, 500), st.floats(0.5, 1.5), st.integers(31, 365))
def test_a_higher_strike_is_never_worse(price, ratio_of_price, days):
    """If a strike qualifies, so does any above it."""
    strikes = list(np.arange(5.0, 800.0, 5.0))
    low, high = (covered_call(price, k * ratio_of_price * price, strikes, days).qualified for k in (1.0, 1.1))
    # a strike above 50 may take the second benchmark, which only eases the test
    assert high or not low


@pytest.mark.parametrize("hedge", HEDGES)
def test_each_hedge_is_screened_with_a_reason(hedge):
    """A level, a why, a source."""
    flag = constructive_sale(hedge)
    assert flag.why
    assert "1259" in flag.source
    assert flag.title.startswith(hedge)


@pytest.mark.parametrize(("value", "closed", "gain"), [
    (1600, None, 600), (1600, date(2027, 1, 30), 0), (1600, date(2027, 1, 31), 600), (900, None, 0),
])  # fmt: skip
def test_a_constructive_sale_recognises_gain_only(value, closed, gain):
    """Never a loss, and nothing if the hedge is closed by the thirtieth day of the next year."""
    found = sold_constructively(1000, value, date(2020, 1, 2), date(2026, 3, 2), closed)
    assert (found.gain, found.basis) == (gain, 1000 + gain)
    assert found.holding_from == (date(2026, 3, 2) if gain else date(2020, 1, 2))


@pytest.mark.parametrize("wrong", [
    lambda: overlap(0, {"A": 0.1}, {"A": 1}),
    lambda: overlap(1, {"A": 1.1}, {"A": 1}),
    lambda: overlap(1, {"A": 0.6, "B": 0.6}, {"A": 1}),
    lambda: overlap(1, {"A": 0.1}, {"A": -1}),
    lambda: loss_deferral(-1, 0),
    lambda: holding_period(date(2026, 1, 1), date(2026, 3, 1), date(2026, 2, 1)),
    lambda: covered_call(0, 1, [], 60),
    lambda: constructive_sale("a hunch"),
])  # fmt: skip
def test_what_cannot_be_judged_gets_a_sentence(wrong):
    """The value and the way out."""
    with pytest.raises(OverlayError, match=r"(enter|swap|pick)"):
        wrong()
