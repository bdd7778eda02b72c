"""The same money in less stock: books without options that take as much risk as the one with the overlay.

Such a book holds a constant share of the same stocks, brought back to it at every close without costs, and cash at the
rate of the day. Two shares are asked for:

    equal volatility   the book's daily returns have the standard deviation of those with the overlay
    equal delta        the book's mean exposure to the index equals that with the overlay:
                       share x beta = mean(stocks / book) x beta + mean delta of condors + slope of the VIX calls

All exposures are shares of the book at the previous close. `beta` is the slope of the stocks' daily returns on those of
the index over the stretch, so condors of one dollar of delta replace 1 / beta dollars of these stocks. VIX calls have no
delta in the index of their own; theirs is the slope of their daily result on the index return. A share above one is a
loan, which costs `MARGIN_SPREAD` more than cash earns. Shares come from the whole stretch: nobody knew them beforehand.
"""

from typing import Final, NamedTuple

import numpy as np

from overlay.arrays import FloatArray
from overlay.backtest import attribution, yearly
from overlay.backtest.engine import Backtest
from overlay.backtest.three_parts import index_returns, mean_delta
from overlay.book.betas import capm
from overlay.errors import OverlayError
from overlay.history.inference import Interval
from overlay.tax.sell_or_hold import MARGIN_SPREAD
from overlay.units import DAYS_PER_YEAR

FEWEST: Final = 3  # returns: a regression on the index needs as many
LEAST_BETA: Final = 0.05  # below it a share of stocks cannot carry a delta


class LessStock(NamedTuple):
    """A book of stocks and cash: its constant share of stocks (decimal), and its value at each close, dollars (D,)."""

    share: float
    values: FloatArray


def equal_volatility(found: Backtest) -> LessStock:
    """The book as volatile as the one with the overlay. OverlayError if the book is not `comparable`."""
    _check(found)
    mine = np.diff(found.account) / found.account[:-1]
    wanted, stocks = float(np.var(mine)), _stocks(found)
    share = _share(stocks, _cash(found), wanted)
    return _lived(found, share if share <= 1.0 else _share(stocks, _cash(found, MARGIN_SPREAD), wanted))


def equal_delta(found: Backtest, exposure: FloatArray) -> LessStock:
    """The book with the mean index exposure of the one with the overlay.

    `exposure` is the condors' dollar delta before each day (D,). OverlayError if the book is not
    `comparable`, or if its stocks do not move with the index.
    """
    _check(found)
    moves = index_returns(found)
    beta = capm(_stocks(found), moves).beta
    if beta < LEAST_BETA:
        raise OverlayError(
            f"The stocks have a beta of {beta:.2f}: no share of them has the overlay's delta; choose another book."
        )
    hedge = capm(attribution.daily(found).hedge[1:] / found.account[:-1], moves).beta
    held = float(np.mean(found.core[:-1] / found.account[:-1]))
    return _lived(found, held + (mean_delta(found, exposure) + hedge) / beta)


def apart(found: Backtest, other: LessStock) -> Interval:
    """Yearly growth with the overlay less that of the other book, and its 95% interval; errors as in `growth_apart`."""
    return yearly.growth_apart(found, found.account, other.values)


def comparable(found: Backtest) -> bool:
    """Whether a book of less stock compares: stocks on every day, three returns or more, and no ruin."""
    return found.ruined is None and len(found.path) > FEWEST and bool((found.core > 0.0).all())


def _check(found: Backtest) -> None:
    """OverlayError if the book does not compare."""
    if found.ruined is not None:
        raise OverlayError(
            f"Nothing was left on {found.path.day(found.ruined)}: no book of less stock compares with a ruined one."
        )
    if not comparable(found):
        raise OverlayError(
            f"{len(found.path)} days with ${found.core[0]:,.0f} of stocks at the start have no book of less stock: "
            f"choose {FEWEST + 1} days or more, and a book with stocks."
        )


def _stocks(found: Backtest) -> FloatArray:
    """Daily returns of the stocks, dividends included: (D - 1,)."""
    return np.diff(found.core) / found.core[:-1]


def _cash(found: Backtest, spread: float = 0.0) -> FloatArray:
    """What a dollar of cash earns from each close to the next, with a spread on the yearly rate: (D - 1,)."""
    path = found.path
    nights = np.diff(path.numbers[: len(path)]) / DAYS_PER_YEAR
    return np.expm1((path.rate[:-1] + spread) * nights)


def _share(stocks: FloatArray, cash: FloatArray, variance: float) -> float:
    """The share of stocks whose returns, with the rest in cash, have this variance; else the one that comes nearest."""
    excess = stocks - cash
    a, c = float(np.var(excess)), float(np.var(cash))
    b = float(np.mean((excess - excess.mean()) * (cash - cash.mean())))
    return float((-b + max(b * b - a * (c - variance), 0.0) ** 0.5) / a)


def _lived(found: Backtest, share: float) -> LessStock:
    """The value of the book with a constant share of stocks, from the same deposit."""
    cash = _cash(found, MARGIN_SPREAD if share > 1.0 else 0.0)
    growth = np.maximum(1.0 + share * _stocks(found) + (1.0 - share) * cash, 0.0)
    return LessStock(share, found.deposit * np.concatenate([[1.0], np.cumprod(growth)]))
