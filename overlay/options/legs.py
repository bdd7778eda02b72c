"""`Leg`, and the value, payoff and dollar greeks of any tuple of legs.

All results are dollars: quantity x multiplier x points. A contract on a tenth of the index (XSP) is priced as a tenth
of the same option on the full index.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats
from overlay.errors import OverlayError
from overlay.options import black
from overlay.options.contracts import SPX, Contract
from overlay.options.market import Market
from overlay.units import DAYS_PER_YEAR, VOL_POINT

CALL, PUT = 1, -1
Dollars = TypeVar("Dollars", bound=float | FloatArray)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One option position: right +1 call or -1 put, strike in points, quantity + long or - short."""

    right: int
    strike: float
    expiry: date
    quantity: float
    contract: Contract = SPX

    def __post_init__(self) -> None:
        if self.right not in (CALL, PUT):
            raise OverlayError(f"A right of {self.right} is neither a call (+1) nor a put (-1): use one of them.")
        if not 0.0 < self.strike < np.inf:
            raise OverlayError(f"A strike of {self.strike:,.2f} cannot be traded: enter a strike above zero.")

    @property
    def dollars_per_point(self) -> float:
        """Signed dollars per point of the option on the full index."""
        return self.quantity * self.contract.multiplier * self.contract.index_share


class DollarGreeks(NamedTuple, Generic[Dollars]):
    """Sensitivities in dollars, of each leg (L,) or of a whole book (floats); each leg's own vol stays fixed.

    delta: per index point. gamma: delta per index point. vega: per point of vol. theta: per calendar day that
    passes. rho: per percentage point of the rate. vanna: delta per point of vol. charm: delta per calendar day.
    vomma: vega per point of vol.
    """

    delta: Dollars
    gamma: Dollars
    vega: Dollars
    theta: Dollars
    rho: Dollars
    vanna: Dollars
    charm: Dollars
    vomma: Dollars

    def total(self) -> "DollarGreeks[float]":
        """The book's greeks: the sum over its legs."""
        return DollarGreeks(*(float(np.sum(values)) for values in self))


def value(legs: Sequence[Leg], market: Market, spots: ArrayLike | None = None, days: ArrayLike = 0) -> FloatArray:
    """Value of the legs in dollars at index levels (S,) after a number of days (D,): (D, S).

    The default is today at today's level: (1, 1). The smile moves with the index. A leg past its expiry keeps its
    value at expiry.
    """
    levels = np.atleast_1d(floats(market.spot if spots is None else spots))[None, :]
    ahead = np.atleast_1d(floats(days))[:, None]
    total = np.zeros(np.broadcast_shapes(levels.shape, ahead.shape))
    for expiry in dict.fromkeys(leg.expiry for leg in legs):
        group = [leg for leg in legs if leg.expiry == expiry]
        years = np.maximum((market.days_left(expiry) - ahead) / DAYS_PER_YEAR, 0.0)
        strikes = np.array([leg.contract.on_index(leg.strike) for leg in group])[:, None, None]
        points = black.price(
            np.array([leg.right for leg in group])[:, None, None],
            market.forward(years, levels),
            strikes,
            years,
            market.vol(strikes, years, levels, ahead),
            market.discount(years),
        )
        total += np.tensordot(np.array([leg.dollars_per_point for leg in group]), points, axes=1)
    return total


def value_after(
    legs: Sequence[Leg], market: Market, levels: ArrayLike, vol_shift: ArrayLike, days: float = 0.0
) -> FloatArray:
    """Value of the legs in dollars after `days`, at pairs of index levels (P,) and vol shifts (P,) decimal: (P,).

    Whole days that reach a leg's day of expiry reach its expiry (`Market.ahead`). A leg past its expiry settles at the
    index level of its pair.
    """
    at = floats(levels)
    total = np.zeros(np.broadcast_shapes(at.shape, np.shape(vol_shift)))
    for leg in legs:
        ahead = market.ahead(leg.expiry, days)
        t = (market.days_left(leg.expiry) - ahead) / DAYS_PER_YEAR
        strike = leg.contract.on_index(leg.strike)
        vol = market.vol_after(strike, t, at, vol_shift, ahead)
        points = black.price(leg.right, market.forward(t, at), strike, t, vol, market.discount(t))
        total += leg.dollars_per_point * points
    return total


def worth(legs: Sequence[Leg], market: Market, spot: float | None = None) -> float:
    """Value of the legs in dollars now, at today's index level or another; negative if the holder owes it."""
    return float(value(legs, market, spot)[0, 0])


def payoff(legs: Sequence[Leg], levels: ArrayLike) -> FloatArray:
    """Dollars that the legs pay if all expire at index levels (S,)."""
    settled = floats(levels)
    total = np.zeros(settled.shape)
    for leg in legs:
        total += leg.dollars_per_point * np.maximum(leg.right * (settled - leg.contract.on_index(leg.strike)), 0.0)
    return total


class LegPrices(NamedTuple):
    """For one option of each leg: price in contract points, implied vol, and delta per index point; (L,)."""

    points: FloatArray
    vol: FloatArray
    delta: FloatArray


class _Priced(NamedTuple):
    """Legs under a market: dollars per point, forward over spot, years, index share, vols and raw greeks; (L,)."""

    dollars: FloatArray
    growth: FloatArray
    years: FloatArray
    share: FloatArray
    vol: FloatArray
    raw: black.Greeks


def _priced(legs: Sequence[Leg], market: Market) -> _Priced:
    strike = np.array([leg.contract.on_index(leg.strike) for leg in legs])
    years = np.array([market.years(leg.expiry) for leg in legs])
    right = np.array([leg.right for leg in legs])
    forward, vol = market.forward(years), market.vol(strike, years)
    return _Priced(
        dollars=np.array([leg.dollars_per_point for leg in legs]),
        growth=forward / market.spot,
        years=years,
        share=np.array([leg.contract.index_share for leg in legs]),
        vol=vol,
        raw=black.greeks(right, forward, strike, years, vol, market.discount(years)),
    )


def prices(legs: Sequence[Leg], market: Market) -> LegPrices:
    """The price of a single option of each leg under a market."""
    one = _priced(legs, market)
    return LegPrices(points=one.raw.price * one.share, vol=one.vol, delta=one.raw.delta * one.growth * one.share)


def greeks(legs: Sequence[Leg], market: Market) -> DollarGreeks[FloatArray]:
    """Dollar greeks of each leg (L,) with respect to the index level: carry converts forward greeks to spot greeks.

    Theta counts the variance of the next calendar day, so a closed day takes little from an option.
    """
    dollars, growth, years, _, vol, raw = _priced(legs, market)
    forward = growth * market.spot
    carry = np.log(growth) / np.maximum(years, 1e-12)
    drift = carry * forward
    # the part of theta that comes from variance: 0.5 x vega x vol / years, slower or faster by the clock
    waited = (1.0 - market.surface.pace(years)) * 0.5 * raw.vega * vol / np.maximum(years, 1e-12)
    return DollarGreeks(
        delta=dollars * raw.delta * growth,
        gamma=dollars * raw.gamma * growth**2,
        vega=dollars * raw.vega * VOL_POINT,
        theta=dollars * (raw.theta + waited - drift * raw.delta) / DAYS_PER_YEAR,
        rho=dollars * (raw.rho + years * forward * raw.delta) * 0.01,
        vanna=dollars * raw.vanna * growth * VOL_POINT,
        charm=dollars * growth * (raw.charm - drift * raw.gamma - carry * raw.delta) / DAYS_PER_YEAR,
        vomma=dollars * raw.vomma * VOL_POINT**2,
    )
