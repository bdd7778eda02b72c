"""Tax on the overlay year by year: 60/40, losses back three years, then on."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.errors import OverlayError
from overlay.tax.yearly import Rates, taxes

TENTH = Rates(short_term=0.10, long_term=0.10)


def test_a_gain_is_taxed_sixty_forty():
    """$10,000 at 40.8% and 23.8%: 0.4 x 4,080 + 0.6 x 2,380."""
    assert taxes(np.array([10_000.0]), Rates())[0] == pytest.approx(0.4 * 4080 + 0.6 * 2380)


@pytest.mark.parametrize(
    ("gains", "due"),
    [
        ([100, -40], [10, -4]),
        ([-40, 100], [0, 6]),
        ([100, 0, 0, -100], [10, 0, 0, -10]),
        ([100, 0, 0, 0, -100, 150], [10, 0, 0, 0, 0, 5]),
        ([30, 50, -60, 20], [3, 5, -6, 2]),
        ([30, -60, 20, -100], [3, -3, 0, 0]),
    ],
)
def test_losses_go_back_three_years_and_then_on(gains, due):
    """Worked by hand at a flat tenth."""
    np.testing.assert_allclose(taxes(np.array(gains, dtype=float), TENTH), due, atol=1e-12)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_no_more_is_taxed_than_was_gained(gains):
    """Never more given back than paid, never more paid than the gains' own tax."""
    due = np.cumsum(taxes(np.array(gains), Rates()))
    assert (due >= -1e-6).all()
    assert due[-1] <= Rates().blended * sum(max(one, 0.0) for one in gains) + 1e-6
    assert due[-1] >= Rates().blended * sum(gains) - 1e-6


def test_an_impossible_rate_is_refused():
    """100% leaves nothing to trade for."""
    with pytest.raises(OverlayError, match="100%"):
        Rates(short_term=1.0)
