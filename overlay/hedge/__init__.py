"""Layers of VIX calls: strikes, sizes, yearly cost, and replays over past periods.

A hedge plan is shown beside the condors; index volatility and VIX volatility are never added.
"""

from overlay.hedge.activation import EXPIRY, Activation, Roll
from overlay.hedge.calls import Call, Hedge, HedgeLayer, layered, listed_strike, premium, yearly_cost
from overlay.hedge.matrix import Matrix
from overlay.hedge.plan import FAST_SHOCK, Plan, Wanted
from overlay.hedge.replays import PATHS, NamedStretch, Replay, replay, stretch

__all__ = [
    "EXPIRY",
    "FAST_SHOCK",
    "PATHS",
    "Activation",
    "Call",
    "Hedge",
    "HedgeLayer",
    "Matrix",
    "NamedStretch",
    "Plan",
    "Replay",
    "Roll",
    "Wanted",
    "layered",
    "listed_strike",
    "premium",
    "replay",
    "stretch",
    "yearly_cost",
]
