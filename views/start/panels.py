"""The picture of Start and the parts of its fold: eight numbers, each with a link to its page, and ten measurements."""

from collections.abc import Callable
from functools import partial
from math import isnan
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from overlay.claims.facts import DROP, Facts
from overlay.claims.measurements import Measurement
from overlay.claims.verdicts import Page
from overlay.options.surface_error import expiry_error
from overlay.stress.overlaid import Overlaid
from views.claims.panels import NAMES, PAGES
from views.frame import page
from views.look import format as fmt, plot
from views.look.words import words
from views.start.answer import CRASH, TOPIC
from views.stress import charts as stress_charts, panels as stress
from views.whole_book.cached import Known

_TILE: Final = 158  # pixels: two in a row on a phone, four on a desktop


class Tile(NamedTuple):
    """One tile: label, number, text beside the number, help, and the page with the details."""

    label: str
    value: str
    beside: str
    why: str
    page: Page


def tiles(facts: Facts) -> tuple[Tile, ...]:
    """The eight numbers."""
    return (*_risk(facts), *_money(facts))


def _risk(facts: Facts) -> tuple[Tile, ...]:
    alone, together = facts.volatility
    past, gap, invested = facts.past, facts.gap(), facts.overlaid.portfolio.invested
    none = bool(np.isnan(facts.own_risk_removed))
    worst = int(np.argmin(past.stocks))
    return (
        Tile(
            "Volatility a year", fmt.percent(together), f"with the overlay; {fmt.percent(alone)} without",
            "The daily moves of the last two years, applied to today's portfolio: stocks alone, and with condors and VIX calls.", "stress",
        ),
        Tile(
            "Single-name risk", "\N{EN DASH}" if none else fmt.percent(-facts.own_risk_removed, plus=True),
            "no single name is held" if none else f"± {fmt.percent(facts.own_risk_error)}, changed by the overlay",
            "The variance that the index does not explain. No option on the index can reduce it. After ±: one standard error "
            "of two years of days.", "portfolio",
        ),
        Tile(
            "Worst day on record", fmt.dollars(past.together[worst], plus=True),
            f"with the overlay; {fmt.dollars(past.stocks[worst], plus=True)} without",
            f"The moves of {fmt.day(past.days[worst])}, {fmt.percent(past.stocks[worst] / invested, plus=True)} of the stocks, "
            "applied to today's portfolio.", "stress",
        ),
        Tile(
            f"{fmt.percent(DROP, 0)} gap in {facts.largest or 'a name'}",
            "\N{EN DASH}" if gap is None else fmt.percent(gap.coverage),
            "no single name is held" if gap is None else f"{_within(gap.coverage * _credit_error(facts))}of the {fmt.dollars(gap.core_loss)} it costs is paid by the condors",
            "The largest name falls overnight and the index does not move: the condors earn their credit, and no more.", "portfolio",
        ),
    )  # fmt: skip


def _credit_error(facts: Facts) -> float:
    """The standard error of the condors' credit, as a share of it; zero without condors, and for quoted prices."""
    one = facts.overlaid
    return expiry_error(one.market, one.expiry) if one.expiry else 0.0


def _hedge_cost(facts: Facts) -> str:
    """What the hedge costs a year, as the end of a sentence; empty where it is not known."""
    spent = facts.hedge_a_year
    return "" if isnan(spent) else f" and costs {fmt.dollars(spent)} a year in a still market"


def _within(error: float) -> str:
    """An error in front of a note; empty without one."""
    return f"± {fmt.percent(abs(error))}; " if error else ""


