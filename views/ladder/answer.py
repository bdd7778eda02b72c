"""What the Ladder page says at first sight: headline, picture, three numbers, the lines below, the badge's notes."""

from typing import Final

import numpy as np
import streamlit as st

from overlay.condor import sizing
from overlay.ladder.accounts import LadderResult
from overlay.ladder.engine import Ladder
from overlay.options.market import Market
from overlay.rules.rule_set import NEVER
from views.frame import headline
from views.frame.headline import Verdict
from views.frame.numbers import KeyNumber
from views.ladder import cached as kept, charts, controls
from views.ladder.cached import Walk
from views.ladder.controls import LadderAsked
from views.ladder.panels import last_loss
from views.look import format as fmt, plot
from views.look.words import words

TOPIC: Final = "ladder"
_MOST_TIMES: Final = 100  # a larger multiple is not counted


def walked(asked: LadderAsked, market: Market) -> Walk:
    """The chosen ladder. OverlayError if the history lacks these days."""
    first, last = controls.stretch(asked.span, market)
    return kept.walked(asked.rules, asked.gates, first, last, asked.terms)


def answer(walk: Walk, found: LadderResult) -> None:
    """Show the headline: what was earned, what all layers could lose at once, how they compare, and on which days."""
    path = walk.ladder.path
    on = f"Walked from {fmt.day(path.day(0))} to {fmt.day(path.day(len(path) - 1))}"
    if not walk.book.layers.any():
        headline.show("Opens no layer: ", Verdict("even", "none fits under the caps"), f". {on}.")
        return
    capital = walk.ladder.terms.capital_dollars
    risk = found.most_at_risk * capital
    headline.show(
        f"{_result(walk, found)}, could lose {fmt.dollars(risk)} at once: ",
        _verdict(walk, found),
        f". {on} at modelled prices.",
    )


def _result(walk: Walk, found: LadderResult) -> str:
    """What was earned or lost a year; after a ruin no yearly figure means anything."""
    capital = walk.ladder.terms.capital_dollars
    if found.ruined is not None:
        return f"Lost all of {fmt.dollars(capital)}"
    verb = "Earned" if found.result >= 0.0 else "Lost"
    return f"{verb} {fmt.dollars(abs(found.a_year) * capital)} {fmt.stated(len(walk.ladder.path))}"


def _verdict(walk: Walk, found: LadderResult) -> Verdict:
    """How the earnings compare with the largest loss. One walk proves no gain, so it is never "to spare"."""
    if found.ruined is not None:
        return Verdict("short", f"ruined on {fmt.day(walk.ladder.path.day(found.ruined))}")
    if found.result < 0.0:
        return Verdict("short", "no pay for that risk")
    times = found.most_at_risk / found.a_year if found.a_year else np.inf
    if times > _MOST_TIMES:
        return Verdict("even", f"over {_MOST_TIMES} times as much")
    return Verdict("even", f"{fmt.points(times, 0 if times >= 10.0 else 1)} times as much")


def notes(walk: Walk, market: Market) -> tuple[str, ...]:
    """The sentences for the badge's sheet: the rules, the days walked, and why a typed market or a chain does not count."""
    ladder = walk.ladder
    vix = fmt.modelled_vix(int(ladder.path.modelled.sum()))
    told = (f"**{ladder.rules.name}**: {ladder.rules.meaning} {len(ladder.path):,} trading days are walked.{vix}",)
    chain = () if market.listing is None else (words(TOPIC, "chain"),)
    return told + chain


def picture(walk: Walk) -> plot.Drawing:
    """The chart of the running result and of what all layers could lose, by day."""
    figure, table = charts.running(*walk)
    return plot.Drawing(figure=figure, key="lad_running", alt=figure.title, table=table)


def numbers(walk: Walk, found: LadderResult) -> tuple[KeyNumber, ...]:
    """The three numbers, as shares of the capital: result, worst fall, loss if all layers lose at once."""
    path, capital = walk.ladder.path, walk.ladder.terms.capital_dollars
    most = fmt.day(path.day(int(np.argmax(walk.book.open_loss))))
    gone = found.ruined
    return (
        KeyNumber(
            "Result", fmt.percent(found.a_year, plus=True) if gone is None else "all lost",
            f"{fmt.stated(len(path))}; {fmt.dollars(found.result, plus=True)} in all" if gone is None else f"by {fmt.day(path.day(gone))}",
            f"{fmt.dollars(found.result, plus=True)} in all, as a share of {fmt.dollars(capital)} of capital. Before tax; cash "
            "earns nothing here.",
        ),
        KeyNumber(
            "Worst fall", fmt.percent(found.drawdown), f"{fmt.dollars(found.drawdown * capital)} from a high",
            "The largest fall of the running result from a high, as a share of capital.",
        ),
        KeyNumber(
            "All lose", fmt.percent(found.most_at_risk), f"of capital, on {most}" if found.layers else "no layer was opened",
            "If all layers lose at once, as a share of capital, on the day of most risk: the sum of every layer's largest "
            "loss. One gap can cause it.",
        ),
    )  # fmt: skip


def below(walk: Walk, found: LadderResult) -> None:
    """Show how many layers are laid, and warn of losses above the capital and of a missing limit on all layers."""
    ladder = walk.ladder
    most = int(walk.book.layers.max())
    if not most:
        st.caption(words(TOPIC, "nothing", offer=_offer(ladder)))
        return
    st.caption(
        f"A layer is due every {fmt.days(ladder.rules.entry_days)}: {fmt.number_of(found.layers, 'layer')} on "
        f"{len(ladder.path):,} trading days, up to {most} at once."
    )
    if found.ruined is not None:
        st.warning(words(TOPIC, "ruin", day=fmt.day(ladder.path.day(found.ruined))))
    elif ladder.rules.sizing.aggregate_cap == NEVER and found.most_at_risk > 0.10:
        st.warning(words(TOPIC, "unbounded", share=fmt.percent(found.most_at_risk)))


def _offer(ladder: Ladder) -> str:
    if not len(ladder.layers):
        return "no condor was opened"
    budget = ladder.rules.sizing.layer_cap * ladder.terms.capital_dollars
    fits = sizing.offer(budget, last_loss(ladder))
    return f"{fits.spx:,} SPX or {fits.xsp:,} XSP condors"
