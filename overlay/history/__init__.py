"""The past: daily closes of stocks, index and VIX, event days, drawdowns.

`bootstrap` and `inference` measure how uncertain an estimate from a history is.
"""

from overlay.history.bootstrap import stationary
from overlay.history.calendar import trading_days
from overlay.history.daily import BUNDLED, History, Origin
from overlay.history.drawdowns import Drawdown, underwater, worst, worst_drawdown
from overlay.history.events import Event, Events, expiries
from overlay.history.inference import Evidence, Interval, deflated_sharpe, evidence, probabilistic_sharpe, sharpe
from overlay.history.path import Path

__all__ = [
    "BUNDLED",
    "Drawdown",
    "Event",
    "Events",
    "Evidence",
    "History",
    "Interval",
    "Origin",
    "Path",
    "deflated_sharpe",
    "evidence",
    "expiries",
    "probabilistic_sharpe",
    "sharpe",
    "stationary",
    "trading_days",
    "underwater",
    "worst",
    "worst_drawdown",
]
