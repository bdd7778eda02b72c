"""The few rules of style that no theme of Streamlit's can say: what takes no room, and what keeps it until it is drawn."""

import streamlit as st


def begin() -> None:
    """Send them with a page."""
    st.html(
        "<style>"
        # components without a face: a gap would show below each slider
        "[class*=st-key-][class*=_thumb] { display: none }"
        # controls that are drawn after the picture: at least so high
        "[class*=_buttons_place] { min-height: 3.75rem } [class*=_control_place] { min-height: 4.25rem }"
        "</style>"
    )
