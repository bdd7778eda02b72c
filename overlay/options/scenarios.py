"""`Scenario`: a move of the index, of volatility, of single names and of the calendar; and the historical episodes.

One number moves all volatility: SPX implied volatility and the VIX move by the same number of points, each VIX future
by its tenor beta. A name moves by its beta times the index return, unless the scenario states its own return.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from overlay.errors import OverlayError, whole, within
from overlay.history.daily import History
from overlay.units import VOL_POINT


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A what-if: index return and vol shift (decimals), calendar days ahead, and own returns as (symbol, return)."""

    index_return: float = 0.0
    vol_shift: float = 0.0
    days: int = 0
    names: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if not -1.0 < self.index_return < 10.0:
            raise OverlayError(
                f"An index move of {self.index_return:.0%} is out of range: choose more than -100% and less than 1000%."
            )
        within("A shift of volatility", self.vol_shift, -5.0, 5.0, "enter a decimal, 0.1 for 10 points")
        whole("Days forward", self.days, 0, 36_500, "choose 0 or more", "days")
        for symbol, own in self.names:
            if not -1.0 <= own < 10.0:
                raise OverlayError(
                    f"A move of {symbol} by {own:.0%} is out of range: choose at least -100% and less than 1000%."
                )

    @property
    def is_nothing(self) -> bool:
        """Whether the scenario leaves the market as it is."""
        return self == Scenario()

    @property
    def vix_points(self) -> float:
        """The move of the VIX in points."""
        return self.vol_shift / VOL_POINT


NOTHING = Scenario()


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """A past period from published closes: index return (decimal), VIX at start and end (points), and the source."""

    name: str
    first: date
    last: date
    index_return: float
    vix: tuple[float, float]
    source: str = "S&P 500 and VIX closes: S&P Dow Jones Indices, Cboe."

    @property
    def scenario(self) -> Scenario:
        """The same move from today's levels; names move by their betas."""
        return Scenario(
            index_return=self.index_return,
            vol_shift=(self.vix[1] - self.vix[0]) * VOL_POINT,
            days=(self.last - self.first).days,
        )

    def as_then(self, symbols: Sequence[str], history: History) -> Scenario:
        """The same move with each name's own return over those days, if the history holds the name and the days."""
        known = [one for one in symbols if one in history.closes.columns]
        if not (known and history.first <= self.first and self.last <= history.last):
            return self.scenario
        start, end = (history.closes.iloc[history.at(history.nearest(day))] for day in (self.first, self.last))
        return replace(self.scenario, names=tuple((one, float(end[one] / start[one] - 1.0)) for one in known))


_VXO: Final = "S&P 500 closes: S&P Dow Jones Indices. The VIX did not exist; 36.37 and 150.19 are Cboe's later VXO, on the S&P 100."
EPISODES: Final = (
    Episode(
        name="19 Oct 1987", first=date(1987, 10, 16), last=date(1987, 10, 19), index_return=-0.2047, vix=(36.37, 150.19),
        source=_VXO,
    ),
    Episode(name="Oct 2008", first=date(2008, 10, 1), last=date(2008, 10, 27), index_return=-0.2688, vix=(39.81, 80.06)),
    Episode(name="Aug 2011", first=date(2011, 7, 22), last=date(2011, 8, 8), index_return=-0.1677, vix=(17.52, 48.00)),
    Episode(name="Aug 2015", first=date(2015, 8, 17), last=date(2015, 8, 24), index_return=-0.0995, vix=(13.02, 40.74)),
    Episode(name="5 Feb 2018", first=date(2018, 2, 2), last=date(2018, 2, 5), index_return=-0.0410, vix=(17.31, 37.32)),
    Episode(name="Mar 2020", first=date(2020, 2, 19), last=date(2020, 3, 16), index_return=-0.2953, vix=(14.38, 82.69)),
    Episode(name="2022 bear", first=date(2022, 1, 3), last=date(2022, 10, 12), index_return=-0.2543, vix=(16.60, 33.57)),
    Episode(name="Aug 2024", first=date(2024, 7, 31), last=date(2024, 8, 5), index_return=-0.0608, vix=(16.36, 38.57)),
    Episode(name="Melt-up", first=date(2017, 12, 29), last=date(2018, 1, 26), index_return=0.0745, vix=(11.04, 11.08)),
    Episode(name="Calm month", first=date(2017, 7, 31), last=date(2017, 8, 31), index_return=0.0005, vix=(10.26, 10.59)),
)  # fmt: skip
GAP: Final = "One-name gap"


def one_name_gap(symbol: str, drop: float = 0.3) -> Scenario:
    """One name falls overnight by `drop` (0.3 is 30%); nothing else moves."""
    return Scenario(names=((symbol, -drop),))
