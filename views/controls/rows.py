"""One row of a control table: its address key, its value, and how that value is read from a link or a file.

All rows are registered by key (`rows`), so that `views/session/state.py` can save, open and undo every setting.
"""

from collections.abc import Callable, Mapping
from datetime import date, time
from types import MappingProxyType
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

import streamlit as st

from views.controls import later
from views.look.format import escaped

BAR: Final = "|"  # separates several values in one text
_Ordered = TypeVar("_Ordered", int, float, date, time)
_Value = TypeVar("_Value")


class Row(Protocol):
    """The protocol of rows: an address key, a label, a default, and a parser of text values."""

    @property
    def key(self) -> str:
        """The address key."""

    @property
    def label(self) -> str:
        """The label above the control."""

    @property
    def default(self) -> Any:
        """The value before any choice."""

    def read(self, text: str) -> Any:
        """The value of a text from an address or a file; ValueError if the control cannot take it.

        Bars separate several values in one text.
        """


_ROWS: Final[dict[str, Row]] = {}


def note(row: Row) -> None:
    """Register a row under its key."""
    _ROWS.setdefault(row.key, row)


def rows() -> Mapping[str, Row]:
    """Every row of the modules imported so far, by its key."""
    return MappingProxyType(_ROWS)


class Control(Generic[_Value]):
    """The base of all rows. A control is drawn at once or deferred (`views/controls/later.py`).

    Its value is known before it is drawn.
    """

    __slots__ = ()
    kind: ClassVar[later.Kind] = "control"
    key: str
    default: Any

    def show(self) -> _Value:
        """Draw it now or defer it, and return its value."""
        if not later.waiting():
            return self.draw()
        later.keep(self.draw, self.key, self.kind)
        return self.held()

    def draw(self) -> _Value:
        """Draw it and return its value."""
        raise NotImplementedError

    def held(self) -> _Value:
        """Its value without drawing it: from the session, else from the address, else the default."""
        if self.key in st.session_state:
            return self.taken(st.session_state[self.key])
        texts = st.query_params.get_all(self.key)
        try:
            return self.taken(self.read(BAR.join(texts)) if texts else self.default)
        except (ValueError, OverflowError):
            return self.taken(self.default)  # `draw` shows the warning

    def read(self, text: str) -> Any:
        """The value of a text; ValueError if the control cannot take it."""
        raise NotImplementedError

    def taken(self, value: Any) -> _Value:
        """The control's value, converted from Streamlit's."""
        found: _Value = value
        return found


def within(value: _Ordered, low: _Ordered, high: _Ordered) -> _Ordered:
    """The value, if it lies between both ends; ValueError otherwise, also for NaN."""
    if not low <= value <= high:
        raise ValueError(value)
    return value


def refuse_bad_link(key: str, label: str, takes: Callable[[str], Any], allowed: str, default: str) -> None:
    """Warn of a value in the address that this control cannot take, before Streamlit drops it."""
    texts = st.query_params.get_all(key)
    if not texts:
        return
    try:
        good = len(texts) == 1 and takes(texts[0]) is not False  # a parser may return 0, so compare with False
    except (ValueError, OverflowError):
        good = False
    if not good:
        said = escaped(" and ".join(repr(text[:40]) for text in texts[:3]))
        later.warn(f"The link asks for {label} = {said}, which must be {allowed}: {default} is used instead.")
