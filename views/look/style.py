"""The rules of style that a page starts with: those of the frame, and those of hidden components and deferred controls."""

from functools import cache
from typing import Final

import streamlit as st

from views.look import palette
from views.look.inside import frame
from views.look.inside.switch import plain

_OURS: Final = (
    # invisible components would leave a gap below each slider
    "[class*=st-key-][class*=_thumb] { display: none } .st-key-unfold { position: absolute; height: 0; min-height: 0 }"
    # the least height of deferred controls
    "[class*=_buttons_place] { min-height: 3.75rem } [class*=_control_place] { min-height: 4.25rem }"
)

#: the meaning of a word of the glossary, beside the word
_CARD: Final = (
    ".ov-card { position: fixed; inset: auto; margin: 0; max-width: min(22rem, calc(100vw - 1rem)); padding: 0.75rem 1rem;"
    " border: 1px solid var(--axis); border-radius: 0.5rem; background: var(--panel); color: var(--text); font-size: 1rem;"
    " line-height: 1.5 } .ov-card p { margin: 0.25rem 0 0.5rem } .ov-card a { color: inherit; font-size: 0.875rem }"
)


def begin() -> None:
    """Add the rules of plain mode to a page; the usual rules are in the page itself (`views/server/styles.py`)."""
    if plain():
        st.html(f"<style>{_OURS}</style>")


@cache
def rules() -> str:
    """The rules as CSS, each colour for both themes."""
    return palette.for_both_themes(_OURS + _CARD + frame.rules())
