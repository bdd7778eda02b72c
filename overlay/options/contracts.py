"""`Contract`: the terms of an option, and the index options we trade. Only this module holds the multiplier 100."""

from dataclasses import dataclass
from typing import Final, overload

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats, scalar_or_array
from overlay.errors import within


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """An option's terms: dollars per point, spacing of strikes, and its underlying as a share of the market's index.

    `small_tick` and `tick` are the least steps of a price in contract points, below `SMALL_PRICE` and from it.
    `spread_factor` is the contract's bid-ask spread over that of SPX, both as shares of their own index.
    """

    symbol: str
    multiplier: float
    strike_step: float
    index_share: float = 1.0
    section_1256: bool = True
    small_tick: float = 0.05
    tick: float = 0.10
    spread_factor: float = 1.0

    def __post_init__(self) -> None:
        within(f"The {self.symbol} multiplier", self.multiplier, 0.01, 1e6, "enter dollars a point")
        within(f"The {self.symbol} strike step", self.strike_step, 0.01, 1e4, "enter points between two strikes")
        within(f"The {self.symbol} share of the index", self.index_share, 1e-6, 1.0, "1 is the whole index")
        for name, value in (("small tick", self.small_tick), ("tick", self.tick)):
            within(f"The {self.symbol} {name}", value, 1e-4, 10.0, "enter points between two prices")
        within(f"The {self.symbol} spread factor", self.spread_factor, 0.0, 100.0, "1 is the spread of SPX")

    def on_index(self, strike: float) -> float:
        """The strike as a level of the full index."""
        return strike / self.index_share

    @overload
    def nearest_strike(self, levels: float) -> float: ...
    @overload
    def nearest_strike(self, levels: ArrayLike) -> FloatArray: ...
    def nearest_strike(self, levels: ArrayLike) -> float | FloatArray:
        """The strikes of this contract nearest to index levels (K,); a tie takes the higher strike."""
        steps = np.floor(floats(levels) * self.index_share / self.strike_step + 0.5)
        return scalar_or_array(steps * self.strike_step)


#: contract points below which the small tick holds, by Cboe's specifications of SPX
SMALL_PRICE: Final = 3.0
_TENTH_SPREAD: Final = 2.2  # one public XSP chain, 14 Sep 2023 (docs/costs.md)
TENTH: Final = 0.1  # share of the S&P 500's level that underlies XSP and SPY
SPX = Contract(symbol="SPX", multiplier=100.0, strike_step=5.0)
XSP = Contract(
    symbol="XSP",
    multiplier=100.0,
    strike_step=1.0,
    index_share=TENTH,
    small_tick=0.01,
    tick=0.01,
    spread_factor=_TENTH_SPREAD,
)
#: contracts for a chain, with the chain's own spot as underlying
ON_OWN_LEVEL = {
    "SPX": SPX,
    "XSP": Contract(
        symbol="XSP", multiplier=100.0, strike_step=1.0, small_tick=0.01, tick=0.01, spread_factor=_TENTH_SPREAD
    ),
    "SPY": Contract(symbol="SPY", multiplier=100.0, strike_step=1.0, section_1256=False, small_tick=0.01, tick=0.01),
}


def in_points_of(contract: Contract, spx_points: float) -> float:
    """A width in S&P 500 points as points of a contract: a contract on a tenth of the index gets a tenth."""
    return spx_points if contract.symbol == SPX.symbol else TENTH * spx_points
