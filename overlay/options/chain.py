"""A listed option chain and its single expiries, with the quotes as listed.

No price depends on the spot in the file's header. Every expiry has the forward and the discount factor implied by
put-call parity of its own quotes (`overlay.options.parity`). AM- and PM-settled contracts are never mixed. Years count
the days and hours from the quotes to the opening (AM) or the close (PM) of the day of expiry, in days / 365.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from overlay.arrays import BoolArray, FloatArray
from overlay.errors import OverlayError
from overlay.flags import Flag
from overlay.history import calendar
from overlay.history.calendar import Settlement
from overlay.options import black
from overlay.options.parity import Parity, parity, two_sided

KINDS: Final[tuple[Settlement, ...]] = ("PM", "AM")
_LONG_ENOUGH = 5.0 / 365.0  # for shorter times one tick of noise in the slope moves the rate by tens of percent
_QUOTED = ("bid", "ask", "open_interest", "volume")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExpirySlice:
    """One expiry and settlement of a chain; arrays are (K,) over its strikes, points; NaN means no quote."""

    root: str
    expiry: date
    settlement: Settlement
    #: calendar days from the quotes to expiry
    days: int
    #: days and hours from the quotes to the opening (AM) or the close (PM) of the expiry, over 365 days
    years: float
    #: parity forward, points
    forward: float
    #: parity discount factor; not meaningful for American options
    discount: float
    #: False if the discount factor comes from a neighbouring expiry
    discount_is_own: bool
    strikes: FloatArray
    call_bid: FloatArray
    call_ask: FloatArray
    put_bid: FloatArray
    put_ask: FloatArray
    call_open_interest: FloatArray
    put_open_interest: FloatArray
    call_volume: FloatArray
    put_volume: FloatArray

    @property
    def call_two_sided(self) -> BoolArray:
        """Return (K,) True where the call has a bid above zero and an ask above the bid."""
        return two_sided(self.call_bid, self.call_ask)

    @property
    def put_two_sided(self) -> BoolArray:
        """Return (K,) True where the put has a bid above zero and an ask above the bid."""
        return two_sided(self.put_bid, self.put_ask)

    @property
    def call_mid(self) -> FloatArray:
        """Return (K,) the middle of the call's bid and ask, points; NaN where either is missing."""
        return 0.5 * (self.call_bid + self.call_ask)

    @property
    def put_mid(self) -> FloatArray:
        """Return (K,) the middle of the put's bid and ask, points; NaN where either is missing."""
        return 0.5 * (self.put_bid + self.put_ask)

    @property
    def rate(self) -> float:
        """Return the continuously compounded annual rate implied by the discount factor; 0 at expiry."""
        return -float(np.log(self.discount)) / self.years if self.years > 0.0 else 0.0

    def out_of_the_money_vols(self) -> FloatArray:
        """Return (K,) implied vols (decimal) of the mids: puts below the forward, calls at and above it.

        NaN if the option has no two-sided quote or its mid is below the intrinsic value.
        """
        call = self.strikes >= self.forward
        mid = np.where(call, self.call_mid, self.put_mid)
        quoted = np.where(call, self.call_two_sided, self.put_two_sided)
        right = np.where(call, 1.0, -1.0)
        premium = np.where(quoted, mid, np.nan)
        return black.implied_vol(right, self.forward, self.strikes, self.years, premium, self.discount)

    def atm_vol(self) -> float:
        """Return the implied vol (decimal) of the out-of-the-money option whose strike is nearest the forward.

        OverlayError if no strike has an implied vol.
        """
        vols = self.out_of_the_money_vols()
        known = np.isfinite(vols)
        if not known.any():
            raise OverlayError(
                f"No quote of the {self.expiry} expiry gives an implied vol (0 of {vols.size} strikes): "
                "choose another expiry."
            )
        distance = np.where(known, np.abs(self.strikes - self.forward), np.inf)
        return float(vols[int(distance.argmin())])

    def one_sd_points(self) -> float:
        """Return one standard deviation to expiry: forward x at-the-money vol x sqrt(days / 365), points."""
        return self.forward * self.atm_vol() * math.sqrt(self.years)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chain:
    """All listed quotes of one underlying at one moment. Copies may share rows, so never write to them."""

    #: "SPX", "XSP", "VIX", "SPY" or another underlying
    symbol: str
    #: the header's spot in points, or the parity spot if the header has none; for captions, never for pricing
    spot: float
    #: New York time of the quotes without a time zone; 16:00 if only the day is known
    quoted: datetime
    #: one row per contract: root, expiry, settlement, right (+1 call, -1 put), strike, bid, ask, last (points),
    #: volume, open_interest (contracts), vendor_vol (decimal); sorted by expiry, root, strike and right
    quotes: pd.DataFrame
    flags: tuple[Flag, ...] = ()
    american: bool = False
    name: str = "chain"
    #: True if the quotes came over the network, False if they came from a file
    live: bool = False
    _columns: "_Columns" = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_columns", _columns(self.quotes))

    def __repr__(self) -> str:
        """One line: name, underlying, moment and number of contracts."""
        return f"Chain({self.name}, {self.symbol} {self.spot:,.2f}, {self.quoted:%Y-%m-%d %H:%M}, {len(self.quotes):,} contracts)"

    @property
    def as_of(self) -> date:
        """Return the day of the quotes."""
        return self.quoted.date()

    @property
    def settlements(self) -> tuple[Settlement, ...]:
        """Return the settlements listed, "PM" first."""
        return tuple(kind for kind in KINDS if (self._columns.morning == (kind == "AM")).any())

    def expiries(self, settlement: Settlement = "PM") -> list[date]:
        """Return the expiries of that settlement, ascending; empty if the chain does not list it."""
        days = np.unique(self._columns.day[self._columns.morning == (settlement == "AM")])
        return [day.astype(date) for day in days]

    def nearest_expiry(self, days: float, settlement: Settlement = "PM") -> date:
        """Return the expiry after `as_of` nearest to `days` calendar days away; on a tie, the one with more contracts.

        OverlayError if no expiry is left.
        """
        ahead = [day for day in self.expiries(settlement) if day > self.as_of]
        if not ahead:
            others = " or ".join(kind for kind in self.settlements if kind != settlement)
            way_out = f"ask for {others} settlement" if others else "download a newer chain"
            raise OverlayError(
                f"{self.name} lists no {settlement}-settled expiry after {self.as_of}: {way_out}.",
            )
        listed = self._columns.day[self._columns.morning == (settlement == "AM")]
        return min(
            ahead,
            key=lambda day: (abs((day - self.as_of).days - days), -np.count_nonzero(listed == np.datetime64(day))),
        )

    def same_day_expiry(self, settlement: Settlement = "PM") -> date:
        """Return the day of the quotes; OverlayError if no option of that settlement expires later on it."""
        if self.as_of not in self.expiries(settlement) or not self._years(self.as_of, settlement):
            raise OverlayError(
                f"{self.name} was quoted at {self.quoted:%Y-%m-%d %H:%M} New York and lists no {settlement}-settled option "
                "that expires later on that day (0 days): choose at least 1 day."
            )
        return self.as_of

    def slice(self, expiry: date, settlement: Settlement = "PM") -> ExpirySlice:
        """Return one expiry with its parity forward and discount factor.

        With fewer than 8 two-sided pairs within 6% of the money, the regression takes the 8 nearest pairs. With fewer
        than 3 pairs in total, or a slope that cannot be a discount factor, the rate is that of the nearest expiry with
        a valid rate, and the forward is the median over the pairs of strike + (call - put) / discount. OverlayError if
        the expiry is not listed or no strike has a two-sided call and put.
        """
        book = self._book(expiry, settlement)
        years = self._years(expiry, settlement)
        strikes, difference = book.pairs()
        if not strikes.size:
            raise OverlayError(
                f"No strike of the {expiry} {settlement} expiry has a two-sided call and put (0 of "
                f"{book.strikes.size}), so it has no forward: choose another expiry."
            )
        own = parity(strikes, difference)
        if own is None:
            discount = float(np.exp(-self._neighbouring_rate(expiry) * years))
            own = Parity(float(np.median(strikes + difference / discount)), discount)
            return self._sliced(book, expiry, settlement, own, discount_is_own=False)
        return self._sliced(book, expiry, settlement, own, discount_is_own=True)

    def slices(self, settlement: Settlement = "PM") -> Iterator[ExpirySlice]:
        """Yield the slices of every expiry of that settlement that has a forward, ascending."""
        for expiry in self.expiries(settlement):
            try:
                yield self.slice(expiry, settlement)
            except OverlayError:
                continue

    def _sliced(
        self, book: "_Book", expiry: date, settlement: Settlement, own: Parity, *, discount_is_own: bool
    ) -> ExpirySlice:
        columns = {
            f"{side}_{name}": values[i]
            for side, values in (("call", book.calls), ("put", book.puts))
            for i, name in enumerate(_QUOTED)
        }
        return ExpirySlice(
            root=book.root,
            expiry=expiry,
            settlement=settlement,
            days=(expiry - self.as_of).days,
            years=self._years(expiry, settlement),
            forward=own.forward,
            discount=own.discount,
            discount_is_own=discount_is_own,
            strikes=book.strikes,
            **columns,
        )

    def _years(self, expiry: date, settlement: Settlement) -> float:
        left = calendar.expires(expiry, settlement) - self.quoted
        return max(left / timedelta(days=1), 0.0) / 365.0

    def _book(self, expiry: date, settlement: Settlement) -> "_Book":
        """Cut one expiry out of the sorted rows; OverlayError when it is not listed."""
        columns = self._columns
        day = np.datetime64(expiry, "D")
        first, last = (int(np.searchsorted(columns.day, day, side=side)) for side in ("left", "right"))
        rows = first + np.flatnonzero(columns.morning[first:last] == (settlement == "AM"))
        if not rows.size:
            raise OverlayError(
                f"{self.name} lists no {settlement}-settled contract for {expiry}: choose one of its expiries."
            )
        strikes, place = np.unique(columns.strike[rows], return_inverse=True)
        call = columns.call[rows]
        sides = np.full((2, len(_QUOTED), strikes.size), np.nan)
        for i, values in enumerate(columns.quoted):
            sides[0, i, place[call]] = values[rows[call]]
            sides[1, i, place[~call]] = values[rows[~call]]
        return _Book(str(columns.root[rows[0]]), strikes, sides[0], sides[1])

    def _neighbouring_rate(self, expiry: date) -> float:
        """Return the annual rate of the nearest expiry that gives a rate by parity; OverlayError if no expiry does."""
        listed = [(day, kind) for kind in self.settlements for day in self.expiries(kind) if day != expiry]
        for day, kind in sorted(listed, key=lambda item: abs((item[0] - expiry).days)):
            years = self._years(day, kind)
            own = parity(*self._book(day, kind).pairs())
            if own is not None and years > _LONG_ENOUGH:
                return -float(np.log(own.discount)) / years
        raise OverlayError(
            f"The {expiry} expiry has too few two-sided strikes for a discount factor and no other expiry of "
            f"{self.name} gives one: download the chain with more strikes or expiries."
        )


