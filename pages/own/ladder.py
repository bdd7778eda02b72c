"""Ladder: overlapping condors day by day, the cost of rolls, and the loss if all layers lose together."""

import streamlit as st

from overlay.ladder import accounts as books
from views.controls import thumb as slider
from views.controls.later import later
from views.frame import page
from views.ladder import charts, controls as chosen, money_charts as money, panels as show
from views.look import plot
from views.look.words import words
from views.market import bar

st.title("Ladder")
st.caption(words("ladder", "question"))
headline = st.container()
name, span = chosen.chosen()
left, right = st.columns([1, 2], gap="large")
tabs = st.container()

with left, later():
    asked = chosen.asked(name, span)

with headline, page.explained():
    market = bar.market()
    walk = show.walked(asked, market)
    ladder, book = walk.ladder, walk.book
    found = books.outcome(ladder, book)
    show.answer(walk, found)
    show.badge(market)
    page.history_alone(market)
    show.warnings(walk, found)

with right:
    slider.leads(chosen.SPACING, show.picture(walk), lambda days: show.picture(walk.every(days)))
    show.metrics(walk, found)

with tabs:
    lose, greeks, liquid, rolls, theta, bets, compare, log = st.tabs(
        [
            "All lose", "Greeks", "Liquidity", "Rolls", "Theta and gamma", "Independent bets", "Steward and promoter",
            "Event log",
        ],
        key="lad_tab",
        on_change="rerun",
        bind="query-params",
    )  # fmt: skip
if lose.open:
    with lose:
        at, total = show.all_lose(walk)
        figure, table = money.together(ladder, at, total)
        plot.show(figure, key="together", alt="Largest losses, stacked.", table=table, height=230)
        show.sizes(walk)
if greeks.open:
    with greeks:
        figure, table = charts.greeks(ladder, books.greeks(ladder))
        plot.show(figure, key="greeks", alt="Greeks of the book by day.", table=table, height=560)
        show.book_today(walk)
if liquid.open:
    with liquid, page.explained():
        account = chosen.account(asked.terms)
        fall = show.liquid(walk, account)
        show.quick(walk, account)
        figure, table = money.waterfall(fall, ladder)
        plot.show(figure, key="waterfall", alt=money.waterfall_finding(fall, ladder), table=table, height=380)
        figure, table = money.headroom(fall, ladder)
        plot.show(figure, key="headroom", alt="Stressed equity and requirement by day.", table=table, height=320)
        show.requirements(walk)
if rolls.open:
    with rolls:
        ledger, ends = show.ledger(walk)
        show.rolls(ledger, ends)
        figure, table = money.rolls(ledger, ends, ladder)
        plot.show(figure, key="rolls", alt=money.rolls_finding(ends), table=table, height=340)
        show.chains(walk, ledger)
        show.money_table(table)
if theta.open:
    with theta:
        press = books.press(ladder, book.result, books.greeks(ladder))
        figure, table = charts.press(ladder, press)
        plot.show(figure, key="press", alt=charts.press_finding(press), table=table, height=400)
        show.lights(walk)
if bets.open:
    with bets:
        together = books.bets(ladder)
        figure, table = charts.correlation(together)
        plot.show(figure, key="bets", alt=charts.correlation_finding(together), table=table, height=420)
        st.markdown(words("ladder", "bets"))
if compare.open:
    with compare, page.explained():
        walks = show.both(asked, market, walk)
        figure, table = money.compared(walks, show.capitals(walks))
        plot.show(figure, key="compared", alt="Running results compared.", table=table, height=400)
        show.comparison(walks)
if log.open:
    with log:
        show.log(walk, asked)

page.leaves_out("ladder", market)
