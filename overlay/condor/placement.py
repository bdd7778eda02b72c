"""`IronCondor`, and the four ways of choosing its strikes: by sigmas, break-evens, delta or credit.

One sigma is forward x at-the-money vol x sqrt(days / 365), in index points, measured from the forward. Each strike is
then the contract's nearest listed strike. `Shape` holds the differences between the two sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from overlay.arrays import FloatArray
from overlay.errors import OverlayError, whole, within
from overlay.options import black
from overlay.options.contracts import SPX, Contract
from overlay.options.legs import CALL, PUT, Leg
from overlay.options.market import Market

_REACH: Final = 8.0  # the search for strikes stops at this many sigmas from the forward
_ROUNDS: Final = 40  # fixed-point rounds for break-evens; each shrinks the error by the spread's delta


@dataclass(frozen=True, slots=True, kw_only=True)
class IronCondor:
    """Four ascending strikes, one expiry; `quantity` condors sold, each with its number of put and call spreads."""

    long_put: float
    short_put: float
    short_call: float
    long_call: float
    expiry: date
    put_spreads: int = 1
    call_spreads: int = 1
    quantity: int = 1
    contract: Contract = SPX

    def __post_init__(self) -> None:
        _ordered("short put", self.short_put, "long put", self.long_put, "raise the short put or widen the put wing")
        _ordered("short call", self.short_call, "short put", self.short_put, "place the short strikes further out")
        _ordered("long call", self.long_call, "short call", self.short_call, "raise the long call or widen the wing")
        if not self.long_put > 0.0:
            raise OverlayError(
                f"The long put ({self.long_put:,.0f}) must lie above zero: narrow the put wing or sell nearer."
            )
        within("The long call", self.long_call, 0.0, 1e7, "enter a strike in points", "points")
        _counted(self)

    @property
    def put_width(self) -> float:
        """Points between the put strikes."""
        return self.short_put - self.long_put

    @property
    def call_width(self) -> float:
        """Points between the call strikes."""
        return self.long_call - self.short_call

    @property
    def widest_points(self) -> float:
        """The largest possible payout of the worse side, in points per condor."""
        return max(self.put_spreads * self.put_width, self.call_spreads * self.call_width)

    @property
    def contracts(self) -> int:
        """The number of option contracts traded to open the position."""
        return 2 * self.quantity * (self.put_spreads + self.call_spreads)

    @property
    def legs(self) -> tuple[Leg, Leg, Leg, Leg]:
        """Long put, short put, short call, long call, with their signed quantities."""
        puts, calls = self.quantity * self.put_spreads, self.quantity * self.call_spreads
        return (
            self._leg(PUT, self.long_put, puts),
            self._leg(PUT, self.short_put, -puts),
            self._leg(CALL, self.short_call, -calls),
            self._leg(CALL, self.long_call, calls),
        )

    def _leg(self, right: int, strike: float, quantity: int) -> Leg:
        return Leg(right=right, strike=strike, expiry=self.expiry, quantity=quantity, contract=self.contract)


def _counted(sold: "IronCondor | Shape") -> None:
    for name, words in (("put_spreads", "put spreads"), ("call_spreads", "call spreads"), ("quantity", "condors")):
        whole(f"A number of {words}", getattr(sold, name), 1, 1e9, "choose a whole number from 1 up")


def _ordered(upper: str, high: float, lower: str, low: float, way_out: str) -> None:
    if not high > low:
        raise OverlayError(f"The {upper} ({high:,.0f}) must lie above the {lower} ({low:,.0f}): {way_out}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How the two sides differ, and how many condors are sold.

    tilt: share by which puts stand further out and calls nearer (negative: the reverse). call_wing_points: None for
    the put side's width. contract: None for the market's contract.
    """

    tilt: float = 0.0
    call_wing_points: float | None = None
    put_spreads: int = 1
    call_spreads: int = 1
    quantity: int = 1
    contract: Contract | None = None

    def __post_init__(self) -> None:
        if not -1.0 < self.tilt < 1.0:
            raise OverlayError(f"A skew of placement of {self.tilt:g} is out of range: stay between -1 and 1.")
        if self.call_wing_points is not None:
            within("A call wing", self.call_wing_points, 0.01, 50_000.0, "choose a width above zero", "points")
        _counted(self)


