"""A walk-forward backtest: stocks are held, the ladder and the VIX hedge trade by the rules, all marked at every close.

This module makes no trading decisions. `ladder.engine.walk` trades the condors and `hedge_accounts` the calls, both at
prices modelled from the day's index, VIX and rate. Gates use indicators up to their day. This module adds the accounts:

    equity = core + condors + hedge + cash,   cash in whole cents, with every flow in the ledger

The core is the portfolio's dollars on the first day, moved by adjusted closes, so dividends are reinvested. The index
fund earns the index and its dividends. Cash earns the day's rate; borrowed cash costs a spread above it. Caps are
shares of the day's stock value plus the starting cash plus the results of ended condors. If losses exceed the whole
equity, the calculation continues, and `ruined` gives the first day on which a real account would have ended. (D,) are
days.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray, IntArray
from overlay.backtest import hedge_accounts
from overlay.backtest.hedge_accounts import HedgeBook
from overlay.book.holdings import INDEX_FUND, Portfolio
from overlay.book.returns import closes, known
from overlay.errors import OverlayError, within, yes_or_no
from overlay.hedge.activation import EXPIRY, Activation, Roll
from overlay.history import events as event_days, path as layer_path
from overlay.history.daily import History
from overlay.history.events import Events
from overlay.history.path import Path
from overlay.ladder import accounts as ladder_book
from overlay.ladder.engine import Ladder, walk
from overlay.ladder.layers import Terms
from overlay.options.contracts import SPX, Contract
from overlay.options.costs import VIX_SLIPPAGE_POINTS, Costs
from overlay.options.modelled.smile_shape import SMILE, SmileShape
from overlay.rules.rule_set import RuleSet
from overlay.signals import gates
from overlay.signals.indicator_table import indicators
from overlay.tax.sell_or_hold import MARGIN_SPREAD
from overlay.tax.yearly import Rates, taxes
from overlay.units import DAYS_PER_YEAR


class CashKind(IntEnum):
    """The purpose of a cash flow."""

    DEPOSIT = 0
    CONDOR = 1
    CALL = 2
    COMMISSION = 3
    INTEREST = 4
    TAX = 5


class CashLedger(NamedTuple):
    """Every cash flow, one row each: day position, kind, layer or holding (-1: neither), and cents, + received."""

    at: IntArray
    kind: IntArray
    number: IntArray
    cents: IntArray

    def by_day(self, kind: CashKind, days: int) -> IntArray:
        """Cents of one kind on each day: (D,)."""
        daily = np.zeros(days, dtype=np.int64)
        mine = self.kind == kind
        np.add.at(daily, self.at[mine], self.cents[mine])
        return daily


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """How the rules are executed: contract, fill (0 mid to 1 natural), rolls, and a replacement for the hedge weights.

    `gated` False ignores the gates and opens on every due day. `width_level` and `shape`: see `layers.Terms`.
    `hedge_slippage_points` is the slippage of a VIX call at fill 1.
    """

    contract: Contract = SPX
    fill: float = 1.0
    most_rolls: int = 1
    gated: bool = True
    width_level: float | None = None
    hedge_roll: Roll = EXPIRY
    activation: Activation | None = None
    hedge_slippage_points: float = VIX_SLIPPAGE_POINTS
    shape: SmileShape = SMILE

    def __post_init__(self) -> None:
        self.terms(Terms().capital_dollars, Costs())
        yes_or_no("A conduct's gated", self.gated)
        within("The slippage of a VIX call", self.hedge_slippage_points, 0.0, 100.0, "choose zero or more", "points")

    def terms(self, capital_dollars: float, costs: Costs) -> Terms:
        """The trading terms of ladder and hedge; OverlayError for impossible terms."""
        return Terms(
            capital_dollars=capital_dollars,
            contract=self.contract,
            costs=costs,
            fill=self.fill,
            most_rolls=self.most_rolls,
            width_level=self.width_level,
            shape=self.shape,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Backtest:
    """The result of a backtest: dollars by day and part (D,), cash in cents, the ledger, and the trades.

    `core` is the value of the stocks, `condors` of the open condors (negative: the cost to buy them back), `hedge` of
    the open calls. `by_name` (D, H) is the core by name.

    Analysis: `trades.table` and `trades.turnover`, `roll_ledger.rolls(found.ladder)`, `drawdowns.worst(found.equity)`,
    `attribution` for parts, kinds of days and the worst days, `inference` for the uncertainty.
    """

    rules: RuleSet
    path: Path
    ladder: Ladder
    calls: HedgeBook
    book: ladder_book.LadderBook
    ledger: CashLedger
    names: tuple[str, ...]
    by_name: FloatArray
    core: FloatArray
    cash_cents: IntArray
    events: Events

    def __repr__(self) -> str:
        """One line: rules, days, first and last equity, the result of holding alone, and the number of trades."""
        ruin = "" if self.ruined is None else f", ruined on {self.path.day(self.ruined)}"
        return (
            f"Backtest({self.rules.name}, {self.path.day(0)} to {self.path.day(len(self.path) - 1)}, "
            f"${self.deposit:,.0f} to ${self.equity[-1]:,.0f} (held alone ${self.hold[-1]:,.0f}), "
            f"{len(self.ladder.layers)} condor layers{ruin})"
        )

    def frame(self) -> pd.DataFrame:
        """One row a trading day: dollars by part, and the index and VIX in points."""
        columns = {
            "Equity ($)": self.equity,
            "Stocks ($)": self.core,
            "Condors ($)": self.condors,
            "VIX calls ($)": self.hedge,
            "Cash ($)": self.cash,
            "Stocks and cash alone ($)": self.hold,
            "Index (points)": self.path.index,
            "VIX (points)": self.path.vix,
            "VIX modelled": self.path.modelled,
        }
        return pd.DataFrame(columns, index=pd.DatetimeIndex(self.path.days, name="Day"))

    @property
    def condors(self) -> FloatArray:
        """Value of the open condors at each close, dollars, mostly negative: (D,)."""
        return self.book.value

    @property
    def hedge(self) -> FloatArray:
        """Value of the open VIX calls at each close, dollars: (D,)."""
        return self.calls.value

    @cached_property
    def cash(self) -> FloatArray:
        """Cash at each close, dollars: (D,)."""
        return self.cash_cents / 100.0

    @cached_property
    def equity(self) -> FloatArray:
        """Total value at each close, dollars: (D,)."""
        return self.core + self.condors + self.hedge + self.cash

    @cached_property
    def deposit(self) -> float:
        """The money put in: stocks and cash at the first close, before any trade, dollars."""
        return float(self.hold[0])

    @cached_property
    def account(self) -> FloatArray:
        """Total value at each close, with the deposit in place of the first, so that first-day costs count: (D,)."""
        return np.concatenate([[self.deposit], self.equity[1:]])

    @cached_property
    def hold(self) -> FloatArray:
        """Value of stocks and starting cash alone, with interest on the cash: (D,) dollars."""
        start = int(self.ledger.cents[self.ledger.kind == CashKind.DEPOSIT].sum())
        return self.core + _compounded(self.path, np.zeros(len(self.path), dtype=np.int64), start) / 100.0

    @cached_property
    def ruined(self) -> int | None:
        """The first day position with no equity left, or None."""
        gone = np.flatnonzero(self.equity <= 0.0)
        return int(gone[0]) if len(gone) else None

    @cached_property
    def margin_use(self) -> FloatArray:
        """The broker's requirement for the condors as a share of the equity, infinite without equity: (D,)."""
        return self._of_equity(self.book.requirement)

    @cached_property
    def loan(self) -> FloatArray:
        """Borrowed cash as a share of the equity, zero without a loan, infinite without equity: (D,)."""
        return self._of_equity(np.maximum(-self.cash, 0.0))

    def _of_equity(self, dollars: FloatArray) -> FloatArray:
        share = dollars / np.where(self.equity > 0.0, self.equity, np.nan)
        return np.where(np.isnan(share), np.inf, share)

    @property
    def years(self) -> float:
        """Calendar years from first to last day."""
        return self.path.years


