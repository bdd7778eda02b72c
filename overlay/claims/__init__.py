"""Each testable claim of the article, with a verdict computed from one number on one book.

The bar for each verdict is fixed before the number is known. A result within chance is never called an effect.
"""

from overlay.claims.every import ALL, TOPICS, VERDICTS, judged, tally
from overlay.claims.facts import Facts
from overlay.claims.verdicts import Claim, Finding, Judged, Verdict

__all__ = ["ALL", "TOPICS", "VERDICTS", "Claim", "Facts", "Finding", "Judged", "Verdict", "judged", "tally"]
