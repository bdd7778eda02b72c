"""The error of a difference between two growth rates, such as a book with an overlay and the same book without it.

Both books live through the same months, so their months are drawn together, in blocks (the stationary bootstrap). The
number and its error are of the same quantity: compound growth a year of one, less that of the other.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from overlay.arrays import FloatArray
from overlay.errors import OverlayError
from overlay.history.bootstrap import stationary
from overlay.history.inference import BLOCK, DRAWS, FEWEST, SEED, monthly


class GrowthDifference(NamedTuple):
    """Growth a year with, less growth a year without (decimals), its standard error, and the months behind it."""

    estimate: float
    error: float
    months: int


def difference(
    with_it: FloatArray,
    without_it: FloatArray,
    days: NDArray[np.datetime64],
    years: float,
    *,
    block: float = BLOCK,
    draws: int = DRAWS,
    seed: int = SEED,
) -> GrowthDifference:
    """The difference of two values' growth a year over the same days: all (D,), values above zero, years calendar.

    OverlayError for fewer than twelve months.
    """
    pair = [monthly(np.diff(np.log(one)), days[1:]) for one in (with_it, without_it)]
    count = len(pair[0])
    if count < FEWEST:
        raise OverlayError(f"{count} months are too few for an interval: choose a stretch with {FEWEST} or more.")
    places, _ = stationary(count, count, draws, block, np.random.default_rng(seed))
    places %= count
    drawn, alone = (np.expm1(one[places].sum(axis=0) / years) for one in pair)
    found, held = (float(np.expm1(one.sum() / years)) for one in pair)
    return GrowthDifference(found - held, float(np.std(drawn - alone, ddof=1)), count)
