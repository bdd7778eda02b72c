"""The frame of the pages on the screen: what stands where, what sticks, what is said, what the keyboard meets."""

import re
from typing import get_args

import pytest

from tests.browser.conftest import settle, still
from tests.menu import PAGES
from tests.sizes import crossed, some
from views.frame import badge

pytestmark = pytest.mark.browser
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
LOW = [{"width": 320, "height": 640}, {"width": 720, "height": 450}]  # a small phone; a desktop at 200%
HEADER = 44
#: pages without a first picture
WORDS_ONLY = {"learn", "data"}
PICTURED = sorted(PAGES.keys() - WORDS_ONLY)
THEMES = ["light", "dark"]
BADGES = set(get_args(badge.Word))
BOX = """one => { const box = one.getBoundingClientRect();
    return [box.left, box.top, box.right, box.bottom].map(Math.round); }"""
#: the words on screen before the fold "More", without the menu
WORDS = """() => {
    const fold = document.querySelector('[class*=_more] summary'), main = document.querySelector('[data-testid=stMain]');
    const end = fold ? fold.getBoundingClientRect().top : Infinity;
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) {
        const one = walker.currentNode.parentElement, range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        const box = range.getBoundingClientRect();
        const seen = box.width > 1 && box.height > 1 && box.bottom <= end && one.checkVisibility({ visibilityProperty: true });
        if (seen && !one.closest('style, [aria-hidden=true], .main-svg')) found.push(walker.currentNode.textContent);
    }
    return found.join(' ').split(/\\s+/).filter((word) => /\\w/.test(word)).length;
}"""
#: the ring around what has the focus: its width in pixels and its contrast with the page
RING = """() => {
    const one = document.activeElement, page = getComputedStyle(document.querySelector('[data-testid=stApp]'));
    const parse = (text) => (text.match(/[\\d.]+/g) ?? [0, 0, 0]).map(Number);
    const light = (text) => parse(text).slice(0, 3).map((part) => part / 255)
        .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const against = (text) => { const both = [light(text), light(page.backgroundColor)].sort((a, b) => b - a);
        return (both[0] + 0.05) / (both[1] + 0.05); };
    const rings = [];
    // Streamlit draws some rings on the box around what has the focus, or on what follows it.
    const near = [one, one.parentElement, one.parentElement?.parentElement, one.nextElementSibling,
        one.closest('label')?.firstElementChild, one.closest('[data-baseweb]')];
    for (const node of near.filter(Boolean)) {
        const style = getComputedStyle(node), width = parseFloat(style.outlineWidth);
        if (style.outlineStyle !== 'none' && width >= 2) rings.push(against(style.outlineColor));
        for (const colour of style.boxShadow.match(/rgba?\\([^)]*\\)/g) ?? []) {
            if ((parse(colour)[3] ?? 1) > 0.9) rings.push(against(colour));
        }
        if (node !== one && style.borderTopStyle !== 'none') rings.push(against(style.borderTopColor));
    }
    return { drawn: one.closest('canvas') !== null, at: one.outerHTML.slice(0, 160), tag: one.tagName, ring: Math.max(0, ...rings) };
}"""


def shown(page, app, path, size, **query):
    """A page at this size, still."""
    page.set_viewport_size(size)
    asked = "&".join(f"{key}={value}" for key, value in ({"v": "2"} | query).items())
    page.goto(f"{app}/{path}?{asked}")
    page.wait_for_selector(".ov-headline h2")
    still(page)
    return page


def box(page, selector):
    """Left, top, right and bottom of an element in the window."""
    return page.locator(selector).first.evaluate(BOX)


