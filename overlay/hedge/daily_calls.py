"""Modelled VIX calls on many days at once: what they cost and where they are struck, each on its own day's levels.

What `vix_options.modelled` says of one market, for arrays: the future from the VIX and where it stood lately, the volatility
from the VVIX that usually goes with the VIX. Levels and prices are points, times left calendar days, all of one shape.
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
    """What prices a call: VIX and where it stood lately in points, rate decimal, calendar days to expiry; all (N,)."""

    vix: FloatArray
    lately: FloatArray
    rate: FloatArray
    left: FloatArray

    @property
    def future(self) -> FloatArray:
        """The modelled VIX future of that expiry, points."""
        return modelled_future(self.vix, self.left, self.lately)


def price(strikes: FloatArray, state: CallState) -> FloatArray:
    """Points of calls of strikes in points: (N,)."""
    future, years = state.future, state.left / DAYS_PER_YEAR
    vol = ModelledVols(vvix=vvix_of(state.vix)).vol(strikes, state.left, future)
    return black.price(1, future, strikes, years, vol, np.exp(-state.rate * years))


def struck(rule: StrikeRule, state: CallState) -> FloatArray:
    """The listed strikes of a rule, whole VIX points, never below 1: (N,), as `listed_strike` finds them one by one."""
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
    """The listed strikes whose delta to their own future is nearest: (N,)."""
    listed = np.arange(VIX.strike_step, HIGHEST_STRIKE + 1.0, VIX.strike_step)[:, None]
    future, years = state.future, state.left / DAYS_PER_YEAR
    vol = ModelledVols(vvix=vvix_of(state.vix)).vol(listed, state.left, future)
    delta = black.greeks(1, future, listed, years, vol, np.exp(-state.rate * years)).delta
    far = listed < np.floor(0.4 * future)  # deep in the money deltas cannot be told apart
    return np.asarray(listed[np.where(far, np.inf, np.abs(delta - amount)).argmin(axis=0), 0])
