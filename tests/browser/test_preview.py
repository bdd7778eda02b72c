"""The chart follows its slider ahead of the page; whatever becomes of the picture, the page's own is shown in the end."""

import json

import pytest

from overlay.condor import placement, pricing as condor
from tests.browser.conftest import settle, still
from tests.browser.test_condor import assert_shows, visit

pytestmark = pytest.mark.browser

TITLE = ".st-key-payoff .ov-title"
ASKED = "**/preview?*"
SAME = "text => document.querySelector('.st-key-payoff .ov-title').textContent === text"
OTHER = "text => document.querySelector('.st-key-payoff .ov-title').textContent !== text"
# Notes when the chart's title and the page's answer changed last, and how often the title did.
WATCH = """() => {
    window.changed = {title: 0, answer: 0, titles: 0, said: []};
    const title = document.querySelector('.st-key-payoff .ov-title'), answer = document.querySelector('[data-testid=stMain] h2');
    const watch = (node, note) => new MutationObserver(note).observe(node, {childList: true, characterData: true, subtree: true});
    watch(title, () => { changed.title ||= performance.now(); changed.titles += 1; changed.said.push(title.textContent); });
    watch(answer, () => { changed.answer ||= performance.now(); });
}"""
# No picture is given up because it takes longer than the second it is waited for.
PATIENT = "Object.defineProperty(XMLHttpRequest.prototype, 'timeout', { set() {} });"
# And none goes because its second is over.
UNHURRIED = PATIENT + (
    "const real = setTimeout; window.setTimeout = (act, ms, ...rest) => ms === 1000 ? 1e9 : real(act, ms, ...rest);"
)


@pytest.fixture
def opened(page, app):
    """The Condor page at rest, with its clock."""
    visit(page, f"{app}/condor")
    still(page)
    page.evaluate(WATCH)
    return page


@pytest.fixture
def waiting(new_page, app):
    """The same, deaf to its server while `page.holds`; what that says meanwhile is in `page.held`."""
    page = new_page(fresh=True)
    page.held, page.holds = [], False

    def between(socket):
        server = socket.connect_to_server()
        server.on_message(lambda one: page.held.append((socket, one)) if page.holds else socket.send(one))

    page.route_web_socket("**/_stcore/stream*", between)
    visit(page, f"{app}/condor")
    still(page)
    page.evaluate(WATCH)
    page.holds = True
    return page


def released(page):
    """Let a waiting page hear what its server has said, and from now on all that it says."""
    while page.held:
        socket, one = page.held.pop(0)
        socket.send(one)
    page.holds = False


def title(page):
    """The chart's title."""
    return page.locator(TITLE).text_content()


def pressed(page, key="ArrowRight"):
    """Press a key on the first headline slider."""
    page.get_by_role("slider", name="Short strikes (SD)").press(key)


def test_the_picture_changes_once_and_before_the_page(waiting, market):
    """The chart's words while the page has not answered; then the page's, and it brings no other picture."""
    waiting.evaluate(f"() => {{ {UNHURRIED} }}")
    pressed(waiting)
    waiting.wait_for_function("() => changed.title > 0")
    assert waiting.evaluate("changed.answer") == 0
    released(waiting)
    placed = placement.by_sigmas(market, 1.55, 50, 30)
    assert_shows(waiting, placed, condor.quote(placed, market))
    still(waiting)
    assert waiting.evaluate("changed.titles") == 1


@pytest.mark.long
def test_each_key_is_followed_to_where_the_slider_puts_it(opened, market):
    """Also those whose place only the slider knows."""
    asked = []
    opened.on("request", lambda one: asked.append(one.url) if "/preview?" in one.url else None)
    for key in ("Home", "ArrowRight", "PageUp", "ArrowLeft", "ArrowDown", "End"):
        before = title(opened)
        pressed(opened, key)
        opened.wait_for_function(OTHER, arg=before)
        settle(opened)
        place = float(opened.get_by_role("slider", name="Short strikes (SD)").input_value())
        placed = placement.by_sigmas(market, place, 50, 30)
        assert_shows(opened, placed, condor.quote(placed, market))
        assert asked[-1].endswith(f"place={place:g}")


