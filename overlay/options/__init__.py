"""European options on an index: prices and greeks, volatility surfaces, chains, legs, odds.

Everything is priced under a `Market`; strikes and prices are index points.
"""

from overlay.options.black import implied_vol, price
from overlay.options.chain import Chain
from overlay.options.contracts import SPX, XSP, Contract
from overlay.options.costs import Costs
from overlay.options.legs import CALL, PUT, DollarGreeks, Leg, greeks, payoff, value, value_after
from overlay.options.market import Market, from_chain, from_history
from overlay.options.scenarios import EPISODES, Episode, Scenario, one_name_gap
from overlay.options.surface import Anchored, Flat, Surface

__all__ = [
    "CALL",
    "EPISODES",
    "PUT",
    "SPX",
    "XSP",
    "Anchored",
    "Chain",
    "Contract",
    "Costs",
    "DollarGreeks",
    "Episode",
    "Flat",
    "Leg",
    "Market",
    "Scenario",
    "Surface",
    "from_chain",
    "from_history",
    "greeks",
    "implied_vol",
    "one_name_gap",
    "payoff",
    "price",
    "value",
    "value_after",
]
