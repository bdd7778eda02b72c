"""Read tax lots from a broker's CSV or Excel file, and write them to a CSV.

The rule: headings are recognised by the names that brokers use. The user decides ambiguous headings; the reader never
guesses ("Cost basis" alone may be for a share or for the lot). An invalid row is refused with its line number and the
reason, and the others are kept.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Final

from overlay.book.lots import Lot
from overlay.data.files.findings import Refused
from overlay.data.files.own_history import history
from overlay.data.files.sheets import Cell, Sheet, Source, cell, harmless, sheet, shown
from overlay.errors import OverlayError

__all__ = [
    "LotFile",
    "edited_lots",
    "history",  # re-exported, so that one import reads uploaded lots and an uploaded history
    "lots_csv",
    "read_lots",
]

WHAT: Final = "a table of lots with symbol, shares, cost and date acquired"
EARLIEST: Final = date(1900, 1, 1)

#: field -> its headings in lower case, without spaces and punctuation
HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "symbol": ("symbol", "ticker", "tickersymbol", "symbolcusip", "instrument", "security", "stock", "sym"),
    "shares": ("shares", "quantity", "qty", "units", "numberofshares", "sharequantity", "position", "quantityshares"),
    "basis": (
        "basispershare", "costbasispershare", "costpershare", "costshare", "unitcost", "averagecost", "averageprice",
        "averagecostbasis", "avgcost", "purchaseprice", "pricepaid", "buyprice", "unitprice", "costbasisshare", "costprice",
    ),
    "cost": ("costbasistotal", "totalcost", "totalcostbasis", "bookvalue", "costtotal", "totalcostbasisusd"),
    "acquired": (
        "acquired", "dateacquired", "acquireddate", "opendate", "dateopened", "purchasedate", "datepurchased",
        "tradedate", "acquisitiondate", "opened", "buydate", "dateofpurchase", "date",
    ),
    "price": ("price", "lastprice", "currentprice", "last", "marketprice", "closingprice", "close", "markprice", "quote"),
}  # fmt: skip
_NUMBERS: Final = ("shares", "basis", "cost", "price")
FIELDS: Final = ("symbol", "shares", "basis", "acquired", "price")
NEEDED: Final = ("symbol", "shares", "acquired")
LABELS: Final = {
    "symbol": "Symbol",
    "shares": "Shares",
    "basis": "Basis per share ($)",
    "cost": "Cost of the whole lot ($)",
    "acquired": "Date acquired",
    "price": "Price per share ($)",
}
COLUMNS: Final = ("symbol", "shares", "basis_per_share", "acquired", "price")
_MONTH_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS: Final = {name: at for at, name in enumerate(_MONTH_NAMES, 1)}


_NO_CELLS: Final[list[Cell]] = [""]


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFile:
    """The content of a file of lots: the valid lots, prices if the file has them, and the refused rows.

    mapping: field -> heading. unclear: fields with an ambiguous heading; no row is read until they are mapped.
    """

    lots: tuple[Lot, ...] = ()
    prices: Mapping[str, float] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    unclear: tuple[str, ...] = ()


def read_lots(
    source: Source,
    *,
    name: str | None = None,
    mapping: Mapping[str, str] | None = None,
    today: date | None = None,
) -> LotFile:
    """Read lots from CSV or .xlsx: a path, bytes or a binary file object.

    mapping: field -> heading, for fields with unknown headings. today: later dates are refused (default: the real
    date). OverlayError for a file without a table of lots.
    """
    found = sheet(source, WHAT, name)
    line, headings = _heading(found, mapping or {})
    told = _mapping(headings, mapping or {})
    unclear = tuple(one for one in NEEDED if one not in told)
    if "basis" not in told and "cost" not in told:
        unclear = (*unclear, "basis")
    if unclear:
        return LotFile(headings=headings, mapping=told, unclear=unclear)
    rows = [(at, row) for at, row in found.rows if at > line]
    if not rows:
        raise OverlayError(f"{found.name} has headings but no lots below them (line {line}): upload {WHAT}.")
    places = {one: headings.index(heading) for one, heading in told.items()}
    cells = [{one: row[at] if at < len(row) else None for one, at in places.items()} for _, row in rows]
    comma = found.decimal_comma and any("," in str(row.get(one)) for row in cells for one in _NUMBERS)
    taken = _taken([at for at, _ in rows], cells, today, decimal_comma=comma)
    return replace(taken, headings=headings, mapping=told)


def edited_lots(rows: Sequence[Mapping[str, object]], today: date | None = None) -> LotFile:
    """Read lots from the rows of an on-screen table with the columns `FIELDS`, by the same rules.

    Blank rows are skipped. Lines count from 1.
    """
    cells = [{one: cell(row.get(one)) for one in FIELDS} for row in rows]
    kept = [(line, row) for line, row in enumerate(cells, 1) if any(one not in (None, "") for one in row.values())]
    return _taken([line for line, _ in kept], [row for _, row in kept], today, decimal_comma=False)


def lots_csv(lots: Sequence[Lot], prices: Mapping[str, float]) -> bytes:
    """The lots as a UTF-8 CSV that `read_lots` can read; cells that a spreadsheet would run as formulas are escaped."""
    rows = [",".join(COLUMNS)]
    for lot in lots:
        price = prices.get(lot.symbol)
        text = "" if price is None else repr(float(price))
        rows.append(
            f"{harmless(lot.symbol)},{float(lot.shares)!r},{float(lot.basis)!r},{lot.acquired.isoformat()},{text}"
        )
    return ("\r\n".join(rows) + "\r\n").encode()


def _key(heading: str) -> str:
    return "".join(c for c in heading.lower() if c.isalnum())


def _heading(found: Sheet, mapping: Mapping[str, str]) -> tuple[int, tuple[str, ...]]:
    """The line and texts of the headings: among the first sixty rows, the first with the most known fields."""
    best, most = None, 0
    for line, row in found.rows[:60]:
        texts = tuple(shown(one, 60) if one is not None else "" for one in row)
        score = len(_mapping(texts, mapping))
        if score > most:
            best, most = (line, texts), score
    if best is not None:
        return best
    line, row = next(iter(found.rows), (1, _NO_CELLS))
    if len([one for one in row if isinstance(one, str) and one]) >= 3:
        return line, tuple(shown(one, 60) if one is not None else "" for one in row)
    raise OverlayError(
        f"{found.name} is not a table of lots: no line has headings such as Symbol, Quantity, Cost basis and Date acquired "
        f"(it begins with '{shown(row[0], 20)}'): upload {WHAT}."
    )


def _mapping(headings: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Field -> heading: the user's choice first, then the best known name of each field."""
    told = {one: heading for one, heading in mapping.items() if one in HEADINGS and heading in headings}
    keys = {_key(heading): heading for heading in reversed(headings) if heading}
    for one, known in HEADINGS.items():
        heading = next((keys[key] for key in known if key in keys), None)
        if one not in told and heading is not None and heading not in told.values():
            told[one] = heading
    if "basis" in told and "cost" in told and "cost" not in mapping:
        del told["cost"]
    return told


