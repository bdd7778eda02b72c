"""Turn the bytes of an upload into rows of cells: CSV in any common encoding, or the first sheet of an Excel workbook.

The rule: changes that spreadsheets make to a file are undone silently. A file without rows is refused with a sentence.
Nothing in a file is ever run: a formula is read as its text or its stored result.
"""

import csv
import os
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

import pandas as pd

from overlay.data.files.encodings import decoded
from overlay.errors import OverlayError

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO
Cell = str | float | date | None

MAX_BYTES: Final = 10 * 2**20
MAX_ROWS: Final = 10_000
_MAX_UNPACKED: Final = 60 * 2**20  # largest unpacked workbook: a small file that unpacks to more is a zip bomb
_MAX_COLUMNS: Final = 200
_RUNS_IN_A_SPREADSHEET: Final = ("=", "+", "-", "@", "\t", "\r")


class Sheet(NamedTuple):
    """A name for messages, and the rows (text, numbers or dates) with their line numbers."""

    name: str
    rows: list[tuple[int, list[Cell]]]
    #: whether a comma is the decimal sign, which a semicolon between cells suggests
    decimal_comma: bool


def shown(value: object, size: int = 40) -> str:
    """Return text from a file in a form for messages: one line, printable, at most `size` characters."""
    text = "".join(c if c.isprintable() else " " for c in str(value)[: 4 * size])
    text = " ".join(text.replace("`", "'").split())
    return text if len(text) <= size else text[: size - 1] + "…"


def harmless(text: str) -> str:
    """Return a text that no spreadsheet runs: an apostrophe is put before a text that begins like a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_RUNS_IN_A_SPREADSHEET) else text


def sheet(source: Source, what: str, name: str | None = None, most: int = MAX_ROWS) -> Sheet:
    """Read a path, bytes or a binary file object; `what` describes the expected content in messages.

    OverlayError for an unreadable source, other kinds of files, and more than `most` rows.
    """
    data, name = _contents(source, what, name, most)
    if data.startswith(b"PK\x03\x04"):
        return Sheet(name, _excel(data, name, most), decimal_comma=False)
    text = _text(data, name)
    separator = max(",;\t|", key=text[:20_000].count)
    return Sheet(name, _csv(text, separator, name, most), decimal_comma=separator == ";")


def _contents(source: Source, what: str, name: str | None, most: int) -> tuple[bytes, str]:
    if isinstance(source, bytes | bytearray | memoryview):
        data = bytes(source[: MAX_BYTES + 1])
    elif isinstance(source, str | os.PathLike):
        name = name or Path(source).name
        try:
            with Path(source).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            raise OverlayError(f"{shown(name)} cannot be opened: check the path.") from error
    else:
        name = name or getattr(source, "name", None)
        try:
            source.seek(0)  # an upload keeps its read position between runs of a page
            data = source.read(MAX_BYTES + 1)
        except (OSError, ValueError, AttributeError) as error:
            raise OverlayError(f"{shown(name or 'The file')} cannot be read: upload it again.") from error
    name = shown(Path(str(name)).name) if name else "The file"
    if len(data) > MAX_BYTES:
        raise OverlayError(f"{name} is larger than {MAX_BYTES // 2**20} MB: upload {what}, at most {most:,} rows.")
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise OverlayError(f"{name} is empty ({len(data)} bytes): upload {what}.")
    return data, name


def _text(data: bytes, name: str) -> str:
    for magic, kind in (
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
        (b"%PDF", "a PDF"),
        (b"\x1f\x8b", "an archive"),
    ):
        if data.startswith(magic):
            raise OverlayError(f"{name} is {kind}, which cannot be read: save it as CSV or as .xlsx and upload that.")
    text = decoded(data)
    head = text[:4096]
    odd = sum(not (c.isprintable() or c in "\n\t") for c in head)
    if "\x00" in text or odd > len(head) // 50:
        raise OverlayError(f"{name} is a binary file, neither CSV nor .xlsx: save the sheet as CSV and upload that.")
    if head.lstrip()[:1] in ("<", "{"):
        raise OverlayError(
            f"{name} is a web page or JSON, not a table (it begins with '{shown(head, 20)}'): save it as CSV and upload that."
        )
    return text


def _csv(text: str, separator: str, name: str, most: int) -> list[tuple[int, list[Cell]]]:
    _check_rows(text.count("\n"), name, most)
    reader = csv.reader(StringIO(text), delimiter=separator)
    try:
        return _filled((reader.line_num, [cell.strip() for cell in row[:_MAX_COLUMNS]]) for row in reader)
    except csv.Error as error:
        raise OverlayError(
            f"{name} cannot be split into cells after line {reader.line_num}: correct that line."
        ) from error


def _excel(data: bytes, name: str, most: int) -> list[tuple[int, list[Cell]]]:
    size = _unpacked(data)
    if size > _MAX_UNPACKED:
        raise OverlayError(f"{name} unpacks to {size // 2**20:,} MB: save its sheet as CSV and upload that.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations, which are not read
            cells = pd.read_excel(BytesIO(data), header=None, dtype=object, engine="openpyxl", nrows=most + 100)
    except Exception as error:  # a broken workbook may raise anything, and the cause is always the file
        raise OverlayError(f"{name} is not a readable workbook: save its sheet as CSV and upload that.") from error
    _check_rows(len(cells), name, most)
    rows = cells.iloc[:, :_MAX_COLUMNS].itertuples(index=False, name=None)
    return _filled((line, [cell(value) for value in row]) for line, row in enumerate(rows, 1))


def _unpacked(data: bytes) -> int:
    """The unpacked size in bytes that a zip archive states; 0 for a broken archive, which the reader then refuses."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:
        return 0


def cell(value: object) -> Cell:
    """Return a value of a workbook or a table as text, number, date or None."""
    if isinstance(value, datetime):
        return None if pd.isna(value) else value.date()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None if value is None or value is pd.NA else str(value).strip()
    return None if pd.isna(value) else float(value)


def _check_rows(rows: int, name: str, most: int) -> None:
    if rows > most + 60:
        raise OverlayError(f"{name} has about {rows:,} rows, and {most:,} are the limit: upload fewer rows.")


def _filled(rows: Iterable[tuple[int, Sequence[Cell]]]) -> list[tuple[int, list[Cell]]]:
    return [(line, list(row)) for line, row in rows if any(cell not in (None, "") for cell in row)]
