"""A benchmark condor opened every day or every 21 days, priced on the modelled surface, to judge entry gates.

It is simple on purpose and the same for every rule set: short strikes 1.5 standard deviations from the forward, wings
1% of the index wide, 30 calendar days, held to its settlement. The ladder's calendar gives the settlement day: a
Saturday moves to Friday, a Sunday to Monday, a holiday to the trading day before. Option prices count the calendar days
to that day. Such options settle at the close (unlike the monthly ones of `overlay.backtest.replicas`), so no opening is
needed. Results are before costs and off the strike grid, as shares of the largest possible loss, so that 1990 and 2022
have equal weight. It is only a benchmark; `overlay.ladder` runs the condors of a rule set.
"""

from typing import Final

import numpy as np

from overlay.arrays import FloatArray, IntArray
from overlay.history import path
from overlay.history.daily import History
from overlay.options import black
from overlay.options.modelled.clock import variance_years
from overlay.options.moments import RIGHTS, WEIGHTS
from overlay.options.surface import SHORTEST, smile_vol
from overlay.units import DAYS_PER_YEAR

SIGMAS: Final = 1.5
WING_SHARE: Final = 0.01
DAYS: Final = 30
SPACING_DAYS: Final = 21


def strikes(history: History, at: IntArray, days: FloatArray | float = DAYS) -> FloatArray:
    """The four ascending strikes of a condor opened at each position (N,): (4, N) points, off the strike grid.

    `days` are the calendar days to settlement: a number or (N,).
    """
    t = np.broadcast_to(np.asarray(days, dtype=np.float64), len(at)) / DAYS_PER_YEAR
    forward = _forward(history, at, t)
    vol = smile_vol(forward, history.vix.to_numpy()[at], forward, t, counted=_counted(history, at, t))
    sd = forward * vol * np.sqrt(t)
    wing = WING_SHARE * history.index.to_numpy()[at]
    short_put, short_call = forward - SIGMAS * sd, forward + SIGMAS * sd
    return np.stack([short_put - wing, short_put, short_call, short_call + wing])


def cost_to_close(history: History, at: IntArray, levels: FloatArray, left_days: FloatArray) -> FloatArray:
    """Cost in points to buy back condors of strikes (4, N) at positions (N,) with `left_days` (N,) to expiry: (N,)."""
    t = np.maximum(left_days, 0.0) / DAYS_PER_YEAR
    forward = _forward(history, at, t)
    vix = history.vix.to_numpy()[at]
    discount = np.exp(-history.rate.to_numpy()[at] * t)
    vol = smile_vol(forward, vix, levels, t, counted=_counted(history, at, t))
    prices = black.price(RIGHTS, forward, levels, t, vol, discount)
    return -(WEIGHTS @ prices)


def _forward(history: History, at: IntArray, t: FloatArray) -> FloatArray:
    carry = history.rate.to_numpy()[at] - history.dividend_yield.to_numpy()[at]
    return np.asarray(history.index.to_numpy()[at] * np.exp(carry * t))


def _counted(history: History, at: IntArray, t: FloatArray) -> FloatArray:
    """Years of variance in t years from the closes of positions."""
    return variance_years(history.numbers[at], np.maximum(t, SHORTEST))


def settled_by(history: History, at: int) -> int:
    """The number of first positions of the history whose condors have settled at the close of position `at`."""
    first = _first_known(history)
    settles, _ = _settlements(history, np.arange(first, len(history.days)))
    return first + int(np.searchsorted(settles, at, side="right"))


def outcomes(history: History) -> FloatArray:
    """Result of a condor opened at each close and held to its settlement, as a share of its largest loss: (D,).

    NaN before the first VIX and if the settlement lies beyond the history. An outcome uses future data: use it to judge
    past decisions, never to make them; `settled_by` tells which are known on a day.
    """
    result = np.full(len(history.days), np.nan)
    opened = np.arange(_first_known(history), len(history.days))
    settles, days = _settlements(history, opened)
    inside = settles < len(history.days)
    at, settled, left = opened[inside], history.index.to_numpy()[settles[inside]], days[inside]
    levels = strikes(history, at, left)
    credit = cost_to_close(history, at, levels, left)
    paid = np.maximum(levels[1] - settled, 0.0) - np.maximum(levels[0] - settled, 0.0)
    paid += np.maximum(settled - levels[2], 0.0) - np.maximum(settled - levels[3], 0.0)
    result[at] = (credit - paid) / (levels[1] - levels[0] - credit)
    return result


def daily_pnl(history: History) -> FloatArray:
    """Running P&L of one condor opened every 21 calendar days, marked at each close: (D,), NaN before the first VIX.

    The unit is one condor's largest loss. Entry and settlement days depend on the calendar only, and each mark depends
    on that day's levels only, so no value uses later data.
    """
    numbers, first = history.numbers, _first_known(history)
    result = np.full(len(numbers), np.nan)
    if first == len(numbers):
        return result
    opened = np.unique(np.searchsorted(numbers, np.arange(numbers[first], numbers[-1] + 1, SPACING_DAYS)))
    settles, days = _settlements(history, opened)
    levels = strikes(history, opened, days)
    risk = levels[1] - levels[0] - cost_to_close(history, opened, levels, days)
    held = opened[:, None] + np.arange(int((settles - opened).max(initial=0)) + 1)
    at = np.minimum(held, len(numbers) - 1)
    left = (numbers[opened] + days)[:, None] - numbers[at]
    repeated = np.repeat(levels[:, :, None], held.shape[1], axis=2).reshape(4, -1)
    cost = cost_to_close(history, at.ravel(), repeated, left.ravel().astype(np.float64)).reshape(at.shape)
    change = (cost[:, :-1] - cost[:, 1:]) / risk[:, None]
    alive = (held[:, 1:] <= settles[:, None]) & (held[:, 1:] < len(numbers))
    daily = np.zeros(len(numbers))
    np.add.at(daily, at[:, 1:][alive], change[alive])
    result[first:] = np.cumsum(daily[first:])
    return result


def _first_known(history: History) -> int:
    """The position of the first day with a VIX; D without one, or with one day alone, which has no later close."""
    known = np.flatnonzero(~np.isnan(history.vix.to_numpy()))
    return int(known[0]) if len(known) > 1 else len(history.days)


def _settlements(history: History, opened: IntArray) -> tuple[IntArray, FloatArray]:
    """Settlement of condors opened at positions (N,): positions (N,), D or more beyond the end, and calendar days (N,)."""
    if not len(opened):
        return opened, opened.astype(np.float64)
    whole = path.from_history(history, history.first, history.last)
    start = len(history.days) - len(whole)
    settles = whole.settlement(opened - start, DAYS)
    return settles + start, (whole.numbers[settles] - whole.numbers[opened - start]).astype(np.float64)
