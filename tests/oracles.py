"""Slow and obvious: what the fast code is compared with. Nothing here calls what it is meant to check."""

import math
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from scipy.special import ndtr

from overlay.options.contracts import SPX, Contract
from overlay.options.legs import Leg
from overlay.options.market import Market
from overlay.options.surface import Flat

#: real chains and histories, beside the project where there are any; never shipped
SHARED = Path(__file__).resolve().parents[2] / "shared"
NO_SHARED = "the shared test data is not on this machine"


def normal(x):
    """N(x) by the error function."""
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def black_price(right, forward, strike, years, vol, discount=1.0):
    """One Black (1976) price by the textbook."""
    s = vol * math.sqrt(years)
    d1 = math.log(forward / strike) / s + 0.5 * s
    return discount * right * (forward * normal(right * d1) - strike * normal(right * (d1 - s)))


def plain_greeks(right, forward, strike, years, vol, discount):
    """Price and five greeks of whole arrays, the way one writes it down: the yardstick of speed."""
    root = np.sqrt(years)
    s = vol * root
    d1 = np.log(forward / strike) / s + 0.5 * s
    d2 = d1 - s
    density = np.exp(-0.5 * d1 * d1) / np.sqrt(2.0 * np.pi)
    price = discount * right * (forward * ndtr(right * d1) - strike * ndtr(right * d2))
    delta = discount * right * ndtr(right * d1)
    gamma = discount * density / (forward * s)
    vega = discount * forward * density * root
    theta = -np.log(discount) / years * price - discount * forward * density * vol / (2.0 * root)
    return price, delta, gamma, vega, theta, -years * price


def plain_heat_map(legs, market, spots, days):
    """Dollars of legs over days (D,) and index levels (S,), in one broadcast (L, D, S) that is summed: (D, S).

    The smile is written out from its formula, so that the same work is done.
    """
    from overlay.options.modelled.smile_shape import (
        ATM_SHARE,
        ATM_TILT,
        CURVATURE,
        CURVATURE_CAP,
        CURVATURE_TILT,
        MONTH,
        RHO,
    )

    w, k, q = (
        np.array([getattr(leg, name) for leg in legs], dtype=float)[:, None, None]
        for name in ("right", "strike", "quantity")
    )
    t = np.maximum((market.days(legs[0].expiry) - np.asarray(days)) / 365, 1e-9)[None, :, None]
    f = np.asarray(spots)[None, None, :] * np.exp((market.rate - market.dividend_yield) * t)
    u = market.surface.clock.variance_years(t, np.asarray(days)[None, :, None])
    atm = ATM_SHARE * np.minimum(u / MONTH, 1.0) ** ATM_TILT * market.surface.vix_at(u)
    curvature = np.minimum(CURVATURE * (u / MONTH) ** CURVATURE_TILT, CURVATURE_CAP)
    x = np.log(k / f) * curvature / (atm * np.sqrt(u))
    s = atm * np.sqrt(0.5 * (1 + RHO * x + np.sqrt((x + RHO) ** 2 + 1 - RHO**2))) * np.sqrt(u)
    d1 = np.log(f / k) / s + 0.5 * s
    value = np.exp(-market.rate * t) * w * (f * ndtr(w * d1) - k * ndtr(w * (d1 - s)))
    return np.sum(100.0 * q * value, axis=0)


def loop_payoff(legs, level):
    """Dollars at expiry, leg by leg."""
    return sum(leg.quantity * leg.contract.multiplier * max(leg.right * (level - leg.strike), 0.0) for leg in legs)


def terminal_levels(market, expiry, vol, draws, rng):
    """Lognormal index levels at expiry around the market's forward."""
    t = market.years(expiry)
    s = vol * math.sqrt(t)
    return float(market.forward(t)) * np.exp(s * rng.standard_normal(draws) - 0.5 * s * s)


def flat_market(*, spot=5000.0, vol=0.2, rate=0.0, dividend_yield=0.0, day=date(2023, 9, 13)):
    """A market with one volatility; the day is a Wednesday."""
    return Market(
        as_of=day,
        spot=spot,
        rate=rate,
        dividend_yield=dividend_yield,
        vix=100.0 * vol,
        surface=Flat(spot=spot, flat_vol=vol, rate=rate, dividend_yield=dividend_yield),
        source="made up",
    )


def legs(notation: str, expiry: date = date(2023, 10, 13), contract: Contract = SPX) -> tuple[Leg, ...]:
    """Legs from a note like "-1 4800P +1 4750P"."""
    words = notation.split()
    return tuple(
        Leg(
            right=1 if strike.endswith("C") else -1,
            strike=float(strike[:-1]),
            expiry=expiry,
            quantity=float(count),
            contract=contract,
        )
        for count, strike in zip(words[::2], words[1::2], strict=True)
    )


def in_days(market: Market, days: int) -> date:
    """So many calendar days after the market's day."""
    return market.as_of + timedelta(days=days)


def daily_cholesky(model, days, count, random):
    """Levels of all names, the index and the VIX on every day of every path (T, P, H + 2), the way one writes it down."""
    year = 252.0
    beta = np.concatenate([model.betas, [1.0, model.link.link]]) * model.vol
    own = np.concatenate([model.residual_vols, [1e-6, model.link.noise * np.sqrt(year)]])
    covariance = (np.outer(beta, beta) + np.diag(own**2)) / year
    factor = np.linalg.cholesky(covariance)
    drift = -0.5 * np.diag(covariance)
    levels = np.ones((count, len(beta)))
    out = np.empty((days, count, len(beta)))
    for day in range(days):
        levels = levels * np.exp(random.standard_normal((count, len(beta))) @ factor.T + drift)
        out[day] = levels
    return out
