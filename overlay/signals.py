"""RSI, MACD and volatility signals: series in, series out, never looking ahead, and silent until burnt in.

`rsi` and `macd` are the `ta` package's, for one series. `oscillators` gives the same numbers for many series in one
pass of recursive filters, some forty times faster than asking `ta` for each. All are empty for the first `BURN_IN`
bars: `ta` starts its averages at zero and Wilder at a plain mean, which may differ by points at first, and by less than
1e-6 after that.

Volatilities are annualised decimals from daily log returns with mean zero (252 days a year); VIX levels are points.
"""

from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.signal import lfilter
from ta.momentum import RSIIndicator  # type: ignore[import-untyped]
from ta.trend import MACD  # type: ignore[import-untyped]

from overlay.random_entries import Help, against_random
from overlay.units import TRADING_DAYS_PER_YEAR, VOL_POINT

__all__ = ["Help", "against_random"]  # the test of a gate is part of what a signal must offer

FloatArray = NDArray[np.float64]

BURN_IN: Final = 250  # bars: (13 / 14) ** 250 is 1e-8
RSI_DAYS: Final = 14
FAST, SLOW, SIGNAL = 12, 26, 9


# Recursive filters, numerator and denominator in powers of one day's delay. RSI: Wilder's average of the changes, and of
# their sizes. MACD: an average of 12 less one of 26 days, a single filter; and the same through an average of 9.
_WILDER: Final = 1.0 / RSI_DAYS
_F, _S, _G = (2.0 / (days + 1.0) for days in (FAST, SLOW, SIGNAL))
_NET: Final = (np.array([_WILDER, -_WILDER]), np.array([1.0, _WILDER - 1.0]))
_MOVED: Final = (np.array([_WILDER]), np.array([1.0, _WILDER - 1.0]))
_LINE: Final = (np.array([_F - _S, _S * (1.0 - _F) - _F * (1.0 - _S)]), np.polymul([1.0, _F - 1.0], [1.0, _S - 1.0]))
_SIGNAL: Final = (_G * _LINE[0], np.polymul(_LINE[1], [1.0, _G - 1.0]))
_BLOCK: Final = 3  # series whose arrays stay in the second-level cache


class Oscillators(NamedTuple):
    """RSI (0 to 100), MACD line, its signal and their difference, in the unit of the series; each (N, D)."""

    rsi: FloatArray
    macd: FloatArray
    signal: FloatArray
    histogram: FloatArray


def rsi(series: pd.Series, days: int = RSI_DAYS) -> pd.Series:
    """Wilder's relative strength index of one series (D,), 0 to 100; NaN until burnt in, or where nothing ever moved."""
    known = series.loc[series.first_valid_index() :]
    moved = known.diff().abs().cumsum() > 0.0
    values: pd.Series = RSIIndicator(known, days).rsi().where(moved & _burnt_in(known))
    return values.reindex(series.index).rename("rsi")


def macd(series: pd.Series) -> pd.DataFrame:
    """MACD 12/26/9 of one series (D,): columns macd, signal, histogram in its unit; NaN until burnt in."""
    known = series.loc[series.first_valid_index() :]
    one = MACD(known, SLOW, FAST, SIGNAL)
    table = pd.DataFrame({"macd": one.macd(), "signal": one.macd_signal(), "histogram": one.macd_diff()})
    return table.where(_burnt_in(known)).reindex(series.index)


def _burnt_in(known: pd.Series) -> pd.Series:
    return pd.Series(np.arange(len(known)) >= BURN_IN, index=known.index)


def oscillators(values: FloatArray) -> Oscillators:
    """RSI 14 and MACD 12/26/9 of many series at once: (N, D) values, NaN only before a series begins.

    RSI is 50 (1 + mean change / mean size of change), which is Wilder's formula written with two averages less one
    comparison; the MACD line, a difference of two averages, is one filter of second order.
    """
    rows = np.atleast_2d(np.asarray(values, dtype=np.float64))
    parts = np.empty((4, *rows.shape))
    for start in range(0, len(rows), _BLOCK):
        _fill(rows[start : start + _BLOCK], parts[:, start : start + _BLOCK])
    return Oscillators(*parts)


