"""Black (1976): against QuantLib over the whole range, against itself by finite differences, and at its limits."""

import math

import numpy as np
import pytest
import QuantLib as ql
from hypothesis import given, strategies as st

from overlay.options import black
from tests import oracles

FORWARD = 5000.0
HOUR = 1.0 / 8760.0
TOLERANCE = 1e-9


def grid():
    """Strikes 10% to 400% of the forward, vols 1% to 300%, an hour to three years, both rights."""
    strikes = FORWARD * np.array([0.1, 0.5, 0.8, 0.9, 0.97, 0.999, 1.0, 1.001, 1.03, 1.1, 1.25, 2.0, 4.0])
    vols = np.array([0.01, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3.0])
    years = np.array([HOUR, 1 / 365, 7 / 365, 30 / 365, 0.25, 1.0, 3.0])
    return [axis.ravel() for axis in np.meshgrid([1.0, -1.0], strikes, years, vols, indexing="ij")]


RIGHT, STRIKE, YEARS, VOL = grid()
DISCOUNT = np.exp(-0.04 * YEARS)


@pytest.fixture(scope="module")
def calculators():
    """QuantLib's Black calculator for every cell of the grid."""
    return [
        ql.BlackCalculator(
            ql.PlainVanillaPayoff(ql.Option.Call if w > 0 else ql.Option.Put, k), FORWARD, v * math.sqrt(t), d
        )
        for w, k, t, v, d in zip(RIGHT, STRIKE, YEARS, VOL, DISCOUNT, strict=True)
    ]


def assert_close(ours, theirs, scale=FORWARD):
    """Within 1e-9 relative or 1e-9 of the scale, whichever is looser."""
    theirs = np.asarray(theirs)
    assert np.all(np.abs(ours - theirs) <= TOLERANCE * np.maximum(np.abs(theirs), scale))


def test_prices_are_quantlibs(calculators):
    """Over the whole grid, to 1e-9."""
    assert_close(black.price(RIGHT, FORWARD, STRIKE, YEARS, VOL, DISCOUNT), [c.value() for c in calculators])


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("delta", lambda c, _: c.deltaForward()),
        ("gamma", lambda c, _: c.gammaForward()),
        ("vega", lambda c, t: c.vega(t)),
        ("theta", lambda c, t: c.theta(FORWARD, t)),
    ],
)
def test_greeks_are_quantlibs(calculators, name, theirs):
    """Delta, gamma, vega and theta, each to 1e-9 relative or 1e-9 of its own natural size."""
    ours = getattr(black.greeks(RIGHT, FORWARD, STRIKE, YEARS, VOL, DISCOUNT), name)
    expected = np.array([theirs(c, t) for c, t in zip(calculators, YEARS, strict=True)])
    scale = {"delta": 1.0, "gamma": 1.0 / FORWARD}.get(name, FORWARD)
    assert_close(ours, expected, scale)


def test_rho_is_quantlibs_once_the_spot_is_held(calculators):
    """QuantLib lets the forward grow with the rate; ours holds it: the difference is t f delta."""
    ours = black.greeks(RIGHT, FORWARD, STRIKE, YEARS, VOL, DISCOUNT)
    theirs = np.array([c.rho(t) for c, t in zip(calculators, YEARS, strict=True)])
    assert_close(ours.rho + YEARS * FORWARD * ours.delta, theirs)


MODERATE = (YEARS > 0.01) & (VOL >= 0.05) & (VOL <= 0.8) & (STRIKE > 2000) & (STRIKE < 11000)


@pytest.mark.parametrize(
    ("name", "of", "bump"),
    [
        ("delta", "price", {"forward": 0.05}),
        ("gamma", "delta", {"forward": 0.05}),
        ("vega", "price", {"vol": 1e-5}),
        ("vanna", "delta", {"vol": 1e-5}),
        ("vomma", "vega", {"vol": 1e-5}),
    ],
)
def test_each_derivative_is_a_finite_difference(name, of, bump):
    """Central differences of the function it derives."""
    at = {"forward": FORWARD, "vol": VOL[MODERATE]}
    ((variable, h),) = bump.items()

    def value(sign, field):
        moved = at | {variable: at[variable] + sign * h}
        cells = (STRIKE[MODERATE], YEARS[MODERATE])
        result = black.greeks(RIGHT[MODERATE], moved["forward"], *cells, moved["vol"], DISCOUNT[MODERATE])
        return getattr(result, field)

    difference = (value(1, of) - value(-1, of)) / (2 * h)
    np.testing.assert_allclose(value(0, name), difference, rtol=2e-6, atol=1e-6 * np.abs(difference).max())


@pytest.mark.parametrize(("name", "of"), [("theta", "price"), ("charm", "delta")])
def test_time_derivatives_are_finite_differences_at_a_constant_rate(name, of):
    """Time passes: years fall and the discount factor follows the rate it implies."""
    rate, h = 0.04, 1e-6

    def value(years, field):
        cells = (RIGHT[MODERATE], FORWARD, STRIKE[MODERATE], years, VOL[MODERATE], np.exp(-rate * years))
        return getattr(black.greeks(*cells), field)

    t = YEARS[MODERATE]
    difference = (value(t - h, of) - value(t + h, of)) / (2 * h)
    np.testing.assert_allclose(value(t, name), difference, rtol=2e-5, atol=1e-6 * np.abs(difference).max())


def test_hulls_worked_example_holds():
    """Hull, Options, Futures and Other Derivatives: futures put, F 20, K 20, r 9%, 4 months, vol 25%: 1.12."""
    assert round(float(black.price(-1, 20, 20, 4 / 12, 0.25, math.exp(-0.09 * 4 / 12))), 2) == 1.12


