"""The switch of plain mode: with `OVERLAY_PLAIN=1` in the environment, the app uses nothing private of Streamlit.

Touches: nothing of Streamlit. Use plain mode if an upgrade breaks a module of this room. The numbers are the same;
charts and sliders are Streamlit's own. docs/speed.md lists what is lost.
"""

import os
from typing import Final

ENVIRONMENT: Final = "OVERLAY_PLAIN"


def plain() -> bool:
    """Whether plain mode is on; read at each call, so that a test can switch it."""
    return os.environ.get(ENVIRONMENT, "") not in {"", "0"}
