"""The whole address: reads its settings, and writes the settings of controls that are not on the page.

Streamlit keeps a control's value in the address only while the control is drawn. So this module writes all other
values, in one step, before the page is drawn. Then a reload on one page keeps what was set on other pages.

In plain mode Streamlit's public calls write the values. They refuse a key that a control has only just released, so the
value of such a control is in the address one move later.
"""

from collections.abc import Mapping

import streamlit as st

from views.look.inside import query_string
from views.look.inside.names import Refused
from views.look.inside.switch import plain


def asked() -> dict[str, list[str]]:
    """The settings in the address: key -> its texts."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def write(texts: Mapping[str, list[str]]) -> None:
    """Write these texts into the address, remove keys without text, and skip keys that a control on the page holds."""
    if plain():
        _write_plainly(texts)
    else:
        query_string.write(texts)


def keep() -> None:
    """Leave in the address the values of controls that this run no longer draws.

    In plain mode they are removed, and `write` restores them later.
    """
    if not plain():
        query_string.keep()


def _write_plainly(texts: Mapping[str, list[str]]) -> None:
    changed = {key: text for key, text in texts.items() if st.query_params.get_all(key) != text}
    loose = {key: text for key, text in changed.items() if _removed(key)}
    if wanted := {key: text for key, text in loose.items() if text}:
        st.query_params.update(wanted)


def _removed(key: str) -> bool:
    """Remove this key from the address; return whether it is gone. Streamlit refuses while a control holds the key."""
    try:
        del st.query_params[key]
    except KeyError:
        return True  # it was not there, and no control holds it
    except Refused:
        return False
    return True
