"""Past days with a story: what happened, in one sentence. The levels beside a story come from the history."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from overlay.history.daily import History


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A day of the past, its name, and what happened on it."""

    day: date
    name: str
    said: str


STORIES: Final = (
    Story(
        day=date(1997, 10, 27), name="1997: the Asian crisis",
        said="A fall that began in Hong Kong halted trading in New York twice; the exchange closed half an hour early.",
    ),
    Story(
        day=date(2008, 9, 15), name="2008: Lehman",
        said="Lehman Brothers filed for bankruptcy in the night before. The worst of the fall came three weeks later.",
    ),
    Story(
        day=date(2017, 10, 5), name="2017: a calm day",
        said="One of the calmest months on record: the VIX closed below 10 on most days of it.",
    ),
    Story(
        day=date(2018, 2, 5), name="2018: the VIX doubles",
        said="The VIX more than doubled in a day, and a fund that sold it short lost nearly all its value overnight.",
    ),
    Story(
        day=date(2020, 3, 16), name="2020: the pandemic",
        said="The index fell 12% in a day, and the VIX closed at its highest ever.",
    ),
)  # fmt: skip


def told(history: History) -> tuple[Story, ...]:
    """The stories whose day the history holds."""
    return tuple(one for one in STORIES if history.first <= one.day <= history.last)


def of(day: date) -> Story | None:
    """The story of a day, or None."""
    return next((one for one in STORIES if one.day == day), None)
