"""Attribution of a backtest's result: by part, by day, and by kind of day.

Each day's change of equity is split without remainder into stocks, condors and calls at mid, costs (commission, and
fills worse than the mid), interest, and tax. The overlay's result is the change of equity less the change of stocks and
cash alone. Shares are of the previous day's equity, so that 1990 and 2022 have equal weight. Arrays (D,) are by day.

Below 63 trading days no figure is yearly: the total over the days stands instead (`units.is_yearly`).

All results count from the money put in, `Backtest.deposit`. The first day's trades cost something, so the first close
is already lower; this cost is part of the first change.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from overlay.arrays import BoolArray, FloatArray
from overlay.backtest.engine import Backtest, CashKind
from overlay.history import drawdowns
from overlay.history.events import KINDS
from overlay.ladder import accounts as ladder_book
from overlay.units import DAYS_PER_YEAR, is_yearly, stated_days, stated_years

VIX_LEVELS: Final = (15.0, 20.0, 30.0)  # points: boundaries of the VIX regimes, by the previous close
DECADE: Final = 10


class DailyParts(NamedTuple):
    """The contribution of each part, dollars by day (D,); their sum is the change of equity."""

    core: FloatArray
    condors: FloatArray
    hedge: FloatArray
    costs: FloatArray
    interest: FloatArray
    tax: FloatArray

    @property
    def total(self) -> FloatArray:
        """The sum of all parts: (D,)."""
        return np.asarray(sum(self))

    def summed(self, days: BoolArray) -> "Sums":
        """Dollars of each part, summed over the selected days (D,)."""
        return Sums(*(float(one[days].sum()) for one in self))


class Sums(NamedTuple):
    """The contribution of each part over some days, dollars."""

    core: float
    condors: float
    hedge: float
    costs: float
    interest: float
    tax: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysSlice:
    """A group of days: their number, the contribution of each part in dollars, and yearly rates as decimals.

    `overlay` and `book` are the yearly contributions of the overlay and of stocks with cash. `overlay_vol` is the
    overlay's yearly volatility. `costs` is the yearly cost of commission and fills. All are shares of the equity; NaN
    without days. If the days are too few for a yearly figure, `yearly` is False and all are totals over the days.
    """

    name: str
    days: int
    sums: Sums
    overlay: float
    overlay_vol: float
    book: float
    costs: float

    @property
    def yearly(self) -> bool:
        """Whether the days are enough for yearly figures."""
        return is_yearly(self.days)


class BadDay(NamedTuple):
    """One of the worst days: its position, and the results of book and overlay as shares of the previous day's equity."""

    at: int
    equity: float
    overlay: float
    parts: Sums


class Line(NamedTuple):
    """Summary of a series of values: yearly growth, yearly volatility, deepest drawdown, worst day; all decimals.

    Growth and volatility of fewer than 63 trading days are totals.
    """

    growth: float
    vol: float
    drawdown: float
    worst_day: float


def from_deposit(found: Backtest, values: FloatArray) -> FloatArray:
    """Values (D,) on the days of a backtest, with the money put in in place of the first close."""
    return np.concatenate([[found.deposit], values[1:]])


def growth(found: Backtest, values: FloatArray) -> float:
    """Compounded yearly growth from the money put in to the last of values (D,).

    It is -100% if a value is not above zero: all is lost then, whatever the arithmetic does afterwards. The growth of
    fewer than 63 trading days is their total.
    """
    if (values <= 0.0).any():
        return -1.0
    ratio = float(values[-1] / found.deposit)
    return float(ratio ** (1.0 / stated_years(found.years, len(found.path)))) - 1.0


def line(found: Backtest, values: FloatArray) -> Line:
    """Summary of values (D,) on the days of a backtest.

    All figures except growth end before the first day with a value of zero or less.
    """
    values = from_deposit(found, values)
    gone = np.flatnonzero(values <= 0.0)
    alive = values[: gone[0]] if len(gone) else values
    returns = np.diff(alive) / alive[:-1] if len(alive) > 1 else np.zeros(1)
    return Line(
        growth=growth(found, values),
        vol=float(np.std(returns)) * stated_days(len(found.path), len(returns)) ** 0.5,
        drawdown=max((one.depth for one in drawdowns.worst(alive, 1)), default=0.0),
        worst_day=float(returns.min()),
    )


def expiries(found: Backtest) -> float:
    """The number of condor terms that fit into the days without overlap: the number of independent bets."""
    return found.years * DAYS_PER_YEAR / found.rules.expiry_days


def added(found: Backtest) -> float:
    """Growth with the overlay less growth without it, decimal: a year, or over the days if they are too few."""
    return growth(found, found.equity) - growth(found, found.hold)


