"""What every page has: a question on top, errors as sentences, a source badge, and what the picture leaves out."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from overlay.errors import OverlayError
from overlay.market import Market
from views import format as fmt
from views.words import words


@contextmanager
def explained() -> Iterator[None]:
    """Show an `OverlayError` raised inside as a sentence and end the page there; the controls above stay usable."""
    try:
        yield
    except OverlayError as error:
        st.error(str(error).replace("$", r"\$"), icon=":material/error:")
        st.stop()


def badge(market: Market) -> None:
    """Show where the numbers come from, in a line: level of trust, day, index, VIX."""
    modelled = any(flag.level == "warning" for flag in market.flags)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="badge"):
        st.badge("Modelled prices", icon=":material/function:", color="orange")
        if modelled:
            st.badge("Modelled VIX", icon=":material/warning:", color="orange")
        st.caption(
            f"Market of {fmt.day(market.as_of)}: index {fmt.level(market.spot)}, VIX {fmt.points(market.vix)}, "
            f"rate {fmt.percent(market.rate)}. {market.source}"
        )


def leaves_out(topic: str, market: Market) -> None:
    """Show, at the foot, what the picture leaves out and every caveat the market carries."""
    with st.expander("What this leaves out, and where the numbers come from"):
        st.markdown(words(topic, "leaves_out"))
        for flag in market.flags:
            st.markdown(f"**{flag.title}.** {flag.why} *Source: {flag.source}*")
    st.caption(words(topic, "education"))
