"""Trading costs: commission per contract, and the slippage between the mid and the fill.

Slippage is the distance from the mid to the natural price (sell at the bid, buy at the ask), for each leg. As measured it
grows with the option's price, the index and the VIX:

    points a leg = max(one tick, 0.064 x sqrt(mid x index / 4,000 x VIX / 20))

The constant is fitted on seven public SPX chains of 2019 to 2025 (`python -m scripts.fit_costs`). Leave one chain out, and
the law misses the package of its condors by 19% on the median chain and by a factor of 2.6 on the worst
(docs/costs.md). The commission is ours: $1.30 a contract is a retail commission of $0.65 plus about the same in exchange
fees.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from overlay.arrays import FloatArray, IntArray
from overlay.errors import within
from overlay.options.contracts import SMALL_PRICE, SPX, Contract

#: points from mid to fill of a VIX call up to 15 points out: half the median bid-ask spread of 15 May 2023. It stays in
#: points: there is one public VIX chain, and on it the expiry moves the spread more than the price does (docs/costs.md)
VIX_SLIPPAGE_POINTS: Final = 0.03

#: points a leg for an option at a mid of 1 point, at the usual index and the usual VIX
SPREAD: Final = 0.064
USUAL_INDEX: Final = 4_000.0
USUAL_VIX: Final = 20.0
#: points a leg, the same on every day: the median of the seven chains, and the default before costs followed the market
FLAT_POINTS: Final = 0.15
#: how far the law misses a chain that it was not fitted on: median over the seven chains of their median error
SPREAD_ERROR: Final = 0.19


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Commission in dollars per contract and leg, and slippage per leg; both are paid at every trade.

    `slippage_points` is a flat number of points of the full index a leg. If it is None, slippage is as measured, times
    `spread_times`.
    """

    commission_dollars: float = 1.30
    slippage_points: float | None = None
    spread_times: float = 1.0

    def __post_init__(self) -> None:
        within("A commission", self.commission_dollars, 0.0, 1000.0, "enter zero or a positive amount", "dollars")
        if self.slippage_points is not None:
            within("A slippage", self.slippage_points, 0.0, 1000.0, "enter zero or a positive amount", "points")
        within("A multiple of the spread", self.spread_times, 0.0, 100.0, "1 is the spread as measured")

    @property
    def slips(self) -> bool:
        """Whether a fill can be worse than the mid."""
        return (self.spread_times if self.slippage_points is None else self.slippage_points) > 0.0

    def times(self, factor: float) -> "Costs":
        """The same costs, each times a factor."""
        flat, commission = self.slippage_points, factor * self.commission_dollars
        if flat is None:
            return replace(self, commission_dollars=commission, spread_times=factor * self.spread_times)
        return replace(self, commission_dollars=commission, slippage_points=factor * flat)

    def slippage(
        self, mids: FloatArray, index: FloatArray | float, vix: FloatArray | float, contract: Contract = SPX
    ) -> FloatArray:
        """Points of the full index between mid and natural price, for options at mids (..., N) in such points: (..., N).

        Index and VIX are points, (N,) or one number. A contract's own tick and spread count.
        """
        if self.slippage_points is not None:
            return np.full(np.shape(mids), self.slippage_points)
        price = np.maximum(mids, 0.0)
        spread = SPREAD * contract.spread_factor * np.sqrt(price * (index / USUAL_INDEX) * (vix / USUAL_VIX))
        return np.asarray(self.spread_times * np.maximum(spread, _ticks(price, contract)))

    def fills(
        self,
        mids: FloatArray,
        buys: FloatArray,
        *,
        index: FloatArray | float,
        vix: FloatArray | float,
        contract: Contract = SPX,
        fill: float = 1.0,
    ) -> IntArray:
        """Hundredths of a contract point at which options at mids (..., N) in points of the full index trade: (..., N).

        `buys` is +1 for a purchase and -1 for a sale, `fill` is 0 at the mid and 1 at the natural price. A sale never
        brings less than zero.
        """
        share = contract.index_share
        given_up = fill * self.slippage(mids, index, vix, contract) * share
        return np.rint(100.0 * np.maximum(mids * share + buys * given_up, 0.0)).astype(np.int64)


def _ticks(price: FloatArray, contract: Contract) -> FloatArray:
    """One tick in points of the full index, for options at prices (..., N) in such points."""
    share = contract.index_share
    return np.where(price * share < SMALL_PRICE, contract.small_tick / share, contract.tick / share)