def daily(found: Backtest) -> DailyParts:
    """The parts of every day's change; the first day holds only the costs of its trades."""
    cash = {kind: found.ledger.by_day(kind, len(found.path)) / 100.0 for kind in CashKind}
    condor_missed = ladder_book.missed(found.ladder)
    return DailyParts(
        core=np.diff(found.core, prepend=found.core[0]),
        condors=np.diff(found.condors, prepend=0.0) + cash[CashKind.CONDOR] + condor_missed,
        hedge=np.diff(found.hedge, prepend=0.0) + cash[CashKind.CALL] + found.calls.missed,
        costs=cash[CashKind.COMMISSION] - condor_missed - found.calls.missed,
        interest=cash[CashKind.INTEREST],
        tax=cash[CashKind.TAX],
    )


def overlay_returns(found: Backtest) -> FloatArray:
    """The overlay's result on each day as a share of the previous day's equity: (D - 1,), up to the day of ruin."""
    stop = len(found.path) if found.ruined is None else found.ruined
    equity, hold = found.account[:stop], found.hold[:stop]
    return (np.diff(equity) - np.diff(hold)) / equity[:-1]


def book_returns(found: Backtest) -> FloatArray:
    """The result of stocks and cash alone as a share of the previous day's equity: (D - 1,), up to the day of ruin."""
    stop = len(found.path) if found.ruined is None else found.ruined
    return np.diff(found.hold[:stop]) / found.account[: stop - 1]


def whole(found: Backtest) -> DaysSlice:
    """All days together."""
    return sliced(found, [("All days", np.ones(len(found.path), dtype=bool))])[0]


def by_year(found: Backtest) -> tuple[DaysSlice, ...]:
    """Each calendar year."""
    years = found.path.days.astype("datetime64[Y]").astype(int) + 1970
    return sliced(found, [(str(year), years == year) for year in np.unique(years)])


def by_decade(found: Backtest) -> tuple[DaysSlice, ...]:
    """Each decade."""
    decades = (found.path.days.astype("datetime64[Y]").astype(int) + 1970) // DECADE * DECADE
    return sliced(found, [(f"{one}s", decades == one) for one in np.unique(decades)])


def by_vix(found: Backtest) -> tuple[DaysSlice, ...]:
    """Days by the VIX at the previous close."""
    before = np.concatenate([found.path.vix[:1], found.path.vix[:-1]])
    band = np.searchsorted(VIX_LEVELS, before, side="left")
    names = (
        f"VIX to {VIX_LEVELS[0]:g}",
        *(f"VIX {low:g} to {high:g}" for low, high in pairwise(VIX_LEVELS)),
        f"VIX above {VIX_LEVELS[-1]:g}",
    )
    return sliced(found, [(name, band == place) for place, name in enumerate(names)])


def on_events(found: Backtest) -> tuple[DaysSlice, ...]:
    """Days of FOMC, CPI and PPI, other days of years with known event days, and days of years without known ones."""
    near = found.events.within(pd.DatetimeIndex(found.path.days), 0, KINDS)
    return sliced(
        found,
        [("Event days", near == 1.0), ("Other days", near == 0.0), ("Event days not at hand", np.isnan(near))],
    )


def by_record(found: Backtest) -> tuple[DaysSlice, ...]:
    """Days with a recorded VIX, and days with a modelled VIX."""
    return sliced(found, [("VIX recorded", ~found.path.modelled), ("VIX modelled", found.path.modelled)])


def sliced(found: Backtest, groups: Iterable[tuple[str, BoolArray]]) -> tuple[DaysSlice, ...]:
    """A slice for each named group of days (D,)."""
    parts, overlay, book = daily(found), overlay_returns(found), book_returns(found)
    paid = np.concatenate([[0.0], parts.costs[1:]])
    paid[1] += parts.costs[0]
    costs = -paid[1 : len(overlay) + 1] / found.account[: len(overlay)]
    rows = []
    for name, days in groups:
        later = days[1 : len(overlay) + 1]
        count = int(later.sum())
        year = stated_days(int(days.sum()), count) if count else np.nan
        mine = overlay[later] if count else np.zeros(1)
        rows.append(
            DaysSlice(
                name=name,
                days=int(days.sum()),
                sums=parts.summed(days),
                overlay=float(year * mine.mean()),
                overlay_vol=float(np.sqrt(year) * mine.std()),
                book=float(year * (book[later].mean() if count else 0.0)),
                costs=float(year * (costs[later].mean() if count else 0.0)),
            )
        )
    return tuple(rows)


def worst_days(found: Backtest, count: int = 10) -> tuple[BadDay, ...]:
    """The days on which the book with overlay lost the largest share, worst first."""
    parts, overlay, book = daily(found), overlay_returns(found), book_returns(found)
    both = overlay + book
    every = np.arange(len(found.path))
    return tuple(
        BadDay(int(at) + 1, float(both[at]), float(overlay[at]), parts.summed(every == at + 1))
        for at in np.argsort(both, kind="stable")[:count]
    )
