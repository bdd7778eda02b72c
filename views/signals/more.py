"""The parts of the Signals page that are folded under "More": each is computed only when it is chosen."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from overlay.options.market import Market
from overlay.signals.indicator_table import Indicators
from views.frame import page
from views.look import plot, sources
from views.look.words import words
from views.signals import cached as kept, charts, controls as chosen, panels as show, trial_charts as trials
from views.signals.controls import SignalsAsked


def parts(
    known: Indicators, asked: SignalsAsked, market: Market, at: int, files: tuple[kept.File, kept.File]
) -> dict[str, Callable[[], None]]:
    """The parts by name, in the order of their list. Keys are in old links: never rename one."""
    return {
        "All indicators": partial(_overview, known, asked, at),
        "Gates": partial(_gates, known, asked, at),
        "Rule sets": partial(_rule_sets, known, asked, at),
        "Breadth": partial(_breadth, known, asked, market, at),
        "Volatility": partial(_volatility, known, asked, at),
        "Events": partial(show.calendar, known, market.as_of),
        "Holdings": partial(_holdings, known, asked, at),
        "Do they help?": partial(_helped, asked, at, files),
    }


def _overview(known: Indicators, asked: SignalsAsked, at: int) -> None:
    """Index, RSI, MACD and events on one time axis, and the numbers that the first screen leaves out."""
    figure, table = charts.overview(known, at, asked.span, asked.weight)
    plot.show(figure, key="overview", alt=charts.overview_finding(known, at), table=table, height=560)
    show.metrics(known, asked, at)


def _gates(known: Indicators, asked: SignalsAsked, at: int) -> None:
    """Each gate with its reason, and the flag of a hedge above its target."""
    show.over_hedge(known, asked, at)
    show.lights(show.ruling(known, asked.rules, at), known, at)


def _rule_sets(known: Indicators, asked: SignalsAsked, at: int) -> None:
    """All rule sets on this day and over the same path, and every number of the chosen one."""
    decisions = show.compared(known, asked, at)
    show.others(decisions, asked.rules)
    show.comparison(decisions, known, asked, at)
    figure, table = trials.walks(known, show.paths(known, at), at, asked.span)
    plot.show(figure, key="walks", alt=figure.title, table=table, height=340)
    show.parameters(asked.rules)


def _breadth(known: Indicators, asked: SignalsAsked, market: Market, at: int) -> None:
    figure, table = charts.breadth(known, asked.rules, at, asked.span)
    plot.show(figure, key="breadth", alt=charts.breadth_finding(known, asked.rules, at), table=table, height=400)
    with page.explained(stops=False):
        show.ratio(known, asked.rules, market, at)


def _volatility(known: Indicators, asked: SignalsAsked, at: int) -> None:
    figure, table = charts.volatility(known, at, asked.span)
    plot.show(figure, key="volatility", alt=charts.volatility_finding(known, at), table=table, height=400)
    show.ranges(known, asked, at)
    sources.table(charts.range_variants(known, at, asked.weight))
    show.cases()


def _holdings(known: Indicators, asked: SignalsAsked, at: int) -> None:
    with page.explained(stops=False):
        stocks = kept.by_name()
        stock = chosen.holding(tuple(stocks))
        figure, table = charts.holding(known, stocks, stock, at, asked.span)
        plot.show(figure, key="holding", alt=figure.title, table=table, height=360)
        show.overlay_artefact(known, at)


def _helped(asked: SignalsAsked, at: int, files: tuple[kept.File, kept.File]) -> None:
    """The test of each gate's entries against random entries."""
    with page.explained(stops=False):
        helps = kept.helped(at, asked.rules, asked.book, *files)
        figure, table = trials.helped(helps, asked.rules)
        plot.show(figure, key="helped", alt=trials.helped_finding(helps, asked.rules), table=table, height=380)
        st.dataframe(table, hide_index=True)
        st.markdown(words("signals", "help", spacing=asked.rules.entry_days, count=len(helps)))
