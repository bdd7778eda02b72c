"""The first screen of the Backtest page: the overlay's dollars a year, how sure they are, and the three numbers.

The dollars are the difference of yearly growth, with the overlay less without it, times the money put in. The error needs
eleven more backtests (`overlay.backtest.certainty`). Those not computed yet are run once the page stands (`made_sure`);
until then the error is that of the short past alone, and the page says so.
"""

from typing import Final

import numpy as np
import streamlit as st

from overlay.arrays import FloatArray
from overlay.backtest import attribution
from overlay.backtest.certainty import Certainty
from overlay.backtest.engine import Backtest
from overlay.backtest.sweep import BacktestQuestion
from overlay.history import drawdowns
from overlay.options.modelled.left_out import LEFT_OUT
from overlay.units import is_yearly
from views.backtest import cached as kept
from views.controls import costs
from views.frame import headline
from views.frame.headline import Verdict
from views.frame.numbers import KeyNumber
from views.look import format as fmt
from views.look.amounts import about
from views.look.inside.names import Container
from views.look.words import words

TOPIC: Final = "backtest"
MANY: Final = 10_000.0  # years: more are not told apart


def show(found: Backtest, sure: Certainty | None) -> None:
    """Show the headline; `sure` is None where the days are too few for an error, or after ruin."""
    headline.show(*said(found, sure))


def said(found: Backtest, sure: Certainty | None) -> tuple[str | Verdict, ...]:
    """The headline: the overlay's dollars, what they are of, the verdict, and how sure it is."""
    if found.ruined is not None:
        gone = f"{fmt.dollars(about(found.deposit, 3))} were gone by {fmt.day(found.path.day(found.ruined))}: "
        return gone, Verdict("short", "all lost"), ". A broker would have closed the portfolio long before."
    more, start = attribution.added(found), f"{fmt.dollars(about(found.deposit, 3))}"
    if not more:
        return f"The overlay changed nothing on {start} over {_length(found)}: ", Verdict("even", "even"), "."
    moved = f"The overlay {'made' if more > 0.0 else 'cost'} {fmt.dollars(about(abs(more) * found.deposit))}"
    if not is_yearly(len(found.path)):
        return f"{moved} on {start} in {_length(found)}: ", Verdict("even", "too few days"), " to tell it from chance."
    if sure is None:
        return f"{moved} a year on {start}: ", Verdict("even", "too few months"), " to tell it from chance."
    off = f", ± {fmt.dollars(about(sure.error * found.deposit))}. {_length(found)} "
    told = "tell it from zero, at 95%." if sure.interval.excludes_zero else "cannot tell it from zero."
    return f"{moved} a year on {start}: ", _verdict(sure), off + told


def _verdict(sure: Certainty) -> Verdict:
    """Short if the loss is larger than its error; ahead only if the whole 95% interval is; even between them."""
    if sure.interval.low > 0.0:
        return Verdict("spare", "ahead")
    return Verdict("short", "short") if sure.estimate <= -sure.error else Verdict("even", "even")


def _length(found: Backtest) -> str:
    """The length of the days: 33 years, 9 months, 20 days."""
    if not is_yearly(len(found.path)):
        return fmt.days(len(found.path))
    return years(found.years) if found.years >= 1.0 else f"{round(12.0 * found.years)} months"


def numbers(found: Backtest, sure: Certainty | None) -> tuple[KeyNumber, ...]:
    """The three numbers: what the overlay adds, the deepest fall, and what trading cost."""
    whole, lost = attribution.whole(found), found.ruined is not None
    mine, alone = (deepest(one) for one in (found.account, found.hold))
    years_or_days = "a year" if is_yearly(len(found.path)) else "in all"
    return (
        KeyNumber(
            f"Overlay {years_or_days}",
            "all lost" if lost else fmt.percent(attribution.added(found), 2, plus=True),
            _range(sure) if sure is not None else "no error known" if not lost else "no growth is left",
            "Compound growth of the whole portfolio, less that of stocks and cash alone. The range holds 95%; the part "
            "How sure of More explains it.",
        ),
        KeyNumber(
            "Worst fall", fmt.percent(mine), f"holding alone {fmt.percent(alone)}",
            "The worst drawdown: the whole portfolio's largest fall from a high, and that of stocks and cash alone.",
        ),
        KeyNumber(
            f"Costs {years_or_days}", fmt.percent(whole.costs, 2), f"{fmt.dollars(about(-whole.sums.costs, 3))} over {_length(found)}",
            f"Commission and slippage from the mid, as a share of the portfolio: {fmt.dollars(-whole.sums.costs)} in all. "
            f"They are {costs.said(found.ladder.terms.costs)}.",
        ),
    )  # fmt: skip


def _range(sure: Certainty) -> str:
    low, _, high = (fmt.percent(one, 1, plus=True) for one in sure.interval)
    return f"95%: {low} to {high}"


def deepest(values: FloatArray) -> float:
    """The deepest fall from a high of values (D,), decimal; zero without one."""
    return max((one.depth for one in drawdowns.worst(values, 1)), default=0.0)


def made_sure(found: Backtest, question: BacktestQuestion, place: Container) -> None:
    """Run the backtests that the error still lacks, telling each step in `place`; show the page again if it then reads otherwise.

    A visitor who moves on meanwhile loses nothing: each one is kept. Mostly the short past is all of the error that shows.
    """
    before = kept.so_far(question)
    left = () if before is None else kept.untested(question)
    for number, day in enumerate(left, len(LEFT_OUT) - len(left) + 1):
        place.caption(words(TOPIC, "certain.waits", number=number, count=len(LEFT_OUT)))
        kept.tested(question, day)
    if left and _told(found, before) != _told(found, kept.so_far(question)):
        st.rerun()
    place.empty()


def _told(found: Backtest, sure: Certainty | None) -> tuple[object, ...]:
    """All that the first screen says of the overlay's dollars and their error."""
    return said(found, sure), numbers(found, sure)


def certain(seen: Certainty) -> str:
    """The interval of the difference, whether it holds zero, the years it would take, and its two errors."""
    low, estimate, high = (fmt.percent(one, 2, plus=True) for one in seen.interval)
    heading = "certain.outside" if seen.interval.excludes_zero else "certain.inside"
    return words(
        TOPIC, heading, estimate=estimate, low=low, high=high, years=years(seen.years), needed=needed(seen),
        sampling=fmt.percent(seen.sampling, 2), model=fmt.percent(seen.model, 2), count=len(LEFT_OUT),
    )  # fmt: skip


def needed(seen: Certainty) -> str:
    """The years after which the interval would exclude zero, as a sentence."""
    if np.isinf(seen.years_needed):
        return words(TOPIC, "needed.never")
    if seen.years_needed > MANY:
        return words(TOPIC, "needed", years=f"more than {MANY:,.0f} years")
    return words(TOPIC, "needed", years=f"about {years(seen.years_needed)}")


def years(count: float) -> str:
    """Years as text: 33 years, 9 years, 1.5 years."""
    return f"{fmt.points(count, 0 if count >= 5.0 else 1)} years"
