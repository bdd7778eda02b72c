"""Black (1976): European options on a forward, on broadcast arrays.

One-letter names, used in this module only::

    w  right: +1 a call, -1 a put          v  volatility, decimal per root year
    f  forward                             d  discount factor to expiry
    k  strike                              r  -ln(d) / t, the rate that d implies
    t  years to expiry (calendar days/365) s  v * sqrt(t), the standard deviation of ln(f)

    price = d * w * (f * N(w * d1) - k * N(w * d2)),   d1 = ln(f/k)/s + s/2,   d2 = d1 - s

Source: F. Black, The pricing of commodity contracts, Journal of Financial Economics 3 (1976).
Kernels do not check their inputs: invalid input gives NaN, never an exception.
"""

import math
from collections.abc import Callable
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from overlay.arrays import FloatArray, floats, scalar_or_array

_BLOCK = 8192  # elements per block, so that temporary arrays fit in the second-level cache
_TINY = 1e-300  # replaces a zero deviation or time, so that every limit below is exact
_INVERSE_ROOT_2PI = 1.0 / np.sqrt(2.0 * np.pi)


class Greeks(NamedTuple):
    """The price and its raw derivatives at a fixed forward; all arrays have the broadcast shape.

    price: the value itself. delta: per point of forward. gamma: per point squared. vega: per 1.00 of vol.
    theta: per year that passes. rho: per 1.00 of the rate in the discount factor, so -t * price; at a fixed spot
    instead of a fixed forward (Black-Scholes-Merton) it is rho + t * f * delta. vanna: delta per 1.00 of vol.
    charm: delta per year that passes. vomma: vega per 1.00 of vol.
    """

    price: FloatArray
    delta: FloatArray
    gamma: FloatArray
    vega: FloatArray
    theta: FloatArray
    rho: FloatArray
    vanna: FloatArray
    charm: FloatArray
    vomma: FloatArray


@overload
def price(right: float, forward: float, strike: float, years: float, vol: float, discount: float = 1.0) -> float: ...
@overload
def price(
    right: ArrayLike,
    forward: ArrayLike,
    strike: ArrayLike,
    years: ArrayLike,
    vol: ArrayLike,
    discount: ArrayLike = 1.0,
) -> FloatArray: ...
def price(
    right: ArrayLike,
    forward: ArrayLike,
    strike: ArrayLike,
    years: ArrayLike,
    vol: ArrayLike,
    discount: ArrayLike = 1.0,
) -> float | FloatArray:
    """Price in points; arguments broadcast, scalars give a float.

    At zero years or zero vol the price is exactly the discounted intrinsic value.
    """
    (out,) = _blockwise(_price, 1, right, forward, strike, years, vol, discount)
    return scalar_or_array(out)


def greeks(
    right: ArrayLike,
    forward: ArrayLike,
    strike: ArrayLike,
    years: ArrayLike,
    vol: ArrayLike,
    discount: ArrayLike = 1.0,
) -> Greeks:
    """Price and raw derivatives; arguments broadcast. At the money at expiry gamma is a huge number."""
    return Greeks(*_blockwise(_greeks, len(Greeks._fields), right, forward, strike, years, vol, discount))


def implied_vol(
    right: ArrayLike,
    forward: ArrayLike,
    strike: ArrayLike,
    years: ArrayLike,
    premium: ArrayLike,
    discount: ArrayLike = 1.0,
) -> FloatArray:
    """Volatility at which `price` returns the premium; arguments broadcast.

    NaN if no volatility exists: the premium is at or below the discounted intrinsic value, or at or above the
    discounted forward (calls) or strike (puts), or no time is left.
    """
    (out,) = _blockwise(_implied_vol, 1, right, forward, strike, years, premium, discount)
    return out


