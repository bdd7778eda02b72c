"""`python -m scripts.refresh`: what it prints, what it writes, and its exit code."""

import os
import subprocess
import sys

import pytest

from overlay.data.refresh import run, store
from overlay.data.yahoo.prices import INDICES
from scripts import refresh
from tests import refreshed
from tests.browser.conftest import ROOT


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty cache folder."""
    monkeypatch.setenv("OVERLAY_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def runs(monkeypatch):
    """The runs that will be found instead of asking, and the arguments of each."""
    waiting, asked = [], []
    monkeypatch.setattr(run, "run", lambda *words: asked.append(words) or waiting.pop(0))
    return waiting, asked


def test_a_good_run_is_written_and_returns_zero(home, runs, capsys):
    """The table has a line for each series, and the last sentence says where the file is."""
    runs[0].append(refreshed.run())
    assert refresh.main([]) == 0
    said = capsys.readouterr().out
    assert "S&P 500 (^GSPC)" in said
    assert f"were written to {home / store.NAME}." in said
    assert store.read(home / store.NAME).last == refreshed.LAST


def test_a_failed_series_is_in_the_table_and_returns_one(home, runs, capsys):
    """The others are written."""
    runs[0].append(refreshed.run(failed={"NOSUCH": "Yahoo does not know that name"}))
    assert refresh.main([]) == 1
    assert "not in: Yahoo does not know that name" in capsys.readouterr().out
    assert (home / store.NAME).exists()


def test_a_worse_run_keeps_the_file_and_returns_one(home, runs, capsys):
    """With the sentence."""
    runs[0].extend([refreshed.run(), refreshed.run(symbols=refreshed.USUAL[:4])])
    assert refresh.main([]) == 0
    before = (home / store.NAME).read_bytes()
    assert refresh.main([]) == 1
    assert "stays, because the new one lacks AAPL, MSFT" in capsys.readouterr().out
    assert (home / store.NAME).read_bytes() == before


def test_without_the_index_nothing_is_written(home, runs, capsys):
    """There is no history without it."""
    runs[0].append(refreshed.run(symbols=("^VIX",), failed={"^GSPC": "no answer within 15 seconds"}))
    assert refresh.main([]) == 1
    assert "Without the S&P 500 (^GSPC) there is no history: no answer within 15 seconds." in capsys.readouterr().out
    assert not (home / store.NAME).exists()


def test_a_dry_run_writes_nothing(home, runs, capsys):
    """No file of a history, and so no folder for it."""
    runs[0].append(refreshed.run())
    assert refresh.main(["--dry-run"]) == 0
    assert "This was a dry run: the file of the last run, if any, is unchanged." in capsys.readouterr().out
    assert not home.exists()


def test_symbols_first_day_and_folder_are_what_was_named(tmp_path, runs):
    """Beside the bundled stocks, in Yahoo's spelling."""
    runs[0].append(refreshed.run())
    assert (
        refresh.main(["--symbols", "nvda", "BRK.B", "--first", "2010-01-04", "--folder", str(tmp_path / "mine")]) == 0
    )
    (stocks, first, _), *_ = runs[1]
    assert stocks[-2:] == ("NVDA", "BRK-B")
    assert len(stocks) == 22
    assert first.isoformat() == "2010-01-04"
    assert (tmp_path / "mine" / store.NAME).exists()


@pytest.mark.parametrize(
    ("words", "cache", "said"),
    [
        (["--symbols", "../x"], "there", "is not a stock symbol"),
        ([], "off", "The cache folder is turned off (OVERLAY_CACHE=off): name a folder with --folder."),
    ],
)
def test_what_cannot_be_is_one_sentence(monkeypatch, runs, capsys, words, cache, said):
    """And nobody asks."""
    monkeypatch.setenv("OVERLAY_CACHE", cache)
    assert refresh.main(words) == 1
    assert said in capsys.readouterr().out
    assert runs[1] == []


def test_a_machine_without_a_network_gets_one_sentence(yahoo, capsys):
    """And no traceback."""
    yahoo.fails("refused")
    assert refresh.main([]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:] == [
        (
            "Nothing was loaded: Yahoo cannot be reached: no network, or the connection was refused. "
            "The file of the last run is unchanged."
        )
    ]


@pytest.mark.long
def test_two_whole_runs_at_once_leave_one_whole_file(yahoo):
    """Two processes, all series, since 2024: both end well."""
    command = [sys.executable, "-m", "scripts.refresh", "--first", "2024-01-02"]
    both = [
        subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(2)
    ]
    said = [one.communicate(timeout=600)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert "20 stocks to " in said[0]
    assert len(yahoo.symbols()) == len(INDICES) + 20
    from overlay.data.yahoo import shelf

    assert len(store.read(shelf.folder() / store.NAME).prices) == len(INDICES) + 20
