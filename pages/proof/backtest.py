"""Backtest: the chosen rules on the chosen book, day by day through history, beside published indices."""

import streamlit as st

from overlay.backtest import attribution
from views.backtest import (
    answer as first_screen,
    cached as kept,
    charts,
    choices,
    controls as chosen,
    panels as show,
    sweep as sweeps,
    why,
)
from views.controls import thumb as slider
from views.controls.later import later
from views.frame import page
from views.look import plot
from views.look.words import words
from views.market import bar

st.title("Backtest")
st.caption(words("backtest", "question"))
headline = st.container()
name, span = chosen.span()
left, right = st.columns([1, 2], gap="large")
tabs = st.container()

with left, later():
    first, last = chosen.days(span)
    books = st.container()
    asked = chosen.asked(name)

with headline, page.explained():
    market = bar.market()
    with books, later():
        held = chosen.book(market)
    question = chosen.question(asked, chosen.with_cash(held, asked.cash_share), first, last)
    found = kept.lived(question)
    first_screen.answer(found, question)
    page.badge(market)
    page.history_alone(market)
    show.warnings(found)

with right, page.explained():
    slider.leads(chosen.CASH, show.picture(question, asked.lines), show.ahead(question, held, asked.lines))
    show.metrics(found)

with tabs:
    parts, reasons, falls, sure, kinds, beside, costs, traded, sweep = st.tabs(
        [
            "Parts", "Why", "Drawdowns", "How sure", "Kinds of days", "Beside it", "Costs", "Trades", "Sweep",
        ],
        key="bt_tab",
        on_change="rerun",
        bind="query-params",
    )  # fmt: skip
if parts.open:
    with parts:
        years = attribution.by_year(found)
        figure, table = charts.by_year(found, years)
        plot.show(figure, key="parts", alt=charts.by_year_finding(found, years), table=table, height=420)
        show.parts(found)
if reasons.open:
    with reasons, page.explained(stops=False):
        why.shown(found, question)
if falls.open:
    with falls:
        show.falls(found)
if sure.open:
    with sure, page.explained(stops=False):
        seen = show.evidence(found, question)
        if seen is not None:
            certain = kept.certainty(question)
            figure, table = charts.sure(certain, seen)
            plot.show(figure, key="sure", alt=charts.sure_finding(certain), table=table, height=190)
            show.sure(seen, found, question)
if kinds.open:
    with kinds:
        slices = show.slices(found)
        figure, table = charts.kinds(slices)
        plot.show(figure, key="kinds", alt="What the overlay added on each kind of day.", table=table, height=380)
if beside.open:
    with beside, page.explained(stops=False):
        show.beside(found, question, show.lines(found, question, asked.lines))
        why.less(found, question)
if costs.open:
    with costs, page.explained(stops=False):
        choices.show(question)
        several = kept.costed(question)
        figure, table = charts.costs(several)
        plot.show(figure, key="costs", alt=charts.costs_finding(several), table=table, height=360)
if traded.open:
    with traded:
        show.traded(found)
if sweep.open:
    with sweep, page.explained(stops=False):
        sweeps.swept(question)

page.leaves_out("backtest", market)
