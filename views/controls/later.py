"""Controls that can wait: they are drawn last, after the picture they stand beside.

To a browser a slider is four milliseconds of work, a row of buttons six, and it shows nothing of a page before it has built
what it was sent. So a page keeps their places (`later`), with the values that they hold (`controls.Control.held`), and draws
them once the picture has been sent. Those that stand behind "More" (`fold`), closed at first, wait as well.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Final, Literal

import streamlit as st

from views.inside.names import Container

_Kept = tuple[Container, Callable[[], object]]  # a place, and what draws the control in it
Kind = Literal["buttons", "control"]  # by how much room its place takes (`views/look/style.py`)


class _Run(local):
    """Of one run of a page, which has its thread: whether controls wait now, and which are to be drawn where."""

    def __init__(self) -> None:
        self.waiting = self.folded = False
        self.kept: list[_Kept] = []


_run: Final = _Run()


@contextmanager
def later() -> Iterator[None]:
    """Where controls stand that can wait; their room is kept, so that nothing below them moves."""
    with _waiting(folded=False):
        yield


@contextmanager
def fold(label: str) -> Iterator[None]:
    """A fold of controls, closed at first."""
    with st.expander(label), _waiting(folded=True):
        yield


@contextmanager
def _waiting(*, folded: bool) -> Iterator[None]:
    before = _run.waiting, _run.folded
    _run.waiting, _run.folded = True, folded
    try:
        yield
    finally:
        _run.waiting, _run.folded = before


def waiting() -> bool:
    """Whether a control shown now can wait."""
    return _run.waiting


def keep(draw: Callable[[], object], key: str, kind: Kind) -> None:
    """Keep the place of a control of this kind, and draw it with the others."""
    if _run.folded:
        _run.kept.append((st.container(), draw))
        return
    with st.container(key=f"{key}_{kind}_place"):
        # A container without anything inside takes no room.
        _run.kept.append((st.empty().container(), draw))


def begin() -> None:
    """Forget what a run before this one in the same thread did not come to draw."""
    _run.waiting = _run.folded = False
    _run.kept.clear()


def draw() -> None:
    """Draw all that waited, each in its place."""
    while _run.kept:
        place, control = _run.kept.pop(0)
        with place:
            control()
