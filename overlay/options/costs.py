"""Trading costs: commission per contract, and the slippage between the mid and the fill.

Defaults are ours. $1.30 a contract is a retail commission of $0.65 plus about the same in exchange fees. 0.15 points a
leg is the median distance per leg between the mid and the natural price of SPX condors in seven public chains
(docs/surface.md).
"""

from dataclasses import dataclass
from typing import Final

from overlay.errors import OverlayError

#: points from mid to fill of a VIX call up to 15 points out: half the median bid-ask spread of 15 May 2023
VIX_SLIPPAGE_POINTS: Final = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Commission in dollars per contract and leg, slippage in points per leg; both are paid at opening."""

    commission_dollars: float = 1.30
    slippage_points: float = 0.15

    def __post_init__(self) -> None:
        for name, value in (("commission", self.commission_dollars), ("slippage", self.slippage_points)):
            if not 0.0 <= value < 1000.0:
                raise OverlayError(f"A {name} of {value:g} cannot be used: enter zero or a positive amount.")
