"""Two options of Streamlit that its documentation does not list.

Touches: `streamlit.config.set_option`, which may set any option; the public `st.set_option` takes only those of the client.
Why: after every run Streamlit does a full garbage collection, which takes tens of milliseconds with pandas and scipy
loaded. It also replaces a large message by a reference to an earlier one. While a key is held, a browser skips runs, so
it may never have received that earlier message.
Gains: no time lost to garbage collection at each move, and no page lost while a key is held (figures: docs/speed.md).
Reread at an upgrade: `config.py`, `runtime/scriptrunner/script_runner.py`, `runtime/forward_msg_cache.py`.
"""

from types import MappingProxyType
from typing import Final

from streamlit import config

HIDDEN: Final = MappingProxyType(
    {
        "runner.postScriptGC": False,  # no full collection after each run
        "global.minCachedMessageSize": 1e12,  # bytes: no message is replaced by a reference
    }
)


def set_hidden() -> None:
    """Set both options for this process; call it after the server has read its configuration."""
    for option, value in HIDDEN.items():
        config.set_option(option, value)
