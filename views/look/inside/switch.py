"""The one switch: `OVERLAY_PLAIN=1` in the environment, and nothing private of Streamlit is used.

Touches: nothing of Streamlit. Plain mode is the way out if an upgrade breaks a module of this room: the numbers are the same,
charts and sliders are Streamlit's own. What is lost is listed in docs/speed.md.
"""

import os
from typing import Final

ENVIRONMENT: Final = "OVERLAY_PLAIN"


def plain() -> bool:
    """Whether plain mode is on; read at each call, so that a test can switch it."""
    return os.environ.get(ENVIRONMENT, "") not in {"", "0"}
