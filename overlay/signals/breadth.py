"""The advance-decline line: the running sum of advancing less declining stocks.

This is market breadth, not the accumulation/distribution line of one stock, which has the same initials. A line counted
from the app's stocks says how many it uses. Twenty large companies are not the market, so a user can load an exchange's
line.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray, floats
from overlay.errors import OverlayError
from overlay.signals.oscillators import rolling_mean


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Breadth:
    """Net advances (advances less declines) by day (D,), NaN where unknown, and one sentence on their source."""

    days: pd.DatetimeIndex
    net: FloatArray
    source: str

    def __post_init__(self) -> None:
        if self.net.shape != (len(self.days),):
            raise OverlayError(f"{len(self.net)} net advances do not fit {len(self.days)} days: give one for each day.")

    @property
    def line(self) -> FloatArray:
        """The advance-decline line (D,): the running sum of net advances from the first known day; NaN before it."""
        known = ~np.isnan(self.net)
        line = np.cumsum(np.where(known, self.net, 0.0))
        return np.where(np.cumsum(known) > 0, line, np.nan)

    def on(self, days: pd.DatetimeIndex) -> "Breadth":
        """The same breadth on other trading days; NaN where it is not known."""
        net = floats(pd.Series(self.net, index=self.days).reindex(days))
        return Breadth(days=days, net=net, source=self.source)


def from_closes(closes: pd.DataFrame) -> Breadth:
    """Breadth counted from closes (D, names); the first day has no change. OverlayError without names."""
    names = [str(name) for name in closes.columns]
    if not names:
        raise OverlayError("The advance-decline line has 0 stocks to count: choose at least one.")
    values = closes.to_numpy(dtype=np.float64).T
    rose, fell = values[:, 1:] > values[:, :-1], values[:, 1:] < values[:, :-1]
    net = np.subtract(rose, fell, dtype=np.int8).sum(axis=0, dtype=np.int16)
    listed = ", ".join(names)
    source = f"Counted from {len(names)} {'stock' if len(names) == 1 else 'stocks'} at hand ({listed}), not from an exchange."
    return Breadth(
        days=pd.DatetimeIndex(closes.index),
        net=np.concatenate([[np.nan], net.astype(np.float64)]),
        source=source,
    )


def z_score(line: FloatArray, days: int) -> FloatArray:
    """Standard deviations of the line above its mean over `days` days: (D,), NaN for the first days and on a flat line."""
    # subtract the first value, so that differences of two large sums lose no digits
    known = np.flatnonzero(~np.isnan(line))
    about = line - (line[known[0]] if len(known) else 0.0)
    mean = rolling_mean(about, days)
    variance = rolling_mean(about**2, days) - mean**2
    tiny = 1e-9 * np.maximum(mean**2, 1.0)
    with np.errstate(invalid="ignore"):
        return np.where(variance > tiny, (about - mean) / np.sqrt(np.where(variance > tiny, variance, 1.0)), np.nan)


def divergence(price: FloatArray, line: FloatArray, days: int) -> FloatArray:
    """Divergence of line and price over `days` days: (D,); -1 price up and line down, +1 the reverse, 0 same direction.

    NaN for the first days and where the line is unknown. The method (A73) uses five to eight days.
    """
    result = np.full(len(price), np.nan)
    if len(price) > days:
        move, turn = price[days:] - price[:-days], line[days:] - line[:-days]
        apart = np.where((move > 0.0) & (turn < 0.0), -1.0, np.where((move < 0.0) & (turn > 0.0), 1.0, 0.0))
        result[days:] = np.where(np.isnan(turn), np.nan, apart)
    return result
