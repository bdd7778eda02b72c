"""Volatility by strike and expiry, and the forward of each expiry.

`Surface` is the interface. This module holds the surface anchored to the VIX; `overlay.options.fitted` fits a surface
to a chain.

`Anchored` models the whole surface from the index level, the VIX and the rate, with one set of constants for all
days. The VIX of other tenors follows from the 30-day VIX by mean reversion of its logarithm. At-the-money vol is a
fixed share of that VIX. The smile has one shape in standard deviations, a slice of the SSVI surface of
J. Gatheral and A. Jacquier, Arbitrage-free SVI volatility surfaces, Quantitative Finance 14 (2014):

    w(k) = theta / 2 * (1 + rho * phi * k + sqrt((phi * k + rho)^2 + 1 - rho^2)),   k = ln(strike / forward)

with theta = atm^2 * t and phi = CURVATURE(t) / sqrt(theta). No butterfly arbitrage if CURVATURE^2 (1 + |rho|) <= 4.
Constants and their errors: scripts/calibrate_surface.py and docs/surface.md.
"""

from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats
from overlay.errors import OverlayError
from overlay.units import VOL_POINT

MONTH: Final = 30.0 / 365.0  # the VIX's own tenor in years
VIX9D_YEARS: Final = 9.0 / 365.0
VIX3M_YEARS: Final = 93.0 / 365.0
SHORTEST: Final = 1.0 / 365.0 / 24.0  # one hour: shorter tenors take the vol of one hour

# Term structure: VIX(t) = RESTING * (VIX / RESTING) ** (pull(t) / pull(30 days)), fitted to VIX9D, VIX3M and VIX6M.
REVERSION: Final = 2.15  # per year
RESTING: Final = 0.321  # the level to which the long-dated VIX reverts, risk premium included
# Smile, fitted to four full SPX chains.
ATM_SHARE: Final = 0.811  # at-the-money vol over VIX at 30 days
ATM_TILT: Final = -0.011  # exponent of (t / 30 days) in that ratio
RHO: Final = -0.559
CURVATURE: Final = 0.954  # at 30 days
CURVATURE_TILT: Final = 0.330  # exponent of (t / 30 days) in the curvature
CURVATURE_CAP: Final = 1.55  # keeps long tenors free of butterfly arbitrage


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

    def vol(self, strike: ArrayLike, years: ArrayLike) -> FloatArray:
        """Implied volatility, decimal, of a strike in points."""
        ...

    def shifted(self, vol_shift: float) -> "Surface":
        """The surface after volatility moved by `vol_shift` (decimal) at the same index level."""
        ...

    def vol_after(self, strike: ArrayLike, years: float, vol_shift: ArrayLike) -> FloatArray:
        """`shifted(each).vol(strike, years)` for an array of shifts at one tenor; strikes and shifts broadcast."""
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

    def vol(self, strike: ArrayLike, years: ArrayLike) -> FloatArray:
        """The volatility, in the broadcast shape."""
        return np.full(np.broadcast_shapes(np.shape(strike), np.shape(years)), self.flat_vol)

    def shifted(self, vol_shift: float) -> "Flat":
        """The surface with the volatility moved by `vol_shift` (decimal), never below zero."""
        return replace(self, flat_vol=max(self.flat_vol + vol_shift, 0.0))

    def vol_after(self, strike: ArrayLike, years: float, vol_shift: ArrayLike) -> FloatArray:
        """The volatility after each shift, in the broadcast shape."""
        del years
        return np.maximum(self.flat_vol + floats(vol_shift), 0.0) + np.zeros(np.shape(strike))


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """A modelled surface: spot and VIX in points, rate and dividend yield decimal, continuously compounded.

    If VIX9D and VIX3M are known, the term structure passes through them. OverlayError for levels outside the range that
    a market can have.
    """

    spot: float
    vix: float
    rate: float = 0.0
    dividend_yield: float = 0.0
    vix9d: float | None = None
    vix3m: float | None = None

    def __post_init__(self) -> None:
        if not self.spot > 0.0:
            raise OverlayError(f"The index level ({self.spot:,.2f}) must be positive: enter a level above zero.")
        for name, level in (("VIX", self.vix), ("VIX9D", self.vix9d), ("VIX3M", self.vix3m)):
            if level is not None and not 1.0 <= level <= 250.0:
                raise OverlayError(f"A {name} of {level:,.2f} points is out of range: enter a level between 1 and 250.")

    def forward(self, years: ArrayLike) -> FloatArray:
        """Forward of the index in points."""
        return _carried(self.spot, self.rate - self.dividend_yield, years)

    def discount(self, years: ArrayLike) -> FloatArray:
        """Value today of one point paid then."""
        return _carried(1.0, -self.rate, years)

    def atm_vol(self, years: ArrayLike) -> FloatArray:
        """At-the-money-forward volatility, decimal."""
        t = np.maximum(floats(years), SHORTEST)
        return ATM_SHARE * (t / MONTH) ** ATM_TILT * self.vix_at(t)

    def vix_at(self, years: ArrayLike) -> FloatArray:
        """VIX of any tenor, decimal: exactly the VIX at 30 days, and VIX9D and VIX3M at their tenors if known."""
        t = floats(years)
        modelled = vix_term(self.vix * VOL_POINT, t)
        points = self._known
        if len(points) == 1:
            return modelled
        tenors = np.array([tenor for tenor, _ in points])
        levels = np.array([level for _, level in points]) * VOL_POINT
        corrections = np.log(levels / vix_term(self.vix * VOL_POINT, tenors))
        return modelled * np.exp(np.interp(np.log(t), np.log(tenors), corrections))

    @property
    def _known(self) -> list[tuple[float, float]]:
        """Tenors in years and points of the known members of the VIX family, by ascending tenor."""
        family = [(MONTH, self.vix), (VIX9D_YEARS, self.vix9d), (VIX3M_YEARS, self.vix3m)]
        return sorted((tenor, level) for tenor, level in family if level is not None)

    def vol_after(self, strike: ArrayLike, years: float, vol_shift: ArrayLike) -> FloatArray:
        """Implied volatility, decimal, at one tenor after each shift of the VIX family; the VIX stays at 1 or more."""
        t = np.float64(max(years, SHORTEST))
        shift = floats(vol_shift)
        level = np.maximum(self.vix * VOL_POINT + shift, VOL_POINT)
        term = vix_term(level, floats(t))
        tenors = np.array([tenor for tenor, _ in self._known])
        for place, (tenor, known) in enumerate(self._known if len(tenors) > 1 else ()):
            moved = np.maximum(known * VOL_POINT + shift, VOL_POINT)
            near = np.interp(np.log(t), np.log(tenors), np.eye(len(tenors))[place])
            term = term * (moved / vix_term(level, floats(tenor))) ** near
        return smile(np.log(floats(strike) / self.forward(t)), ATM_SHARE * (t / MONTH) ** ATM_TILT * term, t)

    def vol(self, strike: ArrayLike, years: ArrayLike) -> FloatArray:
        """Implied volatility, decimal; broadcasts (L, 1, S) strikes against (D, 1) years."""
        t = np.maximum(floats(years), SHORTEST)
        atm = self.atm_vol(t)
        curvature = np.minimum(CURVATURE * (t / MONTH) ** CURVATURE_TILT, CURVATURE_CAP)
        scale = curvature / (atm * np.sqrt(t))
        x = np.log(strike) * scale - np.log(self.forward(t)) * scale
        ratio = x + RHO  # in place from here: a heat map needs 48,000 vols per slider move
        ratio *= ratio
        ratio += 1.0 - RHO * RHO
        ratio **= 0.5
        x *= RHO
        ratio += x
        ratio += 1.0
        ratio *= 0.5 * atm * atm
        ratio **= 0.5
        return ratio

    def shifted(self, vol_shift: float) -> "Anchored":
        """The surface after the VIX family moved by `vol_shift` (decimal); the smile scales with it."""
        points = vol_shift / VOL_POINT
        return replace(
            self,
            vix=self.vix + points,
            vix9d=None if self.vix9d is None else self.vix9d + points,
            vix3m=None if self.vix3m is None else self.vix3m + points,
        )


