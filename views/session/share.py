"""A button that copies the page's address. The address holds every setting, so it is the link to share."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit as st

from views.look.inside.switch import plain

_SCRIPT: Final = Path(__file__).with_name("share.js")
_STYLE: Final = """
.ov-share { width: 100%; min-height: 2.5rem; font: inherit; color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); cursor: pointer; }
.ov-share:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
.ov-shared { display: block; font-size: 0.875rem; overflow-wrap: anywhere; }
"""


def show() -> None:
    """Show the button; in plain mode a sentence."""
    if plain():
        st.caption("Share: copy the address of this page. It holds every setting.")
    else:
        _component()(key="share", data={})


@cache
def _component() -> Any:
    return st.components.v2.component("overlay_share", js=_SCRIPT.read_text(encoding="utf-8"), css=_STYLE)
