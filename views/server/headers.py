"""What the server tells browsers about the limits of a page: no strange host, no foreign frame, no guessed types."""

from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from views.look.inside import index_page
from views.look.inside.switch import plain


def policy() -> str:
    """Return the Content-Security-Policy: which scripts, styles and hosts a page may use.

    Streamlit writes its styles inline and runs components from blobs it has made itself; everything else is our own host.
    Of inline scripts only Streamlit's own may run, named by their hashes; plain mode does not know these and allows any.
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
    """Return every header that states a limit: name -> value."""
    return {
        "Content-Security-Policy": policy(),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "same-origin",  # an address holds a reader's numbers
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


class Headers:
    """Middleware that adds them to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of an app."""
        self._app = app
        self._encoded = {name.lower().encode(): value.encode() for name, value in limits().items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, and say the limits too."""

        async def said(message: Message) -> None:
            if message["type"] == "http.response.start":
                known: list[Any] = [pair for pair in message.get("headers", []) if pair[0].lower() not in self._encoded]
                message = {**message, "headers": [*known, *self._encoded.items()]}
            await send(message)

        await self._app(scope, receive, said if scope["type"] == "http" else send)
