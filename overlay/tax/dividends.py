"""Qualified dividends: the days on which a share was held, unhedged, around its ex-dividend date.

Stock must be held more than 60 of the 121 days that begin 60 days before the ex-date. Preferred stock with dividends
for more than a year needs more than 90 of 181 days (26 USC 1(h)(11)(B)(iii), 246(c)). The day of sale counts, the day
of purchase does not. Days with a bought put, a short sale or a written call do not count, except for a qualified
covered call out of the money.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from overlay.errors import OverlayError


@dataclass(frozen=True, slots=True, kw_only=True)
class DividendDays:
    """Counted days inside the window, required days, and all days held."""

    days: int
    needed: int
    held: int

    @property
    def qualified(self) -> bool:
        """Whether the dividend is taxed at the rates of long-term gains."""
        return self.days >= self.needed


def qualified_dividend_days(
    acquired: date,
    sold: date,
    ex_dividend: date,
    *,
    hedged: Sequence[tuple[date, date]] = (),
    preferred: bool = False,
) -> DividendDays:
    """Count the days; `hedged` holds first and last days of hedges on the same or substantially similar stock.

    An index position counts as a hedge only if it substantially overlaps the holdings (`overlay.tax.straddle.overlap`).
    OverlayError for a sale before the purchase, or a hedge that ends before it begins.
    """
    if sold < acquired:
        raise OverlayError(f"A sale on {sold} comes before the purchase on {acquired}: swap the two days.")
    backwards = next(((first, last) for first, last in hedged if last < first), None)
    if backwards is not None:
        raise OverlayError(f"A hedge from {backwards[0]} to {backwards[1]} ends before it begins: swap the two days.")
    reach, needed = (90, 91) if preferred else (60, 61)
    window = range((ex_dividend - timedelta(days=reach)).toordinal(), ex_dividend.toordinal() + reach + 1)
    held = range(acquired.toordinal() + 1, sold.toordinal() + 1)
    lost = {day for first, last in hedged for day in range(first.toordinal(), last.toordinal() + 1)}
    counted = set(window) & set(held) - lost
    return DividendDays(days=len(counted), needed=needed, held=len(held))
