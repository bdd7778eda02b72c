"""`Market`: what is known of the index and its options at one moment, and where it came from."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import ArrayLike, NDArray

from overlay.errors import OverlayError
from overlay.flags import Flag
from overlay.history import History
from overlay.surface import Anchored, Surface
from overlay.units import years as to_years

FloatArray = NDArray[np.float64]

_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Market:
    """One moment: index level and VIX in points, rate and dividend yield decimal, and a volatility surface.

    `source` says in a sentence where the levels come from; `flags` what to keep in mind; `past` holds the index
    closes up to and including `as_of`, for odds counted from history (empty where there are none).
    """

    as_of: date
    spot: float
    rate: float
    dividend_yield: float
    vix: float
    surface: Surface
    source: str
    flags: tuple[Flag, ...] = ()
    past: FloatArray = field(default_factory=lambda: np.empty(0))

    def expiry(self, days: int) -> date:
        """The weekday nearest to so many calendar days ahead, always after today: options expire Monday to Friday."""
        if days < 1:
            raise OverlayError(f"{days} days to expiry leave nothing to trade: choose at least 1 day.")
        day = self.as_of + timedelta(days=int(days))
        if day.weekday() < _SATURDAY:
            return day
        friday = day - timedelta(days=day.weekday() - _SATURDAY + 1)
        saturday = day.weekday() == _SATURDAY
        return friday if saturday and friday > self.as_of else friday + timedelta(days=3)

    def days(self, expiry: date) -> int:
        """Calendar days from today to an expiry."""
        return (expiry - self.as_of).days

    def years(self, expiry: date) -> float:
        """Years from today to an expiry, on the calendar clock."""
        return to_years(self.days(expiry))

    def forward(self, years: ArrayLike, spot: ArrayLike | None = None) -> FloatArray:
        """Forward in points, of today's index level or of another one (same carry)."""
        forward = self.surface.forward(years)
        return forward if spot is None else np.asarray(forward * (np.asarray(spot) / self.spot))

    def vol(self, strike: ArrayLike, years: ArrayLike, spot: ArrayLike | None = None) -> FloatArray:
        """Implied vol, decimal. At another index level the smile has moved along: same vol at same moneyness."""
        return self.surface.vol(strike if spot is None else np.asarray(strike) * (self.spot / np.asarray(spot)), years)

    def one_sd_points(self, expiry: date) -> float:
        """One standard deviation of the index at expiry: forward x at-the-money vol x sqrt(days / 365)."""
        t = self.years(expiry)
        forward = self.surface.forward(t)
        return float(forward * self.surface.vol(forward, t) * np.sqrt(t))

    def shifted(self, *, index_return: float = 0.0, vol_shift: float = 0.0, days: int = 0) -> "Market":
        """The same market after a move of the index (decimal), of volatility (decimal) and of the calendar."""
        if index_return <= -1.0:
            raise OverlayError(f"An index move of {index_return:.0%} leaves no index: choose more than -100%.")
        return replace(
            self,
            as_of=self.as_of + timedelta(days=days),
            spot=self.spot * (1.0 + index_return),
            vix=self.vix + 100.0 * vol_shift,
            surface=self.surface.moved(index_return, vol_shift),
        )


def from_history(history: History, day: date | None = None) -> Market:
    """The market on a day of the history (its last by default), with a surface anchored to that day's VIX.

    OverlayError for a day outside the history, one without trading, or one of the first few without a VIX.
    """
    day = history.last if day is None else day
    at = history.at(day)
    vix = float(history.vix.iloc[at])
    if np.isnan(vix):
        first = history.days[int(history.vix.notna().to_numpy().argmax())].date()
        raise OverlayError(f"No VIX is known or can be modelled on {day}: pick a day from {first} on.")
    spot, rate = float(history.index.iloc[at]), float(history.rate.iloc[at])
    dividend_yield = float(history.dividend_yield.iloc[at])
    modelled = bool(history.vix_modelled.iloc[at])
    return Market(
        as_of=day,
        spot=spot,
        rate=rate,
        dividend_yield=dividend_yield,
        vix=vix,
        surface=Anchored(spot=spot, vix=vix, rate=rate, dividend_yield=dividend_yield),
        source=f"S&P 500 close of {day}; VIX {'modelled from the index' if modelled else 'recorded by Cboe'}.",
        flags=_flags(modelled=modelled),
        past=history.index.to_numpy()[: at + 1],
    )


def _flags(*, modelled: bool) -> tuple[Flag, ...]:
    prices = Flag(
        level="note",
        title="Option prices are modelled",
        why="No option chain is loaded: every price comes from a volatility surface anchored to the VIX. On real "
        "chains a 30-day condor so priced lay within 15% of the quoted mid.",
        source="docs/surface.md",
    )
    vix = Flag(
        level="warning",
        title="The VIX of this day is modelled",
        why="The packages we ship from hold the recorded VIX for 2014 to 2018 only; on other days it is estimated "
        "from the index alone, with a median error of 7%.",
        source="overlay/samples/PROVENANCE.md",
    )
    return (prices, vix) if modelled else (prices,)
