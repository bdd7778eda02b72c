"""`Matrix`: profit and loss over joint moves of the index and the VIX, and the worst plausible cell."""

from typing import Final, NamedTuple

import numpy as np

from overlay.arrays import FloatArray

POINTS_PER_PERCENT: Final = 1.0  # the smallest VIX gain for a 1% fall of the index; our mild assumption


class Matrix(NamedTuple):
    """P&L in dollars of condors (V, S) and hedge (V,) over VIX moves in points (V,) and index returns (S,).

    `core` (S,) is the P&L of the stocks, if they are included.
    """

    index_returns: FloatArray
    vix_points: FloatArray
    condors: FloatArray
    hedge: FloatArray
    core: FloatArray | float = 0.0

    @property
    def total(self) -> FloatArray:
        """The sum of all parts: (V, S)."""
        return self.condors + self.hedge[:, None] + self.core

    @property
    def worst(self) -> tuple[int, int]:
        """Row and column of the worst plausible cell.

        A cell is plausible if the VIX gains at least one point for each percent that the index falls, and does not gain
        when the index rises or stays.
        """
        percent, points = 100.0 * self.index_returns[None, :], self.vix_points[:, None]
        plausible = np.where(percent < 0.0, points >= -percent * POINTS_PER_PERCENT, points <= 0.0)
        row, column = np.unravel_index(np.where(plausible, self.total, np.inf).argmin(), plausible.shape)
        return int(row), int(column)
