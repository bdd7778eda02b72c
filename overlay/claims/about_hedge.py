"""The article's claims about the layered VIX hedge: its cost, its payoff, and the timing of both."""

from math import isnan
from typing import Final

import numpy as np

from overlay.claims.facts import BY_NAME, Facts
from overlay.claims.verdicts import INVERTED, NOT_TESTABLE, Claim, Finding, Verdict, at_least, at_most, graded
from overlay.errors import OverlayError
from overlay.hedge import calls as vix_hedge, readings, replays
from overlay.hedge.calls import CONTRACTS, Hedge, HedgeLayer, layered
from overlay.hedge.readings import READINGS, HedgeNeed
from overlay.hedge.replays import PATHS, NamedStretch
from overlay.rules.rule_set import StrikeRule
from overlay.vix.curve import tenor_beta

_PATH: Final = {one.name: one for one in PATHS}
FAR_DAYS: Final = 220


def cost(facts: Facts) -> Finding:
    """Yearly net cost of keeping the calls in an unchanged market, share of the stocks."""
    if not facts.overlaid.calls:
        return NOT_TESTABLE
    if isnan(facts.hedge_a_year):
        return INVERTED
    return at_most(facts.hedge_a_year / facts.overlaid.portfolio.invested, 0.02, 0.034)


def cuts_losses(facts: Facts) -> Finding:
    """Share of the loss of stocks and condors in March 2020's moves that the calls pay for."""
    return _paid(facts, "Mar 2020")


def _paid(facts: Facts, episode: str) -> Finding:
    """Share of the loss of stocks and condors in an episode that the calls pay for; the error is that of the betas."""
    moves = BY_NAME[episode].scenario
    parts = facts.overlaid.result(moves)
    lost = -(parts.names.sum() + parts.condors.sum())
    if not facts.overlaid.calls or lost <= 0.0:
        return NOT_TESTABLE
    share = parts.hedge.sum() / lost
    return at_least(share, 0.35, 0.1, abs(share * moves.index_return * facts.delta_error / lost))


def covers_condors(facts: Facts) -> Finding:
    """Share of the condors' loss in March 2020's moves that the calls pay for."""
    parts = facts.overlaid.result(BY_NAME["Mar 2020"].scenario)
    lost = -parts.condors.sum()
    return at_least(parts.hedge.sum() / lost, 0.4, 0.2) if facts.overlaid.calls and lost > 0.0 else NOT_TESTABLE


def fast_shock(facts: Facts) -> Finding:
    """Share of the loss of stocks and condors in the moves of 5 February 2018 that the calls pay for."""
    return _paid(facts, "5 Feb 2018")


def slow_bear(facts: Facts) -> Finding:
    """Result of the calls, rolled through 2022, over the stocks' loss computed from their betas."""
    gain, index_return = _lived(facts, _PATH["Slow bear, 2022"])
    lost = -float(facts.overlaid.portfolio.values @ facts.overlaid.betas) * index_return
    if not lost > 0.0:
        return NOT_TESTABLE
    share = gain / lost
    return at_least(share, 0.35, 0.05, abs(share * index_return * facts.delta_error / lost))


def calm_year(facts: Facts) -> Finding:
    """Cost of the calls, rolled through 2017, share of the stocks."""
    gain, _ = _lived(facts, _PATH["Calm year, 2017"])
    return at_most(-gain / facts.overlaid.portfolio.invested, 0.02, 0.034)


def _lived(facts: Facts, path: NamedStretch) -> tuple[float, float]:
    """Result of the calls over a path in dollars, rolled at each expiry, and the index's return; NaN if unknown."""
    try:
        days = replays.stretch(facts.history, path)
    except OverlayError:
        return np.nan, np.nan
    if not facts.overlaid.calls:
        return np.nan, np.nan
    layers = tuple(HedgeLayer(tenor_days=one.days, contracts=one.contracts) for one in facts.overlaid.calls)
    lived = replays.replay(Hedge(layers=layers), days)
    return lived.gain[-1], days.index[-1] / days.index[0] - 1.0


def with_the_vix(facts: Facts) -> Finding:
    """Log move of the furthest layer's future over the log move of the VIX."""
    far = max((one.days for one in facts.overlaid.calls), default=FAR_DAYS)
    return at_least(float(tenor_beta(far)), 0.8, 0.5)


def one_recipe(facts: Facts) -> Finding:
    """Premium of the most expensive reading of 4/4/2 over the cheapest reading's, for the condors held."""
    one, rule = facts.overlaid, StrikeRule()
    if not one.condors:
        return NOT_TESTABLE
    notional = sum(c.widest_points * c.contract.multiplier * c.quantity for c in one.condors)
    book = HedgeNeed(condors=one.quantity, notional_dollars=notional, budget_dollars=0.015 * one.portfolio.invested)
    days = vix_hedge.listed_tenors(one.market.as_of)
    sizes = [readings.contracts(reading, CONTRACTS, book, one.vix, rule, days) for reading in READINGS]
    spent = [vix_hedge.premium(layered(tuple(size), rule, days).calls(one.vix), one.vix).sum() for size in sizes]
    return at_most(max(spent) / min(spent) if min(spent) else np.inf, 1.25, 2.0)


