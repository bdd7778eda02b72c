"""Volatility by strike and expiry, and the forward of each expiry.

`Surface` is the interface. This module holds the surface anchored to the VIX; `overlay.options.fitted` fits a surface
to a chain, and `overlay.options.modelled.smile_shape` holds the constants.

`Anchored` models the whole surface from the index level, the VIX and the rate, with one set of constants for all
days. The VIX of other tenors follows from the 30-day VIX by mean reversion of its logarithm, and bends to VIX9D, VIX3M
and VIX6M where they are known. At-the-money vol is a share of that VIX. Time is that of `overlay.options.modelled.clock`: a
closed day counts little. The smile has one shape in standard deviations, a slice of the SSVI surface of
J. Gatheral and A. Jacquier, Arbitrage-free SVI volatility surfaces, Quantitative Finance 14 (2014):

    w(k) = theta / 2 * (1 + rho * phi * k + sqrt((phi * k + rho)^2 + 1 - rho^2)),   k = ln(strike / forward)

with theta = atm^2 * t and phi = curvature(t) / sqrt(theta). No butterfly arbitrage if curvature^2 (1 + |rho|) <= 4.
Constants and their errors: scripts/calibrate_surface.py and docs/surface.md.
"""

from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats
from overlay.errors import OverlayError
from overlay.options import black
from overlay.options.modelled.clock import Clock, pace
from overlay.options.modelled.smile_shape import SMILE, SmileShape
from overlay.options.modelled.vix_term import VIX3M_YEARS, VIX6M_YEARS, VIX9D_YEARS, bend, vix_term
from overlay.units import VOL_POINT

SHORTEST: Final = 1.0 / 365.0 / 24.0  # one hour: shorter tenors take the vol of one hour


