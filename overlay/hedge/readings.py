"""What "4/4/2" may mean: the sources read the three numbers in six ways, and each gives another hedge.

`contracts` turns the numbers into calls per layer under one reading. Names and sources are data (`READINGS`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from overlay.arrays import FloatArray, floats
from overlay.errors import OverlayError
from overlay.hedge.calls import PER_CONDORS, Call, StrikeRule, layered, ledger, premium
from overlay.vix.market import VixMarket

UNIT_DOLLARS: Final = 2_500.0  # what one page reckons a unit to cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One meaning of the three numbers, and who reads them so."""

    name: str
    meaning: str
    source: str


PER_TEN: Final = Reading(name="Calls per ten condors", meaning="so many calls for ten condors", source="G1, A25-A34")
SHARES: Final = Reading(
    name="Shares of a budget",
    meaning="40, 40 and 20% of one year's budget, spent on one set of calls",
    source="three pages",
)
VEGA: Final = Reading(
    name="Vega units", meaning="vega of the layers as 4 to 4 to 2, as many calls in all", source="A27b"
)
NOTIONAL: Final = Reading(
    name="% of condor notional", meaning="premium of 4, 4 and 2% of the condors' notional", source="four pages, A33"
)
PER_100K: Final = Reading(
    name="Calls per $100k notional", meaning="so many calls for $100,000 of condor notional", source="A31"
)
UNITS: Final = Reading(name="Units of $2,500", meaning="so many units of $2,500 premium per ten condors", source="A28")
READINGS: Final = (PER_TEN, SHARES, VEGA, NOTIONAL, PER_100K, UNITS)


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeNeed:
    """What the hedge is sized against: condors, their notional (width x 100 x condors) and the budget, in dollars."""

    condors: int
    notional_dollars: float
    budget_dollars: float

    def __post_init__(self) -> None:
        if self.condors < 0 or self.notional_dollars < 0.0 or self.budget_dollars < 0.0:
            raise OverlayError(
                f"{self.condors} condors, ${self.notional_dollars:,.0f} notional and ${self.budget_dollars:,.0f} budget: none "
                "may be negative."
            )


def unit_dollars(numbers: Sequence[float], unit: float = UNIT_DOLLARS) -> FloatArray:
    """Dollars of premium by layer where each number counts units of so many dollars."""
    return floats(numbers) * unit


def contracts(
    reading: Reading, numbers: Sequence[float], book: HedgeNeed, market: VixMarket, strike_rule: StrikeRule
) -> FloatArray:
    """Whole calls per layer (L,) that a reading of the numbers asks for; all zero where all numbers are."""
    weights = floats(numbers)
    if not weights.any():
        return np.zeros(len(weights))
    ones = layered([1.0] * len(weights), strike_rule).calls(market)
    return np.round(_raw(reading, weights, book, market, ones))


def _raw(reading: Reading, weights: FloatArray, book: HedgeNeed, market: VixMarket, ones: Sequence[Call]) -> FloatArray:
    tens = book.condors / PER_CONDORS
    if reading is PER_100K:
        return weights * book.notional_dollars / 100_000.0
    if reading is VEGA:
        raw = weights / ledger(ones, market).vix_vega
        return np.asarray(raw / raw.sum() * weights.sum() * tens)
    if reading is PER_TEN:
        return weights * tens
    dollars = {
        SHARES.name: weights / weights.sum() * book.budget_dollars,
        NOTIONAL.name: 0.01 * weights * book.notional_dollars,
        UNITS.name: weights * UNIT_DOLLARS * tens,
    }[reading.name]
    return np.asarray(dollars / premium(ones, market))
