"""The Taxes page in a real browser: a learner's way through it."""

from pathlib import Path

import pytest

from tests.browser.conftest import settle

pytestmark = pytest.mark.browser
APP = Path(__file__).resolve().parents[2] / "app.py"


@pytest.mark.long
def test_the_answer_stands_on_the_first_screen(serve, page):
    """The headline, the tax of a sale, and the line that says what this is."""
    page.goto(f"{serve(APP)}/taxes?v=2&tx_from=Amounts")
    settle(page)
    assert "Holding leaves most after 10 years" in page.locator("h2").first.inner_text()
    assert page.get_by_text("after $182,186 of tax now").is_visible()
    assert page.get_by_text("Federal tax only").is_visible()


def test_a_choice_moves_the_headline_and_the_address(serve, page):
    """From single to married jointly."""
    page.goto(f"{serve(APP)}/taxes?v=2&tx_from=Amounts")
    settle(page)
    before = page.locator("h2").first.inner_text()
    page.get_by_text("My tax: filing status, wages").click()
    page.get_by_role("radio", name="Joint", exact=True).click()
    page.wait_for_function("old => document.querySelector('h2').innerText !== old", arg=before)
    assert "tx_filing=Joint" in page.url


@pytest.mark.long
def test_the_rules_link_to_the_law(serve, page):
    """The part of More shows flags whose sources are links."""
    page.goto(f"{serve(APP)}/taxes?v=2&tx_from=Amounts&tx_weight=90")
    settle(page)
    page.get_by_text("More", exact=True).last.click()
    page.get_by_text("Rules", exact=True).click()
    page.get_by_text("Serious: A loss is deferred").wait_for()
    assert page.locator("a[href='https://www.law.cornell.edu/uscode/text/26/1092']").count() >= 1
