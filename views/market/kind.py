"""Which kind of market this visitor looks at: typed levels, a day of the history, an option chain, or live data.

The kind is a setting like others: it stands in the address as `m`, in saved files, and in the steps of Undo. Without it
the market is a past day. Its buttons show words, but the address holds a short name; so the buttons are not bound to the
address, and this row holds the name.
"""

from datetime import date, datetime
from typing import Any, Final, Literal, get_args

import streamlit as st

from overlay.data.yahoo.prices import NEW_YORK
from overlay.options import typed
from views.controls.kinds import Day, a_day
from views.controls.rows import Control, note, refuse_bad_link, within
from views.visitor import history as cached

Kind = Literal["past", "typed", "chain", "live"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
NAMES: Final[dict[Kind, str]] = {
    "typed": "Today, typed", "past": "A past day", "chain": "A chain", "live": "Live",
}  # fmt: skip
BUTTONS: Final = "market_kind"  # the key of the buttons
_DAYS: Final = "market_days"  # the last day of typed levels (True) and of the past (False)
_NEXT: Final = "market_next"  # what the next run is to look at


class KindOfMarket(Control[Kind]):
    """The row of the kind; its value is the short name in the address."""

    key = "m"
    label = "Market"
    default: Kind = "past"
    help = "Type the levels of today's newspaper, pick a day of the past, load an option chain, or ask Yahoo."

    def __init__(self) -> None:
        note(self)

    def read(self, text: str) -> Kind:
        """The kind of that name; ValueError if there is none."""
        if text not in KINDS:
            raise ValueError(text)
        return text

    def draw(self) -> Kind:
        """Draw the buttons and return the kind."""
        refuse_bad_link(self.key, self.label, self.read, "one of " + ", ".join(KINDS), self.default)
        st.session_state[BUTTONS] = NAMES[self.held()]
        st.segmented_control(
            self.label, options=list(NAMES.values()), key=BUTTONS, required=True, on_change=_chosen, help=self.help
        )
        return self.held()

    def taken(self, value: Any) -> Kind:
        """The kind; the default for anything else."""
        return value if value in KINDS else self.default


class MarketDay(Day):
    """The day of the market: a day of the history, or any day of the exchange's calendar if the levels are typed."""

    __slots__ = ()

    @property
    def default(self) -> date | None:
        """The default day of the history; none for typed levels, so that the address always holds their day."""
        return None if typing() else self.usual_day()

    def read(self, text: str) -> date:
        """The day in a text; ValueError outside the history, or outside the calendar if the levels are typed."""
        return _within_calendar(text) if typing() else Day.read(self, text)

    def draw(self) -> date:
        """Draw it and return the day."""
        return _drawn_typed(self) if typing() else _drawn_past(self)

    def taken(self, value: Any) -> date:
        """The chosen day; the usual one while the field is empty, or while it holds a day of another kind of market."""
        if typing():
            return value if isinstance(value, date) else newest_day()
        history = cached.history()
        known = isinstance(value, date) and history.first <= value <= history.last
        return value if known else self.usual_day()


KIND: Final = KindOfMarket()
DAY: Final = MarketDay(
    key="day",
    label="Market of",
    help="Any day of the history. For a day without trading, the last trading day before it is used. For a later day, type the "
    "market or load live data.",
)


def kind() -> Kind:
    """The kind of market, without drawing its buttons."""
    return KIND.held()


def typing() -> bool:
    """Whether the levels are typed."""
    return kind() == "typed"


def choose(wanted: str | None) -> None:
    """Look at this kind of market; an unknown kind, or none, is a past day. Call it before controls are drawn.

    Typed levels and past days each keep their own day.
    """
    was = typing()
    days: dict[bool, date] = st.session_state.setdefault(_DAYS, {})
    days[was] = DAY.held()
    st.session_state[KIND.key] = KIND.taken(wanted)
    if typing() != was:
        st.session_state[DAY.key] = days.get(typing()) or DAY.taken(None)


def to_the_last_day(look_at: Kind | None = None) -> None:
    """From the next run on, look at the last day of the visitor's history, or at another kind of market.

    It waits for the next run, because this run may have drawn the day already.
    """
    st.session_state[_NEXT] = look_at or kind()


def settle() -> None:
    """Do what `to_the_last_day` asked for; call it before anything is drawn."""
    wanted = st.session_state.pop(_NEXT, None)
    if wanted is None:
        return
    st.session_state[KIND.key] = KIND.taken(wanted)
    if not typing():
        st.session_state[DAY.key] = DAY.default


def newest_day() -> date:
    """The day of the newest prices now, in New York."""
    return typed.latest_day(datetime.now(tz=NEW_YORK).replace(tzinfo=None))


def _chosen() -> None:
    named = {words: one for one, words in NAMES.items()}
    choose(named.get(st.session_state[BUTTONS]))


def _drawn_past(row: MarketDay) -> date:
    history = cached.history()
    held = st.session_state.get(row.key)
    if not (isinstance(held, date) and history.first <= held <= history.last):
        allowed = f"{history.first} to {history.last}; for another day type the market, or load live data"
        refuse_bad_link(row.key, row.label, row.read, allowed, f"{row.usual_day()}")
        st.session_state[row.key] = row.usual_day()
    chosen = st.date_input(
        row.label, value=row.usual_day(), min_value=history.first, max_value=history.last, key=row.key,
        bind="query-params", help=row.help, width=168,
    )  # fmt: skip
    return row.taken(chosen)


def _drawn_typed(row: MarketDay) -> date:
    if not isinstance(st.session_state.get(row.key), date):
        refuse_bad_link(row.key, "Day", row.read, f"{typed.FIRST} to {typed.LAST}", "the last trading day")
        st.session_state[row.key] = newest_day()
    chosen = st.date_input(
        "Day", value=None, min_value=typed.FIRST, max_value=typed.LAST, key=row.key, bind="query-params", width=168,
        help="The day of the levels, today by default. A day without trading counts as the trading day before it.",
    )  # fmt: skip
    return chosen if isinstance(chosen, date) else newest_day()


def _within_calendar(text: str) -> date:
    return within(a_day(text), typed.FIRST, typed.LAST)
