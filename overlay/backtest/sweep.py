"""Sweeps: one backtest asked many times over a grid of parameters, on any `concurrent.futures.Executor`.

A parameter is a path into the question ("rules.placement.target", "costs.slippage_points", "conduct.fill"), a grid gives each
path its values, and a cell is one choice of each. Cells come back in the order of the grid whoever finishes first; one that
fails says why and the rest are kept. What is done is kept in a mapping of the caller's, so that a sweep can be stopped and
taken up again. The same question gives the same numbers, to the bit, in this process, in others, and on a cluster.

Whoever tries many cells will find a good one. `Verdict` therefore says how many were tried and what the best of so many
worthless ones would have shown (`overlay.history.inference.deflated_sharpe`).
"""

import hashlib
import itertools
import math
import multiprocessing
import pickle
import signal
import threading
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.backtest import attribution, engine
from overlay.backtest.engine import Conduct
from overlay.backtest.trades import turnover
from overlay.book.holdings import Portfolio
from overlay.errors import OverlayError
from overlay.history import drawdowns, inference
from overlay.history.daily import History
from overlay.options.costs import Costs
from overlay.rules.rule_set import RuleSet
from overlay.tax.yearly import Rates
from overlay.units import TRADING_DAYS_PER_YEAR

Values = tuple[tuple[str, Any], ...]
SweepGrid = Mapping[str, Sequence[Any]]

AHEAD: Final = 32  # cells given to an executor before the first is back: enough for any pool here, little to carry
MOST: Final = 10_000  # cells
_GLANCE: Final = 0.1  # seconds between looks at stop and progress


class CellResult(NamedTuple):
    """A cell in a few numbers, decimals a year unless said: what the overlay added, how unevenly, and what it cost.

    `sharpe` is that of the overlay's monthly returns, `drawdown` and `worst_month` those of the whole book, `margin` the most
    that the broker's requirement took of it; `months` are the overlay's monthly returns.
    """

    overlay: float
    overlay_vol: float
    sharpe: float
    book: float
    drawdown: float
    worst_month: float
    margin: float
    layers: int
    contracts: float
    months: tuple[float, ...]


class Cell(NamedTuple):
    """One choice of each parameter, with its outcome, or why there is none; neither while it was not reached.

    `lost` is a cell that the executor failed, not the question: another executor may well answer it.
    """

    choice: Values
    outcome: CellResult | None = None
    error: str | None = None
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BacktestQuestion:
    """Everything a backtest needs; a cell changes some of it. Plain data, so that it can be sent to another process."""

    history: History
    portfolio: Portfolio
    rules: RuleSet
    costs: Costs = field(default_factory=Costs)
    tax: Rates | None = None
    first: date | None = None
    last: date | None = None
    conduct: Conduct = field(default_factory=Conduct)

    def with_values(self, values: Values) -> "BacktestQuestion":
        """The same question with some parameters changed; OverlayError for a path that leads nowhere."""
        found = self
        for path, value in values:
            found = _replaced(found, path.split("."), value, path)
        return found

    def answer(self) -> CellResult:
        """Run the backtest."""
        found = engine.run(
            self.history, self.portfolio, self.rules, self.costs, self.tax,
            first=self.first, last=self.last, conduct=self.conduct,
        )  # fmt: skip
        return outcome(found)

    def packed(self) -> bytes:
        """All of it as bytes."""
        return pickle.dumps(self, protocol=pickle.HIGHEST_PROTOCOL)

    def name(self) -> str:
        """A short name that differs wherever the question does: for keeping what is done apart."""
        rest = pickle.dumps(
            [getattr(self, one.name) for one in fields(self) if one.name != "history"], protocol=pickle.HIGHEST_PROTOCOL
        )
        return hashlib.sha256(self.history.digest.encode() + rest).hexdigest()[:20]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """All cells in the order of the grid, and whether it was stopped before the last."""

    grid: dict[str, tuple[Any, ...]]
    cells: tuple[Cell, ...]
    stopped: bool = False

    @property
    def finished(self) -> tuple[Cell, ...]:
        """Cells with an outcome."""
        return tuple(one for one in self.cells if one.outcome is not None)

    @property
    def failed(self) -> tuple[Cell, ...]:
        """Cells that said why they have none."""
        return tuple(one for one in self.cells if one.error is not None)


