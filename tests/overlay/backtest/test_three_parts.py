"""Israelov and Nielsen's three parts: they add up, and a plain loop finds the same."""

from datetime import date

import numpy as np
import pytest

from overlay.backtest import attribution
from overlay.backtest.condor_greeks import Condors, condors
from overlay.backtest.engine import run
from overlay.backtest.three_parts import mean_delta, three_parts
from overlay.options.costs import Costs
from overlay.rules.presets import STEWARD
from tests.overlay.backtest.test_condor_greeks import BOOK, HISTORY, LIVED, RUINED

FOUND = condors(LIVED)
PARTS = three_parts(LIVED, FOUND)


def held_at(share, found=LIVED):
    """Condors whose dollar delta is the same share of the book at every close."""
    return Condors(FOUND.effects, share * np.concatenate([[0.0], found.account[:-1]]))


def test_the_three_parts_of_a_day_add_up_to_the_condors_change():
    """At mid, to the cent."""
    np.testing.assert_allclose(PARTS.total, attribution.daily(LIVED).condors, rtol=0, atol=0.004)


def test_a_plain_loop_finds_the_same_parts():
    """Day after day, from the dollar delta at the close before."""
    book, index, change = LIVED.account.tolist(), LIVED.path.index.tolist(), attribution.daily(LIVED).condors.tolist()
    exposure = FOUND.exposure.tolist()
    days = range(1, len(book))
    mean = sum(exposure[at] / book[at - 1] for at in days) / len(days)
    for at in days:
        move = index[at] / index[at - 1] - 1.0
        passive = mean * book[at - 1] * move
        reversal = (exposure[at] / book[at - 1] - mean) * book[at - 1] * move
        assert PARTS.passive[at] == pytest.approx(passive, abs=0.004)
        assert PARTS.reversal[at] == pytest.approx(reversal, abs=0.004)
        assert PARTS.short_vol[at] == pytest.approx(change[at] - passive - reversal, abs=0.004)


@pytest.mark.parametrize("share", [-0.4, 0.0, 0.25])
def test_a_constant_delta_has_no_reversal(share):
    """All that the index did to it is passive."""
    found = three_parts(LIVED, held_at(share))
    moves = np.diff(LIVED.path.index) / LIVED.path.index[:-1]
    np.testing.assert_allclose(found.reversal, 0.0, atol=0.004)
    np.testing.assert_allclose(found.passive[1:], share * LIVED.account[:-1] * moves, atol=0.004)


def test_a_delta_with_mean_zero_has_no_passive_part():
    """Long on the first half of the days, short on the second."""
    count = len(LIVED.path) - 1
    sides = np.where(np.arange(count) < count // 2, 1.0, -1.0)
    sides -= sides.mean()
    swinging = Condors(FOUND.effects, np.concatenate([[0.0], 0.2 * sides * LIVED.account[:-1]]))
    np.testing.assert_allclose(three_parts(LIVED, swinging).passive, 0.0, atol=0.004)


def test_the_mean_ends_with_the_day_of_a_ruin():
    """Shares of nothing are no part of it."""
    found = RUINED
    seen = condors(found)
    assert found.ruined is not None
    until = slice(1, found.ruined + 1)
    shares = seen.exposure[until] / found.account[: found.ruined]
    assert mean_delta(found, seen.exposure) == pytest.approx(shares.mean())
    np.testing.assert_allclose(three_parts(found, seen).total, attribution.daily(found).condors, rtol=0, atol=0.004)


def test_days_without_a_condor_have_no_parts():
    """Steward stood aside in the autumn of 2008: zeros, not a division by nothing."""
    found = run(HISTORY, BOOK, STEWARD, Costs(), first=date(2008, 10, 15), last=date(2008, 12, 17))
    assert not len(found.ladder.layers)
    parts = three_parts(found, condors(found))
    assert abs(parts.passive).sum() == abs(parts.reversal).sum() == abs(parts.short_vol).sum() == 0.0