def run(
    history: History,
    portfolio: Portfolio,
    rules: RuleSet,
    costs: Costs,
    tax: Rates | None = None,
    *,
    first: date | None = None,
    last: date | None = None,
    conduct: Conduct = Conduct(),
    events: Events | None = None,
) -> Backtest:
    """Backtest a portfolio with rules and costs over a history, or its days from first to last, with yearly tax if given.

    Indicators use all of the history up to each day. OverlayError for a name that is not in the history, or for a
    stretch with fewer than two days with a VIX.
    """
    agenda = event_days.shipped() if events is None else events
    size = _size(history, rules, agenda) if conduct.gated else None
    path = layer_path.from_history(history, first or history.first, last or history.last, size)
    start = int(np.searchsorted(history.days.to_numpy(), path.days[0]))
    part = slice(start, start + len(path))
    worth = _core(history, portfolio, path, part)
    core = worth.sum(axis=1)
    ladder = walk(rules, path, conduct.terms(portfolio.value, costs), core + portfolio.cash)
    book = ladder_book.book(ladder)
    calls = _hedged(rules, conduct, book, path, ladder)
    ledger = _traded(ladder, calls, round(100.0 * portfolio.cash))
    if tax is not None:
        ledger = _joined(ledger, _taxed(path, ledger, book.value + calls.value, tax))
    cash, interest = _cash(path, ledger)
    return Backtest(
        rules=rules,
        path=path,
        ladder=ladder,
        calls=calls,
        book=book,
        ledger=_joined(ledger, interest),
        names=portfolio.symbols,
        by_name=worth,
        core=core,
        cash_cents=cash,
        events=agenda,
    )


def _size(history: History, rules: RuleSet, agenda: Events) -> FloatArray:
    """The gates' factor on the size of a new layer, on each day of the history: (all days,)."""
    seen = indicators(history, events=agenda)
    return gates.size(gates.factors(seen, rules), seen)