PLAIN: Final = Shape()


def by_sigmas(market: Market, sigmas: float, wing_points: float, days: int, shape: Shape = PLAIN) -> IronCondor:
    """Short strikes at `sigmas` standard deviations from the forward, long strikes `wing_points` beyond them."""
    expiry = market.expiry(days)
    out = _positive(sigmas, "standard deviations") * market.one_sd_points(expiry)
    return _at(market, expiry, out, wing_points, shape)


def by_breakevens(market: Market, sigmas: float, wing_points: float, days: int, shape: Shape = PLAIN) -> IronCondor:
    """Break-evens, not short strikes, at `sigmas` standard deviations from the forward (the article's wording).

    A short strike lies inside its break-even by the credit. The credit depends on the short strikes, so both are solved
    together.
    """
    expiry = market.expiry(days)
    aim = _positive(sigmas, "standard deviations") * market.one_sd_points(expiry)
    forward = market.forward(market.years(expiry))
    put_out, call_out = aim * (1.0 + shape.tilt), aim * (1.0 - shape.tilt)
    put, call, credit = forward - put_out, forward + call_out, 0.0
    share = _contract(market, shape).index_share
    for _ in range(_ROUNDS):
        credit = _credit(market, expiry, np.array([put]), np.array([call]), wing_points, shape)[0]
        earned = credit / share  # the credit is the contract's points, the shorts are index levels
        put, call = forward - put_out + earned / shape.put_spreads, forward + call_out - earned / shape.call_spreads
        if put >= call:
            raise OverlayError(
                f"Break-evens at {sigmas:g} standard deviations would need the short strikes to cross: "
                f"ask for more deviations, or narrow the wing ({wing_points:g} points)."
            )
    put_wing, call_wing = _wings(wing_points, shape)
    if credit >= shape.put_spreads * put_wing or credit >= shape.call_spreads * call_wing:
        raise OverlayError(
            f"At {sigmas:g} standard deviations the credit ({credit:,.2f} points) covers a whole side, so this side "
            f"has no break-even: ask for more deviations, or widen the wing ({wing_points:g} points)."
        )
    return _built(market, expiry, (put, call), wing_points, shape)


def by_delta(market: Market, short_delta: float, long_delta: float, days: int, shape: Shape = PLAIN) -> IronCondor:
    """The strikes whose absolute deltas are nearest to the requested deltas (0 to 0.5), such as 0.20 and 0.05.

    A tilt scales the short deltas: puts by 1 - tilt, calls by 1 + tilt.
    """
    for name, delta in (("short", short_delta), ("long", long_delta)):
        if not 0.0 < delta < 0.5:
            raise OverlayError(f"A {name} delta of {delta:g} cannot be placed: choose between 0.01 and 0.49.")
    if not long_delta < short_delta:
        raise OverlayError(
            f"The long delta ({long_delta:g}) must be below the short delta ({short_delta:g}): "
            "the long option stands further out."
        )
    expiry = market.expiry(days)
    contract = _contract(market, shape)
    puts, put_deltas = _deltas(market, expiry, PUT, contract)
    calls, call_deltas = _deltas(market, expiry, CALL, contract)
    short_put = _nearest(puts, put_deltas, short_delta * (1.0 - shape.tilt))
    short_call = _nearest(calls, call_deltas, short_delta * (1.0 + shape.tilt))
    long_put, long_call = _nearest(puts, put_deltas, long_delta), _nearest(calls, call_deltas, long_delta)
    if long_put >= short_put:
        long_put = market.wing(contract, PUT, expiry, short_put, contract.strike_step)
    if long_call <= short_call:
        long_call = market.wing(contract, CALL, expiry, short_call, contract.strike_step)
    return _condor((long_put, short_put, short_call, long_call), expiry, contract, shape)


