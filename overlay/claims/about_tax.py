"""The article's claims about tax and return: lots, ordinary income, straddles, wash sales, IRR against WACC."""

from math import isnan
from typing import Final

import numpy as np

from overlay.book.holdings import INDEX_FUND
from overlay.claims.facts import Facts
from overlay.claims.verdicts import INVERTED, NOT_TESTABLE, Claim, Finding, at_least, at_most, turned
from overlay.tax import sell_or_hold
from overlay.tax.income_tax import Return, cost
from overlay.tax.section1256 import section_1256
from overlay.tax.sell_or_hold import Comparison
from overlay.units import DAYS_PER_YEAR

GAIN: Final = 10_000.0  # dollars of overlay gain for the tax comparison
CAPITAL_COST: Final = 0.09  # a year, the article's example


def lots_alone(facts: Facts) -> Finding:
    """Tax of a sale at the top rates, which the overlay avoids, share of the stocks."""
    portfolio = facts.overlaid.portfolio
    saved = portfolio.gains(facts.overlaid.market.as_of).tax_at_top_rates / portfolio.invested
    return at_least(saved, 0.01, -np.inf)


def ordinary(facts: Facts) -> Finding:
    """Federal tax on an overlay gain of $10,000 under section 1256, over the tax on $10,000 of ordinary income."""
    year, filing, wages = facts.outlook.year, facts.outlook.filing, facts.outlook.wages
    base = Return(year=year, filing=filing, wages=wages)
    split = section_1256(GAIN)
    mixed = cost(
        base, Return(year=year, filing=filing, wages=wages, short_term=split.short_term, long_term=split.long_term)
    )
    plain = cost(base, Return(year=year, filing=filing, wages=wages, short_term=GAIN))
    return at_least(mixed / plain if plain else np.nan, 0.99, 0.95)


def no_straddle(facts: Facts) -> Finding:
    """Overlap of the stocks with the index, by the 70% test."""
    found = facts.overlap()
    return Finding(found.ratio_full, "does not hold") if found.overlaps else at_most(found.ratio_full, 0.35, 0.7)


def no_wash_sale(facts: Facts) -> Finding:
    """Losses in index-fund lots, share of the stocks: only these lots could have a wash sale with the overlay."""
    portfolio = facts.overlaid.portfolio
    lost = 0.0
    if INDEX_FUND in portfolio.symbols:
        fund = portfolio.holding(INDEX_FUND)
        lost = -sum(min(lot.gain(fund.price), 0.0) for lot in fund.lots)
    return at_most(lost / portfolio.invested, 0.0, 1.0)


def hold(facts: Facts) -> Finding:
    """After-tax result of holding less that of selling now, share of today's stocks."""
    found = facts.comparison
    return at_least((found.ends(found.hold) - found.ends(found.sell)) / found.book.value, 0.0, -0.01)


def overlay(facts: Facts) -> Finding:
    """After-tax result of holding with the overlay less holding alone, share of today's stocks.

    The error is that of the overlay's recent earnings.
    """
    if isnan(facts.income):
        return INVERTED
    low, value, high = (
        (one.ends(one.overlay) - one.ends(one.hold)) / one.book.value
        for one in (facts.comparison_ends[0], facts.comparison, facts.comparison_ends[1])
    )
    return at_least(value, 0.0, -0.01, abs(high - low) / 2.0)


def hurdle(facts: Facts) -> Finding:
    """After-tax IRR of the overlay on its margin, less 9% and 300 basis points a year.

    The error is that of the overlay's recent earnings. Where no rate exists the finding says why.
    """
    required = sum(one.widest_points * one.contract.multiplier * one.quantity for one in facts.overlaid.condors)
    if not required:
        return NOT_TESTABLE
    if isnan(facts.income):
        return INVERTED
    share = min(required / facts.overlaid.portfolio.invested, 1.0)
    low, found, high = (
        _over_hurdle(one, share) for one in (facts.comparison_ends[0], facts.comparison, facts.comparison_ends[1])
    )
    steps = [abs(one.value - found.value) for one in (low, high)]
    error = np.nan if np.isnan(steps).all() else np.nanmax(steps)
    return turned(found._replace(error=float(error)), (low.verdict, high.verdict), "one standard error")


