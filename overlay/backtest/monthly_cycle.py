"""`Cycle`: the monthly cycle of listed options, from one settlement to the next, over a whole history at once.

What the published strategy indices share. On the day of settlement old options settle on the opening and new ones are
traded around noon. Only closes are known, so both levels are approximated from the closes around them, by one rule for all
indices: a fifth of the day's move is made by the opening, two thirds by noon.

Levels are points, times calendar days / 365. (M,) are cycles in order; a cycle's days are the closes from the day it begins
to the one before the next begins, so that all together are the history's days from the first known VIX on: (R,). All
cycles end but the last, which the history cuts short: (M - 1,).
"""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray, IntArray
from overlay.errors import OverlayError
from overlay.history.daily import History
from overlay.options import black
from overlay.options.moments import Moments
from overlay.units import DAYS_PER_YEAR
from overlay.vix.curve import lately

Calendar = Literal["index", "VIX"]

OPENING: Final = 0.2  # part of the day's move that the opening has seen: about the night's share of the variance; ours
NOON: Final = 0.65  # part seen from 11:30 to 13:30, when the published rules trade; ours
QUARTER: Final = 3  # months between the quarterly expiries, March first
AHEAD: Final = pd.DateOffset(months=5)
VIX_LEAD: Final = pd.Timedelta(days=30)  # VIX options settle so long before the index options they are computed from


class CycleOption(NamedTuple):
    """One option a cycle: points at the noon it begins (M,), on each close (R,), and what it brings at the end (M - 1,)."""

    noon: FloatArray
    close: FloatArray
    end: FloatArray

    def plus(self, other: "CycleOption", weight: float = 1.0) -> "CycleOption":
        """This and so many of another."""
        return CycleOption(*(one + weight * two for one, two in zip(self, other, strict=True)))

    def held(self, units: FloatArray, cycle: IntArray) -> "CycleOption":
        """So many units in each cycle (M,); `cycle` (R,) is the cycle of each close."""
        return CycleOption(self.noon * units, self.close * units[cycle], self.end * units[:-1])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cycle:
    """M cycles over R closes. `numbers` (R,) are calendar day numbers; index, VIX, where it stood lately, rate, yield (R,).

    `first` (M,) is where each cycle begins among the R closes and `cycle` (R,) the cycle of each close. `expiry` (M,) is
    the day number on which a cycle's options settle, `quarter` (M,) that of its quarterly ones.
    """

    days: pd.DatetimeIndex
    numbers: IntArray
    index: FloatArray
    vix: FloatArray
    lately: FloatArray
    rate: FloatArray
    dividend_yield: FloatArray
    first: IntArray
    cycle: IntArray
    expiry: IntArray
    quarter: IntArray

    def __len__(self) -> int:
        return len(self.first)

    def at_noon(self, series: FloatArray) -> FloatArray:
        """A series (R,) when each cycle begins: (M,)."""
        return self._moved(series, NOON)

    def at_opening(self, series: FloatArray) -> FloatArray:
        """A series (R,) on which the options settle that end with each cycle: (M - 1,)."""
        return self._moved(series, OPENING)[1:]

    def _moved(self, series: FloatArray, share: float) -> FloatArray:
        """A series once so much of the move of each cycle's first day is made; the very first day has none before it."""
        before = series[np.maximum(self.first - 1, 0)]
        return before + share * (series[self.first] - before)

    def noon(self, expiry: IntArray) -> Moments:
        """The state at the noon that begins each cycle, for options of some expiry: (M,)."""
        return self._moments(self.at_noon(self.index), self.at_noon(self.vix), self.first, expiry)

    def closes(self, expiry: IntArray) -> Moments:
        """The state at each close, for options of each cycle's expiry (M,): (R,)."""
        return self._moments(self.index, self.vix, np.arange(len(self.numbers)), expiry[self.cycle])

    def _moments(self, spot: FloatArray, vix: FloatArray, at: IntArray, expiry: IntArray) -> Moments:
        t = np.maximum(expiry - self.numbers[at], 0) / DAYS_PER_YEAR
        rate = self.rate[at]
        return Moments(spot, spot * np.exp((rate - self.dividend_yield[at]) * t), vix, t, np.exp(-rate * t))

    def leg(self, right: float, strikes: FloatArray, expiry: IntArray | None = None) -> CycleOption:
        """Index options of each cycle, strikes (M,) points; of the cycle's own expiry unless another is given (M,)."""
        until = self.expiry if expiry is None else expiry
        settled = np.maximum(right * (self.at_opening(self.index) - strikes[:-1]), 0.0)
        after = self.noon(np.append(0, until[:-1]))  # what ends a cycle is the noon that begins the next
        still = _price(Moments(*(one[1:] for one in after)), right, strikes[:-1])
        return CycleOption(
            noon=_price(self.noon(until), right, strikes),
            close=_price(self.closes(until), right, strikes[self.cycle]),
            end=np.where(until[:-1] == self.expiry[:-1], settled, still),
        )

    @property
    def stock(self) -> CycleOption:
        """A unit of the index, its dividends reinvested since the cycle began."""
        spot = self.at_noon(self.index)
        growth = np.exp(self._grown(self.dividend_yield))
        return CycleOption(
            spot, self.index * self._since(growth), spot[1:] * growth[self.first[1:]] / growth[self.first[:-1]]
        )

    @property
    def bills(self) -> CycleOption:
        """A dollar in bills since the cycle began."""
        growth = np.exp(self._grown(self.rate))
        return CycleOption(np.ones(len(self)), self._since(growth), growth[self.first[1:]] / growth[self.first[:-1]])

    def _grown(self, rate: FloatArray) -> FloatArray:
        """The sum of a yearly rate (R,) over all nights so far, each night at the rate of the day before it: (R,)."""
        return np.concatenate([[0.0], np.cumsum(rate[:-1] * np.diff(self.numbers) / DAYS_PER_YEAR)])

    def _since(self, growth: FloatArray) -> FloatArray:
        return growth / growth[self.first][self.cycle]

    def levels(self, package: CycleOption, name: str) -> pd.Series:
        """Daily levels (R,) of a fund that holds the same package each cycle, all its money in it; 100 at the start."""
        base = 100.0 * np.concatenate([[1.0], np.cumprod(package.end / package.noon[:-1])])
        return pd.Series((base / package.noon)[self.cycle] * package.close, index=self.days, name=name)


