"""The iron condor: placed in five ways, priced, judged, sized and scanned.

The market sets the credit, so a credit is a result, never a field of the condor.
"""

from overlay.condor.placement import IronCondor, Shape, by_breakevens, by_credit, by_delta, by_sigmas, by_strikes
from overlay.condor.pnl import PnlGrid, curves
from overlay.condor.pricing import NO_COSTS, CondorQuote, Odds, breakevens, quote, two_outcome_value, win_rate_needed
from overlay.condor.sizing import Offer, offer

__all__ = [
    "NO_COSTS",
    "CondorQuote",
    "IronCondor",
    "Odds",
    "Offer",
    "PnlGrid",
    "Shape",
    "breakevens",
    "by_breakevens",
    "by_credit",
    "by_delta",
    "by_sigmas",
    "by_strikes",
    "curves",
    "offer",
    "quote",
    "two_outcome_value",
    "win_rate_needed",
]
