"""The headline sliders answer while they are dragged, and the last value lands, whatever the hand did."""

import pytest

from overlay.condor import placement, pricing as condor
from tests.browser.conftest import settle, still
from tests.browser.test_condor import assert_shows, headline, visit
from tests.browser.test_phone import PHONE

pytestmark = pytest.mark.browser


def track(page, key):
    """Where a slider's track begins, how wide it is, and its height on the page."""
    box = page.locator(f".st-key-{key} [role=group]").first.bounding_box()
    return box["x"], box["width"], box["y"] + box["height"] / 2


def value(page, key):
    """Where the slider's thumb stands."""
    return float(page.locator(f".st-key-{key} input[type=range]").first.evaluate("one => one.value"))


def followed(page, before):
    """Wait until the headline is another than before."""
    page.wait_for_function(
        """before => { const now = [...document.querySelectorAll('h2')].find(one => one.innerText.startsWith('Takes in'));
        return now && now.innerText !== before; }""",
        arg=before,
    )


@pytest.mark.long
@pytest.mark.parametrize(("key", "rule"), [("sigmas", (None, 50, 30)), ("wing_points", (1.5, None, 30))])
def test_the_page_follows_the_thumb_and_the_last_value_lands(page, app, market, key, rule):
    """Twice before the button is let go, while the address stands; then the address and the condor are the last ones."""
    visit(page, f"{app}/condor")
    still(page)
    left, wide, middle = track(page, key)
    page.mouse.move(left + 0.4 * wide, middle)
    page.mouse.down()
    for share in (0.55, 0.7):
        before = headline(page)
        page.mouse.move(left + share * wide, middle, steps=4)
        followed(page, before)
    assert key not in page.url
    page.mouse.move(left + 0.85 * wide, middle, steps=4)
    page.mouse.up()
    page.wait_for_url(f"**{key}=*")
    landed = value(page, key)
    assert f"{key}={landed:g}" in page.url
    placed = placement.by_sigmas(market, *(landed if one is None else one for one in rule))
    assert_shows(page, placed, condor.quote(placed, market))


@pytest.mark.long
def test_a_drag_back_to_its_beginning_shows_the_beginning(page, app):
    """Streamlit's slider commits nothing then; the page must not stay where the thumb has been."""
    visit(page, f"{app}/condor")
    still(page)
    first = headline(page)
    left, wide, middle = track(page, "sigmas")
    thumb = left + 0.4 * wide
    page.mouse.move(thumb, middle)
    page.mouse.down()
    page.mouse.move(thumb + 0.3 * wide, middle, steps=4)
    followed(page, first)
    moved = headline(page)
    page.mouse.move(thumb, middle, steps=4)
    page.mouse.up()
    followed(page, moved)
    settle(page)
    page.wait_for_function("first => document.body.innerText.includes(first)", arg=first)
    assert value(page, "sigmas") == 1.5


@pytest.mark.long
def test_the_keyboard_rules_again_after_a_drag(page, app, market):
    """The value told by the thumb is forgotten with the next step of a key."""
    visit(page, f"{app}/condor")
    still(page)
    left, wide, middle = track(page, "sigmas")
    page.mouse.move(left + 0.4 * wide, middle)
    page.mouse.down()
    page.mouse.move(left + 0.7 * wide, middle, steps=4)
    page.mouse.up()
    page.wait_for_url("**sigmas=*")
    slider = page.get_by_role("slider", name="Short strikes (SD)")
    slider.press("Home")
    page.wait_for_url("**sigmas=0.5*")
    slider.press("ArrowRight")
    placed = placement.by_sigmas(market, 0.55, 50, 30)
    assert_shows(page, placed, condor.quote(placed, market))


@pytest.mark.long
def test_a_finger_is_followed_too(new_page, app):
    """On a phone, before it is lifted."""
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    visit(page, f"{app}/condor")
    still(page)
    page.locator(".st-key-sigmas").scroll_into_view_if_needed()
    before, (left, wide, middle) = headline(page), track(page, "sigmas")
    finger = page.context.new_cdp_session(page)
    for step in range(9):
        kind = "touchMove" if step else "touchStart"
        points = [{"x": left + (0.4 + 0.05 * step) * wide, "y": middle}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    followed(page, before)
    assert "sigmas" not in page.url
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_url("**sigmas=*")
