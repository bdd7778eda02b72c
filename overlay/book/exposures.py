"""Every name's CAPM and risk, the book's beta-weighted delta, and its variance split, with and without option legs.

The book holds today's weights on every past day of the window. Alphas and vols are annualised decimals. Beta-weighted
delta is the equivalent index position, in dollars, in index units, or in SPX contracts of 100 units. The legs' past P&L
is today's legs repriced for each past move: the index by its return, volatility by the change of the VIX in points.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats
from overlay.book import risk_split
from overlay.book.betas import Fits, fits
from overlay.book.holdings import Portfolio
from overlay.book.returns import Returns, Window, closes, known, known_day, window_returns
from overlay.book.risk_split import VarianceSplit
from overlay.book.sectors import SECTORS, sector
from overlay.errors import OverlayError
from overlay.flags import Flag
from overlay.history.daily import History
from overlay.history.drawdowns import worst_drawdown
from overlay.options.contracts import SPX
from overlay.options.legs import Leg, greeks, value, worth
from overlay.options.market import Market

TWO_YEARS = Window()
_FRESH = 7  # calendar days by which prices may be older than the market without a warning


class BetaWeighted(NamedTuple):
    """A position as its index equivalent: dollars, units of the index, SPX contracts."""

    dollars: float
    index_units: float
    spx_contracts: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRisk:
    """One name: dollars, share of the book, CAPM with annualised alpha and vols, worst drawdown ever."""

    symbol: str
    sector: str | None
    value: float
    weight: float
    alpha: float
    beta: float
    beta_error: float
    r_squared: float
    vol: float
    residual_vol: float
    worst_drawdown: float

    @property
    def delta_dollars(self) -> float:
        """Beta-weighted delta: the equivalent dollars of the index."""
        return self.value * self.beta


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """The book: its names, its regression, its variance split as shares of the stocks' variance, and the legs' effect.

    `index_level` is in points; `legs_correlation` is the correlation of the legs' P&L with the stocks' P&L.
    """

    names: tuple[NameRisk, ...]
    beta: float
    beta_error: float
    r_squared: float
    vol: float
    market_vol: float
    worst_drawdown: float
    split: VarianceSplit
    split_with: VarianceSplit
    before: BetaWeighted
    legs: BetaWeighted
    legs_correlation: float
    index_level: float
    first: date
    last: date
    periods: int
    flags: tuple[Flag, ...] = ()

    def __repr__(self) -> str:
        """One line: the days measured, beta with its error, volatility, and the split of the variance."""
        split = self.split
        return (
            f"Exposure({self.first} to {self.last}, {len(self.names)} names, beta {self.beta:.2f} +/- {self.beta_error:.2f}, "
            f"volatility {self.vol:.1%} a year, variance {split.market:.0%} market, {split.sector:.0%} sectors, "
            f"{split.single_name:.0%} single names)"
        )

    def frame(self) -> pd.DataFrame:
        """One row per name: dollars, beta with its standard error, and risk; rates are decimals."""
        rows = [
            {
                "Symbol": one.symbol,
                "Sector": one.sector,
                "Value ($)": one.value,
                "Weight (share)": one.weight,
                "Beta": one.beta,
                "Beta error": one.beta_error,
                "R2 (share)": one.r_squared,
                "Volatility (a year)": one.vol,
                "Own volatility (a year)": one.residual_vol,
                "Worst drawdown (share)": one.worst_drawdown,
                f"Beta-weighted ($, {self.first} to {self.last})": one.delta_dollars,
            }
            for one in self.names
        ]
        return pd.DataFrame(rows).set_index("Symbol")

    @property
    def after(self) -> BetaWeighted:
        """Stocks and legs together."""
        return BetaWeighted(*(one + other for one, other in zip(self.before, self.legs, strict=True)))

    def delta(self, name: NameRisk) -> BetaWeighted:
        """One name's beta-weighted delta in all three units."""
        return _as_index(name.delta_dollars, self.index_level)

    @property
    def vol_cut(self) -> float:
        """Share of the stocks' volatility that the legs remove; negative if they add to it."""
        return 1.0 - math.sqrt(max(self.split_with.total, 0.0))

    @property
    def best_cut(self) -> float:
        """The largest share of the stocks' volatility that any hedge with the index alone can remove."""
        return risk_split.hedge_limit(self.r_squared)


