"""The rules of style inside the page: there from the first picture on, in pages only, and never those of an older version."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from views.look import style
from views.look.inside import switch
from views.server.styles import Styles

PAGE = "<!DOCTYPE html><html><body><div id='root'></div></body></html>"
BROWSER = {
    "accept": "text/html,application/xhtml+xml",
    "accept-encoding": "gzip",
    "if-none-match": "old",
    "if-modified-since": "Sat, 28 Nov 2026 09:00:00 GMT",
}


def asked(path, headers):
    """The answer to a browser: status, headers, text, and the headers that the app behind the middleware saw."""
    seen = {}

    async def page(request):
        seen.update(request.headers)
        return HTMLResponse(PAGE, headers={"etag": "old", "last-modified": "Sat, 28 Nov 2026 09:00:00 GMT"})

    async def script(_):
        return Response("let a = '</body>';", media_type="text/javascript")

    async def missing(_):
        return HTMLResponse(PAGE, status_code=404)

    async def packed(_):
        return HTMLResponse(PAGE, headers={"content-encoding": "gzip"})

    async def streamed(_):
        async def pieces():
            yield PAGE[:40]
            yield PAGE[40:]

        return StreamingResponse(pieces(), media_type="text/html")

    routes = {"/": page, "/script": script, "/missing": missing, "/packed": packed, "/streamed": streamed}
    app = Styles(Starlette(routes=[Route(path, answer) for path, answer in routes.items()]))
    sent = []

    async def run():
        scope = {
            "type": "http", "method": "GET", "path": path, "query_string": b"", "root_path": "", "scheme": "http",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()], "server": ("a", 1),
            "asgi": {"spec_version": "2.4"},  # of servers whose `send` tells of a visitor who has left
        }  # fmt: skip

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        await app(scope, receive, send)

    with ThreadPoolExecutor(1) as apart:  # the browser's tests leave a loop running in this thread
        apart.submit(lambda: asyncio.run(run())).result()
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], told, b"".join(one.get("body", b"") for one in sent[1:]).decode(), seen


def test_a_page_carries_the_rules_at_its_end():
    """Behind Streamlit's own rules, so that ours win where both are as specific; the length is the new one."""
    status, headers, text, _ = asked("/", BROWSER)
    assert status == 200
    assert text.endswith(f"<style>{style.rules()}</style></body></html>")
    assert int(headers["content-length"]) == len(text.encode())


def test_no_browser_keeps_the_rules_of_an_older_version():
    """Streamlit is not asked whether its page has changed, and the page has no mark of its version."""
    _, headers, _, seen = asked("/", BROWSER)
    assert not {"if-none-match", "if-modified-since", "accept-encoding"} & seen.keys()
    assert not {"etag", "last-modified"} & headers.keys()


def test_a_page_that_comes_in_pieces_gets_the_rules_once():
    """Wherever it is cut."""
    assert asked("/streamed", BROWSER)[2].count(f"<style>{style.rules()}</style></body>") == 1


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/script", BROWSER), ("/missing", BROWSER), ("/packed", BROWSER), ("/", {"accept": "application/json"})],
)
def test_nothing_else_is_touched(path, headers):
    """Neither a script, nor an error, nor a packed page, nor what a program asks for."""
    assert "<style>" not in asked(path, headers)[2]


def test_plain_mode_adds_nothing(monkeypatch):
    """Its pages are Streamlit's own."""
    monkeypatch.setenv(switch.ENVIRONMENT, "1")
    assert asked("/", BROWSER)[2] == PAGE