def test_implied_vol_returns_the_vol_that_made_the_price():
    """To 1e-8 wherever the time value exceeds a millionth of the forward."""
    price = black.price(RIGHT, FORWARD, STRIKE, YEARS, VOL, DISCOUNT)
    time_value = price / DISCOUNT - np.maximum(RIGHT * (FORWARD - STRIKE), 0.0)
    found = black.implied_vol(RIGHT, FORWARD, STRIKE, YEARS, price, DISCOUNT)
    worth = time_value > 1e-6 * FORWARD
    assert worth.sum() > 800
    assert np.abs(found - VOL)[worth].max() < 1e-8


@given(
    right=st.sampled_from([1.0, -1.0]),
    moneyness=st.floats(0.1, 4.0),
    years=st.floats(HOUR, 3.0),
    vol=st.floats(0.01, 3.0),
)
def test_implied_vol_is_right_or_silent(right, moneyness, years, vol):
    """Any option: its vol to 1e-8 where it has time value, never a wrong number where it has next to none."""
    price = black.price(right, 1.0, moneyness, years, vol)
    found = float(black.implied_vol(right, 1.0, moneyness, years, price))
    if price - max(right * (1.0 - moneyness), 0.0) > 1e-6:
        assert abs(found - vol) < 1e-8
    elif not math.isnan(found):
        assert abs(float(black.price(right, 1.0, moneyness, years, found)) - price) < 1e-15


@pytest.mark.parametrize(
    ("right", "premium"),
    [(1, 100.0), (1, 99.0), (1, 1000.0), (1, 1200.0), (-1, 0.0), (-1, -1.0), (-1, 900.0), (1, math.nan), (1, math.inf)],
)
def test_no_vol_is_told_outside_the_bounds(right, premium):
    """Forward 1000, strike 900: at or below intrinsic, at or above the forward (call) or strike (put)."""
    assert np.isnan(black.implied_vol(right, 1000, 900, 0.1, premium))


def test_no_vol_is_told_without_time():
    """An expired option has a value, but no volatility."""
    assert np.isnan(black.implied_vol(1, 1000, 900, 0.0, 150.0))


@pytest.mark.parametrize(("years", "vol"), [(0.0, 0.2), (0.1, 0.0), (0.0, 0.0)])
@pytest.mark.parametrize("strike", [900.0, 1000.0, 1100.0])
@pytest.mark.parametrize("right", [1, -1])
def test_without_time_or_vol_the_price_is_the_intrinsic_value(right, strike, years, vol):
    """Exactly, not nearly."""
    assert float(black.price(right, 1000.0, strike, years, vol, 0.99)) == 0.99 * max(right * (1000.0 - strike), 0.0)


@pytest.mark.parametrize(("years", "vol"), [(0.0, 0.2), (0.1, 0.0), (0.0, 0.0)])
@pytest.mark.parametrize("strike", [900.0, 1100.0])
def test_without_time_or_vol_an_option_off_the_money_has_no_curvature(strike, years, vol):
    """Gamma, vega, vanna, vomma and charm are zero; delta is all or nothing."""
    result = black.greeks(1, 1000.0, strike, years, vol)
    curved = (result.gamma, result.vega, result.vanna, result.vomma, result.charm)
    assert all(float(value) == 0.0 for value in curved)
    assert float(result.delta) == (1.0 if strike < 1000.0 else 0.0)


@given(
    forward=st.floats(10.0, 1e4),
    moneyness=st.floats(0.2, 3.0),
    years=st.floats(0.0, 3.0),
    vol=st.floats(0.0, 3.0),
    discount=st.floats(0.8, 1.0),
)
def test_put_call_parity(forward, moneyness, years, vol, discount):
    """A call less a put is the discounted forward less the discounted strike."""
    strike = forward * moneyness
    call, put = (black.price(right, forward, strike, years, vol, discount) for right in (1, -1))
    assert call - put == pytest.approx(discount * (forward - strike), abs=1e-11 * max(forward, strike))


@given(scale=st.floats(0.01, 100.0), moneyness=st.floats(0.5, 2.0), vol=st.floats(0.01, 1.0))
def test_scaling_forward_and_strike_scales_the_price(scale, moneyness, vol):
    """Points have no absolute size."""
    one = black.price(1, 1000.0, 1000.0 * moneyness, 0.1, vol)
    other = black.price(1, 1000.0 * scale, 1000.0 * moneyness * scale, 0.1, vol)
    assert float(other) == pytest.approx(scale * float(one), rel=1e-9, abs=1e-9 * scale)


@pytest.mark.parametrize("shape", [(20_001,), (3, 70, 201), (201, 60)])
def test_large_arrays_equal_the_textbook_cell_by_cell(shape):
    """Working in blocks changes nothing."""
    rng = np.random.default_rng(0)
    strike = rng.uniform(800, 1200, shape)
    years = rng.uniform(0.01, 1.0, shape[-1:])
    prices = black.price(1, 1000.0, strike, years, 0.2)
    for cell in zip(*(rng.integers(0, n, 20) for n in shape), strict=True):
        plain = oracles.black_price(1, 1000.0, strike[cell], years[cell[-1]], 0.2)
        assert prices[cell] == pytest.approx(plain, rel=1e-12, abs=1e-10)


def test_inputs_are_never_written_to():
    """The caller's arrays come back untouched."""
    strike = np.linspace(900.0, 1100.0, 5)
    strike.flags.writeable = False
    black.greeks(1, 1000.0, strike, 0.1, 0.2)
    black.implied_vol(1, 1000.0, strike, 0.1, black.price(1, 1000.0, strike, 0.1, 0.2))
    assert strike[0] == 900.0
