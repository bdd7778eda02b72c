"""Data: the data that every page uses, and how to load live prices, upload files, and go back."""

import streamlit as st

from views.controls.later import fold
from views.data import beside, controls as asked, offer, panels as show
from views.frame import numbers, page
from views.market import bar
from views.visitor import history as cached

frame = page.begin("data", "Data", pictured=False)

with frame.picture:
    said, table = st.container(), page.kept("series")
with frame.controls, page.explained():
    offer.offer()
    wanted = asked.asked()
    asked.buttons(wanted)
    with fold("Option quotes, ask again, NVDA"):
        asked.quotes(wanted)
        beside.offer()

history = cached.history()
with frame.headline:
    show.answer(history)
with said:
    show.outcome()
with table:
    show.series(history)
with frame.numbers:
    numbers.show(*show.numbers(history))
with frame.headline, page.explained():
    market = bar.market()
frame.marked(market, "closes")

frame.more(
    "data_tab",
    {
        "To know": show.flags,
        "Your prices": show.own_prices,
        "Other files": show.others,
        "What is stored": show.stored,
    },
)
frame.end()
