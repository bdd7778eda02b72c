"""Trading days and expiries, and the days of FOMC decisions and of CPI and PPI releases.

Trading days are those of `overlay.history.calendar`. Event days are published in advance, so a lookup of future
event days is not look-ahead. If the list lacks a year, its events are unknown; it never counts as a year without
events.

The dates that ship (`overlay/samples/events.csv`) are public facts, typed in: FOMC decisions as announced by the
Federal Reserve, CPI and PPI releases as published by the Bureau of Labor Statistics. They cover 2000 to 2026 in full,
and the FOMC days of 2027; the Bureau has not yet published its dates for 2027.
"""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from overlay import shipped as shipped_files
from overlay.arrays import BoolArray, FloatArray
from overlay.errors import OverlayError
from overlay.history import calendar
from overlay.history.calendar import Settlement

FOMC, CPI, PPI = "FOMC", "CPI", "PPI"
KINDS: Final = (FOMC, CPI, PPI)
AGENCIES: Final = {FOMC: "Federal Reserve", CPI: "Bureau of Labor Statistics", PPI: "Bureau of Labor Statistics"}
FULL_YEAR: Final = {FOMC: 8, CPI: 12, PPI: 12}
_SLACK: Final = 2  # event days that a full year may lack, for example after a shutdown or an emergency


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Event:
    """A scheduled decision or release: its day, its kind (FOMC, CPI, PPI), and its agency."""

    day: date
    kind: str
    agency: str

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise OverlayError(f"{self.kind!r} is not a known event: use one of {', '.join(KINDS)}.")


@dataclass(frozen=True, kw_only=True)
class Events:
    """Event days in order, and a sentence that states their source."""

    dates: tuple[Event, ...]
    source: str

    def of(self, kinds: Iterable[str]) -> tuple[Event, ...]:
        """The events of the given kinds."""
        wanted = set(kinds)
        return tuple(one for one in self.dates if one.kind in wanted)

    @cached_property
    def _known_years(self) -> dict[str, frozenset[int]]:
        counts = Counter((one.kind, one.day.year) for one in self.dates)
        return {
            kind: frozenset(y for (k, y), count in counts.items() if k == kind and count >= FULL_YEAR[kind] - _SLACK)
            for kind in KINDS
        }

    @cached_property
    def _days(self) -> dict[str, NDArray[Any]]:
        return {kind: np.array([one.day for one in self.of([kind])], dtype="datetime64[D]") for kind in KINDS}

    def years(self, kind: str) -> frozenset[int]:
        """The years for which the list has the days of one kind, with at most two missing."""
        return self._known_years[kind]

    def knows(self, year: int, kinds: Iterable[str] = KINDS) -> bool:
        """Whether the list has a year's days of all these kinds."""
        return all(year in self.years(kind) for kind in kinds)

    def said_of(self, year: int) -> str:
        """A sentence that says which event days of a year are known."""
        unknown = [kind for kind in KINDS if year not in self.years(kind)]
        if not unknown:
            return f"{year}: FOMC, CPI and PPI days are known."
        return f"{year}: {', '.join(unknown)} days are unknown, so the app cannot say whether such a day is near."

    def within(self, days: pd.DatetimeIndex, ahead: int, kinds: Iterable[str] = KINDS) -> FloatArray:
        """For each day (D,): 1 if such an event falls on it or up to `ahead` calendar days later, 0 if not.

        NaN if the list has no event there and does not cover every day of the window.
        """
        start = days.to_numpy().astype("datetime64[D]")
        kinds = tuple(kinds)
        if not kinds:
            return np.zeros(len(start))
        wide = np.timedelta64(ahead, "D")
        dates = np.concatenate([self._days[kind] for kind in kinds])
        near = _inside(start, dates - wide, dates)
        years = sorted(frozenset.intersection(*(self.years(kind) for kind in kinds)))
        januaries = np.array([date(year, 1, 1) for year in years], dtype="datetime64[D]")
        decembers = np.array([date(year, 12, 31) for year in years], dtype="datetime64[D]")
        known = _inside(start, januaries, decembers) & _inside(start, januaries - wide, decembers - wide)
        return np.where(near, 1.0, np.where(known, 0.0, np.nan))

    def following(self, day: date, count: int = 4) -> tuple[Event, ...]:
        """The next events on or after a day."""
        return tuple(sorted(one for one in self.dates if one.day >= day)[:count])

    def joined(self, other: "Events") -> "Events":
        """The events of both lists together, such as an uploaded list and the shipped list."""
        return Events(dates=tuple(sorted({*self.dates, *other.dates})), source=f"{self.source} {other.source}")


def _inside(days: NDArray[Any], first: NDArray[Any], last: NDArray[Any]) -> BoolArray:
    """Which of the ascending days (D,) lie in any of the spans (N,), ends included."""
    entered = np.bincount(np.searchsorted(days, first, side="left"), minlength=len(days) + 1)
    left = np.bincount(np.searchsorted(days, last, side="right"), minlength=len(days) + 1)
    return np.cumsum(entered - left)[:-1] > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """A day on which SPX options expire: PM at the close (Monday to Friday), AM at the open (third Friday)."""

    day: date
    settlement: Settlement


def expiries(first: date, last: date) -> tuple[Expiry, ...]:
    """SPX expiries as listed since May 2022: PM on every trading day, and AM on each third Friday.

    If a third Friday is a holiday, the trading day before it is used (Good Friday; Juneteenth in 2026 and 2027).
    """
    days = calendar.trading_days(first, last)
    plain = [Expiry(day=day.date(), settlement="PM") for day in days]
    months = pd.period_range(first, last, freq="M")
    monthly = {calendar.monthly_expiry(month.year, month.month) for month in months}
    return tuple(
        sorted(
            plain + [Expiry(day=day, settlement="AM") for day in monthly if first <= day <= last],
            key=lambda one: (one.day, one.settlement),
        )
    )


@cache
def shipped() -> Events:
    """The shipped event days, read once; OverlayError if the file is missing or damaged."""
    try:
        rows = list(csv.DictReader(shipped_files.text("events.csv").splitlines()))
        dates = [Event(day=date.fromisoformat(row["date"]), kind=row["event"], agency=row["agency"]) for row in rows]
    except (OSError, ValueError, KeyError) as error:
        raise OverlayError("The event list events.csv is missing or damaged: reinstall the app.") from error
    return Events(
        dates=tuple(sorted(dates)),
        source="FOMC days of the Federal Reserve, CPI and PPI days of the Bureau of Labor Statistics, typed in for "
        "2000-2026 (2027: FOMC only).",
    )
