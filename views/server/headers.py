"""What the server tells browsers about the limits of a page: no strange host, no foreign frame, no guessed types."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any, Final

import streamlit
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def _inline_scripts() -> str:
    """The scripts that Streamlit's own page holds inline, by their hashes; no other may run."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    found = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = (base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in found)
    return " ".join(f"'sha256-{one}'" for one in hashes)


# Streamlit writes its styles inline and runs components from blobs it has made itself; everything else is our own host.
POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        f"script-src 'self' blob: {_inline_scripts()}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",  # an address holds a reader's numbers
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_ENCODED: Final = {name.lower().encode(): value.encode() for name, value in HEADERS.items()}


class Headers:
    """Middleware that adds them to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of an app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, and say the limits too."""

        async def said(message: Message) -> None:
            if message["type"] == "http.response.start":
                known: list[Any] = [pair for pair in message.get("headers", []) if pair[0].lower() not in _ENCODED]
                message = {**message, "headers": [*known, *_ENCODED.items()]}
            await send(message)

        await self._app(scope, receive, said if scope["type"] == "http" else send)
