"""What to do about a held name without a history, if its closes ship beside the bundled panel."""

from collections.abc import Sequence

import streamlit as st

from overlay.data import single_names
from overlay.history.daily import History
from views.look import format as fmt
from views.look.words import words
from views.visitor import history as cached


def show(symbols: Sequence[str], history: History) -> None:
    """Say, for each held name that the history lacks and that ships, how to get its closes; nothing for other names."""
    for symbol in symbols:
        name = single_names.names().get(symbol)
        if name is None or symbol in history.closes.columns:
            continue
        loaded = cached.own() is not None
        said = words("data", "names_short" if loaded else "names_held",
                     symbol=symbol, first=fmt.day(name.first), last=fmt.day(name.last))  # fmt: skip
        with st.container(border=True, key=f"way_out_{symbol}"):
            st.markdown(said)
            st.page_link("pages/help/data.py", label="To the Data page", icon=":material/database:")
