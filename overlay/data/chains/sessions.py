"""The trading session to which the quotes of a chain belong, from the moment at which it was saved.

Options of funds and shares trade from 9:30 to the close. SPX, XSP and VIX options also trade in the night before a
trading day, so a stamp before the bell is a true one. Outside its sessions a quote table still shows the last close.
A stamp on a closed day always means the last close before it.

Source: Cboe, global trading hours (20:15 to 9:25 New York, and to 17:00 after the close).
"""

from datetime import datetime, time, timedelta
from typing import Final

from overlay.flags import Flag
from overlay.history import calendar

OVERNIGHT: Final = frozenset({"SPX", "XSP", "VIX"})
_NIGHT: Final = time(20, 15)  # the session of the next trading day begins
_AFTERNOON: Final = timedelta(hours=1)  # after the close, SPX and VIX options trade for so long


def quoted_at(saved: datetime, symbol: str) -> tuple[datetime, tuple[Flag, ...]]:
    """The moment of the quotes of a chain saved at a moment (New York, no zone), and a flag if it is an earlier day's."""
    if not calendar.FIRST < saved.date() <= calendar.LAST or _trades(saved, symbol):
        return saved, ()
    close = calendar.expires(calendar.last_close(saved))
    return close, () if close.date() == saved.date() else (_moved(saved, close),)


def _trades(moment: datetime, symbol: str) -> bool:
    """Whether options on an underlying trade at a moment."""
    day, clock = moment.date(), moment.time()
    if not calendar.is_open(day):
        return False
    close = calendar.expires(day)
    if symbol not in OVERNIGHT:
        return clock >= calendar.OPENING and moment <= close
    tomorrow = day + timedelta(days=1)
    return moment < close + _AFTERNOON or (clock >= _NIGHT and calendar.is_open(tomorrow))


def _moved(saved: datetime, close: datetime) -> Flag:
    """What is said of a stamp outside the sessions: why it cannot be the quotes' own, and the day they belong to."""
    if not calendar.is_open(saved.date()):
        when = f"on a {saved:%A} ({saved:%Y-%m-%d}), when the exchange was closed"
    else:
        when = f"at {saved:%H:%M} on {saved:%A} {saved:%Y-%m-%d}, before these options trade"
    return Flag(
        level="note",
        title=f"Saved {when}: the quotes are those of {close:%A} {close:%Y-%m-%d}",
        why=f"Days and hours to expiry are counted from the last close, {close:%Y-%m-%d %H:%M} New York.",
        source="the exchange's calendar",
    )
