"""Deferred controls: they are drawn last, after the chart beside them.

A browser needs about 4 ms to build a slider and 6 ms for a row of buttons, and paints nothing until it has built everything
it was sent. So a page reserves their places (`later`), reads their values without drawing them (`controls.Control.held`),
and draws them once the chart has been sent. Controls behind "More" (`fold`), which is closed at first, are deferred too.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Final, Literal

import streamlit as st

from views.look.inside.names import Container

#: a container, the function that draws the control in it, and where its warnings stand if the control is folded away
_Kept = tuple[Container, Callable[[], object], Container | None]
Kind = Literal["buttons", "control"]  # decides the height of its place (`views/look/style.py`)


class _Run(local):
    """The state of one page run, per thread: whether controls are deferred now, and which ones wait in which container."""

    def __init__(self) -> None:
        self.waiting = self.folded = False
        self.kept: list[_Kept] = []
        self.aside: Container | None = None


_run: Final = _Run()


@contextmanager
def later() -> Iterator[None]:
    """Defer the controls shown inside; their room is reserved, so that nothing below them moves."""
    with _waiting(folded=False):
        yield


@contextmanager
def fold(label: str) -> Iterator[None]:
    """An expander of deferred controls, closed at first."""
    before, _run.aside = _run.aside, st.container()
    try:
        with st.expander(label), _waiting(folded=True):
            yield
    finally:
        _run.aside = before


@contextmanager
def _waiting(*, folded: bool) -> Iterator[None]:
    before = _run.waiting, _run.folded
    _run.waiting, _run.folded = True, folded
    try:
        yield
    finally:
        _run.waiting, _run.folded = before


def waiting() -> bool:
    """Whether a control shown now is deferred."""
    return _run.waiting


def keep(draw: Callable[[], object], key: str, kind: Kind) -> None:
    """Reserve a place for a control of this kind, to be drawn with the others."""
    if _run.folded:
        _run.kept.append((st.container(), draw, _run.aside))
        return
    with st.container(key=f"{key}_{kind}_place"):
        # An empty container takes no room, so nest a second one.
        _run.kept.append((st.empty().container(), draw, None))


def begin() -> None:
    """Forget the deferred controls of an earlier run in this thread that ended before it drew them."""
    _run.waiting = _run.folded = False
    _run.aside = None
    _run.kept.clear()


def draw() -> None:
    """Draw all deferred controls, each in its place."""
    while _run.kept:
        place, control, _run.aside = _run.kept.pop(0)
        with place:
            control()
    _run.aside = None


def warn(said: str) -> None:
    """Show a warning about the control drawn now: beside it, or above the fold that hides it."""
    if _run.aside is None:
        st.warning(said)
    else:
        _run.aside.warning(said)
