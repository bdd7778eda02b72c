"""`Contract`: the terms of an option, and the index options we trade. The 100 is written here once."""

from dataclasses import dataclass
from typing import Final, overload

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats, scalar_or_array


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """An option's terms: dollars per point, spacing of its strikes, and which part of the market's index it stands on."""

    symbol: str
    multiplier: float
    strike_step: float
    index_share: float = 1.0
    section_1256: bool = True

    def on_index(self, strike: float) -> float:
        """The strike as a level of the index itself."""
        return strike / self.index_share

    @overload
    def nearest_strike(self, levels: float) -> float: ...
    @overload
    def nearest_strike(self, levels: ArrayLike) -> FloatArray: ...
    def nearest_strike(self, levels: ArrayLike) -> float | FloatArray:
        """The strikes of this contract nearest to levels of the index (K,); halves go to the higher one."""
        steps = np.floor(floats(levels) * self.index_share / self.strike_step + 0.5)
        return scalar_or_array(steps * self.strike_step)


TENTH: Final = 0.1  # of the S&P 500's level, on which XSP and SPY stand
SPX = Contract(symbol="SPX", multiplier=100.0, strike_step=5.0)
XSP = Contract(symbol="XSP", multiplier=100.0, strike_step=1.0, index_share=TENTH)
#: contracts of a chain that stand on the level the chain itself quotes
ON_OWN_LEVEL = {
    "SPX": SPX,
    "XSP": Contract(symbol="XSP", multiplier=100.0, strike_step=1.0),
    "SPY": Contract(symbol="SPY", multiplier=100.0, strike_step=1.0, section_1256=False),
}


def in_points_of(contract: Contract, spx_points: float) -> float:
    """A width in points of the S&P 500 as points of a contract, of which one on a tenth of the index has a tenth."""
    return spx_points if contract.symbol == SPX.symbol else TENTH * spx_points
