"""Live data of this visitor: what a click asks Yahoo for, and what came of it.

The rule: Yahoo is asked on a click only, and a click ends at the deadline. A failure leaves the data in use unchanged.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import streamlit as st

from overlay.data import joined as daily
from overlay.data.yahoo import chain as yahoo_chain, prices as yahoo
from overlay.data.yahoo.prices import Fetched
from overlay.errors import OverlayError
from overlay.options.chain import Chain
from overlay.options.market import from_chain
from views.market import kind
from views.visitor import chain as uploaded, history as cached, own_lots

FIRST_DAY: Final = date(1990, 1, 2)
_LAST: Final = "data_outcome"  # the result of the last click


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadResult:
    """The result of a click: a sentence, and the missing series."""

    good: bool
    said: str
    found: Fetched | None = None


def outcome() -> LoadResult | None:
    """The result of the last click in this session."""
    return st.session_state.get(_LAST)


def report(result: LoadResult) -> None:
    """Make this the result of the last click."""
    st.session_state[_LAST] = result


def forget() -> None:
    """Forget the result of the last click."""
    st.session_state.pop(_LAST, None)


def load_prices(stocks: tuple[str, ...], first: date, *, refresh: bool) -> None:
    """Ask Yahoo for index, VIX family, rate and stocks; the market is then live. Shows a progress bar."""
    with _waiting() as beat:
        found = yahoo.prices((*yahoo.INDICES, *stocks), first, refresh=refresh, beat=beat)
    try:
        mine = daily.from_yahoo(found, cached.bundled_history(), yahoo.today())
    except OverlayError as error:
        report(LoadResult(good=False, said=str(error), found=found))
        return
    cached.take(mine)
    kind.to_the_last_day("live")
    report(LoadResult(good=True, said="", found=found))


def load_spx() -> None:
    """Ask Yahoo for delayed SPX option quotes; the market is then live."""

    def _take(chain: Chain) -> None:
        uploaded.take(from_chain(chain, cached.history()))
        kind.to_the_last_day("live")

    report(_chain("SPX", _take))


def load_vix() -> None:
    """Ask Yahoo for delayed VIX option quotes, for the VIX hedge page."""
    report(_chain("VIX", uploaded.take_vix))


def usual_stocks() -> tuple[str, ...]:
    """The symbols of a load from the market bar: the bundled stocks, and the names of the visitor's own lots."""
    lots, _ = own_lots.own()
    bundled = (str(one) for one in cached.bundled_history().closes.columns)
    return tuple(dict.fromkeys((*bundled, *(one.symbol for one in lots))))[: yahoo.SYMBOLS_AT_MOST]


def _chain(symbol: str, take: Callable[[Chain], Any]) -> LoadResult:
    try:
        with _waiting() as beat:
            chain = yahoo_chain.chain(symbol, beat)
        take(chain)
    except OverlayError as error:
        return LoadResult(good=False, said=str(error))
    return LoadResult(
        good=True,
        said=f"{len(chain.quotes):,} quotes of {symbol} options stood at {chain.quoted:%Y-%m-%d %H:%M} New York.",
    )


@contextmanager
def _waiting() -> Iterator[Callable[[float], None]]:
    """A progress bar of the time until the deadline; a click elsewhere ends the wait and the requests."""
    bar = st.progress(0.0, text="Asking Yahoo")

    def _beat(share: float) -> None:
        bar.progress(min(max(share, 0.0), 1.0), text="Asking Yahoo")

    try:
        yield _beat
    finally:
        bar.empty()
