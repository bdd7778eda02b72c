"""What a visitor has set: in the link, over pages, in a file, undone and reset."""

import ast
import json
from datetime import date

import pytest

from overlay.book.lots import Lot
from overlay.data import saved
from overlay.data.saved import Saved
from tests import house
from tests.menu import PAGES, ROOT
from tests.sizes import some
from tests.visitor import opened
from views.controls.kinds import Choice, Several, Slider, Switch
from views.look import links
from views.session import state

INPUTS = {
    "slider", "select_slider", "selectbox", "radio", "checkbox", "toggle", "number_input", "text_input", "text_area",
    "date_input", "time_input", "datetime_input", "multiselect", "pills", "segmented_control", "color_picker", "tabs",
}  # fmt: skip
ROWS = {
    "Slider",
    "LiveSlider",
    "Choice",
    "Pick",
    "Several",
    "Number",
    "Switch",
    "Day",
    "Clock",
    "KindOfMarket",
    "MarketDay",
}
#: what no link can hold: a description of an uploaded file, which is in no link either
OF_A_FILE = {
    ("views.data.controls", "asked"): 1,  # the stocks one holds, which belong in no address
    ("views.portfolio.lots", "_asked"): 1,  # which of the file's columns is which
    ("views.hedge.controls", "_settlements"): 2,  # the day and the VIX of the file's settlements
    ("views.market.kind", "draw"): 1,  # buttons with words; the address holds the short name of the kind, `m`
    ("views.market.bar", "begin"): 1,  # whether the bar is unfolded on a phone: a view, not a setting
    ("views.market.bar", "_past"): 1,  # a list that sets the day, which is in the address
}
#: the keys of the same
NOT_BOUND = {"market_kind", "market_change", "market_story", "_more", "badge_sheet"}
LOTS = (Lot(symbol="KO", shares=100.0, basis=40.0, acquired=date(2015, 3, 2)),)


def switched(app, page):
    """The same session on another page, as a click on the menu opens it: with an empty address."""
    app.query_params.clear()
    app.switch_page(PAGES[page])
    app.run()
    assert not app.exception
    return app


def loaded(app, content, name="mine.json"):
    """The app after a saved file was opened."""
    key = next(one.key for one in app.file_uploader if str(one.key).startswith("state_open"))
    app.file_uploader(key=key).upload(name, content, "application/json").run()
    assert not app.exception
    return app


@pytest.mark.parametrize("page", ["condor", "portfolio"])
@pytest.mark.parametrize(
    "part", [{"controls": {"gap_name": "\ud800"}}, {"controls": {"\ud800": "1"}}, {"market": "\ud800"}]
)
def test_a_file_with_half_a_character_is_refused_and_the_session_lives(part, page):
    """One sentence, no control moves, and the next file opens."""
    app = opened(page, sigmas="1.25")
    good = json.loads(saved.written(Saved(controls={"sigmas": "2"})))
    app = loaded(app, json.dumps(good | part).encode())
    assert [one.value for one in app.error if "half a character" in one.value]
    assert not app.success
    assert app.session_state["sigmas"] == 1.25
    assert not app.run().exception
    assert not app.error
    assert loaded(app, json.dumps(good).encode()).session_state["sigmas"] == 2.0


@pytest.mark.parametrize("text", ["%ED%A0%80", "a\x00b", "\x07", "\ufffd", "\u202e"])
def test_an_odd_text_in_a_link_is_a_warning_and_the_session_lives(text):
    """A control that takes any text until its page is drawn: half a character still in its escape, a zero byte, a bell."""
    app = opened("portfolio", gap_name=text)
    assert [one.value for one in app.warning if "which must be one of" in one.value]
    assert not app.run().exception


def file(app):
    """What the Save button hands out."""
    return saved.read(state._file(app.session_state["state_latest"]))[0]


def inputs(path):
    """(function, command, whether bound) of each of Streamlit's input commands in a file."""
    tree = ast.parse(path.read_text())
    homes = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in INPUTS):
            continue
        if getattr(node.func.value, "id", "") == "controls":
            continue
        home = next((one.name for one in homes if one.lineno <= node.lineno <= one.end_lineno), "page")
        told = {one.arg: getattr(one.value, "value", None) for one in node.keywords}
        yield home, node.func.attr, told.get("bind") == "query-params" and "key" in told


@pytest.mark.parametrize("path", house.files("views/**/*.py", "pages/*/*.py"), ids=house.name)
def test_every_control_is_in_the_address(path):
    """Every input command of every page and view binds its key, but for what describes an uploaded file."""
    loose = [name for name, _, bound in inputs(path) if not bound]
    named = {name: count for (module, name), count in OF_A_FILE.items() if module == house.name(path)}
    assert {name: loose.count(name) for name in loose} == named