def _fill(rows: FloatArray, into: FloatArray) -> None:
    """Write RSI, MACD line, signal and histogram of a few series (n, D) into (4, n, D)."""
    moves, begins = _from_first(rows)
    rsi, line, signal, histogram = into
    size = histogram  # until it is needed for itself
    size[:, :1] = 0.0
    np.subtract(moves[:, 1:], moves[:, :-1], out=size[:, 1:])
    np.abs(size, out=size)
    with np.errstate(divide="ignore", invalid="ignore"):
        np.divide(lfilter(*_NET, moves), lfilter(*_MOVED, size), out=rsi)
    rsi += 1.0
    rsi *= 50.0
    line[:] = lfilter(*_LINE, moves)
    signal[:] = lfilter(*_SIGNAL, moves)
    np.subtract(line, signal, out=histogram)
    for row, begin in enumerate(begins):
        into[:, row, : begin + BURN_IN] = np.nan


def _from_first(rows: FloatArray) -> tuple[FloatArray, NDArray[np.int64]]:
    """How far each series has moved from its first value, 0 before it begins; and where each begins: (N, D), (N,).

    Averages that start at the first value are, of these moves, averages that start at zero.
    """
    begins = np.zeros(len(rows), dtype=np.int64)
    first = rows[:, :1].copy()
    late = np.flatnonzero(np.isnan(first[:, 0])) if rows.shape[1] else ()
    for row in late:
        known = np.flatnonzero(~np.isnan(rows[row]))
        begins[row] = known[0] if len(known) else rows.shape[1]
        first[row] = rows[row, known[0]] if len(known) else 0.0
    moves = rows - first if rows.shape[1] else rows.copy()
    for row in late:
        moves[row, : begins[row]] = 0.0
    return moves, begins


def realised_vol(closes: FloatArray, days: int) -> FloatArray:
    """Annualised decimal volatility of the last so many daily log returns, mean zero: (D,), NaN for the first `days`."""
    squares = np.diff(np.log(closes)) ** 2
    return np.sqrt(TRADING_DAYS_PER_YEAR * np.concatenate([[np.nan], rolling_mean(squares, days)])[: len(closes)])


def variance_risk_premium(vix: FloatArray, realised: FloatArray) -> FloatArray:
    """Implied over realised volatility less one, (D,) decimal: the method's A50 asks for 18% (VIX for the future)."""
    return np.divide(vix * VOL_POINT, realised, out=np.full_like(vix, np.nan), where=realised > 0.0) - 1.0


def contango(near: FloatArray, following: FloatArray) -> FloatArray:
    """Second VIX future over the first, less one, decimal; above zero is contango."""
    return np.asarray(following / near - 1.0)


def rolling_mean(values: FloatArray, days: int) -> FloatArray:
    """Plain mean of the last so many values (D,), NaN until there are as many; leading NaN wait, later ones spread."""
    known = np.flatnonzero(~np.isnan(values))
    result = np.full(len(values), np.nan)
    if len(known) and len(values) - known[0] >= days:
        sums = np.concatenate([[0.0], np.cumsum(values[known[0] :])])
        result[known[0] + days - 1 :] = (
            np.maximum(sums[days:] - sums[:-days], 0.0) / days
            if (values[known[0] :] >= 0.0).all()
            else (sums[days:] - sums[:-days]) / days
        )
    return result


def portfolio_value(closes: pd.DataFrame) -> FloatArray:
    """Value of a dollar held in equal weights of the names, set right each day: (D,), 1 on the first; NaN without names."""
    if not len(closes.columns):
        return np.full(len(closes), np.nan)
    returns = closes.to_numpy()[1:] / closes.to_numpy()[:-1]
    return np.concatenate([[1.0], np.cumprod(returns.mean(axis=1))])
