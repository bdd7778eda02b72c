"""Turn a table of cells into one row per contract, for every layout.

The rule: if a file has contract names, the names decide (`overlay.data.chains.cboe_names`). A layout without names has
columns for expiry, type and strike but no root, so AM- and PM-settled contracts share a key. `_without_roots` says how
to separate them, and a flag tells the user.

Source: Cboe product specifications for settlement.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from overlay.data.chains.cboe_dates import calendar_dates
from overlay.data.chains.cboe_names import INDEX_ROOTS, looks_like_contract, parsed_names
from overlay.data.chains.cboe_text import ASK, BID, HOW_TO_GET_ONE, STRIKE, Table, heading_key, numbers, shown
from overlay.errors import OverlayError
from overlay.flags import Flag
from overlay.history import calendar

_MONEY = {"bid": BID, "ask": ASK}
_EXTRA = {
    "last": {"lastsale", "last", "lastprice", "lasttrade"},
    "volume": {"volume", "vol"},
    "open_interest": {"openinterest", "openint", "oi"},
    "vendor_vol": {"iv", "impliedvolatility", "impliedvol"},
}
_NAME = {"contractsymbol", "contractname", "contract", "optionsymbol", "occsymbol", "contractid"}
_EXPIRY = {"expirationdate", "expiration", "expiry", "expirydate", "expdate", "expiredate"}
_RIGHT = {"type", "optiontype", "right", "callput", "putcall", "cp", "cpflag", "side"}
_SPOT = {"indexspot", "spot", "spotprice", "underlyingprice", "underlyinglast", "stockprice"}
_QUOTE_DAY = {"quotedate", "quotedatetime", "quotetime", "asof", "date", "datadate"}
_YEARS = {"t", "years", "tau", "timetoexpiry"}
_POSITIONS = {"last": 1, "bid": 3, "ask": 4, "volume": 5, "vendor_vol": 6, "open_interest": 9}  # after the name


class Contracts(NamedTuple):
    """All contracts of a file, and the time and spot in its columns (None if absent)."""

    symbol: str
    #: root, expiry, settlement, right, strike, the quotes, and ``line``, the line number in the file
    rows: pd.DataFrame
    spot: float | None
    quoted_on: pd.Timestamp | None
    flags: tuple[Flag, ...]


def contracts(table: Table, name: str) -> Contracts:
    """Return the contracts of any layout; OverlayError names the unreadable line or column."""
    keys = [heading_key(heading) for heading in table.headings]
    if "calls" in keys and "puts" in keys:
        first, second = sorted((keys.index("calls"), keys.index("puts")))
        ends = {first: second, second: len(keys)}
        sides = [_side(table, name, start, _columns(keys, start, end, name)) for start, end in ends.items()]
        return with_roots(pd.concat(sides, ignore_index=True), name)
    if not keys:
        sides = [_side(table, name, start, columns) for start, columns in _positions(table, name).items()]
        return with_roots(pd.concat(sides, ignore_index=True), name)
    place = _find(keys, _NAME)
    columns = _columns(keys, 0, len(keys), name)
    if place is not None:
        found = with_roots(_side(table, name, place, columns), name)
    else:
        found = _without_roots(_spelled(table, keys, name, columns), _spot(table, keys), name)
    return found._replace(spot=_spot(table, keys), quoted_on=_quoted_on(table, keys, found.rows))


def _find(keys: list[str], names: set[str], start: int = 0, end: int | None = None) -> int | None:
    """Return the first column from ``start`` to ``end`` with a heading among the names."""
    return next((i for i in range(start, len(keys) if end is None else end) if keys[i] in names), None)


def _columns(keys: list[str], start: int, end: int, name: str) -> dict[str, int]:
    """Return the column of each quoted field between two columns; OverlayError if bid or ask is missing."""
    found = {field: _find(keys, names, start, end) for field, names in (_MONEY | _EXTRA).items()}
    for field in _MONEY:
        if found[field] is None:
            raise OverlayError(f"{name} lacks a column {field.title()} beside its contracts: {HOW_TO_GET_ONE}.")
    return {field: place for field, place in found.items() if place is not None}


def _positions(table: Table, name: str) -> dict[int, dict[str, int]]:
    """Return the columns of a file without headings, where nine cells in Cboe's order follow each contract name."""
    first = table.cells.iloc[0]
    starts = [int(i) for i, cell in enumerate(first) if isinstance(cell, str) and looks_like_contract(cell)]
    if len(starts) != 2 or starts[1] + max(_POSITIONS.values()) >= len(first):
        raise OverlayError(f"{name} has neither a heading line nor Cboe's 22 columns: {HOW_TO_GET_ONE}.")
    return {start: {field: start + step for field, step in _POSITIONS.items()} for start in starts}


