"""The words of the pages: views/text/<topic>.md, split at its headings, with {slots} for numbers from the code.

Prose contains no computed number, only constants of law and of the article. A term of the glossary
(views/text/glossary.md) becomes a link at its first use on a page: `begin` starts a page, and texts count in the order in
which they are requested. Codes of sources become links too (`views/look/sources.py`). Without `begin`, texts have no links.
"""

import re
from functools import cache
from typing import Final, NamedTuple

import streamlit as st

from views.look import links
from views.look.sources import with_links
from views.look.texts import sections

GLOSSARY: Final = "glossary"
_LINKED: Final = "words_linked"  # term -> topic and heading of the text that links it on this page


class Use(NamedTuple):
    """A term of the glossary in a text: its name, and the start and end of the word."""

    term: str
    first: int
    end: int


def begin() -> None:
    """Start a page, on which no term has been linked yet."""
    st.session_state[_LINKED] = {}


def words(topic: str, heading: str, **slots: object) -> str:
    """Return the text below `## heading` of a topic, its slots filled, terms and codes linked; KeyError if there is none."""
    text = _linked_text(topic, heading)
    text = with_links(text) if _on_a_page() else text
    return text.format(**slots) if slots else text


def plain(topic: str, heading: str, **slots: object) -> str:
    """Return the same text without links, for output outside a page."""
    return sections(topic)[heading].format(**slots)


def terms() -> dict[str, str]:
    """Every term of the glossary with its meaning, in alphabetical order."""
    found = {head.partition("|")[0].strip(): body for head, body in sections(GLOSSARY).items()}
    return dict(sorted(found.items(), key=lambda one: one[0].casefold()))


def link(term: str) -> str:
    """The address of a term on the Learn page, as seen from any page."""
    return links.to("learn", {"learn_tab": "Glossary", "term": term})


def headings(topic: str) -> tuple[str, ...]:
    """The headings of a topic's text, in order."""
    return tuple(sections(topic))


@cache
def uses(topic: str, heading: str) -> tuple[Use, ...]:
    """The first use of each term in a text, except inside links, slots and formulas."""
    text = sections(topic)[heading]
    found: dict[str, Use] = {}
    for match in _pattern().finditer(text):
        if match["term"] is not None:
            term = _forms()[match["term"].casefold()]
            found.setdefault(term, Use(term, *match.span("term")))
    return tuple(found.values())


def _on_a_page() -> bool:
    """Whether a page has begun, so that its texts have links."""
    return _LINKED in st.session_state


def _linked_text(topic: str, heading: str) -> str:
    text = sections(topic)[heading]
    if not _on_a_page() or topic == GLOSSARY:
        return text
    linked = st.session_state[_LINKED]
    here = (topic, heading)
    # A rerun of a part of the page requests the same texts again and gets the same links.
    fresh = [use for use in uses(topic, heading) if linked.setdefault(use.term, here) == here]
    for use in reversed(fresh):
        text = f"{text[: use.first]}[{text[use.first : use.end]}]({link(use.term)}){text[use.end :]}"
    return text


@cache
def _forms() -> dict[str, str]:
    """Each form of each term in lower case -> the term."""
    return {
        form.strip().casefold(): head.partition("|")[0].strip()
        for head in sections(GLOSSARY)
        for form in head.split("|")
    }


@cache
def _pattern() -> re.Pattern[str]:
    """A pattern that matches parts to skip (links, slots, code) or a term, the longest first."""
    forms = "|".join(re.escape(form) for form in sorted(_forms(), key=len, reverse=True))
    return re.compile(rf"\[[^\]]*\]\([^)]*\)|`[^`]*`|{{[^}}]*}}|(?<![\w/-])(?P<term>{forms})(?![\w/-])", re.IGNORECASE)
