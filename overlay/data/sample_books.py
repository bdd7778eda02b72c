"""The sample portfolios that ship with the app, read from ``overlay/samples/portfolios.csv``.

The portfolios are fictitious and work on any day of the history: each line gives a lot's dollars today, its calendar
days held, and its basis as a share of today's price. Prices are the closes of the market's day, adjusted for dividends
and splits. A share of the index fund costs a tenth of the index.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from overlay import shipped
from overlay.book.holdings import INDEX_FUND, INDEX_FUND_SHARE, Portfolio, of_lots
from overlay.book.lots import Lot
from overlay.book.returns import known_day
from overlay.data.files.sheets import shown
from overlay.errors import OverlayError
from overlay.history.daily import History

FILE: Final = shipped.file("portfolios.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleLot:
    """One line of the file: dollars at the market's day, calendar days held, basis as a share of the price."""

    portfolio: str
    symbol: str
    dollars: float
    days_held: int
    basis_share: float

    def lot(self, price: float, day: date) -> Lot:
        """The lot at a price on a day: whole shares, and a basis rounded to cents if the price is high enough."""
        return Lot(
            symbol=self.symbol,
            shares=max(1.0, float(round(self.dollars / price))),
            basis=round(price * self.basis_share, 4),
            acquired=day - timedelta(days=self.days_held),
        )


def names() -> tuple[str, ...]:
    """The names of the samples, in order."""
    return tuple(dict.fromkeys(line.portfolio for line in _lines()))


def prices(history: History, day: date) -> dict[str, float]:
    """Closes of the history's names and the index fund on a day or the last trading day before it, dollars a share.

    The names beside the panel have none: their closes are adjusted for splits after the history's last day, so they are
    not what a share cost.
    """
    at = history.at(known_day(history, day))
    row = history.closes.to_numpy()[at]
    found = {
        str(symbol): float(price)
        for symbol, price in zip(history.closes.columns, row, strict=True)
        if symbol not in history.beside
    }
    return found | {INDEX_FUND: INDEX_FUND_SHARE * float(history.index.iloc[at])}


def sample(name: str, history: History, day: date) -> Portfolio:
    """A sample portfolio as of a day; OverlayError for a name that is not in `names()`."""
    lines = [line for line in _lines() if line.portfolio == name]
    if not lines:
        raise OverlayError(f"There is no sample portfolio '{shown(name)}': choose one of {', '.join(names())}.")
    known = prices(history, day)
    lost = [line.symbol for line in lines if line.symbol not in known]
    if lost:
        raise OverlayError(
            f"'{name}' holds {lost[0]}, which has no price in the history you loaded: load it too on the Data page, choose another "
            "portfolio, or go back to the bundled data."
        )
    return of_lots([line.lot(known[line.symbol], day) for line in lines], known, name=name)


@cache
def _lines(file: Path = FILE) -> tuple[SampleLot, ...]:
    try:
        with file.open(encoding="utf-8", newline="") as text:
            return tuple(
                SampleLot(
                    portfolio=row["portfolio"],
                    symbol=row["symbol"],
                    dollars=float(row["dollars"]),
                    days_held=int(row["days_held"]),
                    basis_share=float(row["basis_share"]),
                )
                for row in csv.DictReader(text)
            )
    except (OSError, ValueError, KeyError) as error:
        raise OverlayError(f"The sample portfolios in {file.name} cannot be read: reinstall the app.") from error
