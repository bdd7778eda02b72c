"""Options on the VIX: European and settled on a morning VIX, so priced by Black (1976) on the matching VIX future.

They are never priced on spot VIX: nobody can hold the VIX, and its futures have other prices. `VixMarket` holds the
three inputs of a price: the curve of futures, volatilities by strike and tenor, and the rate.

Modelled volatilities have the smile of Gatheral and Jacquier (see `overlay.options.surface`) with an upward skew, that
is rho above zero. Their level follows the VVIX; if the VVIX is unknown, it is modelled from the VIX:

    atm(T) = ATM_SHARE * VVIX * exp(-T / ATM_DAYS),   VVIX = VVIX_AT_20 * (VIX / 20) ** VVIX_POWER

Fitted volatilities are those of an uploaded chain. Constants and errors: scripts/calibrate_vix_options.py and
docs/vix_curve.md.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final, Protocol, overload

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from overlay.arrays import FloatArray, floats
from overlay.errors import OverlayError, within
from overlay.flags import Flag
from overlay.history.daily import History, lately
from overlay.options import black
from overlay.options.chain import Chain
from overlay.options.contracts import Contract
from overlay.options.market import Market
from overlay.units import DAYS_PER_YEAR, VOL_POINT
from overlay.vix.curve import LOWEST, VixCurve, from_family, shock_factor

VIX: Final = Contract(symbol="VIX", multiplier=100.0, strike_step=1.0)

VVIX_AT_20: Final = 102.4  # points; closes of 2014 to 2026, median error 7%
VVIX_POWER: Final = 0.357
SHOCK_POWER: Final = 0.55  # log move of the VVIX for a log move of the VIX in a day
# Smile of 2023-05-15: 121 calls, 23 to 184 days out, up to 15 points out of the money; median error 1.4%, worst 8%.
ATM_SHARE: Final = 0.958
ATM_DAYS: Final = 383.1
RHO: Final = 0.647
CURVATURE: Final = 0.984  # at 30 days
CURVATURE_TILT: Final = -0.036  # exponent of (T / 30 days) in the curvature
MEMORY_DAYS: Final = 1000  # older days have no weight left in a mean that fades over 63 days
REMEMBERED: Final = "Modelled from the VIX and its mean over the months before."
_FRESH_DAYS: Final = 5  # calendar days by which a history may end earlier and still tell the months before
_SHORTEST_DAYS: Final = 1.0 / 24.0


class Vols(Protocol):
    """The interface of VIX option volatilities; arrays broadcast."""

    def vol(self, strike: ArrayLike, days: ArrayLike, future: ArrayLike) -> FloatArray:
        """Implied volatility, decimal, of a strike in points on a future in points."""
        ...

    def scaled(self, factor: ArrayLike) -> "Vols":
        """The same volatilities times a factor."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModelledVols:
    """Volatilities implied by the VVIX (points, one number or one per day)."""

    vvix: ArrayLike

    def vol(self, strike: ArrayLike, days: ArrayLike, future: ArrayLike) -> FloatArray:
        """Implied volatility, decimal; broadcasts."""
        ahead = np.maximum(floats(days), _SHORTEST_DAYS)
        atm = ATM_SHARE * VOL_POINT * floats(self.vvix) * np.exp(-ahead / ATM_DAYS)
        steepness = CURVATURE * (ahead / 30.0) ** CURVATURE_TILT / (atm * np.sqrt(ahead / DAYS_PER_YEAR))
        x = np.log(floats(strike) / floats(future)) * steepness
        return atm * np.sqrt(0.5 * (1.0 + RHO * x + np.sqrt((x + RHO) ** 2 + 1.0 - RHO**2)))

    def scaled(self, factor: ArrayLike) -> "ModelledVols":
        """The same volatilities with the VVIX times a factor."""
        return ModelledVols(vvix=floats(self.vvix) * floats(factor))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FittedVols:
    """Volatilities of a chain at its mids, linear in log moneyness, and in total variance between expiries.

    `days` (E,) ascending, `moneyness` (M,) ascending ln(strike / future), `variance` (E, M) vol squared x days.
    Outside the listed strikes and tenors the nearest volatility is used.
    """

    days: FloatArray
    moneyness: FloatArray
    variance: FloatArray
    factor: ArrayLike = 1.0

    def vol(self, strike: ArrayLike, days: ArrayLike, future: ArrayLike) -> FloatArray:
        """Implied volatility, decimal; broadcasts."""
        k = np.log(floats(strike) / floats(future))
        wanted = np.maximum(floats(days), _SHORTEST_DAYS)
        inside = np.clip(wanted, self.days[0], self.days[-1])
        row, down = _placed(inside, self.days)
        column, right = _placed(np.clip(k, self.moneyness[0], self.moneyness[-1]), self.moneyness)
        near, far = (
            self.variance[at, column] * (1.0 - right) + self.variance[at, column + 1] * right for at in (row, row + 1)
        )
        return np.asarray(np.sqrt((near * (1.0 - down) + far * down) / inside) * self.factor)

    def scaled(self, factor: ArrayLike) -> "FittedVols":
        """The same volatilities times a factor."""
        return replace(self, factor=floats(self.factor) * floats(factor))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VixMarket:
    """VIX futures and VIX option volatilities at one moment; the rate is decimal, continuously compounded."""

    curve: VixCurve
    vols: Vols
    rate: float = 0.0
    source: str = ""
    flags: tuple[Flag, ...] = field(default=())

    def __post_init__(self) -> None:
        within("A riskless rate", self.rate, -0.5, 1.0, "enter a decimal, 0.05 for 5%")

    def discount(self, days: ArrayLike) -> FloatArray:
        """Value today of one point paid then."""
        return np.exp(-self.rate * np.maximum(floats(days), 0.0) / DAYS_PER_YEAR)

    @overload
    def price(self, strike: float, days: float, vix_points: float = 0.0) -> float: ...
    @overload
    def price(self, strike: ArrayLike, days: ArrayLike, vix_points: ArrayLike = 0.0) -> FloatArray: ...
    def price(self, strike: ArrayLike, days: ArrayLike, vix_points: ArrayLike = 0.0) -> float | FloatArray:
        """Price of calls in points by strike (points) and days to expiry, after the VIX moved by `vix_points`.

        Broadcasts. The future moves by its tenor beta; volatilities move with the VVIX and keep their term structure.
        """
        ahead = np.maximum(floats(days), 0.0)
        future, vols = self._moved(ahead, vix_points)
        vol = vols.vol(strike, ahead, future)
        return black.price(1, future, strike, ahead / DAYS_PER_YEAR, vol, self.discount(ahead))

    def greeks(self, strike: ArrayLike, days: ArrayLike) -> black.Greeks:
        """Raw derivatives of calls, per point of the matching future and per 1.00 of its volatility."""
        ahead = floats(days)
        future = self.curve.future(ahead)
        vol = self.vols.vol(strike, ahead, future)
        return black.greeks(1, future, strike, ahead / DAYS_PER_YEAR, vol, self.discount(ahead))

    def _moved(self, days: FloatArray, vix_points: ArrayLike) -> tuple[FloatArray, Vols]:
        shock = floats(vix_points)
        if not shock.any():
            return self.curve.future(days), self.vols
        ratio = np.maximum(self.curve.spot + shock, LOWEST) / self.curve.spot
        return self.curve.future(days) * shock_factor(ratio, days), self.vols.scaled(ratio**SHOCK_POWER)


