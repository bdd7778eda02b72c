"""Federal income tax of an individual: ordinary brackets, stacked gains, 3.8% on investment income, minimum tax.

Inputs are dollars, results are rounded to the cent. The standard deduction is used; credits, itemising, state tax and
everything else on a return are left out. `cost` gives the tax of an item: the tax with it less the tax without it.

    net    = short_term + long_term; a net loss reaches income only up to the loss cap (26 USC 1211(b))
    agi    = wages + interest + dividends + net;  taxable = agi - standard deduction
    pref   = min(long-term part of net + dividends, taxable), taxed at 0, 15 and 20% on top of ordinary income (1(h))
    niit   = 3.8% of the smaller of investment income and agi above its threshold (1411)
    amt    = tentative minimum tax at 26 and 28% less regular tax, if positive (55)
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from overlay.errors import OverlayError
from overlay.tax.law import Law, law

_LARGEST = 1e12


@dataclass(frozen=True, slots=True)
class Return:
    """The items of a year's return in dollars: gains after the 60/40 split and after carryovers, losses negative.

    OverlayError for negative wages, dividends or interest, for NaN or infinity, and for an unknown year or status.
    """

    year: int
    filing: str
    wages: float
    short_term: float = 0.0
    long_term: float = 0.0
    qualified_dividends: float = 0.0
    #: taxable interest: ordinary income that counts as investment income
    interest: float = 0.0

    def __post_init__(self) -> None:
        law(self.year, self.filing)
        for name, value in (
            ("wages", self.wages),
            ("qualified dividends", self.qualified_dividends),
            ("interest", self.interest),
        ):
            if not 0.0 <= value <= _LARGEST:
                raise OverlayError(f"The {name} of {value:,g} dollars cannot be taxed: enter zero or more.")
        for name, value in (("short-term", self.short_term), ("long-term", self.long_term)):
            if not abs(value) <= _LARGEST:
                raise OverlayError(f"A {name} gain of {value:,g} dollars cannot be taxed: enter a number of dollars.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Federal:
    """Federal tax in dollars and cents, before credits."""

    agi: float
    taxable_income: float
    regular_tax: float
    amt: float
    niit: float

    @property
    def total(self) -> float:
        """Regular tax, minimum tax and investment-income tax together."""
        return round(self.regular_tax + self.amt + self.niit, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Netted:
    """A year's gains after netting: the loss deducted from other income, and the losses carried over.

    Positive dollars.
    """

    deduction: float
    carry_short: float
    carry_long: float


def federal(return_: Return) -> Federal:
    """The federal tax of a return."""
    return _federal(return_)


@lru_cache(maxsize=4096)
def _federal(return_: Return) -> Federal:
    rules = law(return_.year, return_.filing)
    netted = return_.short_term + return_.long_term
    gains = max(netted, -rules.loss_cap)
    investment = return_.qualified_dividends + return_.interest
    agi = return_.wages + investment + gains
    taxable = max(0.0, agi - rules.standard_deduction)
    preferred = max(0.0, min(return_.long_term, netted)) + return_.qualified_dividends
    ordinary = taxable - min(preferred, taxable)
    stacked = _ordinary_tax(ordinary, rules) + _at_gain_rates(taxable - ordinary, ordinary, rules)
    regular = min(stacked, _ordinary_tax(taxable, rules))
    minimum = _minimum_tax(agi, preferred, ordinary, rules)
    return Federal(
        agi=round(agi, 2),
        taxable_income=round(taxable, 2),
        regular_tax=round(regular, 2),
        amt=round(max(0.0, minimum - regular), 2),
        niit=round(_niit(agi, investment + gains, rules), 2),
    )


def cost(base: Return, changed: Return) -> float:
    """The federal tax cost of a change to a return, in dollars; negative if the change saves tax."""
    return round(federal(changed).total - federal(base).total, 2)


def niit(income: float, investment_income: float, filing: str, year: int = 2026) -> float:
    """3.8% of the smaller of net investment income and income (agi) above the threshold, which is not indexed."""
    return round(_niit(income, investment_income, law(year, filing)), 2)


def net(short_term: float, long_term: float, filing: str, *, year: int = 2026, usable: float = math.inf) -> Netted:
    """Net a year's short- and long-term dollars into a deduction now and a carryover (26 USC 1211(b), 1212(b)).

    The deduction uses short-term losses first. `usable` is taxable income before the deduction and after the standard
    deduction (it may be negative). Any deduction beyond `usable` stays in the carryover.
    """
    if math.isnan(short_term) or math.isnan(long_term):
        raise OverlayError("A gain of nan dollars cannot be netted: enter a number of dollars.")
    total = short_term + long_term
    if total >= 0.0:
        return Netted(deduction=0.0, carry_short=0.0, carry_long=0.0)
    deduction = min(law(year, filing).loss_cap, -total)
    short = short_term + min(deduction, max(0.0, usable))
    return Netted(
        deduction=deduction,
        carry_short=max(0.0, -(short + max(long_term, 0.0))),
        carry_long=max(0.0, -(long_term + max(short, 0.0))),
    )


def _at_gain_rates(preferred: float, ordinary: float, rules: Law) -> float:
    """The tax on gains and dividends stacked on ordinary taxable income: 0, 15, then 20%."""
    at_0 = min(preferred, max(0.0, rules.gain_0_top - ordinary))
    at_15 = min(preferred - at_0, max(0.0, rules.gain_15_top - max(ordinary, rules.gain_0_top)))
    low, high = rules.gain_rates[1:]
    return low * at_15 + high * (preferred - at_0 - at_15)


def _ordinary_tax(amount: float, rules: Law) -> float:
    tax, below = 0.0, 0.0
    for rate, top in zip(rules.ordinary_rates, (*rules.ordinary_tops, math.inf), strict=True):
        if amount <= below:
            break
        tax += rate * (min(amount, top) - below)
        below = top
    return tax


def _minimum_tax(agi: float, preferred: float, ordinary: float, rules: Law) -> float:
    """The tentative minimum tax (Form 6251 part III): without standard deduction, with the usual rates on gains."""
    exemption = rules.amt_exemption - rules.amt_phaseout_rate * max(0.0, agi - rules.amt_phaseout_start)
    base = max(0.0, agi - max(0.0, exemption))
    gains = min(preferred, base)
    kept = _minimum_rates(base - gains, rules) + _at_gain_rates(gains, ordinary, rules)
    return min(_minimum_rates(base, rules), kept)


def _minimum_rates(amount: float, rules: Law) -> float:
    low, high = rules.amt_rates
    return low * min(amount, rules.amt_break) + high * max(0.0, amount - rules.amt_break)


def _niit(agi: float, investment: float, rules: Law) -> float:
    return rules.niit_rate * max(0.0, min(investment, agi - rules.niit_threshold))
