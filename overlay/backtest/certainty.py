"""How sure the overlay's yearly difference is: the error of a short history, joined with the model's own.

The difference is the headline's: compound growth a year of the book with the overlay, less that of stocks and cash
alone. Its *sampling error* comes from the stationary bootstrap of both books' months together (`history.growth`). Its
*model error* comes from backtests with the smile fitted anew without each public chain day (`options.left_out`). The
two are independent, so they are joined as the root of the sum of squares. The interval is at 95%: Student's t with the
degrees of freedom of Welch and Satterthwaite (JCGM 100:2008, annex G.4), where the sampling error has as many as there
are blocks in the history, and the model error one fewer than chain days.

More years make the sampling error smaller. They leave the model error as it is.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.optimize import brentq
from scipy.special import stdtrit

from overlay.arrays import FloatArray
from overlay.backtest import attribution
from overlay.backtest.engine import Backtest
from overlay.backtest.sweep import BacktestQuestion
from overlay.errors import OverlayError
from overlay.history import growth
from overlay.history.inference import BLOCK, FEWEST, LEVEL, Interval
from overlay.options.modelled.left_out import LEFT_OUT, model_error

MODEL_FREEDOM: Final = len(LEFT_OUT) - 1.0  # degrees of freedom of the model error
MOST_YEARS: Final = 1e6  # beyond this many, no number of years is enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainty:
    """A difference of growth a year with its two standard errors (decimals), and the history behind it.

    `model` is zero for a line that no option price of ours enters.
    """

    estimate: float
    sampling: float
    model: float
    months: int
    years: float

    def __repr__(self) -> str:
        """One line: the difference, its interval and its two errors."""
        low, _, high = self.interval
        return (
            f"Certainty({self.estimate:+.2%} a year, 95% from {low:+.2%} to {high:+.2%}, standard error "
            f"{self.sampling:.2%} from {self.years:.1f} years and {self.model:.2%} from the model)"
        )

    @property
    def error(self) -> float:
        """The joined standard error."""
        return float(np.hypot(self.sampling, self.model))

    @property
    def model_share(self) -> float:
        """The model's share of the joined variance, 0 to 1."""
        return self.model**2 / self.error**2 if self.error > 0.0 else 0.0

    @property
    def interval(self) -> Interval:
        """The 95% interval around the difference."""
        reach = self._reach(self.years)
        return Interval(self.estimate - reach, self.estimate, self.estimate + reach)

    @property
    def years_needed(self) -> float:
        """The years of such a history after which the interval would exclude zero, if the difference stayed the same.

        It is infinite if the model error alone reaches zero.
        """
        aim = abs(self.estimate)
        if not self.error or self._reach(MOST_YEARS) >= aim:
            return np.inf if self.error else 0.0
        least = self.years * BLOCK / self.months  # one block
        if self._reach(least) <= aim:
            return least
        return float(brentq(lambda years: self._reach(years) - aim, least, MOST_YEARS))

    def _reach(self, years: float) -> float:
        """Half the width of the interval after some years of such a history."""
        drawn, model = self.sampling**2 * self.years / years, self.model**2
        if drawn + model == 0.0:
            return 0.0
        blocks = self.months / self.years * years / BLOCK
        freedom = (drawn + model) ** 2 / (drawn**2 / blocks + model**2 / MODEL_FREEDOM)
        return float(stdtrit(freedom, 0.5 + 0.5 * LEVEL) * (drawn + model) ** 0.5)


def judged(found: Backtest, reruns: tuple[float, ...]) -> Certainty:
    """How sure a backtest's yearly difference is; `reruns` are its values with each chain day left out.

    OverlayError for a ruined book or for fewer than twelve months.
    """
    alone = line(found, found.account)
    return replace(alone, model=model_error(alone.estimate, reruns))


def line(found: Backtest, values: FloatArray) -> Certainty:
    """How sure the difference of a line's growth to holding is, without any model error; values (D,) in any unit.

    OverlayError for a line that falls to zero, or for fewer than twelve months.
    """
    days = found.path.days
    gone = np.flatnonzero(~((values > 0.0) & (found.hold > 0.0)))
    if len(gone):
        day = found.path.day(int(gone[0]))
        raise OverlayError(f"All was lost by {day}, so growth has no interval: choose smaller caps or other days.")
    drawn = growth.difference(values, found.hold, days, found.years)
    return Certainty(estimate=drawn.estimate, sampling=drawn.error, model=0.0, months=drawn.months, years=found.years)


def months(found: Backtest) -> int:
    """The number of calendar months in which a backtest has a daily change."""
    return len(np.unique(found.path.days[1:].astype("datetime64[M]")))


def has_interval(found: Backtest) -> bool:
    """Whether a backtest has an interval: twelve months or more, with and without the overlay never without equity."""
    return found.ruined is None and bool((found.hold > 0.0).all()) and months(found) >= FEWEST


def rerun(question: BacktestQuestion, day: str) -> float:
    """The overlay's yearly difference of a question, priced with the smile that was fitted without a chain day."""
    return attribution.added(question.with_values((("conduct.shape", LEFT_OUT[day]),)).lived())


def certainty(question: BacktestQuestion) -> Certainty:
    """How sure the overlay's yearly difference of a question is: one backtest, and one for each chain day left out.

    OverlayError for a ruined book or for fewer than twelve months.
    """
    return judged(question.lived(), tuple(rerun(question, day) for day in LEFT_OUT))
