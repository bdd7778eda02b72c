"""The meanings of "4/4/2" (P7): the sources read the three numbers in six ways, and each gives a different hedge.

`contracts` turns the numbers into calls per layer under one reading. Names and sources are data (`READINGS`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from overlay.arrays import FloatArray, floats
from overlay.errors import one_of, whole, within
from overlay.hedge.calls import PER_CONDORS, TENORS, Call, layered, ledger, premium
from overlay.rules.rule_set import StrikeRule
from overlay.vix.market import VixMarket

UNIT_DOLLARS: Final = 2_500.0  # the cost of a unit, according to one page


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One meaning of the three numbers, and its source."""

    name: str
    meaning: str
    source: str


PER_TEN: Final = Reading(
    name="Calls per ten condors", meaning="the number of calls for ten condors", source="G1, A25; other readings: P7"
)
SHARES: Final = Reading(
    name="Shares of a budget",
    meaning="40, 40 and 20% of one year's budget, spent on one set of calls",
    source="three pages",
)
VEGA: Final = Reading(
    name="Vega units",
    meaning="vega of the layers in the ratio 4 to 4 to 2, with the same total of calls",
    source="A27b",
)
NOTIONAL: Final = Reading(
    name="% of condor notional", meaning="premium of 4, 4 and 2% of the condors' notional", source="four pages, A33"
)
PER_100K: Final = Reading(
    name="Calls per $100k notional", meaning="the number of calls for $100,000 of condor notional", source="A31"
)
UNITS: Final = Reading(
    name="Units of $2,500", meaning="the number of $2,500 premium units per ten condors", source="A28"
)
READINGS: Final = (PER_TEN, SHARES, VEGA, NOTIONAL, PER_100K, UNITS)


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeNeed:
    """The basis for sizing the hedge: condors, their notional (width x 100 x condors) and the budget, in dollars."""

    condors: int
    notional_dollars: float
    budget_dollars: float

    def __post_init__(self) -> None:
        whole("Condors hedged", self.condors, 0, 1e9, "choose zero or more")
        within("The condors' notional", self.notional_dollars, 0.0, 1e15, "enter zero or more", "dollars")
        within("A hedge's budget", self.budget_dollars, 0.0, 1e15, "enter zero or more", "dollars")


def unit_dollars(numbers: Sequence[float], unit: float = UNIT_DOLLARS) -> FloatArray:
    """Premium by layer in dollars, if each number counts units of `unit` dollars."""
    return floats(numbers) * unit


def contracts(
    reading: Reading,
    numbers: Sequence[float],
    book: HedgeNeed,
    market: VixMarket,
    strike_rule: StrikeRule,
    tenors: Sequence[int] = TENORS,
) -> FloatArray:
    """Whole calls per layer (L,), bought with `tenors` days to expiry, under a reading of the numbers.

    All zero if all numbers are zero.
    """
    weights = floats(numbers)
    if not weights.any():
        return np.zeros(len(weights))
    ones = layered([1.0] * len(weights), strike_rule, tenors).calls(market)
    return np.round(_raw(reading, weights, book, market, ones))


def _raw(reading: Reading, weights: FloatArray, book: HedgeNeed, market: VixMarket, ones: Sequence[Call]) -> FloatArray:
    one_of("A reading of the numbers as", reading.name, [one.name for one in READINGS])
    tens = book.condors / PER_CONDORS
    if reading == PER_100K:
        return weights * book.notional_dollars / 100_000.0
    if reading == VEGA:
        raw = weights / ledger(ones, market).vix_vega
        return np.asarray(raw / raw.sum() * weights.sum() * tens)
    if reading == PER_TEN:
        return weights * tens
    dollars = {
        SHARES.name: weights / weights.sum() * book.budget_dollars,
        NOTIONAL.name: 0.01 * weights * book.notional_dollars,
        UNITS.name: weights * UNIT_DOLLARS * tens,
    }[reading.name]
    return np.asarray(dollars / premium(ones, market))
