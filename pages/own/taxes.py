"""Taxes: sell now, hold, or hold with the overlay, after federal tax; and the tax rules that may apply."""

from dataclasses import replace

import streamlit as st

from overlay.condor.placement import by_sigmas
from overlay.condor.pricing import quote as quoted
from overlay.tax import caveats, sell_or_hold
from views.controls import costs, thumb as slider
from views.controls.later import fold, later
from views.frame import page
from views.look import plot
from views.look.words import words
from views.market import bar
from views.taxes import charts, controls as asked, panels as show

st.title("Taxes")
st.caption(words("taxes", "question"))
headline = st.container()
left, right = st.columns([1, 2], gap="large")

with left, later(), page.explained():
    filing, wages = asked.person()
    stock = asked.stock()
    years, growth = asked.horizon()
    with fold("More: the overlay"):
        overlay = asked.overlay()
    with fold("More: years, dividends, heirs, straddle"):
        weight = asked.index_weight()
        outlook = asked.outlook(filing, wages, years, growth)

with headline, page.explained():
    market = bar.market()
    held = stock(market)
    overlap = asked.overlap(held, market, weight)
    found = sell_or_hold.compare(held.book, outlook(overlap), overlay.results)
    show.answer(found)
    page.badge(market)
    show.scope(found, held)

with right, page.explained():
    slider.leads(
        asked.YEARS,
        show.picture(found),
        lambda years: show.picture(
            sell_or_hold.compare(held.book, replace(found.outlook, years=years), overlay.results)
        ),
    )
    show.metrics(found)
    figure, table = charts.gauge(overlap)
    plot.show(figure, key="overlap", alt=charts.gauge_finding(overlap), table=table, height=190)

taxed, rules, mark, article, alone, even, others = st.tabs(
    ["Tax by year", "Rules", "Year-end mark", "Article and law", "Overlay alone", "Break-evens", "Alternatives"],
    key="tx_details", on_change="rerun", bind="query-params",
)  # fmt: skip
if taxed.open:
    with taxed:
        chosen = asked.future(found)
        figure, table = charts.tax_by_year(found, chosen)
        plot.show(figure, key="waterfall", alt=charts.tax_finding(found, chosen), table=table, height=380)
        show.numbers(found)
if rules.open:
    with rules:
        show.flags(caveats.rules(found, overlap))
        show.more_rules()
if mark.open:
    with mark:
        show.year_end(found, *asked.marks())
if article.open:
    with article:
        show.claims()
if alone.open:
    with alone, page.explained():
        show.overlay_alone(found, overlay)
        condor = by_sigmas(market, 1.5, 50, 30)
        show.starting_point(quoted(condor, market, costs=costs.held()), held, market, asked.contracts(held, market))
if even.open:
    with even, page.explained():
        show.breakevens(found)
if others.open:
    with others:
        show.alternatives()

page.leaves_out("taxes", market)