def beta_weighted(dollars: ArrayLike, betas: ArrayLike, index_level: float) -> BetaWeighted:
    """Dollars in each name (H,) and their betas (H,), as one position in the index."""
    total = float(np.sum(floats(dollars) * floats(betas)))
    return _as_index(total, index_level)


def book_beta(dollars: ArrayLike, betas: ArrayLike) -> float:
    """The beta of the book: the mean of the names' betas, weighted by dollars."""
    return float(np.average(floats(betas), weights=floats(dollars)))


def exposure(
    portfolio: Portfolio,
    history: History,
    market: Market | None = None,
    *,
    window: Window = TWO_YEARS,
    legs: Sequence[Leg] = (),
) -> Exposure:
    """Measure a portfolio on the history up to the market's day, or up to the last day without a market.

    Names without a history are left out, with a flag. OverlayError if no name has a history, for legs without a market,
    and for too short a window.
    """
    day = history.last if market is None else known_day(history, market.as_of)
    symbols = _measurable(portfolio, history)
    peers = [one for one in known(tuple(SECTORS), history) if one not in symbols]
    found = window_returns([*symbols, *peers], history, day, window)
    each = fits(found.names, found.index_returns, found.rate)
    values = np.array([one.value for one in portfolio.holdings if one.symbol in symbols])
    weights = values / values.sum()
    returns = found.names[:, : len(symbols)] @ weights
    whole = (book := fits(returns[:, None], found.index_returns, found.rate)).of(0)
    level = history.levels(history.at(day)).index if market is None else market.spot
    past = closes(symbols, history, slice(history.at(day) + 1))
    split = _split(book, each, weights, (*symbols, *peers))
    split_with, correlation = _with_legs(split, book, found, values.sum(), _legs_pnl(legs, market, found))
    return Exposure(
        names=_names(symbols, values, each, found, past, window),
        beta=whole.beta,
        beta_error=whole.beta_error,
        r_squared=whole.r_squared,
        vol=_vol(returns - found.rate, window),
        market_vol=_vol(found.index_returns - found.rate, window),
        worst_drawdown=_book_drawdown(past, weights),
        split=split,
        split_with=split_with,
        before=beta_weighted(values, each.beta[: len(symbols)], level),
        legs=_as_index(_legs_delta(legs, market), level),
        legs_correlation=correlation,
        index_level=level,
        first=found.first,
        last=found.last,
        periods=len(found.index_returns),
        flags=(*_flags(portfolio, symbols), *_late(day, market)),
    )


def _measurable(portfolio: Portfolio, history: History) -> tuple[str, ...]:
    """The held names with a history; OverlayError if no name has a history."""
    symbols = known(portfolio.symbols, history)
    if not symbols:
        raise OverlayError(
            f"The history has no prices of {', '.join(portfolio.symbols[:5])}, so no beta can be measured: hold at "
            f"least one of {', '.join(str(one) for one in history.closes.columns)}."
        )
    return symbols


def _vol(excess: FloatArray, window: Window) -> float:
    """Annualised standard deviation of returns."""
    return float(np.std(excess, ddof=1)) * math.sqrt(window.per_year)


def _as_index(dollars: float, level: float) -> BetaWeighted:
    return BetaWeighted(dollars, dollars / level, dollars / level / SPX.multiplier)


def _names(
    symbols: Sequence[str], values: FloatArray, each: Fits, found: Returns, past: FloatArray, window: Window
) -> tuple[NameRisk, ...]:
    year = math.sqrt(window.per_year)
    vols = np.std(found.names - found.rate[:, None], axis=0, ddof=1) * year
    falls = worst_drawdown(past)
    return tuple(
        NameRisk(
            symbol=symbol,
            sector=sector(symbol),
            value=float(values[at]),
            weight=float(values[at] / values.sum()),
            alpha=line.alpha * window.per_year,
            beta=line.beta,
            beta_error=line.beta_error,
            r_squared=line.r_squared,
            vol=float(vols[at]),
            residual_vol=line.residual_vol * year,
            worst_drawdown=float(falls[at]),
        )
        for at, symbol in enumerate(symbols)
        for line in [each.of(at)]
    )