@pytest.mark.parametrize("path", house.files("views/**/*.py"), ids=house.name)
def test_every_row_is_known_before_its_page_is_drawn(path):
    """Rows stand in tables of their module, so that a saved file can be opened before any page was visited."""
    inner = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    made = {
        home.name
        for home in inner
        for node in ast.walk(home)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ROWS
    }
    assert made <= (
        {"_guess"} if house.name(path) == "views.learn.controls" else set()
    )  # called while its module is read


def test_the_reader_of_sources_finds_inputs():
    """The test above sees what it is to see."""
    found = list(inputs(ROOT / "views" / "controls" / "kinds.py"))
    assert ("draw", "slider", True) in found
    assert list(inputs(ROOT / "views" / "frame" / "more.py"))


def drawn(app):
    """The protocol messages of everything with an identity on the page, but charts and containers."""

    def walk(node):
        for child in getattr(node, "children", {}).values():
            yield child
            yield from walk(child)

    return [one.proto for one in walk(app._tree) if getattr(one, "key", None) and hasattr(one.proto, "query_param_key")]


@pytest.mark.parametrize("page", some(PAGES, 4))
def test_every_control_drawn_is_bound_and_known_by_its_row(page):
    """So that it can be saved and reset; the open tab is a view, not a setting."""
    keys = [one.query_param_key for one in drawn(opened(page)) if not any(key in one.id for key in NOT_BOUND)]
    assert keys
    assert all(keys)
    assert not set(keys) - set(state.known())


@pytest.mark.parametrize("row", state.known().values(), ids=lambda one: one.key)
def test_every_control_reads_what_it_writes(row):
    """The text of its default, or of its ends, stands for the same value."""
    values = [row.low, row.high] if isinstance(row, Slider) else [row.default]
    if isinstance(row, Choice):
        values = row.options
    if isinstance(row, Switch):
        values = [True, False]
    if isinstance(row, Several):
        values = [[], list(row.options[:2]), list(row.default)]
    for value in values:
        if value is not None:
            assert row.read(state.text(value)) == value


def test_what_was_set_is_still_so_after_other_pages():
    """Width and placement, over two other pages and back; the address says so all the while."""
    app = opened("condor", wing_points="25", place="Delta", short_delta="0.1")
    for page in ("taxes", "ladder", "condor"):
        app = switched(app, page)
        assert app.query_params["wing_points"] == "25"
        assert app.query_params["short_delta"] == "0.1"
    assert app.slider(key="short_delta").value == 0.1


def test_a_control_that_another_hides_stays_in_the_address():
    """Placed by delta, the distance in SD is not drawn; the address keeps it for a reload, and it comes back."""
    app = opened("condor", sigmas="1.25")
    app.button_group(key="place").set_value("Delta").run()
    assert app.query_params["sigmas"] == "1.25"
    fresh = opened("condor", sigmas="1.25", place="Delta")
    fresh.button_group(key="place").set_value("SD").run()
    assert fresh.slider(key="sigmas").value == 1.25


def test_a_reload_on_one_page_keeps_what_was_set_on_another():
    """The address of the second page alone restores the first."""
    link = switched(opened("condor", wing_points="25"), "ladder").query_params
    fresh = opened("ladder", **link)
    assert switched(fresh, "condor").slider(key="wing_points").value == 25.0


def test_a_hand_edited_link_for_another_page_does_no_harm():
    """A value that its control cannot take is not taken over."""
    app = switched(opened("ladder", wing_points="9999"), "condor")
    assert app.slider(key="wing_points").value == 50.0


def test_several_choices_at_once_are_kept_too():
    """In the address of another page, over the switch, and in a file; none at all as well."""
    app = switched(opened("backtest", bt_span="2020", bt_lines=["Index", "Steward"]), "condor")
    assert app.query_params["bt_lines"] == ["Index", "Steward"]
    assert file(app).controls["bt_lines"] == "Index|Steward"
    back = switched(app, "backtest")
    assert back.session_state["bt_lines"] == ["Index", "Steward"]
    fresh = loaded(opened("condor"), saved.written(Saved(controls={"bt_lines": "", "bt_span": "2020"})))
    assert switched(fresh, "backtest").session_state["bt_lines"] == []


def changed(app, *values):
    """The app after its main slider took these values, one after the other."""
    for value in values:
        app.slider(key="sigmas").set_value(value).run()
    return app


def stepped(app, *buttons):
    """The main slider's value after each click on Undo or Redo."""
    return [app.button(key=f"state_{one}").click().run().slider(key="sigmas").value for one in buttons]


