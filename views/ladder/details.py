"""The parts of the Ladder page under "More", by name; each is computed only when it is chosen."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from overlay.ladder import accounts as books
from overlay.ladder.accounts import LadderResult
from overlay.options.market import Market
from views.frame import page
from views.ladder import charts, controls as chosen, money_charts as money, panels as show
from views.ladder.cached import Walk
from views.ladder.controls import LadderAsked
from views.look import plot
from views.look.words import words


def parts(walk: Walk, found: LadderResult, asked: LadderAsked, market: Market) -> dict[str, Callable[[], None]]:
    """The parts of a ladder by name."""
    return {
        "All lose": partial(_all_lose, walk),
        "Greeks": partial(_greeks, walk),
        "Liquidity": partial(_liquidity, walk, asked),
        "Rolls": partial(_rolls, walk),
        "Theta and gamma": partial(_theta_and_gamma, walk),
        "Independent bets": partial(_independent_bets, walk),
        "Steward and promoter": partial(_steward_and_promoter, walk, asked, market),
        "Event log": partial(show.log, walk, asked),
        "Day by day": partial(_day_by_day, walk, found),
    }


def _all_lose(walk: Walk) -> None:
    at, total = show.all_lose(walk)
    figure, table = money.together(walk.ladder, at, total)
    plot.show(figure, key="together", alt=figure.title, table=table, height=230)
    show.sizes(walk)


def _greeks(walk: Walk) -> None:
    figure, table = charts.greeks(walk.ladder, books.greeks(walk.ladder))
    plot.show(figure, key="greeks", alt=figure.title, table=table, height=560)
    show.book_today(walk)


def _liquidity(walk: Walk, asked: LadderAsked) -> None:
    with page.explained(stops=False):
        account = chosen.account(asked.terms)
        fall = show.liquid(walk, account)
        show.quick(walk, account)
        figure, table = money.waterfall(fall, walk.ladder)
        plot.show(figure, key="waterfall", alt=figure.title, table=table, height=380)
        figure, table = money.headroom(fall, walk.ladder)
        plot.show(figure, key="headroom", alt=figure.title, table=table, height=320)
        show.requirements(walk)


def _rolls(walk: Walk) -> None:
    ledger, ends = show.ledger(walk)
    show.rolls(ledger, ends)
    figure, table = money.rolls(ledger, ends, walk.ladder)
    plot.show(figure, key="rolls", alt=figure.title, table=table, height=340)
    show.chains(walk, ledger)
    show.money_table(table)


def _theta_and_gamma(walk: Walk) -> None:
    press = books.press(walk.ladder, walk.book.result, books.greeks(walk.ladder))
    figure, table = charts.press(walk.ladder, press)
    plot.show(figure, key="press", alt=figure.title, table=table, height=400)
    show.lights(walk)


def _independent_bets(walk: Walk) -> None:
    figure, table = charts.correlation(books.bets(walk.ladder))
    plot.show(figure, key="bets", alt=figure.title, table=table, height=420)
    st.markdown(words("ladder", "bets"))


def _steward_and_promoter(walk: Walk, asked: LadderAsked, market: Market) -> None:
    with page.explained(stops=False):
        walks = show.both(asked, market, walk)
        figure, table = money.compared(walks, show.capitals(walks))
        plot.show(figure, key="compared", alt=figure.title, table=table, height=400)
        show.comparison(walks)


def _day_by_day(walk: Walk, found: LadderResult) -> None:
    show.month_and_friction(walk, found)
    figure, table = charts.timeline(*walk, found)
    plot.show(figure, key="timeline", alt=figure.title, table=table, height=560)
