"""Daily history: adjusted closes of the stocks, the index, the VIX, the rate and the dividend yield, on one calendar.

All series share the same trading days, and each states its source. A day without a recorded VIX has a modelled VIX and
is marked in ``vix_modelled``; only the first few days, too few for the model, are empty. Closes are adjusted for
dividends and splits, so they give returns, but never the dollar price of a purchase.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from overlay.arrays import DayArray, FloatArray, IntArray
from overlay.errors import OverlayError


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The origin of a history's data: shipped, loaded live, uploaded, or refreshed earlier and found on this machine."""

    kind: Literal["bundled", "live", "uploaded", "refreshed"] = "bundled"
    #: the data provider in a few words, such as "Yahoo" or a file's name; empty for shipped data
    name: str = ""
    #: the day on which the provider supplied it
    asked: date | None = None

    @property
    def aside(self) -> str:
        """The provider in brackets, for a sentence about a close; empty for shipped data."""
        return f" ({self.name})" if self.name else ""


BUNDLED: Final = Origin()
_BY_DAY: Final = (
    "closes", "vix", "vix_modelled", "rate", "dividend_yield", "vix_doubtful", "rate_carried", "vix_range", "yields", "opening",
)  # fmt: skip
LATELY_DAYS: Final = 63  # trading days over which the weights in `lately` fade: a quarter of a year


@dataclass(frozen=True, slots=True)
class Levels:
    """One day's close: index and VIX in points, rate and dividend yield as yearly decimals."""

    index: float
    vix: float
    rate: float
    dividend_yield: float


@dataclass(frozen=True, kw_only=True, eq=False)
class History:
    """Market data of D trading days; OverlayError if the series disagree or hold impossible values.

    Copies may share rows, so never write to them.
    """

    #: (D, symbols) dividend- and split-adjusted closes
    closes: pd.DataFrame
    #: (D,) S&P 500 close, points
    index: pd.Series
    #: (D,) VIX close, points; NaN on the first few days at most
    vix: pd.Series
    #: (D,) True where the VIX is modelled (or empty), False where it was recorded
    vix_modelled: pd.Series
    #: (D,) riskless rate, annualised decimal, continuously compounded
    rate: pd.Series
    #: (D,) dividend yield of the index, annualised decimal
    dividend_yield: pd.Series
    #: (D,) True where the VIX differs from the close that Cboe publishes; None if that is not known
    vix_doubtful: pd.Series | None = None
    #: (D,) True where the rate is that of an earlier day; None if that is not known
    rate_carried: pd.Series | None = None
    #: (D, 3) VIX open, high and low, points, NaN where unknown; None if no day has them
    vix_range: pd.DataFrame | None = None
    #: (D, tenors) Treasury yields, annualised decimal, continuously compounded; columns are years; None without them
    yields: pd.DataFrame | None = None
    #: (D,) S&P 500 at the opening, points, NaN where unknown; None if no day has it
    opening: pd.Series | None = None
    #: symbols that joined a panel of stocks: a book may hold them, but breadth and the default book leave them out
    beside: frozenset[str] = frozenset()
    #: one readable sentence per series
    sources: Mapping[str, str]
    origin: Origin = BUNDLED

    def __post_init__(self) -> None:
        _check_days(self.days)
        for name in _BY_DAY:
            found = getattr(self, name)
            if found is not None and not found.index.equals(self.days):
                raise OverlayError(f"The series {name} does not have the same days as the index: align it first.")
        for symbol in self.closes.columns:
            _check_range(self.closes[symbol], str(symbol), 0.0, np.inf)
        _check_range(self.index, "index", 0.0, np.inf)
        if self.opening is not None:
            _check_range(self.opening.dropna(), "opening", 0.0, np.inf)
        _check_range(_after_warm_up(self.vix), "vix", 0.0, 200.0)
        _check_range(self.rate, "rate", -0.05, 0.5)
        _check_range(self.dividend_yield, "dividend_yield", -0.01, 0.2)

    def __repr__(self) -> str:
        """One line: the days, the names and the origin of the data."""
        names = self.closes.shape[1]
        return f"History({self.first} to {self.last}, {len(self.days):,} days, {names} names, {self.origin.kind})"

    @cached_property
    def days(self) -> pd.DatetimeIndex:
        """Return the trading days: (D,)."""
        return pd.DatetimeIndex(self.index.index)

    @cached_property
    def dates(self) -> DayArray:
        """Return the trading days as dates without a time: (D,)."""
        return self.days.to_numpy().astype("datetime64[D]")

    @cached_property
    def numbers(self) -> IntArray:
        """Return the trading days as calendar day numbers, 0 on 1 January 1970: (D,)."""
        return self.dates.astype(np.int64)

    @cached_property
    def lately(self) -> FloatArray:
        """Return the recent mean of the VIX up to and including each day, points: (D,); NaN until the first VIX."""
        return lately(self.vix).to_numpy()

    @cached_property
    def digest(self) -> str:
        """Return a digest of the numbers, the symbols and the origin; computed once."""
        found = hashlib.sha256(
            repr((self.origin, [str(one) for one in self.closes.columns], sorted(self.beside))).encode()
        )
        found.update(np.ascontiguousarray(self.numbers).tobytes())
        for one in (self.index, *(getattr(self, name) for name in _BY_DAY)):
            found.update(b"" if one is None else np.ascontiguousarray(one.to_numpy(dtype=np.float64)).tobytes())
        return found.hexdigest()

    @cached_property
    def panel(self) -> pd.DataFrame:
        """Return the closes without the stocks that stand beside the panel: (D, symbols)."""
        return self.closes[[one for one in self.closes.columns if one not in self.beside]]

    def since(self, first: date) -> "History":
        """Return the days from ``first`` on, with everything that is known of them; OverlayError if no day is left."""
        begin = int(self.days.searchsorted(pd.Timestamp(first)))
        found = {name: getattr(self, name) for name in ("index", *_BY_DAY)}
        cut: dict[str, Any] = {name: None if one is None else one.iloc[begin:] for name, one in found.items()}
        return replace(self, **cut)

    def levels(self, at: int) -> Levels:
        """Return the levels at the close of the day at a position; the VIX is NaN if it is unknown."""
        return Levels(*(float(one.iloc[at]) for one in (self.index, self.vix, self.rate, self.dividend_yield)))

    @cached_property
    def first(self) -> date:
        """Return the first trading day."""
        return self.days[0].date()

    @cached_property
    def last(self) -> date:
        """Return the last trading day."""
        return self.days[-1].date()

    @cached_property
    def last_recorded(self) -> date | None:
        """Return the last day whose VIX was recorded, or None if every VIX is modelled."""
        recorded = self.days[~self.vix_modelled.to_numpy(dtype=bool)]
        return recorded[-1].date() if len(recorded) else None

    def at(self, day: date) -> int:
        """Return the position (0 to D - 1) of a trading day; OverlayError for any other day."""
        before = self.nearest(day)
        if before != day:
            raise OverlayError(
                f"{day} was not a trading day; the trading day before it is {before}: pick that or another trading day."
            )
        return int(self.days.searchsorted(pd.Timestamp(day)))

    def nearest(self, day: date) -> date:
        """Return the last trading day on or before ``day``; OverlayError for a day outside the range."""
        if not self.first <= day <= self.last:
            raise OverlayError(
                f"{day} lies outside the history, which runs from {self.first} to {self.last}: pick a day inside."
            )
        position = int(self.days.searchsorted(pd.Timestamp(day), side="right")) - 1
        return self.days[position].date()


