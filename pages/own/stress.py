"""Stress: stocks, condors and VIX calls together, in a scenario and over many paths."""

from functools import partial

import streamlit as st

from views.controls import kinds as controls, thumb as slider
from views.controls.later import later
from views.frame import page
from views.look import plot
from views.look.words import words
from views.market import bar
from views.stress import charts, controls as asked, panels as show
from views.visitor import history as cached
from views.whole_book import cached as once, controls as laid

st.title("Stress")
st.caption(words("stress", "question"))
headline = st.container()
left, right = st.columns([1, 2], gap="large")

with left, later():
    name = asked.chosen()
    moves = st.container()
    book = laid.asked()
    bar.STICKY.show()

with headline, page.explained():
    market = bar.market()
    known = once.known(book, market)
    facts = known.facts
    with moves:
        scenario = asked.scenario(name, facts, cached.history())
    parts = facts.overlaid.result(scenario)
    show.answer(parts, facts.overlaid, name)
    show.laid(facts.overlaid)
    page.badge(market)

with right:
    picture = partial(show.picture, scenario=scenario, name=name)
    slider.leads(laid.UNITS, picture(facts.overlaid), lambda units: picture(facts.overlaid.with_units(units)))
    show.metrics(parts, facts.overlaid)
    show.method(name, scenario, facts.overlaid)

each, cells, spread, tail = controls.tabs("st_details", ("Parts", "Grid", "Distribution", "Tail by name"))
if each.open:
    with each:
        figure, table = charts.pieces(parts, facts.overlaid, name)
        plot.show(figure, key="st_pieces", alt=charts.pieces_finding(parts, name), table=table, height=420)
if cells.open:
    with cells:
        found = facts.overlaid.grid(scenario)
        figure, table = charts.grid(found, scenario, facts.overlaid)
        plot.show(figure, key="st_grid", alt=charts.grid_finding(found), table=table, height=440)
        st.markdown(words("stress", "grid"))
if spread.open or tail.open:
    with spread if spread.open else tail, page.explained():
        run, loss = asked.run()
        simulated = show.simulated(known, run)
        show.drawn_from(facts, run)
        if simulated is not None and spread.open:
            figure, table = charts.distribution(simulated)
            plot.show(figure, key="st_spread", alt=charts.distribution_finding(simulated), table=table, height=400)
            show.statistics(simulated, loss)
        if simulated is not None and tail.open:
            figure, table = charts.tail(simulated, facts.overlaid)
            plot.show(figure, key="st_tail", alt=charts.tail_finding(simulated), table=table, height=400)

page.leaves_out("stress", market)
