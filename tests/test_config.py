"""What views/look/inside uses of Streamlit without a promise: an upgrade that drops one of these must be noticed here."""

import dataclasses
import gc
import inspect
import re
import tomllib
from pathlib import Path

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime import forward_msg_cache, pages_manager
from streamlit.runtime.scriptrunner import get_script_run_ctx, script_runner
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.scriptrunner_utils.shared_run_state import SharedRunState
from streamlit.runtime.state.query_params import QueryParams, WidgetBinding
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state_proxy import get_session_state

from tests.house import ROOT
from views.look.inside import index_page, menu, names, options

SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())


@pytest.fixture
def settings():
    """Streamlit's settings, put back afterwards."""
    before = {option: config.get_option(option) for option in options.HIDDEN}
    yield
    for option, value in before.items():
        config.set_option(option, value)


@pytest.mark.parametrize("option", options.HIDDEN)
def test_a_hidden_option_still_exists(option):
    """Among the options Streamlit knows, and still not documented: else it belongs into our file."""
    assert config._config_options_template[option].visibility == "hidden"


@pytest.mark.usefixtures("settings")
def test_the_hidden_options_can_still_be_set():
    """They hold what the table says, where Streamlit will read it."""
    options.set_hidden()
    assert {option: st.get_option(option) for option in options.HIDDEN} == dict(options.HIDDEN)


def test_every_option_we_set_exists():
    """A misspelt or dropped option would be ignored without a word."""
    known = config._config_options_template
    for section, chosen in SETTINGS.items():
        for option in chosen:
            nested = f"theme.{option}" in {key.rpartition(".")[0] for key in known}
            assert f"{section}.{option}" in known or nested, f"{section}.{option}"
            assert nested or known[f"{section}.{option}"].visibility == "visible", f"{section}.{option} is hidden"


def test_the_collector_still_heeds_its_option():
    """The forced collection after each rerun asks for runner.postScriptGC."""
    source = inspect.getsource(script_runner)
    assert 'get_option("runner.postScriptGC")' in source
    assert "gc.collect" in source
    assert gc.isenabled()


def test_the_message_cache_still_heeds_its_option():
    """Nothing is replaced by a reference below global.minCachedMessageSize."""
    source = inspect.getsource(forward_msg_cache)
    assert 'get_option("global.minCachedMessageSize")' in source


def test_the_guess_at_a_menu_can_still_be_settled_beforehand(monkeypatch):
    """A class attribute that views/look/inside/menu.py sets before the first visitor."""
    monkeypatch.setattr(pages_manager.PagesManager, "uses_pages_directory", None)
    menu.settle()
    assert pages_manager.PagesManager.uses_pages_directory is False
    assert "PagesManager.uses_pages_directory is None" in inspect.getsource(pages_manager)


@pytest.mark.parametrize(
    "name",
    [
        "discard_param_no_forward_msg", "get_all", "get_binding_for_param", "set_initial_query_params_from_current",
        "set_with_no_forward_msg", "unbind_widget", "_send_query_param_msg",
    ],
)  # fmt: skip
def test_the_address_can_still_be_written_in_one_step(name):
    """views/look/inside/query_string.py calls these."""
    assert callable(getattr(QueryParams, name))


@pytest.mark.parametrize(
    ("owner", "field"),
    [
        (WidgetBinding, "widget_id"),
        (WidgetBinding, "script_hash"),
        (ScriptRunContext, "shared"),
        (ScriptRunContext, "pages_manager"),
    ],
)
def test_what_a_run_holds_still_has_its_name(owner, field):
    """views/look/inside/query_string.py reads these fields."""
    assert field in {one.name for one in dataclasses.fields(owner)}


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (SharedRunState(), "widget_ids_this_run"),
        (SafeSessionState, "query_params"),
        (ScriptRunContext, "page_script_hash"),
        (pages_manager.PagesManager, "main_script_hash"),
    ],
)
def test_what_leads_to_the_address_still_has_its_name(owner, name):
    """views/look/inside/query_string.py goes this way."""
    assert hasattr(owner, name)


def test_a_run_can_still_be_asked_for():
    """Outside a run there is none, and a stand-in for the session."""
    assert get_script_run_ctx(suppress_warning=True) is None
    assert isinstance(get_session_state(), SafeSessionState)


def test_streamlit_s_own_page_still_holds_its_scripts_inline():
    """views/look/inside/index_page.py finds them; there is at least one, and each has its hash."""
    found = index_page.inline_scripts()
    assert found
    assert all(re.fullmatch(r"'sha256-[\w+/]{43}='", one) for one in found)


@pytest.mark.parametrize("mark", ["stApp", "data-test-script-state"])
def test_the_page_still_says_whether_a_script_runs(mark):
    """views/look/inside/thumb.js looks for these in the page; they stand in Streamlit's compiled scripts."""
    scripts = (Path(st.__file__).parent / "static" / "static" / "js").glob("index*.js")
    assert any(mark in one.read_text(encoding="utf-8") for one in scripts)


def test_the_names_for_types_are_still_what_they_name():
    """views/look/inside/names.py: every container is one, and a refused change of the address raises the other."""
    assert isinstance(st.sidebar, names.Container)
    held = QueryParams()
    held.bind_widget("key", "widget", "string_value", "hash")
    with pytest.raises(names.Refused):
        del held["key"]
    with pytest.raises(KeyError):
        del held["other"]


@pytest.mark.parametrize(
    ("section", "option", "value"),
    [
        ("browser", "gatherUsageStats", False),
        ("browser", "serverAddress", "localhost"),  # else each start asks another host for this machine's address
        ("server", "showEmailPrompt", False),
        ("server", "maxUploadSize", 10),
        ("server", "maxMessageSize", 50),
    ],
)
def test_no_statistics_no_prompt_and_limits(section, option, value):
    """Nobody is asked, nothing is told, nothing is endless."""
    assert SETTINGS[section][option] == value