def _heading(table: Table, place: int) -> str:
    return table.headings[place] if table.headings else f"number {place + 1}"


def _quotes(table: Table, name: str, columns: dict[str, int]) -> pd.DataFrame:
    """Return the quoted fields of one side, with the line of each."""
    comma = table.decimal_comma
    values = {
        field: numbers(table.cells[place], _heading(table, place), name, decimal_comma=comma, strict=field in _MONEY)
        for field, place in columns.items()
    }
    blank = np.full(len(table.cells), np.nan)
    return pd.DataFrame({field: values.get(field, blank) for field in _MONEY | _EXTRA} | {"line": table.cells.index})


def _side(table: Table, name: str, place: int, columns: dict[str, int]) -> pd.DataFrame:
    """Return the contracts named in one column with their quotes; rows without name and quotes are dropped."""
    quotes = _quotes(table, name, columns)
    names = table.cells[place]
    unnamed = names.isna().to_numpy()
    orphan = unnamed & (quotes[list(_MONEY)].fillna(0.0) != 0.0).any(axis=1).to_numpy()
    if orphan.any():
        raise OverlayError(
            f"{name} quotes a contract without a name in column {shown(_heading(table, place))}, line "
            f"{quotes['line'].iloc[int(orphan.argmax())]}: download the file again."
        )
    quotes = quotes.loc[~unnamed]
    return quotes.assign(**parsed_names(names[~unnamed], _heading(table, place), name))


def with_roots(rows: pd.DataFrame, name: str) -> Contracts:
    """Set the settlement of named contracts by their root; OverlayError if a file holds several underlyings."""
    if rows.empty:
        raise OverlayError(f"{name} has a heading but names no contract (0 rows): {HOW_TO_GET_ONE}.")
    roots = [str(root) for root in rows["root"].unique()]
    adjusted = [root for root in roots if root[-1].isdecimal()]
    flags: tuple[Flag, ...] = ()
    if adjusted and len(adjusted) < len(roots):
        out = rows["root"].isin(adjusted)
        flags = (
            Flag(
                level="note",
                title=f"{int(out.sum())} adjusted contracts left out ({shown(', '.join(adjusted))})",
                why="After a split or a special dividend such contracts do not deliver 100 units.",
                source="OCC adjustment memos",
            ),
        )
        rows = rows.loc[~out]
        roots = [root for root in roots if root not in adjusted]
    symbols = sorted({INDEX_ROOTS.get(root, (root, "PM"))[0] for root in roots})
    if len(symbols) > 1:
        raise OverlayError(
            f"{name} mixes the options of {shown(' and '.join(symbols))}: upload one underlying at a time."
        )
    settlement = rows["root"].map({root: INDEX_ROOTS.get(root, (root, "PM"))[1] for root in roots})
    return Contracts(symbols[0], rows.assign(settlement=settlement), None, None, flags)


def _spelled(table: Table, keys: list[str], name: str, columns: dict[str, int]) -> pd.DataFrame:
    """Return contracts from separate columns for expiry, type and strike."""
    places = {}
    for field, names in (("Expiration Date", _EXPIRY), ("Type", _RIGHT), ("Strike", STRIKE)):
        place = _find(keys, names)
        if place is None:
            raise OverlayError(f"{name} names no contracts and lacks a column {field}: {HOW_TO_GET_ONE}.")
        places[field] = place
    cells = table.cells
    strike = numbers(cells[places["Strike"]], "Strike", name, decimal_comma=table.decimal_comma, strict=True)
    texts = cells[places["Expiration Date"]].astype(str)
    unique, position = np.unique(texts.to_numpy(dtype=object).astype(str), return_inverse=True)
    days = pd.Series(calendar_dates([str(text) for text in unique]), dtype="datetime64[s]")
    letters = cells[places["Type"]].astype(str).str.strip().str[:1].str.upper().map({"C": 1, "P": -1, "1": 1, "-": -1})
    rows = _quotes(table, name, columns).assign(
        expiry=days.to_numpy()[position],
        right=letters.fillna(0).to_numpy(dtype=np.int8),
        strike=strike,
    )
    wrong = {
        "Expiration Date": rows["expiry"].isna(),
        "Type": rows["right"] == 0,
        "Strike": ~(rows["strike"] > 0.0),
    }
    for field, missing in wrong.items():
        if missing.any():
            place = int(missing.to_numpy().argmax())
            raise OverlayError(
                f"{name} has '{shown(cells[places[field]].iloc[place], 30)}' in column {field}, line "
                f"{cells.index[place]}, which is not a valid {field}: correct that line or download the file again."
            )
    return rows


