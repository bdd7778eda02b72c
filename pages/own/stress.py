"""Stress: stocks, condors and VIX calls together, in a scenario and over many paths."""

from functools import partial

import streamlit as st

from views.controls.later import fold, later
from views.frame import numbers, page
from views.market import bar
from views.stress import controls as asked, more, panels as show
from views.visitor import history as cached
from views.whole_book import cached as once, controls as laid

frame = page.begin("stress", "Stress")

with frame.controls, later():
    name = asked.chosen()
    moves = st.container()
    book = laid.asked(few=True)
    with fold("How the smile moves"):
        bar.STICKY.show()

with frame.headline, page.explained():
    market = bar.market()
    known = once.known(book, market)
    facts = known.facts
    with moves:
        scenario = asked.scenario(name, facts, cached.history())
    parts = facts.overlaid.result(scenario)
    show.answer(parts, facts.overlaid, name)
frame.marked(market, show.shown(market), notes=show.notes(name, facts.overlaid), expiry=facts.overlaid.expiry)

picture = partial(show.picture, scenario=scenario, name=name)
frame.lead(picture(facts.overlaid), laid.UNITS, lambda units: picture(facts.overlaid.with_units(units)))
with frame.numbers:
    numbers.show(*show.numbers(parts, facts.overlaid))
with frame.below:
    show.moves(scenario, facts.overlaid)

frame.more("st_details", more.parts(known, parts, scenario, name))
frame.end()
