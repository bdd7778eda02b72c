"""The choice between morning and afternoon settlement (AM, PM) on a monthly expiry, which lists options of both.

AM-settled options stop trading at the close of the day before and settle at the opening of the expiry (SOQ), 6.5 hours
before the PM-settled ones. Source: Cboe's specifications of SPX (AM) and SPXW (PM) options.
"""

from dataclasses import replace
from datetime import date

from overlay.history import calendar
from overlay.history.calendar import Settlement
from overlay.history.daily import History
from overlay.options.chain import KINDS
from overlay.options.contracts import SPX
from overlay.options.market import Market, from_chain


def offered(market: Market, expiry: date) -> tuple[Settlement, ...]:
    """The settlements that can be traded for an expiry, PM first: on a chain the listed ones, else by the calendar."""
    if market.listing is not None:
        return tuple(kind for kind in KINDS if expiry in market.listing.chain.expiries(kind))
    monthly = market.contract == SPX and calendar.is_monthly_expiry(expiry)
    morning = monthly and market.moment <= calendar.expires(calendar.before(expiry))  # AM options trade until then
    return KINDS if morning else ("PM",)


def settled(market: Market, settlement: Settlement, history: History | None = None) -> Market:
    """The same market with the options of a settlement; on a chain they are read and fitted from its own quotes.

    OverlayError if the chain's options of that settlement cannot be fitted.
    """
    if market.listing is None:
        return replace(market, settles=settlement)
    if market.listing.settlement == settlement:
        return market
    found = from_chain(market.listing.chain, history, settlement)
    return replace(found, sticky=market.sticky, vix=market.vix, family=market.family)
