"""`Flag`: a caveat about a number. It is data beside the number and is never raised as an exception."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["note", "warning", "serious"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A caveat: its title, the reason it matters, and its source."""

    level: Level
    title: str
    why: str
    source: str = ""