def _book_drawdown(past: FloatArray, weights: FloatArray) -> float:
    """The deepest fall of a book rebalanced daily to today's weights."""
    daily = (past[1:] / past[:-1]) @ weights
    return float(worst_drawdown(np.concatenate([[1.0], np.cumprod(daily)])))


def _split(book: Fits, each: Fits, weights: FloatArray, symbols: Sequence[str]) -> VarianceSplit:
    """Shares of the stocks' variance; `symbols` lists the held names first, then the other bundled names."""
    sectors = [sector(symbol) for symbol in symbols]
    shared = {
        one: risk_split.shared_correlation(each.residuals[:, [name == one for name in sectors]])
        for one in sorted({name for name in sectors[: len(weights)] if name})
    }
    common = risk_split.sector_share(weights * each.residual_vol[: len(weights)], sectors[: len(weights)], shared)
    market = book.of(0).r_squared
    return VarianceSplit(market, (1.0 - market) * common, (1.0 - market) * (1.0 - common))


def _legs_delta(legs: Sequence[Leg], market: Market | None) -> float:
    """Equivalent index dollars of the legs for a small move."""
    if not legs:
        return 0.0
    if market is None:
        raise OverlayError(f"{len(legs)} option legs cannot be priced without a market: pass their market.")
    return greeks(legs, market).total().delta * market.spot


def _legs_pnl(legs: Sequence[Leg], market: Market | None, found: Returns) -> FloatArray:
    """P&L in dollars of today's legs if index and VIX move as in each period: (N,)."""
    if not legs or market is None:
        return np.zeros(len(found.index_returns))
    now = worth(legs, market)
    moved = value(legs, market, market.spot * (1.0 + found.index_returns))[0] - now
    return np.asarray(moved + greeks(legs, market).total().vega * found.vix)


def _with_legs(
    split: VarianceSplit, book: Fits, found: Returns, invested: float, pnl: FloatArray
) -> tuple[VarianceSplit, float]:
    """The split with the legs' P&L (N,), in shares of the stocks' variance; the P&L correlation of legs and stocks."""
    if not pnl.any():
        return split, 0.0
    excess = found.index_returns - found.rate
    excess = excess - excess.mean()
    own = book.residuals[:, 0] * invested
    beta = book.beta[0] * invested
    slope = excess @ pnl / (excess @ excess)
    rest = pnl - pnl.mean() - slope * excess
    spread = excess @ excess
    stocks = beta**2 * spread + own @ own
    market = (beta + slope) ** 2 * spread / stocks
    overlay = (2.0 * own @ rest + rest @ rest) / stocks
    correlation = np.corrcoef(beta * excess + own, pnl)[0, 1]
    return split._replace(market=float(market), overlay=float(overlay)), float(correlation)


def _late(day: date, market: Market | None) -> tuple[Flag, ...]:
    if market is None or (market.as_of - day).days <= _FRESH:
        return ()
    return (
        Flag(
            level="warning",
            title=f"Prices and betas are those of {day}",
            why=f"The history ends on that day, but the market is of {market.as_of}: the stocks' closes, betas and "
            "volatilities are no newer than the history.",
            source="overlay/samples/PROVENANCE.md",
        ),
    )


def _flags(portfolio: Portfolio, symbols: Sequence[str]) -> tuple[Flag, ...]:
    missing = [one for one in portfolio.symbols if one not in symbols]
    if not missing:
        return ()
    share = sum(one.value for one in portfolio.holdings if one.symbol not in symbols) / portfolio.invested
    return (
        Flag(
            level="warning",
            title=f"No price history for {', '.join(missing[:8])}{' and more' if len(missing) > 8 else ''}",
            why=f"The beta of {share:.0%} of the book cannot be measured here; risk and beta are those of "
            "the rest. The split leaves out the risk of these names.",
            source="overlay/samples/PROVENANCE.md",
        ),
    )