def _spot(table: Table, keys: list[str]) -> float | None:
    place = _find(keys, _SPOT)
    if place is None:
        return None
    values = numbers(table.cells[place], "spot", "", decimal_comma=table.decimal_comma, strict=False)
    values = values[values > 0.0]
    return float(np.median(values)) if values.size else None


def _quoted_on(table: Table, keys: list[str], rows: pd.DataFrame) -> pd.Timestamp | None:
    """Return the day of the quotes from a date column, or from expiry minus a column of years to expiry."""
    place = _find(keys, _QUOTE_DAY)
    if place is not None:
        day = calendar_dates([str(table.cells[place].iloc[0])])[0]
        if day is not None:
            return pd.Timestamp(day)
    place = _find(keys, _YEARS)
    if place is None or len(rows) != len(table.cells):
        return None
    years = numbers(table.cells[place], "T", "", decimal_comma=table.decimal_comma, strict=False)
    known = np.isfinite(years) & (np.abs(years) < 30.0)
    if not known.any():
        return None
    gone = pd.to_timedelta(np.round(365.0 * years[known]), unit="D")
    return pd.Timestamp((pd.DatetimeIndex(rows["expiry"][known]) - gone).min())


def _without_roots(rows: pd.DataFrame, spot: float | None, name: str) -> Contracts:
    """Guess the underlying, and separate AM- from PM-settled contracts as far as possible.

    If two rows share expiry, strike and type, both settlements are listed. The first row (the more active one in Cboe's
    order) is kept as PM-settled, the second is left out. In a file with such pairs, a third Friday without pairs is
    AM-settled only.
    """
    symbol = _underlying(name, spot)
    key = ["expiry", "strike", "right"]
    second = rows.duplicated(key, keep="first").to_numpy()
    days = rows["expiry"].to_numpy()
    doubled = np.unique(days[second])
    kept = rows.loc[~second]
    settlement = np.full(len(kept), "PM", dtype=object)
    flags = [_guessed(symbol, name)]
    if symbol == "VIX":
        settlement[:] = "AM"
    elif symbol == "SPX" and second.any():
        third = [day for day in np.unique(days) if calendar.is_monthly_expiry(pd.Timestamp(day).date())]
        settlement[np.isin(kept["expiry"].to_numpy(), np.setdiff1d(third, doubled))] = "AM"
    if second.any():
        flags.append(_doubles(int(second.sum()), doubled))
    root = {"SPX": np.where(settlement == "AM", "SPX", "SPX?")}.get(symbol, symbol)
    return Contracts(symbol, kept.assign(root=root, settlement=settlement), None, None, tuple(flags))


def _underlying(name: str, spot: float | None) -> str:
    """Return the underlying in the file's name, else the underlying with a level that fits the spot."""
    named = next((symbol for symbol in ("SPXW", "SPX", "XSP", "VIX", "SPY") if symbol.lower() in name.lower()), None)
    if named is not None:
        return named[:3]
    if spot is None:
        raise OverlayError(
            f"{name} states neither its underlying nor its spot: put SPX, XSP, VIX or SPY into the file's name."
        )
    return "SPX" if spot > 1500.0 else "SPY" if spot > 100.0 else "VIX"


def _guessed(symbol: str, name: str) -> Flag:
    return Flag(
        level="note",
        title=f"Read as {symbol} options",
        why=f"{name} has no contract names; the underlying follows from the file's name or the level of its spot.",
    )


def _doubles(count: int, doubled: NDArray[np.datetime64]) -> Flag:
    listed = ", ".join(str(day)[:10] for day in doubled[:3]) + (" and others" if doubled.size > 3 else "")
    return Flag(
        level="warning",
        title=f"{count} rows repeat the expiry, strike and type of another ({listed})",
        why=(
            "The file has no roots, so AM- and PM-settled contracts of one day cannot be separated with certainty. The "
            "first of two rows is used as PM-settled; if it is in fact AM-settled, its prices lack the time "
            "value of the last day."
        ),
        source="Cboe: SPX settles on the third Friday's open, SPXW on the close",
    )
