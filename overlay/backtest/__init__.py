"""A book lived through a stretch of history under rules, a hedge, costs and tax.

Results come by day and by part; `attribution` and `trades` take them apart, `sweep` varies the rules.
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
