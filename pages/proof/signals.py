"""Signals: what RSI, MACD, breadth, volatility and the calendar say today, and whether such gates ever helped."""

from functools import partial

import streamlit as st

from views.controls import kinds as controls
from views.controls.later import later
from views.frame import numbers, page
from views.market import bar
from views.signals import answer, cached as kept, controls as chosen, lead, more, panels as show

frame = page.begin("signals", "Signals")

with frame.controls:
    with later():
        name, span = chosen.chosen()
        asked = chosen.asked(name, span)
    glance = st.container()
    with st.expander("Load event days or breadth"):
        files = chosen.uploads()
        brought = st.container()

with frame.headline, page.explained():
    market = bar.market()
    at = show.position(market)
    known = kept.known(asked.book, *files)
    ruling = show.ruling(known, asked.rules, at)
    answer.show(ruling, known, asked.weight, at)
with brought:
    show.brought(*files)
with glance:
    show.glance(ruling)

caveats = (*answer.notes(market), *lead.notes(at, asked.span))
frame.marked(market, lead.kind(at, asked.span), notes=caveats, walks=True)
picture = partial(lead.picture, known, asked.rules, at, asked.span)
frame.lead(picture(asked.weight), chosen.WEIGHT, lambda percent: picture(controls.share(percent)))

with frame.numbers:
    numbers.show(*answer.numbers(known, asked.weight, at))
with frame.below:
    answer.over_hedge(known, asked, at)

frame.more("sig_tab", more.parts(known, asked, market, at, files))
frame.end()
