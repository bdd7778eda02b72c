"""Lots out of brokers' files, and hostile files: sentences, never tracebacks, and no good row lost."""

import contextlib
import io
import re
import zipfile
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, strategies as some

from overlay.book.lots import Lot
from overlay.data.files import lots as uploads, sheets
from overlay.data.files.lots import edited_lots, lots_csv, read_lots
from overlay.errors import OverlayError
from tests.sizes import examples

TODAY = date(2026, 11, 23)
HEAD = "Symbol,Quantity,Cost Basis Total,Date Acquired,Price"
GOOD = "KO,10,400,2015-03-02,55"


def read(text, **more):
    """The lots of a text."""
    return read_lots(text.encode() if isinstance(text, str) else text, today=TODAY, **more)


def workbook(*rows):
    """An .xlsx file with these rows."""
    openpyxl = pytest.importorskip("openpyxl")
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "prices"),
    [
        (f"{HEAD}\n{GOOD}\n", {"KO": 55.0}),
        ("Ticker;Shares;Cost per share;Acquired\nKO;10;40,00;02.03.2015\n", {}),
        ("Account 123\n\nSymbol\tQty\tAverage Cost\tOpen Date\nko\t10\t$40.00\t03/02/2015\n", {}),
        ('Symbol,Shares,Purchase Price,Trade Date,Last\n"KO","10.0","40","Mar 2, 2015","1,055.50"\n', {"KO": 1055.5}),
        ("\ufeffsymbol,quantity,total cost,purchase date\r\nKO,10,(-400),\r\nKO,10,400,02-Mar-2015\r\n", {}),
        ("Instrument|Units|Unit Cost|Opened\nKO|10|4e1|2015/3/2\n", {}),
        ("Symbol,Quantity,Cost Basis Total,Date Acquired\nKO,10,400,13/2/2015\nKO,10,400,2/3/2015\n", {}),
    ],
)
def test_the_usual_broker_files_are_read(text, prices):
    """Total or per share, dates and numbers of several countries; the last lot of each is the same."""
    found = read(text)
    assert found.lots[-1] == Lot(symbol="KO", shares=10.0, basis=40.0, acquired=date(2015, 3, 2))
    assert found.prices == prices


@pytest.mark.parametrize(("cost", "shares"), [("40,50", 1000.0), ("40.50", 1.0)])
def test_a_lone_dot_goes_by_the_files_own_decimals(cost, shares):
    """1.000 shares are a thousand beside a decimal comma, and one without."""
    found = read(f"Ticker;Shares;Cost per share;Acquired\nKO;1.000;{cost};02.03.2015\n")
    assert found.lots[0] == Lot(symbol="KO", shares=shares, basis=40.5, acquired=date(2015, 3, 2))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_every_common_encoding_is_read(encoding):
    """With a cell that is not ASCII."""
    found = read(f"{HEAD}\n{GOOD}\nNestlé,1,1,2015-01-02,\n".encode(encoding))
    assert [one.symbol for one in found.lots] == ["KO"]
    assert "NESTLÉ" in found.refused[0].why


