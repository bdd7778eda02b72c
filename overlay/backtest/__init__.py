"""Backtests of a book over a stretch of history with rules, a hedge, costs and tax.

Results are by day and by part. `attribution` and `trades` analyse them, `sweep` varies the rules.
"""

from overlay.backtest.attribution import DailyParts, Line, line
from overlay.backtest.engine import Backtest, CashKind, CashLedger, Conduct, run, year_ends
from overlay.backtest.sweep import BacktestQuestion, BestCell, Cell, CellResult, Sweep
from overlay.backtest.trades import Turnover, table, turnover

__all__ = [
    "Backtest",
    "BacktestQuestion",
    "BestCell",
    "CashKind",
    "CashLedger",
    "Cell",
    "CellResult",
    "Conduct",
    "DailyParts",
    "Line",
    "Sweep",
    "Turnover",
    "line",
    "run",
    "table",
    "turnover",
    "year_ends",
]
