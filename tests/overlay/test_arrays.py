"""The kernels give a float for scalars and an array for arrays, and the small functions that arrays share."""

from datetime import date

import numpy as np
import pytest

from overlay.arrays import first_of, floats, scalar_or_array, sums_at
from overlay.data import bundled
from overlay.options import black, odds
from overlay.options.contracts import SPX
from overlay.options.legs import CALL
from overlay.options.market import from_history
from overlay.signals import daily_range
from overlay.vix.curve import VixCurve
from overlay.vix.market import modelled

DAY = date(2018, 6, 1)
MARKET = from_history(bundled.history(), DAY)
EXPIRY = MARKET.expiry(30)
VIX = modelled(VixCurve(spot=15.0, tenor_days=(20.0, 50.0), futures=(16.0, 17.5)))
LEVELS = [2400.0, 2650.0, 2900.0]
YEARS = [0.02, 0.1, 0.9]
#: what is asked of each kernel, with one argument that may be a scalar or an array, and the values tried
KERNELS = {
    "black.price by strike": (lambda k: black.price(1, 2700.0, k, 0.1, 0.2, 0.99), LEVELS),
    "black.price by vol": (lambda v: black.price(-1, 2700.0, 2600.0, 0.1, v), [0.0, 0.1, 0.5]),
    "Market.forward by years": (MARKET.forward, YEARS),
    "Market.forward by spot": (lambda s: MARKET.forward(0.1, s), LEVELS),
    "Market.discount": (MARKET.discount, YEARS),
    "Market.vol by strike": (lambda k: MARKET.vol(k, 0.1), LEVELS),
    "Market.vol by spot": (lambda s: MARKET.vol(2700.0, 0.1, s), LEVELS),
    "Market.nearest_strike": (lambda x: MARKET.nearest_strike(SPX, CALL, EXPIRY, x), LEVELS),
    "Market.wing": (lambda x: MARKET.wing(SPX, CALL, EXPIRY, x, 50.0), LEVELS),
    "Contract.nearest_strike": (SPX.nearest_strike, [2401.0, 2652.5, 2899.0]),
    "Smile.below": (odds.Smile(MARKET, EXPIRY).below, LEVELS),
    "Lognormal.below": (odds.Lognormal(MARKET, EXPIRY, 0.2).below, LEVELS),
    "HistoryOdds.below": (odds.past(MARKET, EXPIRY).below, LEVELS),
    "VixCurve.future": (VIX.curve.future, [0.0, 30.0, 200.0]),
    "VixMarket.price by strike": (lambda k: VIX.price(k, 30.0), [12.0, 20.0, 40.0]),
    "VixMarket.price by shock": (lambda p: VIX.price(20.0, 30.0, p), [-3.0, 0.0, 20.0]),
    "daily_range.plain": (daily_range.plain, [10.0, 20.0, 40.0]),
}


@pytest.mark.parametrize("name", KERNELS)
def test_a_kernel_gives_a_float_for_a_scalar(name):
    """A plain float, not an array without dimensions that the caller would have to unwrap."""
    kernel, values = KERNELS[name]
    assert [type(kernel(one)) for one in values] == [float] * len(values)


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("shape", [(3,), (3, 1), (1, 3)])
def test_a_kernel_gives_an_array_of_the_shape_for_an_array(name, shape):
    """The other arguments are scalars, so that the shape is that of the one array."""
    kernel, values = KERNELS[name]
    found = kernel(np.array(values).reshape(shape))
    assert isinstance(found, np.ndarray)
    assert found.shape == shape


@pytest.mark.parametrize("name", KERNELS)
def test_an_element_of_an_array_is_what_the_scalar_gives(name):
    """To a few units of the last place: numpy's vector loops and its scalar ones round exp and log apart."""
    kernel, values = KERNELS[name]
    np.testing.assert_allclose(kernel(np.array(values)), [kernel(one) for one in values], rtol=1e-14, atol=1e-12)


def test_two_arrays_broadcast_in_a_kernel():
    """(3, 1) strikes against (4,) volatilities: (3, 4)."""
    assert black.price(1, 2700.0, np.array(LEVELS)[:, None], 0.1, np.linspace(0.1, 0.4, 4)).shape == (3, 4)


def test_a_whole_number_gives_a_float():
    """A strike of 2700 is as good as one of 2700.0."""
    assert type(MARKET.vol(2700, 1)) is float


def test_a_result_without_dimensions_becomes_a_float():
    """From numpy's own scalar too."""
    assert [type(scalar_or_array(one)) for one in (np.array(1.5), np.float64(1.5))] == [float, float]


def test_a_result_with_one_element_stays_an_array():
    """One element is not a scalar: whoever gave an array gets an array."""
    assert scalar_or_array(np.array([1.5])).shape == (1,)


def test_floats_are_not_copied():
    """A kernel is called a thousand times a page, and arrays of floats pass through."""
    values = np.array([1.0, 2.0])
    assert floats(values) is values


def test_floats_come_of_whole_numbers():
    """A list of whole days is as good as one of floats."""
    assert floats([1, 2]).dtype == np.float64


def test_sums_stand_at_their_positions():
    """Two values at position 0, none at 1, one at 2."""
    np.testing.assert_array_equal(sums_at(np.array([0, 2, 0]), np.array([1.0, 5.0, 2.5]), 4), [3.5, 0.0, 5.0, 0.0])


def test_no_values_sum_to_zeros():
    """An empty ladder has a value of zero on each day."""
    np.testing.assert_array_equal(sums_at(np.empty(0, dtype=np.int64), np.empty(0), 2), [0.0, 0.0])


def test_the_first_trigger_of_each_layer_counts():
    """Layer 0 is triggered on 3 and 5, layer 1 never."""
    found = first_of(np.array([True, True, False]), np.array([0, 0, 1]), np.array([3, 5, 3]), 2, 99)
    np.testing.assert_array_equal(found, [3, 99])
