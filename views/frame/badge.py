"""The badge of a page: one word that says what its numbers are, with their error; a button whose sheet says the rest."""

from datetime import date
from typing import Final, Literal, NamedTuple

import streamlit as st

from overlay.options.market import MODELLED_VIX, Market
from overlay.options.surface_error import expiry_error, market_error
from views.look import format as fmt
from views.look.words import plain
from views.market import standing
from views.visitor import history as cached

Word = Literal["Modelled", "Quoted", "Recorded", "Live"]
#: what a page's numbers are: option prices of the market, figures of a model without one error, or recorded closes
Shown = Literal["prices", "model", "closes"]
_DAYS: Final = 30  # calendar days: the tenor whose error stands on the badge
_ICONS: Final[dict[Word, str]] = {
    "Modelled": ":material/function:", "Quoted": ":material/format_quote:", "Recorded": ":material/history:",
    "Live": ":material/bolt:",
}  # fmt: skip


class Mark(NamedTuple):
    """The word of a badge, and the relative error of a condor's credit; zero where it has none."""

    word: Word
    error: float = 0.0

    @property
    def text(self) -> str:
        """The badge as it reads: Modelled ± 12%."""
        return self.word + give_or_take(self.error)


def mark(market: Market, shown: Shown, expiry: date | None = None) -> Mark:
    """The badge of numbers of this kind; the error is that of a condor of this expiry, by default of 30 days."""
    if shown == "closes":
        return Mark("Live" if cached.history().origin.kind == "live" else "Recorded")
    if shown == "model":
        return Mark("Modelled")
    if market.listing is None:
        return Mark("Modelled", market_error(market, _DAYS) if expiry is None else expiry_error(market, expiry))
    return Mark("Live" if market.listing.chain.live else "Quoted")


def give_or_take(error: float) -> str:
    """The relative standard error of a modelled credit as text: " ± 12%"; empty for a quoted credit, whose error is zero."""
    return f" ± {fmt.percent(error, 0)}" if error else ""


def show(market: Market, shown: Shown, question: str, notes: tuple[str, ...], expiry: date | None = None) -> None:
    """Show the badge and its sheet: the page's question, source, day, age and caveats."""
    one = mark(market, shown, expiry)
    with (
        st.container(key="badge_modelled" if one.word == "Modelled" else "badge_recorded"),
        st.popover(one.text, icon=_ICONS[one.word], key="badge_sheet"),
    ):
        st.markdown(f"**{fmt.prose(question)}**")
        st.markdown(
            plain("badge", "modelled.error", tenor=_tenor(market, expiry))
            if one.error
            else plain("badge", one.word.lower())
        )
        st.markdown(_market(market))
        st.page_link("pages/help/data.py", label=_history(), icon=":material/database:")
        for note in notes:
            st.markdown(note)
        told = standing.in_full(market)
        if told:
            st.markdown(fmt.prose(told))
        for flag in market.flags:
            st.markdown(fmt.flag(flag))


def _tenor(market: Market, expiry: date | None) -> str:
    """The condor whose error stands on the badge."""
    days = _DAYS if expiry is None else market.days(expiry)
    return f"a {days}-day condor" if days else "a condor of the same day"


def _market(market: Market) -> str:
    """The market in one sentence: day, levels, rate, source."""
    american = market.listing is not None and market.listing.chain.american
    rate = "not known (American options)" if american else fmt.percent(market.rate)
    modelled = " (modelled)" if any(flag.title == MODELLED_VIX for flag in market.flags) else ""
    return (
        f"**Market of {fmt.day(market.as_of)}**: index {fmt.level(market.spot)}, VIX {fmt.points(market.vix)}{modelled}, "
        f"rate {rate}. {fmt.escaped(market.source)}"
    )


def _history() -> str:
    """Whose data the history is, and its last day."""
    history = cached.history()
    whose = {
        "bundled": "Bundled data", "live": "Live data", "uploaded": "Your data", "refreshed": "This machine's data",
    }[history.origin.kind]  # fmt: skip
    if history.origin.kind == "bundled" and history.beside:
        whose += f" with {' and '.join(sorted(history.beside))}"
    return f"{whose} to {fmt.day(history.last)}"
