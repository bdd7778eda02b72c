"""Every testable claim of the article with its verdict on one book, and the number of claims that hold."""

from collections import Counter
from collections.abc import Mapping
from typing import Final, get_args

from overlay.claims import about_book, about_condors, about_hedge, about_tax, about_timing
from overlay.claims.facts import Facts
from overlay.claims.verdicts import Claim, Judged, Verdict

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
    """Every claim with its finding on these facts."""
    return tuple(Judged(claim, claim.judge(facts)) for claim in ALL)


def tally(found: tuple[Judged, ...]) -> dict[Verdict, int]:
    """The number of claims for each verdict."""
    counts = Counter(one.finding.verdict for one in found)
    return {verdict: counts[verdict] for verdict in VERDICTS}
