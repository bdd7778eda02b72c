"""CSS rules that Streamlit's theme cannot express: hidden components, and reserved room for deferred controls."""

import streamlit as st


def begin() -> None:
    """Add the rules to a page."""
    st.html(
        "<style>"
        # invisible components would leave a gap below each slider
        "[class*=st-key-][class*=_thumb] { display: none }"
        # the least height of deferred controls
        "[class*=_buttons_place] { min-height: 3.75rem } [class*=_control_place] { min-height: 4.25rem }"
        "</style>"
    )
