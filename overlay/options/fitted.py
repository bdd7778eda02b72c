"""A volatility surface fitted to a listed chain: inside its bid-ask, free of butterfly and calendar arbitrage.

Each expiry's risk-neutral density is a sum of narrow lognormal densities ("bells") on a fixed grid of moneyness. The
weights are not negative, so every call price is convex in the strike for any quotes. Non-negative least squares on
out-of-the-money mids finds the weights: each quote is weighted by the inverse of its spread, and roughness has a mild
penalty. The weights sum to one and their mean is the parity forward. If an expiry prices a moneyness below the previous
expiry, it is fitted again with that price as a floor. Between expiries, prices at equal moneyness are mixed, which
avoids both kinds of arbitrage. Before the first and after the last expiry the smile keeps its shape in standard
deviations.

Sources: non-negative mixtures, R. Melick and C. Thomas, Journal of Financial and Quantitative Analysis 32 (1997);
calendar order at equal forward moneyness, J. Gatheral and A. Jacquier, Quantitative Finance 14 (2014).
"""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import CubicSpline
from scipy.optimize import nnls

from overlay.arrays import FloatArray, floats
from overlay.errors import OverlayError
from overlay.history.calendar import Settlement
from overlay.options import black
from overlay.options.chain import Chain, ExpirySlice
from overlay.units import VOL_POINT

