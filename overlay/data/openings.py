"""The index at each opening, where settlement needs it: from its own opens, or from the opening gap of a fund.

Options on the index settle at the first trades of its stocks. The index's own published open is computed before most of
them have traded: in Yahoo's file of 1999 to 2018 it repeats the close before on 95% of days until 2005. Such an open
counts as unknown. A fund on the index (SPY) trades at its real level from the first minute, so its gap comes first.
"""

from typing import Final

import numpy as np
import pandas as pd

FUND: Final = "SPY"
SAME_POINTS: Final = 0.005  # an open this near to the close before is a repetition of it
LARGEST_GAP: Final = 0.2  # a larger gap, as a share of the close before, is an error of the source


def own(opens: pd.Series, index: pd.Series) -> pd.Series:
    """The index's own opens (D,) on its days, points; NaN where they repeat the close before or cannot be true."""
    before = index.shift()
    there = opens[~opens.index.duplicated()].reindex(index.index)
    return _possible(there.where((there - before).abs() > SAME_POINTS), before)


def gaps(opens: pd.Series, closes: pd.Series, adjusted: pd.Series) -> pd.Series:
    """A fund's open over its close before, dividends counted: (D,) ratios; opens and closes as traded on one scale."""
    return (opens * adjusted / closes / adjusted.shift()).rename("gap")


def by_gap(ratios: pd.Series, index: pd.Series) -> pd.Series:
    """The index at the opening by a fund's gaps: (D,) points on the index's days, NaN without one.

    A gap counts only on days whose day before in the index is the one before in the fund's series.
    """
    before = index.shift()
    day_before = pd.Series(ratios.index, index=ratios.index).shift().reindex(index.index)
    same = day_before.to_numpy() == pd.Series(index.index, index=index.index).shift().to_numpy()
    return _possible((before * ratios.reindex(index.index)).where(same), before)


def together(index: pd.Series, opens: pd.Series | None, ratios: pd.Series | None) -> pd.Series | None:
    """The best opening of each day (D,), points, NaN where neither is known; None if no day has one."""
    none = pd.Series(np.nan, index=index.index)
    best = (none if ratios is None else by_gap(ratios, index)).fillna(none if opens is None else own(opens, index))
    return best.rename("opening") if best.notna().any() else None


def _possible(opening: pd.Series, before: pd.Series) -> pd.Series:
    return opening.where((opening / before - 1.0).abs() < LARGEST_GAP)
