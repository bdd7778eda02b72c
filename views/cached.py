"""The only caches: what is read from disk once per process and shared, read-only, by all visitors."""

import streamlit as st

from overlay.data import bundled
from overlay.history import History


@st.cache_resource(show_spinner=False)
def history() -> History:
    """The bundled history; nobody writes to it."""
    return bundled.history()
