"""Facts of the sample books, as tests ask for them: a book, a day, a way of laying, and what may be changed."""

from dataclasses import replace
from functools import cache

from overlay.book.exposures import exposure
from overlay.claims.facts import Facts
from overlay.data import bundled, sample_books as portfolios
from overlay.history import events as event_days
from overlay.history.daily import History
from overlay.options.market import from_history
from overlay.stress import overlaid
from overlay.stress.overlaid import Laying, Overlaid
from overlay.tax.sell_or_hold import Outlook
from overlay.vix import market as vix_options


@cache
def history() -> History:
    """The bundled history; nobody writes to it."""
    return bundled.history()


def book(name="One name at 60%", day=None, laying=None, *, cash=0.0, portfolio=None) -> Overlaid:
    """A sample book, or another, with condors and hedge laid over it on a day of the bundled history."""
    past = history()
    market = from_history(past, past.last_recorded if day is None else day)
    held = portfolios.sample(name, past, market.as_of) if portfolio is None else portfolio
    held = replace(held, cash=cash)
    measured = exposure(held, past, market)
    betas = overlaid.known_betas(held, [(one.symbol, one.beta) for one in measured.names])
    vix = vix_options.from_history(past, market.as_of)
    return overlaid.laid(held, betas, market, vix, Laying() if laying is None else laying)


def facts(
    name="One name at 60%", day=None, laying=None, *, wages=150_000.0, cash=0.0, portfolio=None, past=None
) -> Facts:
    """The facts about it."""
    rule = Laying() if laying is None else laying
    return Facts(
        overlaid=book(name, day, rule, cash=cash, portfolio=portfolio),
        laying=rule,
        history=history() if past is None else past,
        events=event_days.shipped(),
        outlook=Outlook(filing="single", wages=wages),
    )
