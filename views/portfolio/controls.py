"""The controls of the Portfolio page, and the book they choose: a sample, or the visitor's own lots.

The address names a sample, so a link restores it. The visitor's lots are kept in the session only, never in an address.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from overlay.book.holdings import INDEX_FUND, Portfolio, of_lots
from overlay.book.lots import Lot
from overlay.book.returns import Window
from overlay.condor import placement
from overlay.condor.placement import IronCondor, Shape
from overlay.data import sample_books as portfolios
from overlay.history.daily import History
from overlay.options.contracts import in_points_of
from overlay.options.legs import Leg
from overlay.options.market import Market
from views.controls.kinds import Choice, Pick, Slider
from views.portfolio import ways_out
from views.visitor import own_lots

MINE: Final = "Mine"
LARGEST: Final = "Largest"

BOOK: Final = Pick(
    key="book",
    label="Portfolio",
    options=(*portfolios.names(), MINE),
    default="One name at 60%",
    help="Three invented portfolios of real names, one of an index fund, or your own lots, which you upload on the Portfolio "
    "page, under More, 'Your lots'.",
)
YEARS: Final = Choice(
    key="beta_years",
    label="Window of the betas (years)",
    options=("1", "2", "3", "5"),
    default="2",
    help="The length of the return history before the market's day. A longer window is more precise but less current.",
)
STEP: Final = Choice(
    key="beta_step",
    label="Returns",
    options=("Daily", "Weekly"),
    default="Daily",
    help="Weekly uses every fifth trading day: fewer returns, less noise from closing times.",
)
CONDORS: Final = Slider(
    key="book_condors",
    label="Condors over the stocks",
    low=0,
    high=100,
    default=5,
    step=1,
    help="SPX iron condors as on the Condor page by default: 1.5 standard deviations out, 50 points wide, 30 days.",
)
DROP: Final = Slider(
    key="gap_drop",
    label="Gap: how far the name falls (%)",
    low=5,
    high=100,
    default=30,
    step=5,
    help="The fall happens overnight, so no trade is possible in between.",
)
WEIGHT: Final = Slider(
    key="gap_weight",
    label="Gap: the name's weight in the index (%)",
    low=0.0,
    high=10.0,
    default=0.0,
    step=0.5,
    format="%.1f",
    help="At 0 the index does not move. Otherwise it falls by weight x drop, with all its other names unchanged.",
)
SELL: Final = Slider(
    key="sell_share",
    label="Part of the name to sell (%)",
    low=5,
    high=100,
    default=25,
    step=5,
    help="The gain realised depends on the lots that are sold.",
)

NAME: Final = Pick(
    key="gap_name",
    label="Gap: which name",
    options=(LARGEST,),
    default=LARGEST,
    open=True,
    help="The name of the gap test. 'Lots and tax' and 'Valuation' under More are about it.",
)


def window() -> Window:
    """The window of returns for the betas."""
    years = float(YEARS.show())
    return Window(years=years, weekly=STEP.show() == "Weekly")


def overlay(market: Market, count: float) -> IronCondor | None:
    """The Condor page's default condor, `count` times; None if count is 0.

    If the contract is on a tenth of the index, the condor is a tenth as wide.
    """
    wing = in_points_of(market.contract, 50.0)
    return placement.by_sigmas(market, 1.5, wing, 30, Shape(quantity=int(count))) if count else None


def legs(condors: IronCondor | None) -> tuple[Leg, ...]:
    """The option legs of the overlay; empty without condors."""
    return condors.legs if condors else ()


def book(chosen: str, history: History, market: Market) -> Portfolio:
    """The chosen portfolio; if the visitor chose their own lots and has none, the first sample with a note."""
    if chosen == MINE:
        lots, own_prices = own_lots.own()
        if lots:
            ways_out.show(own_symbols(), history)
            return of_lots(lots, portfolios.prices(history, market.as_of) | own_prices, name=MINE)
        st.warning(
            "Your own lots are kept in this browser session only, and it has none yet: upload them on the "
            f"Portfolio page, under More, 'Your lots'. Until then the page shows {BOOK.default}."
        )
    return portfolios.sample(BOOK.default if chosen == MINE else chosen, history, market.as_of)


def keep(lots: Sequence[Lot], prices: Mapping[str, float]) -> None:
    """Use these lots as the book of this session; a button's callback, since it must run before widgets are drawn."""
    own_lots.put(lots, prices)
    st.session_state[BOOK.key] = MINE


def own_symbols() -> tuple[str, ...]:
    """The symbols of the visitor's own lots, each once; empty without lots."""
    lots, _ = own_lots.own()
    found = dict.fromkeys(lot.symbol for lot in lots)
    return tuple(symbol for symbol in found if symbol != INDEX_FUND)


def name(portfolio: Portfolio) -> str:
    """The name of the gap test: the largest, or one chosen from the book."""
    chosen = replace(NAME, options=(LARGEST, *portfolio.symbols), open=False).show()
    return portfolio.symbols[0] if chosen == LARGEST else chosen
