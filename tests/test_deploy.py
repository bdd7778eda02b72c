"""docs/deploy.md, word for word: nginx before two processes, on this machine."""

import asyncio
import http.client
import re
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from tests import patience
from tests.bench_browser import ROOMS
from tests.bench_class import lesson
from tests.browser.conftest import ROOT, _free_port, _healthy, _server
from views.server import headers

DOCS = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
BLOCK = re.search(r"```nginx\n(.*?)```", DOCS, re.DOTALL)[1]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx on this machine")


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    """The address of nginx, and the folder of its log."""
    home = tmp_path_factory.mktemp("nginx")
    with ExitStack() as stack:
        stack.enter_context(pytest.MonkeyPatch.context()).setenv("STREAMLIT_SERVER_COOKIE_SECRET", "0" * 64)
        rooms = [stack.enter_context(_server(ROOT / "app.py", home / f"{one}.log")) for one in "ab"]
        port = _free_port()
        block = BLOCK.replace("listen 8600", f"listen 127.0.0.1:{port}").replace(
            "access_log access.log", f"access_log {home}/access.log"
        )
        for old, room in zip(("8601", "8602"), rooms, strict=True):
            block = block.replace(f"127.0.0.1:{old}", urlsplit(room).netloc)
        temporary = " ".join(
            f"{kind}_temp_path {home}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (home / "nginx.conf").write_text(
            f"daemon off; pid {home}/pid; error_log {home}/error.log;\nevents {{}}\nhttp {{ {temporary}\n{block} }}\n"
        )
        command = [NGINX, "-p", str(home), "-e", str(home / "error.log"), "-c", str(home / "nginx.conf")]
        with subprocess.Popen(command) as process:
            try:
                deadline = time.monotonic() + patience.SECONDS
                while not _healthy(f"http://127.0.0.1:{port}"):
                    assert process.poll() is None, (home / "error.log").read_text()
                    assert time.monotonic() < deadline
                    time.sleep(0.05)
                yield f"http://127.0.0.1:{port}", home
            finally:
                process.terminate()
                process.wait(timeout=patience.SECONDS)


def asked(url, path, seat=None):
    """Ask for a path, with a seat's cookie or without: status and headers."""
    line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=patience.SECONDS)
    line.request("GET", path, headers={"Cookie": seat} if seat else {})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status, answer.headers


def rooms(home, path):
    """Which process answered each request for a path, from nginx's log."""
    return re.findall(rf'"GET {path} [^"]*" \d+ (\S+)', (home / "access.log").read_text())


@pytest.mark.long
def test_the_headers_pass_the_proxy(proxy):
    """As the app states them, once each."""
    _, found = asked(proxy[0], "/condor")
    assert all(found.get_all(name) == [value] for name, value in headers.limits().items())


def test_a_browser_is_given_one_seat_and_keeps_it(proxy):
    """The first answer brings the cookie, no later one another, and all come from one process."""
    url, home = proxy
    _, found = asked(url, "/first")
    cookie = found["Set-Cookie"]
    assert "HttpOnly" in cookie
    for _ in range(8):
        _, found = asked(url, "/again", cookie.partition(";")[0])
        assert found["Set-Cookie"] is None
    assert len(set(rooms(home, "/again"))) == 1
    assert rooms(home, "/first")[0] in set(rooms(home, "/again"))


def test_browsers_spread_over_the_processes(proxy):
    """Twenty newcomers do not all land in one."""
    url, home = proxy
    for _ in range(20):
        asked(url, "/newcomer")
    assert len(set(rooms(home, "/newcomer"))) == 2


def test_the_open_line_works_through_the_proxy(proxy):
    """Six visitors open the Condor page and move its slider."""
    wanted = {"visitors": 6, "seconds": 1.0, "pause": 0.5}
    with ThreadPoolExecutor(1) as apart:  # a browser test before may have left its own loop in this thread
        found = apart.submit(lambda: asyncio.run(lesson(proxy[0], ROOMS[0], **wanted))).result()
    assert not found.faults
    assert len(found.waits) == 12


@pytest.mark.parametrize(("origin", "status"), [("", 101), ("http://evil.example", 403)])
def test_a_page_behind_the_proxy_may_open_the_line_and_no_other(proxy, origin, status):
    """The proxy hands on the host that the browser asked for, which is the origin of the app's own pages."""
    line = http.client.HTTPConnection(urlsplit(proxy[0]).netloc, timeout=patience.SECONDS)
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    upgrade |= {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Origin": origin or proxy[0]}
    line.request("GET", "/_stcore/stream", headers=upgrade)
    assert line.getresponse().status == status
    line.close()


def test_a_file_that_is_too_large_stops_at_the_door(proxy):
    """The proxy's limit is the app's."""
    line = http.client.HTTPConnection(urlsplit(proxy[0]).netloc, timeout=patience.SECONDS)
    line.putrequest("PUT", "/_stcore/upload_file/a/b")
    line.putheader("Content-Length", str(11 * 1024 * 1024))
    line.endheaders()
    assert line.getresponse().status == 413
    line.close()
