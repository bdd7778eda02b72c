"""Whether the options book can pay: the quick ratio, the requirement, and the call after a stress.

The quick ratio of an options book is ours (method map, row 25): the article names the term and defines nothing.
Appreciated stock is counted nowhere: selling it is the taxable event to avoid. The requirement is the wider side's
width (Reg T, M1 and M2); brokers may ask for more.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats
from overlay.condor.placement import IronCondor
from overlay.errors import OverlayError

BILLS_SHARE: Final = 0.98  # of Treasury bills counted: ours
SHORT, AMPLE = 1.0, 1.2  # the lights: below the first it cannot pay, above the second the pages are content
BUFFER: Final = (0.25, 0.40)  # collateral above the requirement that a page keeps (A92)


def requirement(condor: IronCondor) -> float:
    """Dollars the broker sets aside: the width of the wider side, for all contracts (M1, M2)."""
    return condor.widest_points * condor.contract.multiplier * condor.quantity


def separate_requirement(condor: IronCondor) -> float:
    """Dollars where a broker counts both sides as spreads of their own (M1, by some brokers)."""
    both = condor.put_spreads * condor.put_width + condor.call_spreads * condor.call_width
    return both * condor.contract.multiplier * condor.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What can be turned into money at once, in dollars: cash, Treasury bills, and the VIX hedge with its haircut (0 to 1)."""

    cash_dollars: float
    bills_dollars: float = 0.0
    hedge_dollars: float = 0.0
    hedge_haircut: float = 0.5

    def __post_init__(self) -> None:
        for name in ("bills_dollars", "hedge_dollars"):
            if getattr(self, name) < 0.0:
                raise OverlayError(f"{name.replace('_', ' ')} of {getattr(self, name):,.0f}: enter zero or more.")
        if not 0.0 <= self.hedge_haircut <= 1.0:
            raise OverlayError(f"A haircut of {self.hedge_haircut:g} on the hedge: choose between 0 and 1.")

    @property
    def liquid_dollars(self) -> float:
        """What counts as liquid; appreciated stock is no part of it."""
        return self.cash_dollars + BILLS_SHARE * self.bills_dollars + (1.0 - self.hedge_haircut) * self.hedge_dollars


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What may have to be paid, in dollars.

    The largest loss of the open condors, the margin already posted for them, the next roll, and how much more margin a
    stress asks for.
    """

    open_loss_dollars: float
    posted_dollars: float
    next_roll_dollars: float
    stressed_margin_dollars: float

    @property
    def dollars(self) -> float:
        """The whole need; what is posted can at most cover the open loss."""
        uncovered = max(self.open_loss_dollars - self.posted_dollars, 0.0)
        return uncovered + self.next_roll_dollars + self.stressed_margin_dollars


def quick_ratio(means: Means, needs: Needs) -> float:
    """Liquid means over needs; infinite where nothing stands open."""
    return means.liquid_dollars / needs.dollars if needs.dollars > 0.0 else np.inf


def light(ratio: float) -> Literal["no", "smaller", "yes"]:
    """The light of a quick ratio: below 1.0, up to 1.2, above."""
    return "no" if ratio < SHORT else "smaller" if ratio < AMPLE else "yes"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Waterfall:
    """A margin account day by day, dollars, all (D,): what it holds, what a stress leaves, what it must hold.

    `stressed` is the equity after the stress, `required` the requirement with its increase, `call` what is missing.
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
        """Stressed equity over the requirement; negative where money is missing."""
        return self.stressed - self.required

    @property
    def call(self) -> FloatArray:
        """What would have to be paid in."""
        return np.maximum(-self.excess, 0.0)

    @property
    def worst(self) -> int:
        """The position of the day with the least excess."""
        return int(np.argmin(self.excess))


def waterfall(
    liquid_dollars: float, result: ArrayLike, stress: ArrayLike, requirement: ArrayLike, increase: float
) -> Waterfall:
    """An account with so many liquid dollars at the start, day by day.

    The ladder's running result, the result of a stress on each day's book (negative: a loss) and the requirement are
    (D,) dollars; the requirement is raised by a share when stressed.
    """
    running = floats(result)
    return Waterfall(
        funds=np.full(running.shape, liquid_dollars),
        result=running,
        stress=floats(stress),
        required=floats(requirement) * (1.0 + increase),
    )