class BestCell(NamedTuple):
    """The best cell by Sharpe ratio a year, and what its being best is worth.

    `of_chance` is the ratio that the best of so many worthless trials would show, `deflated` the chance that its own is
    above that: the deflated Sharpe ratio.
    """

    best: Cell
    trials: int
    sharpe: float
    of_chance: float
    deflated: float


def cells(grid: SweepGrid) -> tuple[Values, ...]:
    """Every choice, the last parameter moving fastest. OverlayError for an empty grid or one past all patience."""
    if not grid or not all(len(values) for values in grid.values()):
        raise OverlayError(f"The grid has {len(grid)} parameters, one of them without a value: give each at least one.")
    count = math.prod(len(values) for values in grid.values())
    if count > MOST:
        raise OverlayError(f"The grid has {count:,} cells; the most is {MOST:,}: take fewer values.")
    return tuple(tuple(zip(grid, values, strict=True)) for values in itertools.product(*grid.values()))


def run(
    grid: SweepGrid,
    executor: Executor | None,
    question: BacktestQuestion,
    *,
    done: MutableMapping[Values, CellResult] | None = None,
    progress: Callable[[int, int], object] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Sweep:
    """Ask every cell of a grid; processes on this machine without an executor, which is left open otherwise.

    `done` gives what is known and takes in what is found, as it comes. `progress` hears how many cells are settled, of how
    many; `stop` is asked now and then. Failed cells are not kept in `done`, so taking up again asks them again.
    """
    if executor is None:
        with processes() as own:
            return run(grid, own, question, done=done, progress=progress, stop=stop)
    known = {} if done is None else done
    asked = cells(grid)
    failed: dict[Values, Cell] = {}
    waiting = [one for one in asked if one not in known]
    tell = progress or (lambda *_: None)
    tell(len(asked) - len(waiting), len(asked))
    stopped = _worked(executor, question.packed(), waiting, (known, failed), (tell, stop, len(asked)))
    found = tuple(failed.get(one) or Cell(one, known.get(one)) for one in asked)
    return Sweep(grid={path: tuple(values) for path, values in grid.items()}, cells=found, stopped=stopped)


def _worked(
    executor: Executor,
    packed: bytes,
    waiting: list[Values],
    found: tuple[MutableMapping[Values, CellResult], dict[Values, Cell]],
    told: tuple[Callable[[int, int], object], Callable[[], bool] | None, int],
) -> bool:
    """Feed the executor until all is settled or stop is asked; return whether it was. Whatever happens, nothing is left running."""
    (known, failed), (tell, stop, count) = found, told
    queue, running = iter(waiting), dict[Future[tuple[CellResult | None, str | None]], Values]()
    left = len(waiting)
    try:
        while left:
            if stop is not None and stop():
                return True
            for values in itertools.islice(queue, AHEAD - len(running)):
                try:
                    running[executor.submit(_asked, packed, values)] = values
                except RuntimeError as error:  # a pool that broke or was shut takes nothing more
                    failed[values] = Cell(values, error=f"Not run: {error}", lost=True)
                    left -= 1
            ready, _ = wait(running, timeout=_GLANCE, return_when=FIRST_COMPLETED)
            for one in ready:
                cell = _gathered(running.pop(one), one)
                if cell.outcome is not None:
                    known[cell.choice] = cell.outcome
                else:
                    failed[cell.choice] = cell
                left -= 1
            if ready:
                tell(count - left, count)
        return False
    finally:
        for one in running:
            one.cancel()


def _gathered(choice: Values, one: "Future[tuple[CellResult | None, str | None]]") -> Cell:
    """What a future brought, or why it brought nothing: a worker may die without a word of ours."""
    try:
        return Cell(choice, *one.result())
    except Exception as error:  # noqa: BLE001 - an executor may fail in its own ways, and the other cells go on
        said = f"The worker was lost ({type(error).__name__}): run the sweep again for this cell."
        return Cell(choice, error=said, lost=True)


def _asked(packed: bytes, values: Values) -> tuple[CellResult | None, str | None]:
    """One cell, in whatever process: its outcome, or a sentence."""
    try:
        return _opened(packed).with_values(values).answer(), None
    except OverlayError as error:
        return None, str(error)
    except Exception as error:  # noqa: BLE001 - one cell's bug must not take the others along
        return None, f"Failed: {type(error).__name__}: {error}"


@lru_cache(maxsize=2)
def _opened(packed: bytes) -> BacktestQuestion:
    found: BacktestQuestion = pickle.loads(packed)  # noqa: S301 - packed by us a moment ago
    return found


def processes(workers: int | None = None) -> ProcessPoolExecutor:
    """Worker processes on this machine, one a core unless said, started fresh so that no thread is copied half-way."""
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_leave_with_parent)


