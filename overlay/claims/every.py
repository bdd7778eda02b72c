"""Every testable claim of the article with its verdict on one book, and the number of claims that hold.

A verdict that the modelled VIX turns, in place of the recorded one, reads *depends*.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final, get_args

from overlay.claims import about_book, about_condors, about_hedge, about_tax, about_timing
from overlay.claims.facts import Facts
from overlay.claims.other_vix import with_modelled_vix
from overlay.claims.verdicts import Claim, Finding, Judged, Verdict, turned

#: topic -> its claims
TOPICS: Final[Mapping[str, tuple[Claim, ...]]] = {
    "Book": about_book.CLAIMS,
    "Condors": about_condors.CLAIMS,
    "VIX hedge": about_hedge.CLAIMS,
    "Tax": about_tax.CLAIMS,
    "Timing": about_timing.CLAIMS,
}
ALL: Final = tuple(claim for claims in TOPICS.values() for claim in claims)
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)


def judged(facts: Facts) -> tuple[Judged, ...]:
    """Every claim with its finding on these facts, and on the same facts with the modelled VIX."""
    other = with_modelled_vix(facts)
    return tuple(Judged(claim, _with_both(claim, facts, other)) for claim in ALL)


def _with_both(claim: Claim, facts: Facts, other: Facts | None) -> Finding:
    found = claim.judge(facts)
    if other is None or found.verdict not in ("holds", "does not hold"):
        return found  # the other VIX cannot turn it
    return turned(found, (claim.judge(other).by_number,), "the modelled VIX")


def tally(found: tuple[Judged, ...]) -> dict[Verdict, int]:
    """The number of claims for each verdict."""
    counts = Counter(one.finding.verdict for one in found)
    return {verdict: counts[verdict] for verdict in VERDICTS}