@pytest.mark.long
def test_without_pictures_ahead_the_page_works_as_ever(opened, market):
    """A proxy that drops them, a server that has forgotten the visitor, one that never answers."""
    deeds = (lambda one: one.abort(), lambda one: one.fulfill(status=204), lambda _: None)
    for turn, deed in enumerate(deeds, start=1):
        opened.unroute(ASKED)
        opened.route(ASKED, deed)
        pressed(opened)
        placed = placement.by_sigmas(market, 1.5 + 0.05 * turn, 50, 30)
        assert_shows(opened, placed, condor.quote(placed, market))


@pytest.mark.long
def test_a_picture_that_the_page_never_comes_to_goes_after_a_second(waiting):
    """Here one for a place where the thumb is not, while the page takes longer; the page's own stands in the end."""

    def doctored(route):
        answer = route.fetch()
        told = json.loads(answer.text()) | {"title": "Never so", "at": {"sigmas": 2.9}}
        route.fulfill(response=answer, body=json.dumps(told))

    waiting.evaluate(f"() => {{ {PATIENT} }}")
    waiting.route(ASKED, doctored)
    before = title(waiting)
    pressed(waiting)
    waiting.wait_for_function("() => changed.said.includes('Never so')")
    waiting.wait_for_function(SAME, arg=before)
    released(waiting)
    waiting.wait_for_function(OTHER, arg=before)
    settle(waiting)
    assert title(waiting) not in {before, "Never so"}


@pytest.mark.long
def test_a_picture_that_comes_after_the_page_does_not_stand(opened):
    """The page was quicker at the thumb's place than the picture of a place before; a second is not waited for."""
    opened.evaluate(f"() => {{ {UNHURRIED} }}")
    held = []
    opened.route(ASKED, lambda route: route.continue_() if held else held.append(route))
    before = title(opened)
    pressed(opened)
    pressed(opened)
    opened.wait_for_function(OTHER, arg=before)
    still(opened)
    last = title(opened)
    with opened.expect_response(ASKED):
        held[0].continue_()
    opened.wait_for_function("() => changed.titles > 2")
    opened.wait_for_function(SAME, arg=last)


@pytest.mark.long
def test_a_change_elsewhere_is_not_held_back_by_a_picture(opened):
    """The page has come to the thumb's place with more changed than the picture knew: it counts, without the second's wait."""

    def stale(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=json.dumps(json.loads(answer.text()) | {"title": "As it was before"}))

    opened.route(ASKED, stale)
    opened.evaluate(f"() => {{ {UNHURRIED} }}")
    pressed(opened)
    opened.wait_for_function("() => changed.answer > 0")
    opened.wait_for_function("() => changed.titles > 0")
    opened.wait_for_function(OTHER, arg="As it was before")


@pytest.mark.long
def test_other_pages_follow_their_slider_too_and_only_once_it_is_let_go(page, app):
    """During a drag their numbers stand, so the chart does as well."""
    asked = []
    page.on("request", lambda one: asked.append(one.url) if "/preview?" in one.url else None)
    page.goto(f"{app}/taxes")
    settle(page)
    page.wait_for_selector(".st-key-ahead .main-svg")
    still(page)
    page.locator(".st-key-tx_years").scroll_into_view_if_needed()
    box = page.locator(".st-key-tx_years [role=group]").first.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.3 * box["width"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], middle, steps=5)
    page.wait_for_timeout(150)
    assert not asked
    page.mouse.up()
    years = page.locator(".st-key-tx_years input[type=range]").input_value()
    page.wait_for_selector(f".st-key-ahead .ov-title:has-text('After {years} years')")
    assert asked[-1].endswith(f"slider=tx_years&place={years}")
