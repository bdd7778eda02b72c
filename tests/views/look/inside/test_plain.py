"""Plain mode, OVERLAY_PLAIN=1: stock charts and sliders, nothing private, and the same numbers."""

import asyncio
import base64
import gc
import inspect
import json
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.charts import charts
from tests.house import files, name
from tests.menu import APP, PAGES
from tests.visitor import opened, parts
from views.look import links, plot
from views.look.inside import switch
from views.server import front, headers

#: what both modes use: the switch itself, and two names for types
OF_BOTH_MODES = {"views.look.inside", "views.look.inside.switch", "views.look.inside.names"}
PRIVATE = [name(path) for path in files("views/look/inside/*.py") if name(path) not in OF_BOTH_MODES]
#: pages of the suite, with a link that opens more than their first tab or sets other controls
SAMPLE = [
    ("condor", {"details": "By day", "wing_points": "75"}),
    ("taxes", {"tx_years": "17"}),
    ("", {"ov_units": "3"}),
]


@pytest.fixture
def plain(monkeypatch):
    """The switch, on."""
    monkeypatch.setenv(switch.ENVIRONMENT, "1")


@pytest.fixture
def sealed(monkeypatch):
    """A house whose private parts must not be called."""

    def refuse(*_, **__):
        raise AssertionError("something private of Streamlit was called")

    for module in map(import_module, PRIVATE):
        own = [one for one, thing in vars(module).items() if callable(thing) and thing.__module__ == module.__name__]
        assert own, f"{module.__name__} has nothing to seal"
        for one in own:
            monkeypatch.setattr(module, one, refuse)


def numbers(value):
    """Coordinates as Plotly reads them, packed or not, missing ones as None."""
    if isinstance(value, dict) and "bdata" in value:
        flat = np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"])
        value = flat.reshape([int(size) for size in str(value.get("shape", len(flat))).split(",")]).tolist()
    if isinstance(value, list):
        return [numbers(one) for one in value]
    return None if isinstance(value, float) and np.isnan(value) else value


def drawn(figure):
    """Kind, name and coordinates of each trace."""
    return [
        (trace.get("type"), trace.get("name"), *(numbers(trace.get(axis)) for axis in "xyz"))
        for trace in figure["data"]
    ]


def answers(app):
    """Every number said on the page in words: headline, metrics, sentences, without what belongs to a chart."""
    metrics = [(one.label, one.value, one.delta) for one in app.metric]
    return metrics, [one.value for kind in (app.title, app.error, app.warning, app.info) for one in kind]


def twins(app):
    """The table below each plain chart, as the usual chart sends its own."""
    return [plot._table_text(one.dataframe[0].value) for one in app.expander if one.label == "Table"]


def compared(page, link, monkeypatch):
    """The page opened both ways by this link; fails where one says what the other does not."""
    monkeypatch.delenv(switch.ENVIRONMENT, raising=False)
    usual = opened(page, **link)
    monkeypatch.setenv(switch.ENVIRONMENT, "1")
    bare = opened(page, **link)
    assert not bare.get("bidi_component")
    assert answers(bare) == answers(usual)
    texts = {one.value for one in [*bare.markdown, *bare.caption]}
    assert {one.value for one in [*usual.markdown, *usual.caption]} <= texts
    shown = [json.loads(one.proto.spec) for one in bare.get("plotly_chart")]
    wanted = list(charts(usual).values())
    assert [drawn(one) for one in shown] == [drawn(json.loads(one["figure"])) for one in wanted]
    assert twins(bare) == [one["table"] for one in wanted]
    return wanted


@pytest.mark.parametrize(("page", "link"), SAMPLE, ids=lambda one: one if isinstance(one, str) else "")
def test_a_plain_page_gives_the_same_numbers(page, link, monkeypatch):
    """Metrics, sentences, charts and their tables, to the last digit."""
    assert compared(page, link, monkeypatch)


@pytest.mark.long
@pytest.mark.parametrize("page", PAGES)
def test_every_plain_page_and_part_gives_the_same_numbers(page, monkeypatch):
    """All twelve, on another day, shut and with each of their parts open."""
    for link in [{}, *parts(page)]:
        compared(page, {"day": "2018-02-05"} | link, monkeypatch)


