"""What a row of a control table is, whatever is drawn of it: a key that is part of the address, a value, and where it may come from.

Every row is known by its key (`rows`), so that what a visitor has set can be kept, opened again and taken back as a whole
(`views/session/state.py`).
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

import streamlit as st

from views.controls import later
from views.look.format import escaped

BAR: Final = "|"  # between several values in one text
_Ordered = TypeVar("_Ordered", int, float, date)
_Value = TypeVar("_Value")


class Row(Protocol):
    """What all rows have: an address key, a label, a default, and a way to read the value a text stands for."""

    @property
    def key(self) -> str:
        """The address key."""

    @property
    def label(self) -> str:
        """What stands above the control."""

    @property
    def default(self) -> Any:
        """What holds where nothing was chosen."""

    def read(self, text: str) -> Any:
        """The value that a text in an address or a file stands for; ValueError if the control cannot take it.

        Several values are one text, divided by bars.
        """


_ROWS: Final[dict[str, Row]] = {}


def note(row: Row) -> None:
    """Know a row by its key."""
    _ROWS.setdefault(row.key, row)


def rows() -> Mapping[str, Row]:
    """Every row of the modules imported so far, by its key."""
    return MappingProxyType(_ROWS)


class Control(Generic[_Value]):
    """What all rows do: they are drawn, at once or later (`views/controls/later.py`), and hold a value meanwhile."""

    __slots__ = ()
    kind: ClassVar[later.Kind] = "control"
    key: str
    default: Any

    def show(self) -> _Value:
        """Draw it, or leave that for later, and return its value."""
        if not later.waiting():
            return self.draw()
        later.keep(self.draw, self.key, self.kind)
        return self.held()

    def draw(self) -> _Value:
        """Draw it and return its value."""
        raise NotImplementedError

    def held(self) -> _Value:
        """Its value without drawing it: what the session holds, else what the address asks for, else the default."""
        if self.key in st.session_state:
            return self.taken(st.session_state[self.key])
        texts = st.query_params.get_all(self.key)
        try:
            return self.taken(self.read(BAR.join(texts)) if texts else self.default)
        except (ValueError, OverflowError):
            return self.taken(self.default)  # the page says why once it is drawn

    def read(self, text: str) -> Any:
        """The value that a text stands for; ValueError if the control cannot take it."""
        raise NotImplementedError

    def taken(self, value: Any) -> _Value:
        """What Streamlit holds of it, as its value."""
        found: _Value = value
        return found


def within(value: _Ordered, low: _Ordered, high: _Ordered) -> _Ordered:
    """The value, if it lies between both ends; ValueError else, for what is no number too."""
    if not low <= value <= high:
        raise ValueError(value)
    return value


def refuse_bad_link(key: str, label: str, takes: Callable[[str], Any], allowed: str, default: str) -> None:
    """Say in a sentence that the address asks for a value this control cannot take, before Streamlit drops it."""
    texts = st.query_params.get_all(key)
    if not texts:
        return
    try:
        good = len(texts) == 1 and takes(texts[0]) is not False  # one that reads a value may well read a zero
    except (ValueError, OverflowError):
        good = False
    if not good:
        said = escaped(" and ".join(repr(text[:40]) for text in texts[:3]))
        st.warning(f"The link asks for {label} = {said}, which must be {allowed}: {default} is used instead.")
