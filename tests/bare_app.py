"""The yardstick of the speed benchmarks: two pages of one slider and one Plotly line each, on Streamlit's stock settings.

It holds the libraries in memory that any app of this trade loads, as ours does: Streamlit collects garbage after each
rerun, which costs by what is loaded. Without them (`BARE=1`) it is the least that Streamlit and Plotly can be.
"""

import os

import numpy as np
import plotly.graph_objects as go
import streamlit as st

if not os.environ.get("BARE"):
    import pandas as pd  # noqa: F401
    import scipy.optimize
    import scipy.stats  # noqa: F401
    import ta  # noqa: F401


def one() -> None:
    """Show a line that follows a slider."""
    _show("one")


def two() -> None:
    """Show the same once more, to switch to."""
    _show("two")


def _show(name: str) -> None:
    centre = st.slider("Centre (points)", 4000, 5000, 4500, step=10, key=name)
    spots = np.linspace(3800, 5200, 401)
    figure = go.Figure(go.Scatter(x=spots, y=np.clip(225.0 - np.abs(spots - centre), -45.35, 4.65)))
    st.plotly_chart(figure, key=f"{name}_chart")


st.navigation([st.Page(one, title="One"), st.Page(two, title="Two")]).run()