def modelled(curve: VixCurve, *, rate: float = 0.0, vvix: float | None = None) -> VixMarket:
    """The market of a curve with volatilities modelled from the VVIX (points), or from the VIX if VVIX is unknown."""
    why = (
        "No VIX option chain is loaded. The shape of the volatilities is that of one public chain (15 May 2023), and "
        "their level follows the VIX. On that chain the modelled call prices had a median error of 1.4% of the mid and "
        "a largest error of 8%."
    )
    flag = Flag(level="warning", title="VIX option prices are modelled", why=why, source="docs/vix_curve.md")
    level = float(vvix_of(curve.spot)) if vvix is None else vvix
    within("A VVIX", level, 1.0, 1000.0, "enter points", "points")
    return VixMarket(
        curve=curve,
        vols=ModelledVols(vvix=level),
        rate=rate,
        source=curve.source,
        flags=(*curve.flags, flag),
    )


def from_history(history: History, day: date) -> VixMarket:
    """The market of a trading day of the history: futures modelled from its VIX and the VIX of the months before."""
    today = history.levels(history.at(day))
    curve = VixCurve(spot=today.vix, lately=_months_before(history, day, today.vix), source=REMEMBERED)
    return modelled(curve, rate=today.rate)


def beside(market: Market, history: History) -> VixMarket:
    """The VIX market of an index market: by the VIX family where it is known, else by the VIX of the months before.

    The months before come from a history that reaches the market's day, or ends at most `_FRESH_DAYS` before it; the
    market's own VIX is the last of them. OverlayError for a family that gives no forward variance.
    """
    if market.listing is not None:
        return modelled(VixCurve(spot=market.vix), rate=market.rate)
    nine, three, six, vvix = market.family
    if any(one is not None for one in (nine, three, six)):
        curve = from_family(vix=market.vix, vix9d=nine, vix3m=three, vix6m=six)
        return modelled(curve, rate=market.rate, vvix=vvix)
    known = history.first < market.as_of <= history.last + timedelta(days=_FRESH_DAYS)
    before = _months_before(history, market.as_of, market.vix) if known else None
    curve = VixCurve(spot=market.vix) if before is None else VixCurve(spot=market.vix, lately=before, source=REMEMBERED)
    return modelled(curve, rate=market.rate, vvix=vvix)


