"""The file of a saved session: what goes in comes out, across versions, and nothing foreign does."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, strategies as some

from overlay.book.lots import Lot
from overlay.data import saved
from overlay.data.saved import Saved
from overlay.errors import OverlayError

LOTS = (
    Lot(symbol="KO", shares=100.0, basis=40.25, acquired=date(2015, 3, 2)),
    Lot(symbol="ZZZZ", shares=0.5, basis=0.0, acquired=date(2020, 2, 29)),
)
FULL = Saved(controls={"sigmas": "1.25", "day": "2018-02-05"}, lots=LOTS, prices={"ZZZZ": 7.5}, market="Chain x.csv")


def changed(**parts):
    """A good file with some parts replaced, as bytes."""
    return json.dumps(json.loads(saved.written(FULL)) | parts).encode()


def test_what_was_saved_is_read_back():
    """Controls, lots, prices, the name of the market; nothing to remark."""
    assert saved.read(saved.written(FULL)) == (FULL, ())


@given(
    controls=some.dictionaries(some.text(min_size=1, max_size=60), some.text(max_size=200)),
    shares=some.lists(some.floats(min_value=1e-6, max_value=1e9), max_size=5),
)
def test_any_session_survives_its_file(controls, shares):
    """Any text under any key, any shares."""
    lots = tuple(Lot(symbol="KO", shares=one, basis=1.0, acquired=date(2015, 3, 2)) for one in shares)
    kept = Saved(controls=controls, lots=lots)
    assert saved.read(saved.written(kept))[0] == kept


@given(some.binary(max_size=400) | some.text(max_size=200).map(str.encode))
def test_no_foreign_file_is_taken(content):
    """Whatever the bytes: refused in a sentence."""
    with pytest.raises(OverlayError, match="not saved by Overlay Explorer"):
        saved.read(content)


_JSON = some.recursive(
    some.none() | some.booleans() | some.floats() | some.integers() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(part=some.sampled_from(["version", "controls", "lots", "prices", "market", "query", "extra"]), value=_JSON)
def test_a_file_tampered_with_is_taken_or_refused_in_a_sentence(part, value):
    """Anything at all in the place of one part."""
    try:
        found, notes = saved.read(changed(**{part: value}))
    except OverlayError:
        return
    assert all(isinstance(one, str) for one in [*found.controls.values(), *notes])


def test_a_file_of_the_first_version_is_read_as_the_link_it_held():
    """A query, and nothing else."""
    content = json.dumps({"format": "overlay-explorer", "version": 1, "query": "sigmas=2&place=Break-even"}).encode()
    assert saved.read(content) == (Saved(controls={"sigmas": "2", "place": "Break-even"}, version=1), ())


def test_a_file_of_a_later_version_is_read_as_far_as_it_is_known():
    """What is new in it is named."""
    found, notes = saved.read(changed(version=9, moons=["Io"]))
    assert found == replace(FULL, version=9)
    assert "version 9" in notes[0]
    assert "'moons'" in notes[1]


def test_a_lot_that_cannot_be_is_left_out_and_named():
    """The others stand."""
    rows = [
        *json.loads(saved.written(FULL))["lots"],
        {"symbol": "KO", "shares": -3, "basis": 1, "acquired": "2015-01-02"},
    ]
    found, notes = saved.read(changed(lots=rows))
    assert found.lots == LOTS
    assert notes[0].startswith("Lot 3 was left out: ")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"[" * 100_000, "not saved by Overlay Explorer"),
        (b'{"format": "overlay-explorer"}', "has no version"),
        (b'{"format": "overlay-explorer", "version": true}', "has no version"),
        (b'{"format": "overlay-explorer", "version": 2, "controls": {"a": NaN}}', "not saved by"),
        (changed(controls={"sigmas": [1]}), "no valid value for 'sigmas'"),
        (changed(controls=[]), "no list of controls"),
        (changed(lots="KO"), "no table of lots"),
        (b" " * 1_000_001, "too large"),
    ],
)
def test_a_bad_file_gets_one_sentence(content, why):
    """Nested without end, nameless, no numbers, too long."""
    with pytest.raises(OverlayError, match=why):
        saved.read(content)


HALVES = {
    "a control's key": {"controls": {"\ud800": "1"}},
    "a control's text": {"controls": {"gap_name": "a\udfffb"}},
    "the market": {"market": "\ud83d"},
    "a symbol": {"lots": [{"symbol": "\ud800", "shares": 1, "basis": 1, "acquired": "2019-01-02"}]},
    "a day": {"lots": [{"symbol": "KO", "shares": 1, "basis": 1, "acquired": "\ud800"}]},
    "a price": {"prices": {"\ud800": 1.0}},
    "an unknown part": {"\ud800": 1},
    "deep in an unknown part": {"later": [{"a": ["\ud800"]}]},
    "the query of a first version": {"version": 1, "query": "gap_name=\ud800"},
}


@pytest.mark.parametrize("part", HALVES.values(), ids=list(HALVES))
def test_a_file_with_half_a_character_is_refused_in_a_sentence_that_can_be_shown(part):
    """Wherever it stands: nothing of the file reaches the session."""
    with pytest.raises(OverlayError, match=r"^The file contains half a character \('\\ud\w{3}'\): ") as found:
        saved.read(changed(**part))
    assert str(found.value).encode()


def test_two_halves_are_a_character():
    """JSON may write any character beyond the first 65,536 as two escapes."""
    found, _ = saved.read(changed(controls={"gap_name": "\U0001f600"}))
    assert found.controls == {"gap_name": "\U0001f600"}


def test_the_name_of_a_refused_file_can_be_shown():
    """Though it holds half a character itself."""
    with pytest.raises(OverlayError) as found:
        saved.read(b"", name="\ud800.json")
    assert str(found.value).startswith("\ufffd.json was not saved")


def test_the_file_is_small():
    """A hundred lots and every control take a few kilobytes."""
    assert len(saved.written(Saved(controls={f"control_{at}": "12.5" for at in range(200)}, lots=LOTS * 50))) < 20_000
