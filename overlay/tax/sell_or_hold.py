"""Sell now and reinvest, hold, or hold with the overlay: what each leaves after federal tax, year by year.

Every year's tax is the difference of two whole returns (`overlay.tax.income_tax`), so brackets, the 3.8% and the minimum tax bite
where they do. The overlay is all section 1256 contracts: 60/40 each year, marks included. Wages, yields and the law stay
as they are (a year past the last known law gets that law). Taxes fall due in the year itself, which is a little early.

    sell      A grows with the index, its dividends after tax are reinvested and raise the basis
    hold      S grows, basis stays; its dividends after tax buy the index
    overlay   as hold; the overlay's P&L and its tax go through a side account at the cash rate, which may borrow
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from overlay.arrays import FloatArray
from overlay.book.holdings import Portfolio
from overlay.errors import OverlayError
from overlay.tax.cashflows import present_value, xirr
from overlay.tax.income_tax import Return, federal, net
from overlay.tax.law import law
from overlay.tax.section1256 import section_1256

FURTHEST: Final = 40  # years looked ahead for break-evens
MARGIN_SPREAD: Final = 0.015  # what borrowing costs above the cash rate
HURDLE_SPREAD: Final = 0.03  # 300 basis points over the cost of capital, as the article's pages ask


@dataclass(frozen=True, slots=True, kw_only=True)
class StockBasis:
    """The stock in dollars: value and basis of the lots that are long-term and of those that are not yet."""

    long_value: float
    long_basis: float
    short_value: float = 0.0
    short_basis: float = 0.0

    def __post_init__(self) -> None:
        amounts = (self.long_value, self.long_basis, self.short_value, self.short_basis)
        bad = next((amount for amount in amounts if not 0.0 <= amount <= 1e12), None)
        if bad is not None:
            raise OverlayError(f"An amount of {bad:,g} dollars cannot be held: enter zero or more.")
        if not self.value > 0.0:
            raise OverlayError("The stock is worth 0 dollars: enter a value above zero, or pick another portfolio.")

    @property
    def value(self) -> float:
        """Dollars at market."""
        return self.long_value + self.short_value

    @property
    def basis(self) -> float:
        """Dollars that all lots cost."""
        return self.long_basis + self.short_basis

    @property
    def gain(self) -> float:
        """Unrealised dollars; a loss is negative."""
        return self.value - self.basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is assumed: status, wages and first year; years ahead; yearly rates as decimals.

    `straddle`: the overlay is taken for a straddle with the stock. `step_up`: the stock is left to heirs at the end.
    `flat_rate` replaces the returns by one rate on everything, for comparison with closed forms.
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
        if not 0 <= self.years <= FURTHEST:
            raise OverlayError(f"A horizon of {self.years} years cannot be drawn: choose 0 to {FURTHEST}.")
        for name in ("growth", "index_growth", "dividend_yield", "index_dividend_yield", "cash_rate"):
            rate = getattr(self, name)
            if not -0.9 <= rate <= 1.0:
                raise OverlayError(f"A {name.replace('_', ' ')} of {rate:g} a year is none: choose -0.9 to 1.")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Future:
    """One way to go: arrays over the years 0 to 40 (Y,), in dollars."""

    name: str
    #: what is left after tax if it ends in that year
    wealth: FloatArray
    #: tax of each year while it goes on
    ongoing_tax: FloatArray
    #: tax of each year if it ends in that year, with everything sold (or left to heirs)
    ending_tax: FloatArray
    #: the overlay's P&L of each year
    overlay: FloatArray
    #: capital losses carried on, and straddle losses deferred, at each year's end; positive dollars
    carried: FloatArray
    deferred: FloatArray

    def tax_by_year(self, years: int) -> FloatArray:
        """Tax of each year (years + 1,) when it ends after so many years."""
        return np.append(self.ongoing_tax[:years], self.ending_tax[years])


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayReturn:
    """The overlay as an investment of its own: margin put up, yearly P&L, its tax by 15 April; rates a year.

    `irr` is None where none is single, and where more is lost than was put up: the root found then means nothing.
    """

    irr: float | None
    present_value_dollars: float
    on_peak_margin: float | None
    hurdle: float
    pnl_dollars: float
    tax_dollars: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """The three futures, and what was asked."""

    book: StockBasis
    outlook: Outlook
    sell: Future
    hold: Future
    overlay: Future

    @property
    def futures(self) -> tuple[Future, Future, Future]:
        """All three, in the order they are shown."""
        return self.sell, self.hold, self.overlay

    @property
    def sale_tax(self) -> float:
        """What selling everything now costs in tax."""
        return float(self.sell.ongoing_tax[0])

    @property
    def effective_rate(self) -> float | None:
        """That tax over the gain; None without a gain."""
        return self.sale_tax / self.book.gain if self.book.gain > 0.0 else None

    def ends(self, future: Future) -> float:
        """Dollars left after tax at the horizon."""
        return float(future.wealth[self.outlook.years])

    def irr(self, future: Future) -> float | None:
        """The yearly after-tax return on today's value, the same outlay for each; None at a zero horizon."""
        start = date(self.outlook.year, 12, 31)
        end = date(self.outlook.year + self.outlook.years, 12, 31)
        return xirr([(start, -self.book.value), (end, self.ends(future))]) if self.outlook.years else None

    def breakeven_years(self, future: Future) -> float | None:
        """Years beyond which having sold stays ahead of a future, between year ends by a line; None if not in 40 years."""
        ahead = future.wealth - self.sell.wealth
        if ahead[-1] >= 0.0:
            return None
        level = np.flatnonzero(ahead >= 0.0)
        if not len(level):  # a loss that would go to heirs unused: selling is ahead from the first day
            return 0.0
        at = int(level[-1])
        return at + float(ahead[at] / (ahead[at] - ahead[at + 1]))


