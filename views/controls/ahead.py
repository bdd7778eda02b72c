"""Pictures ahead of the page: what a chart in sight would show with a slider elsewhere, asked for by the browser itself.

A slider's move runs the page, which takes a tenth of a second: forty messages, each of them redrawn. The chart the reader
looks at need not wait. A page says how it is drawn for any place of its sliders (`offer`); `views/inside/thumb.js` asks for it over
plain HTTP at each step of the thumb, and plot.js shows it. The run that follows brings the same picture, and all the numbers;
where no picture can be had ahead, the run is all there is.
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
from views.inside.switch import plain
from views.look import plot

Draw = Callable[[Any], plot.Drawing]

HEADER: Final = "Overlay-Visitor"  # not in the address, which proxies write down
_PATH: Final = "preview"
_HELD: Final = "preview_visitor"


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class _Visitor:
    """How the pictures of one visitor's page are drawn, by the key of the slider that moves them."""

    name: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    offers: dict[str, tuple[Row, Draw]] = field(default_factory=dict)


# Each lives in its session and ends with it.
_visitors: Final[WeakValueDictionary[str, _Visitor]] = WeakValueDictionary()


def _visitor() -> _Visitor:
    if _HELD not in st.session_state:
        found = st.session_state[_HELD] = _Visitor()
        _visitors[found.name] = found
    visitor: _Visitor = st.session_state[_HELD]
    return visitor


def forget() -> None:
    """Offer nothing any more: what was offered belongs to a page that was left."""
    _visitor().offers.clear()


def offer(row: Row, draw: Draw | None) -> None:
    """Let the drawing that `draw` makes for a place of this slider be had ahead of the page; None: not now.

    `draw` runs outside the page, so it must not use Streamlit, and while it runs nobody else is answered: milliseconds, no
    more. An OverlayError means that there is nothing to show.
    """
    if plain():
        return
    offers = _visitor().offers
    if draw is None:
        offers.pop(row.key, None)
    else:
        offers[row.key] = row, draw


def door() -> dict[str, str]:
    """What the browser needs to ask: where, and as whom."""
    return {"url": address(), "visitor": _visitor().name}


def address() -> str:
    """The path under which pictures are asked for."""
    return plot.served(_PATH)


async def _answer(request: Request) -> Response:
    """The drawing for a slider's place, as plot.js takes it; 204 where there is nothing to show ahead of the page.

    Drawn by the server's own loop: a page's run, asked for a moment later, begins after it and not beside it. In threads of
    their own, pictures and pages held each other up (a class of sixty: 342 ms instead of 106 at the 95th percentile).
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
        return Response(status_code=204)  # the page says why, in a sentence
    return Response(json.dumps(message), media_type="application/json", headers={"Cache-Control": "no-store"})


def route() -> Route:
    """What answers; for the server (`views/server/front.py`)."""
    return Route(address(), _answer)