def _months_before(history: History, day: date, vix: float) -> float:
    """The mean of the VIX in points over the months up to a day, whose own VIX is given."""
    end = int(history.days.searchsorted(np.datetime64(day)))
    closes = history.vix.iloc[max(0, end - MEMORY_DAYS) : end]
    return float(lately(pd.Series([*closes.dropna(), vix])).iloc[-1])


def fitted(chain: Chain) -> VixMarket:
    """The market of a VIX option chain: futures and rate from put-call parity, volatilities from the mids.

    OverlayError for a chain of another underlying, or for fewer than two expiries with volatilities.
    """
    if chain.symbol != "VIX":
        raise OverlayError(f"{chain.name} lists options on {chain.symbol}, not on the VIX: load a VIX chain.")
    found = []
    for one in chain.slices("AM"):
        vols = one.out_of_the_money_vols()
        if one.days > 0 and np.count_nonzero(np.isfinite(vols)) > 1:
            found.append((one, vols))
    if len(found) < 2:
        raise OverlayError(
            f"{chain.name} has {len(found)} expiries with volatilities, but two are needed: load a full chain."
        )
    days = floats([one.days for one, _ in found])
    curve = VixCurve(
        spot=chain.spot,
        tenor_days=tuple(days.tolist()),
        futures=tuple(one.forward for one, _ in found),
        source=f"VIX futures by put-call parity from {chain.name}.",
        modelled=False,
    )
    knots = np.unique(np.concatenate([np.log(one.strikes / one.forward)[np.isfinite(vols)] for one, vols in found]))
    rows = []
    for one, vols in found:
        known = np.isfinite(vols)
        # the variance to the opening of the day, spread over whole days, which is how `price` counts
        total = vols[known] ** 2 * one.years * DAYS_PER_YEAR
        rows.append(np.interp(knots, np.log(one.strikes / one.forward)[known], np.sqrt(total)) ** 2)
    rates = [-np.log(one.discount) / one.years for one, _ in found if one.days > 20]
    return VixMarket(
        curve=curve,
        vols=FittedVols(days=days, moneyness=knots, variance=np.array(rows)),
        rate=float(np.median(rates)) if rates else 0.0,
        source=f"VIX options of {chain.name}, quoted {chain.quoted:%Y-%m-%d %H:%M}.",
        flags=chain.flags,
    )


def vvix_of(vix: ArrayLike) -> FloatArray:
    """The VVIX in points that usually goes with a VIX in points."""
    return VVIX_AT_20 * (floats(vix) / 20.0) ** VVIX_POWER


def _placed(at: FloatArray, grid: FloatArray) -> tuple[NDArray[np.int_], FloatArray]:
    """Cell of each value in an ascending grid, and the value's relative position in the cell, 0 to 1."""
    cell = np.clip(np.searchsorted(grid, at, side="right") - 1, 0, len(grid) - 2)
    return cell, (at - grid[cell]) / (grid[cell + 1] - grid[cell])
