"""Daily RSI, MACD, breadth, volatility and calendar signals, and the gates that use them.

`against_random` tests whether a gate chose better entry days than chance.
"""

from overlay.signals.breadth import Breadth, from_closes
from overlay.signals.gates import DayRuling, GateReading
from overlay.signals.indicator_table import Indicators, indicators
from overlay.signals.oscillators import (
    BURN_IN,
    RSI_DAYS,
    Oscillators,
    contango,
    macd,
    portfolio_value,
    realised_vols,
    rolling_mean,
    rsi,
    variance_risk_premium,
)
from overlay.signals.random_entries import Help, against_random

__all__ = [
    "BURN_IN",
    "RSI_DAYS",
    "Breadth",
    "DayRuling",
    "GateReading",
    "Help",
    "Indicators",
    "Oscillators",
    "against_random",
    "contango",
    "from_closes",
    "indicators",
    "macd",
    "portfolio_value",
    "realised_vols",
    "rolling_mean",
    "rsi",
    "variance_risk_premium",
]
