"""Guided lessons: each asks a question, and a measurement on the given market and history answers it.

Answers are computed, so they can differ on another day. For a multiple-choice lesson the measurement finds the right
choice. The text is in views/text/learn.md; this module holds the measurements.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from overlay.book.gaps import gap
from overlay.book.holdings import Portfolio
from overlay.condor import pnl
from overlay.condor.placement import IronCondor, Shape, by_sigmas
from overlay.condor.pricing import CondorQuote, quote, two_outcome_value
from overlay.errors import OverlayError
from overlay.hedge import calls as vix_hedge, replays
from overlay.history.daily import History
from overlay.ladder import roll_ledger
from overlay.ladder.engine import Ladder
from overlay.options.costs import Costs
from overlay.options.market import Market
from overlay.options.scenarios import Scenario
from overlay.rules.rule_set import StrikeRule
from overlay.tax import sell_or_hold
from overlay.tax.sell_or_hold import Outlook, StockBasis

LessonUnit = Literal["dollars", "gain", "share", "times", "points"]
WING: Final = 50.0  # points: the app's default, because the article gives no width
DAYS: Final = 30
SAME: Final = 0.005  # shares closer than this count as the same


class LessonNumber(NamedTuple):
    """A number and its unit; a share is a decimal, a gain is signed dollars."""

    amount: float
    unit: LessonUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The market and history for the lessons; the ladder is computed on first use."""

    market: Market
    history: History
    portfolio: Portfolio
    ladder: Callable[[], Ladder]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A lesson's answer: one of its choices or a number, the figures for its text, and the data of its bar chart.

    table: column -> values; the first column holds the row names. units: the unit of each other column.
    """

    answer: str | float
    figures: Mapping[str, LessonNumber] = field(default_factory=dict)
    table: Mapping[str, tuple[str | float, ...]]
    units: tuple[LessonUnit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One lesson: its name, the possible guesses (choices, or a number with a unit), and its measurement.

    low, high, step: the ends of a numeric guess, in percent for shares.
    """

    key: str
    name: str
    measure: Callable[[Ground], Measured]
    choices: tuple[str, ...] = ()
    unit: LessonUnit = "dollars"
    low: float = 0.0
    high: float = 100.0
    step: float = 1.0


def _condor(market: Market, sigmas: float) -> IronCondor:
    return by_sigmas(market, sigmas, WING * market.contract.index_share, DAYS)


def _quoted(market: Market, sigmas: float) -> CondorQuote:
    return quote(_condor(market, sigmas), market, costs=Costs())


LESS, SAME_RATE, MORE = "Less often", "As often", "More often"


def placing(ground: Ground) -> Measured:
    """Win rates of condors placed 1, 1.5 and 2 standard deviations out, and the win rates they need."""
    found = {sigmas: _quoted(ground.market, sigmas) for sigmas in (1.0, 1.5, 2.0)}
    near, far = found[1.0], found[2.0]
    more = far.win_rate_needed - near.win_rate_needed
    return Measured(
        answer=SAME_RATE if abs(more) < SAME else MORE if more > 0.0 else LESS,
        figures={
            "near": LessonNumber(near.win_rate_needed, "share"),
            "far": LessonNumber(far.win_rate_needed, "share"),
            "near_wins": LessonNumber(near.probability_of_profit, "share"),
            "far_wins": LessonNumber(far.probability_of_profit, "share"),
            "near_costs": LessonNumber(near.costs_dollars / near.credit_dollars, "share"),
            "far_costs": LessonNumber(far.costs_dollars / far.credit_dollars, "share"),
        },
        table={
            "Placed": tuple(f"{sigmas:g} SD" for sigmas in found),
            "Wins, by option prices": tuple(one.probability_of_profit for one in found.values()),
            "Must win to break even": tuple(one.win_rate_needed for one in found.values()),
        },
        units=("share", "share"),
    )


