"""The history that a visitor sees, and the caches that depend on it.

Bundled data is read once per process and shared by all. Data loaded by a visitor replaces it in that session only.
A cache of results from the history is keyed by the history's numbers (`by_history`), so visitors never share their own data.
"""

from collections.abc import Callable
from datetime import date
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, Final, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

from overlay.data import bundled, single_names
from overlay.data.joined import Own
from overlay.history.daily import History

P = ParamSpec("P")
R = TypeVar("R")

BESIDE: Final = "data_beside"  # the key of the switch that adds the names beside the panel to the bundled history
_OWN: Final = "own_data"  # the histories loaded in this session, the latest last
_STEPS: Final = 3  # the most steps back


@st.cache_resource(show_spinner=False)
def bundled_history() -> History:
    """The bundled history, read-only."""
    return bundled.history()


@st.cache_resource(show_spinner=False)
def beside_panel() -> History:
    """The bundled history with the longer single names beside its panel, read-only."""
    return single_names.beside_panel(bundled_history())


def history() -> History:
    """The visitor's history: the one loaded last in this session, or the bundled one, with or without the names beside it."""
    mine = own()
    if mine is not None:
        return mine.history
    return beside_panel() if st.session_state.get(BESIDE) is True else bundled_history()


def choose(*, beside: bool) -> None:
    """Use the bundled history with the names beside its panel, or without them; call it before controls are drawn."""
    if beside or BESIDE in st.session_state:
        st.session_state[BESIDE] = beside


def own() -> Own | None:
    """The history loaded last in this session, or None."""
    steps: list[Own] = st.session_state.get(_OWN, [])
    return steps[-1] if steps else None


def identity() -> str:
    """A text that identifies the history's numbers."""
    now = history()
    return "" if now is bundled_history() else now.digest


def family(day: date) -> dict[str, float]:
    """VIX9D, VIX3M, VIX6M and VVIX in points on a day, if loaded in this session."""
    mine, at = own(), pd.Timestamp(day)
    return {} if mine is None else {name: float(one[at]) for name, one in mine.family.items() if at in one.index}


def take(mine: Own) -> None:
    """Use this history from now on; a step back restores the previous history."""
    st.session_state[_OWN] = [*st.session_state.get(_OWN, []), mine][-_STEPS:]


def go_back() -> None:
    """Use the history loaded before this one, or the bundled history if none is left."""
    st.session_state[_OWN] = st.session_state.get(_OWN, [])[:-1]


def go_home() -> None:
    """Use the bundled history."""
    st.session_state.pop(_OWN, None)


def by_history(keep: Callable[..., Any]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a cache decorator (`st.cache_resource(...)`) keep separate entries for each history.

    Limit the cache's entries, because visitors load their own histories.
    """

    def _decorate(function: Callable[P, R]) -> Callable[P, R]:
        def _kept(of_history: str, *args: P.args, **kwargs: P.kwargs) -> R:
            del of_history  # part of the key only
            return function(*args, **kwargs)

        # Streamlit identifies caches by these names; `wraps` would also copy the signature, which lacks the key
        _kept.__module__, _kept.__qualname__, _kept.__name__ = (
            function.__module__,
            function.__qualname__,
            function.__name__,
        )
        names = signature(function).parameters.values()  # so that Streamlit does not hash arguments named _like_this
        key = Parameter("of_history", Parameter.POSITIONAL_OR_KEYWORD)
        _kept.__signature__ = Signature([key, *names])  # type: ignore[attr-defined]
        store = keep(_kept)

        @wraps(function)
        def _keyed(*args: P.args, **kwargs: P.kwargs) -> R:
            result: R = store(identity(), *args, **kwargs)
            return result

        return _keyed

    return _decorate
