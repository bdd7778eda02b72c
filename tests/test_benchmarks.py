"""The benchmarks run and compare like with like; what they measure is read by people, never asserted."""

import pytest

from overlay.stress.simulation import CHUNK
from tests import bench_browser, benchmarks


@pytest.mark.long
def test_every_benchmark_runs_beside_its_yardstick(monkeypatch):
    """One round each, of fewer paths; both sides took time."""
    monkeypatch.setattr(benchmarks, "PATHS", 2 * CHUNK)
    rows = benchmarks.main(rounds=1)
    assert len(rows) == len(benchmarks.ALL)
    assert all(row.ours > 0 and row.yardstick > 0 for row in rows)


def test_the_browser_benchmark_takes_all_its_parts_unless_told_which():
    """A bare command was refused by argparse once, with a default that is no choice."""
    assert bench_browser.asked([]).parts == list(bench_browser.PARTS)
    assert bench_browser.asked(["held", "drag"]).parts == ["held", "drag"]
