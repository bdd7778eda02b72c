"""`Cycle`: the monthly cycle of listed options, from one settlement to the next, over a whole history at once.

All published strategy indices use this cycle. On settlement day old options settle at the opening. New strikes are
chosen at 11:00, and new options trade then or around noon. The opening is that of the history where it has one. Where
it has none, a fifth of the day's move is taken to happen by the opening. Levels later in the day are approximated from
opening and close: 35% of the move between them happens by 11:00, 56% by noon. One rule holds for all indices.

Levels are points, times calendar days / 365. (M,) are cycles in order. A cycle's days run from the close of its first
day to the close before the next cycle begins. All cycles together cover the history's days from the first known VIX:
(R,). The history cuts the last cycle short, so values at a cycle's end are (M - 1,).
"""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, assert_never

import numpy as np
import pandas as pd

from overlay.arrays import BoolArray, FloatArray, IntArray
from overlay.errors import OverlayError
from overlay.history import calendar as exchange
from overlay.history.daily import History, lately
from overlay.options import black
from overlay.options.modelled.clock import variance_years
from overlay.options.moments import Moments
from overlay.options.surface import SHORTEST
from overlay.units import DAYS_PER_YEAR

Calendar = Literal["index", "VIX"]

OPENING: Final = (
    0.2  # share of the day's move made by the opening: about the night's share of the variance; our estimate
)
ELEVEN: Final = 0.35  # share of the move from opening to close made by 11:00; our estimate
NOON: Final = 0.56  # share made by 11:30 to 13:30, when most published rules trade; our estimate
AT_OPENING: Final = pd.Timestamp(1992, 11, 1)  # SPX options settled at the close before (Whaley 2002, on BXM)
QUARTER: Final = 3  # months between the quarterly expiries, March first
AHEAD: Final = pd.DateOffset(months=5)


class CycleOption(NamedTuple):
    """One option a cycle, points: price when bought (M,), at each close (R,), and settlement at the end (M - 1,)."""

    start: FloatArray
    close: FloatArray
    end: FloatArray

    def plus(self, other: "CycleOption", weight: float = 1.0) -> "CycleOption":
        """This option plus `weight` times another."""
        return CycleOption(*(one + weight * two for one, two in zip(self, other, strict=True)))

    def held(self, units: FloatArray, cycle: IntArray) -> "CycleOption":
        """The option times `units` in each cycle (M,); `cycle` (R,) is the cycle of each close."""
        return CycleOption(self.start * units, self.close * units[cycle], self.end * units[:-1])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cycle:
    """M cycles over R closes. `numbers` are calendar day numbers; all series of numbers are (R,).

    `opening` and `vix_opening` are the levels at each opening, `opened` marks the openings that the history knows, and
    `at_close` the days on which options settled and traded at the close (their `opening` is the close).
    `hour` is the share of the move from opening to close made when new options trade. `first` (M,) is the position of
    each cycle's first close, `cycle` (R,) the cycle of each close. `expiry` (M,) is the day number on which a cycle's
    options settle, `quarter` (M,) the day number for its quarterly options.
    """

    days: pd.DatetimeIndex
    numbers: IntArray
    index: FloatArray
    opening: FloatArray
    opened: BoolArray
    at_close: BoolArray
    vix: FloatArray
    vix_opening: FloatArray
    lately: FloatArray
    rate: FloatArray
    dividend_yield: FloatArray
    hour: float
    first: IntArray
    cycle: IntArray
    expiry: IntArray
    quarter: IntArray

    def __len__(self) -> int:
        return len(self.first)

    def at(self, hour: float) -> FloatArray:
        """The index on the day that begins each cycle, after a share of the move from opening to close: (M,)."""
        return _between(self.opening, self.index, hour)[self.first]

    @property
    def settled(self) -> FloatArray:
        """The index at the opening that settles each cycle's options: (M - 1,)."""
        return self.opening[self.first[1:]]

    @property
    def vix_start(self) -> FloatArray:
        """The VIX when new options trade: (M,)."""
        return np.where(self.at_close, self.vix, _between(_moved(self.vix), self.vix, self.hour))[self.first]

    def start(self, expiry: IntArray) -> Moments:
        """The market state when each cycle's options trade, for options of an expiry (M,): (M,)."""
        return self._moments(self.at(self.hour), self.vix_start, self.first, expiry)

    def closes(self, expiry: IntArray) -> Moments:
        """The market state at each close, for options of each cycle's expiry (M,): (R,)."""
        return self._moments(self.index, self.vix, np.arange(len(self.numbers)), expiry[self.cycle])

    def _moments(self, spot: FloatArray, vix: FloatArray, at: IntArray, expiry: IntArray) -> Moments:
        t = np.maximum(expiry - self.numbers[at], 0) / DAYS_PER_YEAR
        rate = self.rate[at]
        forward = spot * np.exp((rate - self.dividend_yield[at]) * t)
        counted = variance_years(self.numbers[at], np.maximum(t, SHORTEST))
        return Moments(spot, forward, vix, t, np.exp(-rate * t), counted=counted)

    def leg(self, right: float, strikes: FloatArray, expiry: IntArray | None = None) -> CycleOption:
        """Index options of each cycle, strikes (M,) in points, with the cycle's own expiry or `expiry` (M,)."""
        until = self.expiry if expiry is None else expiry
        settled = np.maximum(right * (self.settled - strikes[:-1]), 0.0)
        after = self.start(np.append(0, until[:-1]))  # a cycle ends at the trade that begins the next one
        still = _price(after.at(slice(1, None)), right, strikes[:-1])
        return CycleOption(
            start=_price(self.start(until), right, strikes),
            close=_price(self.closes(until), right, strikes[self.cycle]),
            end=np.where(until[:-1] == self.expiry[:-1], settled, still),
        )

    @property
    def stock(self) -> CycleOption:
        """A unit of the index, with dividends reinvested since the cycle began."""
        spot = self.at(self.hour)
        growth = np.exp(self._grown(self.dividend_yield))
        return CycleOption(
            spot, self.index * self._since(growth), spot[1:] * growth[self.first[1:]] / growth[self.first[:-1]]
        )

    @property
    def bills(self) -> CycleOption:
        """A dollar in bills since the cycle began, with interest up to the trade that ends it."""
        growth = np.exp(self._grown(self.rate))
        return CycleOption(np.ones(len(self)), self._since(growth), growth[self.first[1:]] / growth[self.first[:-1]])

    @property
    def bills_until_eve(self) -> CycleOption:
        """A dollar in bills since the cycle began; the day on which the cycle ends adds no interest."""
        growth, bills = np.exp(self._grown(self.rate)), self.bills
        return bills._replace(end=growth[self.first[1:] - 1] / growth[self.first[:-1]])

    def _grown(self, rate: FloatArray) -> FloatArray:
        """The running sum of a yearly rate (R,) over nights, each at the rate of the day before it: (R,)."""
        return np.concatenate([[0.0], np.cumsum(rate[:-1] * np.diff(self.numbers) / DAYS_PER_YEAR)])

    def _since(self, growth: FloatArray) -> FloatArray:
        return growth / growth[self.first][self.cycle]

    def levels(self, package: CycleOption, name: str) -> pd.Series:
        """Daily levels (R,) of a fund that invests all its money in the same package each cycle; 100 at the start."""
        base = 100.0 * np.concatenate([[1.0], np.cumprod(package.end / package.start[:-1])])
        return pd.Series((base / package.start)[self.cycle] * package.close, index=self.days, name=name)


