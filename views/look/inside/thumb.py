"""The thumb of Streamlit's own slider, watched in the browser by an invisible component (thumb.js).

Touches: the markup of Streamlit's page, by thumb.js: `data-testid=stApp` with its attribute `data-test-script-state`, and the
`input[type=range]` inside a slider. The component itself is public (`st.components.v2`).
Why: Streamlit's slider reports its value on release only, and each move waits for a run of the whole page.
Gains: numbers that follow the thumb during a drag, and a chart shown before the page reruns (figures: docs/speed.md).
Reread at an upgrade: no Python file; the slider and the app's root element in the compiled `static/`. Run
`tests/browser/test_slider.py` and `tests/browser/test_preview.py`.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit as st

_SCRIPT: Final = Path(__file__).with_name("thumb.js")


def watch(key: str, door: Mapping[str, str]) -> None:
    """Let the browser request chart previews when the slider of this key moves.

    `door` holds the address of the previews and the visitor's name.
    """
    _component()(key=f"{key}_thumb", data={"slider": key, "live": False, **door})


def told(key: str, door: Mapping[str, str], heard: Callable[[], None]) -> Any:
    """Do what `watch` does, and return the browser's last report on the thumb: [count, position], or None.

    `heard` is called before the run that a new position requests. The report is not checked here.
    """
    data = {"slider": key, "live": True, **door}
    return _component()(key=f"{key}_thumb", data=data, on_thumb_change=heard).thumb


@cache
def _component() -> Any:
    return st.components.v2.component("overlay_thumb", js=_SCRIPT.read_text(encoding="utf-8"))
