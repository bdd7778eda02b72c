"""Read daily series from an uploaded table: index, VIX, rate, stocks.

A table has one column for each series, or one series with open, high, low and close. The rule: headings identify the
columns; a file with one series is identified by its name. A row with an unreadable date or an invalid price is refused
with its line number and the reason, and the others are kept. A rate above one half is a rate in percent. The opens of
a file with one series count if it is the index, or the fund SPY with both plain and adjusted closes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from overlay.data.files.findings import Refused, bounded
from overlay.data.files.sheets import Cell, Source, sheet, shown
from overlay.data.openings import FUND, gaps
from overlay.errors import OverlayError

WHAT: Final = "a table of daily closes with a date column"
MOST_ROWS: Final = 30_000  # the S&P 500 since 1927 has 24,777 days
MOST_SERIES: Final = 60
INDEX, VIX, RATE = "index", "vix", "rate"
FAMILY: Final = ("VIX9D", "VIX3M", "VIX6M", "VVIX")
OPENING, GAP = "opening", "opening gap"  # the index at the opening in points; a fund's open over its close before
_FUND_OPEN, _FUND_CLOSE = "SPY open", "SPY close"  # columns from which GAP is computed

_DATES: Final = {"date", "day", "observationdate", "tradedate", "datetime", "time", "timestamp"}
_ROLES: Final = {
    INDEX: {"index", "spx", "gspc", "sp500", "sandp500", "sp500index", "spxclose"},
    VIX: {"vix", "vixcls", "vixclose", "vixhistory"},
    OPENING: {"opening", "indexopening", "indexopen", "spxopen", "gspcopen", "sp500open"},
    RATE: {"rate", "irx", "dtb3", "riskfree", "riskfreerate", "rf", "dgs3mo"},
} | {name: {name.lower(), f"{name.lower()}history"} for name in FAMILY}  # fmt: skip
_CLOSES: Final = ("adjclose", "adjustedclose", "close", "closelast", "value", "price", "last")
_BESIDE: Final = {"open", "high", "low", "volume", "change", "changepercent", "vol"}
_SYMBOL: Final = re.compile(r"\^?[A-Z][A-Z0-9.-]{0,9}")
_FIRST, _LAST = pd.Timestamp(1900, 1, 1), pd.Timestamp(2100, 1, 1)
_HIGHEST: Final = 1e7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PriceFile:
    """The content of a file: series by role ("index", "vix", "rate", "VIX3M") or stock symbol, refused rows, and notes.

    Levels are points or dollars, the rate is decimal; each series has its own rising days.
    """

    name: str
    series: Mapping[str, pd.Series]
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()


def read_prices(source: Source, *, name: str | None = None) -> PriceFile:
    """Read daily series from CSV or .xlsx: a path, bytes or a binary file object.

    OverlayError for a file without a date column, a series, or a readable row.
    """
    found = sheet(source, WHAT, name, MOST_ROWS)
    line, headings = _heading(found.rows, found.name)
    rows = [(at, row) for at, row in found.rows if at > line]
    if not rows:
        raise OverlayError(f"{found.name} has headings but no rows below them (line {line}): upload {WHAT}.")
    place = next(at for at, one in enumerate(headings) if _is_date(one, at))
    columns, notes = _columns(headings, place, found.name)
    lines = np.array([at for at, _ in rows])
    days = _days([row[place] if place < len(row) else None for _, row in rows])
    refused = [
        Refused(line=int(at), why="its date cannot be read: write it like 2019-01-31")
        for at in lines[days.isna().to_numpy()]
    ]
    series = {}
    for role, column in columns.items():
        cells = [row[column] if column < len(row) else None for _, row in rows]
        values, wrong = _values(cells, role, decimal_comma=found.decimal_comma)
        refused += [
            Refused(line=int(lines[at]), why=f"{shown(role)} is {shown(cells[at], 20)!r}, which is not a valid level")
            for at in wrong
        ]
        one = pd.Series(values, index=pd.DatetimeIndex(days), name=role)
        one = one[one.index.notna() & one.notna().to_numpy()]
        notes += _doubles(one, role)
        one = one[~one.index.duplicated(keep="last")].sort_index()
        if len(one):
            series[role] = one
    series = _with_gap(series)
    if not series:
        raise OverlayError(f"{found.name} has no row with a date and a level (0 of {len(rows)}): upload {WHAT}.")
    return PriceFile(name=found.name, series=series, refused=bounded(refused), notes=tuple(notes))


def template() -> bytes:
    """A small table for the user to fill in, which `read_prices` can read."""
    rows = [
        "date,index,vix,rate,AAPL",
        "2026-01-02,6858.47,14.51,0.0358,271.01",
        "2026-01-05,6902.05,14.90,0.0357,267.26",
    ]
    return ("\r\n".join(rows) + "\r\n").encode()


def _key(heading: Cell) -> str:
    return "".join(c for c in str(heading or "").lower() if c.isalnum())


def _is_date(heading: str, place: int) -> bool:
    return _key(heading) in _DATES or (place == 0 and not heading)


def _heading(rows: Sequence[tuple[int, list[Cell]]], name: str) -> tuple[int, list[str]]:
    """The line and texts of the headings: among the first sixty rows, the first with a date and another heading."""
    for line, row in rows[:60]:
        texts = [shown(one if one is not None else "", 30) for one in row[: MOST_SERIES + 20]]
        if any(_is_date(one, at) for at, one in enumerate(texts)) and len([one for one in texts if one]) >= 2 - (
            not texts[0]
        ):
            return line, texts
    first = rows[0][1][0] if rows and rows[0][1] else ""
    raise OverlayError(
        f"{name} has no line of headings with a date (it begins with '{shown(first, 20)}'): upload {WHAT}."
    )


def _columns(headings: Sequence[str], dates: int, name: str) -> tuple[dict[str, int], list[str]]:
    """Role or symbol -> column, and notes on skipped columns; OverlayError if no column holds a series."""
    keys = [_key(one) for one in headings]
    close = next((keys.index(one) for one in _CLOSES if one in keys and keys.index(one) != dates), None)
    if close is not None:
        role = _role(re.sub(r"\.(csv|txt|tsv|xlsx)$", "", name, flags=re.IGNORECASE))
        if role in {INDEX, VIX, RATE, *FAMILY} and "close" in keys:
            close = keys.index("close")  # adjusted closes are for stocks
        if role is None:
            raise OverlayError(
                f"{name} holds one series of unknown kind: name the file index.csv, vix.csv, rate.csv or after the stock."
            )
        columns = {role: close} | _opens(role, keys)
        also = ", and its opens are those of the index" if len(columns) > 1 else ""
        return columns, [f"{name} is read as {role}, from its column {headings[close]}{also}."]
    found: dict[str, int] = {}
    passed = []
    for at, one in enumerate(headings):
        if at == dates or not one or keys[at] in _BESIDE:
            continue
        role = _role(one)
        if role is None or role in found or len(found) >= MOST_SERIES:
            passed.append(one)
        else:
            found[role] = at
    if not found:
        raise OverlayError(f"{name} has no column of prices (it has {shown(', '.join(headings), 60)}): upload {WHAT}.")
    return found, [f"Columns skipped: {shown(', '.join(passed), 80)}."] if passed else []


def _opens(role: str, keys: Sequence[str]) -> dict[str, int]:
    """The columns of opens that can serve settlement: those of the index, or of the fund with plain closes beside them."""
    if "open" not in keys:
        return {}
    if role == INDEX:
        return {OPENING: keys.index("open")}
    adjusted = {"adjclose", "adjustedclose"} & set(keys)
    if role == FUND and adjusted and "close" in keys:
        return {_FUND_OPEN: keys.index("open"), _FUND_CLOSE: keys.index("close")}
    return {}


def _with_gap(series: dict[str, pd.Series]) -> dict[str, pd.Series]:
    """The series with the fund's opening gaps in place of its opens and plain closes."""
    if not {FUND, _FUND_OPEN, _FUND_CLOSE} <= set(series):
        return {role: one for role, one in series.items() if role not in {_FUND_OPEN, _FUND_CLOSE}}
    found = gaps(series.pop(_FUND_OPEN), series.pop(_FUND_CLOSE), series[FUND]).dropna()
    return series | ({GAP: found} if len(found) else {})


