"""Liquidity of the options book: the quick ratio, the margin requirement, and the margin call after a stress.

Our definition of the quick ratio for an options book (P25 of the method map) fills a gap: the article uses the term
without a definition. Appreciated stock never counts, because selling it is the taxable event to avoid. The requirement
is the wider side's width (Reg T, M1 and M2); brokers may require more.
"""

from dataclasses import dataclass, fields
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats
from overlay.condor.placement import IronCondor
from overlay.errors import within

BILLS_SHARE: Final = 0.98  # share of Treasury bills that counts; our assumption
SHORT, AMPLE = 1.0, 1.2  # thresholds of the lights: below 1 the book cannot pay, above 1.2 the pages call it safe
MOST_DOLLARS: Final = 1e15
BUFFER: Final = (0.25, 0.40)  # a page's extra collateral above the requirement (A92)


def requirement(condor: IronCondor) -> float:
    """The broker's requirement in dollars: the width of the wider side, for all contracts (M1, M2)."""
    return condor.widest_points * condor.contract.multiplier * condor.quantity


def separate_requirement(condor: IronCondor) -> float:
    """The requirement in dollars of brokers that count both sides as separate spreads (M1)."""
    both = condor.put_spreads * condor.put_width + condor.call_spreads * condor.call_width
    return both * condor.contract.multiplier * condor.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """Liquid assets in dollars: cash, Treasury bills, and the VIX hedge with its haircut (0 to 1)."""

    cash_dollars: float
    bills_dollars: float = 0.0
    hedge_dollars: float = 0.0
    hedge_haircut: float = 0.5

    def __post_init__(self) -> None:
        within("Cash", self.cash_dollars, -MOST_DOLLARS, MOST_DOLLARS, "a loan is a negative number", "dollars")
        within("Bills", self.bills_dollars, 0.0, MOST_DOLLARS, "enter zero or more", "dollars")
        within("A hedge", self.hedge_dollars, 0.0, MOST_DOLLARS, "enter zero or more", "dollars")
        within("A haircut", self.hedge_haircut, 0.0, 1.0, "choose a share of the hedge")

    @property
    def liquid_dollars(self) -> float:
        """Liquid dollars after haircuts; appreciated stock does not count."""
        return self.cash_dollars + BILLS_SHARE * self.bills_dollars + (1.0 - self.hedge_haircut) * self.hedge_dollars


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Possible payments in dollars.

    The largest loss of the open condors, the margin already posted for them, the next roll, and the extra margin in a
    stress.
    """

    open_loss_dollars: float
    posted_dollars: float
    next_roll_dollars: float
    stressed_margin_dollars: float

    def __post_init__(self) -> None:
        for one in fields(self):
            name = one.name.removesuffix("_dollars").replace("_", " ")
            within(f"The {name}", getattr(self, one.name), 0.0, MOST_DOLLARS, "enter zero or more", "dollars")

    @property
    def dollars(self) -> float:
        """The total need. Posted margin reduces it by the open loss at most."""
        uncovered = max(self.open_loss_dollars - self.posted_dollars, 0.0)
        return uncovered + self.next_roll_dollars + self.stressed_margin_dollars


def quick_ratio(means: Means, needs: Needs) -> float:
    """Liquid means over needs; infinite without needs."""
    return means.liquid_dollars / needs.dollars if needs.dollars > 0.0 else np.inf


def light(ratio: float) -> Literal["no", "smaller", "yes"]:
    """The light of a quick ratio: "no" below 1.0, "smaller" up to 1.2, "yes" above."""
    return "no" if ratio < SHORT else "smaller" if ratio < AMPLE else "yes"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Waterfall:
    """A margin account day by day, dollars, all (D,): equity, equity after a stress, and requirement.

    `stressed` is the equity after the stress, `required` the increased requirement, `call` the shortfall.
    """

    funds: FloatArray
    result: FloatArray
    stress: FloatArray
    required: FloatArray

    @property
    def stressed(self) -> FloatArray:
        """Equity of the account after the stress."""
        return self.funds + self.result + self.stress

    @property
    def excess(self) -> FloatArray:
        """Stressed equity less the requirement; negative for a shortfall."""
        return self.stressed - self.required

    @property
    def call(self) -> FloatArray:
        """The margin call: dollars to pay in."""
        return np.maximum(-self.excess, 0.0)

    @property
    def worst(self) -> int:
        """The position of the day with the smallest excess."""
        return int(np.argmin(self.excess))


def waterfall(
    liquid_dollars: float, result: ArrayLike, stress: ArrayLike, requirement: ArrayLike, increase: float
) -> Waterfall:
    """A margin account day by day, from its liquid dollars at the start.

    The ladder's running result, the P&L of a stress on each day's book (negative: a loss) and the requirement are
    (D,) dollars. The stress raises the requirement by a share.
    """
    running = floats(result)
    return Waterfall(
        funds=np.full(running.shape, liquid_dollars),
        result=running,
        stress=floats(stress),
        required=floats(requirement) * (1.0 + increase),
    )
