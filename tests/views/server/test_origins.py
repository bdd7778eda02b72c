"""Who may open a connection: the app's own pages, however the server is reached; Streamlit never asks a stranger about it."""

import asyncio
import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, strategies as some
from streamlit import config, net_util
from streamlit.web.server.starlette import starlette_websocket

from views.server.origins import LOCAL, Origins, allowed

EVIL = "http://evil.example"
ODD = [
    "", "null", "*", "://", "http://", "https://", "http://:80", "http://[", "http://[::1", "http://x:y", "http://x:99999",
    "http://x:0", "http://x/path", "http://x?q", "http://x#f", "http://user@x", "http://localhost@evil.example", "x",
    "http://localhost.evil.example", "http://evil.example#localhost", "file://localhost", "chrome-extension://localhost",
    "http://127.0.0.1.evil.example", "http://evil.example\\@localhost", "http://\xe9", "//localhost",
]  # fmt: skip
PLAIN = [
    EVIL,
    "http://x",
    "https://x",
    "http://x:8501",
    "http://X:8501",
    "http://x.",
    "http://localhost:3000",
    "http://[::1]:1",
]
HOSTS = [
    "x",
    "x:80",
    "x:443",
    "x:8501",
    "x/",
    "x/..",
    "x?",
    "x#",
    "@x",
    "",
    "evil.example/",
    "localhost:8501",
    "[::1]:1",
]


@pytest.fixture
def settings():
    """A way to set Streamlit's options, put back afterwards."""
    before = {one: config.get_option(one) for one in ("server.corsAllowedOrigins", "server.enableCORS")}
    yield config.set_option
    for one, value in before.items():
        config.set_option(one, value)


def asked(*headers, kind="websocket"):
    """Ask through the middleware with these headers: what was sent back, and the headers that Streamlit would see, or None."""
    sent, seen = [], []

    async def app(scope, _receive, _send):
        seen.append([(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]])

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    asking = Origins(app)({"type": kind, "path": "/_stcore/stream", "headers": pairs}, receive, send)
    with ThreadPoolExecutor(1) as apart:  # the browser's tests leave a loop running in this thread
        apart.submit(asyncio.run, asking).result()
    return sent, seen[0] if seen else None


def let_in(*headers):
    """Whether a websocket with these headers reaches Streamlit."""
    return asked(*headers)[1] is not None


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://school.example:8501", "school.example:8501"),
        ("http://school.example", "school.example"),
        ("http://school.example", "school.example:80"),
        ("https://school.example", "school.example"),
        ("https://school.example", "school.example:443"),
        ("https://School.example", "SCHOOL.example"),
        ("https://school.example:8501", "school.example:8501"),
        ("http://192.168.1.5:8501", "192.168.1.5:8501"),
        ("http://[fe80::1]:8501", "[fe80::1]:8501"),
    ],
)
def test_a_page_of_the_app_may_open_a_connection(origin, host):
    """Its origin is the address that it asks; a default port may be written or not."""
    assert let_in(("host", host), ("origin", origin))


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1:1", "https://[::1]"])
def test_a_page_of_this_machine_may_open_a_connection(origin):
    """On any port, as Streamlit has it."""
    assert let_in(("host", "192.168.1.5:8501"), ("origin", origin))


def test_a_client_without_an_origin_is_no_browser():
    """It is let in, and nothing is added."""
    assert asked(("host", "x"))[1] == [("host", "x")]


@pytest.mark.parametrize("origin", [EVIL, *ODD, "http://school.example:8502"])
def test_a_page_of_another_site_is_refused_before_streamlit_sees_it(origin):
    """Also on another port of the same host, and whatever the header holds."""
    sent, seen = asked(("host", "school.example:8501"), ("origin", origin))
    assert seen is None
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_one_strange_origin_among_several_is_enough():
    """A browser sends one."""
    assert not let_in(("host", "x"), ("origin", "http://x"), ("origin", EVIL))


def test_a_proxy_may_name_the_host_that_the_browser_asked_for():
    """A page cannot set that header of a websocket; without it the page's own host is unknown here."""
    hosts = ("host", "127.0.0.1:8601"), ("x-forwarded-host", "school.example, inner")
    assert let_in(*hosts, ("origin", "https://school.example"))
    assert not let_in(*hosts, ("origin", EVIL))
    assert not let_in(hosts[0], ("origin", "https://school.example"))


@pytest.mark.parametrize("named", ["https://course.example", "course.example", " http://course.example:81 "])
def test_an_allowed_origin_of_the_settings_is_let_in(settings, named):
    """By its host, with a scheme or without."""
    settings("server.corsAllowedOrigins", [named])
    assert let_in(("host", "x"), ("origin", "https://course.example"))
    assert not let_in(("host", "x"), ("origin", EVIL))


def test_without_cors_everyone_is_let_in(settings):
    """As Streamlit has it: the owner of the host asked for that."""
    settings("server.enableCORS", value=False)
    assert let_in(("host", "x"), ("origin", EVIL))


def test_an_ordinary_request_passes():
    """Streamlit and the browser have their own rules for those."""
    assert asked(("host", "x"), ("origin", EVIL), kind="http")[1]


@pytest.fixture
def no_lookup(monkeypatch):
    """A Streamlit that must not look up an address of this machine."""

    def refuse():
        raise AssertionError("an address was looked up")

    monkeypatch.setattr(net_util, "get_external_ip", refuse)
    monkeypatch.setattr(net_util, "get_internal_ip", refuse)


@pytest.mark.usefixtures("no_lookup")
def test_streamlit_takes_whatever_is_let_in_without_a_lookup(settings):
    """Every pair of odd and plain origins and hosts: what the middleware lets in, Streamlit's own check allows at once."""
    settings("server.corsAllowedOrigins", ["https://course.example"])
    origins = [*ODD, *PLAIN, "https://course.example:5"]
    count = 0
    for origin, host, forwarded in itertools.product(origins, HOSTS, ["x", "evil.example"]):
        seen = asked(("host", host), ("x-forwarded-host", forwarded), ("origin", origin))[1]
        if seen is not None:
            shown = dict(seen)
            assert starlette_websocket._is_origin_allowed(shown["origin"], shown["host"]), (origin, host)
            count += 1
    assert count > len(HOSTS)


@given(origin=some.text(max_size=40), host=some.text(max_size=20))
def test_no_text_makes_the_check_fail(origin, host):
    """Any text is an answer, yes or no; yes only for a host that is named."""
    if allowed(origin, [host]):
        assert any(one in origin.lower() for one in {*LOCAL, host.lower().rstrip(".").partition(":")[0]})
