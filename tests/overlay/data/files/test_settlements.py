"""Uploaded settlements: what is read, what is left out, what is refused."""

from datetime import date

import pytest

from overlay.data.files.settlements import expiries, settlements
from overlay.errors import OverlayError
from tests import oracles

FILE = """expiration_date,symbol,settlement
2026-07-29,VX30/N6,19.5133
2026-08-19,VX/Q6,19.5133
2026-09-16,VX/U6,20.2246
2026-10-21,VX/V6,0
2026-11-18,VX/X6,
2027-01-20,VX/F7,21.5
"""
AS_OF = date(2026, 7, 24)


def test_monthlies_with_a_price_become_the_curve():
    """The weekly row that repeats a monthly, and rows without a price, are left out."""
    curve = settlements(FILE.encode(), as_of=AS_OF, vix=18.2)
    assert curve.tenor_days == (26.0, 54.0, 180.0)
    assert curve.futures == (19.5133, 20.2246, 21.5)
    assert (curve.spot, curve.modelled, curve.flags) == (18.2, False, ())
    assert "2026-07-24" in curve.source


def test_a_row_that_makes_no_sense_is_refused_by_its_line():
    """A settlement of zero, none at all, no day, an expiry that stands twice; weeklies are left out without a word."""
    found = expiries(f"{FILE}soon,VX/G7,20\n2026-09-16,VX/U6,99\n".encode())
    assert found.held.tolist() == [19.5133, 20.2246, 21.5]
    assert [(one.line, one.why.split(":")[0]) for one in found.refused] == [
        (5, "settles at '0'"),
        (6, "settles at nothing"),
        (8, "expires on 'soon'"),
        (9, "expires on '2026-09-16' like an earlier row, which is used"),
    ]


def test_a_row_without_a_settlement_is_not_the_first_of_its_expiry():
    """The later one counts, and is no finding."""
    found = expiries(b"expiry,settlement\n2026-08-19,\n2026-08-19,19.5\n")
    assert found.held.tolist() == [19.5]
    assert [(one.line, one.why.split(":")[0]) for one in found.refused] == [(2, "settles at nothing")]


@pytest.mark.parametrize("heading", ["Expiry,Price", "Expiration Date , Settle", "expiration,future"])
def test_other_headings_are_understood(heading):
    """In any case, with or without a symbol."""
    assert expiries(f"{heading}\n08/19/2026,19.5\n".encode()).held.tolist() == [19.5]


def test_an_hour_and_a_zone_leave_the_day():
    """As some programs write dates."""
    found = expiries(b"expiry,settlement\n2026-08-19T13:30:00Z,19.5\n2026-09-16,20\n").held
    assert [one.date() for one in found.index] == [date(2026, 8, 19), date(2026, 9, 16)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b\n1,2\n", "it needs expiration_date and settlement"),
        ("expiry,settlement\nsoon,high\n", "has no settlement above zero"),
        ("expiry,settlement\n2026-08-19,-3\n", "has no settlement above zero"),
        ("expiry,settlement\n2026-08-19,20260819\n", "up to 200 points"),
        ("expiry,settlement\n1826-08-19,19.5\n", "with an expiry from 2004 on"),
    ],
)
def test_what_is_no_table_of_settlements_is_refused(text, sentence):
    """In a sentence that names the file."""
    with pytest.raises(OverlayError, match=sentence):
        expiries(text.encode(), name="mine.csv")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"PK\x03\x04rubbish", b'"unclosed\n1,2,3\n4', b"1,2\n" * 3])
def test_rubbish_is_refused_not_raised(content):
    """Never a traceback."""
    with pytest.raises(OverlayError):
        expiries(content, name="rubbish.csv")


@pytest.mark.parametrize("day", [date(2028, 1, 3), date(2019, 1, 3)])
def test_a_day_far_from_the_expiries_is_refused(day):
    """All expired, or none within 400 days."""
    with pytest.raises(OverlayError, match="enter the day of the settlements"):
        settlements(FILE.encode(), as_of=day, vix=18.0)


def test_the_public_curve_of_2026_is_read():
    """Eight monthlies."""
    path = oracles.SHARED / "data" / "history" / "vx_futures_curve_2026-07.csv"
    if not path.is_file():
        pytest.skip(oracles.NO_SHARED)
    assert len(settlements(path, as_of=AS_OF, vix=18.0).futures) == 8
