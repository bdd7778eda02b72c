"""Every page for those who cannot see it well, or at all, or use no mouse: axe-core, and the keyboard alone."""

import pytest

from tests.browser.conftest import still
from tests.menu import PAGES
from tests.sizes import crossed, some

pytestmark = pytest.mark.browser

# Streamlit's own menu puts its section headings inside a list; nothing of ours can mend that.
MENU = "[data-testid=stSidebarNavItems]"
THEIRS = {"list", "listitem"}
BACKGROUND = "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
# To list what passes too takes twice as long. Targets of 24 pixels are asked for, which axe-core leaves out by default.
ONLY_FAULTS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}  # all that another theme can spoil
#: every text in the pictures, with its contrast against the bar or the page behind it
INK = """() => {
    const parse = (text) => (text.match(/[\\d.]+/g) ?? [0, 0, 0]).map(Number);
    const over = (text, below) => { const [r, g, b, alpha = 1] = parse(text);
        return [r, g, b].map((part, at) => part * alpha + below[at] * (1 - alpha)); };
    const light = (colour) => colour.map((part) => part / 255)
        .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const faded = (node, colour, end) => { let alpha = 1;
        for (let one = node; one && one !== end; one = one.parentElement) alpha *= parseFloat(getComputedStyle(one).opacity);
        const [r, g, b, own = 1] = parse(colour); return `rgba(${r},${g},${b},${own * alpha})`; };
    const page = parse(getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor).slice(0, 3);
    const found = [];
    for (const chart of document.querySelectorAll('.ov-chart')) {
        const bars = [...chart.querySelectorAll('.barlayer path')].map((one) => [one.getBoundingClientRect(), one]);
        for (const text of chart.querySelectorAll('.main-svg text')) {
            const box = text.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2;
            if (!box.width || !text.textContent.trim() || !text.checkVisibility({ opacityProperty: true })) continue;
            const under = bars.findLast(([bar]) => bar.left <= x && x <= bar.right && bar.top <= y && y <= bar.bottom);
            const ground = under ? over(faded(under[1], getComputedStyle(under[1]).fill, chart), page) : page;
            const ink = over(faded(text, getComputedStyle(text).fill, chart), ground);
            const both = [light(ink), light(ground)].sort((a, b) => b - a);
            found.push([(both[0] + 0.05) / (both[1] + 0.05), text.textContent]);
        }
    }
    return found;
}"""
FOCUSED = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect();
    return {
        name: one.getAttribute('aria-label') || one.innerText || one.title || '',
        role: one.getAttribute('role') || (one.type === 'range' ? 'slider' : one.tagName.toLowerCase()),
        chart: one.closest('.ov-plot') !== null, id: one.outerHTML.slice(0, 300) + box.top,
    };
}"""


def findings(page, options=ONLY_FAULTS):
    """What axe-core finds on a page, however small: rule and element."""
    from axe_playwright_python.sync_playwright import Axe

    return [
        (one["id"], node["html"][:200])
        for one in Axe().run(page, options=options).response["violations"]
        for node in one["nodes"]
        if not (one["id"] in THEIRS and in_menu(page, node))
    ]


def in_menu(page, node):
    """Whether an element that axe found is part of Streamlit's menu."""
    return page.locator(node["target"][0]).first.evaluate(f"one => one.closest('{MENU}') !== null")


@pytest.mark.parametrize("path", some(PAGES, 1))
def test_axe_finds_nothing(page, app, path):
    """Contrast, names, roles, structure: on each page as it opens, in both themes."""
    page.goto(f"{app}/{path}")
    page.wait_for_selector(".ov-headline h2")
    still(page)
    light = page.evaluate(BACKGROUND)
    assert not findings(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"light => ({BACKGROUND})() !== light", arg=light)
    still(page)
    assert not findings(page, COLOURS)


@pytest.mark.parametrize(
    ("path", "theme"), some(crossed(sorted(PAGES.keys() - {"learn", "data"}), ["light", "dark"]), 2)
)
def test_text_in_a_picture_stands_out_from_what_is_behind_it(new_page, app, path, theme):
    """Numbers, names and the labels on bars: 4.5:1, as for the text around it."""
    page = new_page(viewport={"width": 1440, "height": 900}, color_scheme=theme)
    page.goto(f"{app}/{path}?v=2")
    still(page)
    page.wait_for_selector(".ov-chart .xtick text")
    found = page.evaluate(INK)
    assert len(found) > 5
    assert not [(round(contrast, 2), text) for contrast, text in found if contrast < 4.5]


def test_the_tabulator_reaches_every_control_and_leaves_it_again(page, app):
    """Sliders, choices, one stop for a chart, folds: each in turn, none twice, none a trap."""
    page.goto(f"{app}/condor")
    still(page)
    page.locator("[data-testid=stMain] h1").click()
    seen = []
    for _ in range(80):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
        if seen[-1]["role"] == "body":
            break
    ids = [one["id"] for one in seen]
    assert len(ids) == len(set(ids))
    roles = [one["role"] for one in seen]
    assert roles.count("slider") == page.locator("[data-testid=stMain] input[type=range]:visible").count()
    charts = [one["name"] for one in seen if one["chart"]]
    assert charts.count("Table") == page.locator(".ov-plot").count() == len(charts)
    assert "summary" in roles


@pytest.mark.long
def test_a_slider_speaks_its_value_and_takes_every_key(page, app):
    """Name, range and value for a screen reader; arrows, page keys, home and end, on a slider that answers while dragged."""
    page.goto(f"{app}/condor")
    still(page)
    slider = page.get_by_role("slider", name="Short strikes (SD)")
    slider.focus()
    assert slider.evaluate("one => [one.min, one.max, one.getAttribute('aria-valuetext')]") == ["0.5", "3", "1.50"]
    for key, value in (("ArrowRight", 1.55), ("PageUp", 1.8), ("PageDown", 1.55), ("Home", 0.5), ("End", 3.0)):
        page.keyboard.press(key)
        page.wait_for_function("([one, value]) => Number(one.value) === value", arg=[slider.element_handle(), value])
    ring = slider.evaluate(
        "one => { const thumb = one.closest('[style*=translate]') ?? one.parentElement;"
        " return getComputedStyle(thumb).boxShadow + getComputedStyle(thumb).outlineStyle; }"
    )
    assert ring != "nonenone"
