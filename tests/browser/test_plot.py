"""The chart component in a real browser: it keeps zoom, follows the theme, and never leaves the reader without numbers."""

import csv
import io
import json
import re
import shutil
from pathlib import Path
from threading import Event

import pandas as pd
import plotly
import plotly.graph_objects as go
import pytest
from starlette.requests import Request
from starlette.routing import Match
from streamlit.testing.v1 import AppTest

from tests import patience
from tests.browser.conftest import DESKTOP, ROOT, Seen, settle
from tests.menu import PAGES
from tests.visitor import alone
from views.look import palette, plot

APP = Path(__file__).with_name("plot_app.py")
LINE = ".st-key-payoff .ov-chart"
HEAT = ".st-key-surface .ov-chart"
DRAWN_LINE = f"{LINE} .scatterlayer .trace path.js-line"
DRAWN_HEAT = f"{HEAT} .heatmaplayer image"

MARGINS = """() => {
  const { margin, _size } = document.querySelector(".js-plotly-plot")._fullLayout;
  return [margin, _size].map(({ l, r, t, b }) => [l, r, t, b]);
}"""

# Counts the frames in which the charts are not the ones first seen, or have nothing drawn in them.
SAMPLER = """
([line, heat, drawnLine, drawnHeat]) => {
  const first = [document.querySelector(line), document.querySelector(heat)];
  window.frames_seen = { all: 0, blank: 0, replaced: 0 };
  const look = () => {
    const seen = window.frames_seen;
    seen.all += 1;
    const path = document.querySelector(drawnLine)?.getAttribute("d");
    if (!path || !document.querySelector(drawnHeat)) seen.blank += 1;
    if (document.querySelector(line) !== first[0] || document.querySelector(heat) !== first[1]) seen.replaced += 1;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
"""


@pytest.fixture(scope="session")
def chart_url(serve, tmp_path_factory):
    """Serve the little app from its own folder, with the project's static folder beside it."""
    plot.prepare()
    home = tmp_path_factory.mktemp("plot_app")
    shutil.copy(APP, home)
    (home / "static").symlink_to(ROOT / "static")
    return serve(home / APP.name)


@pytest.fixture(scope="module")
def drawn(kept_window, chart_url):
    """The little app opened once, for tests that only look and take away."""
    page = kept_window(DESKTOP | {"locale": "en"}).pages[0]
    seen = Seen(page)
    _open(page, chart_url)
    yield page
    assert not seen.errors


def _open(page, url):
    page.goto(url)
    settle(page)
    page.wait_for_selector(DRAWN_LINE, state="attached")
    page.wait_for_selector(DRAWN_HEAT, state="attached")


def _button(page, key, name):
    return page.locator(f".st-key-{key}").get_by_role("button", name=name, exact=True)


def _x_range(page):
    return page.evaluate(f"document.querySelector('{LINE}')._fullLayout.xaxis.range.map(Math.round)")


def _line_colour(page):
    return page.evaluate(f"getComputedStyle(document.querySelector('{DRAWN_LINE}')).stroke")


def _zoom(page):
    box = page.locator(f"{LINE} .nsewdrag").first.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.3, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=4)
    page.mouse.up()
    page.wait_for_function(f"() => document.querySelector('{LINE}')._fullLayout.xaxis.range[0] > 4000")


def _swipe_up(page, left, top):
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": left, "y": top}]})
    for step in range(1, 11):
        points = [{"x": left, "y": top - 15 * step}]
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _rgb(colour):
    return "rgb({}, {}, {})".format(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))


@pytest.mark.browser
def test_zoom_outlives_slider_moves_and_no_frame_is_blank(page, chart_url):
    """Ten slider moves change the curve on the same node, in the range the reader zoomed to, without a gap."""
    _open(page, chart_url)
    _zoom(page)
    zoomed = _x_range(page)
    page.evaluate(SAMPLER, [LINE, HEAT, DRAWN_LINE, DRAWN_HEAT])
    slider = page.get_by_role("slider", name="Centre (points)")
    for step in range(1, 11):
        slider.press("ArrowRight")
        page.wait_for_function(
            f"() => document.querySelector('{LINE}').getAttribute('aria-label').endsWith('{4500 + 10 * step}')"
        )
    settle(page)
    frames = page.evaluate("window.frames_seen")
    assert _x_range(page) == zoomed
    assert frames["all"] > 10
    assert (frames["blank"], frames["replaced"]) == (0, 0)


