"""The shelf: public answers kept on disk, whole or not at all."""

import os
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given, strategies as st

from overlay.data.yahoo import dispatch, shelf
from tests.browser.conftest import ROOT

DAY = date(2026, 11, 20)
ANSWER = {"days": ["2026-11-20"], "close": [12.5]}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty shelf."""
    monkeypatch.setenv("OVERLAY_CACHE", str(tmp_path / "shelf"))
    return tmp_path / "shelf"


def only(home):
    """The one file on it."""
    (file,) = (one for one in home.iterdir() if one.name.endswith(".json.z"))
    return file


def test_what_was_put_is_kept_with_its_day():
    """By kind and symbol; other symbols and kinds have none."""
    assert shelf.put("history", "^GSPC", DAY, ANSWER)
    assert shelf.kept("history", "^GSPC") == (DAY, ANSWER)
    assert shelf.kept("history", "GSPC") is None
    assert shelf.kept("fundamentals", "^GSPC") is None


def test_the_latest_day_is_taken():
    """In whatever order they were put."""
    for day in (date(2026, 11, 20), date(2026, 11, 18), date(2026, 11, 19)):
        shelf.put("history", "AAPL", day, {"day": day.isoformat()})
    assert shelf.kept("history", "AAPL").answer == {"day": "2026-11-20"}


@pytest.mark.parametrize("damage", ["cut", "headless", "emptied", "flipped", "forged"])
def test_a_damaged_file_is_passed_over_for_the_one_before(home, damage):
    """A cut or a flipped byte fails the checksum; the older answer stands, and the damage is known."""
    shelf.put("history", "AAPL", DAY, ANSWER)
    file = only(home)
    whole = file.read_bytes()
    file.write_bytes(
        {
            "cut": whole[: 64 + (len(whole) - 64) // 2],
            "headless": whole[64:],
            "emptied": b"",
            "flipped": whole[:80] + bytes([whole[80] ^ 1]) + whole[81:],
            "forged": b"0" * 64 + whole[64:],
        }[damage]
    )
    assert shelf.kept("history", "AAPL") is None
    assert shelf.damaged("history", "AAPL")
    shelf.put("history", "AAPL", date(2026, 11, 19), ANSWER)
    assert shelf.kept("history", "AAPL").day == date(2026, 11, 19)


def test_a_crash_in_the_middle_of_writing_leaves_the_old_answer(home):
    """A process is ended between writing and moving: what was there is whole, and the next put works."""
    shelf.put("history", "AAPL", DAY, ANSWER)
    code = (
        "import os; from datetime import date; from overlay.data.yahoo import shelf\n"
        "os.fsync = lambda _: os.kill(os.getpid(), 9)\n"
        "shelf.put('history', 'AAPL', date(2026, 11, 20), {'half': 1})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == -9
    assert [one.suffix for one in sorted(home.iterdir())].count(".tmp") == 1
    assert shelf.kept("history", "AAPL") == (DAY, ANSWER)
    assert shelf.put("history", "AAPL", DAY, {"whole": 2})
    assert shelf.kept("history", "AAPL").answer == {"whole": 2}


def test_the_shelf_is_bounded_and_the_oldest_goes_first(home, monkeypatch):
    """By files and by bytes."""
    monkeypatch.setattr(shelf, "MAX_FILES", 3)
    for number in range(5):
        shelf.put("history", f"S{number}", DAY, ANSWER)
        os.utime(home / f"history~S{number}~{DAY}.json.z", (number + 1, number + 1))
    shelf.put("history", "LAST", DAY, ANSWER)
    assert sorted(one.name.split("~")[1] for one in home.iterdir()) == ["LAST", "S3", "S4"]
    monkeypatch.setattr(shelf, "MAX_BYTES", only_size(home))
    shelf.put("history", "ALONE", DAY, ANSWER)
    assert len(list(home.iterdir())) == 1


def only_size(home):
    """The size of one file."""
    return next(home.iterdir()).stat().st_size


def test_a_folder_that_cannot_be_written_costs_the_memory_only(tmp_path, monkeypatch):
    """A file stands where the folder should be."""
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("OVERLAY_CACHE", str(tmp_path / "taken"))
    assert not shelf.put("history", "AAPL", DAY, ANSWER)
    assert shelf.kept("history", "AAPL") is None
    assert not shelf.damaged("history", "AAPL")


@given(st.text(max_size=40))
def test_no_symbol_leads_out_of_the_folder(symbol):
    """Slashes, dots and anything else become part of a plain name."""
    name = shelf._safe(symbol)
    assert "/" not in name
    assert "\\" not in name
    assert name.isascii()


def test_the_shelf_lies_in_the_users_cache_folder(monkeypatch):
    """Never beside the code."""
    monkeypatch.delenv("OVERLAY_CACHE")
    assert "overlay-explorer" in str(shelf.folder())
    assert ROOT not in shelf.folder().parents


@pytest.mark.parametrize("said", ["off", "OFF", " off "])
def test_a_folder_that_is_turned_off_keeps_and_reads_nothing(monkeypatch, said, tmp_path):
    """No folder of that name either."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OVERLAY_CACHE", said)
    assert shelf.folder() is None
    assert not shelf.put("history", "AAPL", DAY, ANSWER)
    assert shelf.kept("history", "AAPL") is None
    assert not shelf.damaged("history", "AAPL")
    assert dispatch._folder() == ""
    assert list(tmp_path.iterdir()) == []