def test_excel_is_read_with_real_dates_and_numbers():
    """A title above, a date cell, a text number, a formula without a result."""
    data = workbook(
        ["My lots"],
        ["Symbol", "Shares", "Cost per share", "Acquired", "Price", True],
        ["KO", 10, 40, pd.Timestamp("2015-03-02"), None, True],
        ["PG", "1,000", "$60.50", "2016-01-04", 90.5, None],
        ["XOM", 5, "=1+1", pd.Timestamp("2015-03-02"), 1, None],
    )
    found = read(data)
    assert [(one.symbol, one.shares, one.basis) for one in found.lots] == [("KO", 10.0, 40.0), ("PG", 1000.0, 60.5)]
    assert found.prices == {"PG": 90.5}
    assert [one.line for one in found.refused] == [5]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("=CMD|' /C calc'!A0,1,1,2015-01-02,", "is not a ticker"),
        ("<script>alert(1)</script>,1,1,2015-01-02,", "is not a ticker"),
        ("![x](http://evil.example/x.png),1,1,2015-01-02,", "is not a ticker"),
        (",1,1,2015-01-02,", "is not a ticker"),
        ("KO,-5,100,2015-01-02,", "short positions"),
        ("KO,0,100,2015-01-02,", "0 shares of KO"),
        ("KO,1e308,1,2015-01-02,", "1e\\+308 shares"),
        ("KO,1e999,1,2015-01-02,", "inf shares"),
        ("KO,nan,1,2015-01-02,", "'nan' is not a number of shares"),
        ("KO,=1+1,1,2015-01-02,", "'=1\\+1' is not a number of shares"),
        ("KO,1,many,2015-01-02,", "'many' is not a number of cost"),
        ("KO,1,,2015-01-02,", "'' is not a number of cost"),
        ("KO,1,-100,2015-01-02,", "basis of -100"),
        ("KO,1,1e300,2015-01-02,", "basis of 1e\\+300"),
        ("KO,1,1,2999-01-01,", "in the future"),
        ("KO,1,1,1066-10-14,", "before 1900-01-01"),
        ("KO,1,1,2015-02-30,", "is not a date of purchase"),
        ("KO,1,1,Various,", "'Various' is not a date"),
        ("KO,1,1,,", "'' is not a date"),
        ("KO,1,1,31 Xyz 2015,", "is not a date"),
        ("KO,1,1,2015-01-02,-3", "-3 dollars is not a valid price"),
        ("KO,1,1,2015-01-02,soon", "'soon' is not a number of price"),
        ("KO", "'' is not a number of shares"),
        ("Total,,4000,,", "is not a number of shares"),
    ],
)
def test_a_bad_row_is_refused_by_its_line_and_the_good_ones_stay(row, why):
    """One before, one after."""
    found = read(f"{HEAD}\n{GOOD}\n{row}\n{GOOD}\n")
    assert len(found.lots) == 2
    assert [one.line for one in found.refused] == [3]
    assert re.search(why, found.refused[0].why), found.refused[0].why


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n", "is empty"),
        (b"\x00" * 100, "is empty"),
        (bytes(range(256)) * 20, "binary file"),
        (b"%PDF-1.7 lots", "is a PDF"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel workbook"),
        (b"\x1f\x8b\x08rest", "an archive"),
        (b"PK\x03\x04 not really", "not a readable workbook"),
        (b"<html><body>Sign in</body></html>", "web page"),
        (b'{"lots": []}', "web page or JSON"),
        (b"hello", "not a table of lots"),
        (b";;\n;", "not a table of lots"),
        (b"Symbol,Quantity,Cost Basis Total,Date Acquired\n", "no lots below"),
        (b"x" * (sheets.MAX_BYTES + 1), "larger than 10 MB"),
        ((HEAD + "\n" + (GOOD + "\n") * 100_000).encode(), "about 100,001 rows"),
        ((HEAD + '\n"' + "x" * 200_000 + '"\n').encode(), "cannot be split into cells"),
    ],
)
def test_what_is_no_table_of_lots_gets_one_sentence(data, says):
    """Empty, binary, other kinds, too large, without rows."""
    with pytest.raises(OverlayError, match=says) as caught:
        read(data)
    assert len(str(caught.value)) < 300


def test_a_workbook_that_is_a_bomb_is_not_unpacked():
    """A hundred megabytes of nothing in a hundred kilobytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (100 * 2**20))
    with pytest.raises(OverlayError, match="unpacks to 100 MB"):
        read(out.getvalue())


def test_ten_thousand_rows_are_read():
    """As many as the limit says."""
    assert len(read("\n".join([HEAD, *[GOOD] * sheets.MAX_ROWS])).lots) == sheets.MAX_ROWS


@given(data=some.binary(max_size=400))
@examples(150)
def test_any_bytes_give_lots_or_a_sentence(data):
    """Never another exception."""
    with contextlib.suppress(OverlayError):
        assert read(data).headings


@given(cells=some.lists(some.text(max_size=12), min_size=5, max_size=5))
@examples(150)
def test_any_cells_leave_the_good_rows_alone(cells):
    """Whatever stands in a row, the rows around it are read."""
    row = ",".join('"' + cell.replace('"', '""').replace("\x00", "") + '"' for cell in cells)
    try:
        found = read(f"{HEAD}\n{GOOD}\n{row}\n")
    except OverlayError:
        return  # the odd character made the whole file another kind
    assert found.lots[0].symbol == "KO"


def test_columns_that_cannot_be_told_are_asked_for():
    """Strange headings; and a bare cost, which may be a share's or the lot's."""
    found = read("Paper,Pieces,Paid,When\nKO,10,400,2015-03-02\n")
    assert (found.lots, found.unclear) == ((), ("symbol", "shares", "acquired", "basis"))
    bare = read("Symbol,Qty,Cost basis,Date\nKO,10,400,2015-03-02\n")
    assert (bare.unclear, bare.headings) == (("basis",), ("Symbol", "Qty", "Cost basis", "Date"))


@pytest.mark.parametrize(("kind", "basis"), [("basis", 400.0), ("cost", 40.0)])
def test_a_mapping_tells_the_columns(kind, basis):
    """The learner's word goes before ours."""
    told = {"symbol": "Paper", "shares": "Pieces", kind: "Paid", "acquired": "When"}
    found = read("Paper,Pieces,Paid,When\nKO,10,400,2015-03-02\n", mapping=told)
    assert found.lots[0].basis == basis
    assert found.mapping == told


