"""How much two choices decide: the same backtest with the widths and the slippage chosen the other way."""

from dataclasses import replace
from typing import Final, NamedTuple

import pandas as pd
import streamlit as st

from overlay.backtest import attribution
from overlay.backtest.sweep import BacktestQuestion
from overlay.ladder.layers import WIDTH_LEVEL
from overlay.options.costs import FLAT_POINTS, Costs
from views.backtest import cached as kept
from views.backtest.controls import WIDTHS
from views.controls import costs
from views.look import format as fmt
from views.look.words import words

IN_POINTS, WITH_INDEX = WIDTHS.options
TOPIC: Final = "backtest"


class Decided(NamedTuple):
    """One pair of choices, and what the overlay then adds to growth: a year, or over few days; "all lost" after a ruin."""

    widths: str
    slippage: str
    added: str


def decided(question: BacktestQuestion) -> tuple[Decided, ...]:
    """The backtest with each kind of widths and of slippage; the question's own choices keep their numbers.

    The other slippage is the default of its kind: 0.15 points a leg, or once the measured spread.
    """
    paid, level = question.costs, question.conduct.width_level or WIDTH_LEVEL
    flat = paid if paid.slippage_points is not None else replace(paid, slippage_points=FLAT_POINTS)
    ways = {costs.MEASURED: replace(paid, slippage_points=None), costs.POINTS: flat}
    widths = {WITH_INDEX: level, IN_POINTS: None}
    return tuple(
        Decided(wide, way, _added(question, at, slips)) for wide, at in widths.items() for way, slips in ways.items()
    )


def _added(question: BacktestQuestion, width_level: float | None, paid: Costs) -> str:
    """What the overlay adds to growth, as in the headline number."""
    found = kept.lived(replace(question, costs=paid, conduct=replace(question.conduct, width_level=width_level)))
    return "all lost" if found.ruined is not None else fmt.percent(attribution.added(found), 2, plus=True)


def show(question: BacktestQuestion) -> None:
    """Say how much widths and slippage decide, and show all four results."""
    found = decided(question)
    stated = fmt.stated(len(kept.lived(question).path))
    widths = WITH_INDEX if question.conduct.width_level is not None else IN_POINTS
    slips = costs.MEASURED if question.costs.slippage_points is None else costs.POINTS
    by = {(one.widths, one.slippage): one.added for one in found}
    other_widths = IN_POINTS if widths == WITH_INDEX else WITH_INDEX
    other_slips = costs.POINTS if slips == costs.MEASURED else costs.MEASURED
    st.markdown(
        words(
            TOPIC, "choices", now=by[widths, slips], stated=stated, widths=by[other_widths, slips], slippage=by[widths, other_slips],
            other_widths=other_widths.lower(), other_slippage=other_slips.lower(), said=costs.said(question.costs),
        )
    )  # fmt: skip
    columns = ["Widths", "Slippage", f"Overlay {stated}"]
    st.dataframe(pd.DataFrame(found, columns=columns), hide_index=True)
