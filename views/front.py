"""What the server does before its first visitor: warm the imports, and settle how pages are found."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from views import (  # noqa: F401  # imported here, so that no visitor waits for them
    cached,
    claims,
    claims_charts,
    condor,
    condor_answer,
    condor_charts,
    condor_controls,
    ladder,
    ladder_cached,
    ladder_charts,
    ladder_money_charts,
    overlaid_cached,
    plot,
    portfolio,
    portfolio_charts,
    signals,
    signals_cached,
    signals_charts,
    start,
    stress,
    stress_charts,
    taxes,
    taxes_charts,
    vix_hedge,
    vix_hedge_cached,
    vix_hedge_charts,
)


@asynccontextmanager
async def warmed(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Make ready before the first visitor; the lifespan of the server in `app.py`."""
    # A folder named pages/ makes Streamlit guess its own menu until st.navigation has run once: the first visitor with
    # a deep link would be told "Page not found". This says beforehand what st.navigation says on its first call.
    PagesManager.uses_pages_directory = False
    plot.script_url()
    cached.history()
    yield {}
