"""Textbook share valuation: price ratios, and dividends discounted at a CAPM cost of equity.

It is background for holding a name (P24, P28 of docs/method_map.md) and says nothing about the strikes of an index
condor. Dollars are per share and year; rates and growth are decimals a year. Unknown values are None, and a None input
gives a None result.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats
from overlay.errors import OverlayError

LONGEST: Final = 100  # years of a first stage


def price_earnings(price: float, earnings: float | None) -> float | None:
    """Price over earnings per share; None if earnings are unknown, zero or negative: the ratio is then meaningless."""
    return _ratio(price, earnings)


def price_cash_flow(price: float, cash_flow: float | None) -> float | None:
    """Price over operating cash flow per share; None if the cash flow is unknown, zero or negative."""
    return _ratio(price, cash_flow)


def cost_of_equity(rate: float, beta: float, premium: float) -> float:
    """CAPM: the riskless rate plus beta times the market's premium over it."""
    return rate + beta * premium


def gordon(next_dividend: float | None, cost: float, growth: float) -> float | None:
    """Value in dollars a share of dividends that grow for ever: D1 / (r - g).

    None for an unknown dividend. OverlayError unless the growth is below the cost of equity: else the sum diverges.
    """
    if next_dividend is None:
        return None
    _check_dividend(next_dividend)
    _check_growth(cost, growth)
    return next_dividend / (cost - growth)


def two_stage(
    dividend: float | None, cost: float, first_growth: float, years: int, later_growth: float
) -> float | None:
    """Value in dollars a share if the last dividend grows at one rate for `years` years and then at another for ever.

    None for an unknown dividend. OverlayError unless the later growth is below the cost of equity.
    """
    if dividend is None:
        return None
    _check_dividend(dividend)
    if not 0 <= years <= LONGEST:
        raise OverlayError(f"A first stage of {years} years is out of range: choose 0 to {LONGEST} years.")
    if not first_growth > -1.0:
        raise OverlayError(f"A growth of {first_growth:.0%} is out of range: choose more than -100%.")
    _check_growth(cost, later_growth)
    step = np.arange(1, years + 1)
    paid = dividend * (1.0 + first_growth) ** step
    last = dividend * (1.0 + first_growth) ** years
    later = last * (1.0 + later_growth) / (cost - later_growth)
    return float(np.sum(paid / (1.0 + cost) ** step) + later / (1.0 + cost) ** years)


def sensitivity(dividend: float, costs: ArrayLike, growths: ArrayLike) -> FloatArray:
    """Gordon's value, dollars a share, for costs of equity (R,) and growths (G,): (R, G); NaN where growth is too high.

    `dividend`: the last dividend paid; the next dividend is larger by the growth.
    """
    _check_dividend(dividend)
    cost = floats(costs)[:, None]
    growth = floats(growths)[None, :]
    spread = cost - growth
    possible = spread > 0.0
    return np.where(possible, dividend * (1.0 + growth) / np.where(possible, spread, 1.0), np.nan)


def _ratio(price: float, per_share: float | None) -> float | None:
    if not 0.0 < price < np.inf:
        raise OverlayError(f"{price:g} dollars is not a valid price: enter a price above zero.")
    return None if per_share is None or not per_share > 0.0 else price / per_share


def _check_dividend(dividend: float) -> None:
    if not 0.0 <= dividend < np.inf:
        raise OverlayError(f"A dividend of {dividend:g} dollars is impossible: enter zero or more.")


def _check_growth(cost: float, growth: float) -> None:
    if not cost > -1.0:
        raise OverlayError(f"A cost of equity of {cost:.1%} is out of range: choose more than -100%.")
    if not growth < cost:
        raise OverlayError(
            f"Dividends that grow by {growth:.1%} for ever have an infinite value at a cost of equity of {cost:.1%}: "
            "choose a growth below the cost of equity."
        )
