"""A Dask cluster of two worker processes on loopback: the local numbers to the bit, and no cell lost with a worker."""

import json
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from overlay.backtest import cluster, sweep
from tests import patience
from tests.menu import ROOT
from tests.overlay.backtest.test_sweep import QUESTION, Inline

pytest.importorskip(
    "distributed", reason="the optional package distributed is not installed (requirements-cluster.txt)"
)

GRID = {
    "rules.placement.target": tuple(1.0 + 0.05 * step for step in range(20)),
    "rules.entry_days": (7, 14),
}


def started(*words):
    """A part of the cluster, as the README starts it."""
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def address_in(file):
    """The scheduler's address, once it has written the whole of its file."""
    deadline = time.monotonic() + patience.SECONDS
    while time.monotonic() < deadline:
        with suppress(FileNotFoundError, json.JSONDecodeError):
            return json.loads(file.read_text())["address"]
        time.sleep(0.1)
    pytest.fail(f"no address in {file}")


@pytest.fixture
def workers(tmp_path):
    """A scheduler and two workers; yields its address and the workers' processes."""
    file = tmp_path / "scheduler.json"
    parts = [
        started("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    ]
    parts += [
        started("worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", "--no-dashboard",
                "--local-directory", str(tmp_path))
        for _ in range(2)
    ]  # fmt: skip
    try:
        yield address_in(file), parts[1:]
    finally:
        for part in parts:
            part.kill()
            part.wait()


@pytest.mark.long
def test_a_cluster_gives_the_local_numbers_and_survives_the_loss_of_a_worker(workers, monkeypatch):
    """Forty cells; one of two workers is killed once five are done; all come back, equal to the bit."""
    monkeypatch.setattr(cluster, "PATIENCE_SECONDS", patience.SECONDS)
    address, processes = workers
    done = {}

    def lose_one(at, _):
        if at >= 5 and processes[0].poll() is None:
            processes[0].kill()
            processes[0].wait()

    with cluster.executor(address) as executor:
        executor._client.wait_for_workers(2, timeout=patience.SECONDS)
        found = sweep.run(GRID, executor, QUESTION, done=done, progress=lose_one)
    assert processes[0].poll() is not None
    assert processes[1].poll() is None
    assert not found.failed
    assert len(done) == len(found.finished) == 40
    with Inline() as one:
        assert found.cells == sweep.run(GRID, one, QUESTION).cells
