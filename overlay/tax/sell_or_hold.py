"""Sell now and reinvest, hold, or hold with the overlay: the dollars left after federal tax, year by year.

Every year's tax is the difference of two whole returns (`overlay.tax.income_tax`), so brackets, the 3.8% and the
minimum tax apply as on a real return. The overlay holds only section 1256 contracts: 60/40 each year, marks included.
Wages, yields and the law stay constant (a year after the last known law uses that law). Taxes are paid in the year
itself, which is slightly early.

    sell      the sale's proceeds grow with the index; dividends after tax are reinvested and raise the basis
    hold      the stock grows, its basis stays; dividends after tax buy the index
    overlay   as hold; the overlay's P&L and its tax go to a side account at the cash rate, which may borrow
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.book.holdings import Portfolio
from overlay.errors import OverlayError, one_of, whole, within, yes_or_no
from overlay.tax.cashflows import present_value, xirr
from overlay.tax.income_tax import Return, federal, net
from overlay.tax.law import FILINGS, law
from overlay.tax.section1256 import section_1256

FURTHEST: Final = 40  # years computed ahead for break-evens
MARGIN_SPREAD: Final = 0.015  # cost of borrowing above the cash rate
HURDLE_SPREAD: Final = 0.03  # 300 basis points over the cost of capital, the requirement of the article's pages


@dataclass(frozen=True, slots=True, kw_only=True)
class StockBasis:
    """The stock in dollars: value and basis of long-term lots and of lots that are not yet long-term."""

    long_value: float
    long_basis: float
    short_value: float = 0.0
    short_basis: float = 0.0

    def __post_init__(self) -> None:
        amounts = (self.long_value, self.long_basis, self.short_value, self.short_basis)
        bad = next((amount for amount in amounts if not 0.0 <= amount <= 1e12), None)
        if bad is not None:
            raise OverlayError(f"{bad:,g} dollars is not a valid amount of stock: enter zero or more.")
        if not self.value > 0.0:
            raise OverlayError("The stock is worth 0 dollars: enter a value above zero, or pick another portfolio.")

    @property
    def value(self) -> float:
        """Market value in dollars."""
        return self.long_value + self.short_value

    @property
    def basis(self) -> float:
        """Cost basis of all lots in dollars."""
        return self.long_basis + self.short_basis

    @property
    def gain(self) -> float:
        """Unrealised gain in dollars; a loss is negative."""
        return self.value - self.basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The assumptions: filing status, wages and first year; years ahead; yearly rates as decimals.

    `straddle`: the overlay is treated as a straddle with the stock. `step_up`: the stock goes to heirs at the end.
    `flat_rate` taxes everything at one rate instead of by whole returns, for comparison with closed forms.
    """

    filing: str
    wages: float
    year: int = 2026
    years: int = 10
    growth: float = 0.07
    index_growth: float = 0.07
    dividend_yield: float = 0.0
    index_dividend_yield: float = 0.0
    cash_rate: float = 0.03
    straddle: bool = False
    step_up: bool = False
    flat_rate: float | None = None

    def __post_init__(self) -> None:
        one_of("The filing status", self.filing, FILINGS)
        within("The wages", self.wages, 0.0, 1e12, "enter zero or more", "dollars")
        law(self.year, self.filing)
        whole("A horizon", self.years, 0, FURTHEST, "choose a count in between", "years")
        for name in ("growth", "index_growth", "dividend_yield", "index_dividend_yield", "cash_rate"):
            within(f"A {name.replace('_', ' ')}", getattr(self, name), -0.9, 1.0, "choose a decimal a year")
        yes_or_no("An outlook's straddle", self.straddle)
        yes_or_no("An outlook's step_up", self.step_up)
        if self.flat_rate is not None:
            within("A flat rate", self.flat_rate, 0.0, 0.99, "enter a decimal, 0.238 for 23.8%")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Future:
    """One alternative: arrays over the years 0 to 40 (Y,), in dollars."""

    name: str
    #: dollars left after tax if the plan ends in that year
    wealth: FloatArray
    #: tax of each year while the plan continues
    ongoing_tax: FloatArray
    #: tax of each year if the plan ends in that year, with everything sold (or left to heirs)
    ending_tax: FloatArray
    #: the overlay's P&L of each year
    overlay: FloatArray
    #: capital losses carried over and straddle losses deferred at each year's end; positive dollars
    carried: FloatArray
    deferred: FloatArray

    def __repr__(self) -> str:
        """One line: the name, and the dollars left after tax in the first and last year."""
        return f"Future({self.name}, ${self.wealth[0]:,.0f} now to ${self.wealth[-1]:,.0f} in {len(self.wealth) - 1} years)"

    def tax_by_year(self, years: int) -> FloatArray:
        """Tax of each year (years + 1,) if the plan ends after `years` years."""
        return np.append(self.ongoing_tax[:years], self.ending_tax[years])


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayReturn:
    """The overlay as a separate investment: margin posted, yearly P&L, tax paid by 15 April; rates a year (decimals).

    `irr` is None if it is not unique, or if the losses exceed the margin, because the root is then meaningless.
    """

    irr: float | None
    present_value_dollars: float
    on_peak_margin: float | None
    hurdle: float
    pnl_dollars: float
    tax_dollars: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """The three futures, with the stock and the assumptions."""

    book: StockBasis
    outlook: Outlook
    sell: Future
    hold: Future
    overlay: Future

    def __repr__(self) -> str:
        """One line: the stock, the years, and the dollars that each future leaves after tax."""
        left = ", ".join(f"{one.name} ${self.ends(one):,.0f}" for one in self.futures)
        return (
            f"Comparison(${self.book.value:,.0f} of stock, {self.outlook.years} years from {self.outlook.year}: {left})"
        )

    def frame(self) -> pd.DataFrame:
        """One row a year-end up to the horizon: the dollars each future leaves if it ends then, and its tax that year."""
        count = self.outlook.years + 1
        days = [pd.Timestamp(self.outlook.year + year, 12, 31) for year in range(count)]
        columns = {f"{one.name}, left after tax ($)": one.wealth[:count] for one in self.futures}
        columns |= {f"{one.name}, tax while it goes on ($)": one.ongoing_tax[:count] for one in self.futures}
        return pd.DataFrame(columns, index=pd.DatetimeIndex(days, name="Year-end"))

    @property
    def futures(self) -> tuple[Future, Future, Future]:
        """All three futures in display order."""
        return self.sell, self.hold, self.overlay

    @property
    def sale_tax(self) -> float:
        """The tax on selling everything now, in dollars."""
        return float(self.sell.ongoing_tax[0])

    @property
    def effective_rate(self) -> float | None:
        """The sale's tax over the gain; None without a gain."""
        return self.sale_tax / self.book.gain if self.book.gain > 0.0 else None

    def ends(self, future: Future) -> float:
        """Dollars left after tax at the horizon."""
        return float(future.wealth[self.outlook.years])

    def irr(self, future: Future) -> float | None:
        """The yearly after-tax return on today's value, which is the outlay of every future; None at a zero horizon."""
        start = date(self.outlook.year, 12, 31)
        end = date(self.outlook.year + self.outlook.years, 12, 31)
        return xirr([(start, -self.book.value), (end, self.ends(future))]) if self.outlook.years else None

    def breakeven_years(self, future: Future) -> float | None:
        """Years after which selling stays ahead of a future, interpolated between year ends; None if over 40 years."""
        ahead = future.wealth - self.sell.wealth
        if ahead[-1] >= 0.0:
            return None
        level = np.flatnonzero(ahead >= 0.0)
        if not len(level):  # with step-up an unused loss is lost, so selling is ahead from the first day
            return 0.0
        at = int(level[-1])
        return at + float(ahead[at] / (ahead[at] - ahead[at + 1]))


