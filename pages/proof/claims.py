"""Claims: which claims of the article hold on this book, and the number that decides each."""

import streamlit as st

from views.claims import charts, controls as asked, panels as show
from views.controls.later import later
from views.frame import page
from views.look import plot
from views.look.words import words
from views.market import bar
from views.stress import panels as book
from views.whole_book import cached as once, controls as laid

st.title("Claims")
st.caption(words("claims", "question"))
headline = st.container()
left, right = st.columns([1, 2], gap="large")

with left, later():
    wanted = laid.asked()

with headline, page.explained():
    market = bar.market()
    known = once.known(wanted, market)
    found = known.judged
    show.answer(found)
    book.laid(known.facts.overlaid)
    page.badge(market)

with right:
    figure, table = charts.tally(found)
    plot.show(figure, key="cl_tally", alt=charts.tally_finding(found), table=table, height=300)
    st.markdown(words("claims", "how"))

show.table(asked.shown(found))
show.one_claim(found)
page.leaves_out("claims", market)
