"""Volatility by strike and expiry, and the forward of each expiry.

`Surface` is the interface. This module holds the surface anchored to the VIX; `overlay.options.fitted` fits a surface
to a chain.

`Anchored` models the whole surface from the index level, the VIX and the rate, with one set of constants for all
days. The VIX of other tenors follows from the 30-day VIX by mean reversion of its logarithm. At-the-money vol is a
fixed share of that VIX. The smile has one shape in standard deviations, a slice of the SSVI surface of
J. Gatheral and A. Jacquier, Arbitrage-free SVI volatility surfaces, Quantitative Finance 14 (2014):

    w(k) = theta / 2 * (1 + rho * phi * k + sqrt((phi * k + rho)^2 + 1 - rho^2)),   k = ln(strike / forward)

with theta = atm^2 * t and phi = curvature(t) / sqrt(theta). No butterfly arbitrage if curvature^2 (1 + |rho|) <= 4.
Constants and their errors: scripts/calibrate_surface.py and docs/surface.md. The constants of the smile are a value,
`SmileShape`, so that a backtest can ask how much its result rests on them (`overlay.options.left_out`).
"""

from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats
from overlay.errors import OverlayError, within
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SmileShape:
    """The constants of the anchored smile: level, skew and curvature, without units; the default is the fitted shape.

    `atm_share` is at-the-money vol over VIX at 30 days; a tilt is the exponent of (t / 30 days). OverlayError for a
    shape that could give a butterfly a negative price.
    """

    atm_share: float = ATM_SHARE
    atm_tilt: float = ATM_TILT
    rho: float = RHO
    curvature: float = CURVATURE
    curvature_tilt: float = CURVATURE_TILT
    curvature_cap: float = CURVATURE_CAP

    def __post_init__(self) -> None:
        within("A smile's share of the VIX", self.atm_share, 0.1, 3.0, "choose a share of about 0.8")
        within("A smile's correlation", self.rho, -0.999, 0.999, "choose a number of about -0.6")
        within("A smile's curvature", self.curvature, 0.0, 10.0, "choose a number of about 1")
        most = 2.0 / (1.0 + abs(self.rho)) ** 0.5
        within(
            "A smile's cap on the curvature", self.curvature_cap, 0.0, most, "a higher one allows butterfly arbitrage"
        )

    def atm_ratio(self, years: ArrayLike) -> FloatArray:
        """At-the-money vol over the VIX of the same tenor."""
        return np.asarray(self.atm_share * (floats(years) / MONTH) ** self.atm_tilt)

    def curvature_at(self, years: ArrayLike) -> FloatArray:
        """Curvature of the smile at a tenor."""
        return np.minimum(self.curvature * (floats(years) / MONTH) ** self.curvature_tilt, self.curvature_cap)


SMILE: Final = SmileShape()


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

    If VIX9D and VIX3M are known, the term structure passes through them. `shape` holds the constants of the smile.
    OverlayError for levels outside the range that a market can have.
    """

    spot: float
    vix: float
    rate: float = 0.0
    dividend_yield: float = 0.0
    vix9d: float | None = None
    vix3m: float | None = None
    shape: SmileShape = SMILE

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
        return self.shape.atm_ratio(t) * self.vix_at(t)

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
        return smile(np.log(floats(strike) / self.forward(t)), self.shape.atm_ratio(t) * term, t, self.shape)

    def vol(self, strike: ArrayLike, years: ArrayLike) -> FloatArray:
        """Implied volatility, decimal; broadcasts (L, 1, S) strikes against (D, 1) years."""
        t = np.maximum(floats(years), SHORTEST)
        atm, rho = self.atm_vol(t), self.shape.rho
        scale = self.shape.curvature_at(t) / (atm * np.sqrt(t))
        x = np.log(strike) * scale - np.log(self.forward(t)) * scale
        ratio = x + rho  # in place from here: a heat map needs 48,000 vols per slider move
        ratio *= ratio
        ratio += 1.0 - rho * rho
        ratio **= 0.5
        x *= rho
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


def smile(moneyness: FloatArray, atm: FloatArray, t: ArrayLike, shape: SmileShape = SMILE) -> FloatArray:
    """Implied volatility, decimal, from ln(strike / forward), at-the-money volatility and tenor; all broadcast."""
    rho = shape.rho
    x = moneyness * shape.curvature_at(t) / (atm * np.sqrt(t))
    return atm * np.sqrt(0.5 * (1.0 + rho * x + np.sqrt((x + rho) ** 2 + 1.0 - rho**2)))


def vix_term(vix: ArrayLike, years: FloatArray) -> FloatArray:
    """VIX of a tenor from the 30-day VIX: its logarithm is the average of a path that reverts to RESTING."""
    power = _average_pull(np.maximum(years, SHORTEST)) / _average_pull(np.float64(MONTH))
    return RESTING * (floats(vix) / RESTING) ** power


def _average_pull(years: FloatArray | np.float64) -> FloatArray:
    return -np.expm1(-REVERSION * years) / (REVERSION * years)


def smile_vol(
    forward: FloatArray, vix: FloatArray, strike: FloatArray, t: FloatArray, shape: SmileShape = SMILE
) -> FloatArray:
    """`Anchored.vol` for arrays of markets: forward and VIX in points, t in years; all broadcast."""
    t = np.maximum(t, SHORTEST)
    return smile(np.log(strike / forward), shape.atm_ratio(t) * vix_term(vix * VOL_POINT, t), t, shape)
