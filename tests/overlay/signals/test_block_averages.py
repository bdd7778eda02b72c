"""Exponential averages by blocks of days against the plain recursion, day after day."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.signals.block_averages import BLOCK, Average, whole_blocks


def plain(series, keep):
    """Of one series, from zero."""
    last, found = 0.0, []
    for value in series:
        last = keep * last + (1.0 - keep) * value
        found.append(last)
    return found


@given(
    keep=st.floats(0.0, 0.999),
    count=st.integers(1, 5),
    blocks=st.integers(1, 6),
    seed=st.integers(0, 10_000),
)
def test_an_average_by_blocks_is_the_average_day_by_day(keep, count, blocks, seed):
    """For any number of series, to rounding."""
    series = np.random.default_rng(seed).normal(size=(count, blocks * BLOCK))
    found = np.empty_like(series)
    Average(keep).fill(series, found)
    np.testing.assert_allclose(found, [plain(row, keep) for row in series], atol=1e-12)


def test_what_comes_later_changes_no_earlier_average():
    """Not by a bit: the weights of later days in a block are zero."""
    series = np.random.default_rng(1).normal(size=(1, 3 * BLOCK))
    before, after = np.empty_like(series), np.empty_like(series)
    Average(0.9).fill(series, before)
    series[0, BLOCK + 5 :] *= 7.0
    Average(0.9).fill(series, after)
    np.testing.assert_array_equal(before[0, : BLOCK + 5], after[0, : BLOCK + 5])


@pytest.mark.parametrize(("days", "blocks"), [(0, 1), (1, 1), (BLOCK, 1), (BLOCK + 1, 2)])
def test_days_fill_whole_blocks(days, blocks):
    """And never none."""
    assert whole_blocks(days) == blocks * BLOCK
