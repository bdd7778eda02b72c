"""What a share may be worth, by the textbook: price ratios, and dividends discounted at a CAPM cost of equity.

Context for holding a name, and no more: none of it says anything about where an index condor should stand. Dollars are a
share's and a year's; rates and growth are decimals a year. What is not known stays None, and None goes in as None comes
out.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats
from overlay.errors import OverlayError

LONGEST: Final = 100  # years of a first stage


def price_earnings(price: float, earnings: float | None) -> float | None:
    """Price over earnings per share; None where earnings are unknown, zero or negative, for which it says nothing."""
    return _ratio(price, earnings)


def price_cash_flow(price: float, cash_flow: float | None) -> float | None:
    """Price over operating cash flow per share; None where that is unknown, zero or negative."""
    return _ratio(price, cash_flow)


def cost_of_equity(rate: float, beta: float, premium: float) -> float:
    """CAPM: the riskless rate and beta times the premium of the market over it."""
    return rate + beta * premium


def gordon(next_dividend: float | None, cost: float, growth: float) -> float | None:
    """Dollars a share that dividends growing for ever are worth: D1 / (r - g).

    None for an unknown dividend. OverlayError where the growth is not below the cost of equity: the sum has no end.
    """
    if next_dividend is None:
        return None
    _check_dividend(next_dividend)
    _check_growth(cost, growth)
    return next_dividend / (cost - growth)


def two_stage(
    dividend: float | None, cost: float, first_growth: float, years: int, later_growth: float
) -> float | None:
    """Dollars a share when the last dividend grows at one rate for so many years and at another for ever after.

    None for an unknown dividend. OverlayError where the later growth is not below the cost of equity.
    """
    if dividend is None:
        return None
    _check_dividend(dividend)
    if not 0 <= years <= LONGEST:
        raise OverlayError(f"A first stage of {years} years cannot be used: choose 0 to {LONGEST}.")
    if not first_growth > -1.0:
        raise OverlayError(f"A growth of {first_growth:.0%} leaves no dividend: choose more than -100%.")
    _check_growth(cost, later_growth)
    step = np.arange(1, years + 1)
    paid = dividend * (1.0 + first_growth) ** step
    last = dividend * (1.0 + first_growth) ** years
    later = last * (1.0 + later_growth) / (cost - later_growth)
    return float(np.sum(paid / (1.0 + cost) ** step) + later / (1.0 + cost) ** years)


def sensitivity(dividend: float, costs: ArrayLike, growths: ArrayLike) -> FloatArray:
    """Gordon's value, dollars a share, for costs of equity (R,) and growths (G,): (R, G); NaN where growth is too high.

    dividend: the last one paid; the next is larger by the growth.
    """
    _check_dividend(dividend)
    cost = floats(costs)[:, None]
    growth = floats(growths)[None, :]
    spread = cost - growth
    possible = spread > 0.0
    return np.where(possible, dividend * (1.0 + growth) / np.where(possible, spread, 1.0), np.nan)


def _ratio(price: float, per_share: float | None) -> float | None:
    if not 0.0 < price < np.inf:
        raise OverlayError(f"A price of {price:g} dollars is none: enter one above zero.")
    return None if per_share is None or not per_share > 0.0 else price / per_share


def _check_dividend(dividend: float) -> None:
    if not 0.0 <= dividend < np.inf:
        raise OverlayError(f"A dividend of {dividend:g} dollars is impossible: enter zero or more.")


def _check_growth(cost: float, growth: float) -> None:
    if not cost > -1.0:
        raise OverlayError(f"A cost of equity of {cost:.1%} discounts nothing: choose more than -100%.")
    if not growth < cost:
        raise OverlayError(
            f"Dividends that grow by {growth:.1%} for ever, at a cost of equity of {cost:.1%}, are worth more than any "
            "number: choose a growth below the cost of equity."
        )