def of_history(history: History, calendar: Calendar = "index") -> Cycle:
    """The cycles of a history from its first known VIX on, by the expiries of index options or of VIX options.

    OverlayError where the VIX is known on fewer than two days.
    """
    known = history.vix.notna().to_numpy(dtype=bool)
    if known.sum() < 2:
        raise OverlayError(f"The VIX is known on {known.sum()} days, and two are needed: choose a longer history.")
    start = int(known.argmax())
    days, numbers = history.days[start:], history.numbers[start:]
    fridays = pd.date_range(days[0], days[-1] + AHEAD, freq="WOM-3FRI")
    dates = fridays if calendar == "index" else fridays - VIX_LEAD
    dates = dates[dates > days[0]]
    settles = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
    past = settles <= numbers[-1]
    settles[past] = numbers[
        np.searchsorted(numbers, settles[past], side="right") - 1
    ]  # a closed day: the one before it
    first = np.unique(np.append(0, np.searchsorted(numbers, settles[past])))
    place = np.searchsorted(settles, numbers[first], side="right")
    quarterly = np.flatnonzero(np.asarray(dates.month) % QUARTER == 0)
    part = slice(days[0], None)
    series = {name: getattr(history, name).loc[part].to_numpy() for name in ("index", "vix", "rate", "dividend_yield")}
    return Cycle(
        days=days,
        numbers=numbers,
        lately=lately(history.vix).loc[part].to_numpy(),
        first=first,
        cycle=np.searchsorted(first, np.arange(len(numbers)), side="right") - 1,
        expiry=settles[place],
        quarter=settles[quarterly[np.searchsorted(quarterly, place)]],
        **series,
    )


def _price(moments: Moments, right: float, strikes: FloatArray) -> FloatArray:
    vol = moments.vol(strikes)
    return black.price(right, moments.forward, strikes, moments.t, vol, moments.discount)
