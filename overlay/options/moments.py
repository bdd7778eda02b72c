"""`Moments`: the inputs to price many condors on many days at once, on the surface anchored to each day's VIX."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import BoolArray, FloatArray, IntArray, floats
from overlay.history.path import Path
from overlay.options import black
from overlay.options.modelled.clock import variance_years
from overlay.options.modelled.smile_shape import SMILE, SmileShape
from overlay.options.surface import SHORTEST, smile_vol
from overlay.units import DAYS_PER_YEAR

RIGHTS: Final = np.array([[-1.0], [-1.0], [1.0], [1.0]])
WEIGHTS: Final = np.array([1.0, -1.0, -1.0, 1.0])  # long put, short put, short call, long call
_CHUNK: Final = 2048  # condors priced at once: their four legs fit in the processor's cache


class Moments(NamedTuple):
    """The pricing inputs of R condors: all (R,). Spot, forward and VIX in points, t in years; one smile for all.

    `counted` holds the years of variance in t by the clock; None if every calendar day counts the same.
    """

    spot: FloatArray
    forward: FloatArray
    vix: FloatArray
    t: FloatArray
    discount: FloatArray
    shape: SmileShape = SMILE
    counted: FloatArray | None = None

    def at(self, part: slice | BoolArray | IntArray) -> "Moments":
        """The inputs of some of the condors."""
        spot, forward, vix, t, discount, shape, counted = self
        clock = None if counted is None else counted[part]
        return Moments(spot[part], forward[part], vix[part], t[part], discount[part], shape, clock)

    def vol(self, strikes: FloatArray) -> FloatArray:
        """Implied volatility, decimal, of strikes (..., R), from the anchored surface of each condor's day."""
        return smile_vol(self.forward, self.vix, strikes, self.t, self.shape, self.counted)

    def price(self, strikes: FloatArray) -> FloatArray:
        """Price in points of one option of each leg; strikes (4, R) from long put to long call: (4, R)."""
        out = np.empty(strikes.shape)
        for start in range(0, strikes.shape[1], _CHUNK):
            part = slice(start, start + _CHUNK)
            some, levels = self.at(part), strikes[:, part]
            out[:, part] = black.price(RIGHTS, some.forward, levels, some.t, some.vol(levels), some.discount)
        return out

    def one_sd(self) -> FloatArray:
        """One standard deviation of the index at expiry, points: forward x at-the-money vol x sqrt(t)."""
        return self.forward * self.vol(self.forward) * np.sqrt(self.t)


def on_path(
    path: Path, at: IntArray, left_days: FloatArray, shape: SmileShape = SMILE, ahead: ArrayLike = 0.0
) -> Moments:
    """The state on positions (R,) of a path, for condors with this many calendar days left (R,).

    With `ahead`, the levels stay and the days left are those after so many calendar days: (R,) or a number.
    """
    t = np.maximum(left_days, 0.0) / DAYS_PER_YEAR
    spot, rate = path.index[at], path.rate[at]
    forward = spot * np.exp((rate - path.dividend_yield[at]) * t)
    counted = variance_years(path.closes[at] + floats(ahead), np.maximum(t, SHORTEST))
    return Moments(spot, forward, path.vix[at], t, np.exp(-rate * t), shape, counted)
