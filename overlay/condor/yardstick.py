"""A benchmark condor opened every day or every 21 days, priced on the modelled surface, to judge entry gates.

It is simple on purpose and the same for every rule set: short strikes 1.5 standard deviations from the forward, wings
1% of the index wide, about 30 calendar days, held to expiry, before costs. Results are shares of the largest possible
loss, so that 1990 and 2022 have equal weight. It is only a benchmark; `overlay.ladder` runs the condors of a rule set.
"""

from typing import Final

import numpy as np

from overlay.arrays import FloatArray, IntArray
from overlay.history.daily import History
from overlay.options import black
from overlay.options.moments import RIGHTS, WEIGHTS
from overlay.options.surface import smile_vol
from overlay.units import trading_days, years

SIGMAS: Final = 1.5
WING_SHARE: Final = 0.01
DAYS: Final = 30
SPACING_DAYS: Final = 21


def strikes(history: History, at: IntArray) -> FloatArray:
    """The four ascending strikes of a condor opened at each position (N,): (4, N) points, off the strike grid."""
    t = np.full(len(at), years(DAYS))
    forward = _forward(history, at, t)
    sd = forward * smile_vol(forward, history.vix.to_numpy()[at], forward, t) * np.sqrt(t)
    wing = WING_SHARE * history.index.to_numpy()[at]
    short_put, short_call = forward - SIGMAS * sd, forward + SIGMAS * sd
    return np.stack([short_put - wing, short_put, short_call, short_call + wing])


def cost_to_close(history: History, at: IntArray, levels: FloatArray, left_days: FloatArray) -> FloatArray:
    """Cost in points to buy back condors of strikes (4, N) at positions (N,) with `left_days` (N,) to expiry: (N,)."""
    t = np.maximum(left_days, 0.0) / 365.0
    forward = _forward(history, at, t)
    vix = history.vix.to_numpy()[at]
    discount = np.exp(-history.rate.to_numpy()[at] * t)
    prices = black.price(RIGHTS, forward, levels, t, smile_vol(forward, vix, levels, t), discount)
    return -(WEIGHTS @ prices)


def _forward(history: History, at: IntArray, t: FloatArray) -> FloatArray:
    carry = history.rate.to_numpy()[at] - history.dividend_yield.to_numpy()[at]
    return np.asarray(history.index.to_numpy()[at] * np.exp(carry * t))


def outcomes(history: History) -> FloatArray:
    """Result of a condor opened at each close and held to expiry, as a share of its largest loss: (D,).

    NaN before the first VIX and if the expiry lies beyond the history. An outcome uses future data: use it to judge
    past decisions, never to make them.
    """
    days = len(history.days)
    held = trading_days(DAYS)
    result = np.full(days, np.nan)
    vix = history.vix.to_numpy()
    at = np.flatnonzero(~np.isnan(vix[: max(days - held, 0)]))
    if not len(at):
        return result
    levels = strikes(history, at)
    credit = cost_to_close(history, at, levels, np.full(len(at), float(DAYS)))
    settled = history.index.to_numpy()[at + held]
    paid = np.maximum(levels[1] - settled, 0.0) - np.maximum(levels[0] - settled, 0.0)
    paid += np.maximum(settled - levels[2], 0.0) - np.maximum(settled - levels[3], 0.0)
    result[at] = (credit - paid) / (levels[1] - levels[0] - credit)
    return result


def daily_pnl(history: History) -> FloatArray:
    """Running P&L of one condor opened every 21 calendar days, marked at each close: (D,), NaN before the first VIX.

    The unit is one condor's largest loss. Entry days depend on the calendar only, and each mark depends on that day's
    levels only, so no value uses later data.
    """
    numbers = history.numbers
    known = np.flatnonzero(~np.isnan(history.vix.to_numpy()))
    result = np.full(len(numbers), np.nan)
    if not len(known):
        return result
    opened = np.unique(np.searchsorted(numbers, np.arange(numbers[known[0]], numbers[-1] + 1, SPACING_DAYS)))
    levels = strikes(history, opened)
    first_cost = cost_to_close(history, opened, levels, np.full(len(opened), float(DAYS)))
    risk = levels[1] - levels[0] - first_cost
    age = np.arange(trading_days(DAYS) + 3)
    at = np.minimum(opened[:, None] + age, len(numbers) - 1)
    left = np.maximum(DAYS - (numbers[at] - numbers[opened][:, None]), 0)
    ended = np.maximum.accumulate(np.concatenate([np.zeros((len(at), 1)), left[:, :-1] <= 0], axis=1), axis=1) > 0
    repeated = np.repeat(levels[:, :, None], len(age), axis=2).reshape(4, -1)
    cost = cost_to_close(history, at.ravel(), repeated, left.ravel().astype(np.float64)).reshape(at.shape)
    change = np.where(ended[:, 1:], 0.0, (cost[:, :-1] - cost[:, 1:]) / risk[:, None])
    inside = opened[:, None] + age[1:] < len(numbers)
    daily = np.zeros(len(numbers))
    np.add.at(daily, at[:, 1:][inside], change[inside])
    result[known[0] :] = np.cumsum(daily[known[0] :])
    return result
