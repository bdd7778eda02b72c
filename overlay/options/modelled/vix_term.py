"""The VIX of other tenors: from the 30-day VIX alone, and bent to VIX9D, VIX3M and VIX6M where they are known.

The logarithm of the VIX reverts to a resting level, a part of it fast (in days) and the rest slowly (in months):
VIX(t) = RESTING * (VIX / RESTING) ** (pull(t) / pull(30 days)). The constants were fitted to VIX9D, VIX3M and VIX6M of
3,849 days. A known index of another tenor corrects the logarithm at its tenor, in a straight line over ln(tenor).
Constants and their errors: scripts/calibrate_surface.py and docs/surface.md.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats
from overlay.options.modelled.smile_shape import MONTH

VIX9D_YEARS: Final = 9.0 / 365.0
VIX3M_YEARS: Final = 93.0 / 365.0
VIX6M_YEARS: Final = 184.0 / 365.0

RESTING: Final = 0.325  # the level to which the long-dated VIX reverts, risk premium included
REVERSION: Final = 1.894  # per year
FAST_SHARE: Final = 0.141  # of the distance from RESTING
FAST_REVERSION: Final = 80.0  # per year: half is gone in three days
# At the money, the eleven chains follow VIX9D wholly, and VIX3M and VIX6M half way.
LONG_WEIGHT: Final = 0.5
_MOST: Final = float(np.log(2.0))  # a correction halves or doubles the VIX of its tenor at most
_ROOM: Final = 0.4  # total variance must grow like t^0.1 at least: half of 1 - 0.1, less the tilt of the smile's level


def vix_term(vix: ArrayLike, years: ArrayLike) -> FloatArray:
    """VIX of a tenor from the 30-day VIX, both decimal: its logarithm is the average of a path that reverts."""
    return np.asarray(RESTING * (floats(vix) / RESTING) ** (average_pull(floats(years)) / MONTH_PULL))


def average_pull(years: FloatArray) -> FloatArray:
    """The share of the distance from RESTING that is left, on average up to a tenor."""
    slow, fast = REVERSION * years, FAST_REVERSION * years
    return np.asarray(-(1.0 - FAST_SHARE) * np.expm1(-slow) / slow - FAST_SHARE * np.expm1(-fast) / fast)


MONTH_PULL: Final = float(average_pull(floats(MONTH)))


def bend(vix: FloatArray, known: Sequence[tuple[float, FloatArray]], years: FloatArray) -> FloatArray:
    """The factor on `vix_term` at a tenor, from the known indices of other tenors; broadcasts.

    `known` holds tenors in years, ascending, without the VIX's own, and levels, decimal, of the shape of `vix`. A level
    that would let total variance fall over time is corrected only as far as it does not.
    """
    if not known:
        return floats(1.0)
    tenors = np.array([MONTH, *(tenor for tenor, _ in known)])
    moves = [np.zeros(np.shape(vix)), *(_correction(vix, tenor, level) for tenor, level in known)]
    for place in range(1, len(tenors)):
        _limit(vix, tenors, moves, place)
    order = np.argsort(tenors)
    logs, total = np.log(years), floats(0.0)
    for at, near in zip(order, np.eye(len(order)), strict=True):
        total = total + moves[at] * np.interp(logs, np.log(tenors[order]), near)
    return np.asarray(np.exp(total))


def _correction(vix: FloatArray, tenor: float, level: FloatArray) -> FloatArray:
    weight = 1.0 if tenor < MONTH else LONG_WEIGHT
    return np.clip(weight * np.log(level / vix_term(vix, tenor)), -_MOST, _MOST)


def _limit(vix: FloatArray, tenors: FloatArray, moves: list[FloatArray], place: int) -> None:
    """Keep a correction so near to its neighbour's, on the side of the VIX, that total variance rises between them."""
    tenor = tenors[place]
    if tenor < MONTH:
        moves[place] = np.minimum(moves[place], _room(vix, tenor, MONTH))
    else:
        before = max(place - 1, 0) if tenors[place - 1] > MONTH else 0
        moves[place] = np.maximum(moves[place], moves[before] - _room(vix, tenors[before], tenor))


def _room(vix: FloatArray, short: float, long: float) -> FloatArray:
    """How far the logarithm of the VIX may still fall between two tenors."""
    grid = np.geomspace(short, long, 9)
    pulls = average_pull(grid) / MONTH_PULL
    steepest = float(np.max(-np.diff(pulls) / np.diff(np.log(grid))))
    slope = _ROOM - steepest * np.maximum(np.log(vix / RESTING), 0.0)
    return np.asarray(np.maximum(slope, 0.0) * np.log(long / short))
