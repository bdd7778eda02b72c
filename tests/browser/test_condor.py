"""The main job in a browser: move the two headline sliders, and the condor of `overlay` is redrawn, with no network."""

import re
from pathlib import Path

import numpy as np
import pytest

from overlay.condor import placement, pnl, pricing as condor
from tests.browser.conftest import ROOT, _server, settle, still
from views.look import format as fmt

pytestmark = pytest.mark.browser

PAYOFF = ".st-key-payoff .js-plotly-plot"


def visit(page, url):
    """Open a page and wait until its chart is drawn."""
    page.goto(url)
    settle(page)
    page.wait_for_selector(f"{PAYOFF} .scatterlayer path.js-line")


def headline(page):
    """The headline."""
    return page.locator(".ov-headline h2").inner_text()


def sold(page):
    """The sentence that says which options are sold."""
    return page.get_by_text("Sells the ").inner_text()


# The address changes before the run begins, and a page that has not begun looks like one that has ended.
ANSWERED = """before => {
    const now = performance.now(), text = document.querySelector('[data-testid=stMain] h2').innerText;
    if (text !== window.lastAnswer) { window.lastAnswer = text; window.answeredAt = now; }
    return text !== before && now - window.answeredAt > 300;
}"""


def press(page, label, key, times=1):
    """Move a slider that changes the condor by its keyboard, one change of the address a press."""
    slider, answer = page.get_by_role("slider", name=label), headline(page)
    for _ in range(times):
        address = page.url
        slider.press(key)
        page.wait_for_function("url => location.href !== url", arg=address)
    page.wait_for_function(ANSWERED, arg=answer)
    settle(page)


def drawn_expiry(page):
    """The expiry line of the payoff chart as the browser holds it: levels and dollars."""
    trace = page.evaluate(
        f"""() => {{ const one = document.querySelector('{PAYOFF}').data.find(t => t.name === 'at expiry');
        const decoded = a => a.bdata ? Array.from(new Float64Array(Uint8Array.from(atob(a.bdata), c => c.charCodeAt(0)).buffer))
                                     : Array.from(a);
        return [decoded(one.x), decoded(one.y)]; }}"""
    )
    return [np.array(axis) for axis in trace]


def assert_shows(page, placed, quote):
    """The strikes and the credit that the page says, and the payoff chart, are those of overlay."""
    credit = fmt.points(quote.credit_points)
    said = f"for {credit} points each"
    page.wait_for_function("text => document.body.innerText.includes(text)", arg=said)
    text = sold(page)
    assert f"{fmt.level(placed.long_put)}/{fmt.level(placed.short_put)} puts" in text
    assert f"{fmt.level(placed.short_call)}/{fmt.level(placed.long_call)} calls" in text
    page.wait_for_function(
        f"""strikes => {{ const at = document.querySelector('{PAYOFF}')._fullData.find(t => t.name === 'at expiry').x;
        return strikes.every(one => Array.from(at).includes(one)); }}""",
        arg=[placed.long_put, placed.short_put, placed.short_call, placed.long_call],
    )
    levels, dollars = drawn_expiry(page)
    market_curves = pnl.payoff(placed.legs, levels) + quote.credit_dollars
    np.testing.assert_allclose(dollars, market_curves, atol=1e-6)


def test_the_headline_sliders_redraw_the_condor_that_overlay_computes(page, app, market):
    """Two moves of each; the browser asked no one but this machine (the fixture sees to it)."""
    visit(page, f"{app}/condor")
    first = placement.by_sigmas(market, 1.5, 50, 30)
    assert_shows(page, first, condor.quote(first, market))
    press(page, "Short strikes (SD)", "ArrowRight", 2)
    press(page, "Wing width (points)", "ArrowRight", 2)
    moved = placement.by_sigmas(market, 1.6, 60, 30)
    assert_shows(page, moved, condor.quote(moved, market))


@pytest.mark.long
def test_the_first_visitor_after_a_start_sees_no_strange_menu(new_page, tmp_path):
    """A deep link on a server just started: no "Page not found", and no menu guessed from the folder."""
    page = new_page(
        script="""window.seen = new Set(); new MutationObserver(() => {
        for (const one of document.querySelectorAll('[data-testid=stSidebarNavLink], [role=dialog]:not(.ov-card)'))
            window.seen.add(one.innerText.trim()); }).observe(document, {childList: true, subtree: true});"""
    )
    with _server(ROOT / "app.py", tmp_path / "log") as url:
        visit(page, f"{url}/condor?v=2&sigmas=2")
        assert "2.00" in page.locator(".st-key-sigmas").inner_text()
        seen = {text.splitlines()[-1] for text in page.evaluate("[...window.seen]") if text}
        assert seen <= set(re.findall(r'title="([^"]+)"', (ROOT / "app.py").read_text()))


