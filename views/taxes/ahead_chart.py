"""The picture of the Taxes page: the dollars by which holding is ahead of selling now, by year of sale."""

from typing import Final

import numpy as np
import pandas as pd

from overlay.tax.sell_or_hold import Comparison
from views.look import format as fmt, palette, parts
from views.look.amounts import brief
from views.look.parts import Chart, Part
from views.taxes.charts import COLOURS, DASHES, SHOWN_YEARS, today_finding

_EVEN: Final = 0.5  # dollars; a smaller lead is none


def ahead(found: Comparison) -> Chart:
    """The lead of holding over selling now after tax, alone and with the overlay, and a mark at the horizon."""
    years = found.outlook.years
    end = max(years, SHOWN_YEARS)
    at = np.arange(end + 1, dtype=float)
    leads = {one.name: (one.wealth - found.sell.wealth)[: end + 1] for one in (found.hold, found.overlay)}
    lines = [
        parts.line(at, lead, name, COLOURS[name], dash=DASHES[name], width=3) | {"hovertemplate": "%{y:+$,.0f}"}
        for name, lead in leads.items()
    ]
    marks = {
        "type": "scatter", "mode": "markers", "x": [years] * len(leads), "y": [lead[years] for lead in leads.values()],
        "marker": {"size": 9, "color": [COLOURS[name] for name in leads]}, "showlegend": False, "hoverinfo": "skip",
        "cliponaxis": False,
    }  # fmt: skip
    layout = {
        "title": {
            "text": ahead_finding(found),
            "subtitle": {"text": "Dollars ahead of selling now, after federal tax, if everything is sold in that year"},
        },
        "hovermode": "x unified",
        "margin": {"l": 64, "r": 18, "t": 30, "b": 44},
        "xaxis": {"title": {"text": "Years from now"}, "range": [0, end], "tickformat": ",d"},
        "yaxis": _dollars(parts.padded(np.zeros(1), *leads.values())),
        "shapes": [parts.across(0.0, palette.TEXT), parts.upright(years, palette.AXIS, "dot")],
        "annotations": [
            parts.label(1, 0, "selling now", palette.TEXT, xref="paper", xanchor="right", yanchor="bottom")
        ],
    }
    columns = {f"{name}, ahead of selling now ($)": lead.round() for name, lead in leads.items()}
    return parts.Figure([*lines, marks], layout), pd.DataFrame({"Year": np.arange(end + 1)} | columns)


def _dollars(ends: list[float]) -> Part:
    """The axis of dollars; Plotly's short format writes G for a billion, so larger sums take its own B."""
    short = max(map(abs, ends)) < 1e9
    form = {"tickformat": parts.SHORT_MONEY} if short else {"tickprefix": "$", "exponentformat": "B"}
    return {"range": ends} | form


def ahead_finding(found: Comparison) -> str:
    """The title of the leads: both, at the horizon."""
    if not found.outlook.years:
        return today_finding(found)
    hold, overlay = (_lead(found.ends(one) - found.ends(found.sell)) for one in (found.hold, found.overlay))
    years = fmt.number_of(found.outlook.years, "year")
    return f"After {years} holding is {hold} selling now, and with the overlay {overlay} it"


def _lead(amount: float) -> str:
    if abs(amount) < _EVEN:
        return "level with"
    return f"{brief(abs(amount))} {'ahead of' if amount > 0.0 else 'behind'}"