def _check_days(days: pd.DatetimeIndex) -> None:
    if days.empty:
        raise OverlayError("The history has no days (0): load a file with at least one.")
    if days.tz is not None or not days.equals(days.normalize()):
        raise OverlayError(f"The history's days carry a time or a time zone (first {days[0]}): use plain dates.")
    steps = np.diff(days.to_numpy()) > np.timedelta64(0)
    if not steps.all():
        culprit = days[1:][~steps][0].date()
        raise OverlayError(f"The history's days must rise, but {culprit} does not: sort the days and drop duplicates.")


def _check_range(series: pd.Series, name: str, low: float, high: float) -> None:
    """OverlayError for the first value that is missing or not strictly between ``low`` and ``high``."""
    values = series.to_numpy(dtype=np.float64)
    wrong = ~((values > low) & (values < high))
    if wrong.any():
        place = int(wrong.argmax())
        day = pd.DatetimeIndex(series.index)[place].date()
        raise OverlayError(
            f"{name} is {values[place]:g} on {day} but must lie between {low:g} and {high:g}: correct or drop that day."
        )


def _after_warm_up(vix: pd.Series) -> pd.Series:
    """Return ``vix`` from its first value on, so that only a later gap is an error."""
    known = vix.notna().to_numpy(dtype=bool)
    return vix.iloc[int(known.argmax()) :] if known.any() else vix.iloc[:0]


def lately(vix: pd.Series) -> pd.Series:
    """Return the recent mean of the VIX (D,) in points.

    It is the geometric mean of the closes up to each day, with weights that fade over `LATELY_DAYS`.
    """
    return pd.Series(np.exp(np.log(vix).ewm(com=LATELY_DAYS).mean()), index=vix.index, name="lately")