def _over_hurdle(found: Comparison, share: float) -> Finding:
    """IRR over the hurdle with a margin of this share of the stocks, or in words why there is none.

    Where several rates fit, since tax is due after the margin is back, the present value at the hurdle decides.
    """
    result = sell_or_hold.overlay_return(found, share, CAPITAL_COST)
    if result.irr is not None:
        return at_least(result.irr - result.hurdle, 0.0, -0.03)
    if result.pnl_dollars - result.tax_dollars <= -share * found.book.value:
        return Finding(np.nan, "does not hold", words="more than the margin is lost")
    if not found.outlook.years:
        return NOT_TESTABLE
    at_hurdle, at_cost = (
        sell_or_hold.overlay_return(found, share, rate).present_value_dollars for rate in (result.hurdle, CAPITAL_COST)
    )
    words = f"no single rate fits; {'a gain' if at_hurdle >= 0.0 else 'a loss'} at {result.hurdle:.0%} a year"
    if at_hurdle < 0.0 <= at_cost:
        return Finding(np.nan, "depends", why="between the bars", words=words)
    return Finding(np.nan, "holds" if at_hurdle >= 0.0 else "does not hold", words=words)


def one_horizon(facts: Facts) -> Finding:
    """Mean result of one condor after costs, at market-implied odds, over its largest loss; per year."""
    quote = facts.quote
    if quote is None:
        return NOT_TESTABLE
    mean = (quote.expected_value_dollars - quote.costs_dollars) / quote.max_loss_dollars
    return at_least(mean * DAYS_PER_YEAR / facts.laying.days, CAPITAL_COST, 0.0)


CLAIMS: Final = (
    Claim(
        key="lots_alone", part="P31", source="A0", page="taxes", unit="share", judge=lots_alone,
        says="The overlay leaves the tax lots alone, so their gains stay untaxed.",
        number="tax on a sale, of the stocks", bar="holds from 1%, depends below",
        changes="Lots with a basis near or above their price, because there is little tax to defer.",
    ),
    Claim(
        key="ordinary", part="P33", source="A0", page="taxes", unit="ratio", judge=ordinary,
        says="Overlay gains are taxed as ordinary income.",
        number="tax under section 1256 over tax as ordinary income", bar="holds from 0.99, depends from 0.95",
        changes="Nothing for SPX and VIX options. Options on a stock or a fund are taxed differently.",
    ),
    Claim(
        key="no_straddle", part="P34", source="T6", page="taxes", unit="share", judge=no_straddle,
        says="An index overlay raises no straddle problem.",
        number="overlap of the stocks with the index", bar="holds to 35%, depends to 70%",
        changes="A book closer to the index: a better hedge is more likely to be a straddle.",
    ),
    Claim(
        key="no_wash_sale", part="P32", source="A0", page="taxes", unit="share", judge=no_wash_sale,
        says="Wash sales are avoided.",
        number="losses in lots that follow the index, of the stocks", bar="holds at 0%, depends above",
        changes="An index fund held at a loss and sold within 30 days of trading the overlay: ask a professional.",
    ),
    Claim(
        key="hold", part="P31", source="A62", page="taxes", unit="share", judge=hold,
        says="Holding beats selling, since the tax is put off.",
        number="holding over selling after tax, of today's stocks", bar="holds from 0%, depends from -1%",
        changes="A higher basis, a shorter horizon, or a stock that grows slower than the index.",
    ),
    Claim(
        key="overlay", part="P31", source="A0", page="taxes", unit="share", judge=overlay,
        says="Holding with the overlay beats holding alone.",
        number="overlay over holding after tax, of today's stocks", bar="holds from 0%, depends from -1%",
        changes="The yearly earnings of condors and hedge. This test uses the earnings of such condors in the last five years.",
    ),
    Claim(
        key="hurdle", part="P27", source="A91", page="taxes", unit="share", judge=hurdle,
        says="The overlay's after-tax return on margin beats the cost of capital by 3 points.",
        number="after-tax IRR less 12% a year", bar="holds from 0%, depends from -3%",
        changes="Higher earnings of the overlay, a lower tax rate, or a cheaper hedge.",
    ),
    Claim(
        key="one_horizon", part="P27", source="A94", page="condor", unit="share", judge=one_horizon,
        says="A condor's return on risk beats a 9% cost of capital.",
        number="mean return on risk, annualised", bar="holds from 9%, depends from 0%",
        changes="A higher mean result. The credit alone is not a return: subtract the losses and annualise before comparing.",
    ),
)  # fmt: skip