class _Columns(NamedTuple):
    """The chain's columns as arrays, so that selecting an expiry takes microseconds."""

    day: NDArray[np.datetime64]
    morning: BoolArray
    call: BoolArray
    strike: FloatArray
    root: NDArray[np.object_]
    quoted: tuple[FloatArray, ...]


def _columns(quotes: pd.DataFrame) -> _Columns:
    day = quotes["expiry"].to_numpy().astype("datetime64[D]")
    if (np.diff(day) < np.timedelta64(0)).any():
        raise OverlayError("The quotes of a chain must be sorted by expiry, but at least 1 is not: sort them first.")
    return _Columns(
        day=day,
        morning=quotes["settlement"].to_numpy(dtype=object) == "AM",
        call=quotes["right"].to_numpy() > 0,
        strike=quotes["strike"].to_numpy(dtype=np.float64),
        root=quotes["root"].to_numpy(dtype=object),
        quoted=tuple(quotes[name].to_numpy(dtype=np.float64) for name in _QUOTED),
    )


class _Book(NamedTuple):
    """The raw quotes of one expiry: strikes (K,), calls and puts (4, K) in the order of `_QUOTED`."""

    root: str
    strikes: FloatArray
    calls: FloatArray
    puts: FloatArray

    def pairs(self) -> tuple[FloatArray, FloatArray]:
        """Return the strikes with a two-sided call and put, and call mid minus put mid there, points."""
        both = two_sided(self.calls[0], self.calls[1]) & two_sided(self.puts[0], self.puts[1])
        difference = 0.5 * (self.calls[0] + self.calls[1] - self.puts[0] - self.puts[1])
        return self.strikes[both], difference[both]
