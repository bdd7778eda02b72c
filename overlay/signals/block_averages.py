"""Exponential averages of many series at once: a block of days by one matrix product, instead of a day by one step.

A recursive filter waits at each day for the day before, so that a processor stands idle for most of it. Within a block of
days the filter is a triangular matrix of its weights; only what a block leaves to the next is run one after the other
(Burrus, Block realization of digital filters, IEEE Transactions on Audio and Electroacoustics 20, 1972).
"""

from typing import Final

import numpy as np
from scipy.linalg.blas import dgemm
from scipy.signal import lfilter

from overlay.arrays import FloatArray

BLOCK: Final = 16  # days; the fastest of 8, 16, 32 and 64


class Average:
    """An exponential average from zero: out[t] = keep out[t-1] + (1 - keep) x[t], with `keep` between 0 and 1."""

    def __init__(self, keep: float) -> None:
        days = np.arange(BLOCK)
        lag = days[:, None] - days
        self._within = np.asfortranarray(np.where(lag >= 0, (1.0 - keep) * keep ** np.abs(lag), 0.0))
        self._after = np.asfortranarray(keep ** (days + 1.0)[:, None])
        self._block = ([0.0, 1.0], [1.0, -(keep**BLOCK)])

    def fill(self, series: FloatArray, into: FloatArray) -> None:
        """Write the averages of series (N, D) into an array of their shape; D whole blocks, both C-contiguous."""
        blocks = into.reshape(-1, BLOCK).T  # a view that the library may write to: its columns lie together
        dgemm(1.0, self._within, series.reshape(-1, BLOCK).T, c=blocks, overwrite_c=1)
        carried = lfilter(*self._block, blocks[-1].reshape(len(series), -1))
        dgemm(1.0, self._after, carried.reshape(1, -1), beta=1.0, c=blocks, overwrite_c=1)


def whole_blocks(days: int) -> int:
    """The least multiple of `BLOCK` that holds so many days, one block at least."""
    return max(-(-days // BLOCK), 1) * BLOCK
