"""Data: the data that every page uses, and how to load live prices, upload files, and go back."""

import streamlit as st

from views.data import beside, controls as asked, offer, panels as show
from views.frame import page
from views.look.words import words
from views.market import bar
from views.visitor import history as cached

st.title("Data")
st.caption(words("data", "question"))
headline = st.container()
left, right = st.columns([1, 2], gap="large")

with left, page.explained():
    offer.offer()
    asked.buttons(asked.asked())
    beside.offer()

with headline:
    history = cached.history()
    show.answer(history)
    with page.explained():
        market = bar.market()
        page.badge(market)

with right:
    show.outcome()
    show.series(history)

known, prices, others, stored = st.tabs(
    ["To know", "Your prices", "Other files", "What is stored"], key="data_tab", on_change="rerun", bind="query-params"
)
if known.open:
    with known:
        show.flags()
if prices.open:
    with prices:
        st.markdown(words("data", "own"))
        show.preview(asked.files())
if others.open:
    with others:
        show.others()
if stored.open:
    with stored:
        show.stored()

page.leaves_out("data", market)
