"""`Facts`: everything that measurements and claims read, about one overlaid book on one history; worked out when first asked.

What the overlay would do is measured on today's book: each past day's moves of index, names and VIX are laid on it at once,
no day passing. Past, not future: only days up to the market's are read, except where an episode is replayed by name.
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
from overlay.history.daily import History
from overlay.history.events import Events
from overlay.ladder import accounts as ladder_book, engine as ladder, path as layer_path, roll_ledger as rolls
from overlay.ladder.accounts import Bets, LadderResult
from overlay.ladder.engine import Ladder
from overlay.ladder.layers import Terms
from overlay.ladder.roll_ledger import Ends, Rolls
from overlay.options.costs import VIX_SLIPPAGE_POINTS, Costs
from overlay.options.scenarios import EPISODES, Episode
from overlay.rules.presets import ARTICLE, PROMOTER, STEWARD
from overlay.rules.rule_set import NEVER, Placement, RuleSet, Sizing
from overlay.signals import gates
from overlay.signals.indicator_table import Indicators, indicators
from overlay.signals.random_entries import Help, against_random
from overlay.stress import paths
from overlay.stress.overlaid import Laying, Overlaid
from overlay.stress.paths import Model, Pool
from overlay.tax import sell_or_hold, straddle
from overlay.tax.income_tax import Return, cost
from overlay.tax.section1256 import section_1256
from overlay.tax.sell_or_hold import Comparison, Outlook
from overlay.tax.straddle import Overlap
from overlay.units import DAYS_PER_YEAR, TRADING_DAYS_PER_YEAR, trading_days, years

RECENT: Final = 2 * int(TRADING_DAYS_PER_YEAR)  # days in which volatility is measured
LADDER_YEARS: Final = 5
MONTH_DAYS: Final = 30  # whose volatility the stated model takes
INDEX_WEIGHT: Final = 0.07  # of the largest name in the index, as Apple's in 2022: ours
DROP: Final = 0.3  # of the largest name in the gap test
BY_NAME: Final[Mapping[str, Episode]] = MappingProxyType({one.name: one for one in EPISODES})


class PastMoves(NamedTuple):
    """What each past day's moves would do to today's book, dollars, all (D,): stocks, their own part, condors, hedge."""

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
    """An overlaid book, how it was laid, the history behind it, the events known, and whose taxes are paid."""

    overlaid: Overlaid
    laying: Laying
    history: History
    events: Events
    outlook: Outlook
    costs: Costs = Costs()  # noqa: RUF009  # frozen

    @cached_property
    def pool(self) -> Pool:
        """All past days of index, names and VIX. OverlayError for too young a history."""
        return paths.pool(self.overlaid.portfolio, self.history, pd.Timestamp(self.overlaid.market.as_of))

    def model(self, premium: float) -> Model:
        """The stated model: the market's own volatility, its carry plus an equity premium a year, the measured betas.

        A name without a history moves by its assumed beta alone.
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
        """Every past day laid on today's book."""
        one, pool = self.overlaid, self.pool
        moves = np.maximum(np.diff(self.vix), one.floored(-np.inf))
        dollars = one.portfolio.values  # noqa: PD011  # not pandas
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
        """Share of the single-name variance that condors and hedge take away, over the last two years (decimal)."""
        past = self.past
        return own_risk_removed(past.own[-RECENT:], (past.condors + past.hedge)[-RECENT:])

    @cached_property
    def volatility(self) -> tuple[float, float]:
        """Of the stocks alone and with the overlay, a year, from the last two years' days; shares of the stocks."""
        year = math.sqrt(TRADING_DAYS_PER_YEAR) / self.overlaid.portfolio.invested
        alone, together = (float(one[-RECENT:].std(ddof=1)) for one in (self.past.stocks, self.past.together))
        return alone * year, together * year

    @cached_property
    def exposure(self) -> Exposure:
        """The book's betas and risk split, the condors laid over it."""
        one = self.overlaid
        return exposure(one.portfolio, self.history, one.market, legs=one.legs)

    @property
    def largest(self) -> str | None:
        """The largest single name, None where only the index fund is held."""
        return next((one for one in self.overlaid.portfolio.symbols if one != INDEX_FUND), None)

    def gap(self, index_weight: float = 0.0) -> Gap | None:
        """The largest name falls by 30% overnight, and the index by its weight times as much; None without a name."""
        one = self.overlaid
        if self.largest is None:
            return None
        return gap(one.portfolio, self.largest, DROP, one.legs, one.market, index_weight)

    @cached_property
    def quote(self) -> CondorQuote | None:
        """The newest condor layer's quote, None where no condor fits."""
        one = self.overlaid
        return condor.quote(one.condors[0], one.market, costs=self.costs) if one.condors else None

    @cached_property
    def history_odds(self) -> Odds | None:
        """Its odds counted from the index's own past, None without a condor or a past."""
        found = [one for one in (self.quote.odds if self.quote else ()) if one.measure == "index history"]
        return found[0] if found else None

    @property
    def entries_a_year(self) -> float:
        """How many layers are opened in a year."""
        return DAYS_PER_YEAR / self.laying.spacing_days

    @cached_property
    def hedge_cost(self) -> YearlyCost:
        """What keeping the VIX calls costs a year while VIX and curve stand still."""
        calls = self.overlaid.calls
        if not calls:
            none = np.zeros(0)
            return YearlyCost(gross=none, recovered=none, rolls=none)
        return vix_hedge.yearly_cost(calls, self.overlaid.vix, EXPIRY, VIX_SLIPPAGE_POINTS)

    @property
    def own_ladder(self) -> LadderResult:
        """What laying condors like this came to over the five years before the market's day, after costs, never rolled."""
        return self._own[0]

    @property
    def own_error(self) -> float:
        """Standard error of its result a year, share of the stocks, from months that do not overlap."""
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
        walked = self._walked(rules)
        book = ladder_book.book(walked)
        months = np.diff(book.result[:: trading_days(rule.days)]) / walked.terms.capital_dollars
        a_year = np.std(months, ddof=1) / np.sqrt(len(months)) * DAYS_PER_YEAR / rule.days
        return ladder_book.outcome(walked, book), float(a_year)

    @property
    def vix(self) -> FloatArray:
        """The VIX of every day up to the market's on which it is known, points: (D + 1,)."""
        last = self.history.at(self.pool.days[-1].date())
        return self.history.vix.to_numpy(dtype=np.float64)[last - len(self.pool.days) : last + 1]

    @cached_property
    def ladder(self) -> Ladder:
        """The article's rules walked over the five years before the market's day, every gate open."""
        return self._walked(ARTICLE)

    @cached_property
    def rolls(self) -> Rolls:
        """Every roll of that ladder."""
        return rolls.rolls(self.ladder)

    @cached_property
    def roll_ends(self) -> Ends:
        """What rolling, stopping and doing nothing came to."""
        return rolls.ends(self.rolls, self.ladder)

    @cached_property
    def bets(self) -> Bets:
        """How independent its layers were."""
        return ladder_book.bets(self.ladder)

    @cached_property
    def duel(self) -> tuple[LadderResult, LadderResult]:
        """Steward and promoter over the same days, every gate open."""
        both = (self._walked(STEWARD), self._walked(PROMOTER))
        steward, promoter = (ladder_book.outcome(one, ladder_book.book(one)) for one in both)
        return steward, promoter

    def _walked(self, rules: RuleSet) -> Ladder:
        last = self.pool.days[-1]
        first = max(last - pd.DateOffset(years=LADDER_YEARS), self.pool.days[0])
        path = layer_path.from_history(self.history, first.date(), last.date())
        terms = Terms(capital_dollars=self.overlaid.portfolio.invested, costs=self.costs)
        return ladder.walk(rules, path, terms)

    @cached_property
    def comparison(self) -> Comparison:
        """Sell, hold, or hold with an overlay that earns each year what it earned a year of late."""
        share = max(-1.0, min(self.income_before_tax / self.overlaid.portfolio.invested, 1.0))
        book = sell_or_hold.of_portfolio(self.overlaid.portfolio, self.overlaid.market.as_of)
        return sell_or_hold.compare(book, self.outlook, (share,))

    @cached_property
    def income_before_tax(self) -> float:
        """Dollars a year: what laying like this earned in the last five years after costs, less the hedge's net cost."""
        return self.own_ladder.a_year * self.overlaid.portfolio.invested - float(self.hedge_cost.net.sum())

    @cached_property
    def income_tax(self) -> float:
        """Federal tax on that, 60/40 under section 1256, beside the wages; negative where a loss saves some."""
        year, filing, wages = self.outlook.year, self.outlook.filing, self.outlook.wages
        split = section_1256(self.income_before_tax)
        base = Return(year=year, filing=filing, wages=wages)
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
        """Every indicator of the Signals page, breadth counted from the history's names."""
        return indicators(self.history, events=self.events, overlay=yardstick.daily_pnl(self.history))

    @cached_property
    def outcomes(self) -> FloatArray:
        """What the yardstick condor opened on each day earned, share of its largest loss: (D,); unsettled ones NaN."""
        found = yardstick.outcomes(self.history)
        settled = self.history.at(self.pool.days[-1].date()) + 1 - trading_days(yardstick.DAYS)
        found[max(settled, 0) :] = np.nan
        return found

    @cached_property
    def helped(self) -> Mapping[str, Help]:
        """Each gate of the article against 2,000 random sets of entries of the same count, by name."""
        every = gates.factors(self.indicators, ARTICLE)
        found = against_random(
            {name: every[name] for name in every}, self.outcomes, self.history.numbers, ARTICLE.entry_days
        )
        return {one.name: one for one in found}
