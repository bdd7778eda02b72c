"""Findings of a file reader: the invalid rows, each with its line number and the reason."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

REPORTED: Final = 100  # further findings are counted, not listed

Held = TypeVar("Held")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An invalid row: its line in the file, and the reason."""

    line: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FromFile(Generic[Held]):
    """The content of a file, and its refused rows."""

    held: Held
    refused: tuple[Refused, ...] = ()


def bounded(refused: Iterable[Refused]) -> tuple[Refused, ...]:
    """The findings in the order of their lines; beyond `REPORTED` findings only their number."""
    rows = sorted(refused, key=lambda one: one.line)
    if len(rows) <= REPORTED:
        return tuple(rows)
    more = Refused(line=rows[REPORTED].line, why=f"and {len(rows) - REPORTED:,} more findings from this line on")
    return (*rows[:REPORTED], more)


def sorted_out(
    rows: Sequence[tuple[int, Row]], read: Callable[[Row], Held]
) -> tuple[list[tuple[int, Held]], list[Refused]]:
    """Read rows with line numbers: the results of the valid rows with their lines, and the refused rows.

    `read` raises a ValueError with the reason for an invalid row.
    """
    good, refused = [], []
    for line, row in rows:
        try:
            good.append((line, read(row)))
        except ValueError as error:
            refused.append(Refused(line=line, why=str(error)))
    return good, refused