def win_rate(ground: Ground) -> Measured:
    """Dollar result of a hundred condors with about 90 wins, if every loss is the largest loss."""
    sigmas = _winning(ground.market, 0.90)
    one = _quoted(ground.market, sigmas)
    wins, dollars = one.probability_of_profit, 100.0 * one.credit_dollars / one.credit_points
    made = dollars * two_outcome_value(one.credit_points, one.max_loss_points, wins)
    return Measured(
        answer=made,
        figures={
            "wins": LessonNumber(wins, "share"),
            "needed": LessonNumber(one.win_rate_needed, "share"),
            "credit": LessonNumber(one.credit_dollars, "dollars"),
            "loss": LessonNumber(one.max_loss_dollars, "dollars"),
            "expected": LessonNumber(one.expected_value_dollars - one.costs_dollars, "gain"),
            "sigmas": LessonNumber(sigmas, "points"),
        },
        table={
            "Of 100": ("wins", "losses", "together"),
            "Result": (dollars * wins * one.credit_points, -dollars * (1.0 - wins) * one.max_loss_points, made),
        },
        units=("dollars",),
    )


def _winning(market: Market, wins: float) -> float:
    """The smallest distance in standard deviations, on the slider's steps, with an implied win rate of `wins` or more."""
    low, high = 10, 60  # twentieths of a standard deviation
    while high - low > 1:
        middle = (low + high) // 2
        enough = quote(_condor(market, middle / 20.0), market).probability_of_profit >= wins
        low, high = (low, middle) if enough else (middle, high)
    return high / 20.0


def short_gamma(ground: Ground) -> Measured:
    """Loss in the second half of an instant fall over the loss in its first half.

    The whole fall is about one standard deviation.
    """
    market, condor = ground.market, _condor(ground.market, 1.5)
    credit = quote(condor, market).credit_dollars
    percent = max(round(200.0 * market.one_sd_points(condor.expiry) / market.spot) / 2.0, 1.0)
    first, both = (
        pnl.curves(condor.legs, market, credit, Scenario(index_return=-fall / 100.0)).what_if_pnl
        for fall in (percent / 2.0, percent)
    )
    second = both - first
    if first >= 0.0:
        raise OverlayError(
            f"On this day the first {percent / 2.0:g}% of a fall cost the condor nothing, so there is no ratio: choose "
            "another day."
        )
    return Measured(
        answer=second / first,
        figures={
            "first": LessonNumber(first, "gain"),
            "second": LessonNumber(second, "gain"),
            "half": LessonNumber(percent / 200.0, "share"),
            "fall": LessonNumber(-percent, "points"),
        },
        table={"Fall of the index": ("first half", "second half"), "P&L": (first, second)},
        units=("dollars",),
    )


def rolling(ground: Ground) -> Measured:
    """Share of the article's rolls that ended better than stopping at the roll.

    It covers the three years before the market's day.
    """
    ladder = ground.ladder()
    found = roll_ledger.rolls(ladder)
    if not len(found.at):
        raise OverlayError("No layer was rolled in the three years before this day: choose a later one.")
    ends = roll_ledger.ends(found, ladder)
    realised = found.realised[found.realised < 0.0].sum()
    return Measured(
        answer=ends.beat_stopping,
        figures={
            "losses": LessonNumber((found.realised < 0.0).mean(), "share"),
            "realised": LessonNumber(realised, "dollars"),
            "credit": LessonNumber(found.new_credit.sum(), "dollars"),
            "risk": LessonNumber(found.new_loss.sum(), "dollars"),
            "holding": LessonNumber(ends.beat_holding, "share"),
        },
        table={
            "What was done": ("rolled on", "closed and stopped", "left alone"),
            "All chains together": (ends.rolled, ends.stopped, ends.held),
        },
        units=("dollars",),
    )


SELLING: Final = ("Sell now", "Hold", "Hold with overlay")


