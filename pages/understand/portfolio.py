"""Portfolio: the cost of a gap in one name, what condors pay of it, and the risk and the tax in the stocks."""

from functools import partial

import streamlit as st

from overlay.book.exposures import exposure
from overlay.book.gaps import gap
from views.controls import kinds as controls
from views.controls.later import fold, later
from views.frame import numbers, page
from views.market import bar
from views.portfolio import answer as show, controls as asked, details
from views.portfolio.panels import report
from views.visitor import history as cached

frame = page.begin("portfolio", "Portfolio")

with frame.controls, later():
    count = asked.CONDORS.show()
    drop = asked.DROP.show()
    named = st.container()
    chosen = asked.BOOK.show()
    with fold("Betas, index weight, smile"):
        window = asked.window()
        weight = asked.WEIGHT.show()
        bar.STICKY.show()

with frame.headline, page.explained():
    market = bar.market()
    history = cached.history()
    with frame.below:
        portfolio = asked.book(chosen, history, market)
    with named, later():
        name = asked.name(portfolio)
    condors = asked.overlay(market, count)
    found = exposure(portfolio, history, market, window=window, legs=asked.legs(condors))
    share, moved = controls.share(drop), controls.share(weight)
    fallen = partial(gap, portfolio, name, share, market=market, index_weight=moved)
    fall = fallen(legs=asked.legs(condors))
    show.answer(fall, condors, market)
frame.marked(market, show.shown(condors), show.notes(found), expiry=None if condors is None else condors.expiry)

frame.lead(
    show.picture(fall, condors),
    asked.CONDORS,
    lambda many: show.ahead(fallen, asked.overlay(market, many)),
)
with frame.numbers:
    numbers.show(*show.numbers(portfolio, found, condors, window))
with frame.below:
    show.unmeasured(portfolio, found)
    report(portfolio, found, fall, market, condors, history.sources)
frame.more(
    "book_details",
    details.parts(portfolio, found, fall, condors, market=market, history=history, window=window),
)
frame.end()
