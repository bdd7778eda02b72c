"""The figure of the Learn page: a lesson's numbers as bars, and their table."""

from typing import Final

import pandas as pd

from overlay.claims.lessons import LessonUnit, Measured
from views.look import format as fmt, palette, parts
from views.look.parts import Chart

_COLOURS: Final = (palette.CORE, palette.CONDOR)
_AXES: Final[dict[LessonUnit, tuple[str, str]]] = {
    "dollars": ("Dollars", parts.MONEY),
    "share": ("Share", parts.PERCENT),
}


def bars(found: Measured) -> Chart:
    """One group of bars a row, one bar a column; the title is the finding."""
    first, *columns = found.table
    rows = [str(one) for one in found.table[first]]
    title, ticks = _AXES[found.units[0]]
    traces = [
        {
            "type": "bar", "x": rows, "y": [float(one) for one in found.table[name]], "name": name,
            "marker": {"color": colour}, "cliponaxis": False, "textposition": "outside",
            "text": [_text(float(one), unit) for one in found.table[name]],
            "hovertemplate": f"{name}, %{{x}}: %{{y:{ticks}}}<extra></extra>",
        }
        for name, unit, colour in zip(columns, found.units, _COLOURS[-len(columns) :], strict=True)
    ]  # fmt: skip
    values = [float(one) for name in columns for one in found.table[name]]
    low, high = min(0.0, *values), max(0.0, *values)
    room = 0.15 * (high - low)
    layout = {
        "title": {"text": finding(found), "subtitle": {"text": f"{first}: " + ", ".join(columns).lower()}},
        "barmode": "group",
        "showlegend": len(columns) > 1,
        "margin": {"l": 84, "r": 16, "t": 32, "b": 44},
        "xaxis": {"title": {"text": first}},
        "yaxis": {"title": {"text": title}, "tickformat": ticks, "range": [low - room * (low < 0.0), high + room]},
    }
    return parts.Figure(traces, layout), pd.DataFrame({name: list(column) for name, column in found.table.items()})


def finding(found: Measured) -> str:
    """The title: the correct choice, and the last column's numbers by row."""
    names, *_, last = found.table.values()
    numbers = ", ".join(f"{name} {_text(float(one), found.units[-1])}" for name, one in zip(names, last, strict=True))
    told = f"{found.answer}: {numbers}" if isinstance(found.answer, str) else numbers
    return told[0].upper() + told[1:]


def _text(amount: float, unit: LessonUnit) -> str:
    return fmt.dollars(amount) if unit == "dollars" else fmt.percent(amount)
