"""How many condors fit: whole contracts under the cap of one layer and of all layers together.

Caps are shares of capital, losses positive. What does not fit is zero contracts, never a half: 0.47 of one is none.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from overlay.errors import OverlayError
from overlay.rules.rule_set import NEVER, Sizing


def contracts(budget_dollars: float, loss_dollars: float) -> int:
    """Whole contracts whose largest losses (dollars each) stay within a budget. OverlayError for a loss of nothing."""
    if not loss_dollars > 0.0:
        raise OverlayError(f"A largest loss of ${loss_dollars:,.2f} cannot be sized: enter one above zero.")
    return max(cents(budget_dollars) // cents(loss_dollars), 0)


def fitting(caps: Sizing, capital_cents: int, open_cents: int, loss_cents: int, size: float = 1.0) -> int:
    """Whole condors of a new layer: under its cap, scaled by the gates' size, and under what the cap on all leaves.

    All in whole cents: capital, largest loss of the layers that stand, largest loss of one more condor.
    """
    room = round(caps.layer_cap * capital_cents * size)
    if caps.aggregate_cap != NEVER:
        room = min(room, round(caps.aggregate_cap * capital_cents) - open_cents)
    return max(room // loss_cents, 0)


def cents(dollars: float) -> int:
    """Whole cents, by which all money of a ladder is counted."""
    return round(100.0 * dollars)


class Offer(NamedTuple):
    """Condors that fit a budget: on the S&P 500 (SPX), and on a tenth of it (XSP) with the same placement."""

    spx: int
    xsp: int


def offer(budget_dollars: float, spx_loss_dollars: float) -> Offer:
    """How many SPX condors fit, and how many XSP ones of a tenth of the loss."""
    return Offer(contracts(budget_dollars, spx_loss_dollars), contracts(budget_dollars, spx_loss_dollars / 10.0))


class Together(NamedTuple):
    """All layers losing at once: dollars, and as a share of capital."""

    dollars: float
    share: float


def all_lose(losses_dollars: ArrayLike, capital_dollars: float) -> Together:
    """The sum of the layers' largest losses: they share one index, so one gap can take them all."""
    if not capital_dollars > 0.0:
        raise OverlayError(f"A capital of ${capital_dollars:,.0f} cannot carry a ladder: enter one above zero.")
    total = float(np.sum(losses_dollars))
    return Together(total, total / capital_dollars)


def unit_budget(
    units: tuple[int, ...], dollars_per_unit: float, notional_dollars: float
) -> tuple[tuple[float, ...], float]:
    """A hedge bought in units (4/4/2): dollars of each layer, and all of them as a share of the condors' notional."""
    each = tuple(count * dollars_per_unit for count in units)
    return each, sum(each) / notional_dollars
