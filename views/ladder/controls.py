"""The controls of the Ladder page, and the rules, terms, days and account that they state."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import streamlit as st

from overlay.ladder.layers import WIDTH_LEVEL, Terms
from overlay.options.contracts import SPX, XSP
from overlay.options.market import Market
from overlay.rules.presets import ARTICLE, PRESETS, PROMOTER, STEWARD
from overlay.rules.rule_set import NEVER, ExitRule, Placement, RollRule, RuleSet, Sizing
from views.controls import costs
from views.controls.kinds import Choice, Slider, in_columns
from views.controls.later import fold
from views.look.sources import linked
from views.visitor import history as cached

MINE: Final = "Mine"
WITH_INDEX: Final = "With the index"
NAMED: Final = {
    "2008": (date(2007, 7, 2), date(2009, 6, 30)),
    "2020": (date(2019, 7, 1), date(2020, 12, 31)),
}
YEARS: Final = {"1 year": 1, "3 years": 3, "5 years": 5, "10 years": 10}
PAIR: Final = (STEWARD, PROMOTER)

RULES: Final = Choice(
    key="lad_rules", label="Rules", options=(MINE, "Article", "Glossary", "Steward", "Promoter"), default=MINE,
    help="Mine starts with the article's numbers, which you can change. The others are fixed sets; Signals shows every "
    "number of each with its source.",
)  # fmt: skip
SPAN: Final = Choice(
    key="lad_span", label="Days walked", options=(*YEARS, *NAMED), default="3 years",
    help="A span that ends on the market's day, or on the history's last, or a crash: July 2007 to June 2009, July 2019 to December 2020.",
)  # fmt: skip
SPACING: Final = Slider(
    key="lad_spacing", label="A new layer every (days)", low=7, high=21, default=14, step=1,
    help="Calendar days. The article adds a layer every 7 to 21 days. With a short gap, layers have similar strikes and lose together.",
)  # fmt: skip
DAYS: Final = Slider(
    key="lad_days", label="Days to expiry", low=1, high=60, default=30, step=1,
    help="For each new condor. If the market is closed on the expiry day, it settles on the trading day before.",
)  # fmt: skip
LAYER_CAP: Final = Slider(
    key="lad_cap", label="One layer may lose (% of capital)", low=0.5, high=10.0, default=2.5, step=0.25, format="%.2f",
    help="The article says 2 to 3; other pages say 1 or 10. Only whole contracts are sold: 0.47 is rounded down to 0.",
)  # fmt: skip
ALL_CAP: Final = Slider(
    key="lad_all", label="All layers together may lose (%)", low=2, high=100, default=10, step=1,
    help="As a share of capital. The article sets no limit; 100 is almost no limit.",
)  # fmt: skip
EXIT: Final = Choice(
    key="lad_exit", label="Exit", options=("None", "Share earned", "Multiple lost", "Days left", "Delta", "Distance"),
    default="None",
    help=linked(
        "The rule that closes a layer before expiry. The article names no exit; other pages close at half the profit or at "
        "twice the credit (P15)."
    ),
)  # fmt: skip
ROLL: Final = Choice(
    key="lad_roll", label="Roll", options=("None", "Calendar", "Daily range", "VIX", "Distance"), default="Calendar",
    help="The rule that buys a layer back and opens a new one. Calendar: by age. Daily range and VIX: only if the layer "
    "has a loss. Distance: when the index nears a short strike.",
)  # fmt: skip
GATES: Final = Choice(
    key="lad_gates", label="Gates", options=("None", "Article", "Glossary", "Steward"), default="Article",
    help="The rule set whose gates a new layer must pass, as on the Signals page: VIX, RSI, MACD, breadth, events.",
)  # fmt: skip
CONTRACT: Final = Choice(
    key="lad_contract", label="Contract", options=("SPX", "XSP"), default="SPX",
    help="XSP is one tenth of the index: layers are smaller, and commission is ten times as high for the same risk.",
)  # fmt: skip

_EXITS: Final = {
    "Share earned": ("credit_share", Slider(
        key="lad_exit_share", label="Close at this share of the credit earned (%)", low=10, high=90, default=50, step=5,
        help=linked("Most pages use half (A60b)."),
    )),
    "Multiple lost": ("credit_multiple", Slider(
        key="lad_exit_multiple", label="Close at a loss of this many credits", low=0.5, high=5.0, default=2.0, step=0.25,
        format="%.2f", help=linked("One page uses two (A57). Only daily closes are checked: a gap can lose more."),
    )),
    "Days left": ("days_left", Slider(
        key="lad_exit_days", label="Close with this many days left", low=1, high=21, default=7, step=1,
        help="Closes the layer before gamma is largest.",
    )),
    "Delta": ("delta", Slider(
        key="lad_exit_delta", label="Close when a short delta reaches", low=0.15, high=0.60, default=0.35, step=0.05,
        format="%.2f", help="The delta of the short strike nearer to the index.",
    )),
    "Distance": ("distance", Slider(
        key="lad_exit_distance", label="Close when a short strike is nearer than (SD)", low=0.0, high=1.0, default=0.25,
        step=0.05, format="%.2f", help="Standard deviations until expiry.",
    )),
}  # fmt: skip
_ROLLS: Final = {
    "Calendar": ("calendar", 1.0, Slider(
        key="lad_roll_age", label="Roll at an age of (days)", low=7, high=21, default=14, step=1,
        help="The article rolls every 7 to 21 days, without a trigger.",
    )),
    "Daily range": ("edr", 0.01, Slider(
        key="lad_roll_range", label="Roll above a daily range of (%)", low=0.5, high=3.0, default=0.94, step=0.01,
        format="%.2f", help="Some 25 pages use 0.94%, equal to a VIX of 14.9.",
    )),
    "VIX": ("vix", 1.0, Slider(
        key="lad_roll_vix", label="Roll above a VIX of (points)", low=10.0, high=40.0, default=16.0, step=0.5,
        format="%.1f", help="Some 25 pages use 16.",
    )),
    "Distance": ("distance", 1.0, Slider(
        key="lad_roll_distance", label="Roll when a short strike is nearer than (SD)", low=0.0, high=1.5, default=0.5,
        step=0.05, format="%.2f", help="Standard deviations until expiry.",
    )),
}  # fmt: skip
NEW_DAYS: Final = Slider(
    key="lad_new_days", label="Days to expiry after a roll", low=1, high=60, default=30, step=1,
    help="The pages say 1 to 7, 7 to 21, 21 to 45 and 30 to 45.",
)  # fmt: skip
MOST_ROLLS: Final = Slider(
    key="lad_most_rolls", label="Rolls a layer at most", low=0, high=6, default=1, step=1,
    help="Our number: no page sets a limit. Without a limit a rolled layer never ends.",
)  # fmt: skip
BREAKEVENS: Final = Slider(
    key="lad_breakevens", label="Break-evens (SD)", low=0.5, high=3.0, default=1.5, step=0.05, format="%.2f",
    help="Distance of a new condor's break-evens from the forward. The article asks for 1.5 to 2.",
)  # fmt: skip
WING: Final = Slider(
    key="lad_wing", label="Wing width (points)", low=10, high=200, default=50, step=10,
    help="Points at an index of 5,000, or points of the day's index: see Widths. The article gives no width.",
)  # fmt: skip
WIDTHS: Final = Choice(
    key="bt_widths", label="Widths", options=("In points", WITH_INDEX), default=WITH_INDEX,
    help="With the index: the same percentage of the index as at 5,000, where 50 points are 1%. In points: 50 points were 14% "
    "of the index in 1990 and 1.3% in 2022.",
)  # fmt: skip
CAPITAL: Final = Slider(
    key="lad_capital", label="Capital ($ thousand)", low=25, high=5000, default=1000, step=25,
    help="The caps are shares of this capital. It is constant: gains and losses do not change the sizes.",
)  # fmt: skip
FILL: Final = Slider(
    key="lad_fill", label="Fill (% of the way from mid to natural)", low=0, high=100, default=100, step=10,
    help="0 fills at the mid, 100 at the natural price: then each leg gives up the whole slippage.",
)  # fmt: skip

CASH: Final = Slider(
    key="lad_cash", label="Cash and bills (% of capital)", low=1, high=50, default=15, step=1,
    help="Liquid funds in the margin account. Half counts as cash, half as Treasury bills at 98%.",
)  # fmt: skip
HEDGE: Final = Slider(
    key="lad_hedge", label="VIX hedge (% of capital)", low=0.0, high=5.0, default=1.0, step=0.25, format="%.2f",
    help="The VIX calls' value now. Half of it counts. It is available only by selling the calls, which ends the hedge.",
)  # fmt: skip
FALL: Final = Slider(
    key="lad_fall", label="Stress: index falls (%)", low=0, high=30, default=7, step=1,
    help="An instant fall, applied on every day. Seven is about the worst day since 1988, except in 2008 and 2020.",
)  # fmt: skip
JUMP: Final = Slider(
    key="lad_jump", label="Stress: VIX rises (points)", low=0, high=60, default=20, step=1, help="An instant rise at all strikes."
)  # fmt: skip
BUFFER: Final = Slider(
    key="lad_buffer", label="Requirement raised by (%)", low=0, high=100, default=25, step=5,
    help=linked("One page keeps 25 to 40% of collateral above the requirement (A92)."),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderAsked:
    """The reader's choices: rules, the preset of the gates (None: no gates), terms, first and last day."""

    rules: RuleSet
    gates: str | None
    terms: Terms
    span: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account beside the ladder in dollars, and the stress in decimals and VIX points."""

    cash: float
    bills: float
    hedge: float
    fall: float
    jump: float
    buffer: float


def chosen() -> tuple[str, str]:
    """Show the rules and the days, and return their names."""
    return RULES.show(), SPAN.show()


def asked(name: str, span: str = "", *, own_capital: bool = True) -> LadderAsked:
    """Show the other controls and return all choices; a fixed rule set has no sliders.

    Without `own_capital` there is no slider of capital: the caps are shares of another amount.
    """
    mine = name == MINE
    if mine:
        spacing, days = int(SPACING.show()), int(DAYS.show())
        caps = _bounded(LAYER_CAP.share(), ALL_CAP.share())
    else:
        st.markdown(_said(PRESETS[name]), help=PRESETS[name].meaning)
    with fold("Exit, roll, gates, placement, costs" if mine else "Rolls, contract, costs, money"):
        rules = _mine(spacing, days, caps) if mine else PRESETS[name]
        gates = GATES.show() if mine else name
        terms = _terms(own_capital=own_capital)
    if mine and gates != "None":
        rules = replace(rules, vix_bands=PRESETS[gates].vix_bands)
    return LadderAsked(rules=rules, gates=None if gates == "None" else gates, terms=terms, span=span)


def _said(rules: RuleSet) -> str:
    """Show a fixed rule set in a few lines."""
    caps, how = rules.sizing, rules.placement
    together = "no bound on all" if caps.aggregate_cap == NEVER else f"{caps.aggregate_cap:.0%} for all"
    exits = "none" if rules.exits.policy == "none" else f"{rules.exits.policy.replace('_', ' ')} {rules.exits.amount:g}"
    roll = rules.roll.trigger if rules.roll.trigger == "none" else f"{rules.roll.trigger} {rules.roll.level:g}"
    level = f" at an index of {WIDTH_LEVEL:,.0f}" if WIDTHS.held() == WITH_INDEX else ""
    return (
        f"**{rules.name}**, with its own gates:\n\n- every {rules.entry_days} days, {rules.expiry_days} to expiry\n"
        f"- placed by {how.by} {how.target:g}, {how.wing_points:g} points wide{level}\n"
        f"- {caps.layer_cap:.1%} of capital a layer, {together}\n- exit: {exits}\n- roll: {roll}\n\n"
        "*Signals*, part *Rule sets*, shows every number with its source."
    )


def _bounded(layer: float, together: float) -> Sizing:
    """Both caps; the cap of one layer is never above the cap of all layers."""
    return Sizing(layer_cap=min(layer, together), aggregate_cap=together)


def _mine(spacing: int, days: int, caps: Sizing) -> RuleSet:
    exits, roll = _exit(), _roll()
    placement = Placement(by="breakevens", target=BREAKEVENS.show(), wing_points=float(WING.show()), tilt=0.0)
    mine = replace(
        ARTICLE,
        name=MINE,
        meaning="The article's rule set, with your own numbers.",
        entry_days=spacing,
        expiry_days=days,
        placement=placement,
        sizing=caps,
        exits=exits,
        roll=roll,
    )
    article = dict(ARTICLE.parameters())
    own = {path: "yours" for path, value in mine.parameters() if article.get(path) != value}
    return replace(mine, sources=tuple(sorted((dict(ARTICLE.sources) | own).items())))


def _exit() -> ExitRule:
    chosen = EXIT.show()
    if chosen == "None":
        return ExitRule(policy="none", amount=0.0)
    policy, slider = _EXITS[chosen]
    amount = float(slider.show())
    return ExitRule(policy=policy, amount=amount / 100.0 if policy == "credit_share" else amount)  # type: ignore[arg-type]


def _roll() -> RollRule:
    chosen = ROLL.show()
    if chosen == "None":
        return RollRule(trigger="none", level=0.0, new_days=30)
    trigger, unit, slider = _ROLLS[chosen]
    level = float(slider.show()) * unit
    return RollRule(trigger=trigger, level=level, new_days=int(NEW_DAYS.show()))  # type: ignore[arg-type]


def _terms(*, own_capital: bool) -> Terms:
    rolls = int(MOST_ROLLS.show())
    contract = XSP if CONTRACT.show() == "XSP" else SPX
    return Terms(
        capital_dollars=1000.0 * (CAPITAL.show() if own_capital else CAPITAL.default),
        contract=contract,
        costs=costs.chosen(),
        fill=FILL.share(),
        most_rolls=rolls,
        width_level=_level(WIDTHS.show()),
    )


def width_level() -> float | None:
    """The index level at which the rules' widths apply, without showing the choice; None for widths in points."""
    return _level(WIDTHS.held())


