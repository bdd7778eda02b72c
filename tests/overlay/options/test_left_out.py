"""The shapes with a day left out, and the error that their spread stands for."""

import numpy as np
import pytest
from hypothesis import given, strategies as some

from overlay.errors import OverlayError
from overlay.options.modelled.left_out import LEFT_OUT, jackknife, model_error
from overlay.options.modelled.smile_shape import SMILE, SmileShape
from overlay.options.surface import Anchored, smile_vol

NUMBERS = some.lists(some.floats(-10.0, 10.0), min_size=2, max_size=9)


@given(NUMBERS)
def test_the_jackknife_is_that_of_a_plain_loop(values):
    """The formula of Efron and Stein, term after term."""
    mean, total = sum(values) / len(values), 0.0
    for value in values:
        total += (value - mean) ** 2
    assert jackknife(values) == pytest.approx(((len(values) - 1) / len(values) * total) ** 0.5, abs=1e-12)


@given(NUMBERS)
def test_the_jackknife_of_a_mean_is_its_textbook_error(values):
    """Means with each number left out give s / sqrt(n)."""
    left_out = [(sum(values) - one) / (len(values) - 1) for one in values]
    assert jackknife(left_out) == pytest.approx(np.std(values, ddof=1) / len(values) ** 0.5, abs=1e-9)


def test_one_value_has_no_jackknife():
    """Nothing is left to compare it with."""
    with pytest.raises(OverlayError, match="1 values are too few"):
        jackknife([0.3])


def test_the_model_error_holds_how_far_the_shipped_result_lies_from_the_others():
    """Three, from results that agree on one; and the jackknife alone where the shipped result is their mean."""
    assert model_error(4.0, [1.0, 1.0, 1.0]) == pytest.approx(3.0)
    assert model_error(2.0, [1.0, 2.0, 3.0]) == pytest.approx(jackknife([1.0, 2.0, 3.0]))


@pytest.mark.parametrize("day", LEFT_OUT)
def test_a_shape_with_a_day_left_out_is_a_small_change(day):
    """At-the-money vol within 8% of the shipped shape's, from one to a hundred days."""
    t = np.array([1.0, 7.0, 30.0, 100.0]) / 365.0
    ratio = LEFT_OUT[day].atm_ratio(t) / SMILE.atm_ratio(t)
    assert np.abs(ratio - 1.0).max() < 0.08
    assert LEFT_OUT[day] != SMILE


@pytest.mark.parametrize("shape", [SMILE, *LEFT_OUT.values()])
def test_the_array_form_prices_with_the_same_shape_as_the_surface(shape):
    """`smile_vol` and `Anchored`, strike by strike, moved and not."""
    one = Anchored(spot=4000.0, vix=22.0, rate=0.03, shape=shape)
    strikes, t = np.linspace(3000.0, 4800.0, 19), np.full(19, 30 / 365)
    ours = smile_vol(one.forward(t), np.full(19, 22.0), strikes, t, shape)
    np.testing.assert_allclose(ours, one.vol(strikes, 30 / 365), rtol=1e-12)
    np.testing.assert_allclose(one.vol_after(strikes, 30 / 365, 0.0), ours, rtol=1e-12)
    assert one.shifted(0.05).shape is shape


@pytest.mark.parametrize(
    "wrong", [{"rho": -1.0}, {"atm_share": 0.0}, {"curvature": -0.1}, {"curvature_cap": 1.7}, {"rho": float("nan")}]
)
def test_a_shape_that_allows_arbitrage_is_refused(wrong):
    """A correlation beyond one, no volatility, a negative or an unbounded curvature."""
    with pytest.raises(OverlayError, match="must lie between"):
        SmileShape(**wrong)
