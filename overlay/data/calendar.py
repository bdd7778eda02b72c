"""Event days from the list that ships (`overlay/samples/events.csv`) or an uploaded one, and breadth from a CSV.

The shipped dates are plain public facts, typed in: FOMC decisions as announced by the Federal Reserve, CPI and PPI
releases as scheduled by the Bureau of Labor Statistics; 2014 to 2018 and 2026 whole, of 2027 the FOMC only, since the
Bureau has not published that year.
"""

import csv
import io
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from overlay.breadth import Breadth
from overlay.errors import OverlayError
from overlay.events import AGENCIES, KINDS, Event, Events

FILE: Final = Path(__file__).resolve().parents[1] / "samples" / "events.csv"
_NUMBERS: Final = ("advances", "declines", "percent_advancers", "value")
_NAMES: Final = {"FOMC_DECISION": "FOMC", "FED": "FOMC"}


@cache
def events(file: Path = FILE) -> Events:
    """The event days that ship, read once; OverlayError where the file is missing or damaged."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise OverlayError(f"The event list {file.name} is missing: reinstall the app.") from error
    return Events(
        dates=_read(text, file.name),
        source="FOMC days of the Federal Reserve, CPI and PPI days of the Bureau of Labor Statistics, typed in for "
        "2014-2018 and 2026 (2027: FOMC only).",
    )


def uploaded_events(content: bytes, name: str) -> Events:
    """Event days of a CSV with the columns date (2025-03-19), event (FOMC, CPI, PPI) and, at will, agency."""
    return Events(dates=_read(_text(content, name), name), source=f"Loaded from {name}.")


def uploaded_breadth(content: bytes, name: str) -> Breadth:
    """Breadth of a CSV: a date column, and advances with declines, or percent_advancers, or a ready line as value.

    Rows with an empty number are left out. Of several in a column exchange, NYSE is taken, or else the first.
    """
    rows = _rows(_text(content, name), name)
    exchanges = list(dict.fromkeys(row.get("exchange", "") for row in rows))
    taken = "NYSE" if "NYSE" in exchanges else exchanges[0]
    rows = [
        row for row in rows
        if row.get("exchange", "") == taken and all(row.get(column) != "" for column in _NUMBERS if column in row)
    ]  # fmt: skip
    if not rows:
        raise OverlayError(f"{name} holds no day with numbers (0 rows): fill in at least one.")
    first = rows[0]
    if {"advances", "declines"} <= first.keys():
        what, net = (
            "advances less declines",
            [_number(r, "advances", name) - _number(r, "declines", name) for r in rows],
        )
    elif "percent_advancers" in first:
        what, net = (
            "percent advancing less percent not",
            [2 * _number(r, "percent_advancers", name) - 100 for r in rows],
        )
    elif "value" in first:
        line = np.array([_number(row, "value", name) for row in rows])
        what, net = "a ready advance-decline line", list(np.diff(line, prepend=line[0]))
    else:
        raise OverlayError(
            f"{name} has the columns {', '.join(first)}: it needs date with advances and declines, percent_advancers or value."
        )
    days = pd.DatetimeIndex([_day(row, name) for row in rows])
    table = pd.Series(net, index=days)
    if not table.index.is_unique:
        raise OverlayError(f"{name} gives {days[days.duplicated()][0].date()} twice: keep one row for each day.")
    table = table.sort_index()
    return Breadth(
        days=pd.DatetimeIndex(table.index),
        net=np.asarray(table, dtype=np.float64),
        source=f"Loaded from {name} ({taken + ': ' if taken else ''}{what}).",
    )


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OverlayError(f"{name} is not text in UTF-8: save it as CSV and load it again.") from error


def _rows(text: str, name: str) -> list[dict[str, str]]:
    """The rows by lower-case column; a first column without a name is the date."""
    lines = list(csv.reader(io.StringIO(text)))
    if len(lines) < 2:
        raise OverlayError(f"{name} holds no rows ({len(lines)} lines): it needs a header and at least one day.")
    header = [cell.strip().lower() or "date" for cell in lines[0]]
    return [{key: cell.strip() for key, cell in zip(header, line, strict=False)} for line in lines[1:] if any(line)]


def _read(text: str, name: str) -> tuple[Event, ...]:
    rows = _rows(text, name)
    column = "event" if "event" in rows[0] else "kind"
    if column not in rows[0]:
        raise OverlayError(f"{name} has the columns {', '.join(rows[0])}: it needs date and event.")
    found = set()
    for row in rows:
        said = row.get(column, "").upper()
        kind = _NAMES.get(said, said)
        if kind not in KINDS:
            raise OverlayError(f"{name} has an event {row.get(column, '')!r}: use {', '.join(KINDS)}.")
        found.add(Event(day=_day(row, name), kind=kind, agency=row.get("agency") or AGENCIES[kind]))
    return tuple(sorted(found))


def _day(row: dict[str, str], name: str) -> date:
    try:
        return date.fromisoformat(row.get("date", ""))
    except ValueError as error:
        raise OverlayError(f"{name} has a date {row.get('date', '')!r}: write it as 2026-09-16.") from error


def _number(row: dict[str, str], column: str, name: str) -> float:
    try:
        value = float(row.get(column, ""))
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise OverlayError(f"{name} has {row.get(column, '')!r} for {column} on {row.get('date', '')}: give a number.")
    return value
