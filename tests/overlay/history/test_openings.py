"""How far the index opens from the close before, counted by a loop."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from overlay.data import bundled
from overlay.history.openings import FEWEST, opening_moves

HISTORY = bundled.history()


def with_openings(count, seed=7):
    """The bundled history with made-up openings on its last days."""
    rng = np.random.default_rng(seed)
    opening = pd.Series(np.nan, index=HISTORY.days)
    opening.iloc[-count:] = HISTORY.index.to_numpy()[-count - 1 : -1] * np.exp(0.006 * rng.standard_t(4, count))
    return replace(HISTORY, opening=opening)


def test_median_and_worst_are_those_of_a_loop():
    """Over 501 days with an opening, by plain division and sorting."""
    history = with_openings(501)
    closes, openings = history.index.tolist(), history.opening.tolist()
    moves = [
        (openings[k] / closes[k - 1] - 1.0, history.days[k].date()) for k in range(1, len(closes)) if openings[k] > 0.0
    ]
    found = opening_moves(history)
    assert found.days == len(moves) == 501
    assert found.median == pytest.approx(sorted(abs(move) for move, _ in moves)[250])
    assert (found.worst, found.worst_day) == max(moves, key=lambda one: abs(one[0]))


def test_the_range_of_the_median_holds_it_and_narrows_with_days():
    """Four times as many days halve the range, within what chance does to it."""
    few, many = opening_moves(with_openings(400)), opening_moves(with_openings(1600))
    for found in (few, many):
        assert found.low < found.median < found.high
    assert (many.high - many.low) / (few.high - few.low) == pytest.approx(0.5, abs=0.2)


@pytest.mark.parametrize("count", [0, FEWEST - 1])
def test_without_openings_nothing_is_stated(count):
    """None at all, and one day too few."""
    history = with_openings(count) if count else replace(HISTORY, opening=None)
    assert opening_moves(history) is None
