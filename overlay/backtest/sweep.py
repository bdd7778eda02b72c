"""Sweeps: one backtest repeated over a grid of parameters, on any `concurrent.futures.Executor`.

A parameter is a path into the question ("rules.placement.target", "costs.slippage_points", "conduct.fill"). A grid
gives values for each path; a cell is one choice of values. Results keep the order of the grid. A failed cell holds the
reason, and the other cells are kept. Settled cells are stored in the caller's mapping, so that a sweep can be stopped
and resumed. The same question gives bit-identical numbers in this process, in other processes, and on a cluster.

Among many cells one looks good by chance. So `BestCell` gives the number of trials and the Sharpe ratio that the best
of as many worthless cells would show (`overlay.history.inference.deflated_sharpe`).
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
from overlay.units import SHORTEST_YEARLY, is_yearly, stated_days

Values = tuple[tuple[str, Any], ...]
SweepGrid = Mapping[str, Sequence[Any]]

AHEAD: Final = 32  # cells submitted ahead: enough to keep any pool busy, few enough to stop quickly
MOST: Final = 10_000  # cells
_GLANCE: Final = 0.1  # seconds between polls of stop and progress


class CellResult(NamedTuple):
    """Summary of a cell: what the overlay added, its risk and its cost, as decimals a year unless stated.

    `overlay` is the headline's difference: compound growth with the overlay less growth without it.
    `sharpe` is the Sharpe ratio of the overlay's monthly returns. `drawdown` and `worst_month` are for the whole book.
    `margin` is the largest requirement as a share of the book. `months` are the overlay's monthly returns, `days` the trading days. With fewer
    than 63 trading days the yearly figures are totals, and there is no Sharpe ratio (NaN).
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
    days: int = SHORTEST_YEARLY


class RuinError(OverlayError):
    """The backtest ran, and the book lost all its capital."""


class Cell(NamedTuple):
    """One choice of each parameter, with its outcome or the reason for its failure; neither before the cell has run.

    `ruined` marks a cell whose book lost all its capital: it has no outcome, but it was a trial. `lost` marks a cell
    that failed for another reason than the question, such as a dead worker or too little memory: it may succeed later.
    """

    choice: Values
    outcome: CellResult | None = None
    error: str | None = None
    ruined: bool = False
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BacktestQuestion:
    """All inputs of a backtest; a cell changes some of them. Plain data, so that it can be sent to another process."""

    history: History
    portfolio: Portfolio
    rules: RuleSet
    costs: Costs = field(default_factory=Costs)
    tax: Rates | None = None
    first: date | None = None
    last: date | None = None
    conduct: Conduct = field(default_factory=Conduct)

    def with_values(self, values: Values) -> "BacktestQuestion":
        """The same question with some parameters changed; OverlayError for a path without a parameter."""
        found = self
        for path, value in values:
            found = _replaced(found, path.split("."), value, path)
        return found

    def lived(self) -> engine.Backtest:
        """Run the backtest."""
        return engine.run(
            self.history, self.portfolio, self.rules, self.costs, self.tax,
            first=self.first, last=self.last, conduct=self.conduct,
        )  # fmt: skip

    def answer(self) -> CellResult:
        """Run the backtest and sum it up."""
        return outcome(self.lived())

    def packed(self) -> bytes:
        """The question as bytes."""
        return pickle.dumps(self, protocol=pickle.HIGHEST_PROTOCOL)

    def name(self) -> str:
        """A short name, different for every question, as a key for finished cells."""
        rest = pickle.dumps(
            [getattr(self, one.name) for one in fields(self) if one.name != "history"], protocol=pickle.HIGHEST_PROTOCOL
        )
        return hashlib.sha256(self.history.digest.encode() + rest).hexdigest()[:20]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """All cells in the order of the grid, and whether the sweep was stopped before the last."""

    grid: dict[str, tuple[Any, ...]]
    cells: tuple[Cell, ...]
    stopped: bool = False

    def __repr__(self) -> str:
        """One line: the grid and the number of finished cells."""
        grid = " x ".join(f"{len(values)} of {name}" for name, values in self.grid.items())
        return f"Sweep({grid}: {len(self.finished)} of {len(self.cells)} cells done, {len(self.failed)} failed)"

    def frame(self) -> pd.DataFrame:
        """One row a cell: its parameters, and its numbers with units or the reason for its failure."""
        return table(self)

    @property
    def finished(self) -> tuple[Cell, ...]:
        """Cells with an outcome."""
        return tuple(one for one in self.cells if one.outcome is not None)

    @property
    def trials(self) -> int:
        """How many backtests ran to a result, ruin included."""
        return len(self.finished) + sum(one.ruined for one in self.cells)

    @property
    def failed(self) -> tuple[Cell, ...]:
        """Cells with a reason for failure."""
        return tuple(one for one in self.cells if one.error is not None)