def _carried(level: float, drift: float, years: ArrayLike) -> FloatArray:
    return level * np.exp(drift * floats(years))


def smile(moneyness: FloatArray, atm: FloatArray, t: ArrayLike) -> FloatArray:
    """Implied volatility, decimal, from ln(strike / forward), at-the-money volatility and tenor; all broadcast."""
    curvature = np.minimum(CURVATURE * (floats(t) / MONTH) ** CURVATURE_TILT, CURVATURE_CAP)
    x = moneyness * curvature / (atm * np.sqrt(t))
    return atm * np.sqrt(0.5 * (1.0 + RHO * x + np.sqrt((x + RHO) ** 2 + 1.0 - RHO**2)))


def vix_term(vix: ArrayLike, years: FloatArray) -> FloatArray:
    """VIX of a tenor from the 30-day VIX: its logarithm is the average of a path that reverts to RESTING."""
    power = _average_pull(np.maximum(years, SHORTEST)) / _average_pull(np.float64(MONTH))
    return RESTING * (floats(vix) / RESTING) ** power


def _average_pull(years: FloatArray | np.float64) -> FloatArray:
    return -np.expm1(-REVERSION * years) / (REVERSION * years)


def smile_vol(forward: FloatArray, vix: FloatArray, strike: FloatArray, t: FloatArray) -> FloatArray:
    """`Anchored.vol` for arrays of markets: forward and VIX in points, t in years; all broadcast."""
    t = np.maximum(t, SHORTEST)
    atm = (ATM_SHARE * (t / MONTH) ** ATM_TILT) * vix_term(vix * VOL_POINT, t)
    return smile(np.log(strike / forward), atm, t)