@pytest.mark.parametrize(("path", "size"), some(crossed(PICTURED, [PHONE, *LOW]), 3))
def test_every_slider_moves_in_sight_of_its_picture(new_page, app, path, size):
    """Reached by the keyboard on a phone, a slider and the whole chart are on screen together."""
    page = shown(new_page(viewport=size, has_touch=True), app, path, size)
    sliders = page.locator(".st-key-controls input[type=range]:visible")
    assert sliders.count()
    for at in range(sliders.count()):
        sliders.nth(at).focus()
        page.wait_for_timeout(150)
        chart = box(page, ".st-key-picture .ov-chart")
        _, top, _, bottom = sliders.nth(at).evaluate(
            f"one => ({BOX})(one.closest('[data-testid=stSlider], .stSlider') ?? one)"
        )
        assert HEADER <= chart[1], (at, chart)
        assert chart[3] <= top, (at, chart, top)
        assert bottom <= size["height"], (at, bottom)


@pytest.mark.parametrize("path", some(PAGES, 1))
def test_a_phone_opens_on_headline_picture_numbers_and_a_control(new_page, app, path):
    """In this order, and all of them begin on the first screen."""
    page = shown(new_page(viewport=PHONE, has_touch=True), app, path, PHONE)
    assert box(page, ".ov-headline")[3] < 240
    if path in WORDS_ONLY:
        return
    assert box(page, ".st-key-picture .ov-plot")[1] < 300
    assert box(page, ".st-key-number_row")[1] < 600
    assert box(page, ".st-key-controls")[1] < 720


@pytest.mark.long
def test_the_three_doors_stand_on_the_first_screen(new_page, app):
    """On a phone too."""
    page = shown(new_page(viewport=PHONE, has_touch=True), app, "", PHONE)
    assert box(page, ".st-key-doors")[3] < PHONE["height"]


@pytest.mark.parametrize("path", some(PAGES, 2))
def test_a_desktop_shows_all_at_once(new_page, app, path):
    """Bar, headline, picture, numbers and open controls end on the first screen; the picture is left of the controls."""
    page = shown(new_page(viewport=DESKTOP), app, path, DESKTOP)
    assert box(page, ".st-key-controls")[3] <= 900
    assert box(page, ".st-key-lead")[2] <= box(page, ".st-key-controls")[0]
    if path not in WORDS_ONLY:
        assert box(page, ".st-key-number_row")[3] <= 900
    page.set_viewport_size({"width": 1024, "height": 800})
    page.wait_for_timeout(300)
    assert (
        page.evaluate("(one => one.scrollWidth - one.clientWidth)(document.querySelector('[data-testid=stMain]'))") <= 0
    )


@pytest.mark.parametrize("path", some(PAGES, 1))
def test_the_order_on_screen_is_the_order_of_the_document(new_page, app, path):
    """Bar, title, headline, picture, numbers, controls: who reads with the keyboard meets them as the eye does."""
    page = shown(new_page(viewport=PHONE), app, path, PHONE)
    parts = ["market", "title", "headline", "picture", "prose", "numbers", "controls", "below"]
    found = page.evaluate(
        """parts => {
            const nodes = parts.map((part) => document.querySelector(`.st-key-${part}`)).filter(Boolean);
            return nodes.slice(1).every((node, at) =>
                nodes[at].compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
        }""",
        parts,
    )
    assert found
    tops = [box(page, f".st-key-{part}")[1] for part in parts if page.locator(f".st-key-{part}:visible").count()]
    assert tops == sorted(tops)


def test_the_headline_is_one_polite_region_that_stays(page, app):
    """The same node before and after ten moves; its last text arrives within a second."""
    shown(page, app, "condor", DESKTOP)
    region = page.locator("[role=status][aria-live=polite][aria-atomic=true]")
    assert region.count() == 1
    page.evaluate("() => { window.region = document.querySelector('.ov-headline'); }")
    slider = page.get_by_role("slider", name="Short strikes (SD)")
    before = region.inner_text()
    for _ in range(10):
        slider.press("ArrowRight")
    settle(page)
    page.wait_for_timeout(1000)
    assert page.evaluate("() => window.region.isConnected && window.region === document.querySelector('.ov-headline')")
    after = region.inner_text()
    taken = page.locator(".st-key-number_row [data-testid=stMetricValue]").first.inner_text()
    assert after != before
    assert after.startswith(f"Takes in {taken},")


