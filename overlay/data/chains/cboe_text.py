"""Turn the bytes of an upload into a table of cells: encoding, separator, heading line and numbers.

The rule: changes that spreadsheets make to a CSV (byte order marks, UTF-16, semicolons, decimal commas, quoted
thousands, trailing separators) are undone silently. A file that is not a table of quotes is refused with one sentence
that shows its content.
"""

import csv
import os
import re
from io import StringIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from overlay.data.files.encodings import decoded
from overlay.errors import OverlayError

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO

MAX_BYTES = 20 * 2**20  # the largest chain seen is 2 MB; a file ten times larger is another kind of file
MAX_LINES = 120_000  # a full SPX chain has 15,000
HOW_TO_GET_ONE = "save the CSV of cboe.com's delayed quote table (All expirations, All strikes) and upload it unchanged"

BID, ASK, STRIKE = {"bid", "bidprice"}, {"ask", "askprice", "offer"}, {"strike", "strikeprice"}  # as `heading_key`

_LOOK_AT = 60  # the heading is within this many lines
_LINE = 500  # characters read of each line above the heading
_SPARE_CELLS = 4  # trailing separators tolerated beyond the heading
_CONTRACT = re.compile(r"(?<![A-Z])[A-Z]{1,5}\d?\s{0,5}\d{6}[CP]\d{8}(?!\d)")
_DECIMAL_COMMA = re.compile(r"^-?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+$")
_KINDS = (
    (b"PK\x03\x04", "a zip archive or an Excel workbook", "unpack it, or save the sheet as CSV, and upload that"),
    (b"\x1f\x8b", "a gzip archive", "unpack it and upload the CSV inside"),
    (b"%PDF", "a PDF", HOW_TO_GET_ONE),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "save the sheet as CSV and upload that"),
    (b"PAR1", "a Parquet file", HOW_TO_GET_ONE),
    (b"\x89PNG", "a picture", HOW_TO_GET_ONE),
    (b"\xff\xd8\xff", "a picture", HOW_TO_GET_ONE),
)


class Table(NamedTuple):
    """The cells below the heading, with types inferred by pandas, and the text above it."""

    #: text above the heading, which may contain the save time and the spot
    preamble: str
    #: the heading's cells, stripped; empty if the file has no heading line
    headings: list[str]
    #: columns 0 to W - 1; the index is the line number in the file
    cells: pd.DataFrame
    decimal_comma: bool


def shown(value: object, size: int = 40) -> str:
    """Return text from a file in a form for messages: one line, printable, at most ``size`` characters."""
    text = "".join(c if c.isprintable() else " " for c in str(value)[: 4 * size])
    text = " ".join(text.replace("`", "'").split())
    return text if len(text) <= size else text[: size - 1] + "…"


