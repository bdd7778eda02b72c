"""Expected daily range: the index's expected move in a day by each published formula, and how often it stays inside.

Results are decimals of the index level unless they say points. If daily moves were normal, one standard deviation would
hold 68.3% of them, or 84.1% on one side. The pages claim "more than 80%"; this module measures it. Source codes:
docs/method_map.md, P5.
"""

import math
from typing import Final, NamedTuple

import numpy as np

from overlay.arrays import FloatArray, Numbers
from overlay.units import TRADING_DAYS_PER_YEAR, VOL_POINT

THRESHOLD: Final = 0.0094  # of the index: the trigger on some 25 pages (A41)
BALANCED: Final = (1.1, 1.3)  # distance of short strikes in multiples of the range (A11)
CONSERVATIVE: Final = (1.6, 1.9)  # A11
SHORTS: Final = (1.0, 1.5)  # A3b
WINGS: Final = (0.6, 0.8)  # further out (A3b)
NORMAL_SHARE: Final = 0.6827
TRIGGER_VIX: Final = 16.0  # points: the trigger of some 25 pages (A41)


class HitRate(NamedTuple):
    """Share of `days` days on which the next move stayed within the range: in both directions, and downward only."""

    two_sided: float
    downside: float
    days: int


class Crossed(NamedTuple):
    """Share of `days` days on which the VIX was above a level at its close, and only within the day."""

    at_close: float
    within: float
    days: int


def plain(vix: Numbers) -> Numbers:
    """VIX / sqrt(252), VIX in points: the textbook's one standard deviation of a day (A1)."""
    return vix * VOL_POINT / math.sqrt(TRADING_DAYS_PER_YEAR)


def blended(implied: Numbers, realised: Numbers, weight: float, regime: float = 1.0) -> Numbers:
    """Regime x (weight x implied + (1 - weight) x realised) / sqrt(252), both vols in points (A2; weights 50 to 70%)."""
    return regime * plain(weight * implied + (1.0 - weight) * realised)


def points(level: Numbers, share: Numbers) -> Numbers:
    """The range in index points."""
    return level * share


def vix_at(share: float) -> float:
    """The VIX at which the plain range equals this share: 14.9 for the 0.94% threshold."""
    return share * math.sqrt(TRADING_DAYS_PER_YEAR) / VOL_POINT


def implied_level(vix: float, range_points: float) -> float:
    """The index level at which a page's range in points is right: about 2,000 for "25-30 points at VIX 20" (A1)."""
    return range_points / plain(vix)


def distances(range_points: float, multiples: tuple[float, float]) -> tuple[float, float]:
    """Points away from the index at two multiples of the range."""
    return range_points * multiples[0], range_points * multiples[1]


def by_nine_days(vix9d: float) -> float:
    """A3's formula VIX9D / sqrt(9), as a decimal. It is wrong: VIX9D is annualised like any other volatility."""
    return vix9d * VOL_POINT / 3.0


def by_tenths(vix9d: float, realised: float, regime: float) -> float:
    """A4's formula in its own points, VIX9D x 0.1 + HV x 0.5 x regime. It is not a range in any unit."""
    return vix9d * 0.1 + realised * 0.5 * regime


def crossed(closes: FloatArray, highs: FloatArray, level: float) -> Crossed:
    """How often a VIX level (points) was crossed, from closes and highs within the day (D,); days without a high are skipped."""
    known = ~np.isnan(highs)
    count = int(known.sum())
    if count == 0:
        return Crossed(np.nan, np.nan, 0)
    closed = closes[known] > level
    return Crossed(float(closed.mean()), float(((highs[known] > level) & ~closed).mean()), count)


def hit_rate(closes: FloatArray, share: FloatArray) -> HitRate:
    """How often the next close stayed within the previous day's range; closes and shares are (D,), NaN is skipped."""
    moves = closes[1:] / closes[:-1] - 1.0
    known = ~np.isnan(share[:-1])
    count = int(known.sum())
    if count == 0:
        return HitRate(np.nan, np.nan, 0)
    moves, limit = moves[known], share[:-1][known]
    return HitRate(float(np.mean(np.abs(moves) <= limit)), float(np.mean(moves >= -limit)), count)


class Case(NamedTuple):
    """A calculation from a page: the page's result, and the result of the page's own inputs."""

    code: str
    inputs: str
    page: str
    value: float
    unit: str


def worked_cases() -> tuple[Case, ...]:
    """The pages' own examples, recomputed: the worked cases C1 to C8 and C24."""
    level = 7138.8
    return (
        Case("A7", "VIX 17.95", "1.16%", 100 * plain(17.95), "%"),
        Case("A7", "1.16% of 5,000", "58 points", points(5000.0, 0.0116), "points"),
        Case("A6", "1.16% of 7,138.80", "83 points", points(level, 0.0116), "points"),
        Case("A6c", "0.65% of 4,800", "31 points", points(4800.0, 0.0065), "points"),
        Case("A1", "VIX 20 at 7,138.80", "25 to 30 points", points(level, plain(20.0)), "points"),
        Case("A1", "VIX 30 at 7,138.80", "38 to 45 points", points(level, plain(30.0)), "points"),
        Case("A4", "12.5 x 0.1 + 8.0 x 0.5 x 0.8, regime 0.8", "3.59", by_tenths(12.5, 8.0, 0.8), "its own unit"),
        Case("A11", "83 points, Balanced from 1.1", "95 points", distances(83.0, BALANCED)[0], "points"),
        Case("A11", "83 points, Conservative to 1.9", "160 points", distances(83.0, CONSERVATIVE)[1], "points"),
        Case("A3b", "45 points, shorts to 1.5", "not given", distances(45.0, SHORTS)[1], "points"),
        Case("A40", "threshold 0.94% as a VIX", "VIX 16", vix_at(THRESHOLD), "VIX points"),
    )
