"""Every page for those who cannot see it well, or at all, or use no mouse: axe-core, and the keyboard alone."""

import pytest

from tests.browser.conftest import still
from tests.menu import PAGES
from tests.sizes import some

pytestmark = pytest.mark.browser

# Streamlit's own menu puts its section headings inside a list; nothing of ours can mend that.
MENU = "[data-testid=stSidebarNavItems]"
THEIRS = {"list", "listitem"}
BACKGROUND = "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
ONLY_FAULTS = {"resultTypes": ["violations"]}  # to list what passes too takes twice as long
COLOURS = {**ONLY_FAULTS, "runOnly": ["color-contrast"]}  # all that another theme can spoil
FOCUSED = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
    return {
        name: one.getAttribute('aria-label') || one.innerText || one.title || '',
        role: one.getAttribute('role') || (one.type === 'range' ? 'slider' : one.tagName.toLowerCase()),
        chart: one.closest('.ov-plot') !== null, id: one.outerHTML.slice(0, 300) + box.top,
    };
}"""


def findings(page, options=ONLY_FAULTS):
    """What axe-core finds serious or critical on a page: rule and element."""
    from axe_playwright_python.sync_playwright import Axe

    found = [
        one
        for one in Axe().run(page, options=options).response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
    return [
        (one["id"], node["html"][:200])
        for one in found
        for node in one["nodes"]
        if not (one["id"] in THEIRS and in_menu(page, node))
    ]


def in_menu(page, node):
    """Whether an element that axe found is part of Streamlit's menu."""
    return page.locator(node["target"][0]).first.evaluate(f"one => one.closest('{MENU}') !== null")


@pytest.mark.parametrize("path", some(PAGES, 1))
def test_axe_finds_nothing_serious(page, app, path):
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