@dataclass(frozen=True, slots=True)
class _Carry:
    short: float = 0.0
    long: float = 0.0


@dataclass(frozen=True, slots=True)
class _Year:
    """The items of a year's return besides wages, in dollars."""

    number: int
    short: float = 0.0
    long: float = 0.0
    dividends: float = 0.0
    interest: float = 0.0


def of_portfolio(portfolio: Portfolio, day: date) -> StockBasis:
    """The lots of a portfolio, split by whether a sale on `day` would be long-term; cash is left out."""
    sums = {True: [0.0, 0.0], False: [0.0, 0.0]}
    for holding in portfolio.holdings:
        for lot in holding.lots:
            kind = sums[lot.long_term(day)]
            kind[0] += lot.shares * holding.price
            kind[1] += lot.cost
    (long_value, long_basis), (short_value, short_basis) = sums[True], sums[False]
    return StockBasis(long_value=long_value, long_basis=long_basis, short_value=short_value, short_basis=short_basis)


def compare(book: StockBasis, outlook: Outlook, overlay_returns: Sequence[float] = ()) -> Comparison:
    """Run the three futures 40 years ahead.

    `overlay_returns` is the overlay's P&L of each year as a share of the stock at the year's start. The list repeats
    when it ends; an empty list means no overlay.
    """
    returns = (
        np.resize(np.array(overlay_returns, dtype=float), FURTHEST) if len(overlay_returns) else np.zeros(FURTHEST)
    )
    if not np.all(np.isfinite(returns)) or np.any(np.abs(returns) > 1.0):
        raise OverlayError(
            f"An overlay result of {np.max(np.abs(returns)):.0%} of the stock in one year is out of range: "
            "choose between -100% and 100%."
        )
    return Comparison(
        book=book,
        outlook=outlook,
        sell=_sell(book, outlook),
        hold=_hold("Hold", book, replace(outlook, straddle=False), np.zeros(FURTHEST)),
        overlay=_hold("Hold with overlay", book, outlook, returns),
    )


