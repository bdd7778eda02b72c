"""The advance-decline line: how many stocks rose and fell, summed up day by day.

Breadth, not the accumulation/distribution line of one stock that shares its initials. From the constituents at hand it
says how many names it rests on; twenty large companies are no market, so the line of an exchange can be loaded instead.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray, floats
from overlay.errors import OverlayError
from overlay.signals.oscillators import rolling_mean


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Breadth:
    """Net advances (advances less declines) by day (D,), NaN where unknown, and in a sentence whose they are."""

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
    """Breadth of the constituents at hand: (D, names) closes; the first day has no change. OverlayError without names."""
    names = [str(name) for name in closes.columns]
    if not names:
        raise OverlayError("No constituent (0 names) is at hand for the advance-decline line: choose at least one.")
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
    """How many standard deviations the line lies above its mean of so many days: (D,), NaN too early or where flat."""
    # about the first value, so that a long line loses no digits in the difference of two large sums
    known = np.flatnonzero(~np.isnan(line))
    about = line - (line[known[0]] if len(known) else 0.0)
    mean = rolling_mean(about, days)
    variance = rolling_mean(about**2, days) - mean**2
    tiny = 1e-9 * np.maximum(mean**2, 1.0)
    with np.errstate(invalid="ignore"):
        return np.where(variance > tiny, (about - mean) / np.sqrt(np.where(variance > tiny, variance, 1.0)), np.nan)


def divergence(price: FloatArray, line: FloatArray, days: int) -> FloatArray:
    """Which way line and price part over so many days: (D,); -1 price up and line down, +1 the reverse, 0 together.

    NaN too early or where the line is unknown. The method's A73 asks for five to eight days.
    """
    result = np.full(len(price), np.nan)
    if len(price) > days:
        move, turn = price[days:] - price[:-days], line[days:] - line[:-days]
        apart = np.where((move > 0.0) & (turn < 0.0), -1.0, np.where((move < 0.0) & (turn > 0.0), 1.0, 0.0))
        result[days:] = np.where(np.isnan(turn), np.nan, apart)
    return result
