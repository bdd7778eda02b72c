"""The file of a run: whole, described, never replaced by a worse one, and one sentence where it is damaged."""

import json
import threading
from contextlib import suppress
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from overlay.data import bundled
from overlay.data.refresh import store
from overlay.data.yahoo import shelf
from overlay.errors import OverlayError
from tests import refreshed
from tests.refreshed import FETCHED, FIRST, LAST, USUAL

LATER = FETCHED + timedelta(days=2)


@pytest.fixture
def file(tmp_path):
    """The file of a good run."""
    assert store.write(refreshed.run(), tmp_path) == ""
    return tmp_path / store.NAME


def test_what_was_written_is_read(file):
    """Every close, the ranges of the index, the moment and the source."""
    wrote, found = refreshed.run(), store.read(file)
    assert list(found.prices) == list(USUAL)
    for symbol, one in wrote.prices.items():
        pd.testing.assert_series_equal(found.prices[symbol].close, one.close)
    pd.testing.assert_frame_equal(found.prices["^GSPC"].bars, wrote.prices["^GSPC"].bars)
    assert found.prices["AAPL"].bars is None
    assert (found.fetched, found.last) == (FETCHED, LAST)
    assert found.name == "S&P 500, VIX, VIX family, bill rate and 2 stocks"
    assert found.origin.name == "Yahoo by yfinance, fetched 25 Nov 2026 08:12 New York"


def test_the_file_says_what_it_holds(file):
    """Name, first and last day, source and moment, for whoever opens it without the app."""
    said = shelf.unpacked(file)
    assert {key: said[key] for key in ("name", "first", "last", "source", "fetched")} == {
        "name": "S&P 500, VIX, VIX family, bill rate and 2 stocks",
        "first": "2026-01-05",
        "last": "2026-11-24",
        "source": "Yahoo by yfinance",
        "fetched": "2026-11-25T08:12:00-05:00",
    }


def test_nothing_but_the_file_and_its_lock_is_left(file):
    """No temporary file stays."""
    assert {one.name for one in file.parent.iterdir()} == {store.NAME, store._LOCK}


def test_the_shelf_never_deletes_it(file, monkeypatch):
    """Though it is older than every saved answer and the shelf is full."""
    monkeypatch.setenv("OVERLAY_CACHE", str(file.parent))
    monkeypatch.setattr(shelf, "MAX_FILES", 1)
    for symbol in ("AAPL", "MSFT", "XOM"):
        assert shelf.put("history", symbol, LAST, {})
    assert len(list(file.parent.glob("history~*"))) == 1
    assert store.read(file).last == LAST


def test_its_history_is_that_of_a_live_load_under_its_own_name(file):
    """Index, VIX, family, rate and stocks are given; the origin says refreshed."""
    own = store.own(store.read(file), bundled.history())
    assert own.given == {"index", "vix", "rate", "VVIX", "AAPL", "MSFT"}
    assert (own.history.origin.kind, own.history.origin.asked) == ("refreshed", date(2026, 11, 25))
    assert own.history.last == LAST
    assert list(own.family) == ["VVIX"]


def test_a_better_file_replaces_it(file):
    """Two days more of the same series."""
    assert store.write(refreshed.run(last=LAST + timedelta(days=1), fetched=LATER), file.parent) == ""
    assert store.read(file).fetched == LATER


WORSE = {
    "lacks ^VVIX": {"symbols": [one for one in USUAL if one != "^VVIX"], "last": LAST + timedelta(days=1)},
    "lacks AAPL, MSFT": {"symbols": USUAL[:4]},
    "has fewer days of": {"last": LAST - timedelta(days=1)},
    "has fewer days of ^GSPC": {"first": FIRST + timedelta(days=7), "last": LAST + timedelta(days=1)},
}


