"""How well the surface of a chain fits the quotes that it was fitted to."""

from datetime import date
from typing import NamedTuple

import numpy as np

from overlay.errors import OverlayError
from overlay.options import black
from overlay.options.fitted import HALF_TICK
from overlay.options.market import Market


class FitCheck(NamedTuple):
    """How well a surface fits one expiry: share of quotes matched inside bid and ask, and distance to vendor vols."""

    inside: float
    vendor_gap: float


def fit_check(market: Market, expiry: date) -> FitCheck:
    """Share of two-sided out-of-the-money quotes within 3 sigmas that the surface reprices inside bid and ask.

    The tolerance is half a tick (0.025 points). `vendor_gap` is the median distance between our vols and the vendor's,
    decimal; NaN if the file has no vendor vols. OverlayError without a listing.
    """
    if market.listing is None:
        raise OverlayError("No chain is loaded (0 quotes), so there is nothing to compare with: load a chain.")
    quotes, t = market.listing.vols(expiry), market.years(expiry)
    forward = market.forward(t)
    near = np.abs(np.log(quotes.strikes / forward)) <= 3.0 * market.one_sd_points(expiry) / forward
    strikes = quotes.strikes[near]
    right = np.where(strikes >= forward, 1, -1)
    price = black.price(right, forward, strikes, t, market.surface.vol(strikes, t), market.discount(t))
    listed = market.listing.quotes(list(right), list(strikes), expiry)
    inside = (price >= listed.bid - HALF_TICK) & (price <= listed.ask + HALF_TICK)
    gaps = np.abs(quotes.mid - quotes.vendor)[np.isfinite(quotes.mid) & (quotes.vendor > 0.0)]
    return FitCheck(float(np.mean(inside)), float(np.median(gaps)) if len(gaps) else np.nan)
