"""What the VIX hedge page works out once per process: the days of each path, and the company both sleeves keep."""

import streamlit as st

from overlay import sleeve, vix_paths
from overlay.sleeve import Company
from overlay.vix_holdings import Stretch
from overlay.vix_paths import PATHS
from views import cached


@cached.by_history(st.cache_resource(show_spinner=False, max_entries=12))
def stretches() -> dict[str, Stretch]:
    """The days of every path, by its name; nobody writes to them."""
    return {one.name: vix_paths.stretch(cached.history(), one) for one in PATHS}


@cached.by_history(st.cache_resource(show_spinner=False, max_entries=12))
def companies() -> tuple[Company, Company]:
    """How Treasury bills and premium selling kept the S&P 500 company, over the whole history."""
    found = sleeve.engines(cached.history())
    return sleeve.company(found.stocks, found.bills), sleeve.company(found.stocks, found.premium)
