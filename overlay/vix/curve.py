"""`VixCurve`: prices of VIX futures by tenor, and their reaction to a shock of the VIX.

A VIX future prices the VIX expected at its expiry, so its level differs from spot VIX and it moves less than spot VIX.
The model lets a future revert from today's VIX to the recent mean of the VIX, and from there, far more slowly, to a
resting level:

    ln F(T) = ln RESTING + (ln LATELY - ln RESTING) * slow(T) + (ln VIX - ln LATELY) * beta(T)
    slow(T) = (1 + T / SLOW_DAYS) ** -SLOW_POWER,   beta(T) = (1 + T / BETA_DAYS) ** -BETA_POWER

LATELY is the geometric mean of the VIX with weights that fade over 63 trading days; if only today's VIX is known, it is
the level that usually goes with today's VIX. The curve passes through known futures, or through futures derived from
VIX9D, VIX3M and VIX6M. A shock leaves LATELY unchanged, so a future moves by its tenor beta, d ln F(T) = beta(T) * d ln
VIX.

Constants and their errors: scripts/fit_vix_curve.py and docs/vix_curve.md (settlements of 2004 to 2017).
"""

from dataclasses import dataclass, field, replace
from typing import Final, overload

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats, scalar_or_array
from overlay.errors import OverlayError, within
from overlay.flags import Flag

# Shock: daily log changes of the same contract against those of the VIX. Least squares gives 8.44 and 0.519; these
# values match the published ratios of 0.43 at one month and 0.17 to 0.21 at five months, at 0.3% more error.
BETA_DAYS: Final = 8.0
BETA_POWER: Final = 0.540
# Level: 22,948 settlements, 2004 to 2017; median error 4.0% with the VIX of the months before, 6.5% with today's only.
RESTING: Final = 38.0  # VIX points to which very long futures revert, risk premium included
SLOW_DAYS: Final = 55.8
SLOW_POWER: Final = 0.200
LATELY_CENTRE: Final = 19.4  # if only today's VIX is known: LATELY = centre * (VIX / centre) ** power
LATELY_POWER: Final = 0.767
# Log ratio of a future to the forward volatility between two VIX tenors, and the future's tenor in days: the middle
# of the span minus 15 days, half of the 30 days that a future looks ahead.
FAMILY: Final = ((4.5, 9, 30, 0.003), (46.5, 30, 93, -0.037), (123.5, 93, 184, -0.065))

LOWEST, HIGHEST = 1.0, 250.0
LOWEST_VIX: Final = 9.0  # the VIX has not closed lower, so what-ifs stop here


