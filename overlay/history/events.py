"""Trading days and expiries, and the days of FOMC decisions and of CPI and PPI releases.

Trading days come from `pandas_market_calendars` (imported on first use: it takes a third of a second). Event days are
published ahead, so looking them up for coming days is no look into the future. A year whose days are not at hand is
unknown; it never passes as a year without events.

The dates that ship (`overlay/samples/events.csv`) are plain public facts, typed in: FOMC decisions as announced by the
Federal Reserve, CPI and PPI releases as scheduled by the Bureau of Labor Statistics; 2014 to 2018 and 2026 whole, of 2027
the FOMC only, since the Bureau has not published that year.
"""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from overlay import shipped as shipped_files
from overlay.arrays import BoolArray, FloatArray
from overlay.errors import OverlayError

Settlement = Literal["AM", "PM"]

FOMC, CPI, PPI = "FOMC", "CPI", "PPI"
KINDS: Final = (FOMC, CPI, PPI)
AGENCIES: Final = {FOMC: "Federal Reserve", CPI: "Bureau of Labor Statistics", PPI: "Bureau of Labor Statistics"}
FULL_YEAR: Final = {FOMC: 8, CPI: 12, PPI: 12}
_SLACK: Final = 2  # days that a full year may lack: a shutdown, an emergency
_FRIDAY: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Event:
    """A scheduled day: what is decided or released (FOMC, CPI, PPI), and by which agency."""

    day: date
    kind: str
    agency: str

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise OverlayError(f"{self.kind!r} is no event known here: use one of {', '.join(KINDS)}.")


@dataclass(frozen=True, kw_only=True)
class Events:
    """Event days in order, and in a sentence where they come from."""

    dates: tuple[Event, ...]
    source: str

    def of(self, kinds: Iterable[str]) -> tuple[Event, ...]:
        """The events of some kinds."""
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
        """The years whose days of one kind are at hand, all but two at most."""
        return self._known_years[kind]

    def knows(self, year: int, kinds: Iterable[str] = KINDS) -> bool:
        """Whether a year's days of all these kinds are at hand."""
        return all(year in self.years(kind) for kind in kinds)

    def said_of(self, year: int) -> str:
        """What is known of a year, in a sentence."""
        unknown = [kind for kind in KINDS if year not in self.years(kind)]
        if not unknown:
            return f"{year}: FOMC, CPI and PPI days are known."
        return f"{year}: {', '.join(unknown)} days are not at hand, so nobody here knows whether one is near."

    def within(self, days: pd.DatetimeIndex, ahead: int, kinds: Iterable[str] = KINDS) -> FloatArray:
        """For each day (D,): 1 if such an event falls on it or within so many calendar days after, 0 if none does.

        NaN where no event is known and a day of that window lies in a year that is not at hand.
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
        """Both together, an uploaded list beside the one that ships."""
        return Events(dates=tuple(sorted({*self.dates, *other.dates})), source=f"{self.source} {other.source}")


def _inside(days: NDArray[Any], first: NDArray[Any], last: NDArray[Any]) -> BoolArray:
    """Which of the rising days (D,) lie in any of the spans (N,), ends included."""
    entered = np.bincount(np.searchsorted(days, first, side="left"), minlength=len(days) + 1)
    left = np.bincount(np.searchsorted(days, last, side="right"), minlength=len(days) + 1)
    return np.cumsum(entered - left)[:-1] > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """A day on which SPX options end: PM at the close (Monday to Friday), AM at the open (third Friday)."""

    day: date
    settlement: Settlement


@cache
def _exchange() -> Any:
    # a third of a second that only the calendar needs
    import pandas_market_calendars  # type: ignore[import-untyped]  # noqa: PLC0415

    return pandas_market_calendars.get_calendar("NYSE")


def trading_days(first: date, last: date) -> pd.DatetimeIndex:
    """The New York exchange's trading days from first to last, both included. OverlayError if they stand the other way."""
    if last < first:
        raise OverlayError(f"The last day ({last}) lies before the first ({first}): turn them round.")
    return pd.DatetimeIndex(_exchange().valid_days(first.isoformat(), last.isoformat(), tz=None))


def expiries(first: date, last: date) -> tuple[Expiry, ...]:
    """SPX expiries as listed since May 2022: PM on every trading day, and AM on each third Friday.

    A third Friday without trading is taken by the trading day before it (Good Friday; Juneteenth in 2026 and 2027).
    """
    days = trading_days(first, last)
    plain = [Expiry(day=day.date(), settlement="PM") for day in days]
    month_starts = pd.date_range(pd.Timestamp(first).replace(day=1), last, freq="MS")
    fridays = [start + pd.Timedelta(days=(_FRIDAY - start.weekday()) % 7 + 14) for start in month_starts]
    monthly = {_last_before(friday.date()) for friday in fridays}
    return tuple(
        sorted(
            plain + [Expiry(day=day, settlement="AM") for day in monthly if first <= day <= last],
            key=lambda one: (one.day, one.settlement),
        )
    )


def _last_before(day: date) -> date:
    """The trading day on or just before a day."""
    week = trading_days((pd.Timestamp(day) - pd.Timedelta(days=6)).date(), day)
    return week[-1].date()


@cache
def shipped() -> Events:
    """The event days that ship, read once; OverlayError where the file is missing or damaged."""
    try:
        rows = list(csv.DictReader(shipped_files.text("events.csv").splitlines()))
        dates = [Event(day=date.fromisoformat(row["date"]), kind=row["event"], agency=row["agency"]) for row in rows]
    except (OSError, ValueError, KeyError) as error:
        raise OverlayError("The event list events.csv is missing or damaged: reinstall the app.") from error
    return Events(
        dates=tuple(sorted(dates)),
        source="FOMC days of the Federal Reserve, CPI and PPI days of the Bureau of Labor Statistics, typed in for "
        "2014-2018 and 2026 (2027: FOMC only).",
    )
