"""Overlay Explorer's mathematics: index condors and VIX hedges over a stock portfolio that is never sold.

This package never imports Streamlit or Plotly. `import overlay` is fast: a room or a job is loaded at its first use.

    market = overlay.market("2018-12-26")
    condor = overlay.condor.by_sigmas(market, 1.5, 50.0, 30)
    overlay.condor.quote(condor, market)

Jobs: `market`, `portfolio`, `risk`, `run_backtest`, `sell_or_hold`, `whole_book` (`docs/notebook.md`). Rooms:
`overlay.rules` to `overlay.claims`; the docstring of each room states its purpose. These conventions hold everywhere:

* strikes, spot and option prices are index points; money is dollars; vol, rates and weights are decimals;
  VIX levels are points. Ambiguous names carry their unit (``_points``, ``_dollars``, ``_days``, ``_years``).
* years in kernels are calendar days / 365; 252 only annualises observed returns.
* quantity is + long, - short; credit is + received; P&L is + gain; a maximum loss is a positive number.
* arrays: L legs, S spots, D days, P paths, in the order (L, P, D, S). Functions never modify their inputs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from overlay import (
        backtest,
        book,
        claims,
        condor,
        data,
        hedge,
        history,
        ladder,
        options,
        rules,
        signals,
        stress,
        tax,
        vix,
    )
    from overlay.data.notebook.books import portfolio, risk, run_backtest, sell_or_hold, whole_book
    from overlay.data.notebook.markets import market
    from overlay.errors import OverlayError

_JOBS = {
    "OverlayError": "overlay.errors",
    "market": "overlay.data.notebook.markets",
    "portfolio": "overlay.data.notebook.books",
    "risk": "overlay.data.notebook.books",
    "run_backtest": "overlay.data.notebook.books",
    "sell_or_hold": "overlay.data.notebook.books",
    "whole_book": "overlay.data.notebook.books",
}
_ROOMS = (
    "rules", "history", "options", "vix", "condor", "book", "hedge", "tax", "signals", "ladder", "backtest", "stress", "claims",
    "data",
)  # fmt: skip

__all__ = [
    "OverlayError",
    "backtest",
    "book",
    "claims",
    "condor",
    "data",
    "hedge",
    "history",
    "ladder",
    "market",
    "options",
    "portfolio",
    "risk",
    "rules",
    "run_backtest",
    "sell_or_hold",
    "signals",
    "stress",
    "tax",
    "vix",
    "whole_book",
]


def __getattr__(name: str) -> Any:
    """Load a job or a room at its first use (PEP 562); AttributeError for any other name."""
    if name in _JOBS:
        return getattr(import_module(_JOBS[name]), name)
    if name in _ROOMS:
        return import_module(f"overlay.{name}")
    raise AttributeError(f"module 'overlay' has no attribute {name!r}: it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    """The jobs and the rooms."""
    return list(__all__)
