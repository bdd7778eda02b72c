"""Event days and breadth from an uploaded CSV."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from overlay.data.files.encodings import decoded
from overlay.data.files.findings import FromFile, Refused, bounded, sorted_out
from overlay.data.files.sheets import shown
from overlay.errors import OverlayError
from overlay.history.events import AGENCIES, KINDS, Event, Events
from overlay.signals.breadth import Breadth

MAX_BYTES: Final = 10 * 2**20
MAX_ROWS: Final = 60_000
_MAX_COLUMNS: Final = 200
MOST: Final = 1e12  # the largest number in a breadth file; a running line of shares may reach billions
READY: Final = "a ready advance-decline line"
_NUMBERS: Final = ("advances", "declines", "percent_advancers", "value")
FileRow = dict[str, str]
_NAMES: Final = {"FOMC_DECISION": "FOMC", "FED": "FOMC"}


def uploaded_events(content: bytes, name: str) -> FromFile[Events]:
    """Event days of a CSV with the columns date (2025-03-19), event (FOMC, CPI, PPI) and optionally agency.

    An invalid row is refused with its line number and the others are kept; OverlayError if no row is left.
    """
    dates, refused = _read(_text(content, name), name)
    return FromFile(held=Events(dates=dates, source=f"Loaded from {name}."), refused=bounded(refused))


def uploaded_breadth(content: bytes, name: str) -> FromFile[Breadth]:
    """Breadth of a CSV with a date column and one of three measures.

    The measures are advances with declines, percent_advancers, or a finished advance-decline line in the column value.

    Rows with an empty number are left out. If the column exchange has several values, NYSE is used, or else the first.
    An invalid row is refused with its line number and the others are kept; OverlayError if no row is left.
    """
    rows = _rows(_text(content, name), name)
    exchanges = list(dict.fromkeys(row.get("exchange", "") for _, row in rows))
    taken = "NYSE" if "NYSE" in exchanges else exchanges[0]
    what, value = _layout(rows[0][1], name)
    rows = [
        (line, row) for line, row in rows
        if row.get("exchange", "") == taken and all(row.get(column) != "" for column in _NUMBERS if column in row)
    ]  # fmt: skip
    good, refused = sorted_out(rows, lambda row: (_day(row), value(row)))
    first: dict[date, float] = {}
    for line, (day, number) in good:
        if day in first:
            refused.append(Refused(line=line, why=f"{day} appears twice: the first row of a day is used"))
        first.setdefault(day, number)
    if not first:
        raise OverlayError(f"{name} has no day with numbers (0 of {len(rows)} rows){_because(refused)}.")
    days = sorted(first)
    numbers = np.array([first[day] for day in days])
    return FromFile(
        held=Breadth(
            days=pd.DatetimeIndex(days),
            net=np.diff(numbers, prepend=numbers[0]) if what == READY else numbers,
            source=f"Loaded from {name} ({taken + ': ' if taken else ''}{what}).",
        ),
        refused=bounded(refused),
    )


def _layout(row: FileRow, name: str) -> tuple[str, Callable[[FileRow], float]]:
    """The kind of a breadth file by its columns, and the function that reads a row's number."""
    if {"advances", "declines"} <= row.keys():
        return (
            "advances less declines",
            lambda one: _number(one, "advances", low=0.0) - _number(one, "declines", low=0.0),
        )
    if "percent_advancers" in row:
        return (
            "percent advancing less percent not",
            lambda one: 2.0 * _number(one, "percent_advancers", low=0.0, high=100.0) - 100.0,
        )
    if "value" in row:
        return READY, lambda one: _number(one, "value")
    raise OverlayError(
        f"{name} has the columns {_columns(row)}: it needs date with advances and declines, percent_advancers or value."
    )


def _because(refused: Sequence[Refused]) -> str:
    return f"; line {refused[0].line} has {refused[0].why}" if refused else ": fill in at least one"


def _text(content: bytes, name: str) -> str:
    if len(content) > MAX_BYTES:
        raise OverlayError(f"{shown(name)} is larger than {MAX_BYTES // 2**20} MB: load fewer rows.")
    return decoded(content)


def _rows(text: str, name: str) -> list[tuple[int, FileRow]]:
    """The rows by lower-case column, with their line numbers; a first column without a name is the date."""
    if text.count("\n") > MAX_ROWS:
        raise OverlayError(f"{shown(name)} has over {MAX_ROWS:,} lines: load fewer rows.")
    reader = csv.reader(io.StringIO(text))
    try:
        lines = [(reader.line_num, [cell.strip() for cell in line[:_MAX_COLUMNS]]) for line in reader if any(line)]
    except csv.Error as error:
        raise OverlayError(
            f"{shown(name)} cannot be split into cells after line {reader.line_num}: correct that line."
        ) from error
    if len(lines) < 2:
        raise OverlayError(f"{shown(name)} has no rows ({len(lines)} lines): it needs a header and at least one day.")
    header = [cell.lower() or ("" if at else "date") for at, cell in enumerate(lines[0][1])]
    return [(at, dict(zip(header, line, strict=False))) for at, line in lines[1:]]


def _columns(row: FileRow) -> str:
    """The columns of a file, for a message."""
    return shown(", ".join(one for one in row if one), 80)


def _read(text: str, name: str) -> tuple[tuple[Event, ...], list[Refused]]:
    rows = _rows(text, name)
    column = "event" if "event" in rows[0][1] else "kind"
    if column not in rows[0][1]:
        raise OverlayError(f"{name} has the columns {_columns(rows[0][1])}: it needs date and event.")
    good, refused = sorted_out(rows, lambda row: _event(row, column))
    if not good:
        raise OverlayError(f"{name} has no readable event (0 of {len(rows)} rows){_because(refused)}.")
    return tuple(sorted({event for _, event in good})), refused


def _event(row: FileRow, column: str) -> Event:
    said = row.get(column, "").upper()
    kind = _NAMES.get(said, said)
    if kind not in KINDS:
        raise ValueError(f"an event '{shown(row.get(column, ''))}': use {', '.join(KINDS)}")
    return Event(day=_day(row), kind=kind, agency=row.get("agency") or AGENCIES[kind])


def _day(row: FileRow) -> date:
    try:
        return date.fromisoformat(row.get("date", ""))
    except ValueError as error:
        raise ValueError(f"a date '{shown(row.get('date', ''))}': write it as 2026-09-16") from error


def _number(row: FileRow, column: str, *, low: float = -MOST, high: float = MOST) -> float:
    try:
        value = float(row.get(column, ""))
    except ValueError:
        value = np.nan
    if not low <= value <= high:
        raise ValueError(f"'{shown(row.get(column, ''))}' for {column}: give a number{_between(low, high)}")
    return value


def _between(low: float, high: float) -> str:
    if low == -MOST:
        return ""
    return " that is not negative" if high == MOST else f" from {low:g} to {high:g}"
