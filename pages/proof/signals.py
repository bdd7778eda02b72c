"""Signals: what RSI, MACD, breadth, volatility and the calendar say today, and whether such gates ever helped."""

from functools import partial

import streamlit as st

from views.controls import kinds as controls, thumb as slider
from views.controls.later import later
from views.frame import page
from views.look import plot, sources
from views.look.words import words
from views.market import bar
from views.signals import cached as kept, charts, controls as chosen, panels as show, trial_charts as trials

st.title("Signals")
st.caption(words("signals", "question"))
headline = st.container()
name, span = chosen.chosen()
left, right = st.columns([1, 2], gap="large")
tabs = st.container()

with left, later():
    glance = st.container()
    asked = chosen.asked(name, span)
    with st.expander("Load event days or breadth"):
        events_file, breadth_file = chosen.uploads()
        brought = st.container()

with headline, page.explained():
    market = bar.market()
    at = show.position(market)
    known = kept.known(asked.book, events_file, breadth_file)
    decisions = show.compared(known, asked, at)
    show.answer(decisions, asked.rules, market)
    page.badge(market)
    page.history_alone(market)
    show.over_hedge(known, asked, at)
with brought:
    show.brought(events_file, breadth_file)
with glance:
    show.glance(decisions[0])

with right:
    picture = partial(show.picture, known, at, asked.span)
    slider.leads(chosen.WEIGHT, picture(asked.weight), lambda percent: picture(controls.share(percent)))
    show.metrics(known, asked, at)

with tabs:
    gates, compare, breadth, volatility, events, holdings, random = st.tabs(
        ["Gates", "Rule sets", "Breadth", "Volatility", "Events", "Holdings", "Do they help?"],
        key="sig_tab",
        on_change="rerun",
        bind="query-params",
    )
if gates.open:
    with gates:
        show.lights(decisions[0], known, at)
if compare.open:
    with compare:
        show.comparison(decisions, known, asked, at)
        figure, table = trials.walks(known, show.paths(known, at), at, asked.span)
        plot.show(figure, key="walks", alt="Running result of each rule set.", table=table, height=340)
        show.parameters(asked.rules)
if breadth.open:
    with breadth:
        figure, table = charts.breadth(known, asked.rules, at, asked.span)
        plot.show(figure, key="breadth", alt=charts.breadth_finding(known, asked.rules, at), table=table, height=400)
        with page.explained():
            show.ratio(known, asked.rules, market, at)
if volatility.open:
    with volatility:
        figure, table = charts.volatility(known, at, asked.span)
        plot.show(figure, key="volatility", alt=charts.volatility_finding(known, at), table=table, height=400)
        show.ranges(known, asked, at)
        sources.table(charts.range_variants(known, at, asked.weight))
        show.cases()
if events.open:
    with events:
        show.calendar(known, market.as_of)
if holdings.open:
    with holdings, page.explained():
        stocks = kept.by_name()
        stock = chosen.holding(tuple(stocks))
        figure, table = charts.holding(known, stocks, stock, at, asked.span)
        plot.show(figure, key="holding", alt=f"RSI and MACD of {stock}.", table=table, height=360)
        show.overlay_artefact(known, at)
if random.open:
    with random, page.explained():
        helps = kept.helped(at, asked.rules, asked.book, events_file, breadth_file)
        figure, table = trials.helped(helps, asked.rules)
        plot.show(figure, key="helped", alt=trials.helped_finding(helps, asked.rules), table=table, height=380)
        st.dataframe(table, hide_index=True)
        st.markdown(words("signals", "help", spacing=asked.rules.entry_days, count=len(helps)))

page.leaves_out("signals", market)
