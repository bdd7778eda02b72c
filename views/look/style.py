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
        # the market bar: fields in one row on a wide screen; one line that unfolds on a phone
        ".st-key-market { row-gap: 0.25rem; border-bottom: 1px solid var(--st-border-color); padding-bottom: 0.5rem }"
        ".st-key-market > :has(> .st-key-market_fields) { flex: 1 0 100% }"
        ".st-key-market > :has(> .st-key-market_line) { flex: 1 1 12rem; min-width: 0 }"
        "@media (min-width: 861px) { .st-key-market_change { display: none } }"
        "@media (max-width: 860px) {"
        ".st-key-market_levels { font-size: 0.875rem }"
        ".st-key-market:not(:has(.st-key-market_change input:checked))"
        " :is(:has(> .st-key-market_fields), .st-key-market_standing, .st-key-market_levels > :first-child)"
        " { display: none } }"
        "</style>"
    )
