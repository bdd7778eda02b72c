"""Strikes of many condors at once, each on its own day: `overlay.condor.placement` for arrays.

The functions follow `by_sigmas`, `by_breakevens`, `by_delta` and `by_credit` step by step, and tests check that the
strikes are the same. Levels are index points; a contract on a tenth of the index has a grid ten times as wide.
"""

from typing import Final, NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from overlay.arrays import FloatArray
from overlay.options.contracts import Contract
from overlay.options.moments import RIGHTS, WEIGHTS, Moments
from overlay.rules.rule_set import By, Placement

_REACH: Final = 8.0  # the search for strikes stops at this many sigmas from the forward, as in placement
_SECANTS: Final = 8  # secant steps for the credit of break-evens; five reach rounding error
_TINY: Final = 1e-6


class Rule(NamedTuple):
    """A placement on many days: distance (sigmas, delta or credit in points), wing in points; numbers or (N,)."""

    by: By
    target: FloatArray | float
    wing_points: FloatArray | float
    tilt: float


def strikes(placement: Placement, moments: Moments, contract: Contract, scale: FloatArray | float = 1.0) -> FloatArray:
    """The four strikes of each condor, ascending: (4, N) index points; NaN if no condor can be placed.

    Widths and credits of the rule are index points, multiplied by `scale` (a number or (N,)).
    """
    step = contract.strike_step / contract.index_share
    how = _scaled(placement, scale)
    put, call = (_nearest(level, step) for level in _shorts(how, moments, step))
    wing = _wing(how, step)
    laid = np.stack([put - wing, put, call, call + wing])
    laid[:, ~((laid[0] > 0.0) & (put < call))] = np.nan
    return laid


def _scaled(how: Placement, scale: FloatArray | float) -> Rule:
    """The placement with its widths and credits times a scale; sigmas and deltas stay."""
    points = how.target * scale if how.by == "credit" else how.target
    return Rule(how.by, points, how.wing_points * scale, how.tilt)


def _wing(how: Rule, step: float) -> FloatArray:
    """The tradable wing: a whole number of grid steps, at least one."""
    return np.maximum(1.0, np.floor(how.wing_points / step + 0.5)) * step


def _nearest(level: FloatArray, step: float) -> FloatArray:
    return np.floor(level / step + 0.5) * step


def _shorts(how: Rule, moments: Moments, step: float) -> tuple[FloatArray, FloatArray]:
    """Levels of short puts and calls; only those by delta are on the strike grid."""
    forward = moments.forward
    match how.by:
        case "sigmas":
            out, inside = how.target * moments.one_sd(), np.zeros(len(forward))
        case "breakevens":
            out = how.target * moments.one_sd()
            credit = _breakeven_credit(how, moments, out)
            inside = np.where(credit < how.wing_points, credit, np.nan)  # else no break-even
        case "credit":
            out, inside = _credit_out(how, moments, step), np.zeros(len(forward))
        case "delta":
            put = by_delta(moments, -1.0, how.target * (1.0 - how.tilt), step)
            return put, by_delta(moments, 1.0, how.target * (1.0 + how.tilt), step)
        case unknown:
            assert_never(unknown)
    return forward - out * (1.0 + how.tilt) + inside, forward + out * (1.0 - how.tilt) - inside


def _credit(how: Rule, moments: Moments, put: FloatArray, call: FloatArray) -> FloatArray:
    """Credit in points at the mid of condors with short strikes at these levels, off the grid: (N,)."""
    levels = np.stack([put - how.wing_points, put, call, call + how.wing_points])
    return -(WEIGHTS @ moments.price(np.maximum(levels, _TINY)))


def _breakeven_credit(how: Rule, moments: Moments, out: FloatArray) -> FloatArray:
    """The credit c of condors whose short strikes lie c inside their break-evens: (N,), by the secant method."""
    put, call = moments.forward - out * (1.0 + how.tilt), moments.forward + out * (1.0 - how.tilt)

    def gap(credit: FloatArray) -> FloatArray:
        """Credit at these short strikes minus the assumed credit."""
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
    """The widest distance, in whole steps, whose strikes still pay the requested credit; NaN if no strikes do.

    Credit falls with each step outward. Steps at which the short strikes meet count as paying, so that the search moves
    past them.
    """
    reach = np.maximum(np.minimum(_REACH * moments.one_sd(), 0.9 * moments.forward), 2.0 * step)
    low, high = np.ones(len(reach)), np.ceil(reach / step - 1e-9) - 1.0

    def shorts(steps: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Short puts and calls at `steps` grid steps from the forward, on the grid."""
        out = steps * step
        put, call = moments.forward - out * (1.0 + how.tilt), moments.forward + out * (1.0 - how.tilt)
        return _nearest(put, step), _nearest(call, step)

    def pays(steps: FloatArray) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether strikes at `steps` steps pay the requested credit, and whether the short strikes meet there."""
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
    """The out-of-the-money strike whose absolute delta is nearest to `aim`; deltas fall with each step outward."""
    start = _nearest(moments.forward, step)
    reach = np.maximum(np.minimum(_REACH * moments.one_sd(), 0.9 * moments.forward), 2.0 * step)
    low, high = np.zeros(len(start)), np.floor(reach / step)

    def gap(steps: FloatArray) -> FloatArray:
        """Delta at `steps` steps minus the requested delta."""
        return abs_delta(moments, right, np.maximum(start + right * steps * step, _TINY)) - aim

    while (high - low > 1.0).any():
        middle = np.floor(0.5 * (low + high))
        above = gap(middle) >= 0.0
        low, high = np.where(above, middle, low), np.where(above, high, np.maximum(middle, low + 1.0))
    nearer = np.abs(gap(high)) < np.abs(gap(low))
    return start + right * np.where(nearer, high, low) * step


def abs_delta(moments: Moments, right: float, strike: FloatArray) -> FloatArray:
    """Absolute index delta of one option per moment, strikes (R,) in points: (R,)."""
    deviation = np.maximum(moments.vol(strike) * np.sqrt(moments.t), 1e-300)
    d1 = np.log(moments.forward / strike) / deviation + 0.5 * deviation
    return moments.discount * ndtr(right * d1) * moments.forward / moments.spot


def tested_delta(moments: Moments, laid: FloatArray) -> FloatArray:
    """The larger absolute delta of the two short strikes; `laid` holds the strikes (4, R): (R,)."""
    return np.maximum(abs_delta(moments, RIGHTS[1, 0], laid[1]), abs_delta(moments, 1.0, laid[2]))