class BestCell(NamedTuple):
    """The best cell by yearly Sharpe ratio, corrected for the number of trials. Ruined cells are trials too.

    `of_chance` is the ratio that the best of as many worthless trials would show. `deflated` is the probability that
    the cell's true ratio is above it: the deflated Sharpe ratio.
    """

    best: Cell
    trials: int
    sharpe: float
    of_chance: float
    deflated: float


def cells(grid: SweepGrid) -> tuple[Values, ...]:
    """Every choice of values; the last parameter varies fastest.

    OverlayError for an empty grid or over `MOST` cells.
    """
    if not grid or not all(len(values) for values in grid.values()):
        raise OverlayError(
            f"The grid has {len(grid)} parameters, and one of them has no value: give each at least one value."
        )
    count = math.prod(len(values) for values in grid.values())
    if count > MOST:
        raise OverlayError(f"The grid has {count:,} cells, and {MOST:,} are the limit: take fewer values.")
    return tuple(tuple(zip(grid, values, strict=True)) for values in itertools.product(*grid.values()))


def run(
    grid: SweepGrid,
    executor: Executor | None,
    question: BacktestQuestion,
    *,
    done: MutableMapping[Values, Cell] | None = None,
    progress: Callable[[int, int], object] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Sweep:
    """Run every cell of a grid on `executor`, which stays open; by default on new processes of this machine.

    `done` supplies settled cells and receives new ones as they come: those with an outcome, and those that failed
    because of the question, since they would fail again. Lost cells are not stored, so a resumed sweep runs them again.
    `progress` is called with the number of settled cells and of all cells; `stop` is polled.
    """
    if executor is None:
        with processes() as own:
            return run(grid, own, question, done=done, progress=progress, stop=stop)
    known = {} if done is None else done
    asked = cells(grid)
    lost: dict[Values, Cell] = {}
    waiting = [one for one in asked if one not in known]
    tell = progress or (lambda *_: None)
    tell(len(asked) - len(waiting), len(asked))
    stopped = _worked(executor, question.packed(), waiting, (known, lost), (tell, stop, len(asked)))
    found = tuple(known.get(one) or lost.get(one) or Cell(one) for one in asked)
    return Sweep(grid={path: tuple(values) for path, values in grid.items()}, cells=found, stopped=stopped)


def _worked(
    executor: Executor,
    packed: bytes,
    waiting: list[Values],
    found: tuple[MutableMapping[Values, Cell], dict[Values, Cell]],
    told: tuple[Callable[[int, int], object], Callable[[], bool] | None, int],
) -> bool:
    """Feed the executor until all cells are settled or a stop is requested, and leave nothing running.

    True if stopped.
    """
    (known, lost), (tell, stop, count) = found, told
    queue, running = iter(waiting), dict[Future[Cell], Values]()
    left = len(waiting)
    try:
        while left:
            if stop is not None and stop():
                return True
            for values in itertools.islice(queue, AHEAD - len(running)):
                try:
                    running[executor.submit(_asked, packed, values)] = values
                except RuntimeError as error:  # a broken or closed pool accepts no more work
                    lost[values] = Cell(values, error=f"Not run: {error}", lost=True)
                    left -= 1
            ready, _ = wait(running, timeout=_GLANCE, return_when=FIRST_COMPLETED)
            for one in ready:
                cell = _gathered(running.pop(one), one)
                (lost if cell.lost else known)[cell.choice] = cell
                left -= 1
            if ready:
                tell(count - left, count)
        return False
    finally:
        for one in running:
            one.cancel()


def _gathered(choice: Values, one: Future[Cell]) -> Cell:
    """The cell from an executor's `Future`; a lost cell if the worker died, perhaps without a message."""
    try:
        return one.result()
    except Exception as error:  # noqa: BLE001 - an executor may raise anything, and the other cells continue
        said = f"The worker was lost ({type(error).__name__}): run the sweep again for this cell."
        return Cell(choice, error=said, lost=True)


def _asked(packed: bytes, values: Values) -> Cell:
    """Run one cell in any process."""
    try:
        return Cell(values, _opened(packed).with_values(values).answer())
    except OverlayError as error:
        return Cell(values, error=str(error), ruined=isinstance(error, RuinError))
    except Exception as error:  # noqa: BLE001 - one cell's bug must not stop the others
        return Cell(values, error=f"Failed: {type(error).__name__}: {error}", lost=True)


@lru_cache(maxsize=2)
def _opened(packed: bytes) -> BacktestQuestion:
    found: BacktestQuestion = pickle.loads(packed)  # noqa: S301 - these bytes are our own
    return found


def processes(workers: int | None = None) -> ProcessPoolExecutor:
    """Worker processes on this machine, one per core by default, spawned so that no thread state is copied."""
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_leave_with_parent)


