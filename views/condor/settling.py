"""The choice of settlement on the Condor page, and what the last day and the opening can do."""

from typing import Final

import streamlit as st

from overlay.condor.placement import IronCondor
from overlay.errors import OverlayError
from overlay.history import calendar
from overlay.history.openings import opening_moves
from overlay.options.market import Market
from overlay.options.settling import offered
from views.condor import cached as once
from views.controls.kinds import Choice
from views.look import format as fmt
from views.look.words import words
from views.visitor import history as cached

TOPIC: Final = "condor"
SETTLES: Final = Choice(
    key="settles",
    label="Settles",
    options=("PM", "AM"),
    default="PM",
    help="Third Fridays list two kinds of options. PM: they trade until the close and settle there. AM: they stop at the close "
    "of the day before and settle at the opening.",
)
_LAST_DAYS: Final = 1  # calendar days to expiry from which a day's end is told


def tradable(market: Market, days: int) -> int:
    """The days to expiry that can be traded: one day, with a note, where no option expires today any more."""
    try:
        market.expiry(days)
    except OverlayError:
        if days:
            raise
        st.caption(words(TOPIC, "no_same_day", day=fmt.day(market.as_of), clock=f"{market.clock:%H:%M}"))
        return 1
    return days


def chosen(market: Market, days: int) -> Market:
    """Offer AM beside PM where the expiry lists both, and return the market of the chosen settlement."""
    kinds = offered(market, market.expiry(days))
    if len(kinds) < 2:
        return market
    wanted = SETTLES.show()
    return once.settled_as(market, "AM" if wanted == "AM" else "PM")


def told(condor: IronCondor, market: Market) -> None:
    """Say what the opening can do to AM-settled options, and what the last hours do to a condor."""
    if market.settlement(condor.expiry) == "AM":
        st.caption(morning(condor))
    if market.days(condor.expiry) <= _LAST_DAYS:
        hours = 24.0 * market.days_left(condor.expiry)
        st.caption(words(TOPIC, "last_day", hours=fmt.hours(hours)))


def morning(condor: IronCondor) -> str:
    """What AM settlement means for a condor, with the moves of the opening where the history knows them."""
    moves = opening_moves(cached.history())
    last = fmt.day(calendar.before(condor.expiry))
    if moves is None:
        return words(TOPIC, "settles_am.unknown", last=last)
    return words(
        TOPIC,
        "settles_am",
        last=last,
        median=fmt.percent(moves.median, 2),
        low=fmt.percent(moves.low, 2),
        high=fmt.percent(moves.high, 2),
        worst=fmt.percent(moves.worst, 1, plus=True),
        day=fmt.day(moves.worst_day),
        count=f"{moves.days:,}",
    )
