"""The method map: every code is in it, every code on a page leads to it, and the file in docs/ says the same."""

import re
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

import pytest

from scripts import method_map
from tests.menu import PAGES
from tests.sizes import some
from tests.visitor import opened
from views.learn.controls import SOURCE
from views.look import links, sources
from views.look.texts import sections
from views.session import state

LINK = re.compile(r"\[([^\]]+)\]\((learn\?[^)\s]*)\)")
#: where codes show: a page, and what its link asks for
PLACES = (
    ("vix_hedge", {"vix_details": "Cost"}),
    ("vix_hedge", {"vix_details": "Paths", "vix_rule": "Scale up"}),
    ("vix_hedge", {"vix_details": "Rules"}),
    ("vix_hedge", {"vix_details": "Calls"}),
    ("vix_hedge", {"vix_details": "Second engine"}),
    ("ladder", {"lad_tab": "All lose"}),
    ("ladder", {"lad_tab": "Liquidity"}),
    ("ladder", {"lad_tab": "Theta and gamma"}),
    ("ladder", {"lad_tab": "Event log"}),
    ("ladder", {"lad_exit": "Share earned"}),
    ("signals", {"sig_tab": "Gates"}),
    ("signals", {"sig_tab": "Rule sets"}),
    ("signals", {"sig_tab": "Volatility"}),
    ("claims", {}),
)
KINDS = ("markdown", "caption", "info", "warning", "success", "error", "title", "header", "subheader")
CONTROLS = ("slider", "selectbox", "button_group", "toggle", "number_input", "metric", "date_input")


def said(app):
    """All text of a page that is markdown: its sentences, and the help of its controls."""
    helps = [getattr(one, "help", None) or one.proto.help for kind in CONTROLS for one in app.get(kind)]
    return [one.value for kind in KINDS for one in getattr(app, kind)] + helps


def bare(markdown):
    """The codes of a text that are no links."""
    return set(sources.codes([LINK.sub("", markdown).replace("\\", "")]))


def targets(texts):
    """The codes that the links of texts lead to; each link shows the code it leads to."""
    found = set()
    for text in texts:
        for shown, address in LINK.findall(text):
            asked = dict(parse_qsl(urlsplit(address).query))
            if "source" in asked:
                assert asked == {links.KEY: links.NOW, "learn_tab": "Sources", "source": shown}
                found.add(shown)
    return found


def test_every_code_of_the_house_stands_in_the_map():
    """In the code, the pages, the tests and the docs."""
    assert not {code: files for code, files in method_map.uses().items() if code not in sources.every()}


def test_the_map_holds_no_code_that_nothing_uses():
    """But those that say that they are context, and these are used by nothing."""
    assert sources.every().keys() - method_map.uses().keys() == {
        one.code for one in sources.every().values() if one.context
    }


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Half (A60b), or two (A57).", {"A60b", "A57"}),
        ("Cases C1 to C3.", {"C1", "C2", "C3"}),
        ("B1-B3", {"B1", "B2", "B3"}),
        ('source="G1"', {"G1"}),
        ("A99 is unknown", {"A99"}),
        ("R2 0.90, VX/M6, =A0!A3, A3=made, made/A1.py  # noqa: T20", {"A0"}),
    ],
)
def test_codes_are_found_in_a_text(text, codes):
    """Alone, in a range, unknown ones too; not what only looks like one."""
    assert method_map.named(text) == codes


def test_the_file_in_docs_is_up_to_date():
    """Else: python -m scripts.method_map."""
    assert method_map.MAP.read_text(encoding="utf-8") == method_map.text()


def test_each_code_has_one_anchor_in_the_file():
    """Where the other codes of the file lead."""
    text = method_map.text()
    anchors = re.findall(r'<a id="(\w+)">', text)
    assert anchors == [code.lower() for code in sources.every()]
    assert set(re.findall(r"\]\(#(\w+)\)", text)) <= set(anchors)


