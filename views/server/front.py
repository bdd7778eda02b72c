"""The server's start-up before its first visitor: imports, settings and routes."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.routing import Route

from overlay.options.market import from_history
from views.controls import ahead
from views.look import plot, unfold
from views.look.inside import menu, options
from views.look.inside.switch import plain
from views.session import state
from views.visitor import history as cached


@asynccontextmanager
async def warmed(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Prepare the server before its first visitor; the lifespan of the server in `app.py`."""
    if not plain():
        menu.settle()
        options.set_hidden()
        plot.prepare()
        unfold.script()
    state.known()  # imports every view, so that no visitor waits for an import
    market = from_history(cached.bundled_history())  # also reads the exchange's calendar, which takes a second
    market.one_sd_points(market.expiry(30))
    # All objects loaded by now are permanent. Frozen, they are skipped by full garbage collections, which take 30 to 100 ms
    # and could fall into a visitor's slider move.
    gc.collect()
    gc.freeze()
    yield {}


def routes() -> list[Route]:
    """The server's own routes: chart previews and scripts held in memory; in plain mode none."""
    return [] if plain() else [ahead.route(), plot.route()]
