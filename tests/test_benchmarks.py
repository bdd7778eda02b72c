"""The benchmarks run and compare like with like; what they measure is read by people, never asserted."""

from overlay.simulation import CHUNK
from tests import benchmarks


def test_every_benchmark_runs_beside_its_yardstick(monkeypatch):
    """One round each, of fewer paths; both sides took time."""
    monkeypatch.setattr(benchmarks, "PATHS", 2 * CHUNK)
    rows = benchmarks.main(rounds=1)
    assert len(rows) == len(benchmarks.ALL)
    assert all(row.ours > 0 and row.yardstick > 0 for row in rows)