@pytest.mark.usefixtures("plain", "sealed")
@pytest.mark.parametrize("page", ["condor", "backtest"])
def test_a_plain_page_calls_nothing_private(page):
    """Opened, moved and left again, with every private part made to raise."""
    app = opened(page, wing_points="25")
    slider = app.main.slider[0]
    slider.set_value(slider.max).run()
    assert not app.exception
    app.switch_page(PAGES["taxes"]).run()
    assert not app.exception
    assert app.get("plotly_chart")


@pytest.mark.usefixtures("sealed")
def test_the_seal_would_be_noticed(caplog):
    """In the usual mode the same page runs into it."""
    AppTest.from_file(str(APP), default_timeout=60).run()
    assert "something private of Streamlit was called" in caplog.text


@pytest.mark.usefixtures("plain", "sealed")
def test_a_plain_server_calls_nothing_private(monkeypatch):
    """Neither before its first visitor nor for its headers, and it has no route of its own."""
    monkeypatch.setattr(gc, "freeze", lambda: None)

    async def started():
        async with front.warmed(None) as held:
            return held

    with ThreadPoolExecutor(1) as apart:  # the browser's tests leave a loop running in this thread
        assert apart.submit(lambda: asyncio.run(started())).result() == {}
    assert front.routes() == []
    assert headers.limits()


def test_the_usual_server_has_routes_for_pictures_and_scripts(monkeypatch):
    """What plain mode leaves out is there otherwise."""
    monkeypatch.delenv(switch.ENVIRONMENT, raising=False)
    assert [one.path for one in front.routes()] == ["/preview", "/script/{name}"]


@pytest.mark.usefixtures("plain")
def test_the_plain_policy_allows_inline_scripts_and_no_strange_host():
    """A hash beside it would make browsers ignore the permission, and Streamlit's page would not start."""
    rules = dict(one.split(" ", 1) for one in headers.policy().split("; "))
    assert rules["script-src"].split() == ["'self'", "blob:", "'unsafe-inline'"]
    assert rules.keys() >= {"default-src", "style-src", "frame-ancestors"}
    assert "http" not in headers.policy()


@pytest.mark.usefixtures("plain")
def test_a_plain_session_keeps_what_was_set_on_another_page():
    """The slider is where it was left, and the address says so one move after the switch."""
    app = opened("condor")
    app.slider(key="wing_points").set_value(25.0).run()
    app.query_params.clear()
    app.switch_page(PAGES["taxes"]).run()
    app.slider(key="tx_years").set_value(17).run()
    assert app.query_params["wing_points"] == "25"
    assert opened("condor", wing_points="25").slider(key="wing_points").value == 25.0
    app.query_params.clear()
    app.switch_page(PAGES["condor"]).run()
    assert app.slider(key="wing_points").value == 25.0


@pytest.mark.usefixtures("plain")
def test_a_plain_address_loses_what_was_reset():
    """The setting of another page too."""
    app = opened("condor", lad_spacing="9", wing_points="25")
    assert app.query_params["lad_spacing"] == "9"
    app.button(key="state_reset").click().run()
    assert app.query_params == {links.KEY: links.NOW}


@pytest.mark.parametrize(("value", "on"), [("1", True), ("yes", True), ("0", False), ("", False)])
def test_the_switch_is_read_at_each_call(value, on, monkeypatch):
    """So that one process can show both."""
    monkeypatch.setenv(switch.ENVIRONMENT, value)
    assert switch.plain() is on


@pytest.mark.parametrize("module", ["views.look.inside", *map(name, files("views/look/inside/[a-z]*.py"))])
def test_each_module_says_what_it_touches_and_what_to_reread(module):
    """An upgrade of Streamlit begins with these lines."""
    said = inspect.getdoc(import_module(module))
    assert "Streamlit" in said
    if module in PRIVATE:
        assert all(word in said for word in ("Touches: ", "Why: ", "Gains: ", "Reread at an upgrade: "))
