"""Dated cash flows: yearly rate of return (XIRR), present value, and annualised returns.

Flows are dollars, - paid in, + paid out. Rates are decimals for a year of 365 days, compounded once a year.
"""

import math
from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from overlay.errors import OverlayError
from overlay.units import DAYS_PER_YEAR

Flow = tuple[date, float]
LOWEST: Final = -0.99
HIGHEST: Final = 10.0
_NUDGE: Final = 1e-6  # widens each bracket, so that it contains a root on a grid point
_GRID: Final = np.concatenate([np.linspace(LOWEST, 0.5, 75), np.linspace(0.6, HIGHEST, 48)])


def present_value(flows: Sequence[Flow], rate: float) -> float:
    """Present value in dollars on the first flow's day, at a yearly rate; OverlayError for a rate of -100% or less."""
    if not rate > -1.0:
        raise OverlayError(f"A discount rate of {rate:g} is impossible: enter one above -1.")
    amounts, years = _arrays(flows)
    return float(amounts @ (1.0 + rate) ** -years)


def xirr(flows: Sequence[Flow]) -> float | None:
    """The yearly rate at which the present value is zero; None if no rate, or more than one, up to 1,000% fits."""
    amounts, years = _arrays(flows)
    if not (amounts.min() < 0.0 < amounts.max()):
        return None

    def worth(rate: float) -> float:
        """Present value at a rate."""
        return float(amounts @ (1.0 + rate) ** -years)

    at = (1.0 + _GRID[:, None]) ** -years @ amounts
    turns = np.flatnonzero(np.diff(at >= 0.0))
    if len(turns) != 1:
        return None
    low, high = _GRID[turns[0]] - _NUDGE, _GRID[turns[0] + 1] + _NUDGE
    return float(brentq(worth, low, high, xtol=1e-12))


def yearly(rate: float, days: float) -> float:
    """A return over `days` days, compounded to a year: 18% in 45 days is 283%, not 18%."""
    if not (days > 0.0 and rate > -1.0):
        raise OverlayError(
            f"A return of {rate:g} over {days:g} days cannot be annualised: enter a number of days above zero."
        )
    return math.pow(1.0 + rate, DAYS_PER_YEAR / days) - 1.0


def _arrays(flows: Sequence[Flow]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if not flows:
        raise OverlayError("There are no cash flows (0): give at least two.")
    first = min(day for day, _ in flows)
    amounts = np.array([amount for _, amount in flows], dtype=float)
    return amounts, np.array([(day - first).days for day, _ in flows]) / DAYS_PER_YEAR
