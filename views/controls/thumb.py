"""Sliders that answer during a drag: the position of the thumb, and the chart that follows it.

Streamlit's slider reports its value on release only. It is not replaced, so keyboard control, screen-reader labels and
the address key still work. An invisible component beside it watches the thumb (`views/look/inside/thumb.py`) and
requests a rerun whenever the last chart is drawn. In plain mode there is only the slider.
"""

import sys
from typing import Any

import streamlit as st

from views.controls import ahead
from views.controls.rows import Row
from views.look import plot
from views.look.inside import thumb
from views.look.inside.switch import plain


def followed(key: str, value: float) -> float:
    """The position of a slider's thumb: its value or, during a drag, the position that the browser last reported.

    The reported position is not checked against the slider's range here.
    """
    if plain():
        return value
    told = thumb.told(key, ahead.door(), _heard)
    before = st.session_state.get(f"{key}_before", (value, told, None))
    # The latest change counts. A new value ends a drag, so it wins if both changed at once.
    if value != before[0] or told is None:
        dragged = None
    elif told != before[1]:
        dragged = _place(told)
    else:
        dragged = before[2]
    st.session_state[f"{key}_before"] = (value, told, dragged)
    return value if dragged is None else dragged


def leads(row: Row, drawing: plot.Drawing, draw: ahead.Draw | None) -> None:
    """Show a drawing, and preview it by `draw` while this slider moves (`views/controls/ahead.py`)."""
    if not plain():
        ahead.offer(row, draw)
        thumb.watch(row.key, ahead.door())
    drawing.show(at={row.key: st.session_state.get(row.key)})


def _heard() -> None:
    """An empty callback: Streamlit keeps no component state without a callback."""


def _place(told: Any) -> float | None:
    """The position in the browser's report (a count and a position); None for anything else."""
    match told:
        case [int(), int() | float() as place] if abs(place) <= sys.float_info.max:  # a whole number may be larger
            return float(place)
        case _:
            return None
