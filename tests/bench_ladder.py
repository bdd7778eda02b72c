"""Speed of the ladder, as ratios: `python -m tests.bench_ladder`. Rows for `tests.benchmarks`."""

import time

import numpy as np
from scipy.special import ndtr

from overlay.data import bundled
from overlay.history.path import from_history
from overlay.ladder.engine import walk
from overlay.ladder.layers import Terms
from overlay.options.modelled.clock import variance_years
from overlay.options.modelled.smile_shape import (
    ATM_SHARE,
    ATM_TILT,
    CURVATURE,
    CURVATURE_CAP,
    CURVATURE_TILT,
    MONTH,
    RHO,
)
from overlay.options.modelled.vix_term import vix_term
from overlay.rules.presets import ARTICLE
from tests.benchmarks import Row, timed
from tests.ladder_oracle import SlowLadder


def weekly():
    """Thirty years, a layer every 7 days held up to 30, rolled once after 14: the busiest article ladder."""
    from dataclasses import replace

    history = bundled.history()
    path = from_history(history, history.days[0].date().replace(year=1992), history.days[0].date().replace(year=2022))
    return replace(ARTICLE, entry_days=7), path


def plain_pass(ladder):
    """Every mark of a ladder in one broadcast (4, R) with the smile written out, and each layer's best day: one flat pass."""
    path, one = ladder.path, ladder.layers
    last = np.minimum(one.settles, len(path) - 1)
    counts = last - one.opened + 1
    layer = np.repeat(np.arange(len(one)), counts)
    starts = np.cumsum(counts) - counts
    at = np.arange(counts.sum()) - starts[layer] + one.opened[layer]
    t = np.maximum((path.numbers[one.settles[layer]] - path.numbers[at]) / 365.0, 1e-9)
    k, w = one.strikes[:, layer], np.array([[-1.0], [-1.0], [1.0], [1.0]])
    f = path.index[at] * np.exp((path.rate[at] - path.dividend_yield[at]) * t)
    u = variance_years(path.numbers[at], t)
    atm = ATM_SHARE * np.minimum(u / MONTH, 1.0) ** ATM_TILT * vix_term(path.vix[at] / 100.0, u)
    curvature = np.minimum(CURVATURE * (u / MONTH) ** CURVATURE_TILT, CURVATURE_CAP)
    x = np.log(k / f) * curvature / (atm * np.sqrt(u))
    s = atm * np.sqrt(0.5 * (1 + RHO * x + np.sqrt((x + RHO) ** 2 + 1 - RHO**2))) * np.sqrt(u)
    d1 = np.log(f / k) / s + 0.5 * s
    price = np.exp(-path.rate[at] * t) * w * (f * ndtr(w * d1) - k * ndtr(w * (d1 - s)))
    cost = -(np.array([1.0, -1.0, -1.0, 1.0]) @ price)
    return np.minimum.reduceat(cost, starts), layer, at, cost


def thirty_years(rounds: int) -> Row:
    """Strikes, marks, rules, rolls, sizes and cash of thirty years against one flat vectorised pass over the same marks."""
    rules, path = weekly()
    ladder = walk(rules, path, Terms())
    times = timed(lambda: walk(rules, path, Terms()), lambda: plain_pass(ladder), rounds)
    return Row(f"ladder, 30 years, {len(ladder.layers):,} layers / one flat pass", *times, 2.0)


def against_the_loop(_rounds: int) -> Row:
    """Two years of the same against the plain day-by-day loop (once: it is slow)."""
    rules, path = weekly()
    history = bundled.history()
    path = from_history(history, path.day(len(path) - 500), path.day(len(path) - 1))
    ours, _ = timed(lambda: walk(rules, path, Terms()), lambda: None, 10)
    start = time.perf_counter()
    SlowLadder(rules, path, Terms())
    return Row(
        "ladder, 2 years / plain loop over days, layers and legs", ours, 1e3 * (time.perf_counter() - start), 0.2
    )


ALL = (thirty_years, against_the_loop)

if __name__ == "__main__":
    for benchmark in ALL:
        print(benchmark(15))  # noqa: T201