@pytest.mark.browser
@pytest.mark.long
def test_a_double_click_returns_to_the_figures_own_ranges(page, chart_url):
    """After a zoom a double click shows the ranges the figure was given, not those that would fit the data."""
    _open(page, chart_url)
    _zoom(page)
    box = page.locator(f"{LINE} .nsewdrag").first.bounding_box()
    page.mouse.dblclick(box["x"] + 300, box["y"] + 150)
    page.wait_for_function(f"() => document.querySelector('{LINE}')._fullLayout.xaxis.range[0] === 3800")
    assert page.evaluate(f"document.querySelector('{LINE}')._fullLayout.yaxis.range") == [-50, 10]


@pytest.mark.browser
@pytest.mark.long
def test_hidden_traces_stay_hidden(page, chart_url):
    """A curve switched off in the legend stays off at the next slider move."""
    _open(page, chart_url)
    page.locator(f"{LINE} .legendtoggle").last.click()
    state = f"document.querySelector('{LINE}')._fullData[1].visible"
    page.wait_for_function(f"() => {state} === 'legendonly'")
    page.get_by_role("slider", name="Centre (points)").press("ArrowRight")
    page.wait_for_function(f"() => document.querySelector('{LINE}').getAttribute('aria-label').endsWith('4510')")
    assert page.evaluate(state) == "legendonly"


@pytest.mark.browser
def test_theme_switch_recolours_without_a_rerun(page, chart_url):
    """When the system turns dark, lines, titles and labels take the dark theme's colours at once."""
    page.emulate_media(color_scheme="light")
    _open(page, chart_url)
    assert _line_colour(page) == _rgb(palette.COLOURS["light"]["condor"])
    page.emulate_media(color_scheme="dark")
    dark = palette.COLOURS["dark"]
    page.wait_for_function(
        f"() => getComputedStyle(document.querySelector('{DRAWN_LINE}')).stroke === '{_rgb(dark['condor'])}'"
    )
    label = page.evaluate(f"getComputedStyle(document.querySelector('{LINE} .annotation-text')).fill")
    title = page.evaluate("getComputedStyle(document.querySelector('.ov-title')).color")
    assert label == title == _rgb(dark["text"])


@pytest.mark.browser
def test_the_title_is_plain_text_above_the_chart(drawn):
    """Title and subtitle are text of the page, whose tags are shown and not obeyed."""
    root = drawn.locator(".st-key-payoff")
    assert "every further point costs you $100" in root.locator(".ov-title").inner_text()
    assert "<b> & figures" in root.locator(".ov-subtitle").inner_text()
    assert drawn.locator(f"{LINE} .gtitle").count() == 0


@pytest.mark.browser
def test_the_table_twin_shows_the_numbers(page, chart_url):
    """One click opens a table with scoped headers, the numbers, and the values as text."""
    _open(page, chart_url)
    _button(page, "payoff", "Table").click()
    table = page.locator(".st-key-payoff table")
    assert table.locator("thead th[scope=col]").all_inner_texts() == ["Index", "Profit or loss", "Note"]
    assert table.locator("tbody tr").first.locator("th, td").all_inner_texts() == ["3,800", "-45.35", "=1+1"]
    assert table.locator("tbody tr").nth(2).locator("td").last.inner_text() == "<b>bold</b>"
    page.get_by_role("slider", name="Centre (points)").press("Home")
    page.wait_for_function("() => document.querySelector('.st-key-payoff tbody td').textContent === '4.65'")


@pytest.mark.browser
def test_a_long_table_says_that_it_is_cut(drawn):
    """Of 12,060 rows 400 are sent, and the note says so."""
    _button(drawn, "surface", "Table").click()
    assert drawn.locator(".st-key-surface tbody tr").count() == plot.SENT_ROWS
    assert "first 400 of 12,060 rows" in drawn.locator(".st-key-surface .ov-note").inner_text()


@pytest.mark.browser
def test_images_arrive(drawn):
    """PNG and SVG downloads arrive under the chart's name, with the title inside the drawing."""
    for name, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with drawn.expect_download() as download:
            _button(drawn, "payoff", name).click()
        assert download.value.suggested_filename == f"payoff.{name.lower()}"
        content = Path(download.value.path()).read_bytes()
        assert content.startswith(start)
    assert b"every further point costs" in content


@pytest.mark.browser
def test_the_csv_holds_the_table_and_runs_no_formula(drawn):
    """The CSV has the table's numbers in full; a text that begins like a formula gets an apostrophe."""
    with drawn.expect_download() as download:
        _button(drawn, "payoff", "CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Index", "Profit or loss", "Note"]
    assert rows[1] == ["3800", "-45.35", "'=1+1"]
    assert rows[2][2] == "-2.5"
    assert len(rows) == 22


