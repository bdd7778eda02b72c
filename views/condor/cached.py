"""What the Condor page caches between slider moves."""

from dataclasses import replace
from datetime import date

import streamlit as st

from overlay.condor.placement import IronCondor
from overlay.condor.pricing import CondorQuote, quote
from overlay.condor.scan import Limits, Score, best_condors
from overlay.history.calendar import Settlement
from overlay.options.market import Market
from overlay.options.settling import settled
from views.visitor import history as cached

Found = tuple[IronCondor, float, CondorQuote]


def found(market: Market, expiry: date, score: Score, limits: Limits, count: int) -> list[Found]:
    """The best condors of an expiry with scores and quotes; they depend on the market, not on the placement."""
    return _found(market, (cached.identity(), market.identity), expiry, score, limits, count)


def settled_as(market: Market, settlement: Settlement) -> Market:
    """The market of a settlement; the options of a chain are fitted once."""
    if market.listing is None:
        return settled(market, settlement)
    key = f"{market.source} {market.spot} {market.vix} {len(market.listing.chain.quotes)}"
    found = _fitted(market, key, settlement)
    return replace(found, sticky=market.sticky)


@cached.by_history(
    st.cache_resource(scope="session", max_entries=4, show_spinner="Reading the options of that settlement")
)
def _fitted(_market: Market, key: str, settlement: Settlement) -> Market:
    del key  # part of the cache key only: the market itself cannot be hashed
    return settled(_market, settlement, cached.history())


@st.cache_resource(scope="session", max_entries=30, show_spinner=False)
def _found(
    _market: Market, key: tuple[str, tuple[object, ...]], expiry: date, score: Score, limits: Limits, count: int
) -> list[Found]:
    del key  # part of the cache key only: the market itself cannot be hashed
    best = best_condors(_market, expiry, score, limits, count)
    return [(condor, value, quote(condor, _market)) for condor, value in best]
