"""The ten measurements of an overlay's effect on a book, each one number with its parts.

A `Measurement` names the page with the details.
"""

from dataclasses import dataclass
from math import isnan, nan
from typing import Final, NamedTuple

from overlay.claims.facts import BY_NAME, INDEX_WEIGHT, Facts
from overlay.claims.verdicts import Page, Unit
from overlay.hedge import calls as vix_hedge
from overlay.options import legs
from overlay.options.scenarios import NOTHING


class NumberWithUnit(NamedTuple):
    """One number of a measurement, with its unit."""

    label: str
    value: float
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One measurement: its title, its main number, and the parts behind it. NaN: there is nothing to measure, or it is not known."""

    title: str
    number: NumberWithUnit
    parts: tuple[NumberWithUnit, ...]
    page: Page


def risk_split(facts: Facts) -> Measurement:
    """1. The share of single-name risk that the overlay removes, and volatility before and after."""
    split, (alone, together) = facts.exposure.split, facts.volatility
    return Measurement(
        title="Risk split, before and after",
        number=NumberWithUnit("Single-name risk removed", facts.own_risk_removed, "share"),
        parts=(
            NumberWithUnit("Volatility a year, stocks alone", alone, "share"),
            NumberWithUnit("Volatility a year, with overlay", together, "share"),
            NumberWithUnit("Variance that is the market's", split.market, "share"),
            NumberWithUnit("Variance shared in sectors", split.sector, "share"),
            NumberWithUnit("Variance of single names", split.single_name, "share"),
            NumberWithUnit("Volatility the best index hedge would cut", facts.exposure.best_cut, "share"),
        ),
        page="portfolio",
    )


def single_name_gap(facts: Facts) -> Measurement:
    """2. The largest name falls by 30%: the loss, and the condors' gain."""
    flat, along = facts.gap(), facts.gap(INDEX_WEIGHT)
    return Measurement(
        title="Single-name gap",
        number=NumberWithUnit("Loss of a 30% gap that the overlay pays for", flat.coverage if flat else nan, "share"),
        parts=(
            NumberWithUnit("Loss of the stocks", -flat.core_loss if flat else nan, "dollars"),
            NumberWithUnit("Condors at expiry, index still", flat.overlay_gain if flat else nan, "dollars"),
            NumberWithUnit("Condors at once, index falling along", along.overlay_now if along else nan, "dollars"),
        ),
        page="portfolio",
    )


def greeks(facts: Facts) -> Measurement:
    """3. The greeks of condors and hedge. They depend on two different volatilities and are never added."""
    one = facts.overlaid
    book = legs.greeks(one.legs, one.market).total() if one.legs else None
    calls = vix_hedge.ledger(one.calls, one.vix) if one.calls else None
    percent = 0.01 * one.market.spot
    return Measurement(
        title="Greeks by layer",
        number=NumberWithUnit(
            "Theta a day, condors and hedge",
            (book.theta if book else 0.0) + (calls.theta.sum() if calls else 0.0),
            "dollars",
        ),
        parts=(
            NumberWithUnit(
                "Stocks, beta-weighted, for 1% of the index", facts.exposure.before.dollars * 0.01, "dollars"
            ),
            NumberWithUnit("Condors' delta for 1% of the index", book.delta * percent if book else 0.0, "dollars"),
            NumberWithUnit(
                "Condors' gamma: change of that for 1%", book.gamma * percent**2 if book else 0.0, "dollars"
            ),
            NumberWithUnit("Condors' vega, a point of SPX volatility", book.vega if book else 0.0, "dollars"),
            NumberWithUnit("Hedge's delta, a point of the VIX", calls.spot_delta.sum() if calls else 0.0, "dollars"),
            NumberWithUnit(
                "Hedge's vega, a point of VIX volatility", calls.vix_vega.sum() if calls else 0.0, "dollars"
            ),
        ),
        page="vix_hedge",
    )


def scenario_matrix(facts: Facts) -> Measurement:
    """4. The worst plausible cell of index and VIX moves, for stocks, condors and hedge together."""
    found = facts.overlaid.grid(NOTHING)
    row, column = found.worst
    return Measurement(
        title="Scenario matrix",
        number=NumberWithUnit("Worst plausible cell", found.total[row, column], "dollars"),
        parts=(
            NumberWithUnit("Move of the index there", found.index_returns[column], "share"),
            NumberWithUnit("Move of the VIX there (points)", found.vix_points[row], "count"),
            *(
                NumberWithUnit(f"The moves of {name}", facts.overlaid.result(BY_NAME[name].scenario).total, "dollars")
                for name in ("19 Oct 1987", "Oct 2008", "Mar 2020", "Melt-up")
            ),
        ),
        page="stress",
    )


