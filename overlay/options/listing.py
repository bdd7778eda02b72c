"""Tradable options: the listed strikes of each expiry with their bids and asks. A modelled market has no listing.

These rules choose the options. The expiry is the listed one nearest to the requested days. One sigma is the parity
forward x the at-the-money vol of the mids x sqrt(days / 365). A short strike is the two-sided put or call strike
nearest to the requested level. A wing is the two-sided strike strictly beyond the short strike and nearest to the
requested width.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats
from overlay.errors import OverlayError
from overlay.history.calendar import Settlement
from overlay.options import black
from overlay.options.chain import Chain, ExpirySlice


class Quotes(NamedTuple):
    """Bid and ask in points and open interest in contracts of some options; NaN means no quote; (L,)."""

    bid: FloatArray
    ask: FloatArray
    open_interest: FloatArray

    @property
    def mid(self) -> FloatArray:
        """The middle of bid and ask, points."""
        return 0.5 * (self.bid + self.ask)


class QuotedVols(NamedTuple):
    """Out-of-the-money implied vols of one expiry at bid, mid and ask, and the vendor's vols; decimal, (K,)."""

    strikes: FloatArray
    bid: FloatArray
    mid: FloatArray
    ask: FloatArray
    vendor: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Listing:
    """The two-sided options of a chain, one settlement."""

    chain: Chain
    settlement: Settlement = "PM"
    _slices: dict[date, ExpirySlice] = field(default_factory=dict, repr=False)

    def expiry(self, days: float) -> date:
        """The listed expiry after the day of the quotes nearest to `days` calendar days away; with 0 days, that day."""
        if days == 0:
            return self.chain.same_day_expiry(self.settlement)
        return self.chain.nearest_expiry(days, self.settlement)

    def slice(self, expiry: date) -> ExpirySlice:
        """One expiry; OverlayError if it is not listed."""
        if expiry not in self._slices:
            self._slices[expiry] = self.chain.slice(expiry, self.settlement)
        return self._slices[expiry]

    def strikes(self, expiry: date, right: int) -> FloatArray:
        """The two-sided strikes of puts or calls, ascending; OverlayError if there are no such strikes."""
        one = self.slice(expiry)
        strikes = one.strikes[one.call_two_sided if right > 0 else one.put_two_sided]
        if not strikes.size:
            side = "call" if right > 0 else "put"
            raise OverlayError(f"No {side} of {expiry} has a bid and an ask: choose another expiry.")
        return strikes

    def nearest(self, expiry: date, right: int, levels: ArrayLike) -> FloatArray:
        """The two-sided strikes nearest to levels (K,); a tie takes the lower strike."""
        return _nearest(self.strikes(expiry, right), floats(levels))

    def wing(self, expiry: date, right: int, short: ArrayLike, width: float) -> FloatArray:
        """The two-sided strikes strictly beyond the short strikes (K,), nearest to the requested width; NaN if none."""
        strikes, sold = self.strikes(expiry, right), floats(short)
        found = _nearest(strikes, sold + right * width)
        at = np.searchsorted(strikes, sold, side="right" if right > 0 else "left") - (right < 0)
        beyond = (at >= 0) & (at < len(strikes))
        next_one = np.where(beyond, strikes[np.clip(at, 0, len(strikes) - 1)], np.nan)
        return np.where((found - sold) * right > 0.0, found, next_one)

    def quotes(self, rights: Sequence[int], strikes: Sequence[float], expiry: date) -> Quotes:
        """Bid, ask and open interest of some options of one expiry."""
        one = self.slice(expiry)
        at = np.searchsorted(one.strikes, strikes)
        at = np.minimum(at, len(one.strikes) - 1)
        listed = one.strikes[at] == floats(strikes)
        call = floats(rights) > 0
        two_sided = np.where(call, one.call_two_sided[at], one.put_two_sided[at]) & listed
        return Quotes(
            *(
                np.where(two_sided, np.where(call, calls[at], puts[at]), np.nan)
                for calls, puts in (
                    (one.call_bid, one.put_bid),
                    (one.call_ask, one.put_ask),
                    (one.call_open_interest, one.put_open_interest),
                )
            )
        )

    def vols(self, expiry: date) -> QuotedVols:
        """Our implied vols of the two-sided out-of-the-money quotes, and the vendor's vols (NaN if missing)."""
        one = self.slice(expiry)
        call = one.strikes >= one.forward
        quoted = np.where(call, one.call_two_sided, one.put_two_sided)
        right, strikes = np.where(call, 1.0, -1.0)[quoted], one.strikes[quoted]
        bid, ask = (
            np.where(call, calls, puts)[quoted]
            for calls, puts in ((one.call_bid, one.put_bid), (one.call_ask, one.put_ask))
        )
        bids, mids, asks = (
            black.implied_vol(right, one.forward, strikes, one.years, premium, one.discount)
            for premium in (bid, 0.5 * (bid + ask), ask)
        )
        return QuotedVols(strikes, bids, mids, asks, self._vendor(expiry, right, strikes))

    def _vendor(self, expiry: date, right: FloatArray, strikes: FloatArray) -> FloatArray:
        rows = self.chain.quotes
        rows = rows[(rows["expiry"] == pd.Timestamp(expiry)) & (rows["settlement"] == self.settlement)]
        known = dict(zip(zip(rows["right"], rows["strike"], strict=True), rows["vendor_vol"], strict=True))
        return np.array([known.get((side, strike), np.nan) for side, strike in zip(right, strikes, strict=True)])


def _nearest(strikes: FloatArray, levels: FloatArray) -> FloatArray:
    """The strikes (ascending) nearest to levels; a tie takes the lower strike."""
    at = np.clip(np.searchsorted(strikes, levels), 1, max(len(strikes) - 1, 1))
    low, high = strikes[at - 1], strikes[np.minimum(at, len(strikes) - 1)]
    return np.where(high - levels < levels - low, high, low)
