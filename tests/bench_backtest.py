"""Speed of the backtest, as ratios: `python -m tests.bench_backtest`. Rows for `tests.benchmarks`.

The yardstick is one flat vectorised pass: every mark that the backtest shows, condors and calls, priced in one broadcast.
"""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import numpy as np

from overlay.backtest import sweep
from overlay.backtest.condor_greeks import condors
from overlay.backtest.engine import run
from overlay.backtest.sweep import BacktestQuestion
from overlay.data import bundled, sample_books as portfolios
from overlay.hedge.daily_calls import CallState, price
from overlay.options.costs import Costs
from overlay.rules.presets import ARTICLE
from overlay.tax.yearly import Rates
from tests.bench_ladder import plain_pass
from tests.benchmarks import Row, timed
from tests.histories import part

HISTORY = bundled.history()
BOOK = portfolios.sample("Five names", HISTORY, HISTORY.last)
WEEKLY = replace(ARTICLE, entry_days=7)
MOST_MS = 1000.0


def lived(first: date):
    """A backtest of weekly layers, three hedge layers and tax, from a day to the history's last."""
    return run(HISTORY, BOOK, WEEKLY, Costs(), Rates(), first=first)


def flat_pass(found):
    """All marks of condors and calls in one go, the calls' priced with futures and smile as the hedge's are."""
    condors = plain_pass(found.ladder)
    one, path = found.calls.holdings, found.path
    lengths = one.ended - one.bought + 1
    holding = np.repeat(np.arange(len(one)), lengths)
    at = np.arange(lengths.sum()) - (np.cumsum(lengths) - lengths)[holding] + one.bought[holding]
    left = np.maximum(one.tenor[holding] - (path.numbers[at] - path.numbers[one.bought[holding]]), 0).astype(float)
    return condors, price(one.strike[holding], CallState(path.vix[at], path.vix[at], path.rate[at], left))


def thirty_three_years(rounds: int) -> Row:
    """Gates, ladder, hedge, cash, tax and daily marks of 1990 to 2022 against the flat pass over the same marks."""
    found = lived(HISTORY.first)
    times = timed(lambda: lived(HISTORY.first), lambda: flat_pass(found), rounds)
    return Row(f"backtest, 33 years, {len(found.ladder.rows.at):,} marks of condors / one flat pass", *times, 3.0)


def in_a_second(rounds: int) -> Row:
    """The same in milliseconds against one second."""
    ours, _ = timed(lambda: lived(HISTORY.first), lambda: None, rounds)
    return Row("backtest, 33 years, ms / 1,000 ms", ours, MOST_MS, 1.0)


def condor_effects(rounds: int) -> Row:
    """The condors' Greeks, their effects by day and the costs of rolls over 33 years against the condors' flat pass."""
    found = lived(HISTORY.first)
    times = timed(lambda: condors(found), lambda: plain_pass(found.ladder), rounds)
    return Row(f"effects on condors, 33 years, {len(found.ladder.rows.at):,} marks / one flat pass", *times, 10.0)


def by_days(rounds: int) -> list[tuple[int, float]]:
    """Days and median milliseconds of backtests of a quarter, a half and all of the history's years."""
    found = []
    for first in (date(2014, 9, 29), date(2006, 6, 30), HISTORY.first):
        cut = part(HISTORY, str(first), None)
        times = []
        for _ in range(rounds):
            start = time.perf_counter()
            run(cut, BOOK, WEEKLY, Costs(), Rates())
            times.append(1e3 * (time.perf_counter() - start))
        found.append((len(cut.days), statistics.median(times)))
    return found


def by_cells(rounds: int) -> list[tuple[int, float]]:
    """Cells and median milliseconds of sweeps of 10, 20 and 40 backtests of five years, one after the other."""
    question = BacktestQuestion(
        history=HISTORY, portfolio=BOOK, rules=WEEKLY, first=date(2014, 1, 3), last=date(2018, 12, 31)
    )
    found = []
    for count in (10, 20, 40):
        grid = {"rules.placement.target": tuple(1.0 + 0.02 * step for step in range(count))}
        times = []
        for _ in range(rounds):
            with ThreadPoolExecutor(1) as one:
                start = time.perf_counter()
                sweep.run(grid, one, question)
                times.append(1e3 * (time.perf_counter() - start))
        found.append((count, statistics.median(times)))
    return found


ALL = (thirty_three_years, in_a_second, condor_effects)

if __name__ == "__main__":
    for benchmark in ALL:
        print(benchmark(15))  # noqa: T201
    for days, milliseconds in by_days(15):
        print(f"{days:6,} days {milliseconds:8.1f} ms {1e3 * milliseconds / days:8.2f} us a day")  # noqa: T201
    for cells, milliseconds in by_cells(5):
        print(f"{cells:6,} cells {milliseconds:7.1f} ms {milliseconds / cells:8.2f} ms a cell")  # noqa: T201
