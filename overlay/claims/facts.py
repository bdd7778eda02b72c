"""`Facts`: all inputs of measurements and claims, for one book with overlay on one history, computed on first use.

The overlay's effect is measured on today's book: each past day's moves of index, names and VIX are applied to it at
once, without time passing. Only days up to the market's day are used, except in named episodes.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.book.exposures import Exposure, exposure
from overlay.book.gaps import Gap, gap
from overlay.book.holdings import INDEX_FUND
from overlay.book.risk_split import own_risk_removed
from overlay.condor import pricing as condor, yardstick
from overlay.condor.pricing import CondorQuote, Odds
from overlay.hedge import calls as vix_hedge
from overlay.hedge.activation import EXPIRY
from overlay.hedge.calls import YearlyCost
from overlay.history import path as layer_path, standard_errors
from overlay.history.daily import History
from overlay.history.events import Events
from overlay.history.inference import BLOCK
from overlay.ladder import accounts as ladder_book, engine as ladder, roll_ledger as rolls
from overlay.ladder.accounts import Bets, LadderResult
from overlay.ladder.engine import Ladder
from overlay.ladder.layers import WIDTH_LEVEL, Terms
from overlay.ladder.roll_ledger import Ends, Rolls
from overlay.options.contracts import in_points_of
from overlay.options.costs import VIX_SLIPPAGE_POINTS, Costs
from overlay.options.scenarios import EPISODES, Episode
from overlay.rules.presets import ARTICLE, PROMOTER, STEWARD
from overlay.rules.rule_set import NEVER, Placement, RuleSet, Sizing
from overlay.signals import gates
from overlay.signals.indicator_table import Indicators, indicators
from overlay.signals.random_entries import SEED, Help, against_random
from overlay.stress import paths
from overlay.stress.overlaid import Laying, Overlaid
from overlay.stress.paths import Model, Pool
from overlay.tax import sell_or_hold, straddle
from overlay.tax.income_tax import Return, cost
from overlay.tax.section1256 import section_1256
from overlay.tax.sell_or_hold import Comparison, Outlook
from overlay.tax.straddle import Overlap
from overlay.units import DAYS_PER_YEAR, TRADING_DAYS_PER_YEAR, years

RECENT: Final = 2 * int(TRADING_DAYS_PER_YEAR)  # trading days for measured volatility
LADDER_YEARS: Final = 5
MONTH: Final = 21  # trading days
SEEDS: Final = (20_260_103, 20_260_104)  # for the random entries drawn anew
MONTH_DAYS: Final = 30  # term of the volatility in the stated model
INDEX_WEIGHT: Final = 0.07  # of the largest name in the index, like Apple in 2022; our assumption
DROP: Final = 0.3  # fall of the largest name in the gap test
BY_NAME: Final[Mapping[str, Episode]] = MappingProxyType({one.name: one for one in EPISODES})


class PastMoves(NamedTuple):
    """P&L of each past day's moves on today's book, dollars, all (D,): stocks, single-name part, condors, hedge."""

    days: pd.DatetimeIndex
    stocks: FloatArray
    own: FloatArray
    condors: FloatArray
    hedge: FloatArray

    @property
    def together(self) -> FloatArray:
        """Stocks, condors and hedge: (D,)."""
        return self.stocks + self.condors + self.hedge


@dataclass(frozen=True, kw_only=True, eq=False)
class Facts:
    """A book with overlay, the overlay's rule, the history, the known event days, and the taxpayer's assumptions."""

    overlaid: Overlaid
    laying: Laying
    history: History
    events: Events
    outlook: Outlook
    costs: Costs = Costs()  # noqa: RUF009  # frozen
    #: whether the condors of earlier days have the widths of today's in proportion to the index, or in points
    widths_follow: bool = True

    @cached_property
    def pool(self) -> Pool:
        """All past days of index, names and VIX. OverlayError for too short a history."""
        return paths.pool(self.overlaid.portfolio, self.history, pd.Timestamp(self.overlaid.market.as_of))

    def model(self, premium: float) -> Model:
        """The stated model: the market's implied volatility, its carry plus an equity premium a year, the measured betas.

        A name without a history moves only by its assumed beta.
        """
        one, market = self.overlaid, self.overlaid.market
        month = years(MONTH_DAYS)
        own = {name.symbol: name.residual_vol for name in self.exposure.names}
        return Model(
            vol=market.vol(market.forward(month), month),
            drift=market.rate - market.dividend_yield + premium,
            betas=one.betas,
            residual_vols=np.array([own.get(symbol, 0.0) for symbol in one.portfolio.symbols]),
            weights=one.portfolio.weights,
            link=self.pool.link,
        )

    @cached_property
    def past(self) -> PastMoves:
        """Every past day's moves applied to today's book."""
        one, pool = self.overlaid, self.pool
        moves = np.maximum(np.diff(self.vix), one.floored(-np.inf))
        dollars = one.portfolio.values
        levels = one.market.spot * (1.0 + pool.index)
        return PastMoves(
            days=pool.days,
            stocks=pool.names @ dollars,
            own=(pool.names - one.betas * pool.index[:, None]) @ dollars,
            condors=one.condor_pnl(levels, moves).sum(axis=0),
            hedge=one.hedge_pnl(moves).sum(axis=0),
        )

    @cached_property
    def own_risk_removed(self) -> float:
        """Share of the single-name variance that condors and hedge remove, over the last two years (decimal).

        NaN if the book has no single-name risk.
        """
        return own_risk_removed(*self._own_and_overlay)

    @cached_property
    def own_risk_error(self) -> float:
        """Standard error of the removed share of the single-name variance (decimal): two years are a small sample.

        NaN if the book has no single-name risk.
        """
        if np.isnan(self.own_risk_removed):
            return np.nan
        return 2.0 * standard_errors.mean_error(standard_errors.slope_influence(*self._own_and_overlay))

    @property
    def _own_and_overlay(self) -> tuple[FloatArray, FloatArray]:
        past = self.past
        return past.own[-RECENT:], (past.condors + past.hedge)[-RECENT:]

    @cached_property
    def volatility(self) -> tuple[float, float]:
        """Yearly volatility of the stocks alone and with the overlay, from the last two years; shares of the stocks."""
        year = math.sqrt(TRADING_DAYS_PER_YEAR) / self.overlaid.portfolio.invested
        alone, together = (float(one[-RECENT:].std(ddof=1)) for one in (self.past.stocks, self.past.together))
        return alone * year, together * year

    @cached_property
    def delta_error(self) -> float:
        """Standard error of the stocks' beta-weighted delta, which two years of moves measure; dollars of the index."""
        influence = standard_errors.slope_influence(self.pool.index[-RECENT:], self.past.stocks[-RECENT:])
        return standard_errors.mean_error(influence)

    @cached_property
    def exposure(self) -> Exposure:
        """The book's betas and risk split, with the condors included."""
        one = self.overlaid
        return exposure(one.portfolio, self.history, one.market, legs=one.legs)

    @property
    def largest(self) -> str | None:
        """The largest single name, None if the book holds only the index fund."""
        return next((one for one in self.overlaid.portfolio.symbols if one != INDEX_FUND), None)

    def gap(self, index_weight: float = 0.0) -> Gap | None:
        """The largest name falls by 30% overnight, and the index by 30% x `index_weight`.

        None without a single name.
        """
        one = self.overlaid
        if self.largest is None:
            return None
        return gap(one.portfolio, self.largest, DROP, one.legs, one.market, index_weight)

    @cached_property
    def quote(self) -> CondorQuote | None:
        """The newest condor layer's quote, None if no condor fits."""
        one = self.overlaid
        return condor.quote(one.condors[0], one.market, costs=self.costs) if one.condors else None

    @cached_property
    def history_odds(self) -> Odds | None:
        """The newest condor's odds counted from the index's past, None without a condor or a past."""
        found = [one for one in (self.quote.odds if self.quote else ()) if one.measure == "index history"]
        return found[0] if found else None

    @property
    def entries_a_year(self) -> float:
        """The number of layers opened in a year."""
        return DAYS_PER_YEAR / self.laying.spacing_days

    @cached_property
    def hedge_cost(self) -> YearlyCost:
        """The yearly cost of keeping the VIX calls while VIX and curve do not change.

        It is that of the plain tenors of 30, 110 and 220 days, which listed calls have on average.
        """
        held = self.overlaid.calls
        calls = vix_hedge.layered([one.contracts for one in held]).calls(self.overlaid.vix) if held else ()
        if not calls:
            none = np.zeros(0)
            return YearlyCost(gross=none, recovered=none, rolls=none)
        return vix_hedge.yearly_cost(calls, self.overlaid.vix, EXPIRY, VIX_SLIPPAGE_POINTS)

    @property
    def hedge_a_year(self) -> float:
        """Net dollars a year that the VIX calls cost; NaN where that is not known, on an inverted VIX curve."""
        return float(self.hedge_cost.net.sum())

    @property
    def own_ladder(self) -> LadderResult:
        """The result of the book's condor rule over the five years before the market's day.

        It is after costs and without rolls.
        """
        return self._own[0]

    @property
    def own_error(self) -> float:
        """Standard error of the own ladder's yearly result, share of the stocks, from its months."""
        return self._own[1]

    @cached_property
    def _own(self) -> tuple[LadderResult, float]:
        rule = self.laying
        rules = replace(
            ARTICLE,
            entry_days=rule.spacing_days,
            expiry_days=rule.days,
            placement=Placement(by="sigmas", target=rule.sigmas, wing_points=rule.wing_points, tilt=0.0),
            sizing=Sizing(layer_cap=rule.layer_cap if rule.layers else 0.0, aggregate_cap=NEVER),
            roll=replace(ARTICLE.roll, trigger="none"),
        )
        market = self.overlaid.market
        walked = self._walked(rules, market.spot / in_points_of(market.contract, 1.0))
        book = ladder_book.book(walked)
        return ladder_book.outcome(walked, book), self._a_year_error(book.result)

    def _a_year_error(self, running: FloatArray) -> float:
        """Standard error of a running result (D,) in dollars, as a share of the stocks a year."""
        months = np.diff(running[::MONTH]) / self.overlaid.portfolio.invested
        return standard_errors.mean_error(months, BLOCK) * TRADING_DAYS_PER_YEAR / MONTH

    @property
    def vix(self) -> FloatArray:
        """Every known VIX up to the market's day, points: (D + 1,)."""
        last = self.history.at(self.pool.days[-1].date())
        return self.history.vix.to_numpy(dtype=np.float64)[last - len(self.pool.days) : last + 1]

    @cached_property
    def ladder(self) -> Ladder:
        """The ladder of the article's rules over the five years before the market's day, with every gate open."""
        return self._walked(ARTICLE)

    @cached_property
    def rolls(self) -> Rolls:
        """Every roll of the article's ladder."""
        return rolls.rolls(self.ladder)

    @cached_property
    def roll_ends(self) -> Ends:
        """The results of rolling, stopping and doing nothing."""
        return rolls.ends(self.rolls, self.ladder)

    @cached_property
    def bets(self) -> Bets:
        """The independence of the ladder's layers."""
        return ladder_book.bets(self.ladder)

    @property
    def duel(self) -> tuple[LadderResult, LadderResult]:
        """Steward and promoter over the same days, with every gate open."""
        return self._duel[0]

    @property
    def duel_error(self) -> float:
        """Standard error of the steward's yearly result less the promoter's, share of the stocks."""
        return self._duel[1]

    @cached_property
    def _duel(self) -> tuple[tuple[LadderResult, LadderResult], float]:
        one, other = (self._walked(STEWARD), self._walked(PROMOTER))
        mine, theirs = ladder_book.book(one), ladder_book.book(other)
        results = (ladder_book.outcome(one, mine), ladder_book.outcome(other, theirs))
        return results, self._a_year_error(mine.result - theirs.result)

    def _walked(self, rules: RuleSet, level: float = WIDTH_LEVEL) -> Ladder:
        """The ladder of the last years; `level` is the index level at which the rules' widths apply."""
        last = self.pool.days[-1]
        first = max(last - pd.DateOffset(years=LADDER_YEARS), self.pool.days[0])
        path = layer_path.from_history(self.history, first.date(), last.date())
        capital = self.overlaid.portfolio.invested
        terms = Terms(capital_dollars=capital, costs=self.costs, width_level=level if self.widths_follow else None)
        return ladder.walk(rules, path, terms)

    @cached_property
    def comparison(self) -> Comparison:
        """Sell, hold, or hold with an overlay that earns its recent yearly result every year; nothing if it is not known."""
        return self._compared(self.income_before_tax)

    @cached_property
    def comparison_ends(self) -> tuple[Comparison, Comparison]:
        """The comparison with an income one standard error lower, and one higher."""
        income, error = self.income_before_tax, self.error_before_tax
        return self._compared(income - error), self._compared(income + error)

    def _compared(self, income_dollars: float) -> Comparison:
        if math.isnan(income_dollars):
            income_dollars = 0.0
        share = max(-1.0, min(income_dollars / self.overlaid.portfolio.invested, 1.0))
        book = sell_or_hold.of_portfolio(self.overlaid.portfolio, self.overlaid.market.as_of)
        return sell_or_hold.compare(book, self.outlook, (share,))

    @cached_property
    def income_before_tax(self) -> float:
        """Dollars a year: the own ladder's earnings after costs over the last five years, less the hedge's net cost.

        NaN if that cost is not known.
        """
        return self.own_ladder.a_year * self.overlaid.portfolio.invested - self.hedge_a_year

    @property
    def income(self) -> float:
        """Dollars a year after costs and tax; NaN if the hedge's cost is not known."""
        return self.income_before_tax - self.income_tax

    @property
    def error_before_tax(self) -> float:
        """Standard error of the income before tax, dollars a year: that of the ladder, since the hedge has a formula."""
        return self.own_error * self.overlaid.portfolio.invested

    @property
    def income_error(self) -> float:
        """Standard error of the income after tax: half of what it gains from one error below to one above."""
        low, high = (self.income_before_tax + sign * self.error_before_tax for sign in (-1.0, 1.0))
        return (high - self._tax(high) - low + self._tax(low)) / 2.0

    @cached_property
    def income_tax(self) -> float:
        """Federal tax on the income, 60/40 under section 1256, on top of wages; negative if a loss saves tax."""
        return self._tax(self.income_before_tax)

    def _tax(self, dollars: float) -> float:
        if math.isnan(dollars):
            return math.nan
        split = section_1256(dollars)
        base = Return(year=self.outlook.year, filing=self.outlook.filing, wages=self.outlook.wages)
        return cost(base, replace(base, short_term=split.short_term, long_term=split.long_term))

    def overlap(self, index_weight: float = INDEX_WEIGHT) -> Overlap:
        """The 70% test of the condors against the stocks; single names count as one, which overstates the overlap."""
        one = self.overlaid
        fund = one.portfolio.holding(INDEX_FUND).value if INDEX_FUND in one.portfolio.symbols else 0.0
        names = one.portfolio.invested - fund
        position = max(one.quantity, 1) * 100.0 * one.market.spot
        weights = {"names": index_weight, "fund": 1.0 - index_weight} if fund else {"names": index_weight}
        return straddle.overlap(position, weights, {"names": names, "fund": fund})

    @cached_property
    def indicators(self) -> Indicators:
        """Every indicator of the Signals page, with breadth counted from the history's names."""
        return indicators(self.history, events=self.events, overlay=yardstick.daily_pnl(self.history))

    @cached_property
    def outcomes(self) -> FloatArray:
        """Result of the yardstick condor opened on each day, share of its largest loss: (D,).

        NaN if not yet settled.
        """
        found = yardstick.outcomes(self.history)
        found[yardstick.settled_by(self.history, self.history.at(self.pool.days[-1].date())) :] = np.nan
        return found

    @cached_property
    def helped(self) -> Mapping[str, Help]:
        """Each gate of the article compared with 2,000 random sets of the same number of entries, by name."""
        return self._helped(self._gates, SEED)

    def helped_anew(self, gate: str) -> tuple[Help, ...]:
        """One gate compared with other random sets, once for each of `SEEDS`."""
        return tuple(self._helped({gate: self._gates[gate]}, seed)[gate] for seed in SEEDS)

    @cached_property
    def _gates(self) -> dict[str, FloatArray]:
        return dict(gates.factors(self.indicators, ARTICLE))

    def _helped(self, chosen: dict[str, FloatArray], seed: int) -> Mapping[str, Help]:
        found = against_random(chosen, self.outcomes, self.history.numbers, ARTICLE.entry_days, seed=seed)
        return {one.name: one for one in found}
