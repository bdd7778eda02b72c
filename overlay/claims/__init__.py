"""Each testable sentence of the article, with the verdict that a number gives it on one book.

A bar is set before the number is known; chance alone is never called an effect.
"""

from overlay.claims.every import ALL, TOPICS, VERDICTS, judged, tally
from overlay.claims.facts import Facts
from overlay.claims.verdicts import Claim, Finding, Judged, Verdict

__all__ = ["ALL", "TOPICS", "VERDICTS", "Claim", "Facts", "Finding", "Judged", "Verdict", "judged", "tally"]
