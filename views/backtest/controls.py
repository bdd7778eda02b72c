"""The controls of the Backtest page, and the question that they state.

Rules, hedge and book use the same controls as the pages Ladder, VIX hedge and Portfolio: a setting there holds here too.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import streamlit as st

from overlay.backtest.engine import Conduct
from overlay.backtest.replicas import ALL
from overlay.backtest.sweep import BacktestQuestion, Values
from overlay.book.holdings import Portfolio
from overlay.hedge.activation import EXPIRY, ROLLS, Activation, Roll
from overlay.hedge.calls import TENORS
from overlay.options.costs import Costs
from overlay.options.market import Market
from overlay.rules.presets import PRESETS, PROMOTER, STEWARD
from overlay.rules.rule_set import HedgeLayerRule, HedgeRule, RuleSet
from overlay.tax.yearly import Rates
from views.controls.kinds import Choice, Day, Pick, Several, Slider
from views.controls.later import fold
from views.hedge import controls as vix_hedge_controls
from views.ladder import controls as ladder_controls
from views.look.inside.names import Container
from views.portfolio import controls as portfolio_controls
from views.visitor import history as cached

HOLD, INDEX = "Hold", "Index"
EQUAL_VOLATILITY, EQUAL_DELTA = "Equal volatility", "Equal delta"
LESS: Final = (EQUAL_VOLATILITY, EQUAL_DELTA)
OWN_DAYS: Final = "Own days"
NAMED: Final = {
    "2014 to 2018": (date(2014, 1, 3), date(2018, 12, 31)),
    "2000s": (date(2000, 1, 3), date(2009, 12, 31)),
    "2008": (date(2007, 7, 2), date(2009, 6, 30)),
    "2020": (date(2019, 7, 1), date(2020, 12, 31)),
}
RIVALS: Final = {one.name: one for one in (STEWARD, PROMOTER)}
WIDTHS: Final = ladder_controls.WIDTHS  # one choice, so that the same rules are the same on both pages

SPAN: Final = Choice(
    key="bt_span",
    label="Days",
    options=("All", *NAMED, OWN_DAYS),
    default="All",
    help="All: every day of the history that has a VIX. Days before the first day serve only the indicators.",
)
FIRST: Final = Day(
    key="bt_first", label="First day", help="The first day of the backtest, within the history.", usual="first"
)
LAST: Final = Day(
    key="bt_last", label="Last day", help="The last day of the backtest, within the history.", usual="last"
)
LINES: Final = Several(
    key="bt_lines",
    label="Beside it",
    options=(HOLD, INDEX, *LESS, *RIVALS, *ALL),
    default=(HOLD, INDEX, EQUAL_VOLATILITY),
    help="Hold: stocks and cash alone. Index: the S&P 500 with dividends. Equal volatility and Equal delta: the same stocks "
    "and cash without options, at the constant share that is as volatile as the book with the overlay, or moves as much "
    "with the index on average. Steward and Promoter: the two rule sets on the "
    "same book. The rest are replicas of Cboe's strategy indices, before costs.",
)
INDEX_BOOK: Final = "Index fund"
OTHER_PAGES: Final = "As on the other pages"
BOOK: Final = Choice(
    key="bt_book",
    label="Book",
    options=(INDEX_BOOK, OTHER_PAGES),
    default=INDEX_BOOK,
    help="Index fund: a million dollars of the index, which nobody had to choose with hindsight. As on the other pages: "
    "the portfolio of Start and Portfolio, or your own lots. The bundled stocks were chosen because they survived.",
)
CASH: Final = Slider(
    key="bt_cash",
    label="Cash beside the stocks (%)",
    low=0,
    high=50,
    default=5,
    step=1,
    help="As a share of the stocks' value on the first day. Cash earns interest and pays premiums and losses; below zero it is a loan.",
)
HEDGE: Final = Choice(
    key="bt_hedge",
    label="VIX hedge",
    options=("Rules", "None", "Mine"),
    default="Rules",
    help="The calls of the rule set, no calls, or your own counts for each ten condors, with strikes as on the VIX hedge page.",
)
TAX: Final = Choice(
    key="bt_tax",
    label="Tax",
    options=("Before tax", "After tax"),
    default="Before tax",
    help="After tax: section 1256 tax (60/40) on the overlay's result each year, year-end marks included, losses carried back three years. Stocks are not sold.",
)
SHORT: Final = Slider(
    key="bt_short",
    label="Short-term rate (%)",
    low=0.0,
    high=60.0,
    default=40.8,
    step=0.1,
    format="%.1f",
    help="Tax on 40% of the overlay's gain. 40.8 is the top federal rate, including the 3.8% tax on investment income.",
)
LONG: Final = Slider(
    key="bt_long",
    label="Long-term rate (%)",
    low=0.0,
    high=60.0,
    default=23.8,
    step=0.1,
    format="%.1f",
    help="Tax on 60% of the overlay's gain. 23.8 is the top federal rate, including the 3.8% tax on investment income.",
)
SLICES: Final = Choice(
    key="bt_slices",
    label="Split by",
    options=("VIX", "Decade", "Year", "Events", "Recorded or modelled"),
    default="VIX",
    help="VIX: by its close of the day before. Events: FOMC, CPI and PPI days, as far as their dates are known.",
)

#: the parameters that a sweep can vary: label -> path and values
MOVED: Final[dict[str, tuple[str, tuple[float, ...]]]] = {
    "Distance (SD)": ("rules.placement.target", (0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5)),
    "Wing (points)": ("rules.placement.wing_points", (20.0, 35.0, 50.0, 75.0, 100.0)),
    "New layer every (days)": ("rules.entry_days", (7, 10, 14, 18, 21)),
    "Days to expiry": ("rules.expiry_days", (7, 14, 21, 30, 45)),
    "One layer may lose (% of the book)": ("rules.sizing.layer_cap", (0.005, 0.01, 0.02, 0.025, 0.05)),
    "Fill (mid 0 to natural 1)": ("conduct.fill", (0.0, 0.25, 0.5, 0.75, 1.0)),
}
_SHARES: Final = {"rules.sizing.layer_cap"}  # parameters that are decimals and are shown in percent
SHOWN: Final = {
    "Overlay a year": "overlay",
    "Sharpe ratio": "sharpe",
    "Overlay volatility": "overlay_vol",
    "Worst drawdown": "drawdown",
    "Worst month": "worst_month",
    "Margin use": "margin",
    "Contracts a year": "contracts",
}
ACROSS: Final = Pick(
    key="bt_across",
    label="Across",
    options=tuple(MOVED),
    default="Distance (SD)",
    help="The parameter on the horizontal axis.",
)
UP: Final = Pick(
    key="bt_up",
    label="Up",
    options=tuple(MOVED),
    default="New layer every (days)",
    help="The parameter on the vertical axis.",
)
MEASURE: Final = Pick(
    key="bt_measure",
    label="Colour",
    options=tuple(SHOWN),
    default="Overlay a year",
    help="The measure that colours each cell. Results are the overlay's own, as a share of the book.",
)


def moved(path: str, value: float) -> str:
    """A value of a sweep's parameter as text, in the unit of its label."""
    return f"{100.0 * value if path in _SHARES else value:g}"


