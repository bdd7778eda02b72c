"""The rules of style that a page starts with: those of the frame, and those of hidden components and deferred controls."""

from functools import cache
from typing import Final

import streamlit as st

from views.look import palette
from views.look.inside import frame
from views.look.inside.switch import plain

_OURS: Final = (
    # invisible components would leave a gap below each slider
    "[class*=st-key-][class*=_thumb] { display: none }"
    # the least height of deferred controls
    "[class*=_buttons_place] { min-height: 3.75rem } [class*=_control_place] { min-height: 4.25rem }"
)


def begin() -> None:
    """Add the rules to a page."""
    st.html(f"<style>{_rules(plain=plain())}</style>")


@cache
def _rules(*, plain: bool) -> str:
    return _OURS if plain else palette.for_both_themes(_OURS + frame.rules())
