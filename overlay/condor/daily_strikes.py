"""Strikes of many condors at once, each on its own day: `overlay.condor.placement` for arrays.

What `by_sigmas`, `by_breakevens`, `by_delta` and `by_credit` do for one market, step by step the same, so that they lay
the same strikes (tested). Levels are index points; a contract on a tenth of the index has a grid ten times as wide.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from overlay.arrays import FloatArray
from overlay.options.contracts import Contract
from overlay.options.moments import RIGHTS, WEIGHTS, Moments
from overlay.rules.rule_set import Placement

_REACH: Final = 8.0  # sigmas from the forward beyond which no strike is looked for, as in placement
_SECANTS: Final = 8  # steps for the credit of break-evens; five reach rounding
_TINY: Final = 1e-6


class Rule(NamedTuple):
    """A placement on many days: distance (sigmas, delta or credit in points), wing in points; numbers or (N,)."""

    by: str
    target: FloatArray | float
    wing_points: FloatArray | float
    tilt: float


def strikes(placement: Placement, moments: Moments, contract: Contract, scale: FloatArray | float = 1.0) -> FloatArray:
    """The four strikes, rising, of each condor: (4, N) index points; NaN where none can be laid.

    Widths and credits of the rule are points of the index, times a scale (N,) where one is given.
    """
    step = contract.strike_step / contract.index_share
    how = _scaled(placement, scale)
    if how.by == "delta":
        put = by_delta(moments, -1.0, how.target * (1.0 - how.tilt), step)
        call = by_delta(moments, 1.0, how.target * (1.0 + how.tilt), step)
    else:
        put, call = (_nearest(level, step) for level in _shorts(how, moments, step))
    wing = _wing(how, step)
    laid = np.stack([put - wing, put, call, call + wing])
    laid[:, ~((laid[0] > 0.0) & (put < call))] = np.nan
    return laid


def _scaled(how: Placement, scale: FloatArray | float) -> Rule:
    """The placement with its points times a scale; sigmas and deltas are none."""
    points = how.target * scale if how.by == "credit" else how.target
    return Rule(how.by, points, how.wing_points * scale, how.tilt)


def _wing(how: Rule, step: float) -> FloatArray:
    """The wing that can be traded: whole steps of the grid, one at least."""
    return np.maximum(1.0, np.floor(how.wing_points / step + 0.5)) * step


def _nearest(level: FloatArray, step: float) -> FloatArray:
    return np.floor(level / step + 0.5) * step


def _shorts(how: Rule, moments: Moments, step: float) -> tuple[FloatArray, FloatArray]:
    """Levels of short puts and calls, off the grid."""
    forward = moments.forward
    if how.by == "breakevens":
        out = how.target * moments.one_sd()
        credit = _breakeven_credit(how, moments, out)
        credit = np.where(credit < how.wing_points, credit, np.nan)  # a side it covers has no break-even
        return forward - out * (1.0 + how.tilt) + credit, forward + out * (1.0 - how.tilt) - credit
    out = how.target * moments.one_sd() if how.by == "sigmas" else _credit_out(how, moments, step)
    return forward - out * (1.0 + how.tilt), forward + out * (1.0 - how.tilt)


def _credit(how: Rule, moments: Moments, put: FloatArray, call: FloatArray) -> FloatArray:
    """Points that condors with shorts at these levels bring at the mid, off the grid: (N,)."""
    levels = np.stack([put - how.wing_points, put, call, call + how.wing_points])
    return -(WEIGHTS @ moments.price(np.maximum(levels, _TINY)))


def _breakeven_credit(how: Rule, moments: Moments, out: FloatArray) -> FloatArray:
    """The credit c that condors bring whose shorts stand c inside their break-evens: (N,), by secants."""
    put, call = moments.forward - out * (1.0 + how.tilt), moments.forward + out * (1.0 - how.tilt)

    def gap(credit: FloatArray) -> FloatArray:
        """Credit at these shorts less the one assumed."""
        return _credit(how, moments, put + credit, call - credit) - credit

    before = np.zeros(len(out))
    gap_before = gap(before)
    now = gap_before.copy()
    for _ in range(_SECANTS):
        gap_now = gap(now)
        slope = (gap_now - gap_before) / np.where(now == before, 1.0, now - before)
        move = np.where(slope < -_TINY, -gap_now / np.where(slope < -_TINY, slope, 1.0), gap_now)
        before, gap_before, now = now, gap_now, now + move
        if np.max(np.abs(move), initial=0.0) < 1e-7:
            break
    return now


def _credit_out(how: Rule, moments: Moments, step: float) -> FloatArray:
    """The widest distance, in whole steps, whose strikes still pay the asked credit; NaN where none do.

    Credit falls with each step outward; steps so near that the shorts meet count as paying, to be walked past.
    """
    reach = np.maximum(np.minimum(_REACH * moments.one_sd(), 0.9 * moments.forward), 2.0 * step)
    low, high = np.ones(len(reach)), np.ceil(reach / step - 1e-9) - 1.0

    def shorts(steps: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Short puts and calls so many steps out, on the grid."""
        out = steps * step
        put, call = moments.forward - out * (1.0 + how.tilt), moments.forward + out * (1.0 - how.tilt)
        return _nearest(put, step), _nearest(call, step)

    def pays(steps: FloatArray) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether strikes so many steps out bring the asked credit, and whether the shorts meet there."""
        put, call = shorts(steps)
        on_grid = how._replace(wing_points=_wing(how, step))
        return _credit(on_grid, moments, put, call) >= how.target, put >= call

    while (low < high).any():
        middle = np.ceil(0.5 * (low + high))
        good = np.logical_or(*pays(middle))
        low, high = np.where(good, middle, low), np.where(good, high, np.maximum(middle - 1.0, low))
    enough, meet = pays(low)
    return np.where(enough & ~meet, low * step, np.nan)


def by_delta(moments: Moments, right: float, aim: FloatArray | float, step: float) -> FloatArray:
    """The out-of-the-money strike whose absolute delta is nearest the asked one; it falls step by step outward."""
    start = _nearest(moments.forward, step)
    reach = np.maximum(np.minimum(_REACH * moments.one_sd(), 0.9 * moments.forward), 2.0 * step)
    low, high = np.zeros(len(start)), np.floor(reach / step)

    def gap(steps: FloatArray) -> FloatArray:
        """Delta so many steps out less the asked one."""
        return abs_delta(moments, right, np.maximum(start + right * steps * step, _TINY)) - aim

    while (high - low > 1.0).any():
        middle = np.floor(0.5 * (low + high))
        above = gap(middle) >= 0.0
        low, high = np.where(above, middle, low), np.where(above, high, np.maximum(middle, low + 1.0))
    nearer = np.abs(gap(high)) < np.abs(gap(low))
    return start + right * np.where(nearer, high, low) * step


def abs_delta(moments: Moments, right: float, strike: FloatArray) -> FloatArray:
    """Absolute delta to the index of one option a moment, strikes (R,) in points: (R,)."""
    deviation = np.maximum(moments.vol(strike) * np.sqrt(moments.t), 1e-300)
    d1 = np.log(moments.forward / strike) / deviation + 0.5 * deviation
    return moments.discount * ndtr(right * d1) * moments.forward / moments.spot


def tested_delta(moments: Moments, laid: FloatArray) -> FloatArray:
    """The larger absolute delta of the two short strikes, laid (4, R): (R,)."""
    return np.maximum(abs_delta(moments, RIGHTS[1, 0], laid[1]), abs_delta(moments, 1.0, laid[2]))
