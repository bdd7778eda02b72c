"""The market bar: it draws the choice of the market on top of a page, and holds the chosen market for the page.

On a phone it is one line that unfolds. The market of the run is computed once; a page asks for it with `market`, where an
`OverlayError` can stand in place of the page's answer.
"""

from dataclasses import replace
from typing import Final

import streamlit as st

from overlay.errors import OverlayError
from overlay.options import typed
from overlay.options.market import Market, from_history
from overlay.options.modelled.vix_family import of as family_of
from views.controls.kinds import Choice
from views.look import format as fmt
from views.market import levels, live, standing, stories
from views.market.kind import DAY, KIND
from views.visitor import chain as uploaded, history as cached

STICKY: Final = Choice(
    key="smile",
    label="If the index moves, the smile",
    options=("goes along", "stays"),
    default="goes along",
    help="Goes along: the same volatility at the same distance from the money (sticky delta). Stays: the same "
    "volatility at the same strike (sticky strike). Real markets lie between.",
)
_NOW: Final = "market_now"  # the market of this run, or the error that stands in its place
_STORY: Final = "market_story"
PAGE: Final = "state_page"  # the address of the page drawn now; Start's is empty


def market() -> Market:
    """The market chosen in the bar; OverlayError if its levels or its file give none."""
    found: Market | OverlayError = st.session_state[_NOW]
    if isinstance(found, OverlayError):
        raise found
    return replace(found, sticky="strike" if STICKY.held() == "stays" else "moneyness")


def begin() -> None:
    """Draw the bar and compute the run's market; call it before the page is drawn."""
    with st.container(key="market", horizontal=True, gap="small", vertical_alignment="center"):
        st.toggle("Change", key="market_change")  # on a phone only: it unfolds the fields
        with st.container(key="market_fields", horizontal=True, gap="small", vertical_alignment="bottom"):
            found = _asked()
        st.session_state[_NOW] = found
        with st.container(key="market_line", gap=None):
            standing.said(found)


def _asked() -> Market | OverlayError:
    """Draw the kind of market and its fields, and return the market."""
    try:
        match KIND.show():
            case "typed":
                return _typed()
            case "chain":
                return _chain()
            case "live":
                return _live()
            case "past":
                return _past()
    except OverlayError as error:
        return error


def _typed() -> Market:
    """The market of the typed levels; a day of the history until index and VIX are typed."""
    asked = levels.asked()
    if asked is not None:
        found = typed.market(asked, cached.history())
        if st.session_state.get(PAGE) == "":
            st.page_link("pages/understand/condor.py", label="Price a condor", icon=":material/arrow_forward:")
        return found
    return _until("Type the index and the VIX, from a newspaper or a broker.")


def _past() -> Market:
    history = cached.history()
    day = DAY.show()
    told = {one.name: one for one in stories.told(history)}
    here = stories.of(day)
    st.session_state[_STORY] = here.name if here is not None and here.name in told else None
    st.selectbox(
        "Days with a story",
        list(told),
        index=None,
        key=_STORY,
        on_change=_to_story,
        placeholder="Choose one",
        width=230,
    )
    return _of_history()


def _to_story() -> None:
    chosen = next((one for one in stories.STORIES if one.name == st.session_state[_STORY]), None)
    if chosen is not None:
        st.session_state[DAY.key] = chosen.day


def _chain() -> Market:
    uploaded.offer()
    found = uploaded.kept()
    if found is not None and not _is_live(found):
        return found
    return _until("Load the quote table of SPX, XSP or SPY. A link cannot hold it.")


def _live() -> Market:
    """The live chain if there is one, else the last day of the live history; both come on a click."""
    prices = st.button(
        "Load live prices", key="market_load", icon=":material/cloud_download:",
        help="Asks Yahoo once for the S&P 500, the VIX and its family, the bill rate, and the stocks. More choices stand on "
        "the Data page.",
    )  # fmt: skip
    quotes = st.button("Load SPX quotes", key="market_spx", help="Asks Yahoo once for delayed quotes of nine expiries.")
    if prices:
        live.load_prices(live.usual_stocks(), live.FIRST_DAY, refresh=False)
    if quotes:
        live.load_spx()
    if prices or quotes:
        st.rerun()
    result = live.outcome()
    if result is not None and not result.good:
        st.caption(f":material/cloud_off: {fmt.escaped(result.said)} The data in use is unchanged.")
    found = uploaded.kept()
    if found is not None and _is_live(found):
        return found
    if cached.history().origin.kind == "live":
        return _of_history(last=True)
    return _until("Yahoo is asked when you click. A link cannot hold its answer.")


def _is_live(found: Market) -> bool:
    return found.listing is not None and found.listing.chain.live


def _until(said: str) -> Market:
    """A day of the history, with a sentence that says what is missing and which day stands in."""
    found = _of_history()
    st.session_state[standing.MISSING] = f"{said} Until then you see {fmt.day(found.as_of)}."
    return found


def _of_history(*, last: bool = False) -> Market:
    history = cached.history()
    asked = DAY.held()
    inside = history.first <= asked <= history.last and not last
    day = history.nearest(asked) if inside else history.last
    return from_history(history, day, family_of(cached.family(day)))
