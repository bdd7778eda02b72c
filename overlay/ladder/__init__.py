"""Condors opened one after another over a history: layers, rolls, margin, decisions.

Cash is whole cents. Strikes and marks come from a volatility surface anchored to each day's VIX.
"""

from overlay.ladder.accounts import LadderBook, LadderResult, book, outcome
from overlay.ladder.decision_log import LogEntry, decisions
from overlay.ladder.engine import Ladder, distance, rolls_allowed, walk
from overlay.ladder.layers import Fate, Layer, Layers, Terms
from overlay.ladder.roll_ledger import Ends, Rolls, ends, rolls

__all__ = [
    "Ends",
    "Fate",
    "Ladder",
    "LadderBook",
    "LadderResult",
    "Layer",
    "Layers",
    "LogEntry",
    "Rolls",
    "Terms",
    "book",
    "decisions",
    "distance",
    "ends",
    "outcome",
    "rolls",
    "rolls_allowed",
    "walk",
]