def test_doubles_are_kept_and_named():
    """Two fills of the same order are no error, a row pasted twice is."""
    found = read(f"{HEAD}\n{GOOD}\n{GOOD}\n")
    assert len(found.lots) == 2
    assert "Lines 2, 3 hold the same lot of KO" in found.notes[0]


@pytest.mark.parametrize(
    ("dates", "first", "note"),
    [
        (("3/4/2015", "1/2/2016"), date(2015, 3, 4), "month first"),
        (("3/4/2015", "31/1/2016"), date(2015, 4, 3), "day first"),
        (("3/4/15", "1/31/71"), date(2015, 3, 4), "month first"),
        (("3.4.2015", "1.2.2016"), date(2015, 4, 3), None),
    ],
)
def test_days_and_months_are_told_apart_by_the_whole_column(dates, first, note):
    """And the guess is said."""
    found = read("\n".join([HEAD, *(f"KO,1,1,{one},5" for one in dates)]))
    assert found.lots[0].acquired == first
    assert any(note in one for one in found.notes) if note else not found.notes


LOTS = some.lists(
    some.builds(
        Lot,
        symbol=some.from_regex(r"[A-Z0-9^][A-Z0-9.\-/^=]{0,14}", fullmatch=True),
        shares=some.floats(1e-6, 1e12),
        basis=some.floats(0, 1e12),
        acquired=some.dates(date(1900, 1, 1), TODAY),
    ),
    max_size=6,
    min_size=1,
)


@given(lots=LOTS)
def test_what_is_saved_is_read_back(lots):
    """To the last digit, prices as well."""
    prices = {lots[0].symbol: 12.34}
    found = read(lots_csv(lots, prices))
    assert found.lots == tuple(lots)
    assert found.prices == prices


@given(text=some.text(min_size=1, max_size=10))
def test_no_saved_cell_is_run_by_a_spreadsheet(text):
    """What begins with =, +, -, @, tab or return is marked as text."""
    assert sheets.harmless(text)[0] not in "=+-@\t\r"
    assert sheets.harmless(text).endswith(text)


def test_no_lot_can_begin_like_a_formula():
    """Every cell of a saved file."""
    data = lots_csv([Lot(symbol="^GSPC", shares=1.0, basis=0.0, acquired=TODAY)], {}).decode()
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in data.splitlines() for cell in line.split(","))


def test_rows_edited_on_screen_go_by_the_same_rules():
    """Blank rows are skipped; numbers, dates and missing values as the editor hands them out."""
    rows = [
        {"symbol": "KO", "shares": 10, "basis": 40.0, "acquired": date(2015, 3, 2), "price": float("nan")},
        {"symbol": None, "shares": float("nan"), "basis": None, "acquired": None, "price": None},
        {"symbol": "PG", "shares": None, "basis": 1.0, "acquired": date(2015, 3, 2), "price": 9.0},
        {"symbol": "pg", "shares": 2.0, "basis": 1.0, "acquired": pd.Timestamp("2015-03-02"), "price": 9.0},
    ]
    found = edited_lots(rows, TODAY)
    assert [one.symbol for one in found.lots] == ["KO", "PG"]
    assert [one.line for one in found.refused] == [3]
    assert found.prices == {"PG": 9.0}


def test_paths_and_files_are_read(tmp_path):
    """As Streamlit hands an upload out, read from its start; a missing path in a sentence."""
    (tmp_path / "lots.csv").write_text(f"{HEAD}\n{GOOD}\n")
    assert len(read_lots(tmp_path / "lots.csv").lots) == 1
    file = io.BytesIO(f"{HEAD}\n{GOOD}\n".encode())
    file.seek(20)
    assert len(read_lots(file).lots) == 1
    with pytest.raises(OverlayError, match=r"none\.csv cannot be opened"):
        read_lots(tmp_path / "none.csv")
    file.close()
    with pytest.raises(OverlayError, match="cannot be read"):
        read_lots(file)


def test_names_and_cells_are_fit_for_a_message():
    """One line, printable, short."""
    assert sheets.shown("a\nb`\x00" + "c" * 99) == "a b' " + "c" * 34 + "…"
    assert uploads.LABELS.keys() == uploads.HEADINGS.keys()
