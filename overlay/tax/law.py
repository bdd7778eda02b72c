"""The federal tax law of each year, read from ``overlay/samples/tax_law.json``, which gives a source for each number.

A year after the last year in the file gets the last year's law unchanged, with `held_flat` set to True.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, cast

from overlay import shipped
from overlay.errors import OverlayError

Filing = Literal["single", "mfj", "mfs", "hoh"]
FILINGS: Final[tuple[Filing, ...]] = ("single", "mfj", "mfs", "hoh")
FILE: Final = shipped.file("tax_law.json")
LATEST: Final = 2100


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """One year's parameters for one filing status: dollars, and decimals for rates."""

    year: int
    filing: Filing
    #: True if the file has no law for `year`, so that the last known year's law is used
    held_flat: bool
    ordinary_rates: tuple[float, ...]
    #: taxable income up to which each rate applies, without the last rate
    ordinary_tops: tuple[float, ...]
    standard_deduction: float
    gain_rates: tuple[float, ...]
    gain_0_top: float
    gain_15_top: float
    loss_cap: float
    niit_rate: float
    niit_threshold: float
    amt_rates: tuple[float, ...]
    amt_break: float
    amt_exemption: float
    amt_phaseout_start: float
    amt_phaseout_rate: float
    charity_floor: float
    charity_top_rate: float


def law(year: int, filing: str) -> Law:
    """The law of a year and filing status; OverlayError for a status or year that is not in the file."""
    if filing not in FILINGS:
        raise OverlayError(f"The filing status {filing!r} is not known: use one of {', '.join(FILINGS)}.")
    if isinstance(year, bool) or not isinstance(year, int) or not first_year() <= year <= LATEST:
        raise OverlayError(
            f"The tax law of {year} is not on file: use a year from {first_year()} on; "
            f"years after {last_year()} get the law of {last_year()}."
        )
    return _law(year, filing)


@cache
def first_year() -> int:
    """The first year whose law is on file."""
    return min(int(year) for year in _file()["years"])


@cache
def last_year() -> int:
    """The last year whose law is on file."""
    return max(int(year) for year in _file()["years"])


def sources(year: int) -> dict[str, str]:
    """The source of each group of a year's numbers."""
    return dict(_file()["years"][str(min(year, last_year()))]["sources"])


@cache
def _law(year: int, filing: str) -> Law:
    table, rates = _file()["years"][str(min(year, last_year()))], _file()["rates"]
    own = table["filing"][filing]
    return Law(
        year=year,
        filing=cast("Filing", filing),
        held_flat=year > last_year(),
        ordinary_rates=tuple(rates["ordinary"]),
        gain_rates=tuple(rates["gain"]),
        niit_rate=rates["niit"],
        amt_rates=tuple(rates["amt"]),
        amt_break=table["amt_break"][filing],
        amt_phaseout_rate=table["amt_phaseout_rate"],
        charity_floor=table["charity_floor"],
        charity_top_rate=table["charity_top_rate"],
        **own | {"ordinary_tops": tuple(own["ordinary_tops"])},
    )


@cache
def _file() -> dict[str, Any]:
    try:
        return dict(json.loads(FILE.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise OverlayError(f"The tax law in {FILE.name} cannot be read ({error}): reinstall the app.") from error