def _level(widths: str) -> float | None:
    return WIDTH_LEVEL if widths == WITH_INDEX else None


def stretch(span: str, market: Market) -> tuple[date, date]:
    """The first and last day: of a named period, or of a number of years up to the market's day.

    A market after the history's end gets the years before that end.
    """
    if span in NAMED:
        return NAMED[span]
    last = min(market.as_of, cached.history().last)
    return last.replace(year=last.year - YEARS[span], day=min(last.day, 28)), last


def account(terms: Terms) -> Account:
    """Show the money controls of the part Liquidity, in rows, and return the account."""
    cash, hedge, fall, jump, buffer = map(float, in_columns(CASH, HEDGE, FALL, JUMP, BUFFER))
    liquid = terms.capital_dollars * cash / 100.0
    return Account(
        cash=0.5 * liquid,
        bills=0.5 * liquid,
        hedge=terms.capital_dollars * hedge / 100.0,
        fall=-fall / 100.0,
        jump=jump,
        buffer=buffer / 100.0,
    )


SLIDERS: Final = (
    SPACING, DAYS, LAYER_CAP, ALL_CAP, NEW_DAYS, MOST_ROLLS, BREAKEVENS, WING, CAPITAL, FILL, costs.COMMISSION, costs.SPREAD,
)  # fmt: skip
MONEY_SLIDERS: Final = (CASH, HEDGE, FALL, JUMP, BUFFER)
EXIT_SLIDERS: Final = {name: slider for name, (_, slider) in _EXITS.items()}
ROLL_SLIDERS: Final = {name: slider for name, (_, _, slider) in _ROLLS.items()}
