"""Sweeps: the same numbers on every executor, in order, with failures told, progress, stop and taking up again."""

import os
import pickle
import signal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from unittest.mock import Mock

import numpy as np
import pytest

from overlay.backtest import cluster, sweep
from overlay.backtest.engine import Conduct
from overlay.backtest.sweep import BacktestQuestion, cells, run, surface, table, verdict
from overlay.errors import OverlayError
from overlay.history.inference import deflated_sharpe, sharpe
from overlay.options.costs import Costs
from overlay.rules.presets import ARTICLE
from overlay.rules.rule_set import NEVER, RollRule, Sizing
from tests import patience
from tests.menu import ROOT
from tests.overlay.backtest.test_engine import BOOK, HISTORY, LIVED

QUESTION = BacktestQuestion(
    history=HISTORY, portfolio=BOOK, rules=ARTICLE, first=date(2014, 1, 3), last=date(2015, 12, 31), costs=Costs()
)
NO_ROLL = RollRule(trigger="none", level=0.0, new_days=30)
GRID = {"rules.placement.target": (1.0, 1.5, 2.0), "rules.entry_days": (7, 14)}


class Inline(ThreadPoolExecutor):
    """One thread: cells one after the other."""

    def __init__(self):
        super().__init__(1)


@pytest.fixture(scope="module")
def whole():
    """The grid, cell after cell."""
    with Inline() as one:
        return run(GRID, one, QUESTION)


def test_cells_come_in_the_order_of_the_grid(whole):
    """The last parameter moves fastest, whoever finishes first."""
    assert [one.choice for one in whole.cells] == list(cells(GRID))
    assert [dict(one.choice)["rules.entry_days"] for one in whole.cells] == [7, 14] * 3
    assert len(whole.finished) == 6
    assert not whole.stopped


def test_a_cell_is_its_backtest(whole):
    """As if asked alone, with the parameters typed into the rules."""
    rules = replace(ARTICLE, entry_days=7, placement=replace(ARTICLE.placement, target=2.0))
    assert whole.cells[4].outcome == replace(QUESTION, rules=rules).answer()


def test_other_processes_give_the_same_to_the_bit(whole):
    """A worker process, started fresh; the cluster's test has two."""
    with sweep.processes(1) as pool:
        assert run(GRID, pool, QUESTION).cells == whole.cells


def test_a_failed_cell_is_told_and_the_rest_kept():
    """An impossible spacing between two good ones."""
    with Inline() as one:
        found = run({"rules.entry_days": (7, 3, 14)}, one, replace(QUESTION))
    assert [cell.error is None for cell in found.cells] == [True, False, True]
    assert "7 to 21" in str(found.failed[0].error)
    assert found.cells[0].outcome == replace(QUESTION, rules=replace(ARTICLE, entry_days=7)).answer()
    assert "7 to 21" in table(found)["error"][1]


def test_a_worker_that_dies_is_told_and_the_rest_kept():
    """An executor whose second job is lost."""

    class Losing(Inline):
        jobs = 0

        def submit(self, *args, **kwargs):
            Losing.jobs += 1
            if Losing.jobs == 2:
                lost = Future()
                lost.set_exception(OSError("gone"))
                return lost
            return super().submit(*args, **kwargs)

    with Losing() as one:
        found = run({"rules.entry_days": (7, 10, 14)}, one, QUESTION)
    assert [cell.outcome is None for cell in found.cells] == [False, True, False]
    assert "worker was lost" in str(found.cells[1].error)


def test_an_executor_that_takes_nothing_more_ends_the_sweep_with_reasons():
    """Shut down beforehand: every cell says so, none hangs."""
    one = Inline()
    one.shutdown()
    found = run({"rules.entry_days": (7, 14)}, one, QUESTION)
    assert all("Not run" in str(cell.error) for cell in found.cells)


@pytest.mark.parametrize(
    ("path", "bad", "said"),
    [
        ("rules.entry_days", "often", "entries of 'often' is not a number"),
        ("rules.placement.by", "sigma", "A placement by 'sigma' is unknown: use one of sigmas, breakevens"),
        ("rules.placement.tilt", 3.0, "A tilt of 3 must lie between"),
        ("rules.exits.policy", "profit", "An exit by 'profit' is unknown"),
        ("rules.roll.trigger", "Calendar", "A roll by 'Calendar' is unknown"),
        ("rules.sizing.layer_cap", float("nan"), "risk cap of nan"),
        ("conduct.fill", 1.5, "A fill of 1.5"),
        ("rules.hedge.layers.0.strike.by", "Points", "A strike by 'Points' is unknown"),
    ],
)
def test_a_cell_with_a_rule_that_cannot_be_has_failed_with_the_sentence(path, bad, said):
    """It is never walked as something else, and never the best; the good cell beside it stands."""
    good = QUESTION
    for part in path.split("."):
        good = good[int(part)] if part.isdigit() else getattr(good, part)
    with Inline() as one:
        found = run({path: (bad, good)}, one, QUESTION)
    assert said in str(found.cells[0].error)
    assert found.failed == (found.cells[0],)
    assert verdict(found).best == found.cells[1]


