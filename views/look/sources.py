"""The method map: the source behind each code ("A60b"), and links to it from every code on screen.

The map's words are in views/text/sources.md; the Learn page shows them, and `python -m scripts.method_map` writes
docs/method_map.md from them. Only codes of the map become links.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final, NamedTuple

import pandas as pd
import streamlit as st

from views.look import links
from views.look.format import escaped
from views.look.texts import sections

TOPIC: Final = "sources"
ABOUT: Final = "about"
ALL: Final = links.to("learn", {"learn_tab": "Sources"})  # the address of the whole map
_CONTEXT: Final = "context"
#: the address of each page that a source names in bold
_ADDRESSES: Final = {
    "Start": "/", "Portfolio": "portfolio", "Taxes": "taxes", "Condor": "condor", "VIX hedge": "vix_hedge",
    "Ladder": "ladder", "Signals": "signals", "Stress": "stress", "Backtest": "backtest", "Claims": "claims",
}  # fmt: skip


class Source(NamedTuple):
    """One code of the map: its topic, its content in our words, its numbers, and the pages that use it."""

    code: str
    topic: str
    says: str
    numbers: str
    used: str

    @property
    def context(self) -> bool:
        """Whether it only explains a term: no number of the app depends on it."""
        return self.used.startswith(_CONTEXT)


@cache
def every() -> dict[str, Source]:
    """All sources by code, in the order of the map."""
    return {
        found.code: found for head, body in sections(TOPIC).items() if head != ABOUT for found in [_read(head, body)]
    }


def about() -> str:
    """The meaning of the codes' letters, as markdown."""
    return sections(TOPIC)[ABOUT]


def address(code: str) -> str:
    """The address of a code on the Learn page, as seen from any page."""
    return f"{ALL}&source={code}"


def link(code: str) -> str:
    """A code as a markdown link to its place in the map."""
    return f"[{code}]({address(code)})"


def linked(text: str) -> str:
    """A plain text as markdown, escaped, with each code of the map as a link."""
    return with_links(escaped(text))


def with_links(markdown: str, leading: Callable[[str], str] = link) -> str:
    """The same markdown with each code of the map as a link, except inside links, slots and code.

    leading: the text that replaces a code; by default a link to the Learn page.
    """
    return _pattern().sub(lambda found: leading(found["code"]) if found["code"] else found[0], markdown)


def codes(texts: Iterable[str]) -> tuple[str, ...]:
    """The codes of the map in some texts, each once, in the order of first use."""
    found = (match["code"] for text in texts for match in _pattern().finditer(text))
    return tuple(dict.fromkeys(one for one in found if one))


def table(rows: pd.DataFrame, column: str = "Source", **options: Any) -> None:
    """Show a table, and below it a link to each code that its column of sources names.

    options: arguments of `st.dataframe`. The cells stay plain text, so that the table's CSV holds codes, not addresses.
    """
    st.dataframe(rows, hide_index=True, **options)
    named = codes(rows[column])
    if named:
        st.caption("What the sources say: " + " · ".join(link(one) for one in named))


def entry(source: Source) -> str:
    """A source as markdown: its code, content and numbers, and links to the pages that use it."""
    used = re.sub(rf"\*\*({'|'.join(_ADDRESSES)})\*\*", lambda page: f"[{page[1]}]({_ADDRESSES[page[1]]})", source.used)
    says, numbers = (with_links(text.replace("$", r"\$")) for text in (source.says, source.numbers))
    return f"**{source.code}.** {says}  \n*Numbers:* {numbers}  \n*Used:* {with_links(used)}"


def _read(head: str, body: str) -> Source:
    """A source, read from its section of the file: heading "code | topic", and two labelled lines at the end."""
    code, _, topic = (part.strip() for part in head.partition("|"))
    says, numbers, used = body.split("\n")
    return Source(code, topic, says, numbers.removeprefix("Numbers: "), used.removeprefix("Used: "))


@cache
def _pattern() -> re.Pattern[str]:
    """A pattern that matches parts to skip (links, slots, code) or a code of the map, the longest first."""
    known = "|".join(sorted(every(), key=len, reverse=True))
    return re.compile(rf"\[[^\]]*\]\([^)]*\)|`[^`]*`|{{[^}}]*}}|(?<![\w/.!])(?P<code>{known})(?![\w=])")
