"""The frame of the pages: the order of a page, its badge, its headline, its three numbers, its fold."""

import json
import re
from typing import get_args

import pytest

from overlay.claims.lessons import LESSONS
from overlay.data import bundled
from overlay.options.market import from_history
from overlay.options.surface_error import credit_error
from tests import chains
from tests.menu import PAGES
from tests.sizes import some
from tests.visitor import alone, headline, opened
from views.frame import badge, headline as headlines, numbers
from views.frame.headline import Verdict
from views.frame.numbers import KeyNumber
from views.look import style
from views.look.texts import sections
from views.session import state

NEWSPAPER = {"m": "typed", "spot": "6701.5", "vix": "18.4", "rate": "3.6", "day": "2026-11-18"}
WALKS = ["ladder", "backtest", "signals"]


def marked(app):
    """The word of the badge, with its error."""
    return next(one.proto.popover.label for one in app.get("popover") if one.proto.id.endswith("badge_sheet"))


@pytest.mark.parametrize("page", some(PAGES, 3))
def test_every_page_has_a_headline_a_badge_and_at_most_three_numbers(page):
    """Before anything of "More" is open."""
    app = opened(page)
    assert 20 < len(headline(app)) <= headlines.LONGEST
    assert marked(app).partition(" ")[0] in get_args(badge.Word)
    assert len(app.metric) <= numbers.MOST


@pytest.mark.parametrize("page", some(PAGES, 2))
def test_the_headline_of_a_typed_market_is_short_too(page):
    """A market of another size."""
    assert 20 < len(headline(opened(page, **NEWSPAPER))) <= headlines.LONGEST


def test_the_headline_is_texts_and_a_verdict_with_its_way():
    """What the browser gets: the shape and the word are text, the colour follows from the way."""

    def page():
        from views.frame import headline
        from views.frame.headline import Verdict

        headline.show("Wins 88 and needs 90: ", Verdict("short", "2 too few"), ".")

    app = alone(page).run()
    sent = json.loads(app.get("bidi_component")[0].proto.json)["headline"]
    assert sent == [["Wins 88 and needs 90: ", ""], ["▽ 2 too few", "short"], [".", ""]]


@pytest.mark.parametrize(("way", "shape"), [("short", "▽"), ("even", "◇"), ("spare", "△")])
def test_a_verdict_is_never_told_by_colour_alone(way, shape):
    """Each way has a shape of its own, and words."""
    assert str(Verdict(way, "5 of 50")) == f"{shape} 5 of 50"


def test_in_plain_mode_the_headline_is_a_heading_of_streamlit(monkeypatch):
    """With the same words."""
    monkeypatch.setenv("OVERLAY_PLAIN", "1")
    app = opened("condor")
    said = next(one.value for one in app.markdown if one.value.startswith("## Takes in"))
    assert ":orange[▽" in said or ":gray[◇" in said


def test_a_fourth_number_is_refused():
    """An error of the author's, not of a visitor's."""
    with pytest.raises(ValueError, match="at most 3"):
        numbers.show(*[KeyNumber("Taken in", "$1", "modelled", "why")] * 4)


def test_modelled_prices_carry_the_error_of_a_month():
    """The figure that the calibration measured."""
    market = from_history(bundled.history(), bundled.history().last)
    assert badge.mark(market, "prices").text == f"Modelled ± {credit_error(30):.0%}"
    assert badge.mark(market, "model").text == "Modelled"
    assert badge.mark(market, "closes").text == "Recorded"


def test_a_loaded_chain_is_quoted():
    """Listed prices have no error of a model."""
    app = opened("condor", m="chain")
    app.file_uploader(key="chain_0").upload("made.csv", chains.cboe_csv().encode(), "text/csv").run()
    assert marked(app) == "Quoted"


def test_the_sheet_says_question_source_day_age_and_caveats():
    """All that stood in grey lines before."""
    app = opened("condor", **NEWSPAPER)
    said = " ".join(one.value for one in app.markdown)
    assert "Market of 18 Nov 2026" in said
    assert "the standard error of the credit of a 30-day condor" in said
    assert "the VIX closed lower on" in said
    assert "*Source:" in said
    assert any("Bundled data to 28 Dec 2022" in one.proto.label for one in app.get("page_link"))


@pytest.mark.parametrize("page", some(WALKS, 1))
def test_a_page_that_walks_the_history_says_that_typed_levels_do_not_count(page):
    """On the first screen, not in the sheet alone."""
    app = opened(page, **NEWSPAPER)
    assert any("does not use the index and the VIX typed above" in one.value for one in app.caption)
    assert not any("typed above" in one.value for one in opened(page).caption)


def test_the_rules_of_style_name_both_themes():
    """No colour is the same in light and dark, and none is left as a token of the palette."""
    rules = style.rules()
    assert "light-dark(#bb4a00,#f5793b)" in rules
    assert not re.findall(r"var\(--(?!ov-|st-)[^)]*\)", rules)
    assert not re.findall(r"#[0-9a-f]{6}", re.sub(r"light-dark\([^)]*\)", "", rules))


def test_every_brace_of_the_rules_is_closed():
    """One brace too many would end the rules for browsers, in silence."""
    rules, depth = re.sub(r"/\*.*?\*/", "", style.rules(), flags=re.DOTALL), 0
    for one in rules:
        depth += {"{": 1, "}": -1}.get(one, 0)
        assert 0 <= depth <= 2
    assert depth == 0


def test_the_menu_has_the_room_that_is_kept_for_it():
    """One width in Python and in the rules of style."""
    assert f"padding-left: {state.MENU_WIDTH}px" in style.rules()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda one: one.key)
def test_the_question_of_a_lesson_is_a_short_headline(lesson):
    """One sentence without markup; what is given stands below it, with the answer too."""
    for answered in ("false", "true"):
        app = opened("learn", lesson=lesson.name, **{f"shown_{lesson.key}": answered})
        asked = headline(app)
        assert asked.endswith("?")
        assert len(asked) <= headlines.LONGEST
        assert not set(asked) & set("*\\[]")
        given = sections("learn")[lesson.key].partition("**")[0].split(".")[0].split()[:2]
        assert any(one.value.replace("[", "").startswith(" ".join(given)[:6]) for one in app.markdown)


@pytest.mark.parametrize("shelf", ["Glossary", "Sources"])
def test_the_headline_of_a_shelf_has_no_markup(shelf):
    """It is plain text: a link in it would show its brackets."""
    assert "](" not in headline(opened("learn", learn_tab=shelf))
