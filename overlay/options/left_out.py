"""The shape of the smile, fitted anew with each public chain day left out: how much the model rests on single days.

Six public SPX chains are European, full, and have a VIX of their day. The smile was fitted to all of them but one, six
times: `python -m scripts.calibrate_surface` prints these figures, docs/surface.md discusses them. The shape that prices
everything, `surface.SMILE`, was fitted to four of the six days and is none of these.

Priced with each shape in turn, a result varies. The *jackknife* turns this spread into a standard error (Efron and
Stein, The jackknife estimate of variance, Annals of Statistics 9, 1981). All six days lie between 2022 and 2025, so the
error does not cover a smile that was different in other decades.
"""

import math
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from overlay.errors import OverlayError
from overlay.options.smile_shape import SmileShape

#: the day left out -> the shape fitted to the other five
LEFT_OUT: Final = MappingProxyType({
    "2022-02-04": SmileShape(atm_share=0.771, atm_tilt=-0.015, rho=-0.466, curvature=1.063, curvature_tilt=0.282),
    "2022-06-10": SmileShape(atm_share=0.771, atm_tilt=-0.008, rho=-0.557, curvature=1.038, curvature_tilt=0.306),
    "2023-05-19": SmileShape(atm_share=0.771, atm_tilt=-0.027, rho=-0.522, curvature=1.033, curvature_tilt=0.301),
    "2023-06-09": SmileShape(atm_share=0.784, atm_tilt=-0.012, rho=-0.525, curvature=1.018, curvature_tilt=0.301),
    "2023-09-14": SmileShape(atm_share=0.772, atm_tilt=-0.012, rho=-0.530, curvature=1.057, curvature_tilt=0.280),
    "2025-01-22": SmileShape(atm_share=0.796, atm_tilt=-0.018, rho=-0.549, curvature=0.992, curvature_tilt=0.320),
})  # fmt: skip


def jackknife(values: Sequence[float]) -> float:
    """Standard error of a result from its values with each of n days left out, in the result's unit.

    It is sqrt((n - 1) / n * sum of (value - mean)^2). A plain standard deviation would be far too small, because any
    two fits share all but two of their days. OverlayError for fewer than two values.
    """
    count = len(values)
    if count < 2:
        raise OverlayError(f"{count} values are too few for a jackknife: leave out two days or more, one at a time.")
    mean = math.fsum(values) / count
    return math.sqrt((count - 1) / count * math.fsum((value - mean) ** 2 for value in values))


def model_error(shipped: float, values: Sequence[float]) -> float:
    """Standard error of a result priced with `surface.SMILE`, from its values with each day left out.

    `surface.SMILE` was fitted to four of the days only. How far the other days move the result is known; how far the
    days themselves mislead is the jackknife's error. The two are added in squares.
    """
    return math.hypot(shipped - math.fsum(values) / len(values), jackknife(values))
