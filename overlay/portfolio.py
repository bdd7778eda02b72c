"""The book: what is held, how it moves with the index, and what a gap in one name costs. The front door of seven modules.

* `overlay.holdings`: `Holding`, `Portfolio`, weights and concentration.
* `overlay.capm`: the regression of one return series on another.
* `overlay.returns`: the window of returns that a beta is measured in.
* `overlay.windows`: betas over several windows side by side.
* `overlay.exposure`: every name's beta and risk, beta-weighted delta, with and without option legs.
* `overlay.risk`: the split of the variance, and the limit of any index hedge.
* `overlay.gap`: one name falls, and the overlay answers or does not.
"""

from overlay.capm import Capm, capm
from overlay.exposure import BetaWeighted, Exposure, NameRisk, beta_weighted, book_beta, exposure
from overlay.gap import Gap, gap, within_cap
from overlay.holdings import INDEX_FUND, INDEX_FUND_SHARE, Holding, Portfolio, of_lots
from overlay.returns import Window, worst_drawdown
from overlay.risk import Split, Systematic, hedge_limit, systematic
from overlay.windows import WindowBetas, window_betas

__all__ = [
    "INDEX_FUND",
    "INDEX_FUND_SHARE",
    "BetaWeighted",
    "Capm",
    "Exposure",
    "Gap",
    "Holding",
    "NameRisk",
    "Portfolio",
    "Split",
    "Systematic",
    "Window",
    "WindowBetas",
    "beta_weighted",
    "book_beta",
    "capm",
    "exposure",
    "gap",
    "hedge_limit",
    "of_lots",
    "systematic",
    "window_betas",
    "within_cap",
    "worst_drawdown",
]
