"""The app under test, the browser, and a page that complains at teardown about errors and strange hosts."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest

from overlay.data import bundled
from overlay.options.market import from_history
from tests import patience

ROOT = Path(__file__).resolve().parents[2]
READY = "[data-testid=stApp][data-test-script-state=notRunning]"
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@dataclass
class Seen:
    """What a page's browser noticed: uncaught errors, and the addresses it asked for."""

    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def strangers(self):
        """Return the hosts asked that are not this machine."""
        hosts = {urlsplit(url).hostname for url in self.requests if url.startswith(("http", "ws"))}
        return sorted(host for host in hosts if host not in {"127.0.0.1", "localhost"})


def settle(page):
    """Wait until the script has run and its last message is drawn."""
    page.wait_for_selector(READY)


def still(page):
    """Wait until charts are there and the page's height has stood for a third of a second: they move what follows."""
    settle(page)
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-testid=stBidiComponentRegular]')].every(one => one.textContent)"
    )
    page.evaluate("() => { window.since = performance.now(); }")
    page.wait_for_function("""() => {
        const height = document.querySelector('[data-testid=stMain]').scrollHeight, now = performance.now();
        if (height !== window.lastHeight) { window.lastHeight = height; window.since = now; return false; }
        return now - window.since > 350;
    }""")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _healthy(url):
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
            return answer.status == 200
    except (URLError, OSError):
        return False


@contextmanager
def _server(path, log, home=ROOT, options=(), environment=None):
    """Run an app, with more in its environment if asked, and yield its address."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    options = ["--server.headless", "true", "--server.port", str(port), "--server.address", "127.0.0.1", *options]
    command = [sys.executable, "-m", "streamlit", "run", str(path), *options]
    with (
        log.open("wb") as sink,
        subprocess.Popen(command, cwd=home, stdout=sink, stderr=sink, env=os.environ | (environment or {})) as process,
    ):
        try:
            deadline = time.monotonic() + patience.SECONDS
            while not _healthy(url):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, f"no answer from {url}: {log.read_text()}"
                time.sleep(0.05)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=patience.SECONDS)


@pytest.fixture(scope="session")
def serve(tmp_path_factory) -> Iterator[Callable[[Path], str]]:
    """Start an app once per session and path, and return its address."""
    logs = tmp_path_factory.mktemp("servers")
    running = {}

    def start(path):
        path = Path(path).resolve()
        if path not in running:
            started = _server(path, logs / f"{len(running)}.log")
            running[path] = (started, started.__enter__())
        return running[path][1]

    yield start
    for started, _ in running.values():
        started.__exit__(None, None, None)


@pytest.fixture(scope="session")
def app(serve):
    """The address of the app, which all files of one worker share."""
    return serve(ROOT / "app.py")


@pytest.fixture(scope="session")
def market():
    """The market that pages open with."""
    history = bundled.history()
    return from_history(history, history.last_recorded)


def _chromium():
    return shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser():
    """Open one headless Chromium; without one skip, but fail in CI."""
    executable = _chromium()
    if executable is None:
        reason = "no chromium on the path"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=executable, args=CHROMIUM_ARGS, timeout=1_000 * patience.SECONDS
        )
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def kept_window(browser, tmp_path_factory):
    """Windows that outlive a test, one for each set of options, each with a profile on disk.

    Megabytes of scripts are then fetched and compiled once; without a profile each page would compile them again, two
    seconds instead of one.
    """
    kept = {}

    def window(options):
        named = repr(sorted(options.items()))
        if named not in kept:
            kept[named] = browser.browser_type.launch_persistent_context(
                tmp_path_factory.mktemp("profile"), executable_path=_chromium(), args=CHROMIUM_ARGS, **options
            )
        return kept[named]

    yield window
    for one in kept.values():
        one.close()


@pytest.fixture
def new_page(browser, kept_window):
    """Open pages in windows of given options; at teardown none has an error or asked a stranger.

    The first of a test has a window of earlier tests, without their cookies and what they stored; others have fresh ones, as
    another browser would.
    """
    opened = []

    def start(**options):
        options = {"viewport": {"width": 1280, "height": 900}, **options}
        window = browser.new_context(**options) if opened else kept_window(options)
        window.set_default_timeout(1_000 * patience.SECONDS)
        page = window.new_page()
        seen = Seen()
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("websocket", lambda socket: seen.requests.append(socket.url))
        opened.append((page, seen))
        return page

    yield start
    try:
        for page, seen in opened:
            assert not seen.errors
            assert page.locator("[data-testid=stException]").count() == 0
            assert not seen.strangers()
    finally:
        for page, _ in opened[1:]:
            page.context.close()
        for page, _ in opened[:1]:
            page.evaluate("localStorage.clear(), sessionStorage.clear()")
            page.context.clear_cookies()
            page.close()


@pytest.fixture
def page(new_page):
    """Open one page of 1280 by 900."""
    return new_page()
