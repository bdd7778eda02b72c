"""What the Signals page caches: indicators of a book, outcomes of the yardstick, the random-entry test."""

from typing import Final

import streamlit as st

from overlay.arrays import FloatArray
from overlay.condor import yardstick
from overlay.data.files import events_and_breadth
from overlay.data.files.findings import FromFile
from overlay.history import events as event_days
from overlay.history.events import Events
from overlay.rules.rule_set import RuleSet
from overlay.signals import gates, oscillators
from overlay.signals.breadth import Breadth
from overlay.signals.indicator_table import Indicators, indicators
from overlay.signals.oscillators import Oscillators
from overlay.signals.random_entries import Help, against_random
from views.visitor import history as cached

File = tuple[str, bytes] | None


@st.cache_resource(scope="session", max_entries=3, show_spinner="Reading the file")
def events_in(name: str, content: bytes) -> FromFile[Events]:
    """The event days of a visitor's file, and its rejected rows."""
    return events_and_breadth.uploaded_events(content, name)


@st.cache_resource(scope="session", max_entries=3, show_spinner="Reading the file")
def breadth_in(name: str, content: bytes) -> FromFile[Breadth]:
    """The breadth of a visitor's file, and its rejected rows."""
    return events_and_breadth.uploaded_breadth(content, name)


@cached.by_history(st.cache_resource(show_spinner=False, max_entries=12))
def known(book: tuple[str, ...], events_file: File = None, breadth_file: File = None) -> Indicators:
    """All indicators on the visitor's history, read-only; OverlayError for a file that cannot be read."""
    history = cached.history()
    events = event_days.shipped()
    if events_file is not None:
        events = events.joined(events_and_breadth.uploaded_events(events_file[1], events_file[0]).held)
    breadth = (
        None if breadth_file is None else events_and_breadth.uploaded_breadth(breadth_file[1], breadth_file[0]).held
    )
    return indicators(history, events=events, overlay=overlay_pnl(), book=book, breadth=breadth)


@cached.by_history(st.cache_resource(show_spinner=False, max_entries=12))
def by_name() -> dict[str, Oscillators]:
    """RSI and MACD of each stock on the visitor's history, read-only."""
    return oscillators.by_name(cached.history().closes)


@cached.by_history(st.cache_resource(show_spinner=False, max_entries=12))
def overlay_pnl() -> FloatArray:
    """The yardstick overlay's running P&L by day (D,)."""
    return yardstick.daily_pnl(cached.history())


@cached.by_history(st.cache_resource(show_spinner=False, max_entries=12))
def outcomes() -> FloatArray:
    """The result at expiry of a yardstick condor opened on each day (D,), as a share of its largest loss."""
    return yardstick.outcomes(cached.history())


ALL: Final = "All gates together"


@cached.by_history(st.cache_resource(show_spinner=False, max_entries=64))
def settled(at: int) -> int:
    """The number of first days whose yardstick condors have settled by a position of the history."""
    return yardstick.settled_by(cached.history(), at)


@cached.by_history(
    st.cache_data(show_spinner="Drawing 2,000 random sets of entries", max_entries=32, hash_funcs={RuleSet: hash})
)
def helped(
    at: int, rules: RuleSet, book: tuple[str, ...] = (), events_file: File = None, breadth_file: File = None
) -> tuple[Help, ...]:
    """The test of each gate's entries against random entries, up to a position of the history.

    Only outcomes known by that day count. Only gates of the rule set are tested.
    """
    found = known(book, events_file, breadth_file)
    every = gates.factors(found, rules)
    factors = {name: every[name] for name in gates.asked(rules)} | {ALL: gates.size(every, found)}
    until = settled(at)
    return against_random(
        {name: one[:until] for name, one in factors.items()},
        outcomes()[:until],
        cached.history().numbers[:until],
        rules.entry_days,
    )
