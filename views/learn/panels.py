"""The panels of the Learn page: a question, the guess beside the measured answer, links, the glossary and the sources."""

from functools import partial
from itertools import groupby
from typing import Final

import streamlit as st

from overlay.claims.lessons import LESSONS, WING, Ground, Lesson, LessonNumber, Measured
from overlay.data import sample_books as portfolios
from overlay.ladder.engine import Ladder
from overlay.ladder.layers import Terms
from overlay.options.market import Market
from overlay.rules.presets import ARTICLE
from views.claims.panels import NAMES
from views.controls import costs
from views.frame import headline
from views.ladder import cached as ladder_cached, controls as ladder_controls
from views.learn.controls import NOT_YET
from views.look import format as fmt, links, sources
from views.look.words import terms, words
from views.market import kind, levels
from views.session import state
from views.visitor import history as cached

TOPIC: Final = "learn"
BOOK: Final = "One name at 60%"
#: the page that shows a lesson's question, and the settings of its controls; slots are the lesson's figures
OPENS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "placing": ("condor", {"place": "SD", "sigmas": "2", "details": "Odds"}),
    "winning": ("condor", {"place": "SD", "sigmas": "{sigmas}", "details": "Odds"}),
    "gamma": ("condor", {"place": "SD", "sigmas": "1.5", "index_move": "{fall}", "details": "Greeks"}),
    "rolling": ("ladder", {"lad_rules": "Article", "lad_span": "3 years", "lad_tab": "Rolls"}),
    "selling": ("taxes", {"tx_from": "Amounts", "tx_straddle": "No"}),
    "hedging": ("vix_hedge", {"vix_details": "Paths"}),
    "gapping": ("portfolio", {"book": BOOK, "gap_drop": "30", "book_condors": "5"}),
}


def measured(lesson: Lesson, market: Market) -> Measured:
    """A lesson's answer on this market; OverlayError if it cannot be computed."""
    history = cached.history()
    book = portfolios.sample(BOOK, history, history.nearest(min(market.as_of, history.last)))
    return lesson.measure(Ground(market=market, history=history, portfolio=book, ladder=partial(_ladder, market)))


def _ladder(market: Market) -> Ladder:
    """The article's rules over the three years up to the market's day, as on the Ladder page."""
    first, last = ladder_controls.stretch("3 years", market)
    return ladder_cached.walked(
        ARTICLE, "Article", first, last, Terms(width_level=ladder_controls.width_level(), costs=costs.held())
    ).ladder


def question(lesson: Lesson, found: Measured) -> str:
    """Show the question as the headline, and return what is given; it may contain figures of the market, never the answer."""
    text = words(TOPIC, lesson.key, wing=fmt.points(WING, 0), **_slots(found))
    given, asked, after = text.split("**")
    headline.show(f"{LESSONS.index(lesson) + 1} of {len(LESSONS)}. {fmt.plain(asked)}")
    return f"{given.strip()} {after.strip()}".strip()


def verdict(lesson: Lesson, found: Measured, guess: str | float) -> None:
    """Show the measured answer beside the guess, and the explanation."""
    if isinstance(found.answer, str):
        made = "verdict.choice.none" if guess == NOT_YET else "verdict.choice"
        st.markdown(words(TOPIC, made, answer=found.answer, guess=guess))
    else:
        answer = _number(LessonNumber(found.answer, lesson.unit))
        share = 0.01 if lesson.unit == "share" else 1.0
        asked = _number(LessonNumber(share * float(guess), lesson.unit))
        st.markdown(words(TOPIC, "verdict.number", answer=answer, guess=asked))
    st.markdown(words(TOPIC, f"{lesson.key}.answer", **_slots(found)))


def onward(lesson: Lesson, found: Measured, market: Market) -> None:
    """Show a link to the page with the lesson's settings, and a link to the lesson."""
    page, query = OPENS[lesson.key]
    figures = {name: f"{one.amount:g}" for name, one in found.figures.items()}
    asked = {key: text.format(**figures) for key, text in query.items()} | _shared(market)
    st.link_button(
        f"Open the {NAMES[page]} page set so", links.to(page, asked), icon=":material/open_in_new:",
        help="Opens a new tab with every other control at its default, without a loaded chain.",
    )  # fmt: skip
    link = links.to("learn", {"lesson": lesson.name} | _shared(market))
    st.caption(words(TOPIC, "share", link=link))


def _shared(market: Market) -> dict[str, str]:
    """The settings in every link of this page: the market, unless it is a chain, and presenter mode."""
    present = {state.PRESENT.key: "true"} if st.session_state.get(state.PRESENT.key) else {}
    if market.listing is not None:
        return present
    typed = {row.key: state.text(row.held()) for row in levels.ROWS if row.held() is not None} if kind.typing() else {}
    chosen = {kind.KIND.key: kind.kind()} if typed else {}
    return chosen | typed | {kind.DAY.key: market.as_of.isoformat()} | present


def glossary(term: str | None) -> None:
    """Show one term, or all of them."""
    st.markdown(words(TOPIC, "glossary"))
    for name, meaning in terms().items():
        if term in (None, name):
            st.markdown(f"**{name}.** {meaning}")


def method_map(code: str | None) -> None:
    """Show one source, or all of them by topic with the meaning of the letters."""
    if code is not None:
        one = sources.every()[code]
        st.markdown(f"## {one.topic}\n\n{sources.entry(one)}")
        st.caption(f"[All sources, and what the letters mean]({sources.ALL})")
        return
    st.markdown(sources.about())
    for topic, found in groupby(sources.every().values(), key=lambda one: one.topic):
        st.markdown(f"## {topic}\n\n" + "\n\n".join(sources.entry(one) for one in found))


def _slots(found: Measured) -> dict[str, str]:
    return {name: _number(figure) for name, figure in found.figures.items()}


def _number(figure: LessonNumber) -> str:
    """A figure as text for prose."""
    if figure.unit in {"dollars", "gain"}:
        return fmt.escaped(fmt.dollars(figure.amount, plus=figure.unit == "gain"))
    if figure.unit == "share":
        return fmt.percent(figure.amount)
    return fmt.points(figure.amount) + (" times" if figure.unit == "times" else "")
