"""Forward and discount factor of one expiry from put-call parity.

The money is the strike at which call and put mids differ least. Call mid minus put mid is regressed on the strike, over
the two-sided pairs within 6% of the money. The discount factor is minus the slope, and the forward is the strike at
which the line crosses zero.

Source: H. Stoll, The relationship between put and call option prices, Journal of Finance 24 (1969); the 6% is our
choice, checked against thirteen public chains.
"""

from typing import NamedTuple

import numpy as np

from overlay.arrays import BoolArray, FloatArray

NEAR_THE_MONEY = 0.06  # distance from the money, as a share of it, up to which strikes enter the regression
_ENOUGH_PAIRS = 8  # with fewer pairs near the money, the regression takes the 8 nearest pairs instead
_FEWEST_PAIRS = 3  # with fewer pairs in total, the slope is not reliable
# A pair is a bad quote if its distance from the line exceeds both limits:
_OUTLIER = 10.0  # multiple of the median distance
_GRACE = 0.001  # share of the money
_SANE_DISCOUNTS = (0.5, 1.25)  # a slope outside this range means bad quotes


class Parity(NamedTuple):
    """The forward (points) and the discount factor implied by one expiry's calls and puts."""

    forward: float
    discount: float


def two_sided(bid: FloatArray, ask: FloatArray) -> BoolArray:
    """Return True where the bid is above zero and the ask is above the bid; NaN quotes give False."""
    return (bid > 0.0) & (ask > bid)


def parity(strikes: FloatArray, difference: FloatArray) -> Parity | None:
    """Return forward and discount factor from call mid minus put mid (P,) at ascending strikes (P,), points.

    None for fewer than 3 pairs or a slope that cannot be a discount factor.
    """
    if strikes.size < _FEWEST_PAIRS:
        return None
    money = strikes[int(np.abs(difference).argmin())]
    distance = np.abs(strikes - money)
    near = distance <= NEAR_THE_MONEY * money
    if np.count_nonzero(near) < _ENOUGH_PAIRS:
        near = np.zeros(strikes.size, dtype=np.bool_)
        near[np.argsort(distance, kind="stable")[:_ENOUGH_PAIRS]] = True
    k, y = strikes[near], difference[near]
    found = _line(k, y)
    # one wrong quote must not distort the line: drop far outliers and fit the rest again
    off = np.abs(y - found.discount * (found.forward - k))
    kept = off <= max(_OUTLIER * float(np.median(off)), _GRACE * float(money))
    if np.count_nonzero(kept) >= _FEWEST_PAIRS and not kept.all():
        found = _line(k[kept], y[kept])
    low, high = _SANE_DISCOUNTS
    return found if low < found.discount < high and found.forward > 0.0 else None


def _line(strikes: FloatArray, difference: FloatArray) -> Parity:
    """Least squares of call mid minus put mid on the strike."""
    centred = strikes - strikes.mean()
    discount = -float(centred @ difference) / float(centred @ centred)
    forward = float(strikes.mean() + difference.mean() / discount) if discount else 0.0
    return Parity(forward, discount)
