"""What the checks of Yahoo's answers share: how many wrong rows are too many, the flag on them, and the way out."""

import math
from typing import Final

from overlay.flags import Flag, Level

ORDINARY: Final = "upload closes from another source, or load again later"
_FEW: Final = 10  # wrong rows that may be left out of any series
_SHARE: Final = 0.1  # of the rows; a listing in London in dollars has 3% of its days on closed days of New York


def many(count: int, rows: int) -> bool:
    """Whether so many wrong rows of all rows make a series unusable: more than ten, and more than a tenth."""
    return count > _FEW and count > _SHARE * rows


def number(value: float) -> str:
    """A wrong number as a sentence shows it."""
    return f"{value:,.6g}" if math.isfinite(value) else "not a number"


def flag(title: str, level: Level = "warning") -> Flag:
    """A flag on wrong rows of a series from Yahoo."""
    why = (
        "Yahoo's series have single wrong days: its VIX differs from Cboe's on 11 of 6,673 days (2026-02-06: 20.37 for 17.76). "
        "Upload Cboe's own file to replace it."
    )
    return Flag(level=level, title=title, why=why, source="Yahoo by yfinance")
