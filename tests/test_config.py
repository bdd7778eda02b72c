"""Settings that Streamlit does not document: an upgrade that drops one must be noticed here."""

import gc
import inspect
import tomllib

import pytest
from streamlit import config
from streamlit.runtime import forward_msg_cache, pages_manager
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.state.query_params import QueryParams

from tests.house import ROOT

SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
HIDDEN = [("runner", "postScriptGC", False), ("global", "minCachedMessageSize", 1e12)]


@pytest.mark.parametrize(("section", "option", "value"), HIDDEN)
def test_a_hidden_option_is_set_and_still_exists(section, option, value):
    """In our file, and among the options Streamlit knows."""
    assert SETTINGS[section][option] == value
    assert f"{section}.{option}" in config._config_options_template


def test_every_option_we_set_exists():
    """A misspelt or dropped option would be ignored without a word."""
    known = config._config_options_template
    for section, options in SETTINGS.items():
        for option in options:
            nested = f"theme.{option}" in {key.rpartition(".")[0] for key in known}
            assert f"{section}.{option}" in known or nested, f"{section}.{option}"


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


def test_the_guess_at_a_menu_can_still_be_settled_beforehand():
    """views/server/front.py sets this flag before the first visitor."""
    assert "uses_pages_directory" in vars(pages_manager.PagesManager)


@pytest.mark.parametrize(
    "name",
    [
        "discard_param_no_forward_msg", "get_all", "get_binding_for_param", "set_initial_query_params_from_current",
        "set_with_no_forward_msg", "unbind_widget", "_send_query_param_msg",
    ],
)  # fmt: skip
def test_the_address_can_still_be_written_in_one_step(name):
    """views/session/address.py calls these."""
    assert callable(getattr(QueryParams, name))


@pytest.mark.parametrize(
    ("section", "option", "value"),
    [
        ("browser", "gatherUsageStats", False),
        ("server", "showEmailPrompt", False),
        ("server", "maxUploadSize", 10),
        ("server", "maxMessageSize", 50),
    ],
)
def test_no_statistics_no_prompt_and_limits(section, option, value):
    """Nobody is asked, nothing is told, nothing is endless."""
    assert SETTINGS[section][option] == value
