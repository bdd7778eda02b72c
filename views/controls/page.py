"""The parts that every page has: error messages, a source badge, and the expander with caveats."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from overlay.errors import OverlayError
from overlay.options.market import MODELLED_VIX, Market
from overlay.options.surface_error import market_error
from views.controls import later
from views.look import format as fmt
from views.look.words import words
from views.visitor import history as cached


@contextmanager
def explained(*, stops: bool = True) -> Iterator[None]:
    """Show an `OverlayError` raised inside as a message; the controls above stay usable.

    The page stops there, unless the error concerns one tab alone.
    """
    try:
        yield
    except OverlayError as error:
        st.error(fmt.escaped(str(error)), icon=":material/error:")
        if stops:
            later.draw()  # a stopped page can draw nothing more
            st.stop()


def give_or_take(market: Market, days: float) -> str:
    """The standard error of a modelled credit by its days to expiry, as text: " ± 12%"; empty for a quoted credit."""
    off = market_error(market, days)
    return f" ± {fmt.percent(off, 0)}" if off else ""


def badge(market: Market) -> None:
    """Show the source of the numbers in one line: kind of data, day, index, VIX."""
    american = market.listing is not None and market.listing.chain.american
    rate = "not known (American options)" if american else fmt.percent(market.rate)
    modelled = any(flag.title == MODELLED_VIX for flag in market.flags)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="badge"):
        _data_link()
        if market.listing is None:
            said = f"Modelled prices, a 30-day credit{give_or_take(market, 30)}"
            st.badge(said, icon=":material/function:", color="orange")
        elif market.listing.chain.live:
            st.badge("Live quotes, delayed", icon=":material/schedule:", color="blue")
        else:
            st.badge("Quoted prices", icon=":material/upload_file:", color="blue")
        if modelled:
            st.badge("Modelled VIX", icon=":material/warning:", color="orange")
        warnings = sum(flag.level != "note" for flag in market.flags) - modelled
        if warnings:
            st.badge(f"{warnings} to note, see the foot", icon=":material/warning:", color="orange")
        st.caption(
            f"Market of {fmt.day(market.as_of)}: index {fmt.level(market.spot)}, VIX {fmt.points(market.vix)}, "
            f"rate {rate}. {fmt.escaped(market.source)}"
        )


def _data_link() -> None:
    """Say whose data this is and its last day, with a link to the Data page."""
    history = cached.history()
    whose = {
        "bundled": "Bundled data", "live": "Live data", "uploaded": "Your data", "refreshed": "This machine's data",
    }[history.origin.kind]  # fmt: skip
    if history.origin.kind == "bundled" and history.beside:
        whose += f" with {' and '.join(sorted(history.beside))}"
    st.page_link("pages/help/data.py", label=f"{whose} to {fmt.day(history.last)}", icon=":material/database:")


def history_alone(market: Market) -> None:
    """Say that a page uses the history and not the levels of a typed market."""
    if market.typed:
        st.caption(":material/info: This page walks the history. It does not use the index and the VIX typed above.")


def leaves_out(topic: str, market: Market, heading: str = "leaves_out") -> None:
    """Show at the foot what the model leaves out and every caveat of the market; then draw the deferred controls."""
    with st.expander("What this leaves out, and where the numbers come from"):
        st.markdown(words(topic, heading))
        for flag in market.flags:
            st.markdown(f"**{fmt.escaped(flag.title)}.** {fmt.escaped(flag.why)} *Source: {fmt.escaped(flag.source)}*")
    st.caption(words(topic, "education"))
    later.draw()
