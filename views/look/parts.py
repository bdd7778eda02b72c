"""The pieces that figures are put together from: lines, areas, marks, labels, axes. Plain dictionaries, colours as tokens.

Figures are made at once, when they are complete: plotly's `add_...` methods cost more than all our arithmetic.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io

from overlay.arrays import FloatArray
from views.look import palette

Part = dict[str, Any]

MONEY: Final = "$,.0f"
SHORT_MONEY: Final = "$~s"  # $400k: where an axis must fit a phone
PERCENT: Final = ".0%"
INDEX_AXIS: Final = "Index level (points)"
ROWS: Final = 21  # of a table twin

# Plotly's own object, and its check of every property, take longer than all our arithmetic. They are for those who write
# figures, so the tests turn this on (tests/conftest.py), and no visitor waits for it.
checked = False

plotly.io.templates.default = None  # plot.js dresses figures; each would carry 7 kB of a look that nobody sees


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A complete figure, as the browser gets it; ValueError for a property that plotly does not know, where checked."""

    traces: Sequence[Part]
    layout: Part

    def __post_init__(self) -> None:
        if checked:
            self.plotly()

    def plotly(self) -> go.Figure:
        """The same as plotly's own object, checked."""
        return go.Figure(self.traces, self.layout)

    @property
    def title(self) -> str:
        """The finding above the chart."""
        return str(self.layout.get("title", {}).get("text") or "")


Chart = tuple[Figure, pd.DataFrame]


def line(x: FloatArray, y: FloatArray, name: str, colour: str, *, width: int = 2, dash: str = "solid") -> Part:
    """A named line in dollars."""
    return {
        "type": "scatter", "x": x, "y": y, "name": name, "mode": "lines", "hovertemplate": "%{y:$,.0f}",
        "line": {"color": colour, "width": width, "dash": dash},
    }  # fmt: skip


def vol_line(x: FloatArray, y: FloatArray, name: str, colour: str, *, dash: str = "solid") -> Part:
    """A named line of volatilities."""
    return line(x, y, name, colour, dash=dash) | {"hovertemplate": "%{y:.1%}"}


def vol_bars(x: FloatArray, mid: FloatArray, low: FloatArray, high: FloatArray) -> Part:
    """Bars from the bid's to the ask's volatility; a bid too low to have one reaches as far down as the ask is up."""
    above = np.nan_to_num(high - mid)
    below = np.where(np.isfinite(low), mid - low, above)
    return {
        "type": "scatter", "x": x, "y": mid, "mode": "markers", "name": "bid to ask", "hovertemplate": "%{y:.1%}",
        "marker": {"color": palette.TEXT, "size": 3},
        "error_y": {"type": "data", "array": above, "arrayminus": below, "symmetric": False, "width": 0,
                    "thickness": 1.5, "color": palette.AXIS},
    }  # fmt: skip


def cross(x: float, y: float) -> Part:
    """The mark of the what-if."""
    return {
        "type": "scatter", "x": [x], "y": [y], "mode": "markers", "name": "what if", "showlegend": False,
        "marker": {"symbol": "x", "size": 11, "color": palette.TEXT}, "cliponaxis": False, "hoverinfo": "skip",
    }  # fmt: skip


def area(x: FloatArray, y: FloatArray, ends: tuple[float, float], colour: str, name: str) -> Part:
    """The part of a curve between two levels, filled down to the axis, cut exactly at its ends."""
    inner = x[(x > ends[0]) & (x < ends[1])]
    at = np.concatenate([[ends[0]], inner, [ends[1]]])
    return {
        "type": "scatter", "x": at, "y": np.interp(at, x, y), "name": name, "mode": "lines", "fill": "tozeroy",
        "line": {"color": colour, "width": 2}, "fillcolor": palette.faded(colour, 0.25),
        "hovertemplate": "%{y:.3%} a point",
    }  # fmt: skip


def label(x: float, y: float, text: str, colour: str, **place: Any) -> Part:
    """A text on the chart itself; `place` holds plotly's anchors and shifts."""
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": {"color": colour, "size": 12}} | place


def upright(x: float, colour: str, dash: str) -> Part:
    """A line from bottom to top."""
    return {
        "type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "layer": "below",
        "line": {"color": colour, "width": 1, "dash": dash},
    }  # fmt: skip


def across(y: float, colour: str) -> Part:
    """A line from left to right."""
    return {
        "type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": y, "y1": y, "line": {"color": colour, "width": 1},
    }  # fmt: skip


def index_axis(levels: FloatArray) -> Part:
    """An axis of index levels, its ends fixed."""
    return {
        "title": {"text": INDEX_AXIS}, "range": [levels[0], levels[-1]], "tickformat": ",.0f",
    }  # fmt: skip


def every(levels: FloatArray) -> slice:
    """The rows that a table twin takes of a long curve."""
    return slice(0, len(levels), (len(levels) - 1) // (ROWS - 1))


def stacked(ends: tuple[str, str], heights: list[float], titles: list[str]) -> Part:
    """The layout of panels over one another, the first on top, on one time axis with one hover; `ends` are days."""
    gap = 0.05
    free = 1.0 - gap * (len(heights) - 1)
    layout: Part = {
        "hovermode": "x unified",
        "hoversubplots": "axis",
        "margin": {"l": 68, "r": 16, "t": 24, "b": 32},
        "xaxis": {
            "type": "date", "range": list(ends),
            "anchor": f"y{len(heights)}" if len(heights) > 1 else "y",
        },
    }  # fmt: skip
    top = 1.0
    for place, (height, title) in enumerate(zip(heights, titles, strict=True), start=1):
        bottom = max(top - height * free, 0.0)
        layout["yaxis" if place == 1 else f"yaxis{place}"] = {
            "domain": [bottom, top], "title": {"text": title}, "anchor": "x", "zeroline": False,
        }  # fmt: skip
        top = bottom - gap
    return layout


def padded(*values: FloatArray) -> list[float]:
    """The ends of an axis that holds all values, a little wider; 0 to 1 where none is known."""
    known = np.concatenate([one[~np.isnan(one)] for one in values])
    if not len(known):
        return [0.0, 1.0]
    low, high = known.min(), known.max()
    room = 0.05 * (high - low) or 1.0
    return [low - room, high + room]


def zero_centred(worst: float, best: float) -> Sequence[tuple[float, str]]:
    """The diverging scale with its neutral middle moved to zero dollars."""
    zero = worst / (worst - best)
    shares = np.interp([share for share, _ in palette.DIVERGING], [0.0, 0.5, 1.0], [0.0, zero, 1.0])
    return [(float(share), colour) for share, (_, colour) in zip(shares, palette.DIVERGING, strict=True)]
