"""Condor: what one iron condor collects, risks, and how likely each is."""

import streamlit as st

from views.condor import answer, controls as asked
from views.controls import page
from views.controls.later import fold, later
from views.look.words import words
from views.market import bar

st.title("Condor")
st.caption(words("condor", "question"))
headline = st.container()
source = st.container()
left, right = st.columns([2, 3], gap="large")

with left:
    placement = st.container()
    with fold("More: skew, ratio, size"):
        shape = asked.shape()
with right:
    picture = st.container()
    with later():
        scenario = asked.scenario()
    numbers = st.container()
details = st.container()

with headline, page.explained():
    market = bar.market()
with source:
    page.badge(market)
answer.follow(
    market, shape, scenario, placement=placement, headline=headline, picture=picture, numbers=numbers, details=details
)

page.leaves_out("condor", market, "leaves_out" if market.listing is None else "leaves_out.quoted")