def _leave_with_parent() -> None:
    """In a worker: exit when the parent process is gone; otherwise a worker would wait forever."""

    def _watch() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            signal.raise_signal(signal.SIGTERM)

    threading.Thread(target=_watch, daemon=True).start()


def outcome(found: engine.Backtest) -> CellResult:
    """Summary numbers of a backtest.

    OverlayError for too few days; `RuinError` for a ruined book, because its returns stop before the ruinous loss and
    look good.
    """
    overlay, book = attribution.overlay_returns(found), attribution.book_returns(found)
    if found.ruined is not None:
        day = found.path.day(found.ruined)
        raise RuinError(
            f"The book was ruined after {found.ruined:,} days, on {day}: it lost all its capital; choose smaller caps."
        )
    if len(overlay) < inference.FEWEST:
        raise OverlayError(f"{len(overlay)} days are too few for a cell: choose {inference.FEWEST} or more.")
    days = found.path.days[1 : len(overlay) + 1]
    months = inference.monthly(overlay, days)
    year = stated_days(len(found.path), len(overlay))
    return CellResult(
        overlay=attribution.added(found),
        overlay_vol=float(np.sqrt(year) * overlay.std()),
        sharpe=inference.sharpe(months) if is_yearly(len(found.path)) else np.nan,
        book=float(year * book.mean()),
        drawdown=float(-drawdowns.underwater(found.account[: len(overlay) + 1]).min()),
        worst_month=float(inference.monthly(overlay + book, days).min()),
        margin=float(found.margin_use[: len(overlay) + 1].max()),
        layers=int((found.ladder.layers.quantity > 0).sum()),
        contracts=turnover(found).contracts,
        months=tuple(months.tolist()),
        days=len(found.path),
    )


def verdict(sweep: Sweep) -> BestCell | None:
    """The best cell by Sharpe ratio, deflated by the number of trials; None if no cell has a ratio."""
    rated = [(one, one.outcome) for one in sweep.finished if one.outcome and np.isfinite(one.outcome.sharpe)]
    if not rated:
        return None
    best, found = max(rated, key=lambda pair: pair[1].sharpe)
    ratios = np.array([one.sharpe for _, one in rated]) / inference.MONTHS**0.5
    of_chance = inference.best_of_chance(ratios.var(ddof=1) if len(ratios) > 1 else 0.0, sweep.trials)
    return BestCell(
        best=best,
        trials=sweep.trials,
        sharpe=found.sharpe,
        of_chance=of_chance * inference.MONTHS**0.5,
        deflated=inference.deflated_sharpe(np.array(found.months), ratios, sweep.trials),
    )


def table(sweep: Sweep) -> pd.DataFrame:
    """One row a cell: its parameters, its outcome without the months, and the reason for a failure."""
    rows = []
    for one in sweep.cells:
        numbers = dict(one.outcome._asdict()) if one.outcome else {}
        numbers.pop("months", None)
        rows.append(dict(one.choice) | numbers | {"error": one.error or ""})
    return pd.DataFrame(rows)


def surface(sweep: Sweep, across: str, up: str, measure: str) -> FloatArray:
    """A measure over two parameters: (values of `up`, values of `across`), NaN for cells without an outcome.

    OverlayError if a third parameter has more than one value.
    """
    moving = [path for path, values in sweep.grid.items() if len(values) > 1 and path not in {across, up}]
    if moving:
        raise OverlayError(
            f"{moving[0]} has several values too, and a map shows only two parameters: give it one value."
        )
    columns, rows = sweep.grid[across], sweep.grid[up]
    found = np.full((len(rows), len(columns)), np.nan)
    for one in sweep.finished:
        values = dict(one.choice)
        found[rows.index(values[up]), columns.index(values[across])] = getattr(one.outcome, measure)
    return found


def _replaced(whole: Any, path: list[str], value: Any, said: str) -> Any:
    """A dataclass, or a tuple of them, with the value at a path replaced."""
    head, *rest = path
    if isinstance(whole, tuple) and head.isdigit() and int(head) < len(whole):
        at = int(head)
        return (*whole[:at], _replaced(whole[at], rest, value, said) if rest else value, *whole[at + 1 :])
    if not is_dataclass(whole) or isinstance(whole, type) or not hasattr(whole, head):
        raise OverlayError(
            f"{said} is not a parameter ({head} does not exist): name one such as rules.placement.target."
        )
    inner = _replaced(getattr(whole, head), rest, value, said) if rest else value
    return replace(whole, **{head: inner})
