"""The controls of the Backtest page, and the question they stand for.

Where the question is the Ladder's, the VIX hedge's or the Portfolio's, so is the control: what is set there holds here.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import streamlit as st

from overlay.backtest.engine import Conduct
from overlay.backtest.replicas import ALL
from overlay.backtest.sweep import BacktestQuestion
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
from views.portfolio import controls as portfolio_controls
from views.visitor import history as cached

HOLD, INDEX = "Hold", "Index"
OWN_DAYS: Final = "Own days"
NAMED: Final = {
    "Recorded VIX": (date(2014, 1, 3), date(2018, 12, 31)),
    "2000s": (date(2000, 1, 3), date(2009, 12, 31)),
    "2008": (date(2007, 7, 2), date(2009, 6, 30)),
    "2020": (date(2019, 7, 1), date(2020, 12, 31)),
}
RIVALS: Final = {one.name: one for one in (STEWARD, PROMOTER)}
WIDTHS_AT: Final = 5_000.0  # index points at which a width of 50 is one percent

SPAN: Final = Choice(
    key="bt_span", label="Days", options=("All", *NAMED, OWN_DAYS), default="All",
    help="All: every day of the history that has a VIX. Recorded VIX: 2014 to 2018, where no VIX is modelled. Before "
    "the first day only indicators look back.",
)  # fmt: skip
FIRST: Final = Day(key="bt_first", label="First day", help="Of the history at hand.", usual="first")
LAST: Final = Day(key="bt_last", label="Last day", help="Of the history at hand.", usual="last")
LINES: Final = Several(
    key="bt_lines", label="Beside it", options=(HOLD, INDEX, *RIVALS, *ALL), default=(HOLD, INDEX),
    help="Hold: stocks and cash alone. Index: the S&P 500 with dividends. Steward and Promoter: the two rule sets on the "
    "same book. The rest are replicas of Cboe's strategy indices, before costs.",
)  # fmt: skip
CASH: Final = Slider(
    key="bt_cash", label="Cash beside the stocks (%)", low=0, high=50, default=5, step=1,
    help="Of the stocks' value on the first day, at interest. Premiums and losses are paid from it; below zero it is a loan.",
)  # fmt: skip
HEDGE: Final = Choice(
    key="bt_hedge", label="VIX hedge", options=("Rules", "None", "Mine"), default="Rules",
    help="The calls that the rules ask for, none, or your own counts for ten condors, struck as on the VIX hedge page.",
)  # fmt: skip
TAX: Final = Choice(
    key="bt_tax", label="Tax", options=("Before tax", "After tax"), default="Before tax",
    help="After tax: 60/40 each year on the overlay's result, marks included, losses back three years. Stocks are held.",
)  # fmt: skip
SHORT: Final = Slider(
    key="bt_short", label="Short-term rate (%)", low=0.0, high=60.0, default=40.8, step=0.1, format="%.1f",
    help="On 40% of the overlay's gain. 40.8 is the top federal rate with the 3.8% on investment income.",
)  # fmt: skip
LONG: Final = Slider(
    key="bt_long", label="Long-term rate (%)", low=0.0, high=60.0, default=23.8, step=0.1, format="%.1f",
    help="On 60% of the overlay's gain. 23.8 is the top federal rate with the 3.8%.",
)  # fmt: skip
WIDTHS: Final = Choice(
    key="bt_widths", label="Widths", options=("In points", "With the index"), default="In points",
    help="In points, 50 are 14% of the index of 1990 and 1.3% of that of 2022. With the index: as many percent as at 5,000.",
)  # fmt: skip
SLICES: Final = Choice(
    key="bt_slices", label="Split by", options=("VIX", "Decade", "Year", "Events", "Recorded or modelled"), default="VIX",
    help="VIX: where it closed the day before. Events: FOMC, CPI and PPI days, where they are at hand.",
)  # fmt: skip

#: what a sweep can move: label -> path and values
MOVED: Final[dict[str, tuple[str, tuple[float, ...]]]] = {
    "Distance (SD)": ("rules.placement.target", (0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5)),
    "Wing (points)": ("rules.placement.wing_points", (20.0, 35.0, 50.0, 75.0, 100.0)),
    "New layer every (days)": ("rules.entry_days", (7, 10, 14, 18, 21)),
    "Days to expiry": ("rules.expiry_days", (7, 14, 21, 30, 45)),
    "One layer may lose (% of the book)": ("rules.sizing.layer_cap", (0.005, 0.01, 0.02, 0.025, 0.05)),
    "Fill (mid 0 to natural 1)": ("conduct.fill", (0.0, 0.25, 0.5, 0.75, 1.0)),
}
SHOWN: Final = {
    "Overlay a year": "overlay", "Sharpe ratio": "sharpe", "Overlay volatility": "overlay_vol",
    "Worst drawdown": "drawdown", "Worst month": "worst_month", "Margin use": "margin", "Contracts a year": "contracts",
}  # fmt: skip
ACROSS: Final = Pick(
    key="bt_across", label="Across", options=tuple(MOVED), default="Distance (SD)",
    help="The parameter whose values stand side by side.",
)  # fmt: skip
UP: Final = Pick(
    key="bt_up", label="Up", options=tuple(MOVED), default="New layer every (days)",
    help="The parameter whose values stand over one another.",
)  # fmt: skip
MEASURE: Final = Pick(
    key="bt_measure", label="Colour", options=tuple(SHOWN), default="Overlay a year",
    help="What is shown of each cell. The overlay's own result, as a share of the book.",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestAsked:
    """What the reader chose, but for the book and the days: rules, costs and conduct through the question, lines beside it."""

    rules: RuleSet
    conduct: Conduct
    costs: Costs
    tax: Rates | None
    cash_share: float
    lines: tuple[str, ...]


def span() -> tuple[str, str]:
    """Show the rules and the days, side by side; their names."""
    left, right = st.columns([4, 5], gap="medium")
    with left:
        name = ladder_controls.RULES.show()
    with right:
        return name, SPAN.show()


def days(chosen: str) -> tuple[date, date]:
    """First and last day asked; two fields for days of one's own."""
    history = cached.history()
    if chosen == OWN_DAYS:
        left, right = st.columns(2)
        with left:
            first = FIRST.show()
        with right:
            return first, LAST.show()
    first, last = NAMED.get(chosen, (history.first, history.last))
    return max(first, history.first), min(last, history.last)