@pytest.mark.long
@pytest.mark.browser
def test_a_phone_scrolls_down_but_never_sideways(new_page, chart_url):
    """At 390 pixels nothing overflows, even with the tables open, and a finger on the chart scrolls the page."""
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    _open(page, chart_url)
    for key in ("payoff", "surface"):
        _button(page, key, "Table").tap()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth")
    for left in (30, 200):  # on the axis and in the middle
        page.evaluate(f"{main}.scrollTo(0, 0)")
        _swipe_up(page, left, page.locator(LINE).bounding_box()["y"] + 300)
        page.wait_for_function(f"() => {main}.scrollTop > 100")
    assert _x_range(page) == [3800, 5200]


@pytest.mark.browser
@pytest.mark.long
def test_a_tap_names_the_value_and_moves_no_axis(new_page, chart_url):
    """On a touch screen one tap shows the hover label, and is not taken for the double click that resets axes."""
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    _open(page, chart_url)
    box = page.locator(f"{LINE} .nsewdrag").first.bounding_box()
    page.touchscreen.tap(box["x"] + 150, box["y"] + 30)
    page.wait_for_selector(f"{LINE} .hovertext")
    assert page.evaluate(f"document.querySelector('{LINE}')._fullLayout.yaxis.range") == [-50, 10]
    assert _x_range(page) == [3800, 5200]


@pytest.mark.long
@pytest.mark.browser
def test_the_chart_follows_the_width(page, chart_url):
    """A narrower window redraws the chart to fit, at the same height."""
    _open(page, chart_url)
    page.set_viewport_size({"width": 700, "height": 900})
    svg = f"document.querySelector('{LINE} .main-svg').getBoundingClientRect()"
    page.wait_for_function(f"() => {svg}.width > 0 && {svg}.width <= 700")
    assert page.evaluate(f"{svg}.height") == 420


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("path", sorted(set(PAGES) - {"data", "learn"}))
def test_the_first_chart_of_a_page_is_laid_out_once(new_page, app, path):
    """Its margins hold numbers, titles and legend from the start; had Plotly to widen them, it would draw everything twice."""
    page = new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{app}/{path}")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    given, needed = page.evaluate(MARGINS)
    assert given == needed


@pytest.mark.long
@pytest.mark.browser
def test_without_the_library_the_table_speaks(page, chart_url):
    """When Plotly cannot be loaded a sentence says so and the table is open."""
    page.route("**/app/static/plotly-*", lambda route: route.abort())
    page.goto(chart_url)
    settle(page)
    message = page.locator(".st-key-payoff .ov-message")
    message.wait_for(state="visible")
    assert "could not be loaded" in message.inner_text()
    assert page.locator(".st-key-payoff tbody tr").count() == 21


@pytest.mark.long
@pytest.mark.browser
def test_without_our_own_script_a_sentence_says_what_to_do(page, chart_url):
    """What draws the charts is a file like any other, and may fail to come."""
    page.route("**/app/static/plot-*", lambda route: route.abort())
    page.goto(chart_url)
    page.locator(".st-key-payoff").get_by_text("could not be loaded. Reload the page.").wait_for()


@pytest.mark.long
@pytest.mark.browser
def test_the_library_is_asked_for_once_and_cached(page, chart_url):
    """Two charts cost one request, it arrives compressed, and a reload takes it from the browser's cache."""
    answers = []
    page.on("response", lambda answer: answers.append(answer) if "plotly-" in answer.url else None)
    _open(page, chart_url)
    assert len(answers) == 1
    assert answers[0].headers["content-encoding"] == "gzip"
    _open(page, chart_url)
    sizes = page.evaluate(
        "performance.getEntriesByType('resource').filter((e) => e.name.includes('plotly-')).map((e) => e.transferSize)"
    )
    assert sizes == [0]


@pytest.mark.browser
def test_nothing_offers_to_upload_the_chart(drawn):
    """Plotly's button that shares a chart through its cloud is not there."""
    titles = drawn.locator(f"{LINE} .modebar-btn").evaluate_all("all => all.map((b) => b.getAttribute('data-title'))")
    assert titles
    assert not [title for title in titles if re.search("share|cloud", title or "", re.IGNORECASE)]


def test_a_test_without_browser_sees_figure_and_table():
    """AppTest runs `show` and reads the figure, its tokens and the table from the element's message."""
    app = AppTest.from_file(str(APP), default_timeout=patience.SECONDS).run()
    assert not app.exception
    message = json.loads(app.get("bidi_component")[0].proto.json)
    assert message["title"].startswith("Below 4,275")
    assert message["alt"] == "Payoff of an iron condor centred on 4500"
    assert json.loads(message["figure"])["data"][0]["line"]["color"] == palette.CONDOR
    assert json.loads(message["table"])["data"][0] == [3800.0, -45.35, "=1+1"]


