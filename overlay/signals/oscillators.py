"""RSI, MACD and volatility signals: series in, series out, never looking ahead, and silent until burnt in.

`rsi` and `macd` are the `ta` package's, for one series. `oscillators` gives the same numbers for many series in one
pass (`overlay.signals.block_averages`), some thirty times faster than asking `ta` for each. All are empty for the first `BURN_IN`
bars: `ta` starts its averages at zero and Wilder at a plain mean, which may differ by points at first, and by less than
1e-6 after that.

Volatilities are annualised decimals from daily log returns with mean zero (252 days a year); VIX levels are points.
"""

from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from ta.momentum import RSIIndicator  # type: ignore[import-untyped]
from ta.trend import MACD  # type: ignore[import-untyped]

from overlay.arrays import FloatArray
from overlay.signals.block_averages import Average, whole_blocks
from overlay.signals.random_entries import Help, against_random
from overlay.units import TRADING_DAYS_PER_YEAR, VOL_POINT

__all__ = ["Help", "against_random"]  # the test of a gate is part of what a signal must offer


BURN_IN: Final = 250  # bars: (13 / 14) ** 250 is 1e-8
RSI_DAYS: Final = 14
FAST, SLOW, SIGNAL = 12, 26, 9


_WILDER: Final = Average(1.0 - 1.0 / RSI_DAYS)
_FAST, _SLOW, _SIGNAL = (Average(1.0 - 2.0 / (days + 1.0)) for days in (FAST, SLOW, SIGNAL))
_TOGETHER: Final = 4  # series whose arrays stay in the second-level cache


class Oscillators(NamedTuple):
    """RSI (0 to 100), MACD line and its signal, in the unit of the series; each (N, D)."""

    rsi: FloatArray
    macd: FloatArray
    signal: FloatArray

    def histogram(self, row: int) -> FloatArray:
        """MACD less its signal, of one series (D,)."""
        return np.asarray(self.macd[row] - self.signal[row])


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


def oscillators(*values: FloatArray) -> Oscillators:
    """RSI 14 and MACD 12/26/9 of many series at once: (N, D) or (D,) arrays, stacked, NaN only before a series begins.

    RSI is 50 (1 + mean change / mean size of change), which is Wilder's formula written with two averages less one
    comparison.
    """
    groups = [np.atleast_2d(np.asarray(one, dtype=np.float64)) for one in values]
    days = groups[0].shape[1]
    parts = np.empty((3, sum(len(one) for one in groups), whole_blocks(days)))
    work = np.zeros((4, *parts[0, :_TOGETHER].shape))
    row = 0
    for rows in groups:
        for start in range(0, len(rows), _TOGETHER):
            some = rows[start : start + _TOGETHER]
            _fill(some, parts[:, row : row + len(some)], work[:, : len(some)])
            row += len(some)
    return Oscillators(*parts[:, :, :days])


def _fill(rows: FloatArray, into: FloatArray, work: FloatArray) -> None:
    """Write RSI, MACD line and signal of a few series (n, D) into (3, n, whole blocks of days)."""
    days = rows.shape[1]
    rsi, line, signal = into
    moves, changes, sizes, other = work
    begins = _from_first(rows, moves[:, :days])
    np.subtract(moves[:, 1:days], moves[:, : max(days - 1, 0)], out=changes[:, 1:days])
    np.abs(changes, out=sizes)
    _WILDER.fill(changes, rsi)
    _WILDER.fill(sizes, other)
    with np.errstate(divide="ignore", invalid="ignore"):
        rsi /= other
    rsi += 1.0
    rsi *= 50.0
    _FAST.fill(moves, line)
    _SLOW.fill(moves, other)
    line -= other
    _SIGNAL.fill(line, signal)
    for row, begin in enumerate(begins):
        into[:, row, : begin + BURN_IN] = np.nan


def _from_first(rows: FloatArray, into: FloatArray) -> NDArray[np.int64]:
    """Write how far each series (N, D) has moved from its first value, 0 before it begins; return where each begins, (N,).

    Averages that start at the first value are, of these moves, averages that start at zero.
    """
    begins = np.zeros(len(rows), dtype=np.int64)
    if not rows.shape[1]:
        return begins
    first = rows[:, :1].copy()
    late = np.flatnonzero(np.isnan(first[:, 0]))
    for row in late:
        known = np.flatnonzero(~np.isnan(rows[row]))
        begins[row] = known[0] if len(known) else rows.shape[1]
        first[row] = rows[row, known[0]] if len(known) else 0.0
    np.subtract(rows, first, out=into)
    for row in late:
        into[row, : begins[row]] = 0.0
    return begins


def realised_vols(closes: FloatArray, *days: int) -> tuple[FloatArray, ...]:
    """Annualised decimal volatility of the last so many daily log returns, mean zero: (D,) for each count of days.

    NaN for the first `days` of each.
    """
    squares = np.concatenate([[np.nan], np.diff(np.log(closes)) ** 2])[: len(closes)]
    return tuple(np.sqrt(TRADING_DAYS_PER_YEAR * rolling_mean(squares, one)) for one in days)


def variance_risk_premium(vix: FloatArray, realised: FloatArray) -> FloatArray:
    """Implied over realised volatility less one, (D,) decimal: the method's A50 asks for 18% (VIX for the future)."""
    return np.divide(vix * VOL_POINT, realised, out=np.full_like(vix, np.nan), where=realised > 0.0) - 1.0


def contango(near: FloatArray, following: FloatArray) -> FloatArray:
    """Second VIX future over the first, less one, decimal; above zero is contango."""
    return following / near - 1.0


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
    values = closes.to_numpy().T
    returns = values[:, 1:] / values[:, :-1]
    return np.concatenate([[1.0], np.cumprod(returns.mean(axis=0))])
