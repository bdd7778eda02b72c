"""The controls of the Claims page: filters by verdict and topic."""

from typing import Final

from overlay.claims.every import TOPICS, VERDICTS
from overlay.claims.verdicts import Judged
from views.controls.kinds import Choice

ALL: Final = "All"
VERDICT: Final = Choice(
    key="cl_verdict",
    label="Verdict",
    options=(ALL, *(one.capitalize() for one in VERDICTS)),
    default=ALL,
    help="Claims with this verdict on your book and market.",
)
TOPIC: Final = Choice(
    key="cl_topic",
    label="About",
    options=(ALL, *TOPICS),
    default=ALL,
    help="What the claim is about.",
)


def shown(found: tuple[Judged, ...]) -> tuple[Judged, ...]:
    """The claims that pass both filters."""
    verdict, topic = VERDICT.show(), TOPIC.show()
    return tuple(
        one
        for one in found
        if verdict in (ALL, one.finding.verdict.capitalize()) and (topic == ALL or one.claim in TOPICS[topic])
    )