def test_a_cells_own_bug_takes_no_other_along():
    """A value of the wrong kind fails with its reason; the next cell stands."""
    with Inline() as one:
        found = run({"costs": ("none", Costs())}, one, QUESTION)
    assert "Failed: AttributeError" in str(found.cells[0].error)
    assert found.cells[1].outcome is not None


ABANDONED = """
import os, signal
from overlay.backtest import sweep

if __name__ == "__main__":
    pool = sweep.processes(1)
    print(pool.submit(os.getpid).result(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_workers_leave_with_the_server_however_it_ended(tmp_path):
    """Killed outright, it could tell them nothing. They share its output, which stays open until the last has left."""
    (tmp_path / "abandoned.py").write_text(ABANDONED)
    command = [sys.executable, str(tmp_path / "abandoned.py")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, check=False, timeout=patience.SECONDS
    )
    assert int(done.stdout) > 0
    assert done.returncode == -signal.SIGKILL


def test_without_an_executor_this_machines_processes_are_used(whole, monkeypatch):
    """Opened and closed by the sweep itself."""
    opened = []
    monkeypatch.setattr(sweep, "processes", lambda: opened.append(Inline()) or opened[0])
    assert run(GRID, None, QUESTION).cells == whole.cells
    with pytest.raises(RuntimeError, match="shutdown"):
        opened[0].submit(print)


@pytest.mark.parametrize("reason", [MemoryError("full"), OSError("disk"), RuntimeError("shutting down")])
def test_a_failure_that_may_pass_is_told_and_asked_again(reason, monkeypatch):
    """Only what the question itself refuses is remembered."""
    done, grid = {}, {"rules.entry_days": (7,)}
    with monkeypatch.context() as failing, Inline() as one:
        failing.setattr(BacktestQuestion, "answer", Mock(side_effect=reason))
        found = run(grid, one, QUESTION, done=done)
    assert type(reason).__name__ in str(found.cells[0].error)
    assert not done
    with Inline() as one:
        assert run(grid, one, QUESTION, done=done).cells[0].outcome is not None


@pytest.mark.parametrize("lived", [5, 1000])
def test_a_ruined_book_has_no_outcome(lived):
    """However long it did well before: a sentence with the day, not a number."""
    ruined = replace(LIVED, core=np.where(np.arange(len(LIVED.core)) < lived, LIVED.core, -1e12))
    with pytest.raises(OverlayError, match=f"ruined after {lived:,} days, on {LIVED.path.day(lived)}"):
        sweep.outcome(ruined)


def test_a_cell_that_loses_more_than_the_capital_is_never_the_best():
    """Four layers a month, each the whole capital, before the fall of 2018: it earned most until then, and is no find."""
    wild = replace(
        QUESTION,
        rules=replace(ARTICLE, entry_days=7, sizing=Sizing(layer_cap=1.0, aggregate_cap=NEVER), roll=NO_ROLL),
        first=date(2017, 1, 3),
        last=date(2018, 12, 31),
        conduct=Conduct(gated=False, most_rolls=0),
    )
    with Inline() as one:
        found = run({"rules.sizing.layer_cap": (0.01, 1.0)}, one, wild)
    assert "ruined after" in str(found.cells[1].error)
    assert verdict(found).best == found.cells[0]
    assert verdict(found).trials == 2


def test_a_cell_that_the_question_refuses_is_no_trial_and_is_not_asked_again():
    """Its sentence is kept with the rest; only a lost cell runs again."""
    done, grid = {}, {"rules.entry_days": (7, 3)}
    with Inline() as one:
        first = run(grid, one, QUESTION, done=done)
    asked = []
    with Inline() as one:
        one.submit = lambda *_: asked.append(1)
        assert run(grid, one, QUESTION, done=done) == first
    assert not asked
    assert verdict(first).trials == 1


def test_progress_counts_up_to_all():
    """From none to all, in steps."""
    heard = []
    with Inline() as one:
        run(GRID, one, QUESTION, progress=lambda done, count: heard.append((done, count)))
    assert heard[0] == (0, 6)
    assert heard[-1] == (6, 6)
    assert heard == sorted(heard)


def test_a_stopped_sweep_keeps_what_is_done_and_takes_up_again(whole):
    """Stopped after two cells; taken up, only the rest is asked, and all is as if never stopped."""
    done, heard = {}, []
    with Inline() as one:
        first = run(GRID, one, QUESTION, done=done, stop=lambda: len(done) >= 2)
        assert first.stopped
        assert 2 <= len(done) < 6
        kept = len(done)
        again = run(GRID, one, QUESTION, done=done, progress=lambda at, _: heard.append(at))
    assert heard[0] == kept
    assert again.cells == whole.cells


def test_whoever_breaks_off_loses_nothing_that_is_done(whole):
    """An exception out of the progress call, as a page's rerun raises it."""
    done = {}

    def interrupt(at, _):
        if at >= 3:
            raise KeyboardInterrupt

    with Inline() as one, pytest.raises(KeyboardInterrupt):
        run(GRID, one, QUESTION, done=done, progress=interrupt)
    assert len(done) >= 3
    assert all(one == done[one.choice] for one in whole.cells if one.choice in done)


