"""Tax lots: shares, basis and purchase date of each lot, and the lots that a sale takes.

Each lot states its basis in dollars a share; adjusted closes are never a basis. Holding periods use trade dates: the
day of purchase does not count, the day of sale does, and a holding is long-term from the day after a full year (26 USC
1222(3), Rev. Rul. 66-7, 66-97 and 70-598). A sale takes lots by FIFO unless the seller names the lots (Treas. Reg.
1.1012-1(c)); highest basis is one rule to name them. Gains are dollars, + gain.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, NamedTuple

from overlay.errors import OverlayError

#: top federal rates: 20% and 37% (26 USC 1(h), 1(j)), each with 3.8% on net investment income (26 USC 1411)
TOP_LONG: Final = 0.238
TOP_SHORT: Final = 0.408
LARGEST: Final = 1e12  # shares, or dollars a share: larger than any holding, and floats still resolve cents
_SYMBOL: Final = re.compile(r"[A-Z0-9^][A-Z0-9.\-/^=]{0,14}")
_LEAP = (2, 29)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Shares bought at one time: `basis` in dollars a share, `acquired` the trade date.

    OverlayError for an invalid symbol, for shares that are not above zero, and for a basis below zero.
    """

    symbol: str
    shares: float
    basis: float
    acquired: date

    def __post_init__(self) -> None:
        check_symbol(self.symbol)
        if not 0.0 < self.shares <= LARGEST:
            raise OverlayError(
                f"A lot of {self.shares:,g} shares of {self.symbol} cannot be held: enter more than zero and at most a "
                "trillion (the book holds no short positions)."
            )
        if not 0.0 <= self.basis <= LARGEST:
            raise OverlayError(
                f"A basis of {self.basis:,g} dollars a share for {self.symbol} is impossible: enter zero or more."
            )

    @property
    def cost(self) -> float:
        """Dollars that the whole lot cost."""
        return self.shares * self.basis

    def gain(self, price: float) -> float:
        """Dollars gained if the whole lot were sold at a price, dollars a share; a loss is negative."""
        return self.shares * (price - self.basis)

    def long_term(self, day: date) -> bool:
        """Whether a sale on that trade date would be long-term."""
        return is_long_term(self.acquired, day)


class Sale(NamedTuple):
    """A lot, or a part of a lot, sold at a price (dollars a share) on a trade date."""

    lot: Lot
    price: float
    sold: date

    @property
    def gain(self) -> float:
        """Dollars gained; a loss is negative."""
        return self.lot.gain(self.price)

    @property
    def long_term(self) -> bool:
        """Whether the gain or loss is long-term."""
        return self.lot.long_term(self.sold)


class Gains(NamedTuple):
    """Dollars of gains and of losses, short-term and long-term; losses are negative numbers."""

    short_gain: float
    short_loss: float
    long_gain: float
    long_loss: float

    @property
    def short(self) -> float:
        """Net short-term dollars."""
        return self.short_gain + self.short_loss

    @property
    def long(self) -> float:
        """Net long-term dollars."""
        return self.long_gain + self.long_loss

    @property
    def total(self) -> float:
        """Net dollars, short and long together."""
        return self.short + self.long

    @property
    def tax_at_top_rates(self) -> float:
        """Federal dollars if all were sold today by someone in the top bracket; a net loss saves nothing here.

        A loss of one kind is set against the gain of the other (26 USC 1222).
        """
        if self.short < 0.0 or self.long < 0.0:
            left = max(self.total, 0.0)
            return left * (TOP_LONG if self.long > 0.0 else TOP_SHORT)
        return self.short * TOP_SHORT + self.long * TOP_LONG


def check_symbol(symbol: str) -> None:
    """OverlayError unless the text can be a ticker: at most 15 capitals, digits and . - / ^ =."""
    if not _SYMBOL.fullmatch(symbol):
        odd = "".join(c if c.isprintable() else " " for c in symbol[:24])
        raise OverlayError(
            f"{odd!r} is not a ticker: use at most 15 capital letters, digits, dots or dashes, such as BRK.B."
        )