def test_shut_market_fields_are_out_of_reach_of_the_keyboard(new_page, app):
    """On a phone "Change" is a switch with a name; behind it nothing takes the focus until it is on."""
    page = shown(new_page(viewport=PHONE), app, "condor", PHONE)
    fields = page.locator(".st-key-market_fields :is(input, button)")
    assert fields.count()
    assert not any(fields.nth(at).is_visible() for at in range(fields.count()))
    change = page.get_by_role("checkbox", name="Change").or_(page.get_by_role("switch", name="Change"))
    assert change.count() == 1


@pytest.mark.parametrize("path", some(PAGES, 1))
def test_the_badge_is_a_known_word_and_its_sheet_names_source_and_day(new_page, app, path):
    """By the keyboard alone."""
    page = shown(new_page(viewport=DESKTOP), app, path, DESKTOP)
    badge = page.locator(".st-key-badge button:visible")
    words = [one for one in badge.inner_text().splitlines() if one.partition(" ")[0] in BADGES]
    assert len(words) == 1
    assert re.fullmatch(r"\w+( ± \d+%)?", words[0])
    badge.focus()
    page.keyboard.press("Enter")
    sheet = page.get_by_test_id("stPopoverBody")
    sheet.get_by_text(re.compile(r"data to \d+ \w+ \d{4}")).wait_for()
    text = sheet.inner_text()
    assert re.search(r"Market of \d+ \w+ \d{4}", text)


@pytest.mark.parametrize(("path", "theme"), some(crossed(PAGES, THEMES), 2))
def test_a_ring_of_three_to_one_is_at_every_stop(new_page, app, path, theme):
    """From the menu to the foot: who uses no mouse always sees where they are."""
    page = shown(new_page(viewport=DESKTOP, color_scheme=theme), app, path, DESKTOP)
    faint, seen = [], 0
    for _ in range(120):
        page.keyboard.press("Tab")
        found = page.evaluate(RING)
        if found["tag"] in {"BODY", "HTML"}:
            break
        if found["drawn"]:
            continue  # a cell of a table that is a canvas: its ring, in the primary colour, is drawn in it
        seen += 1
        if found["ring"] < 3.0:
            faint.append(found)
    assert seen > 20
    assert not faint


@pytest.mark.parametrize("path", some(PICTURED, 1))
def test_a_chart_has_a_heading_and_one_stop_for_its_buttons(new_page, app, path):
    """The arrow keys walk among the buttons."""
    page = shown(new_page(viewport=DESKTOP), app, path, DESKTOP)
    plot = page.locator(".st-key-picture .ov-plot")
    assert plot.get_by_role("heading", level=3).count() == 1
    stops = plot.evaluate(
        "one => [...one.querySelectorAll('a[href], button, input, [tabindex]')]"
        ".filter((node) => node.tabIndex >= 0 && node.checkVisibility()).length"
    )
    assert stops == 1
    plot.get_by_role("button", name="Table").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "PNG"


@pytest.mark.parametrize(("path", "size"), some(crossed(PAGES, [PHONE, DESKTOP]), 2))
def test_nothing_jumps_while_a_page_loads(new_page, app, path, size):
    """The sum of all layout shifts without a hand on the page stays under 0.1."""
    page = new_page(
        viewport=size,
        script="""
        window.shifts = [];
        new PerformanceObserver((list) => window.shifts.push(...list.getEntries().filter((one) => !one.hadRecentInput)
            .map((one) => [one.value, (one.sources ?? []).map((source) => source.node?.className ?? '?')])))
            .observe({ type: 'layout-shift', buffered: true });
    """,
    )
    shown(page, app, path, size)
    shifts = page.evaluate("window.shifts")
    assert sum(value for value, _ in shifts) < 0.1, shifts


@pytest.mark.parametrize("path", some(PAGES, 1))
def test_nothing_moves_by_itself_for_who_asked_for_stillness(new_page, app, path):
    """With reduced motion no animation and no transition runs: from the first moment, and while a fold opens."""
    page = new_page(
        viewport=DESKTOP,
        script="""
        window.moved = [];
        for (const name of ['animationstart', 'transitionrun']) {
            document.addEventListener(name, (event) => window.moved.push(event.animationName ?? event.propertyName), true);
        }
    """,
    )
    shown(page, app, path, DESKTOP)
    page.get_by_text("What this leaves out").click()
    still(page)
    assert page.evaluate("window.moved") == []