def test_undo_takes_several_steps_back_and_redo_takes_them_forth():
    """Three changes back to the default, then forth again to the last."""
    app = changed(opened("condor"), 2.0, 2.5, 2.75)
    assert stepped(app, "undo", "undo", "undo", "undo") == [2.5, 2.0, 1.5, 1.5]
    assert stepped(app, "redo", "redo", "redo", "redo") == [2.0, 2.5, 2.75, 2.75]
    assert app.query_params["sigmas"] == "2.75"


def test_a_new_change_ends_what_can_be_redone():
    """After it the undone steps are gone, and Undo leads back to where the new change began."""
    app = changed(opened("condor"), 2.0, 2.5)
    assert stepped(app, "undo") == [2.0]
    assert stepped(changed(app, 1.25), "redo", "undo", "undo") == [1.25, 2.0, 1.5]


def test_undo_reaches_back_over_pages():
    """A change on one page is undone on another."""
    app = switched(changed(opened("condor"), 2.0), "taxes")
    app.slider(key="tx_years").set_value(20).run()
    app.button(key="state_undo").click().run()
    app.button(key="state_undo").click().run()
    assert switched(app, "condor").slider(key="sigmas").value == 1.5


def test_switching_pages_is_no_change_to_undo():
    """Nothing was set, and the button says so."""
    app = switched(opened("condor"), "taxes")
    app.button(key="state_undo").click().run()
    assert "Nothing was changed yet." in app.toast[0].value


def test_reset_puts_everything_back_and_can_be_undone():
    """On this page, on another, and one's own lots."""
    app = opened("condor", sigmas="2", lad_spacing="9")
    app.session_state["own_lots"] = (LOTS, {})
    app.run()
    app.button(key="state_reset").click().run()
    assert app.slider(key="sigmas").value == 1.5
    assert app.query_params == {links.KEY: links.NOW}
    assert app.session_state["own_lots"] == ((), {})
    app.button(key="state_undo").click().run()
    assert app.query_params == {links.KEY: links.NOW, "sigmas": "2", "lad_spacing": "9"}
    assert app.session_state["own_lots"][0] == LOTS


def test_a_saved_session_is_restored_in_another():
    """Controls of two pages, a day, and the lots."""
    app = opened("condor", sigmas="2", day="2018-02-05", lad_spacing="9", smile="stays")
    app.session_state["own_lots"] = (LOTS, {"KO": 50.0})
    app.run()
    fresh = loaded(opened("condor", wing_points="25"), saved.written(file(app)))
    assert "4 controls and 1 lots" in fresh.success[0].value
    assert fresh.slider(key="sigmas").value == 2.0
    assert fresh.slider(key="wing_points").value == 50.0
    assert fresh.date_input(key="day").value == date(2018, 2, 5)
    assert fresh.session_state["own_lots"] == (LOTS, {"KO": 50.0})
    assert switched(fresh, "ladder").slider(key="lad_spacing").value == 9


def test_what_a_file_asks_and_no_control_can_give_is_named():
    """A key of no control, a value beyond its ends, a market that is not in the file."""
    asked = {"sigmas": "2", "moons": "3", "wing_points": "9999", "place": "*Astrology*"}
    app = loaded(opened("condor"), saved.written(Saved(controls=asked, market="Chain a.csv")))
    said = " ".join(one.value for one in app.warning)
    assert "moons" in said
    assert "Wing width (points) = 9999" in said.replace("\\", "")
    assert r"\*Astrology\*" in said
    assert "Chain a.csv" in said
    assert app.slider(key="sigmas").value == 2.0


@pytest.mark.parametrize(
    ("page", "key", "query"), [("portfolio", "gap_name", {}), ("signals", "sig_name", {"sig_tab": "Holdings"})]
)
def test_a_file_that_names_what_the_book_does_not_hold_gets_the_default(page, key, query):
    """Only the page knows which names there are."""
    app = loaded(opened(page, **query), saved.written(Saved(controls={key: "ZZZ"})))
    assert app.selectbox(key=key).value in {"Largest", "AAPL"}


@pytest.mark.parametrize("content", [b"", b"date,close\n2020-01-02,1\n", b"\x89PNG", json.dumps({"a": 1}).encode()])
def test_a_foreign_file_gets_one_sentence_and_changes_nothing(content):
    """Empty, a table, a picture, another program's JSON."""
    app = loaded(opened("condor", sigmas="2"), content, name="<b>x</b>.json")
    assert "Nothing was changed." in app.error[0].value
    assert "<b>" not in app.error[0].value.replace("\\<", "")
    assert app.slider(key="sigmas").value == 2.0


@pytest.mark.parametrize("page", some(PAGES, 3))
def test_presenter_mode_enlarges_every_page(page):
    """From the link alone."""
    style = [one.proto.body for one in opened(page, present="true").get("html") if "font-size: 125%" in one.proto.body]
    assert len(style) == 1
