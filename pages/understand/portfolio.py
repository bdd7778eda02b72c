"""Portfolio: concentration of the book, its risk split, the tax in its lots, and the cost of a gap in one name."""

from functools import partial

import streamlit as st

from overlay.book.exposures import exposure
from overlay.book.gaps import gap as tested
from views.controls import kinds as controls, thumb as slider
from views.controls.later import fold, later
from views.frame import page
from views.look import plot
from views.look.words import words
from views.market import bar
from views.portfolio import charts, controls as asked, lots, panels as show, valuation as value
from views.visitor import history as cached

st.title("Portfolio")
st.caption(words("portfolio", "question"))
headline = st.container()
left, right = st.columns([1, 2], gap="large")

with left, later():
    chosen = asked.BOOK.show()
    count = asked.CONDORS.show()
    named = st.container()
    drop = asked.DROP.show()
    with fold("More: window of the betas, index weight, smile"):
        window = asked.window()
        weight = asked.WEIGHT.show()
        bar.STICKY.show()

with headline, page.explained():
    market = bar.market()
    history = cached.history()
    portfolio = asked.book(chosen, history, market)
    overlay = partial(asked.overlay, market)
    measured = partial(exposure, portfolio, history, market, window=window)
    condors = overlay(count)
    found = measured(legs=asked.legs(condors))
    show.answer(portfolio, found, condors)
    page.badge(market)

with named, later():
    name = asked.name(portfolio)
with page.explained():
    gap = tested(portfolio, name, controls.share(drop), asked.legs(condors), market, controls.share(weight))

with right:
    slider.leads(
        asked.CONDORS,
        show.picture(found, condors),
        lambda many: show.picture(measured(legs=asked.legs(overlay(many))), overlay(many)),
    )
    show.gap(gap, condors, market)
    show.metrics(portfolio, found, market)
    show.method(found, condors)
    show.report(portfolio, found, gap, market, condors, history.sources)

gaps, names, bridge, tax, valuation, own = st.tabs(
    ["Gap and weights", "Betas", "Before and after", "Lots and tax", "Valuation", "Your lots"],
    key="book_details", on_change="rerun", bind="query-params",
)  # fmt: skip
if gaps.open:
    with gaps:
        figure, table = charts.gap_bars(gap)
        plot.show(figure, key="gap", alt=charts.gap_finding(gap), table=table, height=260)
        figure, table = charts.weights(portfolio)
        plot.show(figure, key="weights", alt=charts.weights_finding(portfolio), table=table, height=300)
if names.open:
    with names:
        figure, table = charts.betas(found)
        plot.show(figure, key="betas", alt=charts.betas_finding(found), table=table, height=charts.rows_height(found))
        show.beta_words(found, window)
        show.windows(portfolio, history, market)
if bridge.open:
    with bridge:
        figure, table = charts.bridge(found, condors)
        plot.show(figure, key="bridge", alt=charts.bridge_finding(found, condors), table=table, height=360)
        show.bridge_words(found)
if tax.open:
    with tax:
        figure, table = charts.tax_bars(portfolio, market.as_of)
        plot.show(figure, key="gains", alt=charts.tax_finding(portfolio, market.as_of), table=table, height=300)
        show.tax_words(portfolio, market)
        show.lots_table(portfolio, market)
        show.relief(portfolio.holding(name), controls.share(asked.SELL.show()), market)
if valuation.open:
    with valuation:
        value.valued(portfolio.holding(name), found, market)
if own.open:
    with own:
        lots.own(portfolio, history, market)

page.leaves_out("portfolio", market)
