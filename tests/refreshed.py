"""Runs of `scripts.refresh` made up here: invented closes on real trading days, as Yahoo's answers give them."""

from datetime import date, datetime

from overlay.data.refresh.run import Run
from overlay.data.yahoo import prices as door
from overlay.history import calendar
from tests import yahoo_server

FETCHED = datetime(2026, 11, 25, 8, 12, tzinfo=door.NEW_YORK)
FIRST, LAST = date(2026, 1, 5), date(2026, 11, 24)
USUAL = ("^GSPC", "^VIX", "^IRX", "^VVIX", "AAPL", "MSFT")


def answer(symbol, first=FIRST, last=LAST):
    """What the courier would say of a symbol."""
    days = [one.date() for one in calendar.trading_days(first, last)]
    values = [float(one) for one in yahoo_server.closes(symbol, days)]
    bars = dict.fromkeys(door.BARS, values) if symbol in {"^GSPC", "^VIX"} else {}
    return {"days": [one.isoformat() for one in days], "close": values, "adjusted": values, **bars}


def run(symbols=USUAL, first=FIRST, last=LAST, fetched=FETCHED, failed=None):
    """A run that found these symbols between two days."""
    answers = {symbol: answer(symbol, first, last) for symbol in symbols}
    return Run(
        fetched=fetched,
        prices={symbol: door.read(symbol, one, fetched.date()) for symbol, one in answers.items()},
        answers=answers,
        failed=failed or {},
    )