@pytest.mark.long
def test_zoom_outlives_a_slider_move(page, app):
    """The reader drags a window open; it stays while the condor changes."""
    visit(page, f"{app}/condor")
    box = page.locator(f"{PAYOFF} .nsewdrag").first.bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"], steps=5)
    page.mouse.up()
    ends = f"document.querySelector('{PAYOFF}')._fullLayout.xaxis.range.map(Math.round)"
    page.wait_for_function(f"() => {ends}[0] > 2000")
    zoomed = page.evaluate(ends)
    press(page, "Short strikes (SD)", "ArrowRight", 3)
    page.wait_for_timeout(300)
    assert page.evaluate(ends) == zoomed


@pytest.mark.long
def test_a_held_arrow_key_loses_nothing(page, app, market):
    """Fifteen presses at thirty a second: the last value lands, and the picture is its condor."""
    visit(page, f"{app}/condor")
    slider = page.get_by_role("slider", name="Short strikes (SD)")
    for _ in range(15):
        slider.press("ArrowRight")
        page.wait_for_timeout(33)
    last = placement.by_sigmas(market, 2.25, 50, 30)
    assert_shows(page, last, condor.quote(last, market))


def test_a_bad_link_gets_a_sentence_and_the_page_works(page, app):
    """The browser's Streamlit drops the value; we say so, and the sliders still move."""
    visit(page, f"{app}/condor?v=2&wing_points=9999&day=2050-01-01")
    said = page.locator("[data-testid=stAlert]").all_inner_texts()
    assert any("9999" in one for one in said)
    assert any("2050-01-01" in one for one in said)
    press(page, "Wing width (points)", "ArrowRight")
    assert "wing_points=55" in page.url


@pytest.mark.long
def test_an_impossible_credit_leaves_the_page_usable(page, app):
    """One sentence, and a wider wing mends it."""
    page.goto(f"{app}/condor?v=2&place=Credit&credit=20&wing_points=10")
    settle(page)
    page.get_by_text("is not available with wings of 10 points").wait_for()
    page.get_by_role("slider", name="Wing width (points)").press("End")
    page.get_by_role("heading", name=re.compile("^Takes in")).wait_for()


def test_static_folder_holds_only_what_draws_charts():
    """Nothing else is served beside the app: Plotly's script and our own two."""
    served = {path.name for path in (Path(ROOT) / "static").iterdir()}
    assert all(re.fullmatch(r"plotly-[\d.]+\.min\.js|(plot|unfold)-[\da-f]{16}\.js|\.gitkeep", name) for name in served)


def test_the_room_of_a_chart_is_kept_before_it_is_drawn(page, app):
    """So that nothing below jumps when it comes: all but lines of a heading that wraps, and never a gap."""
    page.goto(f"{app}/condor?v=2&details=Odds")
    still(page)
    missing = page.evaluate("""() => [...document.querySelectorAll('.ov-plot')].map(plot => {
        const kept = plot.closest('.ov-lead') ? plot.closest('.st-key-picture') : plot.closest('.stElementContainer');
        return plot.getBoundingClientRect().height - parseFloat(getComputedStyle(kept).minHeight);
    })""")
    assert len(missing) == 2  # the first picture, and that of the open part
    assert all(-10 <= one < 45 for one in missing)


HOSTILE = "<img src=x onerror=document.title='owned'>"


def test_what_a_link_says_stays_text(page, app):
    """Markup in every kind of control of a link: shown as it is, and nothing of it runs."""
    page.goto(f"{app}/condor?v=2&sigmas={HOSTILE}&place={HOSTILE}&day={HOSTILE}&details={HOSTILE}&smile=**bold**")
    settle(page)
    said = page.locator("[data-testid=stAlert]").all_inner_texts()
    assert sum("<img src=x" in one for one in said) == 4
    assert any("**bold**" in one for one in said)
    assert page.locator("img[src=x]").count() == 0
    assert page.title() != "owned"


@pytest.mark.long
def test_what_a_file_calls_itself_stays_text(page, app):
    """The name of an uploaded chain, which the page repeats."""
    page.goto(f"{app}/condor")
    still(page)
    page.locator(".st-key-market_kind").get_by_text("A chain").click()
    file = {"name": f"{HOSTILE.replace('/', '')}.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}
    page.locator("[class*=st-key-chain_] input[type=file]").set_input_files(file)
    page.locator("[data-testid=stAlert]").first.wait_for()
    assert page.locator("img[src=x]").count() == 0
    assert page.title() != "owned"


def test_the_policy_stops_nothing_of_our_own(page, app):
    """Charts, tables, downloads and a drag, and the browser's console tells of no refusal."""
    told = []
    page.on("console", lambda one: told.append(one.text))
    visit(page, f"{app}/condor?v=2&details=Odds")
    page.locator(".st-key-payoff").get_by_role("button", name="Table").click()
    with page.expect_download():
        page.locator(".st-key-payoff").get_by_role("button", name="SVG").click()
    with page.expect_download():
        page.locator(".st-key-payoff").get_by_role("button", name="PNG").click()
    assert not [one for one in told if "Content Security Policy" in one]