def contents(source: Source, name: str | None) -> tuple[bytes, str]:
    """Return the bytes of a path, of bytes or of a binary file object, and a name for messages.

    OverlayError if the source cannot be read or exceeds `MAX_BYTES`.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        data = bytes(source)
    elif isinstance(source, str | os.PathLike):
        name = name or Path(source).name
        data = _from_path(source, shown(name))
    else:
        name = name or getattr(source, "name", None)
        data = _from_file(source, shown(name or "The upload"))
    name = shown(Path(str(name)).name) if name else "The chain"
    if len(data) > MAX_BYTES:
        raise OverlayError(
            f"{name} is larger than {MAX_BYTES // 2**20} MB, ten times a full chain: upload the quotes of one underlying "
            "and one day."
        )
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise OverlayError(f"{name} is empty ({len(data)} bytes): {HOW_TO_GET_ONE}.")
    return data, name


def _from_path(path: str | os.PathLike[str], name: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a possible path"
        raise OverlayError(f"{name} cannot be opened ({reason.lower()}): check the path.") from error


def _from_file(file: BinaryIO, name: str) -> bytes:
    try:
        if file.seekable():
            file.seek(0)  # an upload keeps its read position between runs of a page
        data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError, AttributeError) as error:
        raise OverlayError(f"{name} cannot be read ({shown(error)}): upload it again.") from error
    return data.encode() if isinstance(data, str) else bytes(data)


def text_of(data: bytes, name: str) -> str:
    """Return the text with plain line ends; OverlayError for binary data, HTML or JSON."""
    for magic, kind, way_out in _KINDS:
        if data.startswith(magic):
            raise OverlayError(f"{name} is {kind}, not a CSV of option quotes: {way_out}.")
    text = decoded(data)
    head = text[:4096]
    odd = sum(not (c.isprintable() or c in "\n\t\x0b\x0c\x1a") for c in head)
    if "\x00" in text or odd > len(head) // 50:
        raise OverlayError(f"{name} is a binary file, not a CSV of option quotes: {HOW_TO_GET_ONE}.")
    start = head.lstrip()[:1]
    if start == "<":
        raise OverlayError(f"{name} is a web page, not a CSV (it begins with '{shown(head, 20)}'): {HOW_TO_GET_ONE}.")
    if start in ("{", "["):
        raise OverlayError(f"{name} is JSON, not a CSV (it begins with '{shown(head, 20)}'): {HOW_TO_GET_ONE}.")
    return text


def heading_key(cell: str) -> str:
    """Return a heading in lower case without spaces and punctuation: "Open Int." becomes "openint"."""
    return "".join(c for c in cell.lower() if c.isalnum())


def table(text: str, name: str) -> Table:
    """Find the heading and split the lines below it into cells.

    OverlayError if neither a heading nor a contract name is found, or if a line has too many or too few cells.
    """
    if text.count("\n") > MAX_LINES:
        raise OverlayError(f"{name} has over {MAX_LINES:,} lines, eight times a full chain: {HOW_TO_GET_ONE}.")
    lines = text.split("\n", _LOOK_AT)[:_LOOK_AT]
    place, separator, has_heading = _heading(lines, name)
    headings = [cell.strip() for cell in _split(lines[place], separator)] if has_heading else []
    while headings and not headings[-1]:
        headings.pop()
    first = place + 1 if has_heading else place
    body = text.split("\n", first)[-1] if text.count("\n") >= first else ""
    if not body.strip(f" \n{separator}"):
        raise OverlayError(f"{name} has a heading but no quotes below it (line {place + 1}): {HOW_TO_GET_ONE}.")
    sample = [cell for line in lines[first:] for cell in _split(line, separator)]
    comma = separator != "," and any(_DECIMAL_COMMA.match(cell.strip()) for cell in sample)
    width = len(headings) or len(_split(lines[place].rstrip(separator), separator))
    _refuse_cut_line(body, separator, width, name)
    cells = _cells(body, separator, width, first, name, decimal="," if comma else ".")
    preamble = "\n".join(above[:_LINE] for above in lines[:place])
    return Table(preamble, headings, cells, comma)


def _heading(lines: list[str], name: str) -> tuple[int, str, bool]:
    """Return the line of the heading or of the first contract, the separator, and whether the line is a heading."""
    for place, line in enumerate(lines):
        if len(line) > 10000:
            break
        separator = max(",;\t|", key=line.count)
        keys = {heading_key(cell) for cell in _split(line, separator)}
        if keys & BID and keys & ASK and ({"calls", "puts"} <= keys or keys & STRIKE):
            return place, separator, True
        if len(_CONTRACT.findall(line)) == 2:
            return place, separator, False
    first = next((line for line in lines if line.strip()), "")
    raise OverlayError(
        f"{name} is not an option chain: its first {_LOOK_AT} lines have no columns Strike, Bid and Ask "
        f"(it begins with '{shown(first)}'): {HOW_TO_GET_ONE}."
    )


def _split(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return line.split(separator)


def _refuse_cut_line(body: str, separator: str, width: int, name: str) -> None:
    """Refuse a file with fewer cells in the last line than in the heading, because the download is incomplete."""
    end = body.rstrip("\n \x1a")
    last = end[end.rfind("\n") + 1 :]
    if not last.strip(f" {separator}") or len(last) > 10000:
        return
    cells = len(_split(last, separator))
    if cells < width and not body.endswith("\n"):
        raise OverlayError(
            f"{name} is cut short: its last line has {cells} of {width} cells ('{shown(last)}'): download it again."
        )


def _cells(body: str, separator: str, width: int, first: int, name: str, *, decimal: str) -> pd.DataFrame:
    widest = separator * (width + _SPARE_CELLS - 1)  # a first line of blanks sets the parser's largest number of cells
    try:
        cells = pd.read_csv(
            StringIO(f"{widest}\n{body}"),
            sep=separator,
            header=None,
            names=range(width + _SPARE_CELLS),
            index_col=False,
            skip_blank_lines=False,
            skipinitialspace=True,
            low_memory=False,
            decimal=decimal,
        )
    except (ValueError, OverflowError) as error:
        raise OverlayError(
            f"{name} cannot be split into rows of {width} cells ({_trouble(str(error), first)}): correct that line, or "
            "download the file again."
        ) from error
    cells.index = pd.RangeIndex(first, first + len(cells))
    extra = cells.iloc[:, width:].notna().any(axis=1).to_numpy()
    if extra.any():
        line_number = int(cells.index[int(extra.argmax())])
        raise OverlayError(
            f"{name} has more cells in line {line_number} than the {width} headings: quote its thousands separators, "
            "or download it again."
        )
    cells = cells.iloc[:, :width]
    return cells.loc[cells.notna().any(axis=1)]


def _trouble(complaint: str, first: int) -> str:
    """Put the parser's error into plain words, with the line number in the file."""
    many = re.search(r"in line (\d+), saw (\d+)", complaint)
    if many is not None:
        return f"line {int(many[1]) + first - 1} has {many[2]}"
    unclosed = re.search(r"inside string starting at row (\d+)", complaint)
    if unclosed is not None:
        return f"a quotation mark opened in line {int(unclosed[1]) + first} is never closed"
    return shown(complaint, 60)


