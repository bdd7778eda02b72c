"""Tax on the overlay year by year, at flat rates: section 1256, 60% long-term and 40% short-term, marks included.

A year's loss is first carried back against the 1256 gains of the three years before, earliest first, and their tax is
refunded (26 USC 1212(c), by election). The rest lowers later years' gains. Flat rates replace brackets because the app
has no tax law for 1990 to 2024; the Taxes page computes whole returns. Tax is paid on the year's last day, slightly
early.
"""

from dataclasses import dataclass

import numpy as np

from overlay.arrays import FloatArray
from overlay.book.lots import TOP_LONG, TOP_SHORT
from overlay.errors import OverlayError
from overlay.tax.section1256 import blended_rate

BACK_YEARS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Marginal rates as decimals, including the 3.8% on investment income; by default the highest federal rates."""

    short_term: float = TOP_SHORT
    long_term: float = TOP_LONG

    def __post_init__(self) -> None:
        for name, rate in (("short-term", self.short_term), ("long-term", self.long_term)):
            if not 0.0 <= rate < 1.0:
                raise OverlayError(f"A {name} rate of {rate:.0%} is impossible: enter 0 to under 100%.")

    @property
    def blended(self) -> float:
        """The tax rate on section 1256 gains, decimal."""
        return blended_rate(self.short_term, self.long_term)


def taxes(gains: FloatArray, rates: Rates) -> FloatArray:
    """Tax of each year (Y,) on gains and losses (Y,), all in dollars and in order of time; negative for a refund."""
    left: list[float] = []  # the part of each year's gain that no loss has offset yet
    carried, due = 0.0, np.zeros(len(gains))
    for year, gain in enumerate(gains.tolist()):
        used = min(carried, max(gain, 0.0))
        carried -= used
        left.append(max(gain, 0.0) - used)
        taxed, loss = left[-1], max(-gain, 0.0)
        for before in range(max(year - BACK_YEARS, 0), year):
            back = min(loss, left[before])
            left[before] -= back
            loss -= back
            taxed -= back
        carried += loss
        due[year] = rates.blended * taxed
    return due
