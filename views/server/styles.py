"""The rules of style inside the page itself, so that they hold from its first picture on.

Streamlit can send rules only with the elements of a run. By then the browser has drawn the first elements without them,
and everything jumps. So this middleware writes them into the page before the browser gets it, behind Streamlit's own.
"""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from views.look import style
from views.look.inside.switch import plain

_END: Final = b"</body>"
#: headers that Streamlit is not shown: those by which a browser keeps its copy, since the copy of an older version of the
#: app has other rules, and the one that lets a page be packed
_HIDDEN: Final = {b"if-none-match", b"if-modified-since", b"accept-encoding"}


class Styles:
    """Middleware that adds the rules of style to every page of HTML; in plain mode it adds nothing."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app."""
        self._app = app
        self._rules = b"" if plain() else f"<style>{style.rules()}</style>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the rules added to a page."""
        if scope["type"] != "http" or scope["method"] != "GET" or not self._rules or not _asks_for_a_page(scope):
            await self._app(scope, receive, send)
            return
        shown = [pair for pair in scope["headers"] if pair[0].lower() not in _HIDDEN]
        await self._app({**scope, "headers": shown}, receive, _Page(send, self._rules).send)


class _Page:
    """An answer that is held until it is complete, if it is a page."""

    def __init__(self, send: Send, rules: bytes) -> None:
        self._send, self._rules = send, rules
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        """Pass on an answer, a page with the rules in it."""
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
            return
        if self._start is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        whole = self._body.replace(_END, self._rules + _END, 1)
        headers = MutableHeaders(raw=list(self._start["headers"]))
        headers["content-length"] = str(len(whole))
        for name in ("etag", "last-modified"):
            if name in headers:
                del headers[name]
        await self._send({**self._start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": whole})


def _asks_for_a_page(scope: Scope) -> bool:
    """Whether the browser would take HTML."""
    return any(name.lower() == b"accept" and b"text/html" in value for name, value in scope["headers"])


def _is_page(message: Message) -> bool:
    """Whether an answer is a complete page of HTML that is not packed."""
    headers = MutableHeaders(raw=list(message["headers"]))
    html = headers.get("content-type", "").startswith("text/html")
    return html and message["status"] == 200 and "content-encoding" not in headers