def asked(name: str) -> BacktestAsked:
    """Show the other controls and return all that was asked."""
    ladder = ladder_controls.asked(name, own_capital=False)
    with fold("More: hedge, widths, cash, tax"):
        way = HEDGE.show()
        hedge, roll, activation = _hedge(way, ladder.rules)
        level = WIDTHS_AT if WIDTHS.show() == "With the index" else None
        cash = CASH.share()
        tax = None
        if TAX.show() == "After tax":
            tax = Rates(short_term=SHORT.share(), long_term=LONG.share())
    conduct = Conduct(
        contract=ladder.terms.contract,
        fill=ladder.terms.fill,
        most_rolls=ladder.terms.most_rolls,
        gated=ladder.gates is not None,
        width_level=level,
        hedge_roll=roll,
        activation=activation,
    )
    return BacktestAsked(
        rules=replace(_gated(ladder.rules, ladder.gates), hedge=hedge),
        conduct=conduct,
        costs=ladder.terms.costs,
        tax=tax,
        cash_share=cash,
        lines=LINES.show(),
    )


def _gated(rules: RuleSet, gates: str | None) -> RuleSet:
    """One's own rules with the gates of a preset; a preset has its own."""
    if rules.name != ladder_controls.MINE or gates is None:
        return rules
    lent = ("vix_bands", "events", "rsi", "macd", "breadth", "volatility")
    sources = {path: code for path, code in rules.sources if not path.startswith(lent)}
    sources |= {path: code for path, code in PRESETS[gates].sources if path.startswith(lent)}
    return replace(rules, sources=tuple(sorted(sources.items())), **{one: getattr(PRESETS[gates], one) for one in lent})


def _hedge(way: str, rules: RuleSet) -> tuple[HedgeRule, Roll, Activation | None]:
    """The hedge asked for, with its roll and what replaces the rules' weights."""
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
    """The book that the sidebar's day prices."""
    return portfolio_controls.book(portfolio_controls.BOOK.show(), cached.history(), market)


def with_cash(held: Portfolio, share: float) -> Portfolio:
    """The same with so much more cash beside its stocks, as a share of them."""
    return replace(held, cash=held.cash + round(share * held.invested, 2))


def question(chosen: BacktestAsked, portfolio: Portfolio, first: date, last: date) -> BacktestQuestion:
    """All of it as one question."""
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
    """The same question for another rule set with its own gates; a hedge that was left out stays out."""
    hedge = way.hedge if asked_.rules.hedge.layers else replace(way.hedge, layers=())
    return replace(asked_, rules=replace(way, hedge=hedge), conduct=replace(asked_.conduct, gated=True))
