"""Wash sales (26 USC 1091): a loss is put off where the same shares are bought within 30 days before or after the sale.

The loss put off is added to the basis of the replacement, and the old holding period goes along (1223(3)). Losses on
section 1256 contracts are exempt (1256(f)(5)). Whether two things are "substantially identical" is the caller's say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from overlay.errors import OverlayError

WINDOW_DAYS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """Shares bought, or options to buy them; `cost` in dollars for all of them."""

    day: date
    shares: float
    cost: float

    def __post_init__(self) -> None:
        if not (0.0 < self.shares <= 1e15 and 0.0 <= self.cost <= 1e15):
            raise OverlayError(
                f"A purchase of {self.shares:g} shares for {self.cost:g} dollars is none: enter more than zero shares."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """The part of a purchase that replaces sold shares: its basis with the loss added, and the day it counts from."""

    shares: float
    basis: float
    holding_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WashSale:
    """A loss (positive dollars) cut into what is allowed now and what moves into the replacements' basis."""

    allowed: float
    disallowed: float
    replacements: tuple[Replacement, ...] = ()


def in_window(sold: date, bought: date) -> bool:
    """Whether a purchase falls into the 61 days around a sale: 30 before to 30 after, both ends included."""
    return abs((bought - sold).days) <= WINDOW_DAYS


def wash_sale(
    *,
    sold: date,
    acquired: date,
    shares: float,
    basis: float,
    proceeds: float,
    purchases: Sequence[Purchase] = (),
    section_1256: bool = False,
) -> WashSale:
    """What becomes of the loss on `shares` bought for `basis` and sold for `proceeds` dollars in all.

    `purchases` are other purchases of the same thing, matched in order of their days up to the shares sold (Treas. Reg.
    1.1091-1(c)); the lot that is sold is not among them. A gain leaves nothing to put off.
    """
    if not shares > 0.0 or acquired > sold:
        raise OverlayError(f"{shares:g} shares bought on {acquired} and sold on {sold} are no sale: check both.")
    loss = max(0.0, basis - proceeds)
    if section_1256 or loss == 0.0:
        return WashSale(allowed=loss, disallowed=0.0)
    left, found = shares, []
    for one in sorted(purchases, key=lambda purchase: purchase.day):
        matched = min(left, one.shares)
        if not in_window(sold, one.day) or matched <= 0.0:
            continue
        left -= matched
        new_basis = one.cost * matched / one.shares + loss * matched / shares
        tacked = one.day - timedelta(days=(sold - acquired).days)
        found.append(Replacement(shares=matched, basis=new_basis, holding_from=tacked))
    disallowed = loss * (shares - left) / shares
    return WashSale(allowed=loss - disallowed, disallowed=disallowed, replacements=tuple(found))