def choice(values: Values) -> str:
    """A sweep's cell in words: each parameter by its label, which has the unit, and its value."""
    labels = {path: label for label, (path, _) in MOVED.items()}
    return "; ".join(f"{labels[path]}: {moved(path, value)}" for path, value in values)


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestAsked:
    """All choices except the book and the days: rules, hedge, costs and conduct."""

    rules: RuleSet
    conduct: Conduct
    costs: Costs
    tax: Rates | None
    cash_share: float


def span() -> tuple[str, str]:
    """Show the rules and the days, and return their names."""
    return ladder_controls.RULES.show(), SPAN.show()


def days(chosen: str) -> tuple[date, date]:
    """The first and last day; for "Own days" two date fields."""
    history = cached.history()
    if chosen == OWN_DAYS:
        left, right = st.columns(2)
        with left:
            first = FIRST.show()
        with right:
            return first, LAST.show()
    first, last = NAMED.get(chosen, (history.first, history.last))
    if last < history.first or first > history.last:
        return first, last  # the backtest says so
    return max(first, history.first), min(last, history.last)


def asked(name: str) -> tuple[BacktestAsked, Container]:
    """Show the other controls; return all choices, and the place of the book's control."""
    ladder = ladder_controls.asked(name, own_capital=False)
    with fold("Stocks, cash, hedge, tax"):
        books = st.container()
        cash = CASH.share()
        way = HEDGE.show()
        hedge, roll, activation = _hedge(way, ladder.rules)
        tax = None
        if TAX.show() == "After tax":
            tax = Rates(short_term=SHORT.share(), long_term=LONG.share())
    conduct = Conduct(
        contract=ladder.terms.contract,
        fill=ladder.terms.fill,
        most_rolls=ladder.terms.most_rolls,
        gated=ladder.gates is not None,
        width_level=ladder.terms.width_level,
        hedge_roll=roll,
        activation=activation,
    )
    chosen = BacktestAsked(
        rules=replace(_gated(ladder.rules, ladder.gates), hedge=hedge),
        conduct=conduct,
        costs=ladder.terms.costs,
        tax=tax,
        cash_share=cash,
    )
    return chosen, books


