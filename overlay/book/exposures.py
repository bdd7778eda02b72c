"""Every name's CAPM and risk, the book's beta-weighted delta, and how its variance splits, with and without option legs.

The book is today's weights held at every past day of the window. Alphas and vols are annualised decimals; beta-weighted
delta is dollars of index that would move alike, or units of the index, or SPX contracts of 100 units. What the option
legs would have done on each past day is repriced from today: the index moves as it did, volatility by as many points
as the VIX did.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
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
_FRESH = 7  # calendar days by which a price may be older than the market


class BetaWeighted(NamedTuple):
    """A position as so much of the index: dollars, units of the index, SPX contracts."""

    dollars: float
    index_units: float
    spx_contracts: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRisk:
    """One name: money, share of the book, CAPM with annualised alpha and vols, worst drawdown ever."""

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
        """Beta-weighted delta: dollars of the index that move like it."""
        return self.value * self.beta


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """The book: its names, its own regression, its split as shares of the stocks' variance, and the legs' effect.

    `index_level` is in points; `legs_correlation` is that of the legs' P&L with the stocks'.
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

    @property
    def after(self) -> BetaWeighted:
        """Stocks and legs together."""
        return BetaWeighted(*(one + other for one, other in zip(self.before, self.legs, strict=True)))

    def delta(self, name: NameRisk) -> BetaWeighted:
        """One name's beta-weighted delta in all three units."""
        return _as_index(name.delta_dollars, self.index_level)

    @property
    def vol_cut(self) -> float:
        """Share of the stocks' volatility that the legs take away; negative where they add to it."""
        return 1.0 - math.sqrt(max(self.split_with.total, 0.0))

    @property
    def best_cut(self) -> float:
        """The largest share of the stocks' volatility that any hedge with the index alone can take away."""
        return risk_split.hedge_limit(self.r_squared)


def beta_weighted(dollars: ArrayLike, betas: ArrayLike, index_level: float) -> BetaWeighted:
    """Dollars in each name (H,) and their betas (H,), as one position in the index."""
    total = float(np.sum(floats(dollars) * floats(betas)))
    return _as_index(total, index_level)


def book_beta(dollars: ArrayLike, betas: ArrayLike) -> float:
    """The beta of the whole: each name's beta by its share of the dollars."""
    return float(np.average(floats(betas), weights=floats(dollars)))


def exposure(
    portfolio: Portfolio,
    history: History,
    market: Market | None = None,
    *,
    window: Window = TWO_YEARS,
    legs: Sequence[Leg] = (),
) -> Exposure:
    """Measure a portfolio on the history up to the market's day (without one: its last day).

    Names without a history are left out and flagged. OverlayError for no name left, no market for legs, a short window.
    """
    day = history.last if market is None else known_day(history, market.as_of)
    symbols = _measurable(portfolio, history)
    peers = [one for one in known(tuple(SECTORS), history) if one not in symbols]
    found = window_returns([*symbols, *peers], history, day, window)
    each = fits(found.names, found.index_returns, found.rate)
    values = np.array([one.value for one in portfolio.holdings if one.symbol in symbols])
    weights = values / values.sum()
    returns = found.names[:, : len(symbols)] @ weights
    book = fits(returns[:, None], found.index_returns, found.rate)
    whole = book.of(0)
    level = history.levels(history.at(day)).index if market is None else market.spot
    past = closes(symbols, history, slice(history.at(day) + 1))
    split = _split(book, each, weights, [*symbols, *peers])
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
    """The names held that have a history; OverlayError where none has."""
    symbols = known(portfolio.symbols, history)
    if not symbols:
        raise OverlayError(
            f"None of {', '.join(portfolio.symbols[:5])} has a price history here, so no beta can be measured: hold at "
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
    """The deepest fall of today's weights, held to every day."""
    daily = (past[1:] / past[:-1]) @ weights
    return float(worst_drawdown(np.concatenate([[1.0], np.cumprod(daily)])))


def _split(book: Fits, each: Fits, weights: FloatArray, symbols: Sequence[str]) -> VarianceSplit:
    """Shares of the stocks' variance; symbols are the held ones first, then the other bundled ones."""
    sectors = [sector(symbol) for symbol in symbols]
    shared = {
        one: risk_split.shared_correlation(each.residuals[:, [name == one for name in sectors]])
        for one in sorted({name for name in sectors[: len(weights)] if name})
    }
    common = risk_split.sector_share(weights * each.residual_vol[: len(weights)], sectors[: len(weights)], shared)
    market = book.of(0).r_squared
    return VarianceSplit(market, (1.0 - market) * common, (1.0 - market) * (1.0 - common))


def _legs_delta(legs: Sequence[Leg], market: Market | None) -> float:
    """Dollars of index that move like the legs, for a small move."""
    if not legs:
        return 0.0
    if market is None:
        raise OverlayError(f"{len(legs)} option legs cannot be priced without a market: pass the one they trade in.")
    return greeks(legs, market).total().delta * market.spot


def _legs_pnl(legs: Sequence[Leg], market: Market | None, found: Returns) -> FloatArray:
    """Dollars that the legs would gain today if index and VIX moved as in each period: (N,)."""
    if not legs or market is None:
        return np.zeros(len(found.index_returns))
    now = worth(legs, market)
    moved = value(legs, market, market.spot * (1.0 + found.index_returns))[0] - now
    return np.asarray(moved + greeks(legs, market).total().vega * found.vix)


def _with_legs(
    split: VarianceSplit, book: Fits, found: Returns, invested: float, pnl: FloatArray
) -> tuple[VarianceSplit, float]:
    """The split with the legs' P&L (N,) added, in shares of the stocks' variance, and the correlation of the two."""
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
            why=f"The history ends there, the market is that of {market.as_of}: the stocks' closes, betas and volatilities "
            "are as old as that.",
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
            why=f"{share:.0%} of the book stands in names whose beta cannot be measured here; risk and beta are those of "
            "the rest. Their own risk is not in any number of the split.",
            source="overlay/samples/PROVENANCE.md",
        ),
    )
