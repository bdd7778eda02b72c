"""The volatility premium of each year: the VIX less the volatility that the index then realised.

The premium of a day is its VIX less the realised volatility of the index over the next 21 trading days, in points. Both
are volatilities, not variances: in variances one month of 2008 outweighs a decade. Realised volatility is the root of
the mean squared daily log return, times the root of 252. A premium belongs to the year of its VIX, although its window
may end in the next year. The last 21 days have no premium yet.

Windows of neighbouring days overlap, so their premiums move together. The error of a year's mean comes from stationary
bootstraps of its days in blocks of 42 days on average, twice a window. With some six blocks in a year it is rough.
"""

from typing import Final, NamedTuple

import numpy as np
from scipy.special import ndtri

from overlay.arrays import BoolArray, FloatArray, IntArray
from overlay.errors import OverlayError
from overlay.history.bootstrap import stationary
from overlay.history.inference import LEVEL, SEED, Interval
from overlay.history.path import Path
from overlay.signals.oscillators import realised_vols
from overlay.units import VOL_POINT

WINDOW: Final = 21  # trading days: about the 30 calendar days of the VIX
BLOCK: Final = 2.0 * WINDOW
DRAWS: Final = 1_000
FEWEST: Final = WINDOW  # days with a premium in a year that is shown
FEWEST_YEARS: Final = 8  # for a correlation


class YearlyPremium(NamedTuple):
    """Premiums by year, points (Y,): mean, its standard error, mean VIX, mean realised volatility, and number of days."""

    years: IntArray
    mean: FloatArray
    error: FloatArray
    implied: FloatArray
    realised: FloatArray
    days: IntArray

    def some(self, kept: BoolArray) -> "YearlyPremium":
        """The years that are kept (Y,)."""
        return YearlyPremium(
            self.years[kept],
            self.mean[kept],
            self.error[kept],
            self.implied[kept],
            self.realised[kept],
            self.days[kept],
        )


def premiums(path: Path) -> FloatArray:
    """VIX less the realised volatility of the following 21 trading days, points: (D,), NaN on the last 21 days."""
    return path.vix - realised_after(path)


def realised_after(path: Path) -> FloatArray:
    """Realised volatility of the index over the 21 trading days after each day, points: (D,), NaN on the last 21."""
    (trailing,) = realised_vols(path.index, WINDOW)
    return np.concatenate([trailing[WINDOW:], np.full(min(WINDOW, len(path)), np.nan)]) / VOL_POINT


def by_year(path: Path) -> YearlyPremium:
    """The premium of each calendar year. OverlayError if no year has 21 days with one."""
    found, after = premiums(path), realised_after(path)
    years = path.days.astype("datetime64[Y]").astype(np.int64) + 1970
    known = np.isfinite(found)
    shown = [one for one in np.unique(years[known]).tolist() if (known & (years == one)).sum() >= FEWEST]
    if not shown:
        raise OverlayError(
            f"{len(path)} days hold too few months of realised volatility for a yearly premium: choose a longer stretch."
        )
    groups = [known & (years == one) for one in shown]
    return YearlyPremium(
        years=np.array(shown),
        mean=np.array([found[one].mean() for one in groups]),
        error=_errors([found[one] for one in groups]),
        implied=np.array([path.vix[one].mean() for one in groups]),
        realised=np.array([after[one].mean() for one in groups]),
        days=np.array([int(one.sum()) for one in groups]),
    )


def correlation(premium: FloatArray, result: FloatArray) -> Interval | None:
    """The correlation of yearly premiums and results (Y,) with its 95% interval by Fisher's z.

    None below eight years, or if one of them is constant.
    """
    if len(premium) < FEWEST_YEARS or not (np.ptp(premium) > 0.0 and np.ptp(result) > 0.0):
        return None
    seen = float(np.corrcoef(premium, result)[0, 1])
    middle, reach = np.arctanh(seen), float(ndtri(0.5 + 0.5 * LEVEL)) / (len(premium) - 3.0) ** 0.5
    return Interval(float(np.tanh(middle - reach)), seen, float(np.tanh(middle + reach)))


def _errors(series: list[FloatArray]) -> FloatArray:
    """The standard error of the mean of each series; series of one length share their draws."""
    places: dict[int, IntArray] = {}
    found = []
    for one in series:
        count = len(one)
        if count not in places:
            places[count] = stationary(count, count, DRAWS, BLOCK, np.random.default_rng(SEED))[0] % count
        found.append(float(one[places[count]].mean(axis=0).std(ddof=1)))
    return np.array(found)
