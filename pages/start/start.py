"""Start: what the overlay does to this book, on one screen."""

import streamlit as st

from views.controls import kinds as controls, thumb as slider
from views.controls.later import later
from views.frame import page
from views.look.words import words
from views.market import bar
from views.start import panels as show
from views.stress import panels as stress
from views.whole_book import cached as once, controls as laid

st.title("Overlay Explorer")
st.caption(words("start", "question"))
headline = st.container()
left, right = st.columns([1, 3], gap="large")

with left, later():
    asked = laid.asked()

with headline, page.explained():
    market = bar.market()
    known = once.known(asked, market)
    facts = known.facts
    show.answer(facts)
    stress.laid(facts.overlaid)
    page.badge(market)

with right, page.explained():
    show.show(facts)
    slider.leads(laid.UNITS, show.picture(facts.overlaid), lambda units: show.picture(facts.overlaid.with_units(units)))
    st.markdown(words("start", "method"))

following, ten = controls.tabs("start_details", ("Where next", "The ten measurements"))
if following.open:
    with following:
        show.where_next()
if ten.open:
    with ten, page.explained():
        show.measurements(known.measured)

page.leaves_out("start", market)
