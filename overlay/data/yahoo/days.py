"""The days of an answer against the exchange's calendar: closed days, days to come, days given twice, an unfinished day.

The rule: a few wrong rows are left out with a flag, and a series whose days are not those of New York is refused. A day is
finished when its closing time has passed at the moment of the answer: 16:00, or 13:00 on a half day.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from overlay.data.yahoo.wrong import ORDINARY, flag, many
from overlay.errors import OverlayError
from overlay.flags import Flag, Level
from overlay.history import calendar

NEW_YORK: Final = ZoneInfo("America/New_York")
_AMERICAN: Final = ("America/New_York", "America/Chicago")  # Cboe's indices are on Chicago's clock


def checked(
    symbol: str, table: pd.DataFrame, answer: Mapping[str, Any], asked: date
) -> tuple[pd.DataFrame, tuple[Flag, ...]]:
    """The rows on trading days that were over when Yahoo answered, in order, and flags for the others.

    `table` has the column `close` and one row for each day of the answer, in any order. OverlayError if all days are
    still to come, or if many days are closed or come twice.
    """
    table = table.sort_index(kind="stable")
    table, later = _up_to(symbol, table, asked)
    table, closed = _open(symbol, table)
    table, twice = _once(symbol, table)
    table = table.iloc[: len(table) - _unfinished(table, answer)]
    return table, (*later, *closed, *twice, *_elsewhere(symbol, answer))


def _up_to(symbol: str, table: pd.DataFrame, asked: date) -> tuple[pd.DataFrame, tuple[Flag, ...]]:
    """The rows up to the day of the answer."""
    days = pd.DatetimeIndex(table.index)
    ahead = np.asarray(days > pd.Timestamp(asked))
    if not ahead.any():
        return table, ()
    count, first = int(np.count_nonzero(ahead)), days[ahead][0].date()
    if ahead.all() or many(count, len(days)):
        raise OverlayError(
            f"{count:,} of Yahoo's {len(days):,} closes are in the future (the last on {days[-1]:%Y-%m-%d}, asked on {asked}): "
            f"check this machine's date, or {ORDINARY}"
        )
    title = f"{symbol}: {count} closes after the day of the answer ({asked}) left out (the first on {first})"
    return table[~ahead], (flag(title),)


def _open(symbol: str, table: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Flag, ...]]:
    """The rows on days when the New York exchange traded."""
    days = pd.DatetimeIndex(table.index)
    closed = _closed(days)
    if not closed.any():
        return table, ()
    count, first = int(np.count_nonzero(closed)), days[closed][0]
    if many(count, len(days)):
        raise OverlayError(
            f"Yahoo gives closes on {count} days when the New York exchange was closed (the first on {first:%A} {first:%Y-%m-%d}), "
            f"so its days are not those of the index: {ORDINARY}"
        )
    level: Level = "note" if symbol.startswith("^") else "warning"
    title = f"{symbol}: {count} closes on days when the exchange was closed left out (the first on {first:%A} {first:%Y-%m-%d})"
    return table[~closed], (flag(title, level),)


def _closed(days: pd.DatetimeIndex) -> np.ndarray:
    """Whether the exchange was closed, for each of some days (D,) in order; before 1985 only weekends count."""
    closed = np.asarray(days.day_of_week > 4)
    known = np.asarray(days >= pd.Timestamp(calendar.FIRST))
    if known.any():
        trading = calendar.trading_days(days[known][0].date(), days[-1].date())
        closed[known] = ~days[known].isin(trading)
    return closed


def _once(symbol: str, table: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Flag, ...]]:
    """One row a day, the last; a flag if the rows of a day have different closes."""
    days = pd.DatetimeIndex(table.index)
    repeated = np.asarray(days.duplicated(keep="last"))
    if not repeated.any():
        return table, ()
    kept = table[~repeated]
    closes = kept["close"].reindex(days[repeated]).to_numpy()
    differ = table["close"].to_numpy()[repeated] != closes
    if not differ.any():
        return kept, ()
    count, first = int(np.count_nonzero(differ)), days[repeated][differ][0].date()
    if many(count, len(days)):
        raise OverlayError(f"Yahoo gives {count} days twice with different closes (the first is {first}): {ORDINARY}")
    title = f"{symbol}: {count} days come twice with different closes, and the later row is used (the first is {first})"
    return kept, (flag(title),)


def _unfinished(table: pd.DataFrame, answer: Mapping[str, Any]) -> int:
    """The number of rows at the end for a day that was not closed at the time of the answer: 0 or 1."""
    moment = stamped(answer.get("quoted"))
    if moment is None or not len(table):
        return 0
    last = pd.DatetimeIndex(table.index)[-1].date()
    return int(last == moment.date() and moment.time() < calendar.closing(last))


def stamped(seconds: Any) -> datetime | None:
    """New York time, without a zone, of seconds since 1970; None if it cannot be a time of a quote."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0.0 < seconds < 4e9:
        return None
    return datetime.fromtimestamp(float(seconds), tz=UTC).astimezone(NEW_YORK).replace(tzinfo=None)


def _elsewhere(symbol: str, answer: Mapping[str, Any]) -> tuple[Flag, ...]:
    """A flag for a stock of an exchange on another clock; an older saved answer does not state it."""
    zone = answer.get("zone")
    if symbol.startswith("^") or zone in (None, "", *_AMERICAN):
        return ()
    title = f"{symbol} trades on the clock of {str(zone)[:30]}, not of New York"
    why = "Its close and the index's are hours apart, so its beta on daily returns is too low: choose weekly returns."
    return (Flag(level="warning", title=title, why=why, source="Yahoo by yfinance"),)
