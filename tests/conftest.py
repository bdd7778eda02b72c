"""What all tests share: property tests judged by their claim, never by a busy machine's clock, and figures checked."""

import os

import pytest
from hypothesis import settings

from tests.sizes import LONG
from tests.yahoo_server import Yahoo
from views.look import parts, plot

settings.register_profile("unhurried", deadline=None)
settings.register_profile("thorough", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "unhurried"))

parts.checked = True
plot.PAUSE = 0.0


def pytest_collection_modifyitems(config, items):
    """Leave out what only the long run does, and put the browser's files first.

    They are the longest, and would else keep one worker busy while the other is done.
    """
    left_out = [] if LONG else [one for one in items if one.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [one for one in items if one not in set(left_out)]
    items.sort(key=lambda one: one.get_closest_marker("browser") is None)


@pytest.fixture(scope="session")
def yahoo_server(tmp_path_factory):
    """Yahoo on this machine, good or failing on purpose."""
    server = Yahoo(tmp_path_factory.mktemp("yahoo"))
    yield server
    server.close()


@pytest.fixture
def yahoo(yahoo_server, tmp_path, monkeypatch):
    """The same for one test: good at first, all requests led there, and an empty shelf."""
    for name, value in yahoo_server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("OVERLAY_CACHE", str(tmp_path / "shelf"))
    monkeypatch.delenv("OVERLAY_YAHOO_SECONDS", raising=False)
    yahoo_server.good()
    return yahoo_server