def unit_price(facts: Facts) -> Finding:
    """Cost of one unit of 4/4/2 today, dollars."""
    one = facts.overlaid
    bought = layered(tenors=vix_hedge.listed_tenors(one.market.as_of)).calls(one.vix)
    spent = vix_hedge.premium(bought, one.vix).sum()
    return graded(spent, 0.0, _about_2500)


def _about_2500(dollars: float) -> Verdict:
    off = abs(dollars - 2_500.0)
    return "holds" if off <= 500.0 else "depends" if off <= 1_000.0 else "does not hold"


def paid_by_condors(facts: Facts) -> Finding:
    """Recent yearly earnings of the book's condor rule over the hedge's yearly net cost."""
    spent = facts.hedge_a_year
    if isnan(spent):
        return INVERTED
    earned = facts.own_ladder.a_year * facts.overlaid.portfolio.invested
    if not (spent > 0.0 and facts.own_ladder.layers):
        return NOT_TESTABLE
    return at_least(earned / spent, 1.0, 0.5, facts.error_before_tax / spent)


CLAIMS: Final = (
    Claim(
        key="hedge_cost", part="P9", source="A25", page="vix_hedge", unit="share", judge=cost,
        says="The VIX hedge costs 1 to 2% a year.",
        number="net cost in an unchanged market, of the stocks", bar="holds to 2%, depends to 3.4%",
        changes="The number of calls, and the VIX at purchase.",
    ),
    Claim(
        key="cuts_losses", part="P9", source="A29b", page="vix_hedge", unit="share", judge=cuts_losses,
        says="The hedge cuts drawdowns by 35 to 40%.",
        number="part of the loss in March 2020's moves that it pays for", bar="holds from 35%, depends from 10%",
        changes="Many more calls, at many times the cost, or a book with a low beta.",
    ),
    Claim(
        key="covers_condors", part="P9", source="A29", page="vix_hedge", unit="share", judge=covers_condors,
        says="The hedge is sized to 40 to 50% of the condors' risk.",
        number="part of the condors' loss in March 2020's moves that it pays for", bar="holds from 40%, depends from 20%",
        changes="The number of calls per condor.",
    ),
    Claim(
        key="fast_shock", part="P9", source="A29c", page="vix_hedge", unit="share", judge=fast_shock,
        says="The hedge pays in a sudden jump of the VIX.",
        number="part of the loss in the moves of 5 Feb 2018 that it pays for", bar="holds from 35%, depends from 10%",
        changes="More calls in the near layer, or a low VIX at the start.",
    ),
    Claim(
        key="slow_bear", part="P9", source="A31", page="vix_hedge", unit="share", judge=slow_bear,
        says="The hedge cut the drawdown of 2022 by 37%.",
        number="result of the calls, rolled through 2022, over the stocks' loss", bar="holds from 35%, depends from 5%",
        changes="A year in which the VIX jumps instead of rising slowly.",
    ),
    Claim(
        key="calm_year", part="P9", source="A28b", page="vix_hedge", unit="share", judge=calm_year,
        says="Even a calm year costs no more than 2%.",
        number="cost of the calls, rolled through 2017, of the stocks", bar="holds to 2%, depends to 3.4%",
        changes="The number of calls.",
    ),
    Claim(
        key="with_the_vix", part="P7", source="A25", page="vix_hedge", unit="share", judge=with_the_vix,
        says="All layers answer to the VIX.",
        number="move of the far layer's future over the VIX's move", bar="holds from 80%, depends from 50%",
        changes="A shorter tenor: distant futures barely move.",
    ),
    Claim(
        key="one_recipe", part="P7", source="A25", page="vix_hedge", unit="ratio", judge=one_recipe,
        says="4/4/2 says how much to buy.",
        number="premium of the most expensive reading over the cheapest", bar="holds to 1.25, depends to 2",
        changes="The book's size, which changes the gap between readings. No source says which reading is meant.",
    ),
    Claim(
        key="unit_price", part="P9", source="A28", page="vix_hedge", unit="dollars", judge=unit_price,
        says="A unit of 4/4/2 costs about $2,500.",
        number="premium of 4, 4 and 2 calls today", bar="holds from $2,000 to $3,000, depends from $1,500 to $3,500",
        changes="The VIX and the strikes.",
    ),
    Claim(
        key="paid_by_condors", part="P9", source="A30", page="vix_hedge", unit="ratio", judge=paid_by_condors,
        says="The condors' credits pay for the hedge.",
        number="condors' yearly earnings over the hedge's yearly cost", bar="holds from 1, depends from 0.5",
        changes="Fewer calls, or years in which condors earned more.",
    ),
)  # fmt: skip
