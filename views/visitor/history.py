"""Which history a visitor sees, and the caches that hang on it.

The rule: what ships is read once per process and shared by all; what a visitor loaded lives in that session and replaces it there only.
A cache that reads the history is keyed by the history's very numbers (`by_history`), so one visitor's data never answers another.
"""

from collections.abc import Callable
from datetime import date
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, Final, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

from overlay.data import bundled
from overlay.data.joined import Own
from overlay.history.daily import History

P = ParamSpec("P")
R = TypeVar("R")

_OWN: Final = "own_data"  # the histories this session loaded, the latest last; the first lies below the bundled one
_STEPS: Final = 3  # that one can go back


@st.cache_resource(show_spinner=False)
def bundled_history() -> History:
    """The history that ships; nobody writes to it."""
    return bundled.history()


def history() -> History:
    """The history this visitor looks at: the one loaded last in this session, or what ships."""
    mine = own()
    return bundled_history() if mine is None else mine.history


def own() -> Own | None:
    """What this session loaded last in place of the bundled history, or None."""
    steps: list[Own] = st.session_state.get(_OWN, [])
    return steps[-1] if steps else None


def identity() -> str:
    """A text that is the same for the same numbers, and for no others."""
    mine = own()
    return "" if mine is None else mine.history.digest


def family(day: date) -> dict[str, float]:
    """VIX9D, VIX3M, VIX6M and VVIX in points on a day, as far as this session loaded them."""
    mine, at = own(), pd.Timestamp(day)
    return {} if mine is None else {name: float(one[at]) for name, one in mine.family.items() if at in one.index}


def take(mine: Own) -> None:
    """Look at this history from now on; the one before can be had back."""
    st.session_state[_OWN] = [*st.session_state.get(_OWN, []), mine][-_STEPS:]


def go_back() -> None:
    """Look at the history before, at last at what ships."""
    st.session_state[_OWN] = st.session_state.get(_OWN, [])[:-1]


def go_home() -> None:
    """Look at what ships."""
    st.session_state.pop(_OWN, None)


def by_history(keep: Callable[..., Any]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A decorator like the cache it is given (`st.cache_resource(...)`), whose entries belong to one history each.

    Give it a bound on its entries: visitors bring histories of their own.
    """

    def _decorate(function: Callable[P, R]) -> Callable[P, R]:
        def _kept(of_history: str, *args: P.args, **kwargs: P.kwargs) -> R:
            del of_history  # part of the key only
            return function(*args, **kwargs)

        # Streamlit tells caches apart by these names; `wraps` would also lend the signature, which lacks the key
        _kept.__module__, _kept.__qualname__, _kept.__name__ = (
            function.__module__,
            function.__qualname__,
            function.__name__,
        )
        names = signature(function).parameters.values()  # so that _names go unhashed, as in any cache of Streamlit's
        key = Parameter("of_history", Parameter.POSITIONAL_OR_KEYWORD)
        _kept.__signature__ = Signature([key, *names])  # type: ignore[attr-defined]
        store = keep(_kept)

        @wraps(function)
        def _keyed(*args: P.args, **kwargs: P.kwargs) -> R:
            result: R = store(identity(), *args, **kwargs)
            return result

        return _keyed

    return _decorate
