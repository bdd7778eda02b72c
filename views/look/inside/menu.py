"""How Streamlit finds the menu before the first visitor has run `app.py`.

Touches: the class attribute `streamlit.runtime.pages_manager.PagesManager.uses_pages_directory`.
Why: a folder named pages/ makes Streamlit guess its own menu until `st.navigation` has run once.
Gains: the first visitor after a start can open a link to any page. Without this setting that visitor
is told "Page not found" once.
Reread at an upgrade: `runtime/pages_manager.py`, `commands/navigation.py`.
"""

from streamlit.runtime.pages_manager import PagesManager


def settle() -> None:
    """Set in advance what `st.navigation` sets at its first call: the menu does not come from the folder."""
    PagesManager.uses_pages_directory = False