def of_history(history: History, calendar: Calendar = "index", hour: float = NOON) -> Cycle:
    """The cycles of a history from its first known VIX on, by the expiries of index options or of VIX options.

    `hour` is the share of the move from opening to close made when new options trade. OverlayError if the VIX is known on fewer than two days.
    """
    known = history.vix.notna().to_numpy(dtype=bool)
    if known.sum() < 2:
        raise OverlayError(f"The VIX is known on {known.sum()} days, and two are needed: choose a longer history.")
    start = int(known.argmax())
    days, numbers = history.days[start:], history.numbers[start:]
    dates = _expiries(days, calendar)
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
    opening, opened = _opening(series["index"], None if history.opening is None else history.opening.loc[part])
    vix_open = None if history.vix_range is None else history.vix_range["open"].loc[part]
    at_close = (days < AT_OPENING) & (calendar == "index")
    return Cycle(
        days=days,
        numbers=numbers,
        opening=np.where(at_close, series["index"], opening),
        opened=opened & ~at_close,
        at_close=at_close,
        vix_opening=_opening(series["vix"], vix_open)[0],
        hour=hour,
        lately=lately(history.vix).loc[part].to_numpy(),
        first=first,
        cycle=np.searchsorted(first, np.arange(len(numbers)), side="right") - 1,
        expiry=settles[place],
        quarter=settles[quarterly[np.searchsorted(quarterly, place)]],
        **series,
    )


def _expiries(days: pd.DatetimeIndex, calendar: Calendar) -> pd.DatetimeIndex:
    """The monthly expiries around these days, and for some months after them."""
    months = pd.period_range(days[0], days[-1] + AHEAD, freq="M")
    match calendar:
        case "index":
            found = [exchange.monthly_expiry(month.year, month.month) for month in months]
        case "VIX":
            found = [exchange.vix_expiry(month.year, month.month) for month in months]
        case unknown:
            assert_never(unknown)
    return pd.DatetimeIndex(found)


def openings(history: History) -> tuple[int, int]:
    """The number of settlement days of index options with a known opening, and of all that settle at an opening."""
    cycle = of_history(history)
    ends = cycle.first[1:]
    return int(cycle.opened[ends].sum()), int((~cycle.at_close[ends]).sum())


def _opening(close: FloatArray, known: pd.Series | None) -> tuple[FloatArray, BoolArray]:
    """The level at each opening (R,), known or approximated from the closes around it, and which are known (R,)."""
    given = np.full(len(close), np.nan) if known is None else known.to_numpy(dtype=np.float64)
    return np.where(np.isnan(given), _moved(close), given), ~np.isnan(given)


def _moved(close: FloatArray) -> FloatArray:
    """The close before, moved by the share of the day's move made by the opening: (R,). The first day has no move."""
    return _between(np.append(close[:1], close[:-1]), close, OPENING)


def _between(start: FloatArray, end: FloatArray, share: float) -> FloatArray:
    return start + share * (end - start)


def _price(moments: Moments, right: float, strikes: FloatArray) -> FloatArray:
    vol = moments.vol(strikes)
    return black.price(right, moments.forward, strikes, moments.t, vol, moments.discount)
