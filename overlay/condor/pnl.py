"""The P&L of an open position over index levels and days: the curves and the grid that charts draw.

P&L is the value of the legs in dollars minus their value at opening (a credit is a negative value). Today's curve and
the payoff at expiry ignore the scenario; the what-if curve and the grid use the scenario's volatility. The smile moves
with the index.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from overlay.arrays import FloatArray
from overlay.options.legs import Leg, payoff, value
from overlay.options.market import Market
from overlay.options.odds import Smile
from overlay.options.scenarios import NOTHING, Scenario

LEVELS: Final = 201
GRID_DAYS: Final = 60
_BY_HOUR: Final = 2  # calendar days to expiry below which charts count hours
_FEWEST: Final = 24  # steps of the grid in the last hours
REACH: Final = 4.2  # sigmas either side of the forward


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curves:
    """P&L in dollars over index levels (S,): today, half-way to expiry, under the what-if, and at expiry.

    Days are calendar days from now, hours as fractions. `what_if_level` and `what_if_pnl` are the index level of the what-if and the P&L there.
    """

    levels: FloatArray
    today: FloatArray
    halfway: FloatArray
    halfway_days: float
    what_if: FloatArray
    what_if_days: float
    what_if_level: float
    what_if_pnl: float
    expiry: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PnlGrid:
    """P&L in dollars (D, S) over days from today (D,) and index levels (S,)."""

    levels: FloatArray
    days: FloatArray
    pnl: FloatArray

    def zero_lines(self) -> tuple[FloatArray, FloatArray]:
        """The lowest and the highest level of each day (D,) with a P&L of zero; NaN if the P&L never changes sign."""
        lows, highs = np.full(len(self.days), np.nan), np.full(len(self.days), np.nan)
        for row, pnl in enumerate(self.pnl):
            turns = np.flatnonzero(np.diff(np.sign(pnl)) != 0)
            if len(turns):
                lows[row], highs[row] = (self._crossing(pnl, turns[at]) for at in (0, -1))
        return lows, highs

    def _crossing(self, pnl: FloatArray, at: int) -> float:
        share = pnl[at] / (pnl[at] - pnl[at + 1])
        return float(self.levels[at] + share * (self.levels[at + 1] - self.levels[at]))


def levels(legs: Sequence[Leg], market: Market) -> FloatArray:
    """Evenly spaced index levels (S,) that span 4.2 sigmas and every strike, stable under small moves of a strike."""
    expiry = legs[0].expiry
    forward = market.forward(market.years(expiry))
    furthest = max(abs(leg.contract.on_index(leg.strike) - forward) for leg in legs)
    reach = round_up(max(REACH * market.one_sd_points(expiry), 1.05 * furthest))
    return np.linspace(max(forward - reach, 0.02 * forward), forward + reach, LEVELS)


def round_up(amount: float) -> float:
    """The next larger of 1, 1.5, 2, 3, 5, 7.5 times a power of ten: an axis limit that changes rarely."""
    power = 10.0 ** np.floor(np.log10(amount))
    return float(next(step * power for step in (1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 10.0) if step * power >= amount))


def curves(legs: Sequence[Leg], market: Market, credit_dollars: float, scenario: Scenario = NOTHING) -> Curves:
    """P&L of a position opened for a credit, all legs of one expiry; a what-if beyond expiry is taken at expiry."""
    strikes = [leg.contract.on_index(leg.strike) for leg in legs]
    at = np.union1d(levels(legs, market), strikes)  # so that the payoff has its corners
    expiry = legs[0].expiry
    ahead, days = market.ahead(expiry, scenario.days), market.days(expiry)
    halfway = days // 2 if days >= _BY_HOUR else 0.5 * market.days_left(expiry)
    moved = market.spot * (1.0 + scenario.index_return)
    what_if = value(legs, market.shifted(vol_shift=scenario.vol_shift), np.append(at, moved), ahead)[0]
    now = value(legs, market, at, [0, halfway])
    return Curves(
        levels=at,
        today=credit_dollars + now[0],
        halfway=credit_dollars + now[1],
        halfway_days=halfway,
        what_if=credit_dollars + what_if[:-1],
        what_if_days=ahead,
        what_if_level=moved,
        what_if_pnl=credit_dollars + float(what_if[-1]),
        expiry=credit_dollars + payoff(legs, at),
    )


def grid(legs: Sequence[Leg], market: Market, credit_dollars: float, scenario: Scenario = NOTHING) -> PnlGrid:
    """P&L by day and level under the scenario's volatility: at most 60 days by 201 levels; hours in the last day."""
    expiry = legs[0].expiry
    at, left, whole = levels(legs, market), market.days_left(expiry), market.days(expiry)
    rows = min(whole + 1, GRID_DAYS) if whole >= _BY_HOUR else max(math.ceil(24.0 * left), _FEWEST) + 1
    days = np.linspace(0.0, left, rows)
    shifted = market.shifted(vol_shift=scenario.vol_shift)
    return PnlGrid(levels=at, days=days, pnl=credit_dollars + value(legs, shifted, at, days))


def density(market: Market, expiry: date, at: FloatArray) -> FloatArray:
    """Market-implied probability per index point around each of the evenly spaced levels (S,)."""
    half = 0.5 * (at[1] - at[0])
    below = Smile(market, expiry).below(np.append(at - half, at[-1] + half))
    return np.asarray(np.maximum(np.diff(below), 0.0) / (2.0 * half))
