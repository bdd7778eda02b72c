"""Words of the glossary that unfold where they stand, by a script that browsers keep (unfold.js).

The texts of the pages link each term to the Learn page (`views/look/words.py`). The script shows the meaning beside the
word instead. In plain mode, or where the script cannot be served, the links lead to the Learn page.
"""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import streamlit as st

from views.look import format as fmt, plot
from views.look.inside.switch import plain
from views.look.words import terms

_SCRIPT: Final = Path(__file__).with_name("unfold.js")
_LOADER: Final = """\
const nothing = () => {};
const { default: unfold } = await import(`${location.origin}__URL__`).catch(() => ({ default: nothing }));
export default unfold;
"""


def begin() -> None:
    """Let the words of a page unfold."""
    mount = None if plain() else _component()
    if mount is not None:
        mount(key="unfold", data={})


@cache
def script() -> bytes:
    """The script with every term and its meaning as plain text."""
    meanings = {term: fmt.plain(meaning) for term, meaning in terms().items()}
    return _SCRIPT.read_text(encoding="utf-8").replace("__TERMS__", json.dumps(meanings)).encode()


@cache
def _component() -> Any:
    """The function that mounts the script, or None if this Streamlit has no components or cannot serve it."""
    v2 = getattr(st.components, "v2", None)
    url = plot.kept(f"unfold-{sha256(script()).hexdigest()[:16]}.js", script())
    if v2 is None or url is None:
        return None
    return v2.component("overlay_unfold", js=_LOADER.replace("__URL__", url), isolate_styles=False)
