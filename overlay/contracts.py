"""`Contract`: the terms of an option, and the index options we trade. The 100 is written here once."""

from dataclasses import dataclass

import numpy as np


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

    def nearest_strike(self, level: float) -> float:
        """The strike of this contract nearest to a level of the index; halves go to the higher one."""
        return float(np.floor(level * self.index_share / self.strike_step + 0.5) * self.strike_step)


SPX = Contract(symbol="SPX", multiplier=100.0, strike_step=5.0)
XSP = Contract(symbol="XSP", multiplier=100.0, strike_step=1.0, index_share=0.1)
#: contracts of a chain that stand on the level the chain itself quotes
ON_OWN_LEVEL = {
    "SPX": SPX,
    "XSP": Contract(symbol="XSP", multiplier=100.0, strike_step=1.0),
    "SPY": Contract(symbol="SPY", multiplier=100.0, strike_step=1.0, section_1256=False),
}
