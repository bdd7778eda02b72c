"""Wash sales (26 USC 1091): a loss is deferred if the same shares are bought within 30 days before or after the sale.

The deferred loss is added to the basis of the replacement, which also takes over the old holding period (1223(3)).
Losses on section 1256 contracts are exempt (1256(f)(5)). The caller decides whether two securities are "substantially
identical".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from overlay.errors import OverlayError

WINDOW_DAYS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """Shares bought, or options to buy shares; `cost` is the total in dollars."""

    day: date
    shares: float
    cost: float

    def __post_init__(self) -> None:
        if not (0.0 < self.shares <= 1e15 and 0.0 <= self.cost <= 1e15):
            raise OverlayError(
                f"A purchase of {self.shares:g} shares for {self.cost:g} dollars is not valid: enter more than zero shares."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """The part of a purchase that replaces sold shares: its basis with the loss, and the start of its holding period."""

    shares: float
    basis: float
    holding_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WashSale:
    """A loss (positive dollars), split into the part allowed now and the part added to the replacements' basis."""

    allowed: float
    disallowed: float
    replacements: tuple[Replacement, ...] = ()


def in_window(sold: date, bought: date) -> bool:
    """Whether a purchase is within the 61 days around a sale: 30 before to 30 after, both ends included."""
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
    """Apply the wash-sale rule to `shares` bought for `basis` and sold for `proceeds`, both total dollars.

    `purchases` are other purchases of the same security, without the lot that is sold. They are matched in order of
    their days, up to the shares sold (Treas. Reg. 1.1091-1(c)). A gain is never deferred.
    """
    if not shares > 0.0 or acquired > sold:
        raise OverlayError(
            f"{shares:g} shares bought on {acquired} and sold on {sold} are not a valid sale: check the number and the days."
        )
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
