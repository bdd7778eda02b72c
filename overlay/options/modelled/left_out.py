"""The shape of the smile, fitted anew with each public chain day left out: how much the model rests on single days.

The shape that prices everything, `smile_shape.SMILE`, was fitted to eleven public chains. Each of these was fitted to
ten of them: `python -m scripts.calibrate_surface` prints these figures, docs/surface.md discusses them.

Priced with each shape in turn, a result varies. The *jackknife* turns this spread into a standard error (Efron and
Stein, The jackknife estimate of variance, Annals of Statistics 9, 1981). All days lie between 2019 and 2025, so the
error does not cover a smile that was different in other decades.
"""

import math
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from overlay.errors import OverlayError
from overlay.options.modelled.smile_shape import SmileShape

#: the day left out -> the shape fitted to the other ten
LEFT_OUT: Final = MappingProxyType({
    "2019-05-13": SmileShape(atm_share=0.809, atm_tilt=-0.028, rho=-0.587, curvature=1.040, curvature_tilt=0.278,
                             vvix_share=-0.350, vvix_rho=-0.120, vvix_curvature=0.113),
    "2020-06-22": SmileShape(atm_share=0.810, atm_tilt=-0.033, rho=-0.589, curvature=1.038, curvature_tilt=0.262,
                             vvix_share=-0.369, vvix_rho=-0.102, vvix_curvature=0.105),
    "2022-02-04": SmileShape(atm_share=0.810, atm_tilt=-0.029, rho=-0.592, curvature=1.037, curvature_tilt=0.259,
                             vvix_share=-0.378, vvix_rho=-0.170, vvix_curvature=0.125),
    "2022-06-10": SmileShape(atm_share=0.810, atm_tilt=-0.033, rho=-0.608, curvature=1.034, curvature_tilt=0.286,
                             vvix_share=-0.283, vvix_rho=-0.010, vvix_curvature=0.042),
    "2023-05-19": SmileShape(atm_share=0.810, atm_tilt=-0.034, rho=-0.591, curvature=1.038, curvature_tilt=0.256,
                             vvix_share=-0.337, vvix_rho=-0.127, vvix_curvature=0.119),
    "2023-06-09": SmileShape(atm_share=0.813, atm_tilt=-0.023, rho=-0.585, curvature=1.029, curvature_tilt=0.246,
                             vvix_share=-0.338, vvix_rho=-0.168, vvix_curvature=0.114),
    "2023-09-14": SmileShape(atm_share=0.812, atm_tilt=-0.031, rho=-0.592, curvature=1.033, curvature_tilt=0.256,
                             vvix_share=-0.364, vvix_rho=-0.081, vvix_curvature=0.108),
    "2025-01-22": SmileShape(atm_share=0.814, atm_tilt=-0.040, rho=-0.596, curvature=1.017, curvature_tilt=0.273,
                             vvix_share=-0.244, vvix_rho=-0.302, vvix_curvature=0.095),
    "2025-04-30": SmileShape(atm_share=0.811, atm_tilt=-0.020, rho=-0.582, curvature=1.037, curvature_tilt=0.239,
                             vvix_share=-0.358, vvix_rho=-0.157, vvix_curvature=0.127),
    "2025-05-08": SmileShape(atm_share=0.813, atm_tilt=-0.042, rho=-0.588, curvature=1.028, curvature_tilt=0.269,
                             vvix_share=-0.381, vvix_rho=-0.099, vvix_curvature=0.140),
    "2025-09-25": SmileShape(atm_share=0.811, atm_tilt=-0.033, rho=-0.590, curvature=1.031, curvature_tilt=0.258,
                             vvix_share=-0.324, vvix_rho=-0.163, vvix_curvature=0.108),
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
    """Standard error of a result priced with `smile_shape.SMILE`, from its values with each day left out.

    The shipped shape was fitted to all of the days, so its result lies close to the mean of the others. What distance
    there is, is bias, and joins the jackknife's error in squares.
    """
    return math.hypot(shipped - math.fsum(values) / len(values), jackknife(values))
