"""What the VIX hedge page caches: the days of each path, and each sleeve's correlation with the index."""

import streamlit as st

from overlay.hedge import replays, second_sleeve
from overlay.hedge.replays import PATHS
from overlay.hedge.second_sleeve import Company
from overlay.history.path import Path
from views.visitor import history as cached


@cached.by_history(st.cache_resource(show_spinner=False, max_entries=12))
def stretches() -> dict[str, Path]:
    """The days of every path, by name; read-only."""
    return {one.name: replays.stretch(cached.history(), one) for one in PATHS}


@cached.by_history(st.cache_resource(show_spinner=False, max_entries=12))
def companies() -> tuple[Company, Company]:
    """How Treasury bills and premium selling, in this order, move with the S&P 500 over the whole history."""
    found = second_sleeve.engines(cached.history())
    return second_sleeve.company(found.stocks, found.bills), second_sleeve.company(found.stocks, found.premium)
