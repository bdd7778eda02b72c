"""The split of a book's variance: what the index explains, what a sector shares, and what is each name's own.

The market's part is exact: R2 of the book's own returns on the index. The rest is split by a model with one shared
movement per sector: rho, the mean correlation between the residuals of a sector's bundled names, is the share of each
residual's variance that its sector has in common. Where a sector has no second name to compare with, or is not known,
all of the residual counts as the name's own.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from overlay.arrays import FloatArray
from overlay.errors import OverlayError


class VarianceSplit(NamedTuple):
    """Parts of a variance; `exposure` states them as shares of the stocks' variance without an overlay.

    `overlay` is the part that option legs bring along and that does not move in line with the index.
    """

    market: float
    sector: float
    single_name: float
    overlay: float = 0.0

    @property
    def total(self) -> float:
        """The whole variance: the sum of the parts."""
        return self.market + self.sector + self.single_name + self.overlay


class Systematic(NamedTuple):
    """One name against the index: R2, its vol (decimal), and the largest share of vol that an index hedge can cut."""

    r_squared: float
    vol: float
    best_cut: float


def systematic(*, beta: float, market_vol: float, residual_vol: float) -> Systematic:
    """What beta, the market's vol and the residual vol say of a name; all decimals of the same period."""
    explained, own = (beta * market_vol) ** 2, residual_vol**2
    if not 0.0 < explained + own < np.inf:
        raise OverlayError(f"A volatility of {market_vol:g} and {residual_vol:g} leaves no risk to split: enter some.")
    r_squared = explained / (explained + own)
    return Systematic(r_squared, math.sqrt(explained + own), hedge_limit(r_squared))


def hedge_limit(r_squared: float) -> float:
    """The largest cut of volatility that any hedge with the index alone can reach: 1 - sqrt(1 - R2)."""
    if not -1e-9 <= r_squared <= 1.0 + 1e-9:
        raise OverlayError(f"An R2 of {r_squared:g} is impossible: it lies between 0 and 1.")
    return 1.0 - math.sqrt(min(max(1.0 - r_squared, 0.0), 1.0))


def own_risk_removed(own: FloatArray, overlay: FloatArray) -> float:
    """Share of the variance of the names' own results (N,) that an overlay's results (N,) take away by moving against them.

    About none for any overlay on the index: the own part is what the index does not explain. The overlay's own variance
    is left out, so a small share is not hidden by the noise it adds.
    """
    variance = np.var(own)
    return float(-2.0 * np.cov(own, overlay, ddof=0)[0, 1] / variance) if variance else 0.0


def shared_correlation(residuals: FloatArray) -> float:
    """Mean correlation between the residuals (N, K) of a sector's names, from 0 to 1; 0 where there are fewer than two."""
    spread = np.sqrt(np.mean((residuals - residuals.mean(axis=0)) ** 2, axis=0))
    moving = residuals[:, spread > 0.0]
    names = moving.shape[1]
    if names < 2:
        return 0.0
    correlations = np.corrcoef(moving, rowvar=False)
    return float(np.clip((correlations.sum() - names) / (names * (names - 1)), 0.0, 1.0))


def sector_share(dollars: FloatArray, sectors: Sequence[str | None], shared: dict[str, float]) -> float:
    """Share of the variance beyond the index that sectors have in common, 0 to 1.

    dollars: each name's residual vol x its money (H,), its sector, and the shared correlation of each sector.
    """
    rho = np.array([shared.get(one, 0.0) if one else 0.0 for one in sectors])
    own = np.sum((1.0 - rho) * dollars**2)
    common = 0.0
    for one in sorted({name for name in sectors if name}):
        together = np.sum(dollars[[name == one for name in sectors]])
        common += shared.get(one, 0.0) * together**2
    return float(common / (common + own)) if common + own > 0.0 else 0.0