def test_without_static_files_streamlit_draws_the_chart(monkeypatch):
    """Where the script cannot be served, the figure is a plain Plotly chart in real colours, with its table below."""

    def page():
        import pandas as pd

        from views.look import palette, parts, plot

        figure = parts.Figure([{"type": "scatter", "x": [1, 2], "y": [3, 4], "line": {"color": palette.CORE}}], {})
        plot.show(figure, key="plain", alt="A line", table=pd.DataFrame({"x": [1, 2], "y": [3, 4]}))

    monkeypatch.setattr(plot, "script_url", lambda: None)
    app = alone(page).run()
    assert not app.exception
    spec = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert spec["data"][0]["line"]["color"] == palette.COLOURS["light"]["core"]
    assert app.dataframe[0].value["y"].tolist() == [3, 4]


def test_a_folder_that_cannot_be_written_means_no_script(monkeypatch, tmp_path):
    """A read-only project is no error; without our own server there is just no script to serve."""
    blocked = tmp_path / "file"
    blocked.touch()
    monkeypatch.setattr(plot, "STATIC", blocked / "static")
    monkeypatch.setattr(plot, "_ROUTED", Event())
    assert plot.script_url.__wrapped__() is None


def answer(route, path):
    """What a route answers to a path; it waits for nothing, so it needs no loop."""
    scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    match, found = route.matches(scope)
    assert match is Match.FULL
    with pytest.raises(StopIteration) as end:
        route.endpoint(Request(scope | found)).send(None)
    return end.value.value


def test_in_a_folder_that_cannot_be_written_the_server_hands_out_the_script_itself(monkeypatch, tmp_path):
    """Word for word, as JavaScript that a browser may keep; nothing else can be had there."""
    (tmp_path / "file").touch()
    monkeypatch.setattr(plot, "STATIC", tmp_path / "file" / "static")
    monkeypatch.setattr(plot, "_ROUTED", Event())
    monkeypatch.setattr(plot, "_HELD", {})
    route = plot.route()
    url = plot.script_url.__wrapped__()
    found = answer(route, url)
    assert found.body == (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()
    assert found.headers["content-type"].startswith("text/javascript")
    assert "immutable" in found.headers["cache-control"]
    assert answer(route, f"{url}.map").status_code == 404


def test_the_script_is_copied_whole_and_dated_back(tmp_path):
    """The copy is complete, leaves no draft behind, and is old enough for browsers to keep it."""
    copy = tmp_path / "static" / "some.js"
    plot._write(copy, b"whole")
    assert copy.read_bytes() == b"whole"
    assert copy.stat().st_mtime == plot._LONG_AGO
    assert list(copy.parent.iterdir()) == [copy]


def test_every_token_resolves_in_both_themes():
    """Plotly accepts each token wherever a colour goes, and both themes have a colour for it."""
    tokens = {value for name, value in vars(palette).items() if name.isupper() and isinstance(value, str)}
    for theme in palette.COLOURS:
        for token in tokens:
            figure = go.Figure(go.Scatter(x=[1], y=[1], line={"color": token}, fillcolor=palette.faded(token, 0.05)))
            line, fill = (palette.resolve(figure.to_dict(), theme)["data"][0][part] for part in ("line", "fillcolor"))
            assert line["color"].startswith("#")
            assert fill.endswith(",0.05)")


def _luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_stand_out_from_both_backgrounds(theme):
    """Text and jobs reach 4.5 to 1, lines 3 to 1, on the page and on the panel."""
    colours = palette.COLOURS[theme]
    areas = {"background", "panel", "border", "grid", "neutral", "loss-pale", "gain-pale"}
    for ground in ("background", "panel"):
        for name in colours.keys() - areas:
            light, dark = sorted((_luminance(colours[name]), _luminance(colours[ground])), reverse=True)
            least = 3 if name == "axis" or name.startswith("fan-") else 4.5
            assert (light + 0.05) / (dark + 0.05) >= least, (name, ground)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_palette_is_the_theme_of_the_app(theme):
    """Streamlit's theme and the palette name the same page colours."""
    import tomllib

    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][theme]
    colours = palette.COLOURS[theme]
    assert settings["backgroundColor"] == colours["background"]
    assert settings["secondaryBackgroundColor"] == colours["panel"]
    assert settings["textColor"] == colours["text"]


def test_a_named_index_becomes_the_first_column():
    """A row number is left out of the table twin, an index with a meaning is kept."""
    frame = pd.DataFrame({"Value": [1.5, None]}, index=pd.Index(["a", "b"], name="Leg"))
    assert json.loads(plot._table_text(frame)) == {"columns": ["Leg", "Value"], "data": [["a", 1.5], ["b", None]]}
    assert json.loads(plot._table_text(frame.reset_index(drop=True)))["columns"] == ["Value"]
