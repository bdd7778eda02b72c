"""Security headers: no foreign host, no foreign frame, no guessed content types."""

from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from views.look.inside import index_page
from views.look.inside.switch import plain


def policy() -> str:
    """Return the Content-Security-Policy: which scripts, styles and hosts a page may use.

    Streamlit writes inline styles and runs components from its own blobs; everything else comes from our own host. Only
    Streamlit's inline scripts may run, listed by hash; plain mode does not know the hashes and allows all inline scripts.
    """
    inline = "'unsafe-inline'" if plain() else " ".join(index_page.inline_scripts())
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: {inline}",
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


def limits() -> dict[str, str]:
    """Return every security header: name -> value."""
    return {
        "Content-Security-Policy": policy(),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "same-origin",  # an address contains the reader's numbers
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


class Headers:
    """Middleware that adds the security headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app."""
        self._app = app
        self._encoded = {name.lower().encode(): value.encode() for name, value in limits().items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the headers added."""

        async def said(message: Message) -> None:
            if message["type"] == "http.response.start":
                known: list[Any] = [pair for pair in message.get("headers", []) if pair[0].lower() not in self._encoded]
                message = {**message, "headers": [*known, *self._encoded.items()]}
            await send(message)

        await self._app(scope, receive, said if scope["type"] == "http" else send)
