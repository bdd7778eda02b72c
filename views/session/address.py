"""The address as a whole: what it asks for, and what is written into it beside the controls on the page.

Streamlit binds a control to the address while it is drawn, and forgets its part when it is not. So that a reload on one
page loses nothing that was set on another, the rest is written here, in one step, before the page is drawn.

In plain mode Streamlit's public calls write it. They refuse what a control has only just let go of, so the address of such
a control is complete one move later.
"""

from collections.abc import Mapping

import streamlit as st

from views.look.inside import query_string
from views.look.inside.names import Refused
from views.look.inside.switch import plain


def asked() -> dict[str, list[str]]:
    """What the address asks for: key -> the texts that stand under it."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def write(texts: Mapping[str, list[str]]) -> None:
    """Write these into the address, or take out what has no text, but for what a control on the page holds itself."""
    if plain():
        _write_plainly(texts)
    else:
        query_string.write(texts)


def keep() -> None:
    """Leave in the address what a control held that this run no longer draws; in plain mode `write` restores it later."""
    if not plain():
        query_string.keep()


def _write_plainly(texts: Mapping[str, list[str]]) -> None:
    changed = {key: text for key, text in texts.items() if st.query_params.get_all(key) != text}
    loose = {key: text for key, text in changed.items() if _removed(key)}
    if wanted := {key: text for key, text in loose.items() if text}:
        st.query_params.update(wanted)


def _removed(key: str) -> bool:
    """Whether the address is now without this key; a control that holds it refuses."""
    try:
        del st.query_params[key]
    except KeyError:
        return True  # it was not there, and no control holds it
    except Refused:
        return False
    return True
