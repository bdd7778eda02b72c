"""The headline of a page: its answer in at most two sentences, read aloud politely when it changes.

The element is a live region: a screen reader speaks its new text without losing the reader's place. It must stay the same
node, so a component of our own (headline.js) changes its text; Streamlit's own heading would be replaced. In plain mode it
is Streamlit's heading.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import streamlit as st

from views.look import format as fmt
from views.look.inside.switch import plain

Way = Literal["short", "even", "spare"]
LONGEST: Final = 140  # characters
_SHAPES: Final[dict[Way, str]] = {"short": "▽", "even": "◇", "spare": "△"}
_INKS: Final[dict[Way, str]] = {"short": "orange", "even": "gray", "spare": "blue"}  # of Streamlit's markdown
_SCRIPT: Final = Path(__file__).with_name("headline.js")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict inside a headline: short of what is needed, even, or with something to spare; its shape, word and colour."""

    way: Way
    said: str

    def __str__(self) -> str:
        """The shape and the words."""
        return f"{_SHAPES[self.way]} {self.said}"


def show(*parts: str | Verdict) -> None:
    """Show the headline, put together from texts and at most one verdict."""
    if plain():
        st.markdown("## " + "".join(_marked(one) for one in parts))
        return
    data = [[fmt.unbroken(str(one)), one.way if isinstance(one, Verdict) else ""] for one in parts]
    _component()(key="headline_text", data={"headline": data})


def _marked(part: str | Verdict) -> str:
    """A part as markdown."""
    text = fmt.prose(str(part))
    return f":{_INKS[part.way]}[{text}]" if isinstance(part, Verdict) else text


@cache
def _component() -> Any:
    return st.components.v2.component("overlay_headline", js=_SCRIPT.read_text(encoding="utf-8"), isolate_styles=False)
