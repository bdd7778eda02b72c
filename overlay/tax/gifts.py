"""Gifts of appreciated stock: the deduction and the tax saved (26 USC 170; P.L. 119-21 from 2026).

A gift of long-term listed stock is deducted at market value, up to 30% of adjusted gross income, and its gain is not
taxed. The rest carries over for five years. From 2026 the first 0.5% of income is not deductible and the saving is
capped at 35%.
"""

from dataclasses import dataclass
from typing import Final

from overlay.errors import OverlayError
from overlay.tax.law import law

STOCK_LIMIT: Final = 0.30


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """In dollars: the non-deductible floor, this year's deduction, the carryover, and the tax saved."""

    floor: float
    deductible: float
    carried: float
    saving: float


def gift(year: int, income: float, amount: float, rate: float) -> Gift:
    """A gift of long-term stock worth `amount`, for adjusted gross `income` and a top bracket of `rate`.

    Only for itemised returns. OverlayError for negative dollars or an invalid rate.
    """
    if not (income >= 0.0 and amount >= 0.0 and 0.0 <= rate < 1.0):
        raise OverlayError(
            f"A gift of {amount:,g} on an income of {income:,g} at {rate:g} cannot be computed: enter positive dollars."
        )
    rules = law(year, "single")
    within = min(amount, STOCK_LIMIT * income)
    floor = rules.charity_floor * income
    deductible = max(0.0, within - floor)
    saving = deductible * min(rate, rules.charity_top_rate)
    return Gift(floor=floor, deductible=deductible, carried=amount - within, saving=saving)
