"""`VixCurve`: what VIX futures cost by tenor, and how a shock of the VIX moves them.

A VIX future is what the VIX is expected to be at its expiry, so it never stands where spot VIX stands, and never moves
one for one with it. Modelled, it is drawn back from today's VIX to where the VIX stood lately, and from there, far
more slowly, to a resting level:

    ln F(T) = ln RESTING + (ln LATELY - ln RESTING) * slow(T) + (ln VIX - ln LATELY) * beta(T)
    slow(T) = (1 + T / SLOW_DAYS) ** -SLOW_POWER,   beta(T) = (1 + T / BETA_DAYS) ** -BETA_POWER

LATELY is the geometric mean of the VIX with weights that fade over 63 trading days; where only today's VIX is known, the
level that usually goes with it. Known futures, or futures read off VIX9D, VIX3M and VIX6M, bend the curve through
themselves. In a shock LATELY stays, so a future moves by its tenor beta, d ln F(T) = beta(T) * d ln VIX.

Constants and their errors: scripts/fit_vix_curve.py and docs/vix_curve.md (settlements of 2004 to 2017).
"""

from dataclasses import dataclass, field, replace
from typing import Final, overload

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats, scalar_or_array
from overlay.errors import OverlayError
from overlay.flags import Flag

# Shock: daily log changes of the same contract against those of the VIX. Least squares gives 8.44 and 0.519; moved to
# meet the published ratios of 0.43 at a month and 0.17 to 0.21 at five, at 0.3% more error.
BETA_DAYS: Final = 8.0
BETA_POWER: Final = 0.540
# Level: 22,948 settlements, 2004 to 2017; median error 4.0% with the VIX of the months before, 6.5% with today's only.
RESTING: Final = 38.0  # VIX points that futures years out are drawn to, risk premium included
SLOW_DAYS: Final = 55.8
SLOW_POWER: Final = 0.200
LATELY_DAYS: Final = 63  # trading days over which the past fades
LATELY_CENTRE: Final = 19.4  # where nothing but today's VIX is known: LATELY = centre * (VIX / centre) ** power
LATELY_POWER: Final = 0.767
# Futures over the forward volatility between two VIX tenors, log, and the tenor in days where each stands: the middle
# of the span, less half of the 30 days that a future looks ahead.
FAMILY: Final = ((4.5, 9, 30, 0.003), (46.5, 30, 93, -0.037), (123.5, 93, 184, -0.065))

LOWEST, HIGHEST = 1.0, 250.0
LOWEST_VIX: Final = 9.0  # the VIX has not closed lower, so no what-if shows it there


@dataclass(frozen=True, slots=True, kw_only=True)
class VixCurve:
    """Spot VIX and futures in points by tenor in calendar days, ascending; none where only the VIX is known.

    `lately` is where the VIX stood over the months before, in points (`lately`), None where that is unknown.
    `source` says in a sentence where the futures come from. OverlayError for levels that no market ever had.
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
                raise OverlayError(f"A {name} of {level:,.2f} points cannot be used: enter one between 1 and 250.")
        if len(self.futures) != len(tenors):
            raise OverlayError(f"{len(self.futures)} futures stand on {len(tenors)} tenors: give one tenor for each.")
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
        """Futures in points at tenors in days: the VIX itself at zero, every known future at its own.

        Between them, and beyond the last, they differ from the modelled curve by as much as their neighbours do.
        """
        ahead = np.maximum(floats(days), 0.0)
        gap = np.interp(ahead, self._tenors, self._corrections)
        return scalar_or_array(modelled_future(self.spot, ahead, self.lately) * np.exp(gap))

    def shocked(self, vix_points: float) -> "VixCurve":
        """The curve after the VIX moved by so many points in a day: each future by its tenor beta."""
        moved = self.spot + vix_points
        if not moved >= LOWEST:
            raise OverlayError(f"A VIX shock of {vix_points:+,.1f} points leaves {moved:,.1f}: choose a smaller fall.")
        factor = shock_factor(moved / self.spot, self._tenors[1:])
        return replace(
            self,
            spot=moved,
            futures=tuple((floats(self.futures) * factor).tolist()),
            lately=float(usual_lately(self.spot)) if self.lately is None else self.lately,
        )

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What to keep in mind of the futures: nothing where they are settlements."""
        if not self.modelled:
            return ()
        if self.tenor_days:
            off = "one read off VIX9D, VIX3M or VIX6M lay 2% off in the median"
        elif self.lately is not None:
            off = "one modelled from the VIX and where it stood in the months before lay 4% off in the median"
        else:
            off = "one modelled from the VIX alone lay 6.5% off in the median"
        why = f"No futures are loaded. Against the settlements of 2004 to 2017, {off}."
        return (Flag(level="warning", title="VIX futures are modelled", why=why, source="docs/vix_curve.md"),)


def from_family(
    *, vix: float, vix9d: float | None = None, vix3m: float | None = None, vix6m: float | None = None
) -> VixCurve:
    """The curve that Cboe's VIX9D, VIX, VIX3M and VIX6M (points) imply, as many of them as are known.

    Between two of them stands a forward volatility; a future lies below it by a fitted share. OverlayError where
    a longer index lies so low that there is no forward volatility.
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
                f"A {far}-day VIX of {high:,.2f} under a {near}-day one of {low:,.2f} leaves no forward volatility: check both."
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
    """Futures in points from the VIX (points) and where it stood lately, at tenors in days; broadcasts."""
    spot, tenor = np.log(floats(vix)), floats(days)
    before = np.log(usual_lately(vix) if lately is None else floats(lately))
    rest = np.log(RESTING)
    slow = (1.0 + tenor / SLOW_DAYS) ** -SLOW_POWER
    return np.asarray(np.exp(rest + (before - rest) * slow + (spot - before) * tenor_beta(tenor)))


def usual_lately(vix: ArrayLike) -> FloatArray:
    """Where the VIX usually stood over the months before it stands here, points."""
    return LATELY_CENTRE * (floats(vix) / LATELY_CENTRE) ** LATELY_POWER


def lately(vix: pd.Series) -> pd.Series:
    """Where the VIX stood lately, up to and including each day, points: (D,) from closes (D,); NaN stays until the first."""
    return pd.Series(np.exp(np.log(vix).ewm(com=LATELY_DAYS).mean()), index=vix.index, name="lately")


def tenor_beta(days: ArrayLike) -> FloatArray:
    """Log move of a future for a log move of the VIX, by tenor in days: 1 at zero, less further out."""
    return (1.0 + np.maximum(floats(days), 0.0) / BETA_DAYS) ** -BETA_POWER


def shock_factor(ratio: ArrayLike, days: ArrayLike) -> FloatArray:
    """What a future is multiplied by when the VIX is multiplied by `ratio`; broadcasts."""
    return floats(ratio) ** tenor_beta(days)


def _listed(tenors: FloatArray) -> str:
    return ", ".join(f"{one:g}" for one in tenors)
