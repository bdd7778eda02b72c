"""What the server does before its first visitor: warm the imports, and settle what Streamlit would decide otherwise."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.routing import Route

from views.controls import ahead
from views.look import plot
from views.look.inside import menu, options
from views.look.inside.switch import plain
from views.session import state
from views.visitor import history as cached


@asynccontextmanager
async def warmed(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Make ready before the first visitor; the lifespan of the server in `app.py`."""
    if not plain():
        menu.settle()
        options.set_hidden()
        plot.prepare()
    state.known()  # imports every view, so that no visitor waits for one
    cached.bundled_history()
    # What is loaded by now stays for good. Set apart, it is not walked at each full collection, which takes 30 to 100 ms
    # and would come amid somebody's slider move.
    gc.collect()
    gc.freeze()
    yield {}


def routes() -> list[Route]:
    """What the server answers beside Streamlit: pictures ahead of the page, scripts it holds in memory; plain: nothing."""
    return [] if plain() else [ahead.route(), plot.route()]
