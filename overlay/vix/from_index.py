"""A VIX level modelled from index closes alone, for days without a recorded VIX.

The model is path-dependent volatility (Guyon and Lekeufack, "Volatility is (mostly) path-dependent", 2022):
the VIX is linear in recent trends and volatilities of the index on several time scales,

    VIX = intercept + sum_i a_i * trend_i + sum_j b_j * volatility_j,   never below ``FLOOR_POINTS``,

where a trend is the exponentially weighted mean of daily log returns (annualised, decimal) and a volatility the
square root of the exponentially weighted mean of their squares (annualised, points). The weight of a return
fades as exp(-age / time scale). A fall raises the modelled VIX through both trend and volatility; a rise raises it
through volatility only.

Warm-up: the weights are bias-corrected, that is divided by their sum so far. On an early day a slow average is
therefore the plain average of the returns so far; the model assumes nothing about the years before the first close,
and the slow volatilities become distinct only as data comes in. Fewer than ten returns give NaN.

Fit: least squares weighted by 1 / VIX (errors grow with the level) on Cboe VIX and S&P 500 closes of 1990-01-16
to 2022-12-28, 8,299 days, by ``scripts/fit_vix.py``; the coefficients are rounded to four decimals. ``FIT`` holds the
figures of these rounded coefficients:

* R2 0.903 of log level and 0.911 of level; median absolute error 7.0% of the level; correlation of daily
  log changes 0.765, so a modelled day moves the right way more often than by the right amount.
* Fitted on 1990-2009 and tested on 2010-2022: R2 0.845 of log level, 0.857 of level, median error 8.8%. The time
  scales were chosen on both halves, so expect a somewhat worse fit on unseen data.
* Peaks: on the highest 1% of days the model averages 100% of the VIX. 2008-11-20: 75.3 for a real 80.86; 2020-03-16:
  84.8 for 82.69. It misses shocks that start in the option market: 2018-02-05: 25.5 for 37.32.
* Warm-up errors are largest in 1990: the model is 15% too low on average, since its data do not include 1987.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

TREND_DAYS: Final = (1, 5, 25, 100)
VOLATILITY_DAYS: Final = (8, 40, 250, 1000)

#: intercept (points), one per trend (points per 100% a year), one per volatility (points per point)
COEFFICIENTS: Final = (8.9621, -0.0952, -1.2463, -3.1601, 2.4458, 0.3491, 0.2320, 0.5879, -0.4981)

#: just below the lowest close on record, 9.14 on 2017-11-03
FLOOR_POINTS: Final = 9.0
MINIMUM_RETURNS: Final = 10

#: what ``scripts/fit_vix.py`` printed: R2 and errors as decimals, ``unseen_`` 2010-2022, ``on_`` days in points
FIT: Final[Mapping[str, float]] = MappingProxyType(
    {
        "days": 8299.0,
        "r2_log": 0.903,
        "r2_level": 0.911,
        "median_error": 0.070,
        "change_correlation": 0.765,
        "ratio_at_highest_1pct": 1.005,
        "unseen_days": 3270.0,
        "unseen_r2_log": 0.845,
        "unseen_r2_level": 0.857,
        "unseen_median_error": 0.088,
        "unseen_change_correlation": 0.818,
        "unseen_ratio_at_highest_1pct": 1.034,
        "on_2008-11-20": 75.306,
        "on_2020-03-16": 84.814,
        "on_2018-02-05": 25.512,
    }
)


def path_features(index: pd.Series) -> NDArray[np.float64]:
    """Return the model's inputs on each day: (D, 9), a constant 1, four trends, four volatilities; NaN in warm-up.

    ``index``: (D,) closes in points. Row d uses closes up to and including day d only.
    """
    logs = pd.Series(np.log(index.to_numpy(dtype=np.float64)))
    returns = logs.diff()
    squares = returns**2
    columns = [np.ones(len(returns))]
    columns += [252.0 * _faded_mean(returns, days) for days in TREND_DAYS]
    columns += [100.0 * np.sqrt(252.0 * _faded_mean(squares, days)) for days in VOLATILITY_DAYS]
    features = np.column_stack(columns)
    features[:MINIMUM_RETURNS] = np.nan
    return features


def modelled_vix(index: pd.Series) -> pd.Series:
    """Return the modelled VIX, (D,) points on the days of ``index`` ((D,) closes in points), without look-ahead.

    The first ten days are NaN, since the model needs ten returns.
    """
    # a plain sum over each row: a matrix product may round a day differently in a longer history
    points = (path_features(index) * np.array(COEFFICIENTS)).sum(axis=1)
    # np.maximum keeps NaN, so the warm-up days stay NaN
    return pd.Series(np.maximum(points, FLOOR_POINTS), index=index.index, name="vix")


def _faded_mean(series: pd.Series, days: int) -> NDArray[np.float64]:
    """Return the mean of the past with weights exp(-age / days), bias-corrected: (D,)."""
    fade = 1.0 - np.exp(-1.0 / days)
    return series.ewm(alpha=fade, adjust=True).mean().to_numpy(dtype=np.float64)
