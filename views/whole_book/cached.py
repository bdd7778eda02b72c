"""What Start, Stress and Claims cache between reruns: the facts, verdicts and paths of each recent question."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import streamlit as st

from overlay.book.exposures import exposure
from overlay.book.holdings import Portfolio
from overlay.claims import every as claims
from overlay.claims.facts import Facts
from overlay.claims.measurements import MEASUREMENTS, Measurement
from overlay.claims.verdicts import Judged
from overlay.history import events as event_days
from overlay.history.daily import History
from overlay.options.costs import Costs
from overlay.options.market import Market
from overlay.stress import overlaid, paths, simulation
from overlay.stress.simulation import PathDraw, Simulation
from overlay.tax.sell_or_hold import Outlook
from views.controls import costs
from views.hedge import controls as vix_hedge_controls
from views.ladder.controls import width_level
from views.portfolio import controls as portfolio_controls
from views.visitor import history as cached
from views.whole_book.controls import WholeBookAsked

Run = tuple[int, int, float | None]  # trading days, paths, equity premium of the stated model (None: the past)
_RUNS: Final = 3


@dataclass(frozen=True, eq=False)
class Known:
    """The facts about one book and the results computed from them; shared by all visitors with the same question."""

    key: int
    facts: Facts
    _runs: dict[Run, Simulation] = field(default_factory=dict)

    @cached_property
    def judged(self) -> tuple[Judged, ...]:
        """Every claim with its verdict."""
        return claims.judged(self.facts)

    @cached_property
    def measured(self) -> tuple[Measurement, ...]:
        """The ten measurements."""
        return tuple(measure(self.facts) for measure in MEASUREMENTS)

    def growing(self, run: Run) -> Iterator[Simulation]:
        """The results after each step of a run of paths; a recently finished run is returned at once."""
        if run in self._runs:
            yield self._runs[run]
            return
        days, count, premium = run
        for found in simulation.growing(self.facts.overlaid, self._draw(days, premium), days, count):
            yield found
        if len(self._runs) >= _RUNS:
            self._runs.clear()
        self._runs[run] = found

    def finished(self, run: Run) -> bool:
        """Whether the cache holds this run."""
        return run in self._runs

    def _draw(self, days: int, premium: float | None) -> PathDraw:
        start = self.facts.overlaid.vix.curve.spot
        if premium is None:
            return lambda count, random: paths.bootstrap(self.facts.pool, start, days, count, random)
        model = self.facts.model(premium)
        return lambda count, random: paths.stated(model, start, days, count, random)


def known(asked: WholeBookAsked, market: Market) -> Known:
    """The facts about the chosen book on this market. OverlayError if it cannot be priced or measured."""
    history = cached.history()
    portfolio = portfolio_controls.book(asked.book, history, market)
    levels = (cached.identity(), market.identity)
    key = (portfolio, levels, asked.laying, asked.outlook, costs.held(), width_level() is not None)
    return _known(key, history, market)


@st.cache_resource(show_spinner=False, max_entries=24, hash_funcs={tuple: hash})
def _known(
    key: tuple[Portfolio, object, overlaid.Laying, Outlook, Costs, bool], _history: History, _market: Market
) -> Known:
    portfolio, _, laying, outlook, paid, follow = key
    measured = exposure(portfolio, _history, _market)
    betas = overlaid.known_betas(portfolio, [(one.symbol, one.beta) for one in measured.names])
    return Known(
        hash(key),
        Facts(
            overlaid=overlaid.laid(portfolio, betas, _market, vix_hedge_controls.modelled(_market), laying),
            laying=laying,
            history=_history,
            events=event_days.shipped(),
            outlook=outlook,
            costs=paid,
            widths_follow=follow,
        ),
    )
