"""What all tests share: property tests that draw the same each time, and figures checked."""

import functools
import os
import sys

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from streamlit.components.v2 import manifest_scanner

from tests import patience
from tests.sizes import LONG, USUAL_EXAMPLES
from tests.yahoo_server import Yahoo
from views.look import parts, plot

# What a property test draws never depends on a clock, an earlier run or chance, unless one explores with `thorough`.
UNHURRIED = settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("suite", UNHURRIED, max_examples=USUAL_EXAMPLES, derandomize=True)
settings.register_profile("thorough", UNHURRIED, max_examples=20 * USUAL_EXAMPLES, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

# Hypothesis also tries the constants of the modules loaded so far, which differ between workers and orders of tests.
if settings.default.derandomize:
    providers._get_local_constants = providers.Constants

pytest.register_assert_rewrite("tests.ends")
parts.checked = True
plot.PAUSE = 0.0

# Each new visitor lets Streamlit read the metadata of all installed packages. They stay the same here, and once is enough.
manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)


def pytest_collection_modifyitems(config, items):
    """Leave out what only the long run does, and put the browser's files first.

    They are the longest, and would else keep one worker busy while the other is done.
    """
    left_out = [] if LONG else [one for one in items if one.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [one for one in items if one not in set(left_out)]
    items.sort(key=lambda one: one.get_closest_marker("browser") is None)


@pytest.fixture(autouse=True)
def main_module(monkeypatch):
    """Streamlit's test harness leaves its script as `__main__`, and a process started later would run it."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session")
def yahoo_server(tmp_path_factory):
    """Yahoo on this machine, good or failing on purpose."""
    server = Yahoo(tmp_path_factory.mktemp("yahoo"))
    yield server
    server.close()


@pytest.fixture
def yahoo(yahoo_server, tmp_path, monkeypatch):
    """The same for one test: good at first, all requests led there, an empty shelf, and time to answer in."""
    for name, value in yahoo_server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("OVERLAY_CACHE", str(tmp_path / "shelf"))
    monkeypatch.setenv("OVERLAY_YAHOO_SECONDS", str(patience.SECONDS))
    yahoo_server.good()
    return yahoo_server