# The grid of bells in standard deviations: fine near the money where quotes are dense, coarse far out on the put side.
CENTRES: Final = np.concatenate([np.arange(-10.5, -6.0, 0.75), np.arange(-6.0, 6.01, 0.3)])
WIDTHS: Final = np.where(CENTRES < -6.0, 0.9, 0.4)
QUOTED: Final = (-7.0, 5.5)  # deviations; prices outside this range are too close to the minimum tick
SMOOTHNESS: Final = 0.6
HALF_TICK: Final = 0.025  # points: the smallest error assumed for any quote
FEWEST: Final = 8  # an expiry with fewer quotes is not fitted
CHECKED: Final = np.linspace(-5.0, 4.5, 96)  # deviations at which calendar arbitrage is checked
MARGIN: Final = 0.002  # points above the floor at which a refit aims
ROUNDS: Final = 8
TABLE: Final = np.linspace(-8.0, 6.0, 281)  # deviations at which total variance is tabulated
LONGEST_DAYS: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FittedSlice:
    """One expiry: its forward, discount, one standard deviation of ln(index), and the weights of its bells (N,)."""

    years: float
    forward: float
    discount: float
    deviation: float
    weights: FloatArray
    _variance: CubicSpline = field(init=False, repr=False)
    _ends: tuple[float, float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        k = TABLE * self.deviation
        right = np.where(k < 0.0, -1.0, 1.0)
        out_of_the_money = self.calls(k) - np.where(k < 0.0, 1.0 - np.exp(k), 0.0)
        vols = black.implied_vol(right, 1.0, np.exp(k), 1.0, out_of_the_money)
        known = np.isfinite(vols)
        object.__setattr__(self, "_variance", CubicSpline(k[known], vols[known] ** 2))
        object.__setattr__(self, "_ends", (k[known][0], k[known][-1]))

    def calls(self, log_moneyness: ArrayLike) -> FloatArray:
        """Undiscounted call prices over the forward at ln(strike / forward) (K,): (K,)."""
        return _bells(self.deviation, floats(log_moneyness)) @ self.weights

    def variance(self, log_moneyness: ArrayLike) -> FloatArray:
        """Total implied variance at ln(strike / forward); beyond the table it continues in a straight line."""
        k = floats(log_moneyness)
        inside = np.clip(k, *self._ends)
        value = self._variance(inside)
        if np.any(inside != k):
            slope = self._variance(inside, 1)
            steep = np.where(k < inside, np.clip(slope, -1.8, 0.0), np.clip(slope, 0.0, 1.8))  # no falling variance
            value = value + np.where(inside != k, steep, 0.0) * (k - inside)
        return value


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fitted:
    """The surface of a chain: fitted expiries, ascending, quoted at `spot`; `vol_shift` is added to every vol."""

    spot: float
    slices: tuple[FittedSlice, ...]
    vol_shift: float = 0.0

    def forward(self, years: ArrayLike) -> FloatArray:
        """Forward of the index in points: its logarithm is linear in time between the spot and the expiries."""
        return np.exp(self._between(years, np.log([self.spot, *(one.forward for one in self.slices)])))

    def discount(self, years: ArrayLike) -> FloatArray:
        """Value today of one point paid then: its logarithm is linear in time between today and the expiries."""
        return np.exp(self._between(years, np.log([1.0, *(one.discount for one in self.slices)])))

    def vol(self, strike: ArrayLike, years: ArrayLike, ahead: ArrayLike = 0.0) -> FloatArray:
        """Implied volatility, decimal; arrays broadcast, one pass per distinct tenor."""
        del ahead  # a chain's vols belong to their tenors
        k, t = np.broadcast_arrays(floats(strike), floats(years))
        vols = np.empty(k.shape)
        for tenor in np.unique(floats(years)):
            at = t == tenor
            vols[at] = self._vol_at(np.log(k[at] / self.forward(tenor)), tenor)
        return np.maximum(vols + self.vol_shift, 0.0)

    def pace(self, years: ArrayLike) -> FloatArray:
        """One: the quotes of an expiry say nothing about single days."""
        return np.ones(np.shape(years))

    def shifted(self, vol_shift: float, days: float = 0.0) -> "Fitted":
        """The surface with `vol_shift` (decimal) added to every vol; OverlayError if an at-the-money vol falls to 0."""
        del days
        total = self.vol_shift + vol_shift
        lowest = min(one.deviation / np.sqrt(one.years) for one in self.slices)
        if total <= -lowest:
            raise OverlayError(
                f"A volatility shift of {100 * total:+.1f} points is too large: the chain's lowest at-the-money "
                f"volatility is {100 * lowest:.1f}, so shift by less."
            )
        return replace(self, vol_shift=total)

    def vol_after(self, strike: ArrayLike, years: float, vol_shift: ArrayLike, ahead: ArrayLike = 0.0) -> FloatArray:
        """Implied volatility, decimal, at one tenor after each shift; never below one point of volatility."""
        del ahead
        return np.asarray(np.maximum(self.vol(strike, years) + floats(vol_shift), VOL_POINT))

    def _vol_at(self, k: FloatArray, years: float) -> FloatArray:
        """Vols at ln(strike / forward) (K,) of one tenor."""
        first, last = self.slices[0], self.slices[-1]
        if years <= first.years or years >= last.years:
            end = first if years <= first.years else last
            stretch = np.sqrt(max(years, 1e-6) / end.years)
            return np.sqrt(end.variance(k / stretch) / end.years)
        at = next(i for i, one in enumerate(self.slices) if one.years > years)
        return _between_slices(self.slices[at - 1], self.slices[at], k, years)

    def _between(self, years: ArrayLike, logarithms: FloatArray) -> FloatArray:
        """Linear in time from today through the expiries; beyond the last it continues at the last average rate."""
        t = floats(years)
        tenors = np.array([0.0, *(one.years for one in self.slices)])
        beyond = (logarithms[-1] - logarithms[0]) / tenors[-1] * np.maximum(t - tenors[-1], 0.0)
        return np.asarray(np.interp(t, tenors, logarithms) + beyond)


def _between_slices(low: FittedSlice, high: FittedSlice, k: FloatArray, years: float) -> FloatArray:
    """Vols (K,) between two expiries: a mixture of their prices, so that no butterfly or calendar arbitrage arises.

    The mixing share makes total variance at the money linear in time. If a price is too small to invert, variance is
    mixed instead.
    """
    time_share = (years - low.years) / (high.years - low.years)
    at_the_money = np.array([low.variance(0.0), high.variance(0.0)])
    between = (1.0 - time_share) * at_the_money[0] + time_share * at_the_money[1]
    nearer, further, aim = black.price(1.0, 1.0, 1.0, 1.0, np.sqrt([*at_the_money, between]))
    share = (aim - nearer) / (further - nearer)
    right, strikes = np.where(k < 0.0, -1.0, 1.0), np.exp(k)
    variances = [one.variance(k) for one in (low, high)]
    prices = [black.price(right, 1.0, strikes, 1.0, np.sqrt(one)) for one in variances]
    deviations = black.implied_vol(right, 1.0, strikes, 1.0, (1.0 - share) * prices[0] + share * prices[1])
    plain = np.sqrt((1.0 - time_share) * variances[0] + time_share * variances[1])
    return np.asarray(np.where(np.isfinite(deviations), deviations, plain) / np.sqrt(years))


def fit(chain: Chain, spot: float, settlement: Settlement = "PM") -> Fitted:
    """The surface of a chain's expiries of one settlement, from the day of the quotes to 400 days out.

    OverlayError if no expiry has enough two-sided quotes.
    """
    fitted: list[FittedSlice] = []
    for one in chain.slices(settlement):
        if one.years > 0.0 and one.days <= LONGEST_DAYS:
            made = fit_slice(one, fitted[-1] if fitted else None)
            if made is not None:
                fitted.append(made)
    if not fitted:
        raise OverlayError(
            f"No {settlement}-settled expiry of {chain.name} within {LONGEST_DAYS} days has {FEWEST} two-sided "
            "out-of-the-money quotes: download the chain with more strikes, or when the market is open."
        )
    return Fitted(spot=spot, slices=tuple(fitted))


def fit_slice(quotes: ExpirySlice, before: FittedSlice | None = None) -> FittedSlice | None:
    """The fit of one expiry, nowhere below the previous expiry; None for too few quotes or impossible quotes."""
    call = quotes.strikes >= quotes.forward
    bid, ask = np.where(call, quotes.call_bid, quotes.put_bid), np.where(call, quotes.call_ask, quotes.put_ask)
    vols = quotes.out_of_the_money_vols()
    k = np.log(quotes.strikes / quotes.forward)
    known = np.isfinite(vols)
    if np.count_nonzero(known) < FEWEST:
        return None
    deviation = float(np.interp(0.0, k[known], vols[known]) * np.sqrt(quotes.years))
    use = known & (k > QUOTED[0] * deviation) & (k < QUOTED[1] * deviation)
    points = quotes.discount * quotes.forward
    weight = points / np.maximum(0.5 * (ask - bid)[use], HALF_TICK)
    # puts are converted to calls by parity before the fit
    parity = np.where(call, 0.0, 1.0 - np.exp(k))[use]
    mid = (0.5 * (bid + ask))[use] / points + parity
    rows, aims = _problem(_bells(deviation, k[use]) * weight[:, None], mid * weight, deviation)
    try:
        weights = _ordered_weights(rows, aims, deviation, before, weight.max(), MARGIN / quotes.forward)
    except RuntimeError:  # the solver did not converge: no density matches these quotes
        return None
    return FittedSlice(
        years=quotes.years, forward=quotes.forward, discount=quotes.discount, deviation=deviation, weights=weights
    )


def _bells(deviation: float, k: FloatArray) -> FloatArray:
    """Undiscounted call prices over the forward under each bell: (K, N)."""
    means = np.exp(CENTRES * deviation + 0.5 * (WIDTHS * deviation) ** 2)
    return black.price(1.0, means, np.exp(k)[:, None], 1.0, WIDTHS * deviation)


def _problem(prices: FloatArray, aims: FloatArray, deviation: float) -> tuple[list[FloatArray], list[FloatArray]]:
    """The least-squares rows: quotes, smoothness, and two heavily weighted rows that set total and mean to one."""
    count = len(CENTRES)
    rough = np.diff(np.eye(count), 2, axis=0) / (np.exp(-0.175 * CENTRES**2) + 1e-3)[1:-1, None]
    means = np.exp(CENTRES * deviation + 0.5 * (WIDTHS * deviation) ** 2)
    heavy = 1e3 * np.abs(prices).max()
    rows = [prices, SMOOTHNESS * np.sqrt(len(aims)) * rough, np.full((1, count), heavy), means[None, :] * heavy]
    return rows, [aims, np.zeros(count - 2), np.array([heavy]), np.array([heavy])]


def _ordered_weights(
    rows: list[FloatArray],
    aims: list[FloatArray],
    deviation: float,
    before: FittedSlice | None,
    weight: float,
    margin: float,
) -> FloatArray:
    """Solve, then solve again with floors at every moneyness where the previous expiry prices higher."""
    checked = CHECKED * deviation
    bells = _bells(deviation, checked)
    floor = np.full(len(checked), -np.inf) if before is None else before.calls(checked)
    weights, _ = nnls(np.vstack(rows), np.concatenate(aims), maxiter=3000)
    for attempt in range(1, ROUNDS):
        below = bells @ weights < floor + 1e-9
        if not below.any():
            break
        rows.append(3.0 * weight * bells[below])
        aims.append(3.0 * weight * (floor[below] + attempt * margin))
        weights, _ = nnls(np.vstack(rows), np.concatenate(aims), maxiter=3000)
    return weights
