"""What the Ladder page caches between reruns: the ladder of each recent question, and the gates of each preset."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np
import streamlit as st

from overlay.arrays import FloatArray
from overlay.history import path as layer_path
from overlay.history.path import Path
from overlay.ladder import accounts as books, engine as ladders
from overlay.ladder.accounts import LadderBook
from overlay.ladder.decision_log import Shut
from overlay.ladder.engine import Ladder
from overlay.ladder.layers import Terms
from overlay.rules.presets import PRESETS
from overlay.rules.rule_set import RuleSet
from overlay.signals import gates
from overlay.signals.indicator_table import Indicators
from views.signals import cached as signals_cached
from views.visitor import history as cached


class Walk(NamedTuple):
    """A ladder and its book by day."""

    ladder: Ladder
    book: LadderBook

    def every(self, days: int) -> "Walk":
        """The same ladder with another spacing of its layers, on the same path."""
        return _walk(replace(self.ladder.rules, entry_days=days), self.ladder.path, self.ladder.terms)


def _walk(rules: RuleSet, path: Path, terms: Terms) -> Walk:
    ladder = ladders.walk(rules, path, terms)
    return Walk(ladder, books.book(ladder))


@cached.by_history(st.cache_resource(show_spinner=False, max_entries=12))
def known() -> Indicators:
    """Every indicator on the visitor's history, as on the Signals page."""
    return signals_cached.known(())


@cached.by_history(st.cache_resource(show_spinner=False, max_entries=12))
def size(preset: str | None) -> FloatArray:
    """The share of a new layer that a preset's gates allow on each day of the history (D,); 1 without gates."""
    if preset is None:
        return np.where(np.isnan(cached.history().vix.to_numpy()), np.nan, 1.0)
    return gates.size(gates.factors(known(), PRESETS[preset]), known())


@cached.by_history(st.cache_resource(show_spinner=False, max_entries=12))
def shut(preset: str) -> tuple[Shut, ...]:
    """Each gate of a preset, with the days of the history (D,) on which it blocks new layers."""
    rules, every = PRESETS[preset], gates.factors(known(), PRESETS[preset])
    sources = {one.gate: one.source for one in gates.decision(known(), rules, 0).verdicts}
    return tuple(Shut(gate=name, source=sources[name], days=every[name] == 0.0) for name in gates.asked(rules))


@cached.by_history(st.cache_resource(show_spinner=False, max_entries=24, hash_funcs={RuleSet: hash, Terms: hash}))
def walked(rules: RuleSet, preset: str | None, first: date, last: date, terms: Terms) -> Walk:
    """The ladder of these rules over days of the history; OverlayError if the history lacks these days."""
    path = layer_path.from_history(cached.history(), first, last, size(preset))
    return _walk(rules, path, terms)
