"""Nothing leaves the machine before a click: not at the start, not on any page, not when a strange page asks for a connection.

The app is started as the README says, in a process whose every lookup and connection is noted (`WATCH`), and whose only
proxy answers nobody (`Silent`). So a call is noted on either way, and one that waits for an answer hangs.
"""

import asyncio
import http.client
import os
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import websockets

from tests import patience
from tests.bench_browser import Room
from tests.bench_class import Lesson, Visitor
from tests.browser.conftest import ROOT, _server
from tests.menu import PAGES

#: Python runs this at each start of a process that finds it on its path; each line of the file names what was asked for.
WATCH = """
import os, sys
FILE = {file!r}

def note(*words):
    with open(FILE, "a") as file:
        print(*words, file=file)

def heard(event, words):
    if event in ("socket.connect", "socket.sendto"):
        place = words[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        place = words
    else:
        return
    host = place[0] if isinstance(place, tuple) else ""  # not a tuple: a socket of this machine's file system
    host = host.decode() if isinstance(host, bytes) else host or ""
    if host not in ("", "localhost", "::1", "0.0.0.0", "::") and not host.startswith("127."):
        note(event, host)

sys.addaudithook(heard)
note("watching")
"""
OUTSIDE = """
import socket, urllib.request
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("192.0.2.1", 1))
socket.getaddrinfo("192.0.2.2", 1)
try:
    urllib.request.urlopen("http://outside.example/", timeout=0.2)
except OSError:
    pass
"""
UPGRADE = {
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Origin": "http://evil.example",
}  # fmt: skip


class Silent:
    """A proxy on this machine that notes what it is asked for, and never answers."""

    def __init__(self):
        """Begin to listen."""
        self.asked, self._open = [], []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                line, _ = self._door.accept()
            except OSError:
                return
            self._open.append(line)
            self.asked.append(line.recv(200).decode("latin-1").partition("\r\n")[0])

    def close(self):
        """Listen no longer."""
        for one in (self._door, *self._open):
            one.close()


@contextmanager
def watch(home):
    """An environment that is watched, what was noted in it, and what its proxy was asked for."""
    notes, proxy = home / "notes", Silent()
    notes.touch()
    (home / "sitecustomize.py").write_text(WATCH.format(file=str(notes)))
    ways = dict.fromkeys(
        ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"), proxy.url
    )
    environment = ways | {"NO_PROXY": "", "no_proxy": "", "PYTHONPATH": f"{home}{os.pathsep}{ROOT}"}
    try:
        yield SimpleNamespace(environment=environment, notes=lambda: notes.read_text().splitlines(), proxy=proxy)
    finally:
        proxy.close()


@contextmanager
def watched_app(home, program=None, **environment):
    """The app in a watched environment, started as the README says, or by another program from outside the checkout."""
    with watch(home) as seen:
        run = {"home": home if program else ROOT, "environment": seen.environment | environment}
        with _server(ROOT / "app.py", home / "log", address=None, program=program, **run) as seen.url:
            yield seen


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The app that all tests of this file ask."""
    with watched_app(tmp_path_factory.mktemp("outbound")) as seen:
        yield seen


def assert_quiet(seen):
    """The process was watched, and called nobody."""
    assert set(seen.notes()) == {"watching"}
    assert not seen.proxy.asked


def refused(url):
    """Ask for the open connection as a page of another site does: the status of the answer."""
    line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=patience.SECONDS)
    line.request("GET", "/_stcore/stream", headers=UPGRADE)
    status = line.getresponse().status
    line.close()
    return status


async def opened(url, page):
    """Open a page as a browser does, over the open connection: what went wrong, and the elements that came."""
    seen = Lesson()
    visitor = Visitor(url, Room(page, ""), seen)
    address = f"ws://{urlsplit(url).netloc}/_stcore/stream"
    async with websockets.connect(address, subprotocols=["streamlit"], max_size=None, origin=url) as line:
        await visitor.answered(line)
    return seen


def visit(url, page):
    """The same, apart from a loop that a browser test before may have left in this thread."""
    with ThreadPoolExecutor(1) as apart:
        seen = apart.submit(lambda: asyncio.run(opened(url, page))).result()
    assert not seen.faults
    assert seen.received > 10_000, "an empty page"


def test_the_watch_notes_a_connection_a_lookup_and_a_request(tmp_path):
    """So that its silence means something."""
    with watch(tmp_path) as seen:
        subprocess.run([sys.executable, "-c", OUTSIDE], env=seen.environment, check=True)
        assert {"watching", "socket.connect 192.0.2.1", "socket.getaddrinfo 192.0.2.2"} <= set(seen.notes())
        assert seen.proxy.asked == ["GET http://outside.example/ HTTP/1.1"]


def test_starting_the_app_calls_nobody(app):
    """Neither Streamlit, for this machine's outside address, nor we."""
    assert_quiet(app)


@pytest.mark.parametrize("page", PAGES)
def test_no_page_calls_anybody(app, page):
    """Each is opened as a browser does."""
    visit(app.url, page)
    assert_quiet(app)


def test_a_strange_page_is_refused_without_a_call(app):
    """Ten at once are refused, and the server answers another visitor meanwhile."""
    with ThreadPoolExecutor(10) as strangers:
        statuses = [strangers.submit(refused, app.url) for _ in range(10)]
        line = http.client.HTTPConnection(urlsplit(app.url).netloc, timeout=patience.SECONDS)
        line.request("GET", "/_stcore/health")
        assert line.getresponse().status == 200
        line.close()
        assert [one.result() for one in statuses] == [403] * 10
    assert_quiet(app)


@pytest.mark.long
@pytest.mark.parametrize(
    ("program", "environment"),
    [(("overlay_explorer",), {}), (None, {"OVERLAY_PLAIN": "1"})],
    ids=["the installed command", "plain mode"],
)
def test_every_other_way_to_start_is_as_quiet(tmp_path, program, environment):
    """The start, a page, a strange page."""
    with watched_app(tmp_path, program, **environment) as seen:
        visit(seen.url, "")
        assert refused(seen.url) == 403
        assert_quiet(seen)
