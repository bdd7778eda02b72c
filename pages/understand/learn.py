"""Learn: guided lessons with a guess and a measured answer, the glossary, and the sources."""

import streamlit as st

from views.frame import headline, page
from views.learn import charts, controls as asked, panels as show
from views.look import plot
from views.look.words import plain
from views.market import bar

frame = page.begin("learn", "Learn", pictured=asked.pictured())

with frame.controls:
    shelf = asked.SHELF.show()
with frame.headline, page.explained():
    market = bar.market()
frame.marked(market, asked.kind())

if shelf == "Glossary":
    with frame.controls:
        term = asked.term()
    with frame.headline:
        headline.show(plain("learn", "glossary.headline"))
    with frame.picture:
        show.glossary(term)
elif shelf == "Sources":
    with frame.controls:
        source = asked.source()
    with frame.headline:
        headline.show(plain("learn", "sources.headline"))
    with frame.picture:
        show.method_map(source)
else:
    with frame.controls:
        lesson = asked.lesson()
        guess = asked.guess(lesson)
        shown = asked.shown(lesson)
    with frame.headline, page.explained():
        found = show.measured(lesson, market)
        given = show.question(lesson, found)
    with frame.controls:
        show.onward(lesson, found, market)
    if shown:
        figure, table = charts.bars(found)
        frame.lead(plot.Drawing(figure=figure, key="lesson_chart", alt=charts.finding(found), table=table))
        with frame.numbers:
            st.markdown(given)
            show.verdict(lesson, found, guess)
    else:
        with frame.picture:
            st.markdown(given)

frame.end()
