"""`Claim`, and its verdict by a number: holds, depends, or does not hold. Verdicts are always computed."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan, nan
from typing import Literal, NamedTuple

from overlay.claims.facts import Facts

Verdict = Literal["holds", "depends", "does not hold", "not testable here"]
Unit = Literal["share", "dollars", "count", "ratio", "sd"]
Page = Literal["portfolio", "taxes", "condor", "vix_hedge", "ladder", "signals", "stress", "backtest"]


class Finding(NamedTuple):
    """A claim tested on one book: the measured number and the verdict."""

    value: float
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim of the article, in our words: its codes in the method map, its test, and what would change the verdict.

    `part` is the part of the method ("P12"), `source` the page that says it ("A48"). `number` describes the measured
    number; shares are decimals. `bar` gives the limits of the verdicts.
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
    """A claim and its finding."""

    claim: Claim
    finding: Finding


NOT_TESTABLE = Finding(nan, "not testable here")


def at_least(value: float, holds: float, depends: float) -> Finding:
    """Holds from `holds` up, depends from the lower `depends` up; an unknown number cannot be tested."""
    if isnan(value):
        return NOT_TESTABLE
    return Finding(value, "holds" if value >= holds else "depends" if value >= depends else "does not hold")


def at_most(value: float, holds: float, depends: float) -> Finding:
    """Holds up to `holds`, depends up to the higher `depends`."""
    if isnan(value):
        return NOT_TESTABLE
    return Finding(value, "holds" if value <= holds else "depends" if value <= depends else "does not hold")


def beyond_error(value: float, error: float) -> Finding:
    """Holds if above zero by two standard errors, does not hold if below zero by two, depends in between."""
    if isnan(value) or isnan(error):
        return NOT_TESTABLE
    return Finding(value, "holds" if value > 2.0 * error else "depends" if value >= -2.0 * error else "does not hold")