def yearly_results(good_years: int, gain: float, loss: float, drag: float) -> tuple[float, ...]:
    """The overlay's results of ten years, as shares of the stock: good and bad years, less a drag in each year.

    `good_years` of ten earn `gain`, the others lose `loss` (a positive share). The bad years are spread evenly among
    the good ones and are neither first nor last, so the order favours no start year.
    """
    if not 0 <= good_years <= 10:
        raise OverlayError(f"{good_years} good years in ten are impossible: choose 0 to 10.")
    bad = 10 - good_years
    turns = [((2 * year + 1) * bad + 10) // 20 > ((2 * year - 1) * bad + 10) // 20 for year in range(10)]
    return tuple((-loss if lost else gain) - drag for lost in turns)


def overlay_return(found: Comparison, margin_share: float, cost_of_capital: float) -> OverlayReturn:
    """The overlay's return on its margin, compared with a cost of capital (decimal a year).

    The margin is a share of the stock's value (decimal).
    """
    if not 0.0 < margin_share <= 10.0:
        raise OverlayError(f"A margin of {margin_share:g} of the stock is impossible: choose above zero.")
    years, first = found.outlook.years, found.outlook.year
    margin = margin_share * found.book.value
    added = found.overlay.tax_by_year(years) - found.hold.tax_by_year(years)
    flows = [(date(first, 12, 31), -margin)]
    for year in range(1, years + 1):
        flows.append((date(first + year, 12, 31), found.overlay.overlay[year]))
        flows.append((date(first + year + 1, 4, 15), -added[year]))
    flows.append((date(first + years, 12, 31), margin))
    pnl, tax = float(found.overlay.overlay[1 : years + 1].sum()), float(added[1:].sum())
    return OverlayReturn(
        irr=xirr(flows) if years and pnl - tax > -margin else None,
        present_value_dollars=present_value(flows, cost_of_capital) if years else 0.0,
        on_peak_margin=(pnl - tax) / years / margin if years else None,
        hurdle=cost_of_capital + HURDLE_SPREAD,
        pnl_dollars=pnl,
        tax_dollars=tax,
    )


def _tax(outlook: Outlook, year: _Year, carry: _Carry) -> tuple[float, _Carry]:
    """The tax on a year's items on top of wages, and the losses carried over."""
    short, long = year.short - carry.short, year.long - carry.long
    when = outlook.year + year.number
    base = Return(year=when, filing=outlook.filing, wages=outlook.wages)
    usable = outlook.wages + year.dividends + year.interest - law(when, outlook.filing).standard_deduction
    netted = net(short, long, outlook.filing, year=when, usable=usable)
    kept = _Carry(netted.carry_short, netted.carry_long)
    if outlook.flat_rate is not None:
        return outlook.flat_rate * max(0.0, short + long + year.dividends + year.interest), kept
    changed = Return(
        year=when,
        filing=outlook.filing,
        wages=outlook.wages,
        short_term=short,
        long_term=long,
        qualified_dividends=year.dividends,
        interest=year.interest,
    )
    return federal(changed).total - federal(base).total, kept


def _sell(book: StockBasis, outlook: Outlook) -> Future:
    now = _Year(0, book.short_value - book.short_basis, book.long_value - book.long_basis)
    tax, carry = _tax(outlook, now, _Carry())
    value = basis = book.value - tax
    rows = [(value, tax, tax, 0.0, carry.short + carry.long, 0.0)]
    for number in range(1, FURTHEST + 1):
        dividends = value * outlook.index_dividend_yield
        value *= 1.0 + outlook.index_growth
        gain = 0.0 if outlook.step_up else value - basis
        ending, _ = _tax(outlook, _Year(number, 0.0, gain, dividends), carry)
        end = value + dividends - ending
        tax, carry = _tax(outlook, _Year(number, dividends=dividends), carry)
        value, basis = value + dividends - tax, basis + dividends - tax
        rows.append((end, tax, ending, 0.0, carry.short + carry.long, 0.0))
    return _future("Sell now", rows)


def _hold(name: str, book: StockBasis, outlook: Outlook, returns: FloatArray) -> Future:
    stock, fund, fund_basis, side, carry, deferred = book.value, 0.0, 0.0, 0.0, _Carry(), 0.0
    at_once, _ = _tax(outlook, _ended(book, outlook, _Year(0), 1.0, 0.0), carry)
    rows = [(book.value - at_once, 0.0, at_once, 0.0, 0.0, 0.0)]
    for number in range(1, FURTHEST + 1):
        earned = float(returns[number - 1]) * stock
        dividends = outlook.dividend_yield * stock + outlook.index_dividend_yield * fund
        interest = side * (outlook.cash_rate + (MARGIN_SPREAD if side < 0.0 else 0.0))
        stock, fund = stock * (1.0 + outlook.growth), fund * (1.0 + outlook.index_growth)
        split, waiting = _overlay_items(earned, deferred, stock - book.basis, outlook)
        items = _Year(number, split[0], split[1], dividends, max(0.0, interest))
        released = _Year(number, items.short, items.long - waiting, dividends, items.interest)
        last = _ended(book, outlook, released, stock / book.value, fund - fund_basis)
        ending, _ = _tax(outlook, items if outlook.step_up else last, carry)
        kept = dividends - _tax(outlook, _Year(number, dividends=dividends), _Carry())[0]
        tax, carry = _tax(outlook, items, carry)
        wealth = stock + fund + side + interest + dividends + earned - ending
        rows.append((wealth, tax, ending, earned, carry.short + carry.long, waiting))
        side += interest + earned - tax + dividends - kept
        fund, fund_basis, deferred = fund + kept, fund_basis + kept, waiting
    return _future(name, rows)


def _ended(book: StockBasis, outlook: Outlook, year: _Year, grown: float, fund_gain: float) -> _Year:
    """The year with all stock and the fund sold; short-term lots stay short-term in year 0 and during a straddle."""
    if outlook.step_up:
        return year
    short = book.short_value * grown - book.short_basis
    long = book.long_value * grown - book.long_basis + fund_gain
    if year.number > 0 and not outlook.straddle:
        long, short = long + short, 0.0
    return _Year(year.number, year.short + short, year.long + long, year.dividends, year.interest)


def _overlay_items(
    earned: float, deferred: float, unrecognised: float, outlook: Outlook
) -> tuple[tuple[float, float], float]:
    """A year's overlay result as (short, long) dollars on the return, and the straddle losses still deferred.

    In a straddle, losses count only beyond the stock's unrecognised gain. They are long-term because the stock is.
    """
    if not outlook.straddle:
        split = section_1256(earned)
        return (split.short_term, split.long_term), 0.0
    gain, pool = section_1256(max(0.0, earned)), deferred + max(0.0, -earned)
    allowed = max(0.0, pool - max(0.0, unrecognised))
    return (gain.short_term, gain.long_term - allowed), pool - allowed


def _future(name: str, rows: Sequence[tuple[float, ...]]) -> Future:
    wealth, tax, ending, earned, carried, deferred = np.array(rows).T
    return Future(
        name=name, wealth=wealth, ongoing_tax=tax, ending_tax=ending, overlay=earned, carried=carried, deferred=deferred
    )
