"""A market in one call, from a day of the bundled history or from an option chain's file."""

import re
from datetime import date, datetime
from functools import cache
from typing import TypeAlias

import numpy as np

from overlay.data import bundled
from overlay.data.chains.cboe import read_chain
from overlay.data.chains.cboe_text import Source
from overlay.errors import OverlayError
from overlay.history.daily import History
from overlay.options.market import Market, from_chain, from_history

Day: TypeAlias = date | str | np.datetime64


_LOOKS_LIKE_A_DAY = re.compile(r"\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\s*")


@cache
def shipped_history() -> History:
    """The history that ships with the package, 1990 to 2022; the file is read once."""
    return bundled.history()


def market(source: Day | Source, *, history: History | None = None) -> Market:
    """The index market of a day, or of an option chain.

    source: a day (`date`, `Timestamp`, `"2018-12-26"`), or a Cboe chain of SPX, XSP or SPY as a path, bytes or an open
    file. A day without trading means the last trading day before it. `history` replaces the bundled one.

    OverlayError for a day outside the history, a file that is not a chain, and any other type.
    """
    past = shipped_history() if history is None else history
    if isinstance(source, date | np.datetime64) or (isinstance(source, str) and _LOOKS_LIKE_A_DAY.fullmatch(source)):
        return from_history(past, past.nearest(day(source)))
    if isinstance(source, str | bytes) or hasattr(source, "__fspath__") or hasattr(source, "read"):
        return from_chain(read_chain(source), past)
    raise OverlayError(
        f"A market cannot be made from {source!r} ({type(source).__name__}): pass a day such as '2018-12-26', or the path "
        "or bytes of an option chain."
    )


def day(value: Day) -> date:
    """A day from a date, a Timestamp, a numpy day or a text such as "2018-12-26"; OverlayError for other values."""
    if isinstance(value, datetime):  # a Timestamp is a datetime too
        return value.date()
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, np.datetime64):
            return date.fromisoformat(str(value.astype("datetime64[D]")))
        return date.fromisoformat(value.strip())
    except (AttributeError, ValueError) as error:
        raise OverlayError(f"{value!r} is not a day: write it as 2018-12-26, or pass a date or a Timestamp.") from error
