"""Widgets, and the domain objects they stand for. Every key is part of the page's address, so keys are for good.

Each control has one row in a table, beside the page it serves (`views/<topic>_controls.py`); here is what rows are
made of, and what all pages share. Ranges are constant, since Streamlit resets a slider whose range changes. A value in
the address that a control cannot take is answered with a sentence, and the default is used.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import streamlit as st

from overlay.market import Market, from_history
from views import cached, slider, uploaded
from views.format import escaped


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider:
    """One row: the address key, what the label says (with its unit), the range, and why one would move it."""

    key: str
    label: str
    low: float
    high: float
    default: float
    step: float
    help: str
    format: str | None = None

    def show(self) -> float:
        """Draw it and return its value."""
        refuse_bad_link(self.key, self.label, self._takes, f"{self.low:g} to {self.high:g}", f"{self.default:g}")
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

    def _takes(self, text: str) -> bool:
        whole = isinstance(self.step, int)
        return self.low <= (int(text) if whole else float(text)) <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSlider(Slider):
    """The same, answering while its thumb is dragged; for the few that lead a page which answers at once."""

    def show(self) -> float:
        """Draw it and return where its thumb stands."""
        value = Slider.show(self)
        thumb = slider.followed(self.key, value)
        return thumb if self.low <= thumb <= self.high else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One row: a few named options of which one holds, as a row of buttons."""

    key: str
    label: str
    options: tuple[str, ...]
    default: str
    help: str

    def show(self) -> str:
        """Draw it and return the chosen option."""
        self._refuse()
        chosen = st.segmented_control(
            self.label,
            options=self.options,
            default=self.default,
            required=True,
            help=self.help,
            key=self.key,
            bind="query-params",
        )
        return chosen or self.default  # an empty value in the address chooses none of them

    def _refuse(self) -> None:
        refuse_bad_link(
            self.key, self.label, self.options.__contains__, "one of " + ", ".join(self.options), self.default
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick(Choice):
    """The same in a list that unfolds, for names too long or too many for buttons."""

    def show(self) -> str:
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


STICKY: Final = Choice(
    key="smile", label="If the index moves, the smile", options=("goes along", "stays"), default="goes along",
    help="Goes along: the same volatility at the same distance from the money (sticky delta). Stays: the same "
    "volatility at the same strike (sticky strike). Real markets lie between.",
)  # fmt: skip


def market() -> Market:
    """The market chosen in the sidebar: an uploaded chain if there is a good one, else a day of the bundled history."""
    with st.sidebar:
        chain = uploaded.market()
        found = _bundled() if chain is None else chain
        sticky = STICKY.show()
    return replace(found, sticky="strike" if sticky == "stays" else "moneyness")


def _bundled() -> Market:
    history = cached.history()
    default = history.last_recorded or history.last
    refuse_bad_link(
        "day",
        "Market of",
        lambda text: history.first <= a_day(text) <= history.last,
        f"{history.first} to {history.last}",
        f"{default}",
    )
    chosen = st.date_input(
        "Market of",
        value=default,
        min_value=history.first,
        max_value=history.last,
        key="day",
        bind="query-params",
        help="Any day of the bundled history. On a day without trading, the last trading day before it is taken.",
    )
    return from_history(history, history.nearest(chosen) if isinstance(chosen, date) else default)


def a_day(text: str) -> date:
    """The day a link names, written 2018-02-05 and no other way; ValueError else."""
    if len(text) != len("2018-02-05"):
        raise ValueError(text)
    return date.fromisoformat(text)


def refuse_bad_link(key: str, label: str, takes: Callable[[str], Any], allowed: str, default: str) -> None:
    """Say in a sentence that the address asks for a value this control cannot take, before Streamlit drops it."""
    texts = st.query_params.get_all(key)
    if not texts:
        return
    try:
        good = len(texts) == 1 and bool(takes(texts[0]))
    except (ValueError, OverflowError):
        good = False
    if not good:
        said = escaped(" and ".join(repr(text[:40]) for text in texts[:3]))
        st.warning(f"The link asks for {label} = {said}, which must be {allowed}: {default} is used instead.")


def tabs(key: str, names: tuple[str, ...]) -> Sequence[Any]:
    """Tabs whose bodies are computed only when open; the open one is part of the address."""
    refuse_bad_link(key, "the tab", names.__contains__, "one of " + ", ".join(names), names[0])
    return st.tabs(names, key=key, on_change="rerun", bind="query-params")
