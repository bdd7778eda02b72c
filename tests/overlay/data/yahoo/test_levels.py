"""Numbers that are no prices, in the courier, on the way from it, in an answer, and on the shelf."""

import io
import json
import queue
from datetime import date

import pytest

from overlay.data.yahoo import courier, dispatch, prices as door, shelf
from overlay.data.yahoo.dispatch import Reply
from overlay.errors import OverlayError
from tests import yahoo_server

ASKED = date(2026, 11, 26)
DAYS = yahoo_server.trading_days(date(2026, 9, 1), date(2026, 11, 25))
INFINITE = float("inf")


def answer(**at):
    """The courier's answer with some closes in place of the invented ones: the row's number after `at`."""
    values = [float(one) for one in yahoo_server.closes("XYZ", DAYS)]
    for name, value in at.items():
        values[int(name.removeprefix("at"))] = value
    return {"days": [str(one) for one in DAYS], "close": values, "adjusted": values}


@pytest.mark.parametrize("value", [INFINITE, -INFINITE, float("nan"), None, 0.0, -5.0, 1e300])
def test_a_close_that_is_no_price_is_left_out_and_named(value):
    """With its day and what stood there; the other closes stay."""
    found = door.read("XYZ", answer(at20=value), ASKED)
    assert len(found.close) == len(DAYS) - 1
    (flag,) = found.flags
    assert flag.title.startswith(f"XYZ: 1 impossible closes left out (the first on {DAYS[20]}: ")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (10**400, "of hundreds of digits"),
        ("60.5", "unexpected form"),
        ("much", "unexpected form"),
        ([1.0], "unexpected form"),
    ],
)
def test_a_number_that_is_none_refuses_the_series(value, said):
    """A number of 401 digits, text, a list: the answer is of another form."""
    with pytest.raises(OverlayError, match=said):
        door.read("XYZ", answer(at20=value), ASKED)


def test_a_column_that_is_too_short_refuses_the_series():
    """Ten closes for sixty days."""
    told = answer()
    with pytest.raises(OverlayError, match="unexpected form"):
        door.read("XYZ", told | {"close": told["close"][:10]}, ASKED)


def test_many_impossible_closes_refuse_the_series():
    """A third of them are zero."""
    with pytest.raises(OverlayError, match=f"20 of Yahoo's {len(DAYS)} closes are impossible .* on {DAYS[0]}"):
        door.read("XYZ", answer(**{f"at{row}": 0.0 for row in range(20)}), ASKED)


def test_a_series_that_never_moves_is_refused():
    """The same close on all days is no market; ten days of a bill rate of 4.2% are."""
    told = answer(**{f"at{row}": 4.2 for row in range(len(DAYS))})
    with pytest.raises(OverlayError, match=f"closes are 4.20 on all {len(DAYS)} days"):
        door.read("XYZ", told, ASKED)
    assert len(door.read("^IRX", told, ASKED).close) == len(DAYS)


def test_the_courier_writes_no_infinity():
    """Nothing in its lines is infinite, NaN, or a number of hundreds of digits, at any depth; the rest is as it was."""
    told = {
        "rows": [["A", 1, 2.5, INFINITE, -INFINITE, float("nan"), 10**400]],
        "day": "2026-11-25",
        "known": True,
        "none": None,
    }
    assert courier.plain(told) == told | {"rows": [["A", 1, 2.5, None, None, None, None]]}


def test_infinity_on_the_way_from_the_courier_counts_as_unknown():
    """Python's own reader of JSON would take it."""
    said = queue.Queue()
    dispatch._listen(io.BytesIO(b'{"answer": [Infinity, -Infinity, NaN, 1.5]}\n'), said)
    assert said.get_nowait() == {"answer": [None, None, None, 1.5]}


def test_an_answer_that_cannot_be_saved_is_used_all_the_same(tmp_path, monkeypatch):
    """An infinite open has no place on the shelf; the closes are read."""
    monkeypatch.setenv(shelf.FOLDER, str(tmp_path))
    told = answer() | {"open": [INFINITE] * len(DAYS)}
    one, why = door.understood(Reply({"kind": "history", "symbol": "XYZ", "start": "2026-09-01"}, told), ASKED)
    assert (one is not None, why) == (True, "")
    assert shelf.kept("history", "XYZ") is None


@pytest.mark.parametrize(
    "fault", [{"currency": "EUR"}, {"symbol": "ZZZZ"}, {"splits": [-4.0] + [0.0] * (len(DAYS) - 1)}]
)
def test_a_saved_answer_passes_the_same_checks(tmp_path, monkeypatch, fault):
    """An older version saved it; it does not come off the shelf."""
    monkeypatch.setenv(shelf.FOLDER, str(tmp_path))
    told = answer() | {"start": "2026-09-01"}
    shelf.put("history", "XYZ", ASKED, told)
    assert door._off_the_shelf("XYZ", date(2026, 9, 1), None) is not None
    shelf.put("history", "XYZ", ASKED, json.loads(json.dumps(told | fault)))
    assert door._off_the_shelf("XYZ", date(2026, 9, 1), None) is None