def _gated(rules: RuleSet, gates: str | None) -> RuleSet:
    """The visitor's rules with the gates of the chosen preset; a preset keeps its own gates."""
    if rules.name != ladder_controls.MINE or gates is None:
        return rules
    lent = ("vix_bands", "events", "rsi", "macd", "breadth", "volatility")
    sources = {path: code for path, code in rules.sources if not path.startswith(lent)}
    sources |= {path: code for path, code in PRESETS[gates].sources if path.startswith(lent)}
    return replace(rules, sources=tuple(sorted(sources.items())), **{one: getattr(PRESETS[gates], one) for one in lent})


def _hedge(way: str, rules: RuleSet) -> tuple[HedgeRule, Roll, Activation | None]:
    """The chosen hedge, its roll rule, and the activation rule that replaces the hedge's weights (None: keep them)."""
    if way == "None":
        return replace(rules.hedge, layers=()), EXPIRY, None
    if way == "Rules":
        return rules.hedge, EXPIRY, None
    rows = (vix_hedge_controls.NEAR, vix_hedge_controls.MIDDLE, vix_hedge_controls.FAR)
    counts = [int(one.show()) for one in rows]
    strike = vix_hedge_controls.struck(vix_hedge_controls.WAY.show())
    roll = vix_hedge_controls.ROLL.of(ROLLS)
    layers = tuple(
        HedgeLayerRule(tenor_days=tenor, contracts_per_ten=count, strike=strike)
        for tenor, count in zip(TENORS, counts, strict=True)
    )
    return replace(rules.hedge, layers=layers), roll, vix_hedge_controls.activation()


def book(market: Market) -> Portfolio:
    """The book, priced on the market's day: the index fund, or the book of the other pages."""
    if BOOK.show() == INDEX_BOOK:
        return portfolio_controls.book(INDEX_BOOK, cached.history(), market)
    return portfolio_controls.book(portfolio_controls.BOOK.show(), cached.history(), market)


def with_cash(held: Portfolio, share: float) -> Portfolio:
    """The same book with more cash; `share` is a decimal of the stocks' value."""
    return replace(held, cash=held.cash + round(share * held.invested, 2))


def question(chosen: BacktestAsked, portfolio: Portfolio, first: date, last: date) -> BacktestQuestion:
    """All choices as one question."""
    return BacktestQuestion(
        history=cached.history(),
        portfolio=portfolio,
        rules=chosen.rules,
        costs=chosen.costs,
        tax=chosen.tax,
        first=first,
        last=last,
        conduct=chosen.conduct,
    )


def rival(asked_: BacktestQuestion, way: RuleSet) -> BacktestQuestion:
    """The same question for another rule set with its own gates; if there is no hedge, none is added."""
    hedge = way.hedge if asked_.rules.hedge.layers else replace(way.hedge, layers=())
    return replace(asked_, rules=replace(way, hedge=hedge), conduct=replace(asked_.conduct, gated=True))