class Surface(Protocol):
    """The interface of a volatility surface; arrays broadcast.

    A surface is quoted at one index level, `spot`; `Market` moves it with the index.
    """

    @property
    def spot(self) -> float:
        """Index level of the quotes, points."""
        ...

    def forward(self, years: ArrayLike) -> FloatArray:
        """Forward of the index in points."""
        ...

    def discount(self, years: ArrayLike) -> FloatArray:
        """Value today of one point paid then."""
        ...

    def vol(self, strike: ArrayLike, years: ArrayLike, ahead: ArrayLike = 0.0) -> FloatArray:
        """Implied volatility, decimal, of a strike in points, with `years` left after `ahead` calendar days."""
        ...

    def pace(self, years: ArrayLike) -> FloatArray:
        """The variance of the next calendar day over that of an average day of a tenor; the rest of it below a day."""
        ...

    def shifted(self, vol_shift: float, days: float = 0.0) -> "Surface":
        """The surface after volatility moved by `vol_shift` (decimal) and days passed, at the same index level."""
        ...

    def vol_after(self, strike: ArrayLike, years: float, vol_shift: ArrayLike, ahead: ArrayLike = 0.0) -> FloatArray:
        """`shifted(each).vol(strike, years, ahead)` for an array of shifts at one tenor; strikes and shifts broadcast."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """One volatility for every strike and expiry: the textbook case, used to check everything else."""

    spot: float
    flat_vol: float
    rate: float = 0.0
    dividend_yield: float = 0.0

    def forward(self, years: ArrayLike) -> FloatArray:
        """Forward of the index in points."""
        return _carried(self.spot, self.rate - self.dividend_yield, years)

    def discount(self, years: ArrayLike) -> FloatArray:
        """Value today of one point paid then."""
        return _carried(1.0, -self.rate, years)

    def vol(self, strike: ArrayLike, years: ArrayLike, ahead: ArrayLike = 0.0) -> FloatArray:
        """The volatility, in the broadcast shape."""
        del ahead
        return np.full(np.broadcast_shapes(np.shape(strike), np.shape(years)), self.flat_vol)

    def pace(self, years: ArrayLike) -> FloatArray:
        """One: every day counts the same."""
        return np.ones(np.shape(years))

    def shifted(self, vol_shift: float, days: float = 0.0) -> "Flat":
        """The surface with the volatility moved by `vol_shift` (decimal), never below zero."""
        del days
        return replace(self, flat_vol=max(self.flat_vol + vol_shift, 0.0))

    def vol_after(self, strike: ArrayLike, years: float, vol_shift: ArrayLike, ahead: ArrayLike = 0.0) -> FloatArray:
        """The volatility after each shift, in the broadcast shape."""
        del years, ahead
        return np.maximum(self.flat_vol + floats(vol_shift), 0.0) + np.zeros(np.shape(strike))


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """A modelled surface: spot and VIX in points, rate and dividend yield decimal, continuously compounded.

    If VIX9D, VIX3M and VIX6M are known, the term structure bends to them. `shape` holds the constants of the smile.
    `clock` is the moment of the levels; without one, every calendar day counts the same. OverlayError for levels outside
    the range that a market can have.
    """

    spot: float
    vix: float
    rate: float = 0.0
    dividend_yield: float = 0.0
    vix9d: float | None = None
    vix3m: float | None = None
    vix6m: float | None = None
    shape: SmileShape = SMILE
    clock: Clock | None = None

    def __post_init__(self) -> None:
        if not self.spot > 0.0:
            raise OverlayError(f"The index level ({self.spot:,.2f}) must be positive: enter a level above zero.")
        levels = (("VIX", self.vix, 250.0), ("VIX9D", self.vix9d, 550.0), ("VIX3M", self.vix3m, 450.0))
        for name, level, most in (*levels, ("VIX6M", self.vix6m, 450.0)):
            if level is not None and not 1.0 <= level <= most:
                raise OverlayError(
                    f"A {name} of {level:,.2f} points is out of range: enter a level between 1 and {most:.0f}."
                )

    def forward(self, years: ArrayLike) -> FloatArray:
        """Forward of the index in points."""
        return _carried(self.spot, self.rate - self.dividend_yield, years)

    def discount(self, years: ArrayLike) -> FloatArray:
        """Value today of one point paid then."""
        return _carried(1.0, -self.rate, years)

    def atm_vol(self, years: ArrayLike, ahead: ArrayLike = 0.0) -> FloatArray:
        """At-the-money-forward volatility, decimal."""
        t = np.maximum(floats(years), SHORTEST)
        counted = self._counted(t, ahead)
        return np.asarray(self.shape.atm_ratio(counted) * self.vix_at(counted) * np.sqrt(counted / t))

    def vix_at(self, years: ArrayLike) -> FloatArray:
        """VIX of any tenor, decimal: the VIX at 30 days, VIX9D at its tenor if known, half way to VIX3M and VIX6M."""
        return self._vix_after(floats(0.0), floats(years))

    def _counted(self, years: FloatArray, ahead: ArrayLike) -> FloatArray:
        """Years of variance by the clock."""
        return years if self.clock is None else self.clock.variance_years(years, ahead)

    def _vix_after(self, shift: FloatArray, years: FloatArray) -> FloatArray:
        """VIX of a tenor, decimal, after every index of the family moved by `shift` (decimal) to one point or more."""
        family = ((VIX9D_YEARS, self.vix9d), (VIX3M_YEARS, self.vix3m), (VIX6M_YEARS, self.vix6m))
        vix = np.maximum(self.vix * VOL_POINT + shift, VOL_POINT)
        known = [(tenor, np.maximum(at * VOL_POINT + shift, VOL_POINT)) for tenor, at in family if at is not None]
        term = vix_term(vix, years)
        return term * bend(vix, known, years) if known else term

    def vol_after(self, strike: ArrayLike, years: float, vol_shift: ArrayLike, ahead: ArrayLike = 0.0) -> FloatArray:
        """Implied volatility, decimal, at one tenor after each shift of the VIX family; the VIX stays at 1 or more."""
        t = floats(max(years, SHORTEST))
        counted = self._counted(t, ahead)
        atm = self.shape.atm_ratio(counted) * self._vix_after(floats(vol_shift), counted)
        return smile(np.log(floats(strike) / self.forward(t)), atm, counted, self.shape) * np.sqrt(counted / t)

    def vol(self, strike: ArrayLike, years: ArrayLike, ahead: ArrayLike = 0.0) -> FloatArray:
        """Implied volatility, decimal; broadcasts (L, 1, S) strikes against (D, 1) years left after (D, 1) days."""
        t = np.maximum(floats(years), SHORTEST)
        counted = self._counted(t, ahead)
        atm, rho = self.shape.atm_ratio(counted) * self.vix_at(counted), self.shape.rho
        scale = self.shape.curvature_at(counted) / (atm * np.sqrt(counted))
        x = np.log(strike) * scale - np.log(self.forward(t)) * scale
        ratio = x + rho  # in place from here: a heat map needs 48,000 vols per slider move
        ratio *= ratio
        ratio += 1.0 - rho * rho
        ratio **= 0.5
        x *= rho
        ratio += x
        ratio += 1.0
        ratio *= 0.5 * atm * atm * (counted / t)
        ratio **= 0.5
        return ratio

    def pace(self, years: ArrayLike) -> FloatArray:
        """The variance of the next calendar day by the clock, over that of an average day of a tenor."""
        t = np.maximum(floats(years), SHORTEST)
        return np.ones(t.shape) if self.clock is None else pace(self.clock.start, t)

    def shifted(self, vol_shift: float, days: float = 0.0) -> "Anchored":
        """The surface after the VIX family moved by `vol_shift` (decimal) and days passed; the smile scales with it."""
        points = vol_shift / VOL_POINT
        vix9d, vix3m, vix6m = (
            None if level is None else max(level + points, 1.0) for level in (self.vix9d, self.vix3m, self.vix6m)
        )
        clock = None if self.clock is None else self.clock.shifted(days)
        return replace(self, vix=self.vix + points, vix9d=vix9d, vix3m=vix3m, vix6m=vix6m, clock=clock)


def rebuilt_vix(surface: Surface) -> float:
    """The VIX that a surface implies, in points: the fair 30-day variance of its out-of-the-money options.

    The sum over strikes of Cboe's VIX white paper as an integral over ln(strike).
    """
    t = 30.0 / 365.0
    forward = surface.forward(t)
    deviation = surface.vol(forward, t) * np.sqrt(t)
    k = np.linspace(-9.0, 6.0, 601) * deviation
    strikes = forward * np.exp(k)
    prices = black.price(np.where(k < 0.0, -1.0, 1.0), forward, strikes, t, surface.vol(strikes, t))
    return float(100.0 * np.sqrt(2.0 / t * np.trapezoid(prices / strikes, k)))


def _carried(level: float, drift: float, years: ArrayLike) -> FloatArray:
    return level * np.exp(drift * floats(years))


def smile(moneyness: FloatArray, atm: FloatArray, t: ArrayLike, shape: SmileShape = SMILE) -> FloatArray:
    """Implied volatility, decimal, from ln(strike / forward), at-the-money volatility and tenor; all broadcast."""
    rho = shape.rho
    x = moneyness * shape.curvature_at(t) / (atm * np.sqrt(t))
    return atm * np.sqrt(0.5 * (1.0 + rho * x + np.sqrt((x + rho) ** 2 + 1.0 - rho**2)))


def smile_vol(
    forward: FloatArray,
    vix: FloatArray,
    strike: FloatArray,
    t: FloatArray,
    shape: SmileShape = SMILE,
    counted: FloatArray | None = None,
) -> FloatArray:
    """`Anchored.vol` for arrays of markets: forward and VIX in points, t in years; all broadcast.

    `counted` holds the years of variance in max(t, SHORTEST) by the clock; without it, every calendar day counts the same.
    """
    t = np.maximum(t, SHORTEST)
    clock = t if counted is None else counted
    atm = shape.atm_ratio(clock) * vix_term(vix * VOL_POINT, clock)
    return smile(np.log(strike / forward), atm, clock, shape) * np.sqrt(clock / t)
