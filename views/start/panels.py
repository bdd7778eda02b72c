"""The panels of Start: the overlay's effect on this book in eight numbers, each with a link to its page."""

from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from overlay.claims.facts import DROP, Facts
from overlay.claims.measurements import Measurement
from overlay.claims.verdicts import Page
from overlay.options.scenarios import EPISODES
from overlay.options.surface_error import market_error
from overlay.stress.overlaid import Overlaid
from views.claims.panels import NAMES, PAGES
from views.look import format as fmt, plot
from views.look.words import words
from views.stress import charts as stress_charts, panels as stress

TOPIC: Final = "start"
_TILE: Final = 158  # pixels: two in a row on a phone, four on a desktop
CRASH: Final = next(one for one in EPISODES if one.name == "Mar 2020")


class Tile(NamedTuple):
    """One tile: label, number, text beside the number, help, and the page with the details."""

    label: str
    value: str
    beside: str
    why: str
    page: Page


def answer(facts: Facts) -> None:
    """Show the one-line answer: single-name risk, volatility, the worst day."""
    alone, together = facts.volatility
    moved = f"volatility from {fmt.percent(alone)} to {fmt.percent(together)}"
    if np.isnan(facts.own_risk_removed):
        st.markdown(f"## The overlay moves {moved}. This book has no single-name risk.")
        return
    st.markdown(f"## The overlay {_own_risk(facts.own_risk_removed, facts.own_risk_error)} and moves {moved}.")


def _own_risk(removed: float, error: float) -> str:
    """What the overlay does to the single-name risk: nothing, if two standard errors reach zero."""
    if abs(removed) > 2.0 * error:
        verb, way = ("takes", "away") if removed > 0.0 else ("adds", "on top")
        return f"{verb} {fmt.percent(abs(removed))} ± {fmt.percent(error)} of the single-name risk {way}"
    measured = f" (measured: {fmt.percent(removed, plus=True)} ± {fmt.percent(error)})" if error else ""
    return f"takes none of the single-name risk away{measured}"


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
            "The daily moves of the last two years, applied to today's book: stocks alone, and with condors and VIX calls.", "stress",
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
            "applied to today's book.", "stress",
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
    return market_error(one.market, one.market.days_left(one.condors[0].expiry)) if one.condors else 0.0


def _within(error: float) -> str:
    """An error in front of a note; empty without one."""
    return f"± {fmt.percent(abs(error))}; " if error else ""


def _money(facts: Facts) -> tuple[Tile, ...]:
    invested = facts.overlaid.portfolio.invested
    off = _credit_error(facts)
    net = facts.income_before_tax - facts.income_tax
    crash = facts.overlaid.result(CRASH.scenario)
    before = crash.names.sum() + crash.condors.sum()
    losses = facts.overlaid.losses.sum()
    return (
        Tile(
            "Income a year", fmt.dollars(net, plus=True),
            f"after cost and tax: {fmt.percent(net / invested, 2, plus=True)} of the stocks",
            "The yearly result of such condors over the last five years after costs, less the hedge's net cost, after "
            "60/40 tax.", "taxes",
        ),
        Tile(
            "March 2020 again", fmt.dollars(crash.total, plus=True), f"in all; {fmt.dollars(before, plus=True)} without the VIX calls",
            f"The hedge pays {fmt.dollars(crash.hedge.sum(), plus=True)} of it and costs "
            f"{fmt.dollars(facts.hedge_cost.net.sum())} a year in a still market.", "vix_hedge",
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
    """Every shipped scenario, the crash of 2020 first."""
    every = stress.shipped(book)
    figure, table = stress_charts.scenarios(every, book, CRASH.name)
    alt = stress_charts.scenarios_finding(every[CRASH.name], CRASH.name)
    return plot.Drawing(figure=figure, key="start_scenarios", alt=alt, table=table, height=400)


def measurements(found: tuple[Measurement, ...]) -> None:
    """Show the ten measurements with their parts, each in a line."""
    rows = [
        (f"{number}. {one.title}", part.label, fmt.measured(part.value, part.unit), NAMES[one.page])
        for number, one in enumerate(found, start=1)
        for part in (one.number, *one.parts)
    ]
    st.dataframe(pd.DataFrame(rows, columns=["Measurement", "Number", "Value", "Page"]), hide_index=True)
    st.caption(words(TOPIC, "measurements"))


def where_next() -> None:
    """Say where to go from here."""
    st.markdown(words(TOPIC, "next"))