def first_long_term_day(acquired: date) -> date:
    """The first trade date on which a sale is long-term.

    It is one year after the day that follows the purchase. If that would be 29 February in a year without one, it is
    1 March.
    """
    start = acquired + timedelta(days=1)
    if (start.month, start.day) == _LEAP:
        return date(start.year + 1, 3, 1)
    return start.replace(year=start.year + 1)


def is_long_term(acquired: date, sold: date) -> bool:
    """Whether shares bought and sold on these trade dates were held for more than a year."""
    return sold >= first_long_term_day(acquired)


def fifo(lots: Sequence[Lot]) -> tuple[Lot, ...]:
    """The lots in the default order of a sale: oldest first."""
    return tuple(sorted(lots, key=lambda lot: lot.acquired))


def highest_basis(lots: Sequence[Lot]) -> tuple[Lot, ...]:
    """The lots by falling basis, which gives the least gain now; on a tie the oldest comes first."""
    return tuple(sorted(lots, key=lambda lot: (-lot.basis, lot.acquired)))


def specific(lots: Sequence[Lot], chosen: Sequence[int]) -> tuple[Lot, ...]:
    """The lots at the chosen positions of `lots`, in that order; OverlayError for a repeated or missing position."""
    wrong = [place for place in chosen if not 0 <= place < len(lots)]
    if wrong:
        raise OverlayError(f"There is no lot number {wrong[0] + 1}: choose among the {len(lots)} lots held.")
    if len(set(chosen)) < len(chosen):
        raise OverlayError(f"Lots {[place + 1 for place in chosen]} name one lot twice: name each once.")
    return tuple(lots[place] for place in chosen)


def least_tax(lots: Sequence[Lot], price: float, day: date) -> tuple[Lot, ...]:
    """Short-term losses first, then long-term losses, then long-term gains, short-term gains last.

    Within each of the four groups, the highest basis comes first.
    """
    return tuple(sorted(lots, key=lambda lot: (_dearness(lot, price, day), -lot.basis, lot.acquired)))


def _dearness(lot: Lot, price: float, day: date) -> int:
    """0 for a short-term loss, 1 and 2 for a long-term loss and gain, 3 for a short-term gain."""
    loss, long = lot.basis > price, lot.long_term(day)
    if loss:
        return 1 if long else 0
    return 2 if long else 3


def sales(lots: Sequence[Lot], shares: float, price: float, day: date) -> tuple[Sale, ...]:
    """Sell a number of shares out of lots in the given order; the last lot may be split.

    OverlayError for more shares than the lots hold, or for a lot bought after the sale.
    """
    held = sum(lot.shares for lot in lots)
    if not 0.0 < shares <= held * (1.0 + 1e-12):
        raise OverlayError(f"{shares:,g} shares cannot be sold out of {held:,g}: choose between zero and {held:,g}.")
    left, sold = shares, []
    for lot in lots:
        if left <= 0.0:
            break
        if lot.acquired > day:
            raise OverlayError(f"A lot of {lot.symbol} bought on {lot.acquired} cannot be sold on {day}: sell later.")
        sold.append(Sale(replace(lot, shares=min(lot.shares, left)), price, day))
        left -= lot.shares
    return tuple(sold)


def gains(found: Sequence[Sale]) -> Gains:
    """The gains and the losses of sales in dollars, short-term and long-term."""
    parts = {(long, up): 0.0 for long in (False, True) for up in (False, True)}
    for sale in found:
        parts[sale.long_term, sale.gain > 0.0] += sale.gain
    return Gains(parts[False, True], parts[False, False], parts[True, True], parts[True, False])


def unrealised(lots: Sequence[Lot], price: float, day: date) -> Gains:
    """The gains if all lots of one name are sold at a price on a day."""
    return gains([Sale(lot, price, day) for lot in lots])