def selling(_: Ground) -> Measured:
    """The best plan after ten years and tax, for $1 million of stock with a basis of a fifth and 7% growth in each plan."""
    outlook = Outlook(
        filing="single", wages=150_000.0, years=10, dividend_yield=0.015, index_dividend_yield=0.015, cash_rate=0.03
    )
    results = sell_or_hold.yearly_results(8, 0.02, 0.08, 0.005)
    found = sell_or_hold.compare(StockBasis(long_value=1_000_000.0, long_basis=200_000.0), outlook, results)
    left = {name: found.ends(one) for name, one in zip(SELLING, found.futures, strict=True)}
    return Measured(
        answer=max(left, key=lambda name: left[name]),
        figures={
            "hold": LessonNumber(left["Hold"] - left["Sell now"], "gain"),
            "overlay": LessonNumber(left["Hold with overlay"] - left["Sell now"], "gain"),
            "tax": LessonNumber(found.sale_tax, "dollars"),
        },
        table={"What was done": SELLING, "Left after ten years and tax": tuple(left.values())},
        units=("dollars",),
    )


FAST, SLOW, BOTH, NEITHER = "In the fast crash of 2020", "In the slow bear of 2022", "In both", "In neither"


def hedging(ground: Ground) -> Measured:
    """The falls in which VIX calls of 30, 110 and 220 days returned more than their premium."""
    hedge = vix_hedge.layered((4.0, 4.0, 2.0), StrikeRule())
    lived = {one.name: replays.replay(hedge, replays.stretch(ground.history, one)) for one in replays.PATHS}
    fast, slow = (lived[one.name] for one in replays.PATHS[:2])
    paid = (fast.gain[-1] > 0.0, slow.gain[-1] > 0.0)
    return Measured(
        answer={(True, False): FAST, (False, True): SLOW, (True, True): BOTH}.get(paid, NEITHER),
        figures={
            "fast": LessonNumber(fast.recovered / fast.gross, "points"),
            "slow": LessonNumber(slow.recovered / slow.gross, "points"),
            "slow_index": LessonNumber(slow.stretch.index[-1] / slow.stretch.index[0] - 1.0, "share"),
        },
        table={
            "Path": tuple(lived),
            "Paid": tuple(one.gross for one in lived.values()),
            "Brought back": tuple(one.recovered for one in lived.values()),
        },
        units=("dollars", "dollars"),
    )


def gapping(ground: Ground) -> Measured:
    """The share of a 30% overnight fall of the largest name that five condors on the index pay for."""
    wing = WING * ground.market.contract.index_share
    condors = by_sigmas(ground.market, 1.5, wing, DAYS, Shape(quantity=5))
    found = gap(ground.portfolio, ground.portfolio.symbols[0], 0.30, condors.legs, ground.market)
    return Measured(
        answer=found.coverage,
        figures={"loss": LessonNumber(found.core_loss, "dollars"), "gain": LessonNumber(found.overlay_gain, "dollars")},
        table={
            "What": (f"{found.symbol} falls 30%", "the condors, at best"),
            "Result": (-found.core_loss, found.overlay_gain),
        },
        units=("dollars",),
    )


LESSONS: Final = (
    Lesson(key="placing", name="Placing at 1, 1.5, 2 SD", measure=placing, choices=(LESS, SAME_RATE, MORE)),
    Lesson(
        key="winning", name="Why a 90% win rate can lose", measure=win_rate, low=-50_000.0, high=50_000.0, step=1_000.0,
    ),
    Lesson(key="gamma", name="Short gamma", measure=short_gamma, unit="times", low=0.0, high=10.0, step=0.25),
    Lesson(key="rolling", name="What a roll really does", measure=rolling, unit="share"),
    Lesson(key="selling", name="Sell or hold", measure=selling, choices=SELLING),
    Lesson(key="hedging", name="Does the VIX hedge pay?", measure=hedging, choices=(FAST, SLOW, BOTH, NEITHER)),
    Lesson(key="gapping", name="A gap in one name", measure=gapping, unit="share"),
)  # fmt: skip
