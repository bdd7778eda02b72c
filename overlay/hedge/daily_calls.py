"""Modelled VIX calls on many days at once: their prices and strikes, each from its own day's levels.

This is the array form of the model in `overlay.vix.market`: the future comes from the VIX and its recent average, the
volatility from the usual VVIX at that VIX. Levels and prices are points, times are calendar days, all of one shape.
"""

from typing import NamedTuple, assert_never

import numpy as np

from overlay.arrays import FloatArray
from overlay.hedge.calls import HIGHEST_STRIKE
from overlay.options import black
from overlay.rules.rule_set import StrikeRule
from overlay.units import DAYS_PER_YEAR
from overlay.vix.curve import modelled_future
from overlay.vix.market import VIX, ModelledVols, vvix_of


class CallState(NamedTuple):
    """Inputs to a call's price: VIX and its recent average in points, rate (decimal), calendar days to expiry.

    All (N,).
    """

    vix: FloatArray
    lately: FloatArray
    rate: FloatArray
    left: FloatArray

    @property
    def future(self) -> FloatArray:
        """The modelled VIX future of that expiry, points."""
        return modelled_future(self.vix, self.left, self.lately)


def price(strikes: FloatArray, state: CallState) -> FloatArray:
    """Call prices in points for strikes in points: (N,)."""
    future, years = state.future, state.left / DAYS_PER_YEAR
    vol = ModelledVols(vvix=vvix_of(state.vix)).vol(strikes, state.left, future)
    return black.price(1, future, strikes, years, vol, np.exp(-state.rate * years))


def struck(rule: StrikeRule, state: CallState) -> FloatArray:
    """The listed strikes of a rule, whole VIX points, never below 1: (N,). The array form of `listed_strike`."""
    future = state.future
    match rule.by:
        case "points_above":
            level = future + rule.amount
        case "share_above":
            level = future * (1.0 + rule.amount)
        case "delta":
            return _by_delta(rule.amount, state)
        case unknown:
            assert_never(unknown)
    return np.maximum(VIX.nearest_strike(level), VIX.strike_step)


def _by_delta(amount: float, state: CallState) -> FloatArray:
    """The listed strikes with the delta nearest to `amount`, each to its own future: (N,)."""
    listed = np.arange(VIX.strike_step, HIGHEST_STRIKE + 1.0, VIX.strike_step)[:, None]
    future, years = state.future, state.left / DAYS_PER_YEAR
    vol = ModelledVols(vvix=vvix_of(state.vix)).vol(listed, state.left, future)
    delta = black.greeks(1, future, listed, years, vol, np.exp(-state.rate * years)).delta
    far = listed < np.floor(0.4 * future)  # deep in the money all deltas are almost the same
    return np.asarray(listed[np.where(far, np.inf, np.abs(delta - amount)).argmin(axis=0), 0])
