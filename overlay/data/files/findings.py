"""What a reader found in a file beside what it holds: the rows that make no sense, each by its line and the reason."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

REPORTED: Final = 100  # findings beyond are counted, not listed

Held = TypeVar("Held")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that makes no sense: its line in the file, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FromFile(Generic[Held]):
    """What a file held, and its rows that were refused."""

    held: Held
    refused: tuple[Refused, ...] = ()


def bounded(refused: Iterable[Refused]) -> tuple[Refused, ...]:
    """The findings in the order of their lines; of very many the first, and how many there are besides."""
    rows = sorted(refused, key=lambda one: one.line)
    if len(rows) <= REPORTED:
        return tuple(rows)
    more = Refused(line=rows[REPORTED].line, why=f"and {len(rows) - REPORTED:,} more findings from this line on")
    return (*rows[:REPORTED], more)


def sorted_out(
    rows: Sequence[tuple[int, Row]], read: Callable[[Row], Held]
) -> tuple[list[tuple[int, Held]], list[Refused]]:
    """Read rows that stand in lines: what came of the good ones, with their lines, and those refused.

    `read` says what is wrong with a row by a ValueError.
    """
    good, refused = [], []
    for line, row in rows:
        try:
            good.append((line, read(row)))
        except ValueError as error:
            refused.append(Refused(line=line, why=str(error)))
    return good, refused
