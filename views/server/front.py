"""What the server does before its first visitor: warm the imports, and settle how pages are found."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from views.look import plot
from views.session import state
from views.visitor import history as cached


@asynccontextmanager
async def warmed(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Make ready before the first visitor; the lifespan of the server in `app.py`."""
    # A folder named pages/ makes Streamlit guess its own menu until st.navigation has run once: the first visitor with
    # a deep link would be told "Page not found". This says beforehand what st.navigation says on its first call.
    PagesManager.uses_pages_directory = False
    state.known()  # imports every view, so that no visitor waits for one
    plot.prepare()
    cached.bundled_history()
    # What is loaded by now stays for good. Set apart, it is not walked at each full collection, which takes 30 to 100 ms
    # and would come amid somebody's slider move.
    gc.collect()
    gc.freeze()
    yield {}