def _taken(
    lines: Sequence[int], rows: Sequence[Mapping[str, Cell]], today: date | None, *, decimal_comma: bool
) -> LotFile:
    """Each row as a lot or as a refused row."""
    latest = today or datetime.now(tz=UTC).date()
    day_first = _day_first([row.get("acquired") for row in rows])
    lots, refused, prices, places = [], [], {}, []
    for line, row in zip(lines, rows, strict=True):
        try:
            lot, price = _lot(row, latest, day_first=day_first, decimal_comma=decimal_comma)
        except OverlayError as error:
            refused.append(Refused(line=line, why=str(error)))
            continue
        lots.append(lot)
        places.append(line)
        if price is not None:
            prices[lot.symbol] = price
    notes = _notes(lots, places, [row.get("acquired") for row in rows], day_first=day_first)
    return LotFile(lots=tuple(lots), prices=prices, refused=tuple(refused), notes=notes)


def _lot(row: Mapping[str, Cell], latest: date, *, day_first: bool, decimal_comma: bool) -> tuple[Lot, float | None]:
    """One row as a lot and a price; OverlayError names the problem."""
    symbol = str(row["symbol"] or "").strip().upper().lstrip("'")
    shares = _number(row["shares"], "shares", decimal_comma=decimal_comma)
    if "basis" in row:
        basis = _number(row["basis"], "basis", decimal_comma=decimal_comma)
    else:
        cost = _number(row["cost"], "cost", decimal_comma=decimal_comma)
        basis = cost / shares if shares > 0.0 else cost
    acquired = _date(row["acquired"], day_first=day_first)
    lot = Lot(symbol=symbol, shares=shares, basis=basis, acquired=acquired)
    if acquired > latest:
        raise OverlayError(f"{symbol} was acquired on {acquired}, which is in the future: correct the date.")
    if acquired < EARLIEST:
        raise OverlayError(f"{symbol} was acquired on {acquired}, before {EARLIEST}: correct the date.")
    if row.get("price") in (None, ""):
        return lot, None
    price = _number(row["price"], "price", decimal_comma=decimal_comma)
    if not 0.0 < price <= 1e9:
        raise OverlayError(
            f"{price:,g} dollars is not a valid price for {symbol}: enter a price above zero, or leave it blank."
        )
    return lot, price