def win_rates(facts: Facts) -> Measurement:
    """5. The win rate that the newest layer needs, and its expected win rates."""
    quote, past = facts.quote, facts.history_odds
    return Measurement(
        title="Win rate needed and expected",
        number=NumberWithUnit("Win rate needed", quote.win_rate_needed if quote else nan, "share"),
        parts=(
            NumberWithUnit(
                "Chance of profit, implied by the market", quote.probability_of_profit if quote else nan, "share"
            ),
            NumberWithUnit("Share of past windows that won", past.probability_of_profit if past else nan, "share"),
            NumberWithUnit(
                "Mean after costs, implied by the market",
                quote.expected_value_dollars - quote.costs_dollars if quote else nan,
                "dollars",
            ),
        ),
        page="condor",
    )


def hedge_economics(facts: Facts) -> Measurement:
    """6. The hedge's yearly cost, and its payoff in past shocks."""
    cost, invested = facts.hedge_cost, facts.overlaid.portfolio.invested
    paid = {name: facts.overlaid.result(BY_NAME[name].scenario).hedge.sum() for name in _PAID}
    return Measurement(
        title="Hedge economics",
        number=NumberWithUnit("Net cost of the hedge a year", facts.hedge_a_year / invested, "share"),
        parts=(
            NumberWithUnit("Premium a year", cost.gross.sum(), "dollars"),
            NumberWithUnit("Recovered when rolled", cost.recovered.sum(), "dollars"),
            *(NumberWithUnit(f"Pays in the moves of {name}", dollars, "dollars") for name, dollars in paid.items()),
        ),
        page="vix_hedge",
    )


_PAID: Final = ("Mar 2020", "2022 bear", "Melt-up")


def all_together(facts: Facts) -> Measurement:
    """7. All condor layers at their largest loss at once."""
    losses, invested = facts.overlaid.losses, facts.overlaid.portfolio.invested
    return Measurement(
        title="All layers lose together",
        number=NumberWithUnit("All layers' largest loss", losses.sum() / invested, "share"),
        parts=(
            NumberWithUnit("In dollars", losses.sum(), "dollars"),
            NumberWithUnit("Largest layer alone", losses.max(initial=0.0) / invested, "share"),
            NumberWithUnit("The article's cap a layer", facts.laying.layer_cap, "share"),
            NumberWithUnit("Cash beside the stocks", facts.overlaid.portfolio.cash, "dollars"),
        ),
        page="ladder",
    )


def roll_ledger(facts: Facts) -> Measurement:
    """8. Results of rolls over five years of the article's ladder, compared with stopping and doing nothing."""
    ends, found = facts.roll_ends, facts.rolls
    return Measurement(
        title="Roll ledger",
        number=NumberWithUnit("Losses that rolls realised, five years", -found.realised.clip(max=0.0).sum(), "dollars"),
        parts=(
            NumberWithUnit("All chains, rolled", ends.rolled, "dollars"),
            NumberWithUnit("The same, closed and stopped", ends.stopped, "dollars"),
            NumberWithUnit("The same, left alone", ends.held, "dollars"),
            NumberWithUnit("Rolls", float(len(found.at)), "count"),
        ),
        page="ladder",
    )


def after_tax(facts: Facts) -> Measurement:
    """9. Dollars after tax for sell, hold, and hold with the overlay; and the overlap that could make a straddle."""
    found = facts.comparison
    return Measurement(
        title="After tax",
        number=NumberWithUnit("Overlay's income after cost and tax, a year", facts.income, "dollars"),
        parts=(
            NumberWithUnit("Before tax", facts.income_before_tax, "dollars"),
            NumberWithUnit("Tax if all is sold today", found.sale_tax, "dollars"),
            NumberWithUnit(f"Sell now leaves, {found.outlook.years} years on", found.ends(found.sell), "dollars"),
            NumberWithUnit("Hold leaves", found.ends(found.hold), "dollars"),
            NumberWithUnit(
                "Hold with overlay leaves", nan if isnan(facts.income) else found.ends(found.overlay), "dollars"
            ),
            NumberWithUnit("Overlap with the index", facts.overlap().ratio_full, "share"),
        ),
        page="taxes",
    )


def signal_honesty(facts: Facts) -> Measurement:
    """10. The best gate's percentile among random entries, and the other gates' percentiles."""
    known = {name: facts.helped[name] for name in _GATES}
    best = max(known.values(), key=lambda one: one.percentile)
    return Measurement(
        title="Signal honesty",
        number=NumberWithUnit(f"Best gate's percentile ({best.name})", best.percentile, "share"),
        parts=tuple(
            part
            for one in known.values()
            for part in (
                NumberWithUnit(f"{one.name}: percentile", one.percentile, "share"),
                NumberWithUnit(f"{one.name}: days open", one.open_share, "share"),
            )
        ),
        page="signals",
    )


_GATES: Final = ("RSI", "MACD", "Breadth", "Events")
MEASUREMENTS: Final = (
    risk_split, single_name_gap, greeks, scenario_matrix, win_rates,
    hedge_economics, all_together, roll_ledger, after_tax, signal_honesty,
)  # fmt: skip
