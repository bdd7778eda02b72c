"""RSI, MACD and volatility signals. No value uses a later bar, and early values are NaN.

RSI and MACD come from the `ta` package, one series at a time. Both are NaN for the first `BURN_IN` bars. `ta` gives
numbers from the 14th and the 26th bar on, but it starts its averages at the first value, while Wilder starts at a plain
mean. The two differ by points at first, and by less than 1e-6 after the burn-in.

Volatilities are annualised decimals from daily log returns with mean zero (252 days a year); VIX levels are points.
"""

from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from ta.momentum import RSIIndicator  # type: ignore[import-untyped]
from ta.trend import MACD  # type: ignore[import-untyped]

from overlay.arrays import FloatArray
from overlay.units import TRADING_DAYS_PER_YEAR, VOL_POINT

BURN_IN: Final = 250  # bars: (13 / 14) ** 250 is 1e-8
RSI_DAYS: Final = 14
FAST, SLOW, SIGNAL = 12, 26, 9


class Macd(NamedTuple):
    """MACD line and its signal, each (D,), in the unit of the series."""

    line: FloatArray
    signal: FloatArray

    @property
    def histogram(self) -> FloatArray:
        """The line less its signal (D,)."""
        return np.asarray(self.line - self.signal)


class Oscillators(NamedTuple):
    """RSI (D,), from 0 to 100, and MACD of one series."""

    rsi: FloatArray
    macd: Macd


def rsi(values: FloatArray) -> FloatArray:
    """Relative strength index of one series over 14 bars, 0 to 100: (D,); NaN until burnt in.

    NaN also until the series first moves. `ta` gives 100 there, although nothing has risen.
    """
    moved = np.flatnonzero(np.abs(np.diff(values)) > 0.0)
    if not len(moved):
        return np.full(len(values), np.nan)
    found = _burnt_in(values, RSIIndicator(pd.Series(values), RSI_DAYS).rsi())
    found[: moved[0] + 1] = np.nan
    return found


def macd(values: FloatArray) -> Macd:
    """MACD 12/26/9 of one series (D,), in its unit; NaN until burnt in."""
    one = MACD(pd.Series(values), SLOW, FAST, SIGNAL)
    return Macd(_burnt_in(values, one.macd()), _burnt_in(values, one.macd_signal()))


def by_name(closes: pd.DataFrame) -> dict[str, Oscillators]:
    """RSI and MACD of each name in (D, names) closes; about 3 ms for 33 years of one name."""
    series = {str(name): closes[name].to_numpy(dtype=np.float64) for name in closes.columns}
    return {name: Oscillators(rsi(one), macd(one)) for name, one in series.items()}


def _begin(values: FloatArray) -> int:
    """The position of the first value of a series (D,) that is not NaN; D if all are NaN."""
    known = np.flatnonzero(~np.isnan(values))
    return int(known[0]) if len(known) else len(values)


def _burnt_in(values: FloatArray, found: pd.Series) -> FloatArray:
    """The result for a series (D,), with NaN for the first `BURN_IN` bars after its beginning."""
    result = np.array(found, dtype=np.float64)
    result[: _begin(values) + BURN_IN] = np.nan
    return result


def realised_vols(closes: FloatArray, *days: int) -> tuple[FloatArray, ...]:
    """Annualised volatility (decimal) of the last `days` daily log returns, mean zero: (D,) for each entry of `days`.

    The first `days` values of each are NaN.
    """
    squares = np.concatenate([[np.nan], np.diff(np.log(closes)) ** 2])[: len(closes)]
    return tuple(np.sqrt(TRADING_DAYS_PER_YEAR * rolling_mean(squares, one)) for one in days)


def variance_risk_premium(vix: FloatArray, realised: FloatArray) -> FloatArray:
    """Implied over realised volatility less one, (D,) decimal. The method (A50) requires 18%, for the VIX future."""
    return np.divide(vix * VOL_POINT, realised, out=np.full_like(vix, np.nan), where=realised > 0.0) - 1.0


def contango(near: FloatArray, following: FloatArray) -> FloatArray:
    """Second VIX future over the first, less one, decimal; above zero is contango."""
    return following / near - 1.0


def rolling_mean(values: FloatArray, days: int) -> FloatArray:
    """Plain mean of the last `days` values (D,), NaN until there are enough.

    Leading NaNs are skipped. Any later NaN makes all means from its day on NaN.
    """
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
    """Value of a dollar in equal weights of the names, rebalanced daily: (D,), 1 on the first day.

    NaN without names.
    """
    if not len(closes.columns):
        return np.full(len(closes), np.nan)
    values = closes.to_numpy().T
    returns = values[:, 1:] / values[:, :-1]
    return np.concatenate([[1.0], np.cumprod(returns.mean(axis=0))])
