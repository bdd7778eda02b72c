"""Forward and discount factor of one expiry from put-call parity.

The rule: the money is the strike at which call and put mids differ least; call mid minus put mid is regressed on the
strike over the two-sided pairs within 6% of it; the discount factor is minus the slope, and the forward is where the
line crosses zero.

Source: H. Stoll, The relationship between put and call option prices, Journal of Finance 24 (1969); the 6% are the
project's own, checked against thirteen public chains.
"""

from typing import NamedTuple

import numpy as np

from overlay.arrays import BoolArray, FloatArray

NEAR_THE_MONEY = 0.06  # strikes this close to the money (as a part of it) enter the regression
_ENOUGH_PAIRS = 8  # with fewer near the money, the regression takes this many of the nearest pairs instead
_FEWEST_PAIRS = 3  # with fewer altogether, the slope says nothing
_OUTLIER = 10.0  # times the median distance from the line, and
_GRACE = 0.001  # of the money: a pair further off than both is a bad quote
_SANE_DISCOUNTS = (0.5, 1.25)  # a slope outside is bad quotes, not a discount factor


class Parity(NamedTuple):
    """What one expiry's calls and puts agree on: the forward (points) and the discount factor."""

    forward: float
    discount: float


def two_sided(bid: FloatArray, ask: FloatArray) -> BoolArray:
    """Return where somebody buys and somebody sells: a bid above zero and an ask above it (NaN is neither)."""
    return (bid > 0.0) & (ask > bid)


def parity(strikes: FloatArray, difference: FloatArray) -> Parity | None:
    """Return forward and discount factor from call mid minus put mid (P,) at ascending strikes (P,), points.

    None where fewer than 3 pairs are given or their slope cannot be a discount factor.
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
    # one absurd quote must not bend the line: far outliers are left out and the rest is fitted again
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
