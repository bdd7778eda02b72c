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
    "2019-05-13": SmileShape(atm_share=0.807, atm_tilt=-0.029, rho=-0.582, curvature=1.054, curvature_tilt=0.276,
                             vvix_share=-0.348, vvix_rho=-0.130, vvix_curvature=0.108),
    "2020-06-22": SmileShape(atm_share=0.807, atm_tilt=-0.034, rho=-0.583, curvature=1.053, curvature_tilt=0.260,
                             vvix_share=-0.369, vvix_rho=-0.109, vvix_curvature=0.101),
    "2022-02-04": SmileShape(atm_share=0.807, atm_tilt=-0.029, rho=-0.586, curvature=1.051, curvature_tilt=0.257,
                             vvix_share=-0.375, vvix_rho=-0.176, vvix_curvature=0.121),
    "2022-06-10": SmileShape(atm_share=0.807, atm_tilt=-0.034, rho=-0.603, curvature=1.048, curvature_tilt=0.284,
                             vvix_share=-0.280, vvix_rho=-0.022, vvix_curvature=0.035),
    "2023-05-19": SmileShape(atm_share=0.807, atm_tilt=-0.035, rho=-0.586, curvature=1.053, curvature_tilt=0.255,
                             vvix_share=-0.334, vvix_rho=-0.138, vvix_curvature=0.113),
    "2023-06-09": SmileShape(atm_share=0.810, atm_tilt=-0.024, rho=-0.579, curvature=1.044, curvature_tilt=0.245,
                             vvix_share=-0.335, vvix_rho=-0.179, vvix_curvature=0.108),
    "2023-09-14": SmileShape(atm_share=0.809, atm_tilt=-0.032, rho=-0.587, curvature=1.048, curvature_tilt=0.255,
                             vvix_share=-0.361, vvix_rho=-0.094, vvix_curvature=0.100),
    "2025-01-22": SmileShape(atm_share=0.811, atm_tilt=-0.041, rho=-0.590, curvature=1.033, curvature_tilt=0.272,
                             vvix_share=-0.241, vvix_rho=-0.311, vvix_curvature=0.089),
    "2025-04-30": SmileShape(atm_share=0.808, atm_tilt=-0.021, rho=-0.577, curvature=1.051, curvature_tilt=0.238,
                             vvix_share=-0.355, vvix_rho=-0.168, vvix_curvature=0.119),
    "2025-05-08": SmileShape(atm_share=0.810, atm_tilt=-0.043, rho=-0.582, curvature=1.043, curvature_tilt=0.267,
                             vvix_share=-0.378, vvix_rho=-0.112, vvix_curvature=0.133),
    "2025-09-25": SmileShape(atm_share=0.809, atm_tilt=-0.033, rho=-0.584, curvature=1.046, curvature_tilt=0.256,
                             vvix_share=-0.323, vvix_rho=-0.172, vvix_curvature=0.103),
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
