"""How far the index has opened from the close before: the risk of options that settle at the opening (AM).

Such options stop trading at the close of the day before. Their settlement (SOQ) takes the opening price of each stock of
the index, so it can differ from the index's own opening level, which is what a history holds.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from overlay.history.daily import History

FEWEST: Final = 60  # days with a known opening below which nothing is stated: a quarter of a year
_TWO_SIDED_95: Final = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningMoves:
    """Distance of the opening from the close before, as a share of that close, over `days` days with both.

    `low` and `high` are the 95% range of the median by order statistics, as for independent days. `worst` keeps its sign.
    """

    days: int
    median: float
    low: float
    high: float
    worst: float
    worst_day: date


def opening_moves(history: History) -> OpeningMoves | None:
    """The moves from each close to the next opening; None with fewer than 60 known openings."""
    if history.opening is None:
        return None
    moves = history.opening.to_numpy()[1:] / history.index.to_numpy()[:-1] - 1.0
    known = np.isfinite(moves)
    count = int(known.sum())
    if count < FEWEST:
        return None
    ordered = np.sort(np.abs(moves[known]))
    reach = _TWO_SIDED_95 * count**0.5 / 2.0
    low, high = (int(np.clip(count / 2.0 + side * reach, 0, count - 1)) for side in (-1.0, 1.0))
    worst = int(np.nanargmax(np.abs(moves)))
    return OpeningMoves(
        days=count,
        median=float(np.median(ordered)),
        low=float(ordered[low]),
        high=float(ordered[high]),
        worst=float(moves[worst]),
        worst_day=history.days[worst + 1].date(),
    )
