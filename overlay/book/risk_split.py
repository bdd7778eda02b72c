"""The split of a book's variance: the part of the index, the part shared by sectors, and the part of single names.

The index part is exact: R2 of the book's returns on the index. The rest is split by a model with one common factor per
sector: rho, the mean correlation between the residuals of a sector's bundled names, is the share of each residual's
variance that the sector explains. If a sector is unknown or has only one name, the whole residual counts as single-name
risk.
"""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from overlay.arrays import FloatArray
from overlay.errors import OverlayError

ROUNDING: Final = 1e-18  # of a variance: below it, a series is rounding of zeros


class VarianceSplit(NamedTuple):
    """Parts of a variance; `exposure` states them as shares of the stocks' variance without an overlay.

    `overlay` is the part that the option legs add and that does not move linearly with the index.
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
    """One name against the index: R2, its vol (decimal), and the largest share of vol that an index hedge removes."""

    r_squared: float
    vol: float
    best_cut: float


def systematic(*, beta: float, market_vol: float, residual_vol: float) -> Systematic:
    """R2, vol and hedge limit of a name from beta, market vol and residual vol; all decimals of the same period."""
    explained, own = (beta * market_vol) ** 2, residual_vol**2
    if not 0.0 < explained + own < np.inf:
        raise OverlayError(f"Volatilities of {market_vol:g} and {residual_vol:g} leave no risk: enter one above zero.")
    r_squared = explained / (explained + own)
    return Systematic(r_squared, math.sqrt(explained + own), hedge_limit(r_squared))


def hedge_limit(r_squared: float) -> float:
    """The largest share of volatility that any hedge with the index alone can remove: 1 - sqrt(1 - R2)."""
    if not -1e-9 <= r_squared <= 1.0 + 1e-9:
        raise OverlayError(f"An R2 of {r_squared:g} is impossible: enter a number between 0 and 1.")
    return 1.0 - math.sqrt(min(max(1.0 - r_squared, 0.0), 1.0))


def own_risk_removed(own: FloatArray, overlay: FloatArray) -> float:
    """Share of the variance of the single-name results (N,) that an overlay's results (N,) remove through covariance.

    It is about zero for any overlay on the index, since the index does not explain the single-name part. The overlay's
    own variance is left out, so that its noise does not hide a small share. NaN without a single-name part: that of an
    index fund is rounding alone, many orders below the overlay.
    """
    variance = np.var(own)
    if variance <= ROUNDING * np.var(overlay):
        return np.nan
    return float(-2.0 * np.cov(own, overlay, ddof=0)[0, 1] / variance)


def shared_correlation(residuals: FloatArray) -> float:
    """Mean correlation between the residuals (N, K) of a sector's names, from 0 to 1; 0 for fewer than two names."""
    spread = np.sqrt(np.mean((residuals - residuals.mean(axis=0)) ** 2, axis=0))
    moving = residuals[:, spread > 0.0]
    names = moving.shape[1]
    if names < 2:
        return 0.0
    correlations = np.corrcoef(moving, rowvar=False)
    return float(np.clip((correlations.sum() - names) / (names * (names - 1)), 0.0, 1.0))


def sector_share(dollars: FloatArray, sectors: Sequence[str | None], shared: dict[str, float]) -> float:
    """Share of the residual variance (beyond the index) that sectors explain, 0 to 1.

    `dollars`: each name's residual vol x its dollar value (H,). `sectors`: each name's sector. `shared`: the mean
    residual correlation of each sector.
    """
    rho = np.array([shared.get(one, 0.0) if one else 0.0 for one in sectors])
    own = np.sum((1.0 - rho) * dollars**2)
    common = 0.0
    for one in sorted({name for name in sectors if name}):
        together = np.sum(dollars[[name == one for name in sectors]])
        common += shared.get(one, 0.0) * together**2
    return float(common / (common + own)) if common + own > 0.0 else 0.0
