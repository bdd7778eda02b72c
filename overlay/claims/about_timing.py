"""The article's claims about timing: RSI, MACD, breadth, events, VIX gates, and the volatility premium behind them."""

import math
from typing import Final

import numpy as np

from overlay.claims.facts import MONTH, Facts
from overlay.claims.verdicts import NOT_TESTABLE, Claim, Finding, at_least, at_most, beyond_error, turned
from overlay.history.standard_errors import difference_influence, mean_error
from overlay.signals.indicator_table import OVERLAY
from overlay.signals.random_entries import TRIALS, Help
from overlay.units import TRADING_DAYS_PER_YEAR, VOL_POINT

HOLD_ABOVE: Final = 20.0  # VIX points
SKILL: Final = 0.975  # percentile from which a gate chose better than chance
MAYBE: Final = 0.9
FAR: Final = 6.0  # standard errors: no seed moves a percentile further


def _helps(facts: Facts, gate: str) -> Finding:
    """The lower of two percentiles of a gate's entries: among random sets, and among shifts of its own pattern.

    Its error is that of the random sets. Other random sets are only drawn where they could turn the verdict.
    """
    found = _by(facts.helped[gate])
    near = any(abs(found.value - bar) <= FAR * found.error for bar in (SKILL, MAYBE))
    if not (found.error and near):
        return found
    return turned(found, [_by(one).by_number for one in facts.helped_anew(gate)], "another seed")


def _by(found: Help) -> Finding:
    value = min(found.percentile, found.shifted_percentile)
    drawn = value * (1.0 - 1.0 / TRIALS) + 0.5 / TRIALS  # no percentile of random sets is certain
    error = math.sqrt(drawn * (1.0 - drawn) / TRIALS)
    return at_least(value, SKILL, MAYBE, error if found.percentile - error < found.shifted_percentile else 0.0)


def rsi(facts: Facts) -> Finding:
    """Percentile of the RSI gate's entries."""
    return _helps(facts, "RSI")


def macd(facts: Facts) -> Finding:
    """Percentile of the MACD gate's entries."""
    return _helps(facts, "MACD")


def breadth(facts: Facts) -> Finding:
    """Percentile of the breadth gate's entries."""
    return _helps(facts, "Breadth")


def events(facts: Facts) -> Finding:
    """Percentile of entries away from CPI, PPI and FOMC days."""
    return _helps(facts, "Events")


def hold_above(facts: Facts) -> Finding:
    """Mean result of yardstick condors opened at a VIX up to 20 less that above 20, share of the largest loss."""
    vix = facts.history.vix.to_numpy(dtype=np.float64)
    known = np.isfinite(facts.outcomes) & np.isfinite(vix)
    low, high = (facts.outcomes[known & side] for side in (vix <= HOLD_ABOVE, vix > HOLD_ABOVE))
    if min(len(low), len(high)) < 2 * MONTH:
        return NOT_TESTABLE
    error = mean_error(difference_influence(facts.outcomes[known], vix[known] <= HOLD_ABOVE))
    return beyond_error(low.mean() - high.mean(), error)


def premium(facts: Facts) -> Finding:
    """Share of days on which the VIX was above the volatility of the following month."""
    squares = np.concatenate([[0.0], np.cumsum(facts.pool.index**2)])
    realised = np.sqrt((squares[MONTH:] - squares[:-MONTH]) / MONTH * TRADING_DAYS_PER_YEAR)
    above = facts.vix[: len(realised)] * VOL_POINT > realised
    return at_least(above.mean(), 0.8, 0.6, mean_error(above.astype(np.float64)))


def overlay_rsi(facts: Facts) -> Finding:
    """Share of days on which the RSI of the yardstick overlay's own P&L is above 70."""
    today = facts.history.at(facts.pool.days[-1].date())
    found = facts.indicators.rsi[OVERLAY, : today + 1]
    high = found[np.isfinite(found)] > 70.0
    return at_most(high.mean() if len(high) else np.nan, 0.1, 0.25, mean_error(high.astype(np.float64)))


CLAIMS: Final = (
    Claim(
        key="rsi", part="P21", source="A78", page="signals", unit="share", judge=rsi,
        says="RSI times layers better than chance.",
        number="percentile among 2,000 random sets of entries", bar="holds from the 97.5th, depends from the 90th",
        changes="Another history. A gate without skill reaches this percentile one time in forty.",
    ),
    Claim(
        key="macd", part="P22", source="A82", page="signals", unit="share", judge=macd,
        says="MACD times layers better than chance.",
        number="percentile among 2,000 random sets of entries", bar="holds from the 97.5th, depends from the 90th",
        changes="Another history.",
    ),
    Claim(
        key="breadth", part="P20", source="A73", page="signals", unit="share", judge=breadth,
        says="The advance-decline line warns in time.",
        number="percentile among 2,000 random sets of entries", bar="holds from the 97.5th, depends from the 90th",
        changes="Another history, or breadth of the whole exchange instead of the book's stocks.",
    ),
    Claim(
        key="events", part="P23", source="A85", page="signals", unit="share", judge=events,
        says="Standing aside before CPI, PPI and FOMC helps.",
        number="percentile among 2,000 random sets of entries", bar="holds from the 97.5th, depends from the 90th",
        changes="More years with known dates. Option prices already include the risk of such days.",
    ),
    Claim(
        key="hold_above", part="P14", source="G1", page="signals", unit="share", judge=hold_above,
        says="Standing aside above a VIX of 20 avoids losses.",
        number="mean result below 20 less above", bar="holds above two errors, depends within them",
        changes="A history with its losses at a high VIX.",
    ),
    Claim(
        key="premium", part="P13", source="A50", page="signals", unit="share", judge=premium,
        says="Implied volatility overstates what follows.",
        number="days with the VIX above the next month's volatility", bar="holds from 80%, depends from 60%",
        changes="A history with more crashes. The share of days does not measure the size of the losses.",
    ),
    Claim(
        key="overlay_rsi", part="P21", source="A0", page="signals", unit="share", judge=overlay_rsi,
        says="RSI of the overlay's own P&L shows when it is overdone.",
        number="days above 70", bar="holds to 10%, depends to 25%",
        changes="Little: time decay raises a short option's P&L on most days, so its RSI is usually high.",
    ),
)  # fmt: skip
