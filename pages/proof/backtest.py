"""Backtest: the chosen rules on the chosen book, day by day through history, beside published indices."""

import streamlit as st

from views.backtest import answer, cached as kept, controls as chosen, lead, more, panels as show
from views.controls.later import later
from views.frame import numbers, page
from views.market import bar

frame = page.begin("backtest", "Backtest")

with frame.controls, later():
    name, span = chosen.span()
    first, last = chosen.days(span)
    asked, books = chosen.asked(name)

with frame.headline, page.explained():
    market = bar.market()
    with books, later():
        held = chosen.book(market)
    question = chosen.question(asked, chosen.with_cash(held, asked.cash_share), first, last)
    found = kept.lived(question)
    sure = kept.so_far(question)
    answer.show(found, sure)

frame.marked(market, "model", notes=show.notes(found, question), walks=True)
frame.lead(lead.picture(question), chosen.CASH, lead.ahead(question, held))

with frame.numbers:
    numbers.show(*answer.numbers(found, sure))
with frame.below:
    show.warning(found)
    waits = st.empty()

frame.more("bt_tab", more.parts(found, question))
frame.end()

answer.made_sure(found, question, waits)