@dataclass(frozen=True, slots=True)
class _Carry:
    short: float = 0.0
    long: float = 0.0


@dataclass(frozen=True, slots=True)
class _Year:
    """What a year's return holds beside wages: dollars."""

    number: int
    short: float = 0.0
    long: float = 0.0
    dividends: float = 0.0
    interest: float = 0.0


def of_portfolio(portfolio: Portfolio, day: date) -> StockBasis:
    """The lots of a portfolio, by whether a sale on that day would be long-term; cash is left out."""
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

    `overlay_returns` is the overlay's P&L of each year as a share of the stock at the year's start, all cycling through
    again once used up; nothing means no overlay.
    """
    returns = (
        np.resize(np.array(overlay_returns, dtype=float), FURTHEST) if len(overlay_returns) else np.zeros(FURTHEST)
    )
    if not np.all(np.isfinite(returns)) or np.any(np.abs(returns) > 1.0):
        raise OverlayError(
            f"An overlay result of {np.max(np.abs(returns)):g} of the stock in a year is none: choose within 1."
        )
    return Comparison(
        book=book,
        outlook=outlook,
        sell=_sell(book, outlook),
        hold=_hold("Hold", book, replace(outlook, straddle=False), np.zeros(FURTHEST)),
        overlay=_hold("Hold with overlay", book, outlook, returns),
    )


def yearly_results(good_years: int, gain: float, loss: float, drag: float) -> tuple[float, ...]:
    """The overlay's results of ten years, as shares of the stock: good and bad years evenly mixed, less a drag in each.

    `good_years` of ten earn `gain`, the others lose `loss` (a positive share) and stand amid the good ones, neither
    first nor last: who starts does not choose the order.
    """
    if not 0 <= good_years <= 10:
        raise OverlayError(f"{good_years} good years in ten are impossible: choose 0 to 10.")
    bad = 10 - good_years
    turns = [((2 * year + 1) * bad + 10) // 20 > ((2 * year - 1) * bad + 10) // 20 for year in range(10)]
    return tuple((-loss if lost else gain) - drag for lost in turns)


def overlay_return(found: Comparison, margin_share: float, cost_of_capital: float) -> OverlayReturn:
    """The overlay's own return on margin, a share of the stock's value, against a cost of capital (decimals a year)."""
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
    """The tax a year's items cost beside wages, and the losses carried on."""
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
    """The year with all stock and the fund sold in it; lots that were short-term stay so in year 0 and throughout a straddle."""
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
    """A year's overlay result as (short, long) dollars on the return, and the straddle losses that wait on.

    In a straddle losses count only beyond the stock's unrecognised gain, and are long-term, the stock being so.
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
