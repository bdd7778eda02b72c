"""`Claim`, and its verdict by a number: holds, depends, or does not hold. Verdicts are always computed.

A verdict that would be another within one standard error of its number, with other random draws, or with the modelled
VIX in place of the recorded one, reads *depends*, and says which of these turns it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf, isnan, nan
from typing import Final, Literal, NamedTuple

from overlay.claims.facts import Facts

Verdict = Literal["holds", "depends", "does not hold", "not testable here"]
Unit = Literal["share", "dollars", "count", "ratio", "sd"]
Page = Literal["portfolio", "taxes", "condor", "vix_hedge", "ladder", "signals", "stress", "backtest"]
#: why a claim depends: its number lies between the bars, or something turns its verdict; empty for another verdict
Reason = Literal["", "between the bars", "one standard error", "another seed", "the modelled VIX"]
_WORST: Final[tuple[Verdict, ...]] = ("does not hold", "depends", "holds")


class Finding(NamedTuple):
    """A claim tested on one book: the measured number, the verdict, and how sure they are.

    `error` is the standard error of the number in its unit: zero for a formula without data, NaN if unknown. `why` says
    why the claim depends. If something turned the verdict, `alone` is the verdict of the number alone, and `otherwise`
    the one that it turned to. `words` stand in place of a number that does not exist.
    """

    value: float
    verdict: Verdict
    error: float = 0.0
    why: Reason = ""
    alone: Verdict | None = None
    otherwise: Verdict | None = None
    words: str = ""

    @property
    def by_number(self) -> Verdict:
        """The verdict of the number alone, whatever turned it."""
        return self.alone or self.verdict


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


NOT_TESTABLE = Finding(nan, "not testable here", words="nothing to measure")
INVERTED = Finding(nan, "not testable here", error=nan, words="not known: the VIX curve is inverted")


def turned(finding: Finding, others: Iterable[Verdict], why: Reason) -> Finding:
    """The finding, or *depends* if one of the other verdicts differs; what could not be tested turns nothing."""
    if finding.verdict not in ("holds", "does not hold"):
        return finding
    found = set(others)
    worst = next((one for one in _WORST if one in found and one != finding.verdict), None)
    if worst is None:
        return finding
    return finding._replace(verdict="depends", why=why, alone=finding.verdict, otherwise=worst)


def graded(value: float, error: float, grade: Callable[[float], Verdict]) -> Finding:
    """The verdict of a number, and *depends* if one standard error up or down gives another.

    A number that is unknown cannot be tested. An error that is unknown leaves any number possible.
    """
    if isnan(value):
        return NOT_TESTABLE
    verdict = grade(value)
    reach = inf if isnan(error) else error
    why: Reason = "between the bars" if verdict == "depends" else ""
    found = Finding(float(value), verdict, float(error), why)
    return turned(found, (grade(value - reach), grade(value + reach)), "one standard error") if reach else found


def at_least(value: float, holds: float, depends: float, error: float = 0.0) -> Finding:
    """Holds from `holds` up, depends from the lower `depends` up; an unknown number cannot be tested."""
    return graded(
        value, error, lambda x: "holds" if x >= holds else "depends" if x >= depends else "does not hold"
    )  # fmt: skip


def at_most(value: float, holds: float, depends: float, error: float = 0.0) -> Finding:
    """Holds up to `holds`, depends up to the higher `depends`."""
    return graded(
        value, error, lambda x: "holds" if x <= holds else "depends" if x <= depends else "does not hold"
    )  # fmt: skip


def beyond_error(value: float, error: float) -> Finding:
    """Holds if above zero by two standard errors, does not hold if below zero by two, depends in between.

    The bar itself counts the error twice, so the error is not counted a third time.
    """
    if isnan(value) or isnan(error):
        return NOT_TESTABLE
    if abs(value) <= 2.0 * error:
        return Finding(float(value), "depends", float(error), "between the bars")
    return Finding(float(value), "holds" if value > 0.0 else "does not hold", float(error))
