"""The lots that a visitor brought: they live in the session only, never in an address."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from overlay.book.lots import Lot

_OWN: Final = "own_lots"


def own() -> tuple[tuple[Lot, ...], dict[str, float]]:
    """The lots brought in this session and the prices that came with them, dollars a share; none and none at first."""
    kept: tuple[tuple[Lot, ...], dict[str, float]] = st.session_state.get(_OWN, ((), {}))
    return kept


def put(lots: Sequence[Lot], prices: Mapping[str, float]) -> None:
    """Keep these lots for this session, whichever book is shown."""
    st.session_state[_OWN] = (tuple(lots), dict(prices))
