"""The visitor's own lots: kept in the session only, never in an address."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from overlay.book.lots import Lot

_OWN: Final = "own_lots"


def own() -> tuple[tuple[Lot, ...], dict[str, float]]:
    """The lots of this session and their prices in dollars a share; both empty at first."""
    kept: tuple[tuple[Lot, ...], dict[str, float]] = st.session_state.get(_OWN, ((), {}))
    return kept


def put(lots: Sequence[Lot], prices: Mapping[str, float]) -> None:
    """Keep these lots for this session, whatever book is shown."""
    st.session_state[_OWN] = (tuple(lots), dict(prices))
