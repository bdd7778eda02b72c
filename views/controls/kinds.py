"""The kinds of controls, and the controls that all pages share. Keys are part of the page's address: never rename a key.

Each page states its controls as rows of a table in `views/<topic>/controls.py`; this module holds the kinds of rows. Their
base class is in `views/controls/rows.py`. Ranges are constant, because Streamlit resets a slider when its range changes.
If the address holds a value that a control cannot take, the page shows a warning and uses the default.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any, ClassVar, Literal, Protocol, TypeVar

import streamlit as st

from overlay.history.calendar import CLOSING, OPENING
from views.controls import later, thumb as slider
from views.controls.rows import BAR, Control, note, refuse_bad_link, within
from views.look.format import escaped
from views.visitor import history as cached


class Named(Protocol):
    """Anything with a name that a `Choice` can offer."""

    @property
    def name(self) -> str:
        """The option of a `Choice` that selects it."""


_Named = TypeVar("_Named", bound=Named)
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider(Control[float]):
    """One row: a slider with its address key, label (with unit), range and help text."""

    key: str
    label: str
    low: float
    high: float
    default: float
    step: float
    help: str
    format: str | None = None

    def __post_init__(self) -> None:
        note(self)

    def draw(self) -> float:
        """Draw it and return its value."""
        refuse_bad_link(self.key, self.label, self.read, f"{self.low:g} to {self.high:g}", f"{self.default:g}")
        return st.slider(
            self.label,
            min_value=self.low,
            max_value=self.high,
            value=self.default,
            step=self.step,
            format=self.format,
            help=self.help,
            key=self.key,
            bind="query-params",
        )

    def share(self) -> float:
        """Show a slider of percentages and return its value as a decimal."""
        return share(self.show())

    def read(self, text: str) -> float:
        """The number in a text; ValueError outside the range, or for a fraction if steps are whole."""
        return within(int(text) if isinstance(self.step, int) else float(text), self.low, self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSlider(Slider):
    """A slider that also answers while its thumb is dragged; for the main slider of a fast page."""

    def draw(self) -> float:
        """Draw it and return the value at its thumb."""
        value = Slider.draw(self)
        thumb = slider.followed(self.key, value)
        return thumb if self.low <= thumb <= self.high else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Control[str]):
    """One row: a choice of one option among a few, as a row of buttons."""

    key: str
    label: str
    options: tuple[str, ...]
    default: str
    help: str
    kind: ClassVar[later.Kind] = "buttons"

    def __post_init__(self) -> None:
        note(self)

    def draw(self) -> str:
        """Draw it and return the chosen option."""
        self._refuse()
        chosen = st.segmented_control(
            self.label,
            options=self.options,
            default=self.default,
            required=True,
            wrap=True,
            help=self.help,
            key=self.key,
            bind="query-params",
        )
        return self.taken(chosen)

    def of(self, things: Iterable[_Named]) -> _Named:
        """Show it and return the chosen object; the options are the names of `things`."""
        chosen = self.show()
        return next(one for one in things if one.name == chosen)

    def taken(self, value: Any) -> str:
        """The chosen option; the default if no option is chosen, as with an empty value in the address."""
        return value if value in self.options else self.default

    def read(self, text: str) -> str:
        """The option of that name; ValueError if there is none."""
        if text not in self.options:
            raise ValueError(text)
        return text

    def _refuse(self) -> None:
        refuse_bad_link(self.key, self.label, self.read, "one of " + ", ".join(self.options), self.default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick(Choice):
    """A choice of one option in a drop-down list, for long or many names.

    open: only the page knows the options, because they depend on a book or a file; `read` then accepts any text.
    """

    open: bool = False

    def read(self, text: str) -> str:
        """The option of that name; ValueError if there is none."""
        return text if self.open else Choice.read(self, text)

    def draw(self) -> str:
        """Draw it and return the chosen option."""
        self._refuse()
        return st.selectbox(
            self.label,
            options=self.options,
            index=self.options.index(self.default),
            help=self.help,
            key=self.key,
            bind="query-params",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Several(Control[tuple[str, ...]]):
    """One row: a choice of any number of named options, as a row of buttons."""

    key: str
    label: str
    options: tuple[str, ...]
    default: tuple[str, ...]
    help: str

    def __post_init__(self) -> None:
        note(self)

    def read(self, text: str) -> list[str]:
        """The options named in a text, separated by bars; ValueError for an unknown name."""
        chosen = [one for one in text.split(BAR) if one]
        if not set(chosen) <= set(self.options):
            raise ValueError(text)
        return chosen

    def draw(self) -> tuple[str, ...]:
        """Draw it and return the chosen options, in their order in the row."""
        texts = st.query_params.get_all(self.key)
        if not set(texts) <= {*self.options, ""}:
            said = escaped(", ".join(repr(text[:40]) for text in texts[:3]))
            later.warn(
                f"The link asks for {self.label} = {said}, which must be among {', '.join(self.options)}: "
                f"{', '.join(self.default) or 'none'} is used instead."
            )
        chosen = st.pills(
            self.label,
            options=self.options,
            default=list(self.default),
            selection_mode="multi",
            wrap=True,
            help=self.help,
            key=self.key,
            bind="query-params",
        )
        return self.taken(chosen)

    def taken(self, value: Any) -> tuple[str, ...]:
        """The chosen options, in their order in the row."""
        return tuple(one for one in self.options if one in value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Control[float | None]):
    """One row: a number field; None while it is empty."""

    key: str
    label: str
    low: float
    high: float
    step: float | None = None
    placeholder: str | None = None
    help: str | None = None
    default: None = None
    format: str | None = None
    width: int | Literal["stretch"] = "stretch"

    def __post_init__(self) -> None:
        note(self)

    def read(self, text: str) -> float:
        """The number in a text; ValueError outside the range."""
        return within(float(text), self.low, self.high)

    def draw(self) -> float | None:
        """Draw it and return its value."""
        refuse_bad_link(self.key, self.label, self.read, f"{self.low:,.0f} to {self.high:,.0f}", "an empty field")
        return st.number_input(
            self.label,
            min_value=self.low,
            max_value=self.high,
            value=None,
            step=self.step,
            format=self.format,
            placeholder=self.placeholder,
            help=self.help,
            key=self.key,
            bind="query-params",
            width=self.width,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch(Control[bool]):
    """One row: a switch, on or off."""

    key: str
    label: str
    help: str
    default: bool = False

    def __post_init__(self) -> None:
        note(self)

    def read(self, text: str) -> bool:
        """The boolean in a text, true or false; ValueError for anything else."""
        if text not in {"true", "false"}:
            raise ValueError(text)
        return text == "true"

    def draw(self) -> bool:
        """Draw it and return whether it is on."""
        refuse_bad_link(self.key, self.label, self.read, "true or false", str(self.default).lower())
        return st.toggle(self.label, value=self.default, help=self.help, key=self.key, bind="query-params")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Control[date]):
    """One row: a day of the visitor's history.

    usual: the default day: the first, the last, or, in bundled data, the last one with a recorded VIX.
    """

    key: str
    label: str
    help: str
    usual: Literal["first", "last", "recorded"] = "recorded"

    def __post_init__(self) -> None:
        note(self)

    @property
    def default(self) -> date | None:
        """The day before any choice."""
        return self.usual_day()

    def usual_day(self) -> date:
        """The first or last day of the history; the last day if it is to be a recorded one and none is."""
        history = cached.history()
        if self.usual == "first":
            return history.first
        recorded = self.usual == "recorded" and history.origin.kind == "bundled"
        return (history.last_recorded if recorded else None) or history.last

    def read(self, text: str) -> date:
        """The day in a text; ValueError outside the history."""
        history = cached.history()
        return within(a_day(text), history.first, history.last)

    def draw(self) -> date:
        """Draw it and return the day."""
        history = cached.history()
        refuse_bad_link(self.key, self.label, self.read, f"{history.first} to {history.last}", f"{self.default}")
        chosen = st.date_input(
            self.label,
            value=self.default,
            min_value=history.first,
            max_value=history.last,
            key=self.key,
            bind="query-params",
            help=self.help,
        )
        return self.taken(chosen)

    def taken(self, value: Any) -> date:
        """The chosen day; the usual one while the field is empty."""
        return value if isinstance(value, date) else self.usual_day()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(Control[time | None]):
    """One row: a New York time within trading hours; None while it is empty."""

    key: str
    label: str
    help: str
    default: None = None

    def __post_init__(self) -> None:
        note(self)

    def read(self, text: str) -> time:
        """The time in a text, written as 14:30; ValueError for any other form, or outside trading hours."""
        if len(text) != len("14:30"):
            raise ValueError(text)
        return within(time.fromisoformat(text), OPENING, CLOSING)

    def draw(self) -> time | None:
        """Draw it and return its time."""
        refuse_bad_link(self.key, self.label, self.read, f"{OPENING:%H:%M} to {CLOSING:%H:%M}", "the close")
        held = st.session_state.get(self.key)
        if isinstance(held, time) and not OPENING <= held <= CLOSING:
            st.session_state[self.key] = None
        return self.taken(
            st.time_input(self.label, value=None, key=self.key, step=900, help=self.help, bind="query-params")
        )

    def taken(self, value: Any) -> time | None:
        """The time within trading hours; None for anything else."""
        return value if isinstance(value, time) and OPENING <= value <= CLOSING else None


def share(percent: float) -> float:
    """A slider's percentage as a decimal."""
    return percent / 100.0


def in_columns(*rows: Control[_Value]) -> list[_Value]:
    """Show rows side by side in equal columns, and return their values in order."""
    values = []
    for column, row in zip(st.columns(len(rows), gap="medium"), rows, strict=True):
        with column:
            values.append(row.show())
    return values


def a_day(text: str) -> date:
    """The day in a text, written as 2018-02-05; ValueError for any other form."""
    if len(text) != len("2018-02-05"):
        raise ValueError(text)
    return date.fromisoformat(text)
