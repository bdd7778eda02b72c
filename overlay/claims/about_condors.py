"""The article's claims about condors and the ladder: odds, size, rolls, layers, friction."""

from typing import Final

import numpy as np

from overlay.arrays import BoolArray, sums_at
from overlay.claims.facts import MONTH, Facts
from overlay.claims.verdicts import NOT_TESTABLE, Claim, Finding, at_least, at_most, beyond_error, graded
from overlay.history.standard_errors import correlation_influence, mean_error, share_error, total_error
from overlay.ladder.accounts import Bets
from overlay.ladder.liquidity import Means, Needs, quick_ratio
from overlay.options.scenarios import Scenario
from overlay.signals import daily_range as edr
from overlay.units import TRADING_DAYS_PER_YEAR, VOL_POINT


def placed(facts: Facts) -> Finding:
    """Distance of the nearer break-even in standard deviations."""
    if facts.quote is None:
        return NOT_TESTABLE
    known = [abs(one) for one in facts.quote.breakevens_sigmas if one is not None]
    found = min(known, default=np.nan)
    return graded(
        found, 0.0, lambda x: "holds" if 1.5 <= round(x, 2) <= 2.0 else "depends" if x >= 1.4 else "does not hold"
    )


def ninety(facts: Facts) -> Finding:
    """Win rate needed to break even at this width and credit."""
    return NOT_TESTABLE if facts.quote is None else at_most(facts.quote.win_rate_needed, 0.9, 0.93)


def quoted_odds(facts: Facts) -> Finding:
    """Share of the index's past windows in which the condor would have won."""
    if facts.history_odds is None:
        return NOT_TESTABLE
    won = facts.history_odds.probability_of_profit
    error = facts.history_odds.probability_error
    return graded(won, error, lambda x: "holds" if 0.78 <= x <= 0.85 else "depends" if x > 0.85 else "does not hold")


def edge(facts: Facts) -> Finding:
    """Yearly earnings of the book's condor rule over the last five years, as a share of the stocks.

    The verdict compares them with their standard error.
    """
    if not facts.own_ladder.layers:
        return NOT_TESTABLE
    return beyond_error(facts.own_ladder.a_year, facts.own_error)


def implied_edge(facts: Facts) -> Finding:
    """Mean result after costs at market-implied odds, share of the largest loss."""
    quote = facts.quote
    if quote is None:
        return NOT_TESTABLE
    return at_least((quote.expected_value_dollars - quote.costs_dollars) / quote.max_loss_dollars, 0.0, -0.005)


def theta_pays(facts: Facts) -> Finding:
    """Implied over realised variance of the last month, less one: the theta earned beyond the cost of gamma."""
    returns = facts.pool.index[-MONTH:]
    realised = (returns**2).mean() * TRADING_DAYS_PER_YEAR
    implied = (facts.overlaid.market.vix * VOL_POINT) ** 2
    if not realised:
        return NOT_TESTABLE
    error = mean_error(returns**2) * TRADING_DAYS_PER_YEAR / realised * implied / realised
    return at_least(implied / realised - 1.0, 0.2, 0.0, error)


def daily_range(facts: Facts) -> Finding:
    """Share of all days so far on which the next close stayed within VIX / sqrt(252)."""
    days = len(facts.pool.days) + 1
    last = facts.history.at(facts.pool.days[-1].date()) + 1
    rows = slice(last - days, last)
    index, vix = (one.to_numpy(dtype=np.float64)[rows] for one in (facts.history.index, facts.history.vix))
    inside = np.abs(np.diff(index) / index[:-1]) <= edr.plain(vix)[:-1]
    return at_least(edr.hit_rate(index, edr.plain(vix)).two_sided, 0.8, 0.683, _days_error(inside))


def _days_error(hits: BoolArray) -> float:
    """Standard error of the share of days (D,) that hit."""
    return mean_error(hits.astype(np.float64))


def rare_trigger(facts: Facts) -> Finding:
    """Share of days with the roll trigger on: daily range above 0.94%, or VIX above 16."""
    vix = facts.vix
    on = (edr.plain(vix) > edr.THRESHOLD) | (vix > 16.0)
    return at_most(on.mean(), 0.25, 0.5, _days_error(on))


def second_clause(facts: Facts) -> Finding:
    """Share of days with the VIX above 16 but the daily range not above 0.94%."""
    vix = facts.vix
    alone = (vix > 16.0) & (edr.plain(vix) <= edr.THRESHOLD)
    return at_least(alone.mean(), 0.01, 1e-9, _days_error(alone))


def recovered(facts: Facts) -> Finding:
    """Share of chains that were rolled at a loss and ended without a loss."""
    losers = facts.rolls.stopped < 0.0
    recovered = facts.rolls.rolled[losers] >= 0.0
    return at_least(recovered.mean(), 0.88, 0.5, share_error(recovered)) if len(recovered) else NOT_TESTABLE


