"""The market bar in the browser: from the first screen to a condor on typed numbers, and what the address brings back."""

import pytest

from tests.browser.conftest import settle
from tests.browser.test_condor import headline

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
SIZES = {"desktop": {}, "phone": PHONE}
INDEX, VIX = "6701.5", "18.4"
MOST_ACTIONS = 5  # and ten seconds, which `python -m tests.bench_newcomer` measures


class Newcomer:
    """Someone at a page who counts what they do."""

    def __init__(self, page):
        """Begin at zero."""
        self.page, self.actions = page, 0

    def click(self, found):
        """Click on something, in sight or not."""
        found.click()
        self.actions += 1

    def type(self, key, text):
        """Fill a field and leave it."""
        field = self.page.locator(f".st-key-{key} input")
        field.fill(text)
        field.press("Enter")
        self.actions += 1


def unfolded(someone):
    """Unfold the bar where it is one line."""
    change = someone.page.locator(".st-key-market_change label")
    if change.is_visible():
        someone.click(change)


def typed_condor(page):
    """From the first screen to a condor on today's numbers; the newcomer who did it."""
    someone = Newcomer(page)
    unfolded(someone)
    someone.click(page.get_by_role("radio", name="Today, typed").or_(page.get_by_role("button", name="Today, typed")))
    someone.type("spot", INDEX)
    someone.type("vix", VIX)
    someone.click(page.get_by_test_id("stMain").get_by_role("link", name="Price a condor"))
    page.get_by_role("heading", name="Condor", exact=True).wait_for()
    page.get_by_text("6,701.50 · VIX 18.40").wait_for()
    page.get_by_role("heading", name="Takes in").wait_for()
    return someone


@pytest.mark.parametrize("size", SIZES)
def test_a_newcomer_has_a_condor_on_typed_numbers_in_five_actions(new_page, app, size):
    """From the first screen, on the phone too; the address opens the same condor in another browser."""
    page = new_page(**SIZES[size])
    page.goto(app)
    settle(page)
    someone = typed_condor(page)
    assert someone.actions <= MOST_ACTIONS
    settle(page)
    assert "m=typed" in page.url
    other = new_page(fresh=True, **SIZES[size])
    other.goto(page.url)
    other.get_by_text("6,701.50 · VIX 18.40").wait_for()
    settle(other)
    assert headline(other) == headline(page)


def test_the_fields_of_a_folded_bar_are_out_of_the_tab_order(new_page, app):
    """On a phone Tab goes from Change to the page; unfolded, it reaches the kinds of market."""
    page = new_page(**PHONE)
    page.goto(f"{app}/condor")
    settle(page)
    kinds = page.locator(".st-key-market_kind")
    assert not kinds.is_visible()
    page.locator(".st-key-market_change label").click()
    kinds.wait_for(state="visible")


def test_a_story_is_two_clicks_away(page, app):
    """Its day, its levels and its sentence stand in the bar."""
    page.goto(f"{app}/condor")
    settle(page)
    page.locator(".st-key-market_story input").click()
    page.get_by_role("option", name="2008: Lehman").click()
    page.get_by_text("1,192.70 · VIX 31.70").wait_for()
    page.get_by_text("Lehman Brothers filed for bankruptcy").wait_for()
    assert "day=2008-09-15" in page.url
