"""The offer of the data that `python -m scripts.refresh` left on the machine that runs the app.

The rule: the file is read on the Data page only, once for all visitors, and anew when its size or its time changes. No
visitor's data is in it. A file that cannot be used is one sentence.
"""

from pathlib import Path
from typing import Final

import streamlit as st

from overlay.data.joined import Own
from overlay.data.refresh import store
from overlay.data.refresh.store import Kept
from overlay.data.yahoo import shelf
from overlay.errors import OverlayError
from views.look import format as fmt
from views.look.words import plain, words
from views.market import live
from views.market.kind import to_the_last_day
from views.visitor import history as cached

Key = tuple[str, int, int]

_KEPT: Final = 2  # files, so that a new one is read while a visitor still sees the offer of the old one


def offer() -> None:
    """Show what was found on this machine, with the button that puts it under every page; nothing without a file."""
    key = _key()
    if key is None:
        return
    found = _content(*key)
    if isinstance(found, str):
        st.caption(f":material/warning: {fmt.escaped(found)} The data in use is unchanged.")
        return
    in_use = cached.history().origin == found.origin
    with st.container(border=True, key="data_found"):
        st.markdown(
            words(
                "data",
                "found",
                name=found.name,
                last=fmt.day(found.last),
                fetched=f"{fmt.day(found.fetched)} {found.fetched:%H:%M}",
            )
        )
        st.button(
            "In use" if in_use else "Use it",
            icon=":material/check:" if in_use else ":material/hard_drive:",
            key="data_use_found",
            on_click=_use,
            args=(key,),
            disabled=in_use,
            help=plain("data", "found_help"),
        )
        st.caption(plain("data", "found_where"))


def _key() -> Key | None:
    """The path, size and time of the file, or None without one."""
    folder = shelf.folder()
    if folder is None:
        return None
    file = folder / store.NAME
    try:
        state = file.stat()
    except OSError:
        return None
    return str(file), state.st_size, state.st_mtime_ns


@st.cache_resource(max_entries=_KEPT, show_spinner="Reading the data found on this machine")
def _content(path: str, size: int, changed: int) -> Kept | str:
    """The file's content, read-only, or the sentence that says why it cannot be used."""
    del size, changed  # part of the key only
    try:
        return store.read(Path(path))
    except OverlayError as error:
        return str(error)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _history(path: str, size: int, changed: int) -> Own:
    """The history of a file, read-only and the same for all visitors; OverlayError for a file without the index."""
    found = _content(path, size, changed)
    if isinstance(found, str):
        raise OverlayError(found)
    return store.own(found, cached.bundled_history())


def _use(key: Key) -> None:
    """Put the file's history under every page; a button's callback."""
    try:
        mine = _history(*key)
    except OverlayError as error:
        live.report(live.LoadResult(good=False, said=str(error)))
        return
    cached.take(mine)
    to_the_last_day()
    live.report(live.LoadResult(good=True, said=plain("data", "found_used", source=mine.history.origin.name)))
