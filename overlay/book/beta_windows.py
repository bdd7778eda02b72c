"""The same betas over several windows: how much a beta hangs on the years and the steps it is measured in."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np

from overlay.arrays import FloatArray
from overlay.book.betas import fits
from overlay.book.holdings import Portfolio
from overlay.book.returns import Window, known, known_day, window_returns
from overlay.errors import OverlayError
from overlay.history.daily import History


class WindowBetas(NamedTuple):
    """One window: the names with a history, their betas and standard errors (H,), and those of the book."""

    window: Window
    symbols: tuple[str, ...]
    beta: FloatArray
    beta_error: FloatArray
    book: float
    book_error: float


def window_betas(
    portfolio: Portfolio, history: History, day: date, choices: Iterable[Window]
) -> tuple[WindowBetas, ...]:
    """The betas of every name and of the book in each window that the history can fill, up to a day."""
    symbols = known(portfolio.symbols, history)
    values = np.array([one.value for one in portfolio.holdings if one.symbol in symbols])
    found = []
    for window in choices:
        try:
            returns = window_returns(symbols, history, known_day(history, day), window)
        except OverlayError:  # too young a history for this window; the others may do
            continue
        book = returns.names @ (values / values.sum())
        each = fits(np.column_stack([returns.names, book]), returns.index_returns, returns.rate)
        *beta, whole = each.beta
        *error, whole_error = each.beta_error
        found.append(WindowBetas(window, symbols, np.array(beta), np.array(error), float(whole), float(whole_error)))
    return tuple(found)
