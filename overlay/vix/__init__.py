"""VIX futures and options: a curve by tenor, and the market that prices VIX calls.

VIX options are priced by Black (1976) on the matching future, never on spot VIX.
"""

from overlay.vix.curve import VixCurve, from_family, tenor_beta
from overlay.vix.market import VixMarket, fitted, from_history, modelled

__all__ = ["VixCurve", "VixMarket", "fitted", "from_family", "from_history", "modelled", "tenor_beta"]
