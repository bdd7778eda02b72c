"""`Path`: the trading days of a ladder, with the market state on many of them at once.

A position counts the path's own days (D,) and then the trading days after its end, so that an option opened near the
end still has an expiry. Levels and prices are index points.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Final

import numpy as np

from overlay.arrays import BoolArray, DayArray, FloatArray, IntArray
from overlay.errors import OverlayError
from overlay.history import calendar
from overlay.history.daily import History
from overlay.units import DAYS_PER_YEAR

AHEAD_DAYS: Final = 140  # calendar days after the end with known trading days: more than the longest condor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Path:
    """D trading days in order: index, VIX and recent mean of the VIX in points, yearly rates decimal, all (D,).

    `size` is the gates' factor on a new layer on each day (0 closed, NaN unknown; in both cases no layer opens).
    `lowest` and `highest` are the VIX's within the day, points, NaN on a day without a known range; None without any.
    `ahead` holds the trading days after the last. `modelled` marks days without a recorded VIX. OverlayError if lengths
    differ or days do not rise.
    """

    days: DayArray
    index: FloatArray
    vix: FloatArray
    lately: FloatArray
    rate: FloatArray
    dividend_yield: FloatArray
    size: FloatArray
    modelled: BoolArray
    ahead: DayArray
    lowest: FloatArray | None = None
    highest: FloatArray | None = None
    numbers: IntArray = field(init=False)
    closes: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        count = len(self.days)
        for name in ("index", "vix", "lately", "rate", "dividend_yield", "size", "modelled"):
            if len(getattr(self, name)) != count:
                raise OverlayError(f"The path has {count} days but {len(getattr(self, name))} of {name}: align them.")
        numbers = np.concatenate([self.days, self.ahead]).astype("datetime64[D]").astype(np.int64)
        if count < 2 or (np.diff(numbers) <= 0).any():
            raise OverlayError(
                f"A path needs two or more days in rising order; this path has {count}: choose a longer stretch."
            )
        object.__setattr__(self, "numbers", numbers)
        object.__setattr__(self, "closes", calendar.closes(numbers))

    def __len__(self) -> int:
        return len(self.days)

    def __repr__(self) -> str:
        """One line: the first day, the last day and the number of days."""
        return f"Path({self.day(0)} to {self.day(len(self) - 1)}, {len(self):,} days)"

    @property
    def elapsed(self) -> FloatArray:
        """Calendar days since the first day (D,)."""
        elapsed: FloatArray = (self.numbers[: len(self)] - self.numbers[0]).astype(np.float64)
        return elapsed

    @property
    def years(self) -> float:
        """Calendar years from first to last day."""
        return float(self.numbers[len(self) - 1] - self.numbers[0]) / DAYS_PER_YEAR

    def day(self, position: int) -> date:
        """The date at a position, which may lie beyond the end."""
        found: date = np.datetime64(int(self.numbers[position]), "D").astype(date)
        return found

    def left(self, settles: IntArray, at: IntArray) -> FloatArray:
        """Calendar days (N,) from the close of positions `at` (N,) to the close of positions `settles` (N,).

        Three hours less, or more, where one of the two is a half day: as `Market.days_left` counts.
        """
        return np.asarray(self.closes[settles] - self.closes[at])

    def settlement(self, opened: IntArray, days: int) -> IntArray:
        """Settlement positions of condors opened at `opened` (N,) for `days` calendar days, always after the opening.

        A weekend day moves to the nearest weekday. A closed day moves to the trading day before it (the rule for SPX),
        or to the next trading day if that would not be after the opening.
        """
        found = calendar.settlements(self.numbers, self.numbers[opened], days)
        if len(found) and found.max() >= len(self.numbers):
            raise OverlayError(
                f"No trading day is known after {self.day(-1)}, but a condor of {days} days would expire later: "
                "shorten it or end the path earlier."
            )
        return found


def from_history(history: History, first: date, last: date, size: FloatArray | None = None) -> Path:
    """The days of the history from first to last; `size` (whole history) is the gates' factor on new layers.

    OverlayError if fewer than two of the days have a VIX.
    """
    days = history.dates
    known = ~np.isnan(history.vix.to_numpy())
    start = max(int(np.searchsorted(days, np.datetime64(first))), int(known.argmax()))
    stop = int(np.searchsorted(days, np.datetime64(last), side="right"))
    if last < history.first or first > history.last:
        raise OverlayError(
            f"The history runs from {history.first} to {history.last} and holds no day from {first} to {last}: choose "
            "other days, or load a history that holds them."
        )
    if stop - start < 2:
        raise OverlayError(
            f"From {first} to {last} the history has fewer than two days with a VIX: choose an earlier start."
        )
    take = slice(start, stop)
    ranges = history.vix_range
    return Path(
        days=days[take],
        index=history.index.to_numpy()[take],
        vix=history.vix.to_numpy()[take],
        lately=history.lately[take],
        rate=history.rate.to_numpy()[take],
        dividend_yield=history.dividend_yield.to_numpy()[take],
        size=np.ones(stop - start) if size is None else size[take],
        modelled=history.vix_modelled.to_numpy(dtype=bool)[take],
        ahead=_after(days[stop - 1].astype(date)),
        lowest=None if ranges is None else ranges["low"].to_numpy()[take],
        highest=None if ranges is None else ranges["high"].to_numpy()[take],
    )


@cache
def _after(last: date) -> DayArray:
    found = calendar.trading_days(last + timedelta(days=1), last + timedelta(days=AHEAD_DAYS))
    return found.to_numpy().astype("datetime64[D]")
