"""What makes a slider answer while it is dragged: its thumb's place, told by a component without a face (slider.js).

Streamlit's slider commits on release. It stays as it is, with its keys, its voice for screen readers, its place in the
address; beside it stands a component that watches the thumb and asks for a run each time the picture before is done.
"""

from pathlib import Path
from typing import Any, Final

import streamlit as st

from views.controls import ahead
from views.controls.rows import Row
from views.look import plot

_SCRIPT: Final = Path(__file__).with_name("thumb.js").read_text(encoding="utf-8")
_mount: Final = st.components.v2.component("overlay_thumb", js=_SCRIPT)


def followed(key: str, value: float) -> float:
    """Where the thumb of a slider stands: its value, or during a drag what the browser last told of it.

    The browser's word is not checked against the slider's range here.
    """
    told = _mount(key=f"{key}_thumb", data={"slider": key, "live": True} | ahead.door(), on_thumb_change=_heard).thumb
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
    ahead.offer(row, draw)
    _mount(key=f"{row.key}_thumb", data={"slider": row.key, "live": False} | ahead.door())
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
