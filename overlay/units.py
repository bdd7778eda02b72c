"""The only unit conversions: days and years, VIX points and decimal vol, and the two year lengths."""

import math
from typing import Final

DAYS_PER_YEAR: Final = 365.0
TRADING_DAYS_PER_YEAR: Final = 252.0
SHORTEST_YEARLY: Final = 63  # trading days, a quarter: a shorter stretch has no yearly figure
VOL_POINT: Final = 0.01  # one point of volatility, or of the VIX, as a decimal


def years(days: float) -> float:
    """Calendar days as years of 365 days, the unit of time in every option price here."""
    return days / DAYS_PER_YEAR


def trading_days(days: float) -> int:
    """The number of closes in a span of calendar days, at least one."""
    return max(1, round(days * TRADING_DAYS_PER_YEAR / DAYS_PER_YEAR))


def is_yearly(days: int) -> bool:
    """Whether a result of so many trading days may be stated as a yearly figure; below, its total stands instead.

    Three days with a gain of 1.4% are +421% a year: true, and no use to anyone.
    """
    return days >= SHORTEST_YEARLY


def stated_days(days: int, changes: int) -> float:
    """The factor on a daily mean: a year's trading days, or the number of daily changes if the days are too few."""
    return TRADING_DAYS_PER_YEAR if is_yearly(days) else float(changes)


def stated_years(years: float, days: int) -> float:
    """The years by which a total is divided: its own, or 1 if its trading days are too few, which leaves the total."""
    return years if is_yearly(days) else 1.0


def vol(vix_points: float) -> float:
    """VIX points as a decimal volatility per root year."""
    return vix_points * VOL_POINT


def expected_daily_move(vix_points: float) -> float:
    """One trading day's standard deviation as a decimal: VIX / sqrt(252)."""
    return vol(vix_points) / math.sqrt(TRADING_DAYS_PER_YEAR)
