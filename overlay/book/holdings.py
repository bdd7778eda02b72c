"""`Holding` and `Portfolio`: the lots owned and their prices; weights and concentration are derived, never stored.

Prices are dollars a share, cash is dollars. Weights are shares of the dollars in holdings without cash, unless stated
otherwise, since they measure the concentration of the stocks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.book.lots import LARGEST, Gains, Lot, check_symbol, unrealised
from overlay.errors import OverlayError

#: the fictitious fund of the sample portfolios: it holds the index; one share costs a tenth of the index in dollars
INDEX_FUND: Final = "INDEXFUND"
INDEX_FUND_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One name: its price in dollars a share and its lots; OverlayError for a bad price or lots of another name."""

    symbol: str
    price: float
    lots: tuple[Lot, ...]

    def __post_init__(self) -> None:
        check_symbol(self.symbol)
        if not 0.0 < self.price <= LARGEST:
            raise OverlayError(
                f"{self.price:,g} dollars is not a valid price for {self.symbol}: enter a price above zero and at most "
                "a trillion."
            )
        if not self.lots:
            raise OverlayError(f"{self.symbol} has no lots (0): enter at least one, or leave the name out.")
        strange = next((lot.symbol for lot in self.lots if lot.symbol != self.symbol), None)
        if strange is not None:
            raise OverlayError(f"A lot of {strange} is listed under {self.symbol}: give each name its own lots.")

    @property
    def shares(self) -> float:
        """Shares over all lots."""
        return sum(lot.shares for lot in self.lots)

    @property
    def value(self) -> float:
        """Dollars at the price."""
        return self.shares * self.price

    @property
    def cost(self) -> float:
        """Dollars that the lots cost."""
        return sum(lot.cost for lot in self.lots)

    @property
    def gain(self) -> float:
        """Unrealised dollars over all lots; a loss is negative."""
        return self.value - self.cost

    def gains(self, day: date) -> Gains:
        """Unrealised dollars, short and long, as of a trade date."""
        return unrealised(self.lots, self.price, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """H holdings and cash in dollars; OverlayError for a repeated name, negative cash, or no holding."""

    holdings: tuple[Holding, ...]
    cash: float = 0.0
    name: str = ""

    def __post_init__(self) -> None:
        symbols = [holding.symbol for holding in self.holdings]
        if len(set(symbols)) < len(symbols):
            double = next(symbol for symbol in symbols if symbols.count(symbol) > 1)
            raise OverlayError(f"{double} is held twice: put all its lots into one holding.")
        if not 0.0 <= self.cash <= LARGEST:
            raise OverlayError(f"Cash of {self.cash:,g} dollars cannot be used: enter zero or more.")
        if not self.holdings:
            raise OverlayError("The portfolio holds no stock (0 lots): enter at least one lot.")

    def __repr__(self) -> str:
        """One line: the value, the names by size and the cash."""
        named = f"{self.name!r}, " if self.name else ""
        largest = ", ".join(self.symbols[:3]) + (", ..." if len(self.symbols) > 3 else "")
        return f"Portfolio({named}${self.value:,.0f} in {len(self.symbols)} names ({largest}), cash ${self.cash:,.0f})"

    def frame(self) -> pd.DataFrame:
        """One row per lot: name, shares, basis, date, and value at the book's prices."""
        rows = [
            {
                "Symbol": lot.symbol,
                "Acquired": pd.Timestamp(lot.acquired),
                "Shares": lot.shares,
                "Basis ($ a share)": lot.basis,
                "Price ($ a share)": holding.price,
                "Value ($)": lot.shares * holding.price,
                "Gain ($)": lot.shares * holding.price - lot.cost,
            }
            for holding in self.holdings
            for lot in holding.lots
        ]
        return pd.DataFrame(rows)

    @property
    def symbols(self) -> tuple[str, ...]:
        """The names held, in order: (H,)."""
        return tuple(holding.symbol for holding in self.holdings)

    @property
    def values(self) -> FloatArray:
        """Dollars in each name: (H,)."""
        return np.array([holding.value for holding in self.holdings])

    @property
    def invested(self) -> float:
        """Dollars in all names together."""
        return float(self.values.sum())

    @property
    def value(self) -> float:
        """Dollars in names and cash."""
        return self.invested + self.cash

    @property
    def weights(self) -> FloatArray:
        """Each name's share of the dollars in names: (H,)."""
        return self.values / self.invested

    @property
    def effective_names(self) -> float:
        """The number of equal holdings with the same concentration: 1 / sum of squared weights (Herfindahl)."""
        return float(1.0 / np.sum(self.weights**2))

    @property
    def lots(self) -> tuple[Lot, ...]:
        """All lots of all names."""
        return tuple(lot for holding in self.holdings for lot in holding.lots)

    def holding(self, symbol: str) -> Holding:
        """The holding of a name; OverlayError if it is not held."""
        for one in self.holdings:
            if one.symbol == symbol:
                return one
        raise OverlayError(f"{symbol} is not held: choose one of {', '.join(self.symbols)}.")

    def weight(self, symbol: str) -> float:
        """A name's share of the dollars in names."""
        return self.holding(symbol).value / self.invested

    def gains(self, day: date) -> Gains:
        """Unrealised dollars of all names, short and long, as of a trade date."""
        return Gains(*(sum(parts) for parts in zip(*(one.gains(day) for one in self.holdings), strict=True)))

    def priced(self, prices: Mapping[str, float]) -> "Portfolio":
        """The same lots at new prices; names without a new price keep the old price."""
        kept = tuple(replace(one, price=prices.get(one.symbol, one.price)) for one in self.holdings)
        return replace(self, holdings=kept)


def of_lots(lots: Iterable[Lot], prices: Mapping[str, float], *, cash: float = 0.0, name: str = "") -> Portfolio:
    """The portfolio that holds these lots at these prices, largest name first.

    OverlayError for a lot without a price.
    """
    by_symbol: dict[str, list[Lot]] = {}
    for lot in lots:
        by_symbol.setdefault(lot.symbol, []).append(lot)
    unknown = sorted(set(by_symbol) - set(prices))
    if unknown:
        raise OverlayError(f"No price is known for {', '.join(unknown)}: enter a price in the price column.")
    holdings = (Holding(symbol=symbol, price=prices[symbol], lots=tuple(found)) for symbol, found in by_symbol.items())
    return Portfolio(holdings=tuple(sorted(holdings, key=lambda one: -one.value)), cash=cash, name=name)
