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
from overlay.options.smile_shape import SmileShape

#: the day left out -> the shape fitted to the other ten
LEFT_OUT: Final = MappingProxyType({
    "2019-05-13": SmileShape(atm_share=0.778, atm_tilt=-0.046, rho=-0.534, curvature=1.212, curvature_tilt=0.343, vvix_share=-0.320, vvix_rho=-0.233, vvix_curvature=0.044),
    "2020-06-22": SmileShape(atm_share=0.777, atm_tilt=-0.053, rho=-0.535, curvature=1.215, curvature_tilt=0.338, vvix_share=-0.361, vvix_rho=-0.184, vvix_curvature=0.048),
    "2022-02-04": SmileShape(atm_share=0.779, atm_tilt=-0.046, rho=-0.537, curvature=1.206, curvature_tilt=0.325, vvix_share=-0.344, vvix_rho=-0.226, vvix_curvature=0.074),
    "2022-06-10": SmileShape(atm_share=0.779, atm_tilt=-0.050, rho=-0.556, curvature=1.199, curvature_tilt=0.343, vvix_share=-0.246, vvix_rho=-0.139, vvix_curvature=-0.023),
    "2023-05-19": SmileShape(atm_share=0.776, atm_tilt=-0.056, rho=-0.535, curvature=1.225, curvature_tilt=0.345, vvix_share=-0.302, vvix_rho=-0.250, vvix_curvature=0.044),
    "2023-06-09": SmileShape(atm_share=0.787, atm_tilt=-0.037, rho=-0.540, curvature=1.169, curvature_tilt=0.290, vvix_share=-0.312, vvix_rho=-0.264, vvix_curvature=0.056),
    "2023-09-14": SmileShape(atm_share=0.782, atm_tilt=-0.049, rho=-0.542, curvature=1.194, curvature_tilt=0.326, vvix_share=-0.325, vvix_rho=-0.206, vvix_curvature=0.032),
    "2025-01-22": SmileShape(atm_share=0.791, atm_tilt=-0.052, rho=-0.555, curvature=1.142, curvature_tilt=0.313, vvix_share=-0.223, vvix_rho=-0.368, vvix_curvature=0.055),
    "2025-04-30": SmileShape(atm_share=0.784, atm_tilt=-0.034, rho=-0.538, curvature=1.181, curvature_tilt=0.281, vvix_share=-0.325, vvix_rho=-0.259, vvix_curvature=0.058),
    "2025-05-08": SmileShape(atm_share=0.788, atm_tilt=-0.052, rho=-0.545, curvature=1.161, curvature_tilt=0.300, vvix_share=-0.350, vvix_rho=-0.202, vvix_curvature=0.079),
    "2025-09-25": SmileShape(atm_share=0.781, atm_tilt=-0.050, rho=-0.540, curvature=1.195, curvature_tilt=0.323, vvix_share=-0.307, vvix_rho=-0.250, vvix_curvature=0.053),
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
