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
    help="Claims with this verdict on your portfolio and market.",
)
TOPIC: Final = Choice(
    key="cl_topic",
    label="About",
    options=(ALL, *TOPICS),
    default=ALL,
    help="What the claim is about.",
)


def filters() -> tuple[str, str]:
    """Show both filters and return the verdict and the topic to show, each of which may be `ALL`."""
    return VERDICT.show(), TOPIC.show()


def passing(found: tuple[Judged, ...], verdict: str, topic: str) -> tuple[Judged, ...]:
    """The claims that pass both filters."""
    return tuple(
        one
        for one in found
        if verdict in (ALL, one.finding.verdict.capitalize()) and (topic == ALL or one.claim in TOPICS[topic])
    )
