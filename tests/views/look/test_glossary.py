"""The glossary: every term says what it is, every link to it resolves, every page links a term where it first uses it."""

import re
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.menu import PAGES, ROOT
from tests.sizes import some
from tests.visitor import front_door
from views.learn.controls import TERM
from views.look import words
from views.look.texts import sections

TOPICS = sorted(path.stem for path in (ROOT / "views" / "text").glob("*.md") if path.stem != words.GLOSSARY)
LINK = re.compile(r"\[([^\]]+)\]\((learn\?[^)\s]*)\)")


@pytest.fixture
def begin(monkeypatch):
    """Start a page outside an app: what a session would hold stands in a dict."""
    held = {}
    monkeypatch.setattr(words.st, "session_state", held)
    return words.begin


def target(address):
    """The term that an address names."""
    asked = parse_qs(urlsplit(address).query)
    assert urlsplit(address).path == "learn"
    assert asked["learn_tab"] == ["Glossary"]
    return asked["term"][0]


def test_every_term_of_the_method_is_there():
    """The rows of the method, and the field's words for what the pages show."""
    asked = (
        "Iron condor, Break-even, Tier, Expected daily range, RSAi, ALVH, 4/4/2, Roll, Time-shifting, Gate, Second engine, "
        "Steward, Promoter, False binary, Advance-decline line, RSI, MACD, FOMC, CPI, PPI, P/CF, P/E, Quick ratio, "
        "Variation margin, WACC, IRR, Dividend discount model, MEV, Basis, Wash sale, Section 1256, 60/40, Straddle, CAPM, "
        "Beta-weighted, Single-name risk, Set and forget, Delta, Gamma, Theta, Vega, VIX, Skew, Lot, Drawdown"
    )
    assert set(asked.split(", ")) <= set(words.terms())


@pytest.mark.parametrize("term", words.terms())
def test_every_term_says_what_it_is(term):
    """In a sentence or more, and its link leads to it."""
    assert words.terms()[term].endswith((".", ")"))
    assert len(words.terms()[term].split()) >= 4
    assert target(words.link(term)) == term
    assert TERM.read(term) == term


def test_no_word_means_two_terms():
    """Forms are unique."""
    forms = [form.strip().casefold() for head in words.headings(words.GLOSSARY) for form in head.split("|")]
    assert not [form for form, count in Counter(forms).items() if count > 1]


def test_a_term_is_linked_where_it_is_first_used_and_nowhere_else(begin):
    """A second text of the same page leaves it plain; another page links it again; the same words get the same links."""
    begin()
    first = words.words("condor", "gamma.-")
    assert "Short [gamma](learn?v=2&learn_tab=Glossary&term=Gamma):" in first
    assert "[gamma]" not in words.words("condor", "gamma.+").lower()
    assert words.words("condor", "gamma.-") == first
    begin()
    assert "[gamma]" in words.words("condor", "gamma.+").lower()


def test_texts_outside_a_page_have_no_links():
    """Where nobody began one."""
    assert "learn?" not in words.words("condor", "gamma.-")


@pytest.mark.parametrize("topic", TOPICS)
def test_links_stand_on_whole_words_outside_slots_and_links(topic, begin):
    """Taking the links out again gives the text as it was written."""
    for heading in words.headings(topic):
        begin()
        plain = sections(topic)[heading]
        shown = words._linked_text(topic, heading)
        for _, address in LINK.findall(shown):
            if "{" not in address:
                assert target(address) in words.terms()
        undone = LINK.sub(lambda match: match[1] if "learn_tab" in match[2] else match[0], shown)
        assert undone == LINK.sub(lambda match: match[1] if "learn_tab" in match[2] else match[0], plain)
        slots = re.compile(r"{\w+}")
        assert slots.findall(shown) == slots.findall(plain)


def shown(app):
    """All text of a page that may carry links."""
    kinds = ("markdown", "caption", "info", "warning", "success", "error")
    return [one.value for kind in kinds for one in getattr(app, kind)]


@pytest.mark.parametrize("page", some(PAGES, 4))
def test_every_page_links_each_term_once_where_it_first_uses_it(page, monkeypatch):
    """The terms of the texts a page asked for, no more and no less, each once; every link leads to its term."""
    asked = []
    plain = words._linked_text
    monkeypatch.setattr(words, "_linked_text", lambda *of: (asked.append(of), plain(*of))[1])
    app = front_door()
    app.switch_page(PAGES[page])
    app.run()
    assert not app.exception
    expected = {use.term for topic, heading in asked if topic != words.GLOSSARY for use in words.uses(topic, heading)}
    found = [target(address) for text in shown(app) for _, address in LINK.findall(text) if "term=" in address]
    assert Counter(found) == Counter(expected)
    assert expected