@dataclass(frozen=True, slots=True, kw_only=True)
class VixCurve:
    """Spot VIX and futures in points by ascending tenor in calendar days; empty if only the VIX is known.

    `lately` is the mean VIX of the past months in points, None if unknown. `source` is a sentence on the source of the
    futures. OverlayError for levels outside the range that a market can have.
    """

    spot: float
    tenor_days: tuple[float, ...] = ()
    futures: tuple[float, ...] = ()
    lately: float | None = None
    source: str = "Modelled from the VIX alone, by mean reversion."
    modelled: bool = True
    _tenors: FloatArray = field(init=False, repr=False, compare=False)
    _corrections: FloatArray = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        tenors = floats(self.tenor_days)
        for name, level in (("VIX", self.spot), *(("VIX future", one) for one in self.futures)):
            if not LOWEST <= level <= HIGHEST:
                raise OverlayError(f"A {name} of {level:,.2f} points is out of range: enter a level between 1 and 250.")
        if self.lately is not None:
            within("A VIX of the months before", self.lately, LOWEST, HIGHEST, "enter its mean", "points")
        if len(self.futures) != len(tenors):
            raise OverlayError(f"{len(self.futures)} futures do not match {len(tenors)} tenors: give one tenor each.")
        if len(tenors) and not (tenors[0] > 0.0 and (np.diff(tenors) > 0.0).all()):
            raise OverlayError(
                f"The tenors of VIX futures ({_listed(tenors)} days) must be above zero and rise: sort them."
            )
        gaps = (
            np.log(floats(self.futures) / modelled_future(self.spot, tenors, self.lately))
            if len(tenors)
            else np.empty(0)
        )
        object.__setattr__(self, "_tenors", np.append(0.0, tenors))
        object.__setattr__(self, "_corrections", np.append(0.0, gaps))

    @overload
    def future(self, days: float) -> float: ...
    @overload
    def future(self, days: ArrayLike) -> FloatArray: ...
    def future(self, days: ArrayLike) -> float | FloatArray:
        """Futures in points at tenors in days: the VIX at zero days, known futures at their own tenors.

        Between and beyond known futures, the distance from the modelled curve is interpolated from the neighbours.
        """
        ahead = np.maximum(floats(days), 0.0)
        gap = np.interp(ahead, self._tenors, self._corrections)
        return scalar_or_array(modelled_future(self.spot, ahead, self.lately) * np.exp(gap))

    def shocked(self, vix_points: float) -> "VixCurve":
        """The curve after the VIX moved by `vix_points` in one day: each future moves by its tenor beta."""
        moved = self.spot + vix_points
        if not moved >= LOWEST:
            raise OverlayError(f"A VIX shock of {vix_points:+,.1f} points gives {moved:,.1f}: choose a smaller fall.")
        factor = shock_factor(moved / self.spot, self._tenors[1:])
        return replace(
            self,
            spot=moved,
            futures=tuple((floats(self.futures) * factor).tolist()),
            lately=float(usual_lately(self.spot)) if self.lately is None else self.lately,
        )

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Caveats about the futures; empty if they are settlement prices."""
        if not self.modelled:
            return ()
        if self.tenor_days:
            off = "futures derived from VIX9D, VIX3M or VIX6M had a median error of 2%"
        elif self.lately is not None:
            off = "futures modelled from the VIX and its mean over the months before had a median error of 4%"
        else:
            off = "futures modelled from the VIX alone had a median error of 6.5%"
        why = f"No futures are loaded. Against the settlements of 2004 to 2017, {off}."
        return (Flag(level="warning", title="VIX futures are modelled", why=why, source="docs/vix_curve.md"),)


def from_family(
    *, vix: float, vix9d: float | None = None, vix3m: float | None = None, vix6m: float | None = None
) -> VixCurve:
    """The curve implied by the known ones among Cboe's VIX9D, VIX, VIX3M and VIX6M (points).

    Two of these indices imply a forward volatility, and a future is priced at a fitted ratio to it. OverlayError if a
    longer index is so low that the forward variance is not positive.
    """
    known = {9: vix9d, 30: vix, 93: vix3m, 184: vix6m}
    tenors, futures, used = [], [], ["VIX"]
    for tenor, near, far, premium in FAMILY:
        low, high = known[near], known[far]
        if low is None or high is None:
            continue
        variance = (high**2 * far - low**2 * near) / (far - near)
        if not variance > 0.0:
            raise OverlayError(
                f"A {far}-day VIX of {high:,.2f} and a {near}-day VIX of {low:,.2f} give a forward variance "
                "of zero or less: check both."
            )
        tenors.append(tenor)
        futures.append(float(np.sqrt(variance) * np.exp(premium)))
        used.append(f"its {near}- to {far}-day forward")
    if not tenors:
        return VixCurve(spot=vix)
    return VixCurve(
        spot=vix,
        tenor_days=tuple(tenors),
        futures=tuple(futures),
        source=f"Modelled from {', '.join(used)}.",
    )


def modelled_future(vix: ArrayLike, days: ArrayLike, lately: ArrayLike | None = None) -> FloatArray:
    """Futures in points from the VIX (points) and its recent mean, at tenors in days; broadcasts."""
    spot, tenor = np.log(floats(vix)), floats(days)
    before = np.log(usual_lately(vix) if lately is None else floats(lately))
    rest = np.log(RESTING)
    slow = (1.0 + tenor / SLOW_DAYS) ** -SLOW_POWER
    return np.asarray(np.exp(rest + (before - rest) * slow + (spot - before) * tenor_beta(tenor)))


def usual_lately(vix: ArrayLike) -> FloatArray:
    """The recent mean of the VIX that usually goes with a VIX level, points."""
    return LATELY_CENTRE * (floats(vix) / LATELY_CENTRE) ** LATELY_POWER


def tenor_beta(days: ArrayLike) -> FloatArray:
    """Log move of a future per log move of the VIX, by tenor in days: 1 at zero days, less further out."""
    return (1.0 + np.maximum(floats(days), 0.0) / BETA_DAYS) ** -BETA_POWER


def shock_factor(ratio: ArrayLike, days: ArrayLike) -> FloatArray:
    """The factor by which a future moves if the VIX moves by the factor `ratio`; broadcasts."""
    return floats(ratio) ** tenor_beta(days)


def _listed(tenors: FloatArray) -> str:
    return ", ".join(f"{one:g}" for one in tenors)
