"""Learn: guided lessons with a guess and a measured answer, the glossary, and the sources."""

import streamlit as st

from views.controls import kinds as controls
from views.frame import page
from views.learn import charts, controls as asked, panels as show
from views.look import plot
from views.look.words import words
from views.market import bar

st.title("Learn")
st.caption(words("learn", "question"))
lessons, glossary, sources = controls.tabs("learn_tab", ("Lessons", "Glossary", "Sources"))

if lessons.open:
    with lessons:
        left, right = st.columns([1, 2], gap="large")
    with left:
        lesson = asked.lesson()
        guess = asked.guess(lesson)
        shown = asked.shown(lesson)
if glossary.open:
    with glossary:
        show.glossary(asked.term())
if sources.open:
    with sources:
        show.method_map(asked.source())

with page.explained():
    market = bar.market()

if lessons.open:
    with right, page.explained():
        found = show.measured(lesson, market)
        show.question(lesson, found)
        page.badge(market)
    with left:
        show.onward(lesson, found, market)
    if shown:
        with right:
            show.verdict(lesson, found, guess)
            figure, table = charts.bars(found)
            plot.show(figure, key="lesson_chart", alt=charts.finding(found), table=table, height=340)

page.leaves_out("learn", market)
