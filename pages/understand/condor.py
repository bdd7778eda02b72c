"""Condor: what one iron condor collects, risks, and how likely each is."""

import streamlit as st

from views.condor import answer, controls as asked
from views.controls.later import fold, later
from views.frame import page
from views.market import bar

frame = page.begin("condor", "Condor")

with frame.controls:
    placement = st.container()
    with later():
        with fold("What if: index, volatility, days"):
            scenario = asked.scenario()
        with fold("Skew, ratio, size"):
            shape = asked.shape()

with frame.headline, page.explained():
    market = bar.market()
answer.follow(market, shape, scenario, frame, placement)

frame.end("leaves_out" if market.listing is None else "leaves_out.quoted")
