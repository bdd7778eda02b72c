"""Position size: the number of whole contracts that fit the cap of one layer and the cap of all layers together.

Caps are shares of capital, losses are positive. Sizes are rounded down: 0.47 contracts become 0.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from overlay.errors import OverlayError
from overlay.rules.rule_set import NEVER, Sizing


def contracts(budget_dollars: float, loss_dollars: float) -> int:
    """Whole contracts whose largest losses (dollars each) fit in a budget. OverlayError for a loss of 0 or less."""
    if not loss_dollars > 0.0:
        raise OverlayError(f"A largest loss of ${loss_dollars:,.2f} gives no size: enter a loss above zero.")
    return max(cents(budget_dollars) // cents(loss_dollars), 0)


def fitting(caps: Sizing, capital_cents: int, open_cents: int, loss_cents: int, size: float = 1.0) -> int:
    """Whole condors of a new layer: within its cap times the gates' size, and within the rest of the aggregate cap.

    All amounts in whole cents: capital, largest loss of the open layers, largest loss of one more condor.
    """
    room = round(caps.layer_cap * capital_cents * size)
    if caps.aggregate_cap != NEVER:
        room = min(room, round(caps.aggregate_cap * capital_cents) - open_cents)
    return max(room // loss_cents, 0)


def cents(dollars: float) -> int:
    """Dollars as whole cents, the unit of all money in a ladder."""
    return round(100.0 * dollars)


class Offer(NamedTuple):
    """Condors that fit a budget: on the S&P 500 (SPX), and on a tenth of it (XSP) with the same placement."""

    spx: int
    xsp: int


def offer(budget_dollars: float, spx_loss_dollars: float) -> Offer:
    """The number of SPX condors that fit, and of XSP condors with a tenth of the loss."""
    return Offer(contracts(budget_dollars, spx_loss_dollars), contracts(budget_dollars, spx_loss_dollars / 10.0))


class Together(NamedTuple):
    """The loss if all layers lose at once: dollars, and as a share of capital."""

    dollars: float
    share: float


def all_lose(losses_dollars: ArrayLike, capital_dollars: float) -> Together:
    """The sum of the layers' largest losses: they share one index, so one gap can cause all of them."""
    if not capital_dollars > 0.0:
        raise OverlayError(f"A capital of ${capital_dollars:,.0f} cannot carry a ladder: enter a capital above zero.")
    total = float(np.sum(losses_dollars))
    return Together(total, total / capital_dollars)


def unit_budget(
    units: tuple[int, ...], dollars_per_unit: float, notional_dollars: float
) -> tuple[tuple[float, ...], float]:
    """A hedge bought in units (4/4/2): dollars of each layer, and all of them as a share of the condors' notional."""
    each = tuple(count * dollars_per_unit for count in units)
    return each, sum(each) / notional_dollars
