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
from overlay.data.encodings import decoded
from overlay.data.sheets import shown
from overlay.errors import OverlayError
from overlay.events import AGENCIES, KINDS, Event, Events

FILE: Final = Path(__file__).resolve().parents[1] / "samples" / "events.csv"
MAX_BYTES: Final = 10 * 2**20
MAX_ROWS: Final = 60_000
_MAX_COLUMNS: Final = 200
_LINE: Final = ""  # the key of a row's line in its file
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
            f"{name} has the columns {_columns(first)}: it needs date with advances and declines, percent_advancers or value."
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
    if len(content) > MAX_BYTES:
        raise OverlayError(f"{shown(name)} is larger than {MAX_BYTES // 2**20} MB: load fewer rows.")
    return decoded(content)


def _rows(text: str, name: str) -> list[dict[str, str]]:
    """The rows by lower-case column, and under an empty name their line; a first column without a name is the date."""
    if text.count("\n") > MAX_ROWS:
        raise OverlayError(f"{shown(name)} has over {MAX_ROWS:,} lines: load fewer rows.")
    reader = csv.reader(io.StringIO(text))
    try:
        lines = [(reader.line_num, [cell.strip() for cell in line[:_MAX_COLUMNS]]) for line in reader if any(line)]
    except csv.Error as error:
        raise OverlayError(
            f"{shown(name)} cannot be cut into cells after line {reader.line_num}: correct it."
        ) from error
    if len(lines) < 2:
        raise OverlayError(f"{shown(name)} holds no rows ({len(lines)} lines): it needs a header and at least one day.")
    header = [cell.lower() or ("" if at else "date") for at, cell in enumerate(lines[0][1])]
    return [dict(zip(header, line, strict=False)) | {_LINE: str(at)} for at, line in lines[1:]]


def _columns(row: dict[str, str]) -> str:
    """The columns of a file, for a message."""
    return shown(", ".join(one for one in row if one), 80)


def _read(text: str, name: str) -> tuple[Event, ...]:
    rows = _rows(text, name)
    column = "event" if "event" in rows[0] else "kind"
    if column not in rows[0]:
        raise OverlayError(f"{name} has the columns {_columns(rows[0])}: it needs date and event.")
    found = set()
    for row in rows:
        said = row.get(column, "").upper()
        kind = _NAMES.get(said, said)
        if kind not in KINDS:
            raise OverlayError(
                f"{name} has an event '{shown(row.get(column, ''))}' in line {row[_LINE]}: use {', '.join(KINDS)}."
            )
        found.add(Event(day=_day(row, name), kind=kind, agency=row.get("agency") or AGENCIES[kind]))
    return tuple(sorted(found))


def _day(row: dict[str, str], name: str) -> date:
    try:
        return date.fromisoformat(row.get("date", ""))
    except ValueError as error:
        raise OverlayError(
            f"{name} has a date '{shown(row.get('date', ''))}' in line {row[_LINE]}: write it as 2026-09-16."
        ) from error


def _number(row: dict[str, str], column: str, name: str) -> float:
    try:
        value = float(row.get(column, ""))
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise OverlayError(
            f"{name} has '{shown(row.get(column, ''))}' for {column} in line {row[_LINE]}: give a number."
        )
    return value
