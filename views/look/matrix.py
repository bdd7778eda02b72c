"""The map of a book's result over moves of the index and of the VIX: one drawing, for the pages that show such a `Matrix`."""

from typing import Final

import numpy as np
import pandas as pd

from overlay.hedge.matrix import Matrix
from views.look import format as fmt, palette, parts
from views.look.parts import Chart, Part

VIX_AXIS: Final = "Move of the VIX (points)"
_HALF: Final = 0.5  # percent beyond the outermost cells' middles
_ABOVE: Final = 1.0  # points beyond them


def matrix(found: Matrix, title: str, subtitle: str, at: tuple[float, float]) -> Chart:
    """Dollars over moves, the worst plausible cell named, and a cross at a move of index (%) and VIX (points) inside."""
    total, index = found.total, 100.0 * found.index_returns
    worst, best = min(total.min(), -1.0), max(total.max(), 1.0)
    heat: Part = {
        "type": "heatmap", "x": index, "y": found.vix_points, "z": total.astype(np.float32),
        "zmin": worst, "zmax": best, "colorscale": parts.zero_centred(worst, best),
        "colorbar": {"tickformat": parts.MONEY, "thickness": 12},
        "hovertemplate": "index %{x:+.0f}%, VIX %{y:+.0f}: %{z:$,.0f}<extra></extra>",
    }  # fmt: skip
    row, column = found.worst
    x = [index[0] - _HALF, index[-1] + _HALF]
    y = [found.vix_points[0] - _ABOVE, found.vix_points[-1] + _ABOVE]
    layout = {
        "title": {"text": title, "subtitle": {"text": subtitle}},
        "showlegend": False,
        "margin": {"l": 64, "r": 8, "t": 12, "b": 44},
        "xaxis": {"title": {"text": "Move of the index (%)"}, "range": x, "ticksuffix": "%"},
        "yaxis": {"title": {"text": VIX_AXIS}, "range": y},
        "annotations": [
            {"x": index[column], "y": found.vix_points[row], "text": "worst", "showarrow": True,
             "arrowcolor": palette.TEXT, "ax": 40, "ay": -24, "font": {"color": palette.TEXT, "size": 12},
             "bgcolor": palette.BACKGROUND}
        ],
    }  # fmt: skip
    inside = x[0] <= at[0] <= x[1] and y[0] <= at[1] <= y[1]
    marks = [parts.cross(*at)] if inside else []
    rows, columns = slice(None, None, 4), slice(None, None, 5)
    table = {"VIX move (points)": found.vix_points[rows]} | {
        f"Index {share:+.0%} ($)": values.round()
        for share, values in zip(found.index_returns[columns], total[rows, columns].T, strict=True)
    }
    return parts.Figure([heat, *marks], layout), pd.DataFrame(table)


def worst_move(found: Matrix) -> str:
    """The moves of the worst plausible cell, in words."""
    row, column = found.worst
    index = fmt.percent(found.index_returns[column], 0, plus=True)
    return f"index {index}, VIX {fmt.points(found.vix_points[row], 0, plus=True)}"