def _core(history: History, portfolio: Portfolio, path: Path, part: slice) -> FloatArray:
    """Dollars in each name on each day: (D, H). OverlayError for a name without closes."""
    held = known(portfolio.symbols, history)
    missing = [one for one in portfolio.symbols if one not in held]
    if missing:
        raise OverlayError(
            f"The history has no closes of {', '.join(missing)}: leave them out, or load their closes on the Data page."
        )
    levels = closes(portfolio.symbols, history, part)
    if INDEX_FUND in portfolio.symbols:
        nights = np.diff(path.numbers[: len(path)]) / DAYS_PER_YEAR
        dividends = np.concatenate([[0.0], np.cumsum(path.dividend_yield[:-1] * nights)])
        levels[:, portfolio.symbols.index(INDEX_FUND)] *= np.exp(dividends)
    return np.asarray(portfolio.values * levels / levels[0])


def _hedged(rules: RuleSet, conduct: Conduct, book: ladder_book.LadderBook, path: Path, ladder: Ladder) -> HedgeBook:
    """The VIX calls for the condors that are open on each day."""
    full = book.requirement / (SPX.multiplier * rules.placement.wing_points)
    asked = hedge_accounts.wanted(rules.hedge, full, path, conduct.activation)
    slippage = conduct.fill * conduct.hedge_slippage_points
    return hedge_accounts.book(rules.hedge, path, asked, conduct.hedge_roll, ladder.terms, slippage)


def _traded(ladder: Ladder, calls: HedgeBook, deposit_cents: int) -> CashLedger:
    """The deposit, and every flow of condors and calls."""
    flows, one = ladder_book.flows(ladder), calls.holdings
    numbers = np.arange(len(one))
    commission = flows.leg == ladder_book.COMMISSION
    parts = [
        CashLedger(*(np.array([value]) for value in (0, CashKind.DEPOSIT, -1, deposit_cents))),
        CashLedger(flows.at, np.where(commission, CashKind.COMMISSION, CashKind.CONDOR), flows.layer, flows.cents),
        _rows(one.bought, CashKind.CALL, numbers, calls.bought_cents),
        _rows(one.ended, CashKind.CALL, numbers, calls.sold_cents),
        _rows(one.bought, CashKind.COMMISSION, numbers, -calls.commission_cents[0]),
        _rows(one.ended, CashKind.COMMISSION, numbers, -calls.commission_cents[1]),
    ]
    return _joined(*parts)


def _rows(at: IntArray, kind: CashKind, numbers: IntArray, cents: IntArray) -> CashLedger:
    some = cents != 0
    return CashLedger(at[some], np.full(int(some.sum()), kind), numbers[some], cents[some])


def _joined(*parts: CashLedger) -> CashLedger:
    """All rows, in order of time."""
    every = CashLedger(*(np.concatenate(column).astype(np.int64) for column in zip(*parts, strict=True)))
    order = np.argsort(every.at, kind="stable")
    return CashLedger(*(column[order] for column in every))


def _taxed(path: Path, ledger: CashLedger, marks: FloatArray, rates: Rates) -> CashLedger:
    """Section 1256 tax at the end of each year on the overlay's result, including marks (D,) in dollars."""
    daily = np.zeros(len(path), dtype=np.int64)
    mine = ledger.kind != CashKind.DEPOSIT
    np.add.at(daily, ledger.at[mine], ledger.cents[mine])
    ends = year_ends(path)
    running = (np.cumsum(daily) / 100.0 + marks)[ends]
    due = taxes(np.diff(np.concatenate([[0.0], running])), rates)
    return _rows(ends, CashKind.TAX, np.full(len(ends), -1), -np.rint(100.0 * due).astype(np.int64))


def year_ends(path: Path) -> IntArray:
    """Positions of each year's last day, including the path's last day: (Y,)."""
    years = path.days.astype("datetime64[Y]")
    return np.append(np.flatnonzero(years[1:] != years[:-1]), len(path) - 1)


def _cash(path: Path, ledger: CashLedger) -> tuple[IntArray, CashLedger]:
    """Cents of cash at each close (D,), and the interest as ledger rows."""
    flows = np.zeros(len(path), dtype=np.int64)
    np.add.at(flows, ledger.at, ledger.cents)
    cash = _compounded(path, flows, 0)
    earned = np.diff(np.concatenate([[0], cash])) - flows
    return cash, _rows(np.arange(len(path)), CashKind.INTEREST, np.full(len(path), -1), earned)


def _compounded(path: Path, flows: IntArray, start: int) -> IntArray:
    """Cents at each close (D,): yesterday's cents, one night's interest on them in whole cents, and the day's flows (D,)."""
    nights = np.diff(path.numbers[: len(path)]) / DAYS_PER_YEAR
    earns = np.expm1(path.rate[:-1] * nights).tolist()
    costs = np.expm1((path.rate[:-1] + MARGIN_SPREAD) * nights).tolist()
    now = start + int(flows[0])
    found = [now]
    for flow, earn, cost in zip(flows[1:].tolist(), earns, costs, strict=True):
        now += round(now * (earn if now >= 0 else cost)) + flow
        found.append(now)
    return np.array(found, dtype=np.int64)
