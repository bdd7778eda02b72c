"""Where a backtest's result came from: by part, by day, and by the kind of day.

Each day's change of equity is split without a rest: the stocks, the condors and the calls at mid, costs (commission, and
fills away from the mid), interest, tax. What the overlay did is the change of equity less that of stocks and cash alone; as
a share it is taken of the equity on the day before, so that 1990 and 2022 weigh alike. (D,) are days, the first zero.
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
from overlay.units import DAYS_PER_YEAR, TRADING_DAYS_PER_YEAR

VIX_LEVELS: Final = (15.0, 20.0, 30.0)  # points: borders of the regimes, by the close before
DECADE: Final = 10


class DailyParts(NamedTuple):
    """What each part added, dollars by day (D,); all together are the change of the equity."""

    core: FloatArray
    condors: FloatArray
    hedge: FloatArray
    costs: FloatArray
    interest: FloatArray
    tax: FloatArray

    @property
    def total(self) -> FloatArray:
        """All of them: (D,)."""
        return np.asarray(sum(self))

    def summed(self, days: BoolArray) -> "Sums":
        """Dollars of each part over some of the days (D,)."""
        return Sums(*(float(one[days].sum()) for one in self))


class Sums(NamedTuple):
    """Dollars that each part added over some days."""

    core: float
    condors: float
    hedge: float
    costs: float
    interest: float
    tax: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysSlice:
    """Some of the days: how many, what each part added in dollars, and rates of the overlay as decimals.

    `overlay` and `book` are what overlay and stocks with cash added a year, `overlay_vol` the overlay's volatility a year, and
    `costs` what commission and fills took a year, all as shares of the equity; NaN without days.
    """

    name: str
    days: int
    sums: Sums
    overlay: float
    overlay_vol: float
    book: float
    costs: float


class BadDay(NamedTuple):
    """One of the worst days: its position, and shares of the equity before it that the whole and the overlay lost or won."""

    at: int
    equity: float
    overlay: float
    parts: Sums


class Line(NamedTuple):
    """How a line of values fared over the days: growth a year, volatility a year, deepest drawdown, worst day; all decimals."""

    growth: float
    vol: float
    drawdown: float
    worst_day: float


def growth(found: Backtest, values: FloatArray) -> float:
    """Growth a year, compounded, of values (D,) on the days of a backtest; -100% where nothing is left."""
    ratio = float(values[-1] / values[0])
    return ratio ** (1.0 / found.years) - 1.0 if ratio > 0.0 else -1.0


def line(found: Backtest, values: FloatArray) -> Line:
    """How values (D,) on the days of a backtest fared, growth aside up to the day on which nothing is left of them."""
    gone = np.flatnonzero(values <= 0.0)
    alive = values[: gone[0]] if len(gone) else values
    returns = np.diff(alive) / alive[:-1] if len(alive) > 1 else np.zeros(1)
    return Line(
        growth=growth(found, values),
        vol=float(np.std(returns)) * TRADING_DAYS_PER_YEAR**0.5,
        drawdown=max((one.depth for one in drawdowns.worst(alive, 1)), default=0.0),
        worst_day=float(returns.min()),
    )


def expiries(found: Backtest) -> float:
    """How many condors' terms the days hold one after another: bets that do not overlap."""
    return found.years * DAYS_PER_YEAR / found.rules.expiry_days


def daily(found: Backtest) -> DailyParts:
    """The parts of every day's change; on the first day what was traded on it cost its fills."""
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
    """What the overlay added on each day as a share of the equity before it: (D - 1,), up to the day of ruin."""
    stop = len(found.path) if found.ruined is None else found.ruined
    equity, hold = found.equity[:stop], found.hold[:stop]
    return (np.diff(equity) - np.diff(hold)) / equity[:-1]


def book_returns(found: Backtest) -> FloatArray:
    """What stocks and cash alone earned on each day as a share of the equity before it: (D - 1,), up to the day of ruin."""
    stop = len(found.path) if found.ruined is None else found.ruined
    return np.diff(found.hold[:stop]) / found.equity[: stop - 1]


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
    """Days by where the VIX stood on the close before."""
    before = np.concatenate([found.path.vix[:1], found.path.vix[:-1]])
    band = np.searchsorted(VIX_LEVELS, before, side="left")
    names = (
        f"VIX to {VIX_LEVELS[0]:g}",
        *(f"VIX {low:g} to {high:g}" for low, high in pairwise(VIX_LEVELS)),
        f"VIX above {VIX_LEVELS[-1]:g}",
    )
    return sliced(found, [(name, band == place) for place, name in enumerate(names)])


def on_events(found: Backtest) -> tuple[DaysSlice, ...]:
    """Days of FOMC, CPI and PPI, other days of the years whose event days are at hand, and days of years where they are not."""
    near = found.events.within(pd.DatetimeIndex(found.path.days), 0, KINDS)
    return sliced(
        found,
        [("Event days", near == 1.0), ("Other days", near == 0.0), ("Event days not at hand", np.isnan(near))],
    )


def by_record(found: Backtest) -> tuple[DaysSlice, ...]:
    """Days with a recorded and days with a modelled VIX."""
    return sliced(found, [("VIX recorded", ~found.path.modelled), ("VIX modelled", found.path.modelled)])


def sliced(found: Backtest, groups: Iterable[tuple[str, BoolArray]]) -> tuple[DaysSlice, ...]:
    """Named groups of days (D,), each judged on its own."""
    parts, overlay, book = daily(found), overlay_returns(found), book_returns(found)
    costs = -parts.costs[1 : len(overlay) + 1] / found.equity[: len(overlay)]
    rows = []
    for name, days in groups:
        later = days[1 : len(overlay) + 1]
        count = int(later.sum())
        year = TRADING_DAYS_PER_YEAR if count else np.nan
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
    """The days on which the whole lost the largest share, worst first."""
    parts, overlay, book = daily(found), overlay_returns(found), book_returns(found)
    both = overlay + book
    every = np.arange(len(found.path))
    return tuple(
        BadDay(int(at) + 1, float(both[at]), float(overlay[at]), parts.summed(every == at + 1))
        for at in np.argsort(both, kind="stable")[:count]
    )
