"""The Learn page in a browser: a lesson from guess to page, a term from a page to its meaning, larger type for a class."""

import pytest

from tests.browser.conftest import settle

pytestmark = pytest.mark.browser


def test_a_lesson_leads_from_a_guess_to_the_page(page, app):
    """Guess, switch, measured answer with its chart; the button opens the Condor page with the slider set."""
    page.goto(f"{app}/learn?present=true")
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


def test_a_term_on_a_page_leads_to_its_meaning(page, app):
    """From the Condor page's first sentence to the glossary."""
    page.goto(f"{app}/condor")
    settle(page)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="condor", exact=True).click()
    settle(opened.value)
    opened.value.get_by_text("A sold put spread below the index").wait_for()
    assert opened.value.get_by_text("Dollars for one point of implied volatility").count() == 0


def test_a_lesson_fits_a_phone(new_page, app):
    """No wider than the screen, with the answer shown."""
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto(f"{app}/learn?lesson=What+a+roll+really+does&shown_rolling=true")
    settle(page)
    page.wait_for_selector(".st-key-lesson_chart .barlayer path")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
