"""Claims: which sentences of the article hold on this book, and by what number."""

import streamlit as st

from views import claims as show
from views import claims_charts as charts
from views import claims_controls as asked
from views import controls, page, plot
from views import overlaid_cached as once
from views import overlaid_controls as laid
from views import stress as book
from views.later import later
from views.words import words

st.title("Claims")
st.caption(words("claims", "question"))
headline = st.container()
left, right = st.columns([1, 2], gap="large")

with left, later():
    wanted = laid.asked()

with headline, page.explained():
    market = controls.market()
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
