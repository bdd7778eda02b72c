"""The stock portfolio: lots, holdings, betas, the split of the risk, and a gap in one name.

Prices are dollars a share; weights, gains and betas are derived, never stored.
"""

from overlay.book.betas import Capm, WindowBetas, capm, window_betas
from overlay.book.exposures import BetaWeighted, Exposure, NameRisk, beta_weighted, book_beta, exposure
from overlay.book.gaps import Gap, gap, within_cap
from overlay.book.holdings import INDEX_FUND, INDEX_FUND_SHARE, Holding, Portfolio, of_lots
from overlay.book.lots import Gains, Lot, Sale, sales
from overlay.book.returns import Window
from overlay.book.risk_split import Systematic, VarianceSplit, hedge_limit, systematic

__all__ = [
    "INDEX_FUND",
    "INDEX_FUND_SHARE",
    "BetaWeighted",
    "Capm",
    "Exposure",
    "Gains",
    "Gap",
    "Holding",
    "Lot",
    "NameRisk",
    "Portfolio",
    "Sale",
    "Systematic",
    "VarianceSplit",
    "Window",
    "WindowBetas",
    "beta_weighted",
    "book_beta",
    "capm",
    "exposure",
    "gap",
    "hedge_limit",
    "of_lots",
    "sales",
    "systematic",
    "window_betas",
    "within_cap",
]