def better_than_nothing(facts: Facts) -> Finding:
    """Share of rolls that ended better than doing nothing."""
    return at_least(facts.roll_ends.beat_holding, 0.6, 0.4, share_error(facts.rolls.rolled > facts.rolls.held))


def unrealised(facts: Facts) -> Finding:
    """Losses that the rolls realised, as a share of the stocks."""
    lost, invested = np.maximum(-facts.rolls.realised, 0.0), facts.overlaid.portfolio.invested
    daily = sums_at(facts.rolls.at, lost, len(facts.ladder.path))
    return at_most(lost.sum() / invested, 0.0, 0.001, total_error(daily) / invested)


def dispersed(facts: Facts) -> Finding:
    """Effective number of independent bets, as a share of the layers open at the same time."""
    layers = len(facts.bets.correlation)
    if layers < 2:
        return NOT_TESTABLE
    return at_least(facts.bets.effective / layers, 0.7, 0.5, _bets_error(facts.bets) / layers)


def _bets_error(found: Bets) -> float:
    """Standard error of the effective number of bets, (layers)^2 / sum of squared correlations, from the days' P&L."""
    layers = len(found.correlation)
    pairs = [(one, other) for one in range(layers) for other in range(one)]
    influence = sum(
        found.correlation[pair] * correlation_influence(found.daily[pair[0]], found.daily[pair[1]]) for pair in pairs
    )
    return 4.0 * found.effective**2 / layers**2 * mean_error(np.asarray(influence))


def whole_contract(facts: Facts) -> Finding:
    """Whole condors in the newest layer under the cap."""
    fits = float(facts.overlaid.condors[0].quantity) if facts.overlaid.condors else 0.0
    return at_least(fits, 1.0, 1.0)


def capped(facts: Facts) -> Finding:
    """Loss of all layers at their largest loss at once, as a share of the stocks."""
    return at_most(facts.overlaid.losses.sum() / facts.overlaid.portfolio.invested, 0.03, 0.1)


def friction(facts: Facts) -> Finding:
    """Commission and slippage to open, as a share of the credit."""
    quote = facts.quote
    return NOT_TESTABLE if quote is None else at_most(quote.costs_dollars / quote.credit_dollars, 0.05, 0.12)


def no_call(facts: Facts) -> Finding:
    """Cash over the overlay's marked loss in a one-day fall of 10% with the VIX up 20 points."""
    parts = facts.overlaid.result(Scenario(index_return=-0.1, vol_shift=20.0 * VOL_POINT))
    down = -(parts.condors.sum() + parts.hedge.sum())
    return at_least(facts.overlaid.portfolio.cash / down if down > 0.0 else np.inf, 1.0, 0.5)


def liquid(facts: Facts) -> Finding:
    """Quick ratio: cash and half the hedge's value over the condors' largest loss and 25% more margin."""
    worst = facts.overlaid.losses.sum()
    if not worst:
        return NOT_TESTABLE
    means = Means(cash_dollars=facts.overlaid.portfolio.cash, hedge_dollars=facts.overlaid.premiums.sum())
    needs = Needs(
        open_loss_dollars=worst, posted_dollars=0.0, next_roll_dollars=0.0, stressed_margin_dollars=0.25 * worst
    )
    return at_least(quick_ratio(means, needs), 1.2, 1.0)


def steward(facts: Facts) -> Finding:
    """Yearly result of the steward less the promoter's on the same days, share of capital."""
    mine, other = facts.duel
    return at_least(mine.a_year - other.a_year, 0.0, -0.005, facts.duel_error)