def _money(facts: Facts) -> tuple[Tile, ...]:
    invested = facts.overlaid.portfolio.invested
    off = _credit_error(facts)
    net = facts.income
    crash = facts.overlaid.result(CRASH.scenario)
    before = crash.names.sum() + crash.condors.sum()
    losses = facts.overlaid.losses.sum()
    return (
        Tile(
            "Income a year", "\N{EN DASH}" if isnan(net) else fmt.dollars(net, plus=True),
            "not known: the VIX curve is inverted" if isnan(net)
            else f"after cost and tax: {fmt.percent(net / invested, 2, plus=True)} of the stocks",
            "The yearly result of such condors over the last five years after costs, less the hedge's net cost, after "
            "60/40 tax.", "taxes",
        ),
        Tile(
            "March 2020 again", fmt.dollars(crash.total, plus=True), f"in all; {fmt.dollars(before, plus=True)} without the VIX calls",
            f"The hedge pays {fmt.dollars(crash.hedge.sum(), plus=True)} of it{_hedge_cost(facts)}.", "vix_hedge",
        ),
        Tile(
            "All layers lose", fmt.dollars(-losses, plus=True), f"{fmt.percent(losses / invested)} of the stocks, in one gap of the index",
            f"Every layer at its largest loss at once; the article caps each at {fmt.percent(facts.laying.layer_cap)}.", "ladder",
        ),
        Tile(
            "Win rate needed",
            "\N{EN DASH}" if facts.quote is None else fmt.percent(facts.quote.win_rate_needed),
            "no condor fits" if facts.quote is None else
            f"{_within((1.0 - facts.quote.win_rate_needed) * off)}{fmt.percent(facts.quote.probability_of_profit)} implied by the market",
            "The share of wins needed to break even if every loss is the largest one. Beside it: the market-implied chance of profit.",
            "condor",
        ),
    )  # fmt: skip


def show(facts: Facts) -> None:
    """Draw the eight tiles in rows that fill the width, each with a link to its page."""
    with st.container(horizontal=True, gap="small", key="start_tiles"):
        for tile in tiles(facts):
            with st.container(width=_TILE, gap="xsmall"):
                st.metric(tile.label, tile.value, help=tile.why)
                st.caption(fmt.prose(tile.beside))
                st.page_link(PAGES[tile.page], label=NAMES[tile.page], icon=":material/arrow_forward:")


def picture(book: Overlaid) -> plot.Drawing:
    """The best known scenarios, the crash of 2020 first."""
    every = stress.shipped(book)
    figure, table = stress_charts.few_scenarios(every, book, CRASH.name)
    alt = stress_charts.scenarios_finding(every[CRASH.name], CRASH.name)
    return plot.Drawing(figure=figure, key="start_scenarios", alt=alt, table=table)


def parts(known: Known) -> dict[str, Callable[[], None]]:
    """The parts of the fold by name; each computes what it shows when it is called."""
    facts = known.facts
    return {
        "Eight numbers": partial(_eight, facts),
        "Where next": partial(_say, "next"),
        "The ten measurements": partial(_measurements, known),
        "Every scenario": partial(_every, facts.overlaid),
        "The article and the measurement": partial(_say, "method"),
    }


def _eight(facts: Facts) -> None:
    with page.explained(stops=False):
        show(facts)


def _every(book: Overlaid) -> None:
    every = stress.shipped(book)
    figure, table = stress_charts.scenarios(every, book, CRASH.name)
    alt = stress_charts.scenarios_finding(every[CRASH.name], CRASH.name)
    plot.show(figure, key="start_every", alt=alt, table=table, height=400)


def _measurements(known: Known) -> None:
    with page.explained(stops=False):
        measurements(known.measured)


def _say(heading: str) -> None:
    st.markdown(words(TOPIC, heading))


def measurements(found: tuple[Measurement, ...]) -> None:
    """Show the ten measurements with their parts, each in a line."""
    rows = [
        (f"{number}. {one.title}", part.label, fmt.measured(part.value, part.unit), NAMES[one.page])
        for number, one in enumerate(found, start=1)
        for part in (one.number, *one.parts)
    ]
    st.dataframe(pd.DataFrame(rows, columns=["Measurement", "Number", "Value", "Page"]), hide_index=True)
    st.caption(words(TOPIC, "measurements"))
