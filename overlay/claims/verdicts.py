"""`Claim`, and the verdict that a number earns it: holds, depends, does not hold. A verdict is computed, never written in."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan, nan
from typing import Literal, NamedTuple

from overlay.claims.facts import Facts

Verdict = Literal["holds", "depends", "does not hold", "not testable here"]
Unit = Literal["share", "dollars", "count", "ratio", "sd"]
Page = Literal["portfolio", "taxes", "condor", "vix_hedge", "ladder", "signals", "stress", "backtest"]


class Finding(NamedTuple):
    """A claim on one book: the number measured, and the verdict it earns."""

    value: float
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence of the article, in our words: its codes in the method map, how it is tested, what would change it.

    `part` is the part of the method ("P12"), `source` the page that says it ("A48"). `number` says what the number is; shares are decimals. `bar` says which numbers earn which verdict.
    """

    key: str
    part: str
    source: str
    says: str
    number: str
    unit: Unit
    bar: str
    changes: str
    page: Page
    judge: Callable[[Facts], Finding]


class Judged(NamedTuple):
    """A claim and what was found."""

    claim: Claim
    finding: Finding


NOT_TESTABLE = Finding(nan, "not testable here")


def at_least(value: float, holds: float, depends: float) -> Finding:
    """Holds from one bar up, depends from a lower one up; an unknown number cannot be tested."""
    if isnan(value):
        return NOT_TESTABLE
    return Finding(value, "holds" if value >= holds else "depends" if value >= depends else "does not hold")


def at_most(value: float, holds: float, depends: float) -> Finding:
    """Holds up to one bar, depends up to a higher one."""
    if isnan(value):
        return NOT_TESTABLE
    return Finding(value, "holds" if value <= holds else "depends" if value <= depends else "does not hold")


def beyond_error(value: float, error: float) -> Finding:
    """Holds if above zero by two standard errors, does not if below by two, depends in between."""
    if isnan(value) or isnan(error):
        return NOT_TESTABLE
    return Finding(value, "holds" if value > 2.0 * error else "depends" if value >= -2.0 * error else "does not hold")