CLAIMS: Final = (
    Claim(
        key="placed", part="P3", source="A0", page="condor", unit="sd", judge=placed,
        says="Break-evens stand 1.5 to 2 standard deviations out.",
        number="distance of the nearer break-even", bar="holds from 1.5 to 2, depends from 1.4 and beyond 2",
        changes="The placement slider.",
    ),
    Claim(
        key="ninety", part="P4", source="A8", page="condor", unit="share", judge=ninety,
        says="Winning nine times in ten makes money.",
        number="win rate needed at this width and credit", bar="holds to 90%, depends to 93%",
        changes="A narrower wing or a larger credit: closer strikes, a higher VIX.",
    ),
    Claim(
        key="quoted_odds", part="P3", source="A8", page="condor", unit="share", judge=quoted_odds,
        says="At 1.5 to 2 standard deviations a condor wins 78 to 85% of the time.",
        number="share of past windows that won", bar="holds from 78 to 85%, depends above",
        changes="The placement, or the day's VIX, which sets the size of a standard deviation.",
    ),
    Claim(
        key="edge", part="P13", source="A10", page="ladder", unit="share", judge=edge,
        says="Selling condors earns a steady income.",
        number="yearly earnings, last five years, after costs", bar="holds above two errors, depends within them",
        changes="Other years or more years: five years hold few independent months.",
    ),
    Claim(
        key="implied_edge", part="P4", source="A8", page="condor", unit="share", judge=implied_edge,
        says="Each condor is a good trade at the market's own odds.",
        number="mean after costs over the largest loss", bar="holds from 0%, depends from -0.5%",
        changes="Only a price above fair value: at the market's own odds every trade earns zero before friction.",
    ),
    Claim(
        key="theta_pays", part="P13", source="A52", page="signals", unit="share", judge=theta_pays,
        says="Theta is income.",
        number="implied over realised variance, less one", bar="holds from 20%, depends from 0%",
        changes="A calmer past month or a higher VIX: theta only pays for gamma if the index moves as implied.",
    ),
    Claim(
        key="daily_range", part="P5", source="A1", page="signals", unit="share", judge=daily_range,
        says="The index stays within the expected daily range more than 80% of the time.",
        number="closes within VIX / sqrt(252)", bar="holds from 80%, depends from 68.3%",
        changes="Years in which the VIX was further above the volatility that followed.",
    ),
    Claim(
        key="rare_trigger", part="P12", source="A41", page="signals", unit="share", judge=rare_trigger,
        says="The roll trigger marks unusual days.",
        number="days with the trigger on", bar="holds to 25%, depends to 50%",
        changes="A history as calm as 2017, when the VIX was below 15 on most days.",
    ),
    Claim(
        key="second_clause", part="P12", source="A40", page="signals", unit="share", judge=second_clause,
        says="Rolling above VIX 16 adds to rolling above a daily range of 0.94%.",
        number="days on which only the VIX clause is true", bar="holds from 1%, depends above 0%",
        changes="Nothing: 0.94% a day equals a VIX of 14.9, so the VIX clause never adds a day.",
    ),
    Claim(
        key="recovered", part="P12", source="A48", page="ladder", unit="share", judge=recovered,
        says="Rolling recovers 88% of losers.",
        number="losers that ended without a loss after a roll", bar="holds from 88%, depends from 50%",
        changes="The years tested: a roll is a new trade, and does well when new trades do.",
    ),
    Claim(
        key="better_than_nothing", part="P12", source="A49", page="ladder", unit="share", judge=better_than_nothing,
        says="Rolling beats leaving a condor alone.",
        number="rolls that beat doing nothing", bar="holds from 60%, depends from 40%",
        changes="The years walked.",
    ),
    Claim(
        key="unrealised", part="P12", source="A0", page="ladder", unit="share", judge=unrealised,
        says="Time-shifting moves a position through time without taking the loss.",
        number="losses that rolls realised, five years, of the stocks", bar="holds at 0%, depends to 0.1%",
        changes="Years in which no condor was rolled at a loss.",
    ),
    Claim(
        key="dispersed", part="P30", source="A0", page="ladder", unit="share", judge=dispersed,
        says="Layers disperse risk.",
        number="independent bets over layers", bar="holds from 70%, depends from 50%",
        changes="Layers further apart in time, although they still share one index.",
    ),
    Claim(
        key="whole_contract", part="P16", source="A0", page="ladder", unit="count", judge=whole_contract,
        says="2 to 3% of capital a layer is enough to trade.",
        number="whole condors in the newest layer", bar="holds from 1",
        changes="A larger book, a narrower wing, or XSP at a tenth of the size.",
    ),
    Claim(
        key="capped", part="P16", source="A0", page="ladder", unit="share", judge=capped,
        says="A cap of 2 to 3% a layer bounds the loss.",
        number="loss of all layers at once, of the stocks", bar="holds to 3%, depends to 10%",
        changes="Fewer layers at once, or a cap on all of them.",
    ),
    Claim(
        key="friction", part="P29", source="A64", page="condor", unit="share", judge=friction,
        says="Friction hardly matters.",
        number="costs to open, of the credit", bar="holds to 5%, depends to 12%",
        changes="A larger credit: closer strikes, more days, a higher VIX.",
    ),
    Claim(
        key="no_call", part="P26", source="A0", page="ladder", unit="ratio", judge=no_call,
        says="Defined risk can always meet a margin call.",
        number="cash over the overlay's marked loss after a 10% fall", bar="holds from 1, depends from 0.5",
        changes="More cash beside the stocks; without cash the stocks must be sold.",
    ),
    Claim(
        key="liquid", part="P25", source="A0", page="ladder", unit="ratio", judge=liquid,
        says="The options book keeps a quick ratio above 1.2.",
        number="liquid means over needs", bar="holds from 1.2, depends from 1",
        changes="More cash, or fewer condors.",
    ),
    Claim(
        key="steward", part="P18", source="A59", page="ladder", unit="share", judge=steward,
        says="Stewards do better than promoters.",
        number="steward's yearly result less the promoter's, of capital", bar="holds from 0%, depends from -0.5%",
        changes="The years tested: in calm years the promoter earns more.",
    ),
)  # fmt: skip
