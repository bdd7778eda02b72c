"""The benchmarks run and compare like with like; what they measure is read by people, never asserted."""

from tests import benchmarks


def test_every_benchmark_runs_beside_its_yardstick():
    """One round each; both sides took time."""
    rows = benchmarks.main(rounds=1)
    assert len(rows) == len(benchmarks.ALL)
    assert all(row.ours > 0 and row.yardstick > 0 for row in rows)
