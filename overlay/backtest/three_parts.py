"""The condors' result in the three parts of Israelov and Nielsen: passive index exposure, reversal, short volatility.

Source: R. Israelov and L. Nielsen, Covered calls uncovered, Financial Analysts Journal 71 (2015). Their book has a fixed
size; ours grows thirtyfold, so delta is a share of the book here::

    delta          the condors' dollar delta at the previous close over the book's value at that close, on the surface
                   that gives the marks, with a smile that moves with the index
    mean delta     the plain mean of delta over all days of the stretch, days without an open condor included
    passive        mean delta x book at the previous close x index return
    reversal       (delta - mean delta) x book at the previous close x index return
    short vol      the condors' change at mid less passive and reversal: what a trader who hedges delta at every close keeps

The index return is that of the price, from close to close, without dividends and before financing. The mean is known
only at the end of the stretch; the split explains a result and is no rule to trade by. A condor is short volatility
first; its delta is small at the start and turns against the last move, hence "reversal". The mean ends with the day of
a ruin, and a day that starts with nothing in the book has no passive part.
"""

from typing import NamedTuple

import numpy as np

from overlay.arrays import FloatArray
from overlay.backtest.condor_greeks import Condors
from overlay.backtest.engine import Backtest


class ThreeParts(NamedTuple):
    """Dollars by day (D,), which add up to the condors' change at mid."""

    passive: FloatArray
    reversal: FloatArray
    short_vol: FloatArray

    @property
    def total(self) -> FloatArray:
        """The sum of the three parts: (D,)."""
        return np.asarray(sum(self))


def three_parts(found: Backtest, condors: Condors) -> ThreeParts:
    """The three parts of the condors' result by day."""
    moves = index_returns(found)
    passive = np.zeros(len(found.path))
    passive[1:] = mean_delta(found, condors.exposure) * np.maximum(_book(found), 0.0) * moves
    timed = np.concatenate([[0.0], condors.exposure[1:] * moves])
    return ThreeParts(passive, timed - passive, condors.effects.at_mid - timed)


def index_returns(found: Backtest) -> FloatArray:
    """Price returns of the index from each close to the next: (D - 1,)."""
    return np.diff(found.path.index) / found.path.index[:-1]


def mean_delta(found: Backtest, exposure: FloatArray) -> float:
    """The mean share of the book that the dollar delta before each day (D,) makes up, up to the day of ruin."""
    book, before = _book(found), exposure[1:]
    stop = len(book) if found.ruined is None else max(found.ruined, 1)
    return float(np.mean(before[:stop] / book[:stop]))


def _book(found: Backtest) -> FloatArray:
    """The book's value at the close before each day but the first, dollars: (D - 1,)."""
    return found.account[:-1]
