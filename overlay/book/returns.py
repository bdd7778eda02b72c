"""The window of a beta and the returns inside it, up to the market's day and never beyond.

Weekly means every fifth trading day counted back from that day. Returns are simple and use adjusted closes, so a
split or a dividend never looks like a loss. By definition, `INDEX_FUND` moves with the index.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray, IntArray
from overlay.book.holdings import INDEX_FUND
from overlay.errors import OverlayError
from overlay.history.daily import History
from overlay.units import TRADING_DAYS_PER_YEAR

WEEK: Final = 5  # trading days
FEWEST: Final = 40  # returns; with fewer, a beta is too uncertain to show


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The number of years of returns, and their interval, daily or weekly."""

    years: float = 2.0
    weekly: bool = False

    def __post_init__(self) -> None:
        if not 0.25 <= self.years <= 40.0:
            raise OverlayError(f"A window of {self.years:g} years is out of range: choose between 1/4 and 40 years.")

    @property
    def step(self) -> int:
        """Trading days between two used closes."""
        return WEEK if self.weekly else 1

    @property
    def per_year(self) -> float:
        """The number of returns in a year."""
        return TRADING_DAYS_PER_YEAR / self.step


class Returns(NamedTuple):
    """N periods of simple returns: names (N, H), index_returns (N,), riskless rate (N,), VIX changes in points (N,)."""

    names: FloatArray
    index_returns: FloatArray
    rate: FloatArray
    vix: FloatArray
    first: date
    last: date


def known(symbols: Sequence[str], history: History) -> tuple[str, ...]:
    """The names for which the history holds returns."""
    return tuple(symbol for symbol in symbols if symbol == INDEX_FUND or symbol in history.closes.columns)


def closes(symbols: Sequence[str], history: History, rows: slice | IntArray) -> FloatArray:
    """Adjusted closes of known names at positions of the history: (rows, H)."""
    # Reading whole columns of a frame is the slowest step, so find the positions once.
    places = history.closes.columns.get_indexer(pd.Index(symbols))
    stocks, funds = places >= 0, places < 0
    level = history.index.to_numpy(dtype=np.float64)[rows]
    found = np.empty((len(level), len(places)))
    found[:, stocks] = history.closes.to_numpy()[rows][:, places[stocks]]
    found[:, funds] = level[:, None]
    return found


def known_day(history: History, day: date) -> date:
    """The last trading day of the history on or before a day; the day may lie beyond the history's end."""
    return history.nearest(min(day, history.last))


def window_returns(symbols: Sequence[str], history: History, day: date, window: Window) -> Returns:
    """The returns of known names in a window that ends on a trading day; a short history gives fewer returns.

    OverlayError for fewer than `FEWEST` returns.
    """
    last = history.at(day)
    count = min(round(window.years * window.per_year), last // window.step)
    if count < FEWEST:
        raise OverlayError(
            f"Only {count} returns are known up to {day}, but a beta needs {FEWEST}: choose a later day or daily returns."
        )
    at = last - window.step * np.arange(count, -1, -1)
    index = history.index.to_numpy(dtype=np.float64)[at]
    prices = closes(symbols, history, at)
    rate = history.rate.to_numpy(dtype=np.float64)[at[:-1]]
    vix = np.diff(history.vix.to_numpy(dtype=np.float64)[at])
    return Returns(
        names=prices[1:] / prices[:-1] - 1.0,
        index_returns=index[1:] / index[:-1] - 1.0,
        rate=np.expm1(rate / window.per_year),
        vix=np.nan_to_num(vix),
        first=history.days[at[0]].date(),
        last=day,
    )
