"""What RSI, MACD, breadth, volatility and the calendar say on a day, and what gates make of it.

`against_random` asks whether a gate ever chose better than chance.
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
