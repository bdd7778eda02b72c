"""Chart previews: while a slider is dragged, the browser fetches the chart for the new value before the page has rerun.

A slider's move reruns the page, which takes about 0.1 s (some forty messages, each redrawn). The main chart need not wait.
A page registers a function that draws its chart for any slider value (`offer`). `views/look/inside/thumb.js` requests the chart
over plain HTTP at each step of the thumb, and plot.js shows it. The rerun that follows sends the same chart and all numbers.
Without a preview the reader waits for the rerun.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakValueDictionary

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from overlay.errors import OverlayError
from views.controls.rows import Row
from views.look import plot
from views.look.inside.switch import plain

Draw = Callable[[Any], plot.Drawing]

HEADER: Final = "Overlay-Visitor"  # a header, because proxies log addresses
_PATH: Final = "preview"
_HELD: Final = "preview_visitor"


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class _Visitor:
    """The preview functions of one visitor's page, by the key of the slider."""

    name: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    offers: dict[str, tuple[Row, Draw]] = field(default_factory=dict)


# Weak references: each visitor is held by its session and ends with it.
_visitors: Final[WeakValueDictionary[str, _Visitor]] = WeakValueDictionary()


def _visitor() -> _Visitor:
    if _HELD not in st.session_state:
        found = st.session_state[_HELD] = _Visitor()
        _visitors[found.name] = found
    visitor: _Visitor = st.session_state[_HELD]
    return visitor


def forget() -> None:
    """Withdraw all previews: the visitor has left their page."""
    _visitor().offers.clear()


def offer(row: Row, draw: Draw | None) -> None:
    """Register `draw` as the preview of this slider: slider value -> drawing; None withdraws the preview.

    `draw` runs outside the page, so it must not use Streamlit. It blocks the server's loop, so it must take milliseconds.
    If it raises an OverlayError, there is no preview.
    """
    if plain():
        return
    offers = _visitor().offers
    if draw is None:
        offers.pop(row.key, None)
    else:
        offers[row.key] = row, draw


def door() -> dict[str, str]:
    """What the browser needs to request a preview: the address and the visitor's name."""
    return {"url": address(), "visitor": _visitor().name}


def address() -> str:
    """The path of the preview requests."""
    return plot.served(_PATH)


async def _answer(request: Request) -> Response:
    """The drawing for a slider value, as JSON for plot.js; status 204 if there is no preview.

    It is drawn in the server's own loop, so the page's rerun starts after it and does not compete with it. In separate
    threads previews and pages slowed each other down (a class of sixty: 342 ms instead of 106 at the 95th percentile).
    """
    visitor = _visitors.get(request.headers.get(HEADER, ""))
    offered = visitor.offers.get(request.query_params.get("slider", "")) if visitor else None
    if offered is None:
        return Response(status_code=204)
    row, draw = offered
    try:
        place = row.read(request.query_params.get("place", ""))
        message = draw(place).message() | {"at": {row.key: place}}
    except (OverlayError, ValueError):
        return Response(status_code=204)  # the page shows the error message
    return Response(json.dumps(message), media_type="application/json", headers={"Cache-Control": "no-store"})


def route() -> Route:
    """The route that answers preview requests; for `views/server/front.py`."""
    return Route(address(), _answer)
