"""The figure of the Claims page and its table."""

from typing import Final

import numpy as np
import pandas as pd

from overlay.claims import every as claims
from overlay.claims.every import TOPICS, VERDICTS
from overlay.claims.verdicts import Judged, Verdict
from views.look import palette, parts, plot
from views.look.parts import Chart

_COLOURS: Final[dict[Verdict, str]] = {
    "holds": palette.GAIN,
    "depends": palette.MARKET,
    "does not hold": palette.LOSS,
    "not testable here": palette.faded(palette.MARKET, 0.35),
}


def picture(found: tuple[Judged, ...]) -> plot.Drawing:
    """The tally as the page shows it."""
    figure, table = tally(found)
    return plot.Drawing(figure=figure, key="cl_tally", alt=tally_finding(found), table=table)


def tally(found: tuple[Judged, ...]) -> Chart:
    """How many claims hold, by topic."""
    topics = list(TOPICS)
    counts = np.array(
        [
            [claims.tally(tuple(one for one in found if one.claim in TOPICS[topic]))[verdict] for topic in topics]
            for verdict in VERDICTS
        ]
    )
    traces = [
        {
            "type": "bar", "orientation": "h", "y": topics, "x": row, "name": verdict,
            "text": [str(one) if one else "" for one in row], "textposition": "inside", "insidetextanchor": "middle",
            "textangle": 0, "textfont": {"color": palette.TEXT if verdict == "not testable here" else palette.BACKGROUND},
            "marker": {"color": _COLOURS[verdict], "line": {"color": palette.BACKGROUND, "width": 1}},
            "hovertemplate": f"%{{y}}: %{{x}} {verdict}<extra></extra>",
        }
        for verdict, row in zip(VERDICTS, counts, strict=True)
        if row.any()
    ]  # fmt: skip
    layout = {
        "title": {"text": tally_finding(found), "subtitle": {"text": "Claims of the article, by topic"}},
        "barmode": "stack",
        "legend": {"traceorder": "normal"},
        "margin": {"l": 84, "r": 20, "t": 36, "b": 32},
        "xaxis": {"range": [0, int(counts.sum(axis=0).max()) + 1], "dtick": 5},
        "yaxis": {"range": [len(topics) - 0.5, -0.5]},
    }
    table = {"About": topics} | {verdict.capitalize(): row for verdict, row in zip(VERDICTS, counts, strict=True)}
    return parts.Figure(traces, layout), pd.DataFrame(table)


def tally_finding(found: tuple[Judged, ...]) -> str:
    """The title of the tally."""
    counts = claims.tally(found)
    tested = len(found) - counts["not testable here"]
    return f"Of {tested} claims tested, {counts['holds']} hold and {counts['does not hold']} do not"