def _number(entry: Cell, what: str, *, decimal_comma: bool) -> float:
    """A cell as a number, with currency signs, thousands and brackets for minus; OverlayError for anything else."""
    if isinstance(entry, float):
        return entry
    text = re.sub(r"[\s$€£'\u2019]", "", str(entry) if entry is not None else "")
    text = re.sub(r"^[\u2010-\u2015\u2212]", "-", text)
    if re.fullmatch(r"\(.+\)", text):
        text = f"-{text[1:-1]}"
    if decimal_comma and re.fullmatch(r"-?\d{1,3}(\.\d{3})+", text):
        text = text.replace(".", "")
    elif decimal_comma or re.fullmatch(r"-?(\d{1,3}(\.\d{3})+|\d+),\d{1,2}", text):
        text = text.replace(".", "").replace(",", ".") if "," in text else text
    elif re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d*)?", text):
        text = text.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", text):
        raise OverlayError(
            f"'{shown(entry, 24) if entry is not None else ''}' is not a number of {what}: enter digits only."
        )
    return float(text)


def _date(entry: Cell, *, day_first: bool) -> date:
    """A cell as a date: ISO, 3/1/2019, 1.3.2019, 01-Mar-2019; OverlayError for anything else."""
    if isinstance(entry, date):
        return entry
    text = str(entry) if entry is not None else ""
    iso = re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", text)
    named = re.match(r"(\d{1,2})[-/ .]([A-Za-z]{3})[A-Za-z]*[-/ .,]+(\d{4})(?!\d)", text)
    american = re.match(r"([A-Za-z]{3})[A-Za-z]*[ -](\d{1,2})[ ,-]+(\d{4})(?!\d)", text)
    plain = re.match(r"(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4}|\d{2})(?!\d)", text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if named:
            return date(int(named[3]), _MONTHS[named[2].lower()], int(named[1]))
        if american:
            return date(int(american[3]), _MONTHS[american[1].lower()], int(american[2]))
        if plain:
            year = int(plain[4]) if len(plain[4]) == 4 else _century(int(plain[4]))
            swap = day_first or plain[2] == "."
            return date(year, int(plain[3] if swap else plain[1]), int(plain[1] if swap else plain[3]))
    except (ValueError, KeyError):
        pass
    raise OverlayError(f"'{shown(text, 24)}' is not a date of purchase: write it like 2019-01-31.")


def _century(year: int) -> int:
    return 1900 + year if year >= 60 else 2000 + year


def _day_first(cells: Sequence[Cell]) -> bool:
    """Whether 3/4/2019 means April: True if a date in the column has a first number above twelve."""
    starts = [re.match(r"(\d{1,2})[-/](\d{1,2})[-/]", one) for one in cells if isinstance(one, str)]
    firsts = [int(one[1]) for one in starts if one]
    seconds = [int(one[2]) for one in starts if one]
    return any(one > 12 for one in firsts) and not any(one > 12 for one in seconds)


def _notes(lots: Sequence[Lot], lines: Sequence[int], cells: Sequence[Cell], *, day_first: bool) -> tuple[str, ...]:
    """Notes for the user on the rows that were read."""
    notes = []
    if day_first:
        notes.append("Dates were read with the day first, because one of them allows no other order.")
    elif any(isinstance(one, str) and re.match(r"\d{1,2}[-/]\d{1,2}[-/]", one) for one in cells):
        notes.append("Dates such as 3/4/2019 were read with the month first, as US brokers write them.")
    doubles = {lot for lot, count in Counter(lots).items() if count > 1}
    for lot in sorted(doubles, key=lambda one: one.symbol)[:5]:
        where = ", ".join(str(line) for line, one in zip(lines, lots, strict=True) if one == lot)
        notes.append(f"Lines {where} hold the same lot of {lot.symbol}: all are kept; delete one if it is a duplicate.")
    return tuple(notes)