def numbers(column: pd.Series, heading: str, name: str, *, decimal_comma: bool, strict: bool) -> NDArray[np.float64]:
    """Return a column of cells as float64, NaN where blank.

    Handles thousands separators, decimal commas, currency signs, percent and special minus signs. With ``strict``, a
    cell that is not a finite number raises an OverlayError with line and column; otherwise the cell becomes NaN.
    """
    if pd.api.types.is_numeric_dtype(column.dtype):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        wrong = np.isinf(values)
        texts = column
    else:
        texts = column.fillna("").astype(str)
        values, wrong = _parsed(texts, decimal_comma=decimal_comma)
    if strict and wrong.any():
        place = int(wrong.argmax())
        raise OverlayError(
            f"{name} has '{shown(texts.iloc[place], 20)}' in column {shown(heading, 20)}, line {column.index[place]}, "
            "which is not a number: correct that cell or download the file again."
        )
    return np.where(wrong, np.nan, values)


def _parsed(texts: pd.Series, *, decimal_comma: bool) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the numbers of cleaned texts (NaN if not a number), and True where a text is not a number."""
    unique, place = np.unique(texts.to_numpy(dtype=object).astype(str), return_inverse=True)
    clean = pd.Series(unique, dtype=object).str.replace(r"[\s$€£'\u2019]", "", regex=True)
    clean = clean.str.replace(r"^[\u2010-\u2015\u2212]", "-", regex=True)
    percent = clean.str.endswith("%").to_numpy(dtype=bool)
    clean = clean.str.rstrip("%")
    if decimal_comma or _commas_are_decimal(clean):
        clean = clean.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    else:
        clean = clean.str.replace(",", "", regex=False)
    blank = clean.str.fullmatch(r"|-+|n/?a|nan|none|null", case=False).to_numpy(dtype=bool)
    values = pd.to_numeric(clean, errors="coerce").to_numpy(dtype=np.float64)
    values = np.where(percent, values / 100.0, values)
    wrong = ~blank & ~np.isfinite(values)
    return np.where(blank, np.nan, values)[place], wrong[place]


def _commas_are_decimal(clean: pd.Series) -> bool:
    """Whether commas are decimal signs ("4500,25", "4.500,25") and not thousands separators ("4,500.25")."""
    with_comma = clean[clean.str.contains(",", regex=False)]
    if with_comma.empty:
        return False
    return not bool(with_comma.str.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d*)?").any())