def _role(text: str) -> str | None:
    """The meaning of a heading or a file's name: a role, a stock symbol, or None."""
    key = _key(text)
    for role, known in _ROLES.items():
        if key in known:
            return role
    symbol = re.split(r"[\s_(]", text.strip().upper().lstrip("$"))[0].replace(".", "-") if text.strip() else ""
    for role, known in _ROLES.items():
        if _key(symbol) in known:
            return role
    return symbol if _SYMBOL.fullmatch(symbol) else None


def _days(cells: Sequence[Cell]) -> pd.Series:
    """Plain dates, NaT for an invalid cell: ISO first, then pandas' reading of the rest, month first."""
    texts = pd.Series([str(one)[:30] if one is not None else "" for one in cells], dtype=object)
    days = pd.to_datetime(texts.str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
    odd = days.isna()
    if odd.any():
        rest = texts[odd].where(texts[odd].str.contains(r"\d[-/. ,]|^\d{8}$", regex=True), "")
        for pattern in ("%m/%d/%Y", "%d.%m.%Y", "%Y/%m/%d", "%d-%b-%Y", "%b %d, %Y", "%Y%m%d"):
            days = days.fillna(pd.to_datetime(rest.reindex(days.index), format=pattern, errors="coerce"))
    return days.where((days >= _FIRST) & (days < _LAST))


def _values(cells: Sequence[Cell], role: str, *, decimal_comma: bool) -> tuple[np.ndarray, list[int]]:
    """Levels (N,), NaN for empty or invalid cells, and the positions of the invalid cells."""
    values = np.full(len(cells), np.nan)
    if not decimal_comma:
        plain_cells: pd.Series = pd.Series(list(cells), dtype=object)
        values = pd.to_numeric(plain_cells, errors="coerce").to_numpy(dtype=np.float64, copy=True)
    odd = [
        int(at) for at in np.flatnonzero(np.isnan(values))
    ]  # most files hold plain numbers and need no further parsing
    texts = pd.Series(["" if cells[at] is None else str(cells[at])[:40].strip() for at in odd], dtype=object)
    plain = texts.str.replace(r"[$€£%\s']", "", regex=True)
    if decimal_comma:
        plain = plain.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    else:
        plain = plain.str.replace(",", "", regex=False)
    values[odd] = pd.to_numeric(plain, errors="coerce").to_numpy(dtype=np.float64)
    blank = np.zeros(len(cells), dtype=bool)
    blank[odd] = texts.str.lower().isin({"", "nan", "na", "n/a", "null", ".", "-", "#n/a"}).to_numpy(dtype=bool)
    low = -5.0 if role == RATE else 0.0
    good = np.isfinite(values) & (values > low) & (values < _HIGHEST)
    values[~good] = np.nan
    if role == RATE and good.any() and np.nanmax(np.abs(values)) > 0.5:
        values = values / 100.0
    return values, [int(at) for at in np.flatnonzero(~good & ~blank)]


def _doubles(series: pd.Series, role: str) -> list[str]:
    count = int(series.index.duplicated().sum())
    return [f"{shown(role)}: {count} days appear twice; the last row of each is used."] if count else []
