"""A page with one slider, one line chart and one heat map, to try `views.look.plot.show` in a browser."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from views.look import palette, parts, plot


def plain(figure):
    """Plotly's object as the parts it is made of."""
    made = figure.to_plotly_json()
    return parts.Figure(made["data"], made["layout"])


st.set_page_config(page_title="Charts", layout="wide")
centre = st.slider("Centre (points)", 4000, 5000, 4500, step=10, key="centre")

spot = np.linspace(3800, 5200, 401)
width = np.abs(spot - centre)
today = 3.0 - 6.0 * (width / 500) ** 2
payoff = np.clip(225.0 - width, -45.35, 4.65)

line = go.Figure(
    [
        go.Scatter(
            x=spot,
            y=payoff,
            name="At expiry",
            line={"color": palette.CONDOR, "width": 2.5},
            hovertemplate="At %{x:,.0f} you make %{y:.2f} points<extra></extra>",
        ),
        go.Scatter(x=spot, y=today, name="Today, modelled", line={"color": palette.FAN_TODAY, "dash": "dash"}),
    ]
)
line.update_layout(
    title={
        "text": f"Below {centre - 225:,} and above {centre + 225:,} every further point costs you $100",
        "subtitle": {"text": "Value of one iron condor by the index at expiry, <b> & figures in points"},
    },
    xaxis={"title": {"text": "Index (points)"}, "range": [3800, 5200], "tickformat": ",d"},
    yaxis={"title": {"text": "Profit and loss (points)"}, "range": [-50, 10]},
)
line.add_vline(x=centre, line={"color": palette.MARKET, "dash": "dot"}, annotation_text=f"Spot {centre:,}")
line.add_vrect(x0=centre - 225, x1=centre + 225, fillcolor=palette.faded(palette.GAIN, 0.1), line_width=0)
plot.show(
    plain(line),
    key="payoff",
    alt=f"Payoff of an iron condor centred on {centre}",
    table=pd.DataFrame(
        {"Index": spot[::20], "Profit or loss": payoff[::20], "Note": ["=1+1", "-2.5", "<b>bold</b>"] + ["text"] * 18}
    ),
)

spots, days = np.linspace(3800, 5200, 201), np.arange(60)
grid = 40 - np.abs(spots - centre)[None, :] / (4 + days[:, None] / 6)
heat = go.Figure(
    go.Heatmap(
        x=spots,
        y=days,
        z=grid.astype(np.float32),
        zmid=0,
        colorscale=palette.DIVERGING,
        colorbar={"title": {"text": "points"}},
        hovertemplate="%{y} days before expiry at %{x:,.0f}: %{z:.1f} points<extra></extra>",
    )
)
heat.update_layout(
    title_text="The nearer the expiry, the narrower the profit",
    xaxis={"title": {"text": "Index (points)"}, "tickformat": ",d"},
    yaxis={"title": {"text": "Days to expiry"}},
)
plot.show(
    plain(heat),
    key="surface",
    alt="Heat map of the condor's value by index and days to expiry",
    table=pd.DataFrame({"Index": np.tile(spots, 60), "Days": np.repeat(days, 201), "Value": grid.ravel()}),
    height=360,
)