@pytest.mark.parametrize("path", some(PAGES, 2))
def test_the_first_sight_is_short(new_page, app, path):
    """At most 320 words, six open controls, three numbers, and a headline of 140 characters before "More"."""
    page = shown(new_page(viewport=DESKTOP), app, path, DESKTOP)
    assert page.evaluate(WORDS) <= 320
    assert page.locator(".st-key-number_row [data-testid=stMetric]:visible").count() in (
        {0, 3} if path == "learn" else {3}
    )
    controls = page.locator(
        ".st-key-controls :is(input[type=range], [data-testid=stSelectbox], [data-testid=stDateInput],"
        " [data-testid=stNumberInput], [data-testid=stCheckbox], [data-testid=stButtonGroup]):visible"
    )
    assert controls.count() <= 6
    headline = page.locator(".ov-headline").inner_text()
    assert 20 < len(headline) <= 140


def test_on_a_phone_the_legend_of_the_first_picture_is_one_line(new_page, app):
    """Over its whole width, so that a low picture keeps its height; Plotly would break it into three."""
    page = shown(new_page(viewport=LOW[0]), app, "claims", LOW[0])
    page.wait_for_selector(".ov-chart .xtick text")
    keys = page.locator(".st-key-picture .ov-keys")
    assert keys.locator("span").all_inner_texts() == ["holds", "depends", "does not hold"]
    top, bottom = box(page, ".st-key-picture .ov-keys")[1::2]
    assert bottom - top < 24
    assert page.locator(".st-key-picture .legend").count() == 0
    page.set_viewport_size(DESKTOP)
    page.wait_for_selector(".st-key-picture .legend")
    assert not keys.is_visible()


def test_presenter_mode_hides_the_menu_and_widens_the_picture(page, app):
    """And the type in the chart, its labels too, grows with that of the page; the numbers stay in sight."""
    shown(page, app, "condor", DESKTOP)
    width = box(page, ".st-key-picture .ov-chart")
    size = "parseFloat(getComputedStyle(document.querySelector('.ov-chart .xtick text')).fontSize)"
    label = size.replace(".xtick text", ".annotation-text")
    before = [page.evaluate(one) for one in (size, label)]
    shown(page, app, "condor", DESKTOP, present="true")
    wide = box(page, ".st-key-picture .ov-chart")
    assert wide[2] - wide[0] > width[2] - width[0]
    assert [page.evaluate(one) > 1.2 * was for one, was in zip((size, label), before, strict=True)] == [True, True]
    assert box(page, ".st-key-number_row")[3] <= DESKTOP["height"]
    assert box(page, "[data-testid=stSidebar]")[2] <= 0


def test_a_word_of_the_glossary_unfolds_where_it_stands(page, app):
    """A click shows its meaning beside it, on the same page; Escape gives the focus back to the word."""
    shown(page, app, "condor", DESKTOP)
    word = page.locator(".st-key-question").get_by_role("link", name="condor", exact=True)
    word.click()
    card = page.get_by_role("dialog", name="Iron condor")
    card.wait_for()
    assert "sold put spread below the index" in card.inner_text()
    page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    assert word.evaluate("one => one === document.activeElement")
    assert len(page.context.pages) == 1


def test_the_buttons_of_a_chart_unfold_on_a_phone(new_page, app):
    """One button beside the title shows them; an open table lets the picture scroll away."""
    page = shown(new_page(viewport=PHONE, has_touch=True), app, "condor", PHONE)
    table = page.locator(".st-key-picture").get_by_role("button", name="Table", exact=True)
    assert not table.is_visible()
    page.get_by_role("button", name="Table and downloads of this chart").click()
    table.click()
    page.get_by_role("region", name=re.compile("^Table: ")).wait_for()
    assert page.evaluate("getComputedStyle(document.querySelector('.st-key-lead').parentElement).position") == "static"
