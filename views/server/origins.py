"""Which pages may open a connection: those of the app itself. Others are refused before Streamlit sees them.

Streamlit refuses them too. But before it does so, it compares the page's host with this machine's outside address, asks
another host for that address, and holds up every visitor until the answer comes. So this module decides, and Streamlit is
shown only connections that it allows without asking anyone. Everything used here is public, so plain mode does the same.
"""

import logging
from collections.abc import Iterable
from typing import Final
from urllib.parse import SplitResult, urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104  # names of this machine, compared only
_PORTS: Final = {"http": 80, "https": 443}
_POLICY_VIOLATION: Final = 1008  # the code for closing; before the connection is accepted, the server answers 403
_LOG: Final = logging.getLogger(__name__)


class Origins:
    """Middleware that answers 403 at once if a page of another site asks for a websocket.

    Without a header `Origin` the client is no browser, and is let in. `server.enableCORS = false` lets everyone in.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a strange page's websocket; pass everything else on."""
        if scope["type"] != "websocket" or not st.get_option("server.enableCORS"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origins, host = headers.getlist("origin"), headers.get("host", "")
        hosts = [host, *",".join(headers.getlist("x-forwarded-host")).split(",")]
        if all(allowed(one, hosts) for one in origins):
            await self._app(_shown(scope, origins, host), receive, send)
            return
        _LOG.warning("Refused a websocket of another site: Origin %.80r, Host %.80r", origins, host)
        await receive()
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})


def allowed(origin: str, hosts: Iterable[str]) -> bool:
    """Whether a page of this origin (`https://host:port`) may open a connection asked for under one of these hosts.

    hosts: the header `Host` and those of `X-Forwarded-Host`, which a proxy may set and a page cannot. A page of one of them
    is allowed, on the same port. So are pages of this machine, of `browser.serverAddress` and of
    `server.corsAllowedOrigins`, on any port.
    """
    page = _split(origin)
    if page is None or page.scheme not in _PORTS:
        return False
    default = _PORTS[page.scheme]
    if _place(page, default) in {_place(one, default) for one in map(_bare, hosts) if one is not None}:
        return True
    named = [str(st.get_option("browser.serverAddress")), *map(str, st.get_option("server.corsAllowedOrigins") or ())]
    known = (_split(one.strip()) if "//" in one else _bare(one) for one in named)
    return _name(page) in LOCAL | {_name(one) for one in known if one is not None}


def _bare(host: str) -> SplitResult | None:
    """A host without a scheme, split."""
    return _split(f"//{host.strip()}")


def _split(address: str) -> SplitResult | None:
    """An address with nothing but scheme, host and port, split; None for any other text."""
    try:
        found = urlsplit(address)
        sound = found.hostname and found.port != 0 and "@" not in found.netloc
    except ValueError:
        return None
    return found if sound and found.path in {"", "/"} and not found.query and not found.fragment else None


def _name(address: SplitResult) -> str:
    return (address.hostname or "").rstrip(".")


def _place(address: SplitResult, default: int) -> tuple[str, int]:
    """Name and port; the default port if none is named."""
    return _name(address), address.port or default


def _shown(scope: Scope, origins: list[str], host: str) -> Scope:
    """The scope of an allowed connection as Streamlit may see it.

    Streamlit asks nobody if the origin's host is literally the header `Host`, or is localhost. Any other one becomes localhost.
    """
    if all(urlsplit(one).netloc == host for one in origins):
        return scope
    others = [(name, value) for name, value in scope["headers"] if name != b"origin"]
    return {**scope, "headers": [*others, (b"origin", b"http://localhost")]}
