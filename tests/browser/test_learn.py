"""The Learn page in a browser: a lesson from guess to page, a term and a code from a page to their meaning, type for a class."""

import pytest

from tests.browser.conftest import settle
from tests.browser.test_access import COLOURS, findings

pytestmark = pytest.mark.browser


def test_a_lesson_leads_from_a_guess_to_the_page(page, app):
    """Guess, switch, measured answer with its chart; the button opens the Condor page with the slider set."""
    page.goto(f"{app}/learn?v=2&present=true")
    settle(page)
    page.get_by_role("radio", name="Less often").click()
    page.wait_for_url("**guess_placing=Less+often**")
    settle(page)
    page.get_by_text("Show the answer").click()
    page.get_by_text("You guessed: Less often.").wait_for()
    page.wait_for_selector(".st-key-lesson_chart .barlayer path")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open the Condor page set so").click()
    condor = opened.value
    settle(condor)
    condor.get_by_role("slider", name="Short strikes").wait_for()
    assert condor.get_by_role("slider", name="Short strikes").input_value() == "2"
    assert condor.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    assert condor.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.long
def test_a_term_on_a_page_leads_to_its_meaning(page, app):
    """From the Condor page's question to the glossary, for who asks for a new tab; else it unfolds in place."""
    page.goto(f"{app}/condor")
    settle(page)
    with page.context.expect_page() as opened:
        page.locator(".st-key-question").get_by_role("link", name="condor", exact=True).click(modifiers=["Control"])
    settle(opened.value)
    opened.value.get_by_text("A sold put spread below the index").wait_for()
    assert opened.value.get_by_text("The dollars gained for one point of implied volatility").count() == 0


@pytest.mark.long
def test_a_code_on_a_page_leads_to_what_its_source_says(page, app):
    """From the line below the table of claims, without a network; one source, and a way to all of them."""
    page.goto(f"{app}/claims")
    settle(page)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="A29b", exact=True).first.click()
    settle(opened.value)
    opened.value.get_by_text("35 to 40% less drawdown").wait_for()
    assert opened.value.get_by_text("A60b.", exact=True).count() == 0
    opened.value.get_by_role("link", name="All sources, and what the letters mean").wait_for()


@pytest.mark.long
def test_a_code_in_the_help_of_a_slider_can_be_reached(page, app):
    """The help stays open while the pointer goes to the link in it."""
    page.goto(f"{app}/ladder?v=2&lad_exit=Share+earned")
    settle(page)
    row = page.locator(".st-key-lad_exit_share")
    page.locator("[data-testid=stExpander]").filter(has=row).locator("summary").click()
    row.get_by_role("button", name="Help for").hover()
    with page.expect_popup() as opened:
        page.get_by_role("tooltip").get_by_role("link", name="A60b").click()
    settle(opened.value)
    opened.value.get_by_text("How to handle CPI and PPI releases").wait_for()


@pytest.mark.long
def test_the_sources_are_open_to_all_and_fit_a_phone(new_page, app):
    """Axe finds nothing serious in either theme, and nothing is wider than the screen."""
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto(f"{app}/learn?v=2&learn_tab=Sources")
    settle(page)
    page.get_by_text("A60b.", exact=True).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not findings(page)
    page.emulate_media(color_scheme="dark")
    settle(page)
    assert not findings(page, COLOURS)