@pytest.mark.parametrize("source", sources.every().values(), ids=lambda one: one.code)
def test_a_source_says_what_it_says_where_it_is_used(source):
    """In sentences, with its numbers; its own link asks for it."""
    assert all(text.endswith(".") for text in (source.says, source.numbers, source.used))
    assert len(source.says.split()) >= 4
    assert source.topic
    assert targets([sources.link(source.code)]) == {source.code}
    assert SOURCE.read(source.code) == source.code


@pytest.mark.parametrize("source", sources.every().values(), ids=lambda one: one.code)
def test_a_source_names_the_pages_that_use_it(source):
    """Each by a link that the menu knows; cases are used by tests, and context by nothing."""
    pages = re.findall(r"\*\*(.+?)\*\*", source.used)
    addresses = re.findall(r"\]\(([a-z_/]+)\)", sources.entry(source))
    assert len(pages) == len(addresses)
    assert {one.strip("/") for one in addresses} <= PAGES.keys()
    assert bool(pages) == (source.code[0] != "C" and not source.context)


def test_no_topic_is_told_twice():
    """Sources of one topic stand together."""
    topics = [one.topic for one in sources.every().values()]
    assert len(set(topics)) == 1 + sum(one != other for one, other in pairwise(topics))


def test_a_plain_text_keeps_its_signs_and_its_codes_become_links():
    """What is markup is shown as it is."""
    assert sources.linked("*half* (A60b)") == rf"\*half\* \([A60b]({sources.address('A60b')})\)"


@pytest.mark.parametrize("text", ["[A57](elsewhere)", "`A57`", "{A57}", "R2", "A57x", "A999", "VX/M1"])
def test_what_is_no_code_is_left_alone(text):
    """Links, code, slots, and what only looks like one."""
    assert sources.with_links(text) == text


def test_codes_are_told_once_in_the_order_of_their_use():
    """Of several texts."""
    assert sources.codes(["G1, A25", "A0: A25", "none"]) == ("G1", "A25", "A0")


@pytest.mark.parametrize("row", state.known().values(), ids=lambda row: row.key)
def test_no_help_of_a_control_holds_a_bare_code(row):
    """Each is a link."""
    assert not bare(row.help or "")


@pytest.mark.parametrize(
    ("page", "link"), some(PLACES, 4), ids=lambda one: one if isinstance(one, str) else "-".join(one.values())
)
def test_every_code_on_a_page_is_a_link_to_it(page, link):
    """In sentences and help; a code in a table has its link below the table."""
    app = opened(page, **link)
    texts = said(app)
    found = targets(texts)
    assert found
    assert not [text for text in texts if bare(text)]
    cells = [str(cell) for one in app.dataframe for cell in one.value.to_numpy().ravel()]
    assert set(sources.codes(cells)) <= found


@pytest.mark.parametrize("code", ["A60b", "P12", "G1", "C24"])
def test_a_link_opens_the_learn_page_on_that_source(code):
    """Its words, its topic, and no other source."""
    asked = dict(parse_qsl(urlsplit(sources.address(code)).query))
    shown = "\n".join(one.value for one in opened("learn", **asked).main.markdown)
    assert sources.entry(sources.every()[code]) in shown
    assert re.findall(r"\*\*([A-Z]\d+[a-z]?)\.\*\*", shown) == [code]


def test_the_learn_page_shows_the_whole_map():
    """What the letters mean, then every source under its topic."""
    shown = "\n".join(one.value for one in opened("learn", learn_tab="Sources").main.markdown)
    assert sources.about() in shown
    assert re.findall(r"\*\*([A-Z]\d+[a-z]?)\.\*\*", shown) == list(sources.every())


def test_an_unknown_source_gets_one_sentence():
    """And all of them."""
    app = opened("learn", learn_tab="Sources", source="A999")
    assert "A999" in app.warning[0].value
    assert any("**A60b.**" in one.value for one in app.main.markdown)


def test_the_about_says_what_each_letter_means():
    """Every letter that a code begins with."""
    letters = {code[0] for code in sources.every()}
    assert all(f"**{letter}**" in sections(sources.TOPIC)[sources.ABOUT] for letter in letters)
