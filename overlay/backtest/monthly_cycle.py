"""`Cycle`: the monthly cycle of listed options, from one settlement to the next, over a whole history at once.

All published strategy indices use this cycle. On settlement day old options settle at the opening and new options trade
around noon. Only closes are known, so both levels are approximated from the closes around them, with one rule for all
indices: a fifth of the day's move happens by the opening, two thirds by noon.

Levels are points, times calendar days / 365. (M,) are cycles in order. A cycle's days run from the close of its first
day to the close before the next cycle begins. All cycles together cover the history's days from the first known VIX:
(R,). The history cuts the last cycle short, so values at a cycle's end are (M - 1,).
"""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, assert_never

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray, IntArray
from overlay.errors import OverlayError
from overlay.history.daily import History, lately
from overlay.options import black
from overlay.options.moments import Moments
from overlay.units import DAYS_PER_YEAR

Calendar = Literal["index", "VIX"]

OPENING: Final = (
    0.2  # share of the day's move made by the opening: about the night's share of the variance; our estimate
)
NOON: Final = 0.65  # share made by 11:30 to 13:30, when the published rules trade; our estimate
QUARTER: Final = 3  # months between the quarterly expiries, March first
AHEAD: Final = pd.DateOffset(months=5)
VIX_LEAD: Final = pd.Timedelta(days=30)  # VIX options settle this long before the index options that give the VIX


class CycleOption(NamedTuple):
    """One option a cycle, points: price at the first noon (M,), at each close (R,), and settlement at the end (M - 1,)."""

    noon: FloatArray
    close: FloatArray
    end: FloatArray

    def plus(self, other: "CycleOption", weight: float = 1.0) -> "CycleOption":
        """This option plus `weight` times another."""
        return CycleOption(*(one + weight * two for one, two in zip(self, other, strict=True)))

    def held(self, units: FloatArray, cycle: IntArray) -> "CycleOption":
        """The option times `units` in each cycle (M,); `cycle` (R,) is the cycle of each close."""
        return CycleOption(self.noon * units, self.close * units[cycle], self.end * units[:-1])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cycle:
    """M cycles over R closes. `numbers` are calendar day numbers; they and index, VIX, VIX average, rate, yield are (R,).

    `first` (M,) is the position of each cycle's first close, `cycle` (R,) the cycle of each close. `expiry` (M,) is the
    day number on which a cycle's options settle, `quarter` (M,) the day number for its quarterly options.
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
        """A series (R,) at the noon that begins each cycle: (M,)."""
        return self._moved(series, NOON)

    def at_opening(self, series: FloatArray) -> FloatArray:
        """A series (R,) at the opening that settles each cycle's options: (M - 1,)."""
        return self._moved(series, OPENING)[1:]

    def _moved(self, series: FloatArray, share: float) -> FloatArray:
        """A series after `share` of the move of each cycle's first day.

        The history's first day has no earlier close.
        """
        before = series[np.maximum(self.first - 1, 0)]
        return before + share * (series[self.first] - before)

    def noon(self, expiry: IntArray) -> Moments:
        """The market state at the noon that begins each cycle, for options of an expiry (M,): (M,)."""
        return self._moments(self.at_noon(self.index), self.at_noon(self.vix), self.first, expiry)

    def closes(self, expiry: IntArray) -> Moments:
        """The market state at each close, for options of each cycle's expiry (M,): (R,)."""
        return self._moments(self.index, self.vix, np.arange(len(self.numbers)), expiry[self.cycle])

    def _moments(self, spot: FloatArray, vix: FloatArray, at: IntArray, expiry: IntArray) -> Moments:
        t = np.maximum(expiry - self.numbers[at], 0) / DAYS_PER_YEAR
        rate = self.rate[at]
        return Moments(spot, spot * np.exp((rate - self.dividend_yield[at]) * t), vix, t, np.exp(-rate * t))

    def leg(self, right: float, strikes: FloatArray, expiry: IntArray | None = None) -> CycleOption:
        """Index options of each cycle, strikes (M,) in points, with the cycle's own expiry or `expiry` (M,)."""
        until = self.expiry if expiry is None else expiry
        settled = np.maximum(right * (self.at_opening(self.index) - strikes[:-1]), 0.0)
        after = self.noon(np.append(0, until[:-1]))  # a cycle ends at the noon that begins the next one
        still = _price(after.at(slice(1, None)), right, strikes[:-1])
        return CycleOption(
            noon=_price(self.noon(until), right, strikes),
            close=_price(self.closes(until), right, strikes[self.cycle]),
            end=np.where(until[:-1] == self.expiry[:-1], settled, still),
        )

    @property
    def stock(self) -> CycleOption:
        """A unit of the index, with dividends reinvested since the cycle began."""
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
        """The running sum of a yearly rate (R,) over nights, each at the rate of the day before it: (R,)."""
        return np.concatenate([[0.0], np.cumsum(rate[:-1] * np.diff(self.numbers) / DAYS_PER_YEAR)])

    def _since(self, growth: FloatArray) -> FloatArray:
        return growth / growth[self.first][self.cycle]

    def levels(self, package: CycleOption, name: str) -> pd.Series:
        """Daily levels (R,) of a fund that invests all its money in the same package each cycle; 100 at the start."""
        base = 100.0 * np.concatenate([[1.0], np.cumprod(package.end / package.noon[:-1])])
        return pd.Series((base / package.noon)[self.cycle] * package.close, index=self.days, name=name)


def of_history(history: History, calendar: Calendar = "index") -> Cycle:
    """The cycles of a history from its first known VIX on, by the expiries of index options or of VIX options.

    OverlayError if the VIX is known on fewer than two days.
    """
    known = history.vix.notna().to_numpy(dtype=bool)
    if known.sum() < 2:
        raise OverlayError(f"The VIX is known on {known.sum()} days, and two are needed: choose a longer history.")
    start = int(known.argmax())
    days, numbers = history.days[start:], history.numbers[start:]
    fridays = pd.date_range(days[0], days[-1] + AHEAD, freq="WOM-3FRI")
    match calendar:
        case "index":
            dates = fridays
        case "VIX":
            dates = fridays - VIX_LEAD
        case unknown:
            assert_never(unknown)
    dates = dates[dates > days[0]]
    settles = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
    past = settles <= numbers[-1]
    settles[past] = numbers[
        np.searchsorted(numbers, settles[past], side="right") - 1
    ]  # a closed day moves to the day before it
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
