"""The capital asset pricing model as a regression: the beta of a return series to the index, and its standard error.

Excess return of the name = alpha + beta x excess return of the index + residual, by ordinary least squares. Returns are
simple, one per period; every result is per period too. `window_betas` compares the betas of several windows: it shows
how much a beta depends on the years and on the return interval.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats
from overlay.book.holdings import Portfolio
from overlay.book.returns import Window, known, known_day, window_returns
from overlay.errors import OverlayError
from overlay.history.daily import History

FEWEST = 3  # returns: alpha and beta use two degrees of freedom, and the error needs one more


class Capm(NamedTuple):
    """One name: alpha and residual vol per period (decimal), beta with its standard error, and R2."""

    alpha: float
    beta: float
    beta_error: float
    r_squared: float
    residual_vol: float


class Fits(NamedTuple):
    """Many names at once: the fields of `Capm` as (H,), and the residuals (N, H)."""

    alpha: FloatArray
    beta: FloatArray
    beta_error: FloatArray
    r_squared: FloatArray
    residual_vol: FloatArray
    residuals: FloatArray

    def of(self, at: int) -> Capm:
        """The regression of the name at one position, as plain numbers."""
        return Capm(*(float(values[at]) for values in self[:5]))


def capm(returns: ArrayLike, index_returns: ArrayLike, rate: ArrayLike = 0.0) -> Capm:
    """Regress the returns of one name (N,) on those of the index (N,), both in excess of a rate per period.

    The residual vol is the standard error of the regression, with N - 2 in the denominator.
    """
    series = floats(returns)
    if series.ndim != 1:
        raise OverlayError(f"Returns of shape {series.shape} are not one series: pass one number per period.")
    return fits(series[:, None], index_returns, rate).of(0)


def fits(returns: FloatArray, index_returns: ArrayLike, rate: ArrayLike = 0.0) -> Fits:
    """Regress each column of returns (N, H) on the index (N,); the rate is one number or (N,)."""
    index = floats(index_returns)
    riskless = np.broadcast_to(floats(rate), index.shape)
    _check(returns, index)
    x, y = index - riskless, returns - riskless[:, None]
    centred = x - x.mean()
    spread = centred @ centred
    if not spread > 1e-24 * len(x):  # a constant index and alpha are indistinguishable
        raise OverlayError("The index does not move in this window (0% volatility): choose a longer window.")
    # The regressors (1, centred index) are orthogonal, so least squares needs two projections and no factorisation.
    mean, beta = y.mean(axis=0), centred @ y / spread
    residuals = y - mean - np.outer(centred, beta)
    unexplained = np.sum(residuals**2, axis=0)
    total = np.sum((y - mean) ** 2, axis=0)
    residual_vol = np.sqrt(unexplained / (len(x) - 2))
    moves = total > 0.0
    r_squared = np.where(moves, 1.0 - unexplained / np.where(moves, total, 1.0), 0.0)
    return Fits(mean - beta * x.mean(), beta, residual_vol / np.sqrt(spread), r_squared, residual_vol, residuals)


def _check(returns: FloatArray, index: FloatArray) -> None:
    if index.ndim != 1 or len(returns) != len(index):
        raise OverlayError(f"{len(returns)} returns do not match {index.size} index returns: align them first.")
    if len(index) < FEWEST:
        raise OverlayError(f"{len(index)} returns are too few for a beta: use at least {FEWEST}.")
    if not (np.isfinite(returns).all() and np.isfinite(index).all()):
        raise OverlayError("A return is missing or infinite (nan): fill or drop that day before asking for a beta.")


class WindowBetas(NamedTuple):
    """One window: the names with a history, their betas and standard errors (H,), and beta and error of the book."""

    window: Window
    symbols: tuple[str, ...]
    beta: FloatArray
    beta_error: FloatArray
    book: float
    book_error: float


def window_betas(
    portfolio: Portfolio, history: History, day: date, choices: Iterable[Window]
) -> tuple[WindowBetas, ...]:
    """The betas of every name and of the book up to a day, in each window with enough history."""
    symbols = known(portfolio.symbols, history)
    values = np.array([one.value for one in portfolio.holdings if one.symbol in symbols])
    found = []
    for window in choices:
        try:
            returns = window_returns(symbols, history, known_day(history, day), window)
        except OverlayError:  # the history is too short for this window, but may suffice for others
            continue
        book = returns.names @ (values / values.sum())
        each = fits(np.column_stack([returns.names, book]), returns.index_returns, returns.rate)
        *beta, whole = each.beta.tolist()
        *error, whole_error = each.beta_error.tolist()
        found.append(WindowBetas(window, symbols, np.array(beta), np.array(error), whole, whole_error))
    return tuple(found)
