"""`Flag`: what a learner should know about a number, carried as data beside it, never raised."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["note", "warning", "serious"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A caveat: what it is, why it matters, and where that comes from."""

    level: Level
    title: str
    why: str
    source: str = ""
