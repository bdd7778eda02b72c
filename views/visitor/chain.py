"""The visitor's option chains, uploaded or live: read once, kept for the session only, never replaced by a bad file."""

from typing import Final

import streamlit as st

from overlay.data.chains.cboe import read_chain
from overlay.errors import OverlayError, encodable
from overlay.options.chain import Chain
from overlay.options.market import Market, from_chain
from views.look.format import escaped
from views.visitor import history

_KEPT: Final = "uploaded_market"  # the last good chain's market
_VIX: Final = "live_vix_chain"  # the last good VIX chain that came live
_ROUND: Final = "uploaded_round"  # a new number empties the uploader


def offer() -> None:
    """Show the uploader of chains, and what a bad file did; a good file becomes the session's chain."""
    file = st.file_uploader(
        "Cboe option chain (CSV)",
        type=["csv", "dat", "txt"],
        key=f"chain_{st.session_state.get(_ROUND, 0)}",
        help="The quote table that Cboe's delayed-quotes page downloads for SPX, XSP or SPY, old or new layout. It is "
        "read in memory, for this session only.",
    )
    if file is not None:
        _read(encodable(file.name), file.getvalue())


def kept() -> Market | None:
    """The market of the last good chain of this session, uploaded or live, or None."""
    found: Market | None = st.session_state.get(_KEPT)
    return found


def take(market: Market) -> None:
    """Use this chain's market in this session instead of an earlier one."""
    _forget()
    st.session_state[_KEPT] = market


def vix_chain() -> Chain | None:
    """The live VIX options of this session, or None."""
    found: Chain | None = st.session_state.get(_VIX)
    return found


def take_vix(chain: Chain) -> None:
    """Keep live VIX options for the VIX hedge page."""
    st.session_state[_VIX] = chain


def forget() -> None:
    """Forget every chain of this session."""
    _forget()
    st.session_state.pop(_VIX, None)


def source() -> str:
    """The source of the uploaded market, as on its badge; empty without one."""
    kept: Market | None = st.session_state.get(_KEPT)
    return "" if kept is None else kept.source


def _read(name: str, content: bytes) -> None:
    """Keep the file's market; if it cannot be read, show an error and keep the earlier one."""
    try:
        st.session_state[_KEPT] = _market(name, content)
    except OverlayError as error:
        standing = "The chain loaded before stays." if _KEPT in st.session_state else f"The {_history()} stays."
        st.error(f"{escaped(str(error))} {standing}", icon=":material/error:")


@history.by_history(st.cache_resource(scope="session", max_entries=3, show_spinner="Reading the chain"))
def _market(name: str, content: bytes) -> Market:
    return from_chain(read_chain(content, name=name), history.history())


def _history() -> str:
    return "bundled history" if history.own() is None else "loaded history"


def _forget() -> None:
    st.session_state.pop(_KEPT, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