@pytest.mark.parametrize("why", WORSE)
def test_a_worse_file_does_not_replace_it_and_says_so(file, why):
    """A missing series, a later first day, an earlier last day."""
    before = file.read_bytes()
    said = store.write(refreshed.run(fetched=LATER, **WORSE[why]), file.parent)
    assert said.startswith(f"The file of 2026-11-25 08:12 New York stays, because the new one {why}")
    assert str(file) in said
    assert file.read_bytes() == before


def test_a_series_with_a_day_less_in_the_middle_is_worse(file):
    """Same first and last day."""
    run = refreshed.run(fetched=LATER)
    short = run.prices["AAPL"]
    run.prices["AAPL"] = type(short)(
        **{name: getattr(short, name) for name in short.__slots__} | {"close": short.close.drop(short.close.index[9])}
    )
    assert "has fewer days of AAPL:" in store.write(run, file.parent)


FOREIGN = {
    "empty": b"",
    "text": b"date,index\n2026-01-05,6900\n",
    "json": json.dumps({"format": "overlay-explorer"}).encode(),
}


@pytest.mark.parametrize("content", FOREIGN)
def test_a_damaged_file_is_one_sentence_and_is_replaced(tmp_path, content):
    """It is worth nothing, so any run is better."""
    file = tmp_path / store.NAME
    file.write_bytes(FOREIGN[content])
    with pytest.raises(
        OverlayError, match=r"is damaged, or is of another program: run python -m scripts\.refresh again"
    ):
        store.read(file)
    assert store.write(refreshed.run(), tmp_path) == ""
    assert store.read(file).last == LAST


@pytest.mark.parametrize("place", [10, 80, 2_000, -1])
def test_a_flipped_byte_is_noticed(file, place):
    """By the checksum."""
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)
    with pytest.raises(OverlayError, match="damaged"):
        store.read(file)


CHANGES = [
    {"format": "another"},
    {"version": 2},
    {"answers": {}},
    {"answers": 7},
    {"answers": {"^GSPC": 7}},
    {"answers": {"^GSPC": {"days": ["x"], "close": [1.0], "adjusted": [1.0]}}},
    {"fetched": "soon"},
    {"fetched": 7},
    {"fetched": None},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_file_of_another_form_is_one_sentence(file, change):
    """Though its checksum fits."""
    shelf.place(file, shelf.unpacked(file) | change)
    with pytest.raises(OverlayError):
        store.read(file)


def test_a_price_that_cannot_be_is_left_out_on_reading_too(file):
    """The door's own checks run again: an index of zero on one day."""
    content = shelf.unpacked(file)
    content["answers"]["^GSPC"]["close"][5] = 0.0
    shelf.place(file, content)
    found = store.read(file).prices["^GSPC"]
    assert len(found.close) == len(content["answers"]["^GSPC"]["days"]) - 1
    assert "1 impossible closes left out" in found.flags[0].title


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_sentence(tmp_path_factory, content):
    """Whatever stands in the folder."""
    file = tmp_path_factory.getbasetemp() / "any.json.z"
    file.write_bytes(content)
    with pytest.raises(OverlayError):
        store.read(file)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    """A file stands in its place."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(OverlayError, match="cannot be written .*: name another one with --folder"):
        store.write(refreshed.run(), tmp_path / "taken")


def test_of_two_runs_at_once_the_better_file_stays(tmp_path, monkeypatch):
    """Each would find no file and write; the lock makes the second one see the first one's file."""
    together, plain = threading.Barrier(2), store._worse

    def compared(new, file):
        found = plain(new, file)
        with suppress(threading.BrokenBarrierError):  # with the lock nobody else comes
            together.wait(timeout=0.3)
        if "AAPL" not in new:  # the worse one would write last
            threading.Event().wait(0.1)
        return found

    monkeypatch.setattr(store, "_worse", compared)
    runs = [refreshed.run(), refreshed.run(symbols=USUAL[:4])]
    threads = [threading.Thread(target=store.write, args=(one, tmp_path)) for one in runs]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert "AAPL" in store.read(tmp_path / store.NAME).prices
