"""The past drawn in blocks: they run on until the next one begins, and are as long as asked on average."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.history.bootstrap import stationary


@given(st.integers(1, 60), st.integers(1, 30), st.floats(1.0, 20.0))
def test_blocks_run_on_until_a_new_one_begins(length, steps, mean_block):
    """Every place that begins no block follows the one before; every block begins inside the past."""
    places, fresh = stationary(length, steps, 50, mean_block, np.random.default_rng(1))
    assert places.shape == fresh.shape == (steps, 50)
    assert fresh[0].all()
    assert (np.diff(places, axis=0)[~fresh[1:]] == 1).all()
    assert ((places[fresh] >= 0) & (places[fresh] < length)).all()


@pytest.mark.parametrize("mean_block", [1.0, 5.0, 20.0])
def test_blocks_are_as_long_as_asked_on_average(mean_block):
    """One place in so many begins a block."""
    _, fresh = stationary(100, 200, 500, mean_block, np.random.default_rng(4))
    assert fresh[1:].mean() == pytest.approx(1.0 / mean_block, abs=0.005)


def test_every_day_of_the_past_is_drawn_as_often():
    """Uniform but for chance: no day is favoured, the first and the last among them."""
    places, _ = stationary(20, 40, 5_000, 6.0, np.random.default_rng(7))
    counts = np.bincount((places % 20).ravel(), minlength=20) / places.size
    np.testing.assert_allclose(counts, 0.05, atol=0.002)