def by_credit(market: Market, credit_points: float, wing_points: float, days: int, shape: Shape = PLAIN) -> IronCondor:
    """The widest placement, in strike steps, that still pays the requested credit (points per condor) at the mid.

    OverlayError if every placement pays less.
    """
    expiry = market.expiry(days)
    contract = _contract(market, shape)
    step = contract.strike_step / contract.index_share
    forward = market.forward(market.years(expiry))
    reach = min(_REACH * market.one_sd_points(expiry), 0.9 * forward)
    out = np.arange(step, max(reach, 2.0 * step), step)
    strikes = _strikes(
        market, expiry, (forward - out * (1.0 + shape.tilt), forward + out * (1.0 - shape.tilt)), wing_points, shape
    )
    long_put, short_put, short_call, long_call = (
        market.mids(contract, right, expiry, one) for right, one in zip((PUT, PUT, CALL, CALL), strikes, strict=True)
    )
    credit = shape.put_spreads * (short_put - long_put) + shape.call_spreads * (short_call - long_call)
    credit = np.where((strikes[1] < strikes[2]) & np.isfinite(credit), credit, -np.inf)
    enough = np.flatnonzero(credit >= _positive(credit_points, "points of credit"))
    if not len(enough):
        raise OverlayError(
            f"A credit of {credit_points:,.2f} points is not available with wings of {wing_points:g} points by {expiry}"
            f"the most is {max(credit.max(), 0.0):,.2f}: ask for less, widen the wing or take more days."
        )
    return _condor(tuple(one[enough[-1]] for one in strikes), expiry, contract, shape)


def by_strikes(market: Market, strikes: Sequence[float], days: int, shape: Shape = PLAIN) -> IronCondor:
    """A condor of given strikes: long put, short put, short call, long call; OverlayError for an untradable strike."""
    expiry = market.expiry(days)
    contract = _contract(market, shape)
    for right, strike in zip((PUT, PUT, CALL, CALL), strikes, strict=True):
        nearest = market.nearest_strike(contract, right, expiry, strike / contract.index_share)
        if strike != nearest:
            side = "put" if right == PUT else "call"
            raise OverlayError(
                f"A {side} strike of {strike:,.2f} cannot be traded for {expiry}: use the nearest, {nearest:,.2f}."
            )
    return _condor(tuple(strikes), expiry, contract, shape)


def _positive(amount: float, what: str) -> float:
    if not 0.0 < amount < np.inf:
        raise OverlayError(f"{amount:g} {what} cannot be placed: choose a number above zero.")
    return amount


def _at(market: Market, expiry: date, out: float, wing_points: float, shape: Shape) -> IronCondor:
    """A condor with short strikes `out` index points from the forward, tilted."""
    forward = market.forward(market.years(expiry))
    levels = forward - out * (1.0 + shape.tilt), forward + out * (1.0 - shape.tilt)
    return _built(market, expiry, levels, wing_points, shape)


def _contract(market: Market, shape: Shape) -> Contract:
    return shape.contract or market.contract


def _strikes(
    market: Market, expiry: date, levels: tuple[FloatArray, FloatArray], wing_points: float, shape: Shape
) -> tuple[FloatArray, ...]:
    """The four tradable strikes for short puts and calls nearest to index levels (K,); NaN without a wing."""
    contract = _contract(market, shape)
    put_wing, call_wing = _wings(wing_points, shape)
    short_put, short_call = (
        market.nearest_strike(contract, right, expiry, level) for right, level in zip((PUT, CALL), levels, strict=True)
    )
    long_put = market.wing(contract, PUT, expiry, short_put, put_wing)
    return long_put, short_put, short_call, market.wing(contract, CALL, expiry, short_call, call_wing)


