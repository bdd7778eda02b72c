"""The parts of the Stress page that stand in its fold: each part of the portfolio, the grid, the paths, every scenario."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from overlay.claims.facts import Facts
from overlay.options.scenarios import Scenario
from overlay.stress.overlaid import BookParts, Overlaid
from overlay.stress.simulation import Simulation
from views.frame import page
from views.look import plot
from views.look.words import words
from views.stress import charts, controls as asked, panels as show
from views.whole_book.cached import Known


def parts(known: Known, found: BookParts, scenario: Scenario, name: str) -> dict[str, Callable[[], None]]:
    """The parts by name; each computes what it shows when it is called."""
    book = known.facts.overlaid
    return {
        "Parts": partial(_pieces, found, book, name),
        "Grid": partial(_grid, book, scenario),
        "Distribution": partial(_simulated, known, _distribution),
        "Tail by name": partial(_simulated, known, _tail),
        "Every scenario": partial(_every, book, scenario, name),
    }


def _pieces(found: BookParts, book: Overlaid, name: str) -> None:
    show.overlay_parts(found, book)
    figure, table = charts.pieces(found, book, name)
    plot.show(figure, key="st_pieces", alt=charts.pieces_finding(found, name), table=table, height=420)


def _grid(book: Overlaid, scenario: Scenario) -> None:
    found = book.grid(scenario)
    figure, table = charts.grid(found, scenario, book)
    plot.show(figure, key="st_grid", alt=charts.grid_finding(found), table=table, height=440)
    st.markdown(words("stress", "grid"))


def _simulated(known: Known, draw: Callable[[Simulation, Facts, float], None]) -> None:
    """Ask for the paths, run them, and draw what they give."""
    with page.explained(stops=False):
        run, loss = asked.run()
        simulated = show.simulated(known, run)
        show.drawn_from(known.facts, run)
        if simulated is not None:
            draw(simulated, known.facts, loss)


def _distribution(found: Simulation, _: Facts, loss: float) -> None:
    figure, table = charts.distribution(found)
    plot.show(figure, key="st_spread", alt=charts.distribution_finding(found), table=table, height=400)
    show.statistics(found, loss)


def _tail(found: Simulation, facts: Facts, _: float) -> None:
    figure, table = charts.tail(found, facts.overlaid)
    plot.show(figure, key="st_tail", alt=charts.tail_finding(found), table=table, height=400)


def _every(book: Overlaid, scenario: Scenario, name: str) -> None:
    show.every(book, scenario, name).show()
    st.markdown(show.source(name))