def _blockwise(
    kernel: Callable[..., tuple[FloatArray, ...]],
    results: int,
    *arguments: ArrayLike,
) -> list[FloatArray]:
    """Run the kernel on slices of the leading axis, so that its temporary arrays stay in cache."""
    given = [floats(a) for a in arguments]
    shape = np.broadcast_shapes(*(a.shape for a in given))
    arrays = [np.atleast_1d(a) for a in given]
    with np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore"):
        if math.prod(shape) <= 2 * _BLOCK:
            return [result.reshape(shape) for result in kernel(*arrays)]
        out = [np.empty(shape) for _ in range(results)]
        rows = max(1, _BLOCK * shape[0] // out[0].size)
        for block in (slice(start, start + rows) for start in range(0, shape[0], rows)):
            parts = [a[block] if a.ndim == len(shape) and a.shape[:1] == shape[:1] else a for a in arrays]
            for target, value in zip(out, kernel(*parts), strict=True):
                target[block] = value
    return out


def _moneyness(w: FloatArray | float, f: FloatArray, k: FloatArray, s: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The pair w * d1 and w * d2; at zero deviation they are +-huge, and 0 exactly at the money."""
    d1 = np.log(f / k) * (w / np.maximum(s, _TINY))
    half = (0.5 * w) * s
    d2 = d1 - half
    d1 += half  # in place here and below: passes over arrays take half the time
    return d1, d2


def _price(
    w: FloatArray, f: FloatArray, k: FloatArray, t: FloatArray, v: FloatArray, d: FloatArray
) -> tuple[FloatArray, ...]:
    d1, d2 = _moneyness(w, f, k, v * np.sqrt(t))
    price = ndtr(d1, out=d1)
    price *= f
    strike = ndtr(d2, out=d2)
    strike *= k
    price -= strike
    price *= d * w
    return (price,)


def _greeks(
    w: FloatArray, f: FloatArray, k: FloatArray, t: FloatArray, v: FloatArray, d: FloatArray
) -> tuple[FloatArray, ...]:
    root = np.sqrt(t)
    s = v * root
    d1, d2 = _moneyness(1.0, f, k, s)
    dw = d * w
    delta = ndtr(w * d1)
    delta *= dw
    value = ndtr(w * d2)
    value *= dw * k
    value = delta * f - value
    density = np.exp(-0.5 * d1 * d1)
    density *= _INVERSE_ROOT_2PI * d
    time, vol = np.maximum(t, _TINY), np.maximum(v, _TINY)
    r = np.where(t > 0.0, np.log(d) / -time, 0.0)
    forward_density = f * density
    vega = forward_density * root
    spread = density * d2  # zero if the density is zero, so that the quotients below keep their limits
    return (
        value,
        delta,
        density / (f * np.maximum(s, _TINY)),
        vega,
        r * value - 0.5 * forward_density * v / np.sqrt(time),
        -t * value,
        -spread / vol,
        r * delta + 0.5 * spread / time,
        vega * d1 * d2 / vol,
    )


def _implied_vol(
    w: FloatArray, f: FloatArray, k: FloatArray, t: FloatArray, p: FloatArray, d: FloatArray
) -> tuple[FloatArray, ...]:
    """Invert the out-of-the-money side, normalised by d * sqrt(f * k), in the logarithm of its price.

    An explicit start within 6% and two steps of fourth order reach rounding error. Values that have not converged by
    then (premiums below a millionth of the forward) are iterated further, and are NaN if they never converge.
    """
    e = np.sqrt(np.minimum(f / k, k / f))  # exp(x / 2)
    c = (p / d - np.maximum(w * (f - k), 0.0)) / np.sqrt(f * k)
    e, c, t = np.broadcast_arrays(e, c, t)
    possible = (c > 0.0) & (c < e) & (t > 0.0)
    x = 2.0 * np.log(e)
    s, _ = _refined(x, e, c, _first_deviation(x, e, c))
    s, move = _refined(x, e, c, s)
    if not possible.all():
        s[~possible] = np.nan
    rough = possible & ~(move < 1e-3)
    if rough.any():
        s[rough] = _patient(x[rough], e[rough], c[rough])
    return (s / np.sqrt(t),)


def _first_deviation(x: FloatArray, e: FloatArray, c: FloatArray) -> FloatArray:
    """Deviation s, within 6%, for a normalised out-of-the-money price c at log-moneyness x <= 0, e = exp(x / 2).

    Source: D. Stefanica and R. Radoicic, An explicit implied volatility formula, International Journal of
    Theoretical and Applied Finance 20 (2017), with Polya's approximation of N.
    """
    ratio = e * e
    slope = np.exp(2.0 / np.pi * x)
    root = ratio / slope
    premium = c * e
    square = (2.0 * premium - ratio + 1.0) ** 2
    a = (root - 1.0 / root) ** 2
    b = 4.0 * (slope + 1.0 / slope) - 2.0 * (root + 1.0 / root) / ratio * (ratio * ratio + 1.0 - square)
    q = (square - (ratio - 1.0) ** 2) * ((ratio + 1.0) ** 2 - square) / (ratio * ratio)
    g = -0.5 * np.pi * np.log(2.0 * q / (b + np.sqrt(b * b + 4.0 * a * q)))
    low, high = np.sqrt(np.maximum(g + x, 0.0)), np.sqrt(np.maximum(g - x, 0.0))
    knee = 0.5 * (ratio - 1.0 + np.sqrt(1.0 - slope * slope))
    return high + np.copysign(low, premium - knee)


def _slope(x: FloatArray, e: FloatArray, s: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The normalised price b(s), b' / b, and u = x / s."""
    u, h = x / s, 0.5 * s
    value = e * ndtr(u + h) - ndtr(u - h) / e
    return value, _INVERSE_ROOT_2PI * np.exp(-0.5 * (u * u + h * h)) / value, u


def _refined(x: FloatArray, e: FloatArray, c: FloatArray, s: FloatArray) -> tuple[FloatArray, FloatArray]:
    """One third-order Householder step on ln b(s) = ln c, and the size of its Newton part relative to s."""
    value, ratio, u = _slope(x, e, s)
    newton = np.log(c / value) / ratio
    us = u / s
    second = us * u - 0.25 * s
    f2 = second - ratio
    f3 = second * second - 3.0 * us * us - 0.25 - ratio * (3.0 * second - 2.0 * ratio)
    moved = s + newton * (1.0 + 0.5 * f2 * newton) / (1.0 + newton * (f2 + f3 * newton / 6.0))
    return moved, np.abs(newton / s)


def _patient(x: FloatArray, e: FloatArray, c: FloatArray) -> FloatArray:
    """The same inversion by damped Newton steps from the inflection point, for premiums close to zero."""
    s = np.sqrt(np.maximum(-2.0 * x, c * c))
    move = np.full_like(s, np.inf)
    for _ in range(100):
        value, ratio, _u = _slope(x, e, s)
        new = np.clip(s + np.log(c / value) / ratio, 0.5 * s, 2.0 * s)
        move, s = np.abs(new / s - 1.0), new
        if np.all(move < 1e-10):
            break
    return np.where(move < 1e-6, s, np.nan)
