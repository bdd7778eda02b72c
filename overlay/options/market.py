"""`Market`: the index and its option prices at one moment, with the source of the data."""

import math
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, get_args, overload

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats, scalar_or_array
from overlay.errors import OverlayError, one_of
from overlay.flags import Flag
from overlay.history import calendar
from overlay.history.calendar import Settlement
from overlay.history.daily import History
from overlay.options import black
from overlay.options.chain import Chain
from overlay.options.contracts import ON_OWN_LEVEL, SPX, Contract
from overlay.options.fitted import fit
from overlay.options.listing import Listing
from overlay.options.modelled import clock as clocks
from overlay.options.modelled.smile_shape import SMILE
from overlay.options.modelled.vix_family import UNKNOWN, VixFamily
from overlay.options.surface import Anchored, Surface, rebuilt_vix
from overlay.units import years as to_years

_PROVENANCE: Final = "overlay/samples/PROVENANCE.md"
LARGEST_MOVE: Final = 0.25  # of the index in a day, log: 19 October 1987 was -0.23
MODELLED_VIX: Final = "The VIX of this day is modelled"
Stickiness = Literal["moneyness", "strike"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Market:
    """One moment: index level and VIX in points, rate and dividend yield decimal, and a volatility surface.

    `source` is a sentence on the source of the levels; `flags` are caveats. `past` holds the index closes up to and
    including `as_of`, for odds counted from history (empty without a history); `past_to` is the day of the last of
    them if the history ends before the market's day. `listing` holds the listed options of a chain, None if prices are
    modelled; `contract` is the traded contract. `sticky` sets how the smile reacts to an index move: it moves with the
    index (same vol at same moneyness) or stays (same vol at same strike). `family` holds the volatility indices of
    other tenors that are known. `clock` is the New York time of the levels. `settles` is the settlement of the options
    of a monthly expiry (third Friday), which offers both; all others settle at the close. `typed` tells typed levels.
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
    past_to: date | None = None
    listing: Listing | None = None
    contract: Contract = SPX
    sticky: Stickiness = "moneyness"
    family: VixFamily = UNKNOWN
    clock: time = calendar.CLOSING
    settles: Settlement = "PM"
    typed: bool = False

    def __post_init__(self) -> None:
        one_of("A smile that is sticky by", self.sticky, get_args(Stickiness))

    def __repr__(self) -> str:
        """One line: the day, the levels and the traded contract, without the surface and the past."""
        kind = "modelled" if self.listing is None else f"chain {self.listing.chain.name}"
        return (
            f"Market({self.as_of}, index {self.spot:,.2f}, VIX {self.vix:.2f}, rate {self.rate:.2%}, "
            f"{self.contract.symbol}, {kind})"
        )

    @property
    def identity(self) -> tuple[object, ...]:
        """What tells this market from another, for caches: its source and moment, its levels, and what is traded."""
        return (
            self.source, self.as_of, self.clock, self.spot, self.vix, self.rate, self.dividend_yield, self.family,
            self.sticky, self.contract.symbol, self.settles, None if self.listing is None else self.listing.settlement, len(self.past),
        )  # fmt: skip

    def expiry(self, days: int) -> date:
        """The expiry nearest to `days` calendar days ahead: a listed one, or a trading day.

        It lies after today; with 0 days it is today. OverlayError for 0 days if today's options have expired.
        """
        if days < 0:
            raise OverlayError(f"{days} days to expiry leave nothing to trade: choose at least 1 day.")
        if self.listing is not None:
            return self.listing.expiry(days)
        return calendar.settlement(self.as_of, int(days)) if days >= 1 else self._same_day()

    def _same_day(self) -> date:
        if calendar.is_open(self.as_of) and self.days_left(self.as_of) > 0.0:
            return self.as_of
        raise OverlayError(
            f"0 days to expiry leave nothing to trade: these are the levels of {self.as_of} {self.clock:%H:%M} New York, and "
            "no option expires later on that day. Choose at least 1 day."
        )

    @property
    def moment(self) -> datetime:
        """The New York moment of the levels, without a zone."""
        return datetime.combine(self.as_of, self.clock)

    def settlement(self, expiry: date) -> Settlement:
        """Whether the options of an expiry settle at its opening (AM) or at its close (PM)."""
        if self.listing is not None:
            return self.listing.settlement
        return self.settles if self.settles == "PM" or calendar.is_monthly_expiry(expiry) else "PM"

    def days(self, expiry: date) -> int:
        """Calendar days from today to an expiry."""
        return (expiry - self.as_of).days

    def days_left(self, expiry: date) -> float:
        """Calendar days from now to the opening (AM) or close (PM) of an expiry, hours as fractions; 0 if it is past."""
        left = calendar.expires(expiry, self.settlement(expiry)) - self.moment
        return max(left / timedelta(days=1), 0.0)

    def years(self, expiry: date) -> float:
        """Years from now to an expiry: days and hours / 365."""
        return to_years(self.days_left(expiry))

    def ahead(self, expiry: date, days: float) -> float:
        """The days, hours as fractions, that a what-if of whole days takes off an expiry: all that are left at its end.

        A what-if that reaches the day of expiry ends at the expiry itself; one of 0 days is now.
        """
        left = self.days_left(expiry)
        return left if days >= max(self.days(expiry), 1) else min(days, left)

    @overload
    def forward(self, years: float, spot: float | None = None) -> float: ...
    @overload
    def forward(self, years: ArrayLike, spot: ArrayLike | None = None) -> FloatArray: ...
    def forward(self, years: ArrayLike, spot: ArrayLike | None = None) -> float | FloatArray:
        """Forward in points from today's index level or from another level at the same carry; scalars give a float."""
        level = floats(self.spot if spot is None else spot)
        return scalar_or_array(self.surface.forward(years) * (level / self.surface.spot))

    @overload
    def discount(self, years: float) -> float: ...
    @overload
    def discount(self, years: ArrayLike) -> FloatArray: ...
    def discount(self, years: ArrayLike) -> float | FloatArray:
        """Value today of one point paid then; a scalar gives a float."""
        return scalar_or_array(self.surface.discount(years))

    @overload
    def vol(self, strike: float, years: float, spot: float | None = None, ahead: float = 0.0) -> float: ...
    @overload
    def vol(
        self, strike: ArrayLike, years: ArrayLike, spot: ArrayLike | None = None, ahead: ArrayLike = 0.0
    ) -> FloatArray: ...
    def vol(
        self, strike: ArrayLike, years: ArrayLike, spot: ArrayLike | None = None, ahead: ArrayLike = 0.0
    ) -> float | FloatArray:
        """Implied vol, decimal, of a strike in points at today's or another index level; scalars give a float.

        `years` are those that are left after `ahead` calendar days.
        """
        if self.sticky == "strike":
            return scalar_or_array(self.surface.vol(strike, years, ahead))
        level = floats(self.spot if spot is None else spot)
        return scalar_or_array(self.surface.vol(floats(strike) * (self.surface.spot / level), years, ahead))

    def vol_after(
        self, strike: ArrayLike, years: float, spot: ArrayLike, vol_shift: ArrayLike, ahead: float = 0.0
    ) -> FloatArray:
        """Implied vol, decimal, of strikes in points at one tenor after moves of index, vol and days; all broadcast."""
        if self.sticky == "strike":
            return self.surface.vol_after(strike, years, vol_shift, ahead)
        return self.surface.vol_after(floats(strike) * (self.surface.spot / floats(spot)), years, vol_shift, ahead)

    def one_sd_points(self, expiry: date) -> float:
        """One standard deviation of the index at expiry: forward x at-the-money vol x sqrt(years to expiry).

        The vol comes from the listed mid nearest the forward, or from the surface without a listing.
        """
        if self.listing is not None:
            return self.listing.slice(expiry).one_sd_points()
        t = self.years(expiry)
        forward = self.forward(t)
        return forward * self.vol(forward, t) * math.sqrt(t)

    @overload
    def nearest_strike(self, contract: Contract, right: int, expiry: date, levels: float) -> float: ...
    @overload
    def nearest_strike(self, contract: Contract, right: int, expiry: date, levels: ArrayLike) -> FloatArray: ...
    def nearest_strike(self, contract: Contract, right: int, expiry: date, levels: ArrayLike) -> float | FloatArray:
        """The tradable strikes nearest to index levels (K,): two-sided listed strikes, or the contract's grid."""
        if self.listing is not None:
            return scalar_or_array(self.listing.nearest(expiry, right, levels))
        return contract.nearest_strike(levels)

    @overload
    def wing(self, contract: Contract, right: int, expiry: date, short: float, width: float) -> float: ...
    @overload
    def wing(self, contract: Contract, right: int, expiry: date, short: ArrayLike, width: float) -> FloatArray: ...
    def wing(self, contract: Contract, right: int, expiry: date, short: ArrayLike, width: float) -> float | FloatArray:
        """The strikes beyond the short strikes (K,) nearest to the requested width, contract points; NaN if none."""
        if self.listing is not None:
            return scalar_or_array(self.listing.wing(expiry, right, short, width))
        steps = max(1.0, np.floor(width / contract.strike_step + 0.5))
        return scalar_or_array(floats(short) + right * steps * contract.strike_step)

    def mids(self, contract: Contract, right: int, expiry: date, strikes: FloatArray) -> FloatArray:
        """Prices of single options (K,) in contract points: the middle of bid and ask, or the surface's price."""
        if self.listing is not None:
            return self.listing.quotes([right] * len(strikes), list(strikes), expiry).mid
        t, levels = self.years(expiry), np.maximum(strikes / contract.index_share, 1e-6)
        price = black.price(right, self.forward(t), levels, t, self.vol(levels, t), self.discount(t))
        return price * contract.index_share

    def shifted(self, *, index_return: float = 0.0, vol_shift: float = 0.0, days: int = 0) -> "Market":
        """The same market after a move of the index (decimal), of volatility (decimal) and of the calendar.

        A moved market has no quotes, so it has no listing and takes its prices from the surface.
        """
        if index_return <= -1.0:
            raise OverlayError(f"An index move of {index_return:.0%} is impossible: choose more than -100%.")
        return replace(
            self,
            as_of=self.as_of + timedelta(days=days),
            spot=self.spot * (1.0 + index_return),
            vix=self.vix + 100.0 * vol_shift,
            surface=self.surface.shifted(vol_shift, days),
            listing=None if index_return or vol_shift or days else self.listing,
        )


def from_history(history: History, day: date | None = None, family: VixFamily = UNKNOWN) -> Market:
    """The market on a day of the history (its last by default), with a surface anchored to that day's VIX.

    `family` holds the volatility indices of other tenors on that day, where they are known.
    OverlayError for a day outside the history, a day without trading, or one of the first few days without a VIX.
    """
    day = history.last if day is None else day
    at = history.at(day)
    today = history.levels(at)
    if np.isnan(today.vix):
        first = history.days[int(history.vix.notna().to_numpy().argmax())].date()
        raise OverlayError(f"No VIX is known or can be modelled on {day}: pick a day from {first} on.")
    return Market(
        as_of=day,
        spot=today.index,
        rate=today.rate,
        dividend_yield=today.dividend_yield,
        vix=today.vix,
        surface=anchored(calendar.expires(day), today.index, today.vix, today.rate, today.dividend_yield, family),
        family=family,
        source=f"S&P 500 close of {day}{history.origin.aside}; VIX {_vix_said(history, at)}.",
        flags=_flags(history, at),
        past=history.index.to_numpy()[: at + 1],
        clock=calendar.expires(day).time(),
    )


def anchored(
    moment: datetime, spot: float, vix: float, rate: float, dividend_yield: float, family: VixFamily
) -> Anchored:
    """The modelled surface of these levels, of the members of the VIX family that are known, and of their moment."""
    return Anchored(
        spot=spot,
        vix=vix,
        rate=rate,
        dividend_yield=dividend_yield,
        vix9d=family.vix9d,
        vix3m=family.vix3m,
        vix6m=family.vix6m,
        shape=SMILE.given(vix, family.vvix),
        clock=clocks.at(moment.date(), moment.time()),
    )


def from_chain(chain: Chain, history: History | None = None, settlement: Settlement | None = None) -> Market:
    """The market of an option chain: fitted surface, forwards and discounts from parity, listed strikes.

    `settlement` chooses the listed options, by default PM where the chain has it. `past` comes from the history, up to the
    chain's day or to the history's end. OverlayError if no expiry of the chain can be fitted, or if we do not trade
    condors on its underlying.
    """
    if chain.symbol not in ON_OWN_LEVEL:
        raise OverlayError(
            f"{chain.name} is a chain of {chain.symbol}, but condors need {', '.join(ON_OWN_LEVEL)}: load one of those."
        )
    listing = Listing(chain=chain, settlement=settlement or chain.settlements[0])
    month = listing.slice(listing.expiry(30))
    spot, carry = _level(chain, listing.settlement)
    surface = fit(chain, spot, listing.settlement)
    rate = 0.0 if chain.american else month.rate  # early exercise invalidates the parity rate
    past, past_to = past_of(history, chain.as_of, spot if chain.symbol == SPX.symbol else None)
    return Market(
        as_of=chain.as_of,
        spot=spot,
        rate=rate,
        dividend_yield=rate - carry,
        vix=rebuilt_vix(surface),
        surface=surface,
        source=f"{'Live' if chain.live else 'Uploaded'} chain {chain.name}, quotes of {chain.quoted:%Y-%m-%d %H:%M}; VIX rebuilt "
        "from it.",
        flags=chain.flags,
        past=past,
        past_to=past_to,
        listing=listing,
        contract=ON_OWN_LEVEL[chain.symbol],
        clock=chain.quoted.time(),
        settles=listing.settlement,
    )


def _level(chain: Chain, settlement: Settlement) -> tuple[float, float]:
    """The index level and its yearly carry, from a straight line through ln F over time.

    The line uses the expiries of 3 to 60 days, or the nearest two; a single expiry gives its forward and no carry. The
    header's level is from a different minute than the quotes, so it is only a caption, never an input.
    """
    slices = [one for one in chain.slices(settlement) if one.days >= 1]
    near = [one for one in slices if 3 <= one.days <= 60]
    used = near if len(near) > 1 else slices[:2]
    if len(used) < 2:
        return used[0].forward, 0.0
    years, logs = np.array([one.years for one in used]), np.log([one.forward for one in used])
    carry, level = np.polyfit(years, logs, 1).tolist()
    return float(np.exp(level)), carry


def past_of(history: History | None, day: date, spot: float | None) -> tuple[FloatArray, date | None]:
    """Index closes before a day and then the day's level; or those of a history that ends earlier, and its last day.

    A level is not appended if it lies days after the closes, or further from them than any day's move so far; nor is
    one of another scale (None).
    """
    if history is None or day <= history.first:
        return np.empty(0), None
    closes = history.index.to_numpy()[: int(history.days.searchsorted(np.datetime64(day)))]
    last = history.days[len(closes) - 1].date()
    far = spot is not None and abs(math.log(spot / closes[-1])) > LARGEST_MOVE
    if far or last < calendar.before(day):
        return closes, last
    return closes if spot is None else np.append(closes, spot), None


def _vix_said(history: History, at: int) -> str:
    if history.vix_modelled.iloc[at]:
        return "modelled from the index"
    if history.vix_doubtful is not None and history.vix_doubtful.iloc[at]:
        return "recorded, but not as Cboe has it"
    return "recorded" if history.origin.name else "recorded by Cboe"


def _flags(history: History, at: int) -> tuple[Flag, ...]:
    """What is modelled, doubtful or carried on a day of the history."""
    doubtful = history.vix_doubtful is not None and bool(history.vix_doubtful.iloc[at])
    carried = history.rate_carried is not None and bool(history.rate_carried.iloc[at])
    return (
        MODELLED_PRICES,
        *((_modelled_vix(history),) if history.vix_modelled.iloc[at] else ()),
        *((_DOUBTFUL_VIX,) if doubtful else ()),
        *((_CARRIED_RATE,) if carried else ()),
    )


MODELLED_PRICES: Final = Flag(
    level="note",
    title="Option prices are modelled",
    why="No option chain is loaded: every price comes from a volatility surface anchored to the VIX. On eleven real "
    "chains that it never saw, credits at 15 to 45 days were off by 12%, and by 11% where the VVIX is known; "
    "at one to three days the error is 61%.",
    source="docs/surface.md",
)
_DOUBTFUL_VIX: Final = Flag(
    level="note",
    title="The VIX of this day differs from Cboe's",
    why="The file that the app ships has another close than Cboe publishes. The difference is 1.24 points at most.",
    source=_PROVENANCE,
)
_CARRIED_RATE: Final = Flag(
    level="note",
    title="The rate is that of an earlier day",
    why="The Treasury published no three-month yield on this day, so the last one before it is used.",
    source=_PROVENANCE,
)


def _modelled_vix(history: History) -> Flag:
    missing = "The bundled data hold no" if history.origin.kind == "bundled" else "You loaded no"
    return Flag(
        level="warning",
        title=MODELLED_VIX,
        why=f"{missing} recorded VIX of this day, so it is estimated from the index alone, with a median error of 7%.",
        source=_PROVENANCE,
    )
