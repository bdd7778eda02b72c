"""The fold "More": the other parts of a page in one list, of which only the chosen one is computed.

The chosen part is part of the address, under the key that its row of tabs had in older versions.
"""

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from views.controls.rows import refuse_bad_link

_FOLD: Final = "{}_more"  # the key of the fold, by the key of its list


def show(key: str, parts: Mapping[str, Callable[[], object]]) -> None:
    """Show the fold; once it is open, its list and the chosen part. A link that names a part opens the fold."""
    names = tuple(parts)
    fold = _FOLD.format(key)
    _settle(key, fold, names)
    with st.expander(f"**More** \N{EN SPACE} {_listed(names)}", key=fold, on_change="rerun") as opened:
        if not opened.open:
            return
        refuse_bad_link(key, "the part of the page", names.__contains__, "one of " + ", ".join(names), names[0])
        if st.session_state.get(key) not in names and key not in st.query_params:
            st.session_state[key] = names[0]
        chosen = st.pills(
            "Part of the page", names, key=key, bind="query-params", label_visibility="collapsed", wrap=True
        )
        parts[names[0] if chosen is None else chosen]()


def open_on(key: str, name: str) -> None:
    """Open the fold on this part, unless the visitor or a link has chosen already; call it before `show`."""
    if _FOLD.format(key) not in st.session_state and key not in st.query_params:
        st.session_state[key] = name


def _settle(key: str, fold: str, names: tuple[str, ...]) -> None:
    """Open the fold for a link that names a part; forget the part once the visitor has closed the fold."""
    asked = key in st.query_params or st.session_state.get(key) in names
    if fold not in st.session_state:
        st.session_state[fold] = asked
    elif asked and not st.session_state[fold]:
        st.session_state.pop(key, None)
        st.query_params.pop(key, None)


def _listed(names: tuple[str, ...]) -> str:
    """The names in a line, each with a small first letter unless it begins with two capitals, such as VIX."""
    return ", ".join(name if name[:2].isupper() else name[0].lower() + name[1:] for name in names)