def test_a_question_survives_the_journey():
    """Packed and opened it gives the same answer, and its name tells it from others."""
    opened = pickle.loads(QUESTION.packed())  # noqa: S301 - packed one call before
    assert opened.answer() == QUESTION.answer()
    assert QUESTION.name() == replace(QUESTION).name() != replace(QUESTION, costs=Costs(slippage_points=0.2)).name()


@pytest.mark.parametrize(
    ("values", "check"),
    [
        ((("rules.hedge.layers.1.contracts_per_ten", 9),), lambda q: q.rules.hedge.layers[1].contracts_per_ten == 9),
        ((("rules.roll", RollRule(trigger="none", level=0, new_days=30)),), lambda q: q.rules.roll.trigger == "none"),
        ((("costs.slippage_points", 0.5), ("conduct.fill", 0.5)), lambda q: q.costs.slippage_points == q.conduct.fill),
    ],
)
def test_a_path_reaches_any_parameter(values, check):
    """Of rules, costs and conduct, through tuples too."""
    assert check(QUESTION.with_values(values))


def test_a_path_that_leads_nowhere_is_refused():
    """With the part that is not there."""
    with pytest.raises(OverlayError, match="nonsense does not exist"):
        QUESTION.with_values((("rules.placement.nonsense", 1),))


@pytest.mark.parametrize(
    "grid", [{}, {"rules.entry_days": ()}, {"rules.entry_days": range(101), "conduct.fill": range(100)}]
)
def test_an_impossible_grid_is_refused(grid):
    """Empty, or past all patience."""
    with pytest.raises(OverlayError, match=r"grid has"):
        cells(grid)


def test_a_map_has_a_place_for_every_cell(whole):
    """Rows and columns as the grid's values, the measure of each."""
    found = surface(whole, "rules.placement.target", "rules.entry_days", "sharpe")
    assert found.shape == (2, 3)
    assert found[1, 2] == whole.cells[5].outcome.sharpe
    with pytest.raises(OverlayError, match="has several values too"):
        surface(whole, "rules.placement.target", "costs.slippage_points", "sharpe")


def test_the_best_cell_is_deflated_by_all_that_were_tried(whole):
    """Its own months, every cell's ratio, the number of trials."""
    found = verdict(whole)
    ratios = np.array([one.outcome.sharpe for one in whole.cells]) / 12**0.5
    months = np.array(found.best.outcome.months)
    assert found.trials == 6
    assert found.sharpe == max(one.outcome.sharpe for one in whole.cells) == pytest.approx(sharpe(months))
    assert found.deflated == deflated_sharpe(months, ratios, 6)
    assert found.of_chance > 0.0


def test_no_cell_no_verdict():
    """Nothing is best of nothing."""
    assert verdict(sweep.Sweep(grid={}, cells=())) is None


def test_a_cluster_that_is_not_there_is_a_sentence(monkeypatch):
    """Where the package is missing it says how to install it, where nobody answers how to start one."""
    monkeypatch.setattr(cluster, "PATIENCE_SECONDS", 1)
    with pytest.raises(OverlayError, match=r"distributed|No scheduler answers"), cluster.executor("tcp://127.0.0.1:9"):
        pass