def _leave_with_parent() -> None:
    """In a worker: end when the process that asked for it is gone, however it went; left alone, workers wait forever."""

    def _watch() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            signal.raise_signal(signal.SIGTERM)

    threading.Thread(target=_watch, daemon=True).start()


def outcome(found: engine.Backtest) -> CellResult:
    """A backtest in a few numbers. OverlayError where it ended on its second day."""
    overlay, book = attribution.overlay_returns(found), attribution.book_returns(found)
    if len(overlay) < inference.FEWEST:
        raise OverlayError(f"The book was ruined after {len(overlay)} days: choose smaller caps.")
    days = found.path.days[1 : len(overlay) + 1]
    months = inference.monthly(overlay, days)
    return CellResult(
        overlay=float(TRADING_DAYS_PER_YEAR * overlay.mean()),
        overlay_vol=float(np.sqrt(TRADING_DAYS_PER_YEAR) * overlay.std()),
        sharpe=inference.sharpe(months),
        book=float(TRADING_DAYS_PER_YEAR * book.mean()),
        drawdown=float(-drawdowns.underwater(found.equity[: len(overlay) + 1]).min()),
        worst_month=float(inference.monthly(overlay + book, days).min()),
        margin=float(found.margin_use[: len(overlay) + 1].max()),
        layers=int((found.ladder.layers.quantity > 0).sum()),
        contracts=turnover(found).contracts,
        months=tuple(months.tolist()),
    )


def verdict(sweep: Sweep) -> BestCell | None:
    """The best cell by Sharpe ratio, deflated by how many were tried; None where none has one."""
    rated = [(one, one.outcome) for one in sweep.finished if one.outcome and np.isfinite(one.outcome.sharpe)]
    if not rated:
        return None
    best, found = max(rated, key=lambda pair: pair[1].sharpe)
    ratios = np.array([one.sharpe for _, one in rated]) / inference.MONTHS**0.5
    trials = len(sweep.finished)
    of_chance = inference.best_of_chance(ratios.var(ddof=1) if len(ratios) > 1 else 0.0, trials)
    return BestCell(
        best=best,
        trials=trials,
        sharpe=found.sharpe,
        of_chance=of_chance * inference.MONTHS**0.5,
        deflated=inference.deflated_sharpe(np.array(found.months), ratios, trials),
    )


def table(sweep: Sweep) -> pd.DataFrame:
    """One row a cell: its parameters, its outcome without the months, and why it failed."""
    rows = []
    for one in sweep.cells:
        numbers = dict(one.outcome._asdict()) if one.outcome else {}
        numbers.pop("months", None)
        rows.append(dict(one.choice) | numbers | {"error": one.error or ""})
    return pd.DataFrame(rows)


def surface(sweep: Sweep, across: str, up: str, measure: str) -> FloatArray:
    """A measure over two parameters: (values of `up`, values of `across`), NaN where there is no outcome.

    OverlayError where a third parameter moves too: fix it first.
    """
    moving = [path for path, values in sweep.grid.items() if len(values) > 1 and path not in {across, up}]
    if moving:
        raise OverlayError(f"{moving[0]} moves as well, and a map has two sides: give it one value.")
    columns, rows = sweep.grid[across], sweep.grid[up]
    found = np.full((len(rows), len(columns)), np.nan)
    for one in sweep.finished:
        values = dict(one.choice)
        found[rows.index(values[up]), columns.index(values[across])] = getattr(one.outcome, measure)
    return found


def _replaced(whole: Any, path: list[str], value: Any, said: str) -> Any:
    """A dataclass, or a tuple of them, with what a path leads to replaced."""
    head, *rest = path
    if isinstance(whole, tuple) and head.isdigit() and int(head) < len(whole):
        at = int(head)
        return (*whole[:at], _replaced(whole[at], rest, value, said) if rest else value, *whole[at + 1 :])
    if not is_dataclass(whole) or isinstance(whole, type) or not hasattr(whole, head):
        raise OverlayError(
            f"{said} leads to no parameter ({head} is not there): name one such as rules.placement.target."
        )
    inner = _replaced(getattr(whole, head), rest, value, said) if rest else value
    return replace(whole, **{head: inner})
