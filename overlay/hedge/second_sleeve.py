"""The second sleeve beside the book: its loan, its leverage, and its correlation with the book on the worst days.

The glossary calls it the Second Engine: a parallel, boring income system, no trading strategy (G2). The article calls
it the Private Leverage Layer: a sleeve of 30 to 40% of capital that amplifies (A67). Both readings are compared here:
Treasury bills for the first, selling index premium for the second.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from overlay.arrays import FloatArray
from overlay.condor import yardstick
from overlay.errors import OverlayError, within
from overlay.history.daily import History
from overlay.units import TRADING_DAYS_PER_YEAR

WORST: Final = 0.05  # the book's worst 5% of days
LOAN_VALUE: Final = 0.5  # the largest loan under Regulation T, as a share of stocks bought


@dataclass(frozen=True, slots=True, kw_only=True)
class Sleeve:
    """A second sleeve: the owner's capital in dollars, the sleeve's share, its borrowed part, and the rate (decimals)."""

    capital_dollars: float
    share: float
    borrowed: float
    borrow_rate: float

    def __post_init__(self) -> None:
        if not 0.0 < self.capital_dollars <= 1e15:
            raise OverlayError(f"${self.capital_dollars:,.0f} is not a valid capital: enter more than zero.")
        for name, part in (("sleeve", self.share), ("borrowed part", self.borrowed)):
            if not 0.0 <= part <= 1.0:
                raise OverlayError(f"A {name} of {part:.0%} is impossible: choose 0 to 100%.")
        within("A borrow rate", self.borrow_rate, 0.0, 1.0, "enter a decimal, 0.07 for 7%")

    @property
    def sleeve_dollars(self) -> float:
        """Dollars in the sleeve."""
        return self.capital_dollars * self.share

    @property
    def loan_dollars(self) -> float:
        """Dollars of the sleeve that are borrowed against the book."""
        return self.sleeve_dollars * self.borrowed

    @property
    def base_dollars(self) -> float:
        """Dollars that stay in the book: the capital less the part of the sleeve that is not borrowed."""
        return self.capital_dollars - self.sleeve_dollars + self.loan_dollars

    @property
    def interest_dollars(self) -> float:
        """Yearly interest on the loan, dollars."""
        return self.loan_dollars * self.borrow_rate

    @property
    def margin_use(self) -> float:
        """The loan over the largest loan that Regulation T allows on the book, decimal."""
        return self.loan_dollars / (LOAN_VALUE * self.base_dollars) if self.base_dollars else 0.0

    @property
    def gross_leverage(self) -> float:
        """Book and sleeve over the owner's capital."""
        return (self.base_dollars + self.sleeve_dollars) / self.capital_dollars

    def net_leverage(self, beta: float) -> float:
        """Index exposure over the owner's capital, for a sleeve that moves by `beta` of the index."""
        return (self.base_dollars + beta * self.sleeve_dollars) / self.capital_dollars


class Company(NamedTuple):
    """The comovement of a sleeve and the book: correlations on all days and on the book's worst days, and mean returns.

    `beta` is measured on all days, `worst_beta` on the worst days. `worst_book` and `worst_sleeve` are mean returns on
    the worst days, decimals a day. `days` counts the worst days.
    """

    correlation: float
    worst_correlation: float
    beta: float
    worst_beta: float
    worst_book: float
    worst_sleeve: float
    days: int


def company(book: FloatArray, sleeve: FloatArray, worst: float = WORST) -> Company:
    """Compare daily returns (D,) of a sleeve and the book, on all days and on the book's worst days.

    A sleeve that never moves has a correlation of zero. OverlayError below 100 days, or for unequal lengths.
    """
    if len(book) < 100 or len(book) != len(sleeve):
        raise OverlayError(
            f"{min(len(book), len(sleeve))} common days are too few to judge the worst days: take 100 or more."
        )
    bad = book <= np.quantile(book, worst)
    (all_correlation, all_beta), (bad_correlation, bad_beta) = (
        _pair(book[part], sleeve[part]) for part in (np.ones(len(book), dtype=bool), bad)
    )
    return Company(
        correlation=all_correlation,
        worst_correlation=bad_correlation,
        beta=all_beta,
        worst_beta=bad_beta,
        worst_book=float(book[bad].mean()),
        worst_sleeve=float(sleeve[bad].mean()),
        days=int(bad.sum()),
    )


class Engines(NamedTuple):
    """Daily returns (D - 1,), decimals, of the index and of both readings of the second sleeve."""

    stocks: FloatArray
    bills: FloatArray
    premium: FloatArray


def engines(history: History) -> Engines:
    """The index and both sleeves over the whole history, from the first day with a VIX.

    Premium selling is the 30-day condor of `overlay.condor.yardstick`, sold each day at modelled prices. Its return is
    measured on the width of its wings.
    """
    at = np.flatnonzero(history.vix.notna().to_numpy())[:-1]
    index, rate = history.index.to_numpy(), history.rate.to_numpy()
    numbers = history.numbers
    levels = yardstick.strikes(history, at)
    sold = yardstick.cost_to_close(history, at, levels, np.full(len(at), float(yardstick.DAYS)))
    left = yardstick.DAYS - (numbers[at + 1] - numbers[at]).astype(np.float64)
    bought = yardstick.cost_to_close(history, at + 1, levels, left)
    return Engines(
        stocks=index[at + 1] / index[at] - 1.0,
        bills=rate[at] / TRADING_DAYS_PER_YEAR,
        premium=(sold - bought) / (levels[1] - levels[0]),
    )


def _pair(book: FloatArray, sleeve: FloatArray) -> tuple[float, float]:
    x, y = book - book.mean(), sleeve - sleeve.mean()
    spread = np.sqrt((x @ x) * (y @ y))
    return (float(x @ y / spread) if spread > 0.0 else 0.0), float(x @ y / (x @ x))
