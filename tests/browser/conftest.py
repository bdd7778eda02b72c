"""The app under test, the browser, and a page that complains at teardown about errors and strange hosts."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest

from overlay.data import bundled
from overlay.options.market import from_history
from tests import patience

ROOT = Path(__file__).resolve().parents[2]
READY = "[data-testid=stApp][data-test-script-state=notRunning]"
# The script has run, and every element is drawn: Streamlit shows a grey bar until the code of that kind of element is loaded.
SETTLED = f"() => document.querySelector('{READY}') && !document.querySelector('[data-testid^=stSkeleton]')"
DESKTOP = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


class Seen:
    """What a page's browser notices until told to stop: uncaught errors, and the addresses it asks for."""

    def __init__(self, page):
        """Begin to listen."""
        self.page, self.errors, self.requests = page, [], []
        self.heard = {
            "pageerror": lambda error: self.errors.append(str(error)),
            "request": lambda request: self.requests.append(request.url),
            "websocket": lambda socket: self.requests.append(socket.url),
        }
        for event, note in self.heard.items():
            page.on(event, note)

    def stop(self):
        """Listen no longer."""
        for event, note in self.heard.items():
            self.page.remove_listener(event, note)

    def strangers(self):
        """Return the hosts asked that are not this machine."""
        hosts = {urlsplit(url).hostname for url in self.requests if url.startswith(("http", "ws"))}
        return sorted(host for host in hosts if host not in {"127.0.0.1", "localhost"})


def settle(page):
    """Wait until the script has run and its elements are drawn."""
    page.wait_for_function(SETTLED)


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


def sheet_of(page):
    """All that the badge's sheet says; it stays open."""
    settle(page)
    page.locator(".st-key-badge button:visible").click()
    sheet = page.get_by_test_id("stPopoverBody")
    for said in (r"Market of \d+", r"data to \d+"):
        sheet.get_by_text(re.compile(said)).first.wait_for()
    return sheet.inner_text()


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
def _server(path, log, home=ROOT, options=(), environment=None, address="127.0.0.1", program=None):
    """Run an app, with more in its environment if asked, and yield its address.

    address: what it listens to; None for no such option. program: a module that starts the app instead of Streamlit.
    """
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    options = ["--server.headless", "true", "--server.port", str(port), *options]
    if address is not None:
        options += ["--server.address", address]
    command = [sys.executable, "-m", *(program or ("streamlit", "run", str(path))), *options]
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

    Megabytes of scripts are then fetched and compiled once.
    """
    kept = {}

    def window(options):
        named = repr(sorted(options.items()))
        if named not in kept:
            kept[named] = browser.browser_type.launch_persistent_context(
                tmp_path_factory.mktemp("profile"), executable_path=_chromium(), args=CHROMIUM_ARGS, **options
            )
            kept[named].set_default_timeout(1_000 * patience.SECONDS)
        return kept[named]

    yield window
    for one in kept.values():
        one.close()


def _used(kept_window, options):
    """The first page of a kept window, as if new: a used one opens the app in two thirds of the time."""
    page = kept_window({name: value for name, value in options.items() if name != "color_scheme"}).pages[0]
    page.set_viewport_size(options["viewport"])
    page.emulate_media(color_scheme=options.get("color_scheme", "null"))
    return page


def _left(page):
    """Leave a used page without what a test has set, stored or opened."""
    page.unroute_all(behavior="ignoreErrors")
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
    page.context.clear_cookies()
    for other in page.context.pages[1:]:
        other.close()
    page.goto("about:blank")


@pytest.fixture
def new_page(browser, kept_window):
    """Open pages in windows of given options; at teardown none has an error or asked a stranger.

    A test's first page is one that earlier tests used, without their cookies and storage. Each further page is fresh, as in
    another browser. A page with a script at its start, or with routed sockets (`fresh`), is always fresh, because it keeps both.
    """
    kept, new = [], []

    def start(*, fresh=False, script=None, **options):
        options = {**DESKTOP, **options}
        if kept or new or fresh or script:
            page = browser.new_context(**options).new_page()
            page.context.set_default_timeout(1_000 * patience.SECONDS)
            page.add_init_script(script or "")
            new.append((page, Seen(page)))
        else:
            page = _used(kept_window, options)
            kept.append((page, Seen(page)))
        return page

    yield start
    try:
        for page, seen in kept + new:
            seen.stop()
            assert not seen.errors
            assert page.locator("[data-testid=stException]").count() == 0
            assert not seen.strangers()
    finally:
        for page, _ in new:
            page.context.close()
        for page, _ in kept:
            _left(page)


@pytest.fixture
def page(new_page):
    """Open one page of 1280 by 900."""
    return new_page()
