"""Made-up histories for the signals: random walks and edges, and the plain loops that they are checked with."""

import itertools

import numpy as np
import pandas as pd

from overlay.condor import yardstick
from overlay.history.daily import History
from overlay.history.events import Events
from overlay.signals.indicator_table import indicators

NO_EVENTS = Events(dates=(), source="None.")


def history(days=700, names=3, seed=1, *, index=None, closes=None, vix=None):
    """A History of random walks on weekdays from 2014 on, or of the given series."""
    rng = np.random.default_rng(seed)
    when = pd.bdate_range("2014-01-01", periods=days)
    walks = 100.0 * np.exp(np.cumsum(0.01 * rng.standard_normal((days, names)), axis=0))
    closes = walks if closes is None else closes
    vix = 18.0 * np.exp(0.2 * np.sin(np.arange(days) / 40.0)) + rng.random(days) if vix is None else vix
    index = 2000.0 * np.exp(np.cumsum(0.01 * rng.standard_normal(days))) if index is None else index
    return History(
        closes=pd.DataFrame(closes, index=when, columns=[f"S{at}" for at in range(closes.shape[1])]),
        index=pd.Series(index, index=when),
        vix=pd.Series(vix, index=when),
        vix_modelled=pd.Series(np.isnan(vix), index=when),
        rate=pd.Series(0.02, index=when),
        dividend_yield=pd.Series(0.015, index=when),
        sources={"index": "Made up."},
    )


def known(made, events=NO_EVENTS, **more):
    """The indicators of a made-up history."""
    return indicators(made, events=events, overlay=yardstick.daily_pnl(made), **more)


def wilder(prices, days=14):
    """RSI by Wilder's own loop: a plain mean of the first changes, then his smoothing."""
    ups = [max(b - a, 0.0) for a, b in itertools.pairwise(prices)]
    downs = [max(a - b, 0.0) for a, b in itertools.pairwise(prices)]
    up, down = sum(ups[:days]) / days, sum(downs[:days]) / days
    result = [float("nan")] * days + [100.0 * up / (up + down)]
    for rise, fall in zip(ups[days:], downs[days:], strict=True):
        up, down = (up * (days - 1) + rise) / days, (down * (days - 1) + fall) / days
        result.append(100.0 * up / (up + down))
    return np.array(result)


def plain_average(values, days):
    """An exponential average by its loop, from the first value."""
    result, share = [values[0]], 2.0 / (days + 1.0)
    for value in values[1:]:
        result.append(share * value + (1.0 - share) * result[-1])
    return np.array(result)


def plain_macd(prices):
    """MACD line and signal by loops."""
    line = plain_average(prices, 12) - plain_average(prices, 26)
    return line, plain_average(line, 9)
