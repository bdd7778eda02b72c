"""The frame of the pages on the screen: every rule that leans on Streamlit's markup, in one file (frame.css).

Touches: the classes `st-key-...` of keyed containers and the wrapper around each, and the test ids of the header, the main
part, the sidebar, the menu, metrics and sliders.
Why: Streamlit has no grid that changes with the width, no picture that sticks, and no strong focus ring.
Gains: picture and control in sight together at every width; a focus ring of 3:1. In plain mode the pages keep
Streamlit's own order, which is the same order, in one column.
Reread at an upgrade: no Python file; `tests/browser/test_frame.py` tells which rule no longer holds.
"""

from functools import cache
from pathlib import Path
from typing import Final

_RULES: Final = Path(__file__).with_name("frame.css")


@cache
def rules() -> str:
    """The rules of the frame as CSS."""
    return _RULES.read_text(encoding="utf-8")
