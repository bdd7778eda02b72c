"""The first screen of the Backtest page: growth with and without the overlay, its interval, and the worst drawdowns."""

from typing import Final

import numpy as np
import streamlit as st

from overlay.arrays import FloatArray
from overlay.backtest import attribution, certainty
from overlay.backtest.certainty import Certainty
from overlay.backtest.engine import Backtest
from overlay.backtest.sweep import BacktestQuestion
from overlay.history import drawdowns
from overlay.options.modelled.left_out import LEFT_OUT
from overlay.units import is_yearly
from views.backtest import cached as kept, controls
from views.controls.later import keep
from views.look import format as fmt
from views.look.words import words
from views.portfolio.controls import MINE

TOPIC: Final = "backtest"
KEY: Final = "bt_certain"
_NO_HINDSIGHT: Final = (MINE, controls.INDEX_BOOK)  # books whose names nobody picked after the fact, as far as we know
MANY: Final = 10_000.0  # years: more are not told apart


def answer(found: Backtest, question: BacktestQuestion) -> None:
    """Show growth with and without the overlay, its worst drawdowns and the days; the interval follows the picture."""
    if found.ruined is not None:
        st.markdown(f"## {fmt.money(found.deposit)} were gone by {fmt.day(found.path.day(found.ruined))}.")
    else:
        st.markdown(f"## {finding(found)}")
        mine, alone = (_deepest(one) for one in (found.account, found.hold))
        st.markdown(words(TOPIC, "falls", mine=fmt.percent(mine), alone=fmt.percent(alone)))
        keep(lambda: _interval(found, question), KEY, "control")
    _days(found, question)


def finding(found: Backtest) -> str:
    """Growth with the overlay, without it, and the difference, each stated for a year or for the days."""
    made, alone = (attribution.growth(found, one) for one in (found.equity, found.hold))
    stated = fmt.stated(len(found.path))
    return (
        f"{fmt.percent(made, 2)} {stated} with the overlay, {fmt.percent(alone, 2)} without it: "
        f"{fmt.percent(made - alone, 2, plus=True)}"
    )


def _deepest(values: FloatArray) -> float:
    return max((one.depth for one in drawdowns.worst(values, 1)), default=0.0)


def _interval(found: Backtest, question: BacktestQuestion) -> None:
    """Say how sure the difference is. The model's test takes a while, so its steps are shown, and it can be left."""
    place = st.empty()
    if not certainty.has_interval(found):
        place.markdown(words(TOPIC, "certain.short" if is_yearly(len(found.path)) else "certain.total"))
        return
    left = kept.untested(question)
    for number, day in enumerate(left, len(LEFT_OUT) - len(left) + 1):
        place.caption(words(TOPIC, "certain.waits", number=number, count=len(LEFT_OUT)))
        kept.tested(question, day)
    place.markdown(certain(kept.certainty(question)))


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


def loan(found: Backtest) -> str:
    """Since when and how much the book borrows at most, as a sentence with a space before it; empty if it never does."""
    if found.ruined is not None or not found.loan.any():
        return ""
    first, most = int(np.argmax(found.loan > 0.0)), int(np.argmax(found.loan))
    since, worst = (fmt.day(found.path.day(one)) for one in (first, most))
    return " " + words(TOPIC, "loan", since=since, times=f"{found.loan[most]:.2f}", day=worst)


def _days(found: Backtest, question: BacktestQuestion) -> None:
    """Say which days, which cash and which tax."""
    path = found.path
    st.caption(
        words(
            TOPIC, "answer", days=f"{len(path):,}", first=fmt.day(path.day(0)), last=fmt.day(path.day(len(path) - 1)),
            tax=", 60/40 tax each year" if question.tax else ", before tax", cash=fmt.money(question.portfolio.cash),
            vix=fmt.modelled_vix(int(path.modelled.sum())), loan=loan(found),
            names="" if question.portfolio.name in _NO_HINDSIGHT else words(TOPIC, "hindsight") + " ",
        )
    )  # fmt: skip
