"""Sliders that answer before they are released: the position of the thumb, and the chart that follows it.

Streamlit's slider commits on release. It stays as it is, with its keys, its voice for screen readers, its place in the
address; beside it stands an invisible component that watches the thumb (`views/inside/thumb.py`) and asks for a run each time
the picture before is done. In plain mode there is the slider alone.
"""

from typing import Any

import streamlit as st

from views.controls import ahead
from views.controls.rows import Row
from views.inside import thumb
from views.inside.switch import plain
from views.look import plot


def followed(key: str, value: float) -> float:
    """Where the thumb of a slider stands: its value, or during a drag what the browser last told of it.

    The browser's word is not checked against the slider's range here.
    """
    if plain():
        return value
    told = thumb.told(key, ahead.door(), _heard)
    before = st.session_state.get(f"{key}_before", (value, told, None))
    # What changed last counts. A commit tells the end of a drag, so it wins where both changed at once.
    if value != before[0] or told is None:
        dragged = None
    elif told != before[1]:
        dragged = _place(told)
    else:
        dragged = before[2]
    st.session_state[f"{key}_before"] = (value, told, dragged)
    return value if dragged is None else dragged


def leads(row: Row, drawing: plot.Drawing, draw: ahead.Draw | None) -> None:
    """Show a drawing, and let what `draw` makes of it be seen as soon as this slider has moved (`views/controls/ahead.py`)."""
    if not plain():
        ahead.offer(row, draw)
        thumb.watch(row.key, ahead.door())
    drawing.show(at={row.key: st.session_state.get(row.key)})


def _heard() -> None:
    """Nothing to do; a component keeps no state that has no callback."""


def _place(told: Any) -> float | None:
    """The number in what the browser told, a count and a place; None for anything else."""
    match told:
        case [int(), int() | float() as place]:
            return float(place)
        case _:
            return None
