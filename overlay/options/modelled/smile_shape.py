"""`SmileShape`: the constants of the anchored smile, and how the VVIX changes them.

They are a value, so that a backtest can ask how much its result rests on them (`overlay.options.modelled.left_out`). They were
fitted to eleven public chains, their level also to Cboe's PUT index. The VVIX tells how dear far strikes are, measured against the VVIX that is usual at the
day's VIX: ln(VVIX / (96.6 (VIX / 18)^0.34)), fitted to the days from 2011 to 2026. Unknown, it counts as usual.
Constants and their errors: scripts/calibrate_surface.py and docs/surface.md.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats
from overlay.errors import within

MONTH: Final = 30.0 / 365.0  # the VIX's own tenor in years

ATM_SHARE: Final = 0.810  # at-the-money vol over VIX at 30 days and beyond
ATM_TILT: Final = -0.031  # exponent of (t / 30 days) in that ratio, below 30 days
RHO: Final = -0.588
CURVATURE: Final = 1.038  # at 30 days
CURVATURE_TILT: Final = 0.260  # exponent of (t / 30 days) in the curvature
CURVATURE_CAP: Final = 1.55  # keeps long tenors free of butterfly arbitrage
# Change of ln(share), atanh(rho) and ln(curvature) per unit of ln(VVIX / usual VVIX)
VVIX_SHARE: Final = -0.339
VVIX_RHO: Final = -0.140
VVIX_CURVATURE: Final = 0.118
USUAL_VVIX: Final = 96.6  # points, at a VIX of 18
USUAL_SLOPE: Final = 0.34
FURTHEST_VVIX: Final = 0.25  # the chains hold ln(VVIX / usual) from -0.12 to 0.17: far beyond, no chain was seen


@dataclass(frozen=True, slots=True, kw_only=True)
class SmileShape:
    """The constants of the anchored smile: level, skew and curvature, without units; the default is the fitted shape.

    `atm_share` is at-the-money vol over VIX from 30 days on; a tilt is the exponent of (t / 30 days). The `vvix_`
    constants tell how `given` moves them. OverlayError for a shape that could give a butterfly a negative price.
    """

    atm_share: float = ATM_SHARE
    atm_tilt: float = ATM_TILT
    rho: float = RHO
    curvature: float = CURVATURE
    curvature_tilt: float = CURVATURE_TILT
    curvature_cap: float = CURVATURE_CAP
    vvix_share: float = VVIX_SHARE
    vvix_rho: float = VVIX_RHO
    vvix_curvature: float = VVIX_CURVATURE

    def __post_init__(self) -> None:
        within("A smile's share of the VIX", self.atm_share, 0.1, 3.0, "choose a share of about 0.8")
        within("A smile's correlation", self.rho, -0.999, 0.999, "choose a number of about -0.6")
        within("A smile's curvature", self.curvature, 0.0, 10.0, "choose a number of about 1")
        within(
            "A smile's cap on the curvature",
            self.curvature_cap,
            0.0,
            2.0 / (1.0 + abs(self.rho)) ** 0.5,
            "a higher one allows butterfly arbitrage",
        )

    def given(self, vix: float, vvix: float | None) -> "SmileShape":
        """The shape on a day with this VIX and VVIX, points; itself if the VVIX is unknown."""
        if vvix is None:
            return self
        usual = USUAL_VVIX * (vix / 18.0) ** USUAL_SLOPE
        dear = float(np.clip(np.log(vvix / usual), -FURTHEST_VVIX, FURTHEST_VVIX))
        rho = float(np.tanh(np.arctanh(self.rho) + self.vvix_rho * dear))
        return replace(
            self,
            atm_share=self.atm_share * float(np.exp(self.vvix_share * dear)),
            rho=rho,
            curvature=self.curvature * float(np.exp(self.vvix_curvature * dear)),
            curvature_cap=min(self.curvature_cap, 1.999 / (1.0 + abs(rho)) ** 0.5),
        )

    def atm_ratio(self, years: ArrayLike) -> FloatArray:
        """At-the-money vol over the VIX of the same tenor."""
        return np.asarray(self.atm_share * np.minimum(floats(years) / MONTH, 1.0) ** self.atm_tilt)

    def curvature_at(self, years: ArrayLike) -> FloatArray:
        """Curvature of the smile at a tenor."""
        return np.minimum(self.curvature * (floats(years) / MONTH) ** self.curvature_tilt, self.curvature_cap)


SMILE: Final = SmileShape()