def _built(market: Market, expiry: date, levels: tuple[float, float], wing_points: float, shape: Shape) -> IronCondor:
    """The condor at the tradable strikes nearest to index levels (put, call)."""
    puts, calls = (np.array([level]) for level in levels)
    strikes = tuple(one[0] for one in _strikes(market, expiry, (puts, calls), wing_points, shape))
    if not np.isfinite(strikes).all():
        side, short = ("put", strikes[1]) if np.isnan(strikes[0]) else ("call", strikes[2])
        raise OverlayError(
            f"No {expiry} strike beyond the short {side} ({short:,.0f}) has a bid and an ask: sell nearer the money or "
            "choose another expiry."
        )
    return _condor(strikes, expiry, _contract(market, shape), shape)


def _condor(strikes: tuple[float, ...], expiry: date, contract: Contract, shape: Shape) -> IronCondor:
    long_put, short_put, short_call, long_call = map(float, strikes)
    return IronCondor(
        long_put=long_put,
        short_put=short_put,
        short_call=short_call,
        long_call=long_call,
        expiry=expiry,
        put_spreads=shape.put_spreads,
        call_spreads=shape.call_spreads,
        quantity=shape.quantity,
        contract=contract,
    )


def _wings(wing_points: float, shape: Shape) -> tuple[float, float]:
    """The requested put and call wings in contract points."""
    call = wing_points if shape.call_wing_points is None else shape.call_wing_points
    return _positive(wing_points, "points of wing"), _positive(call, "points of wing")


def _credit(
    market: Market, expiry: date, puts: FloatArray, calls: FloatArray, wing_points: float, shape: Shape
) -> FloatArray:
    """Credit in points per condor for short strikes at index levels (K,) on each side, off the strike grid: (K,)."""
    share = _contract(market, shape).index_share
    put_wing, call_wing = (wing / share for wing in _wings(wing_points, shape))
    levels = np.stack([puts - put_wing, puts, calls, calls + call_wing])
    weights = np.array([-shape.put_spreads, shape.put_spreads, shape.call_spreads, -shape.call_spreads])
    prices = _prices(market, expiry, np.array([[PUT], [PUT], [CALL], [CALL]]), np.maximum(levels, 1e-6))
    return share * (weights @ prices)


def _prices(market: Market, expiry: date, rights: FloatArray, levels: FloatArray) -> FloatArray:
    t = market.years(expiry)
    return black.price(rights, market.forward(t), levels, t, market.vol(levels, t), market.discount(t))


def _deltas(market: Market, expiry: date, right: int, contract: Contract) -> tuple[FloatArray, FloatArray]:
    """The tradable out-of-the-money strikes of one side, from the money outward, and their absolute deltas."""
    t = market.years(expiry)
    forward = market.forward(t)
    if market.listing is not None:
        strikes = market.listing.strikes(expiry, right)[::right]
        levels = strikes[(strikes - forward) * right >= 0.0]
    else:
        step = contract.strike_step / contract.index_share
        reach = min(_REACH * market.one_sd_points(expiry), 0.9 * forward)
        out = np.arange(0.0, max(reach, 2.0 * step), step)
        levels = contract.nearest_strike(forward) / contract.index_share + right * out
        levels = levels[levels > 0.0]
    if not levels.size:
        raise OverlayError(f"No strike of {expiry} can be traded on one side of the money: choose another expiry.")
    raw = black.greeks(right, forward, levels, t, market.vol(levels, t), market.discount(t))
    return levels * contract.index_share, np.abs(raw.delta) * forward / market.spot


def _nearest(strikes: FloatArray, deltas: FloatArray, aim: float) -> float:
    return float(strikes[np.argmin(np.abs(deltas - aim))])
