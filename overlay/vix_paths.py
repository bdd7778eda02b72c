"""The layered hedge lived through a stretch of history: bought, marked every day, rolled by rule, sold.

Everything but the VIX is modelled: each day's futures come from that day's VIX and the months before, by `vix_curve.modelled_future`, the
volatilities by `vix_options`. Rolls happen one after the other; between two of them all days are priced at once. Every
purchase and sale misses the mid by the slippage; a call that reaches its expiry settles on the VIX of that day.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from overlay import black
from overlay.errors import OverlayError
from overlay.history import History
from overlay.units import DAYS_PER_YEAR
from overlay.vix_curve import VixCurve, lately, modelled_future
from overlay.vix_hedge import Hedge, HedgeLayer, StrikeRule
from overlay.vix_options import VIX, ModelledVols, VixMarket, modelled, vvix_of
from overlay.vix_rules import ALWAYS, EXPIRY, Activation, Roll, vxth_weight

FloatArray = NDArray[np.float64]

SLIPPAGE_POINTS: Final = 0.03  # half of bid to ask of calls up to 15 points out, median of 15 May 2023
MONTH_DAYS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A named stretch of history."""

    name: str
    first: date
    last: date


PATHS: Final = (
    Path(name="Fast crash, 2020", first=date(2020, 1, 2), last=date(2020, 6, 30)),
    Path(name="Slow bear, 2022", first=date(2022, 1, 3), last=date(2022, 10, 14)),
    Path(name="Calm year, 2017", first=date(2017, 1, 3), last=date(2017, 12, 29)),
    Path(name="VIX shock, 2018", first=date(2018, 1, 2), last=date(2018, 4, 30)),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stretch:
    """What the days of a path brought, each (D,).

    Date, index, VIX and where the VIX stood lately in points, rate decimal, and whether the VIX is modelled.
    """

    days: NDArray[np.datetime64]
    index: FloatArray
    vix: FloatArray
    lately: FloatArray
    rate: FloatArray
    vix_modelled: NDArray[np.bool_]

    def future(self, days: float) -> FloatArray:
        """The modelled VIX future of a tenor in days, points: (D,)."""
        return modelled_future(self.vix, days, self.lately)

    @property
    def ahead(self) -> FloatArray:
        """Calendar days since the first day (D,)."""
        return np.asarray((self.days - self.days[0]).astype(np.float64))


class Trade(NamedTuple):
    """One purchase and what became of it; dollars, and a reason: expired, rolled, monetised or still held."""

    tenor_days: int
    bought: date
    sold: date
    strike: float
    contracts: float
    premium: float
    proceeds: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Replay:
    """The hedge over a stretch of D days, in dollars.

    worth (L, D): what each layer's open calls are worth. paid (L, D): premium paid so far. received (L, D): sale and
    settlement proceeds so far. at_risk (D,): premium paid for the calls open on that day.
    """

    stretch: Stretch
    worth: FloatArray
    paid: FloatArray
    received: FloatArray
    at_risk: FloatArray
    trades: tuple[Trade, ...]

    @property
    def gain(self) -> FloatArray:
        """P&L of the whole hedge so far: (D,)."""
        return np.asarray((self.worth + self.received - self.paid).sum(axis=0))

    @property
    def gross(self) -> float:
        """Premium paid over the stretch."""
        return float(self.paid[:, -1].sum())

    @property
    def recovered(self) -> float:
        """What sales and settlements brought, and what is still held at the end."""
        return float((self.received[:, -1] + self.worth[:, -1]).sum())


def stretch(history: History, path: Path) -> Stretch:
    """The days of a path; OverlayError where the history does not hold them."""
    for day in (path.first, path.last):
        history.nearest(day)
    part = slice(np.datetime64(path.first), np.datetime64(path.last))
    vix = history.vix.loc[part].to_numpy()
    if len(vix) < 2 or np.isnan(vix).any():
        raise OverlayError(f"From {path.first} to {path.last} the VIX is not known on two days or more: choose others.")
    return Stretch(
        days=history.index.loc[part].index.to_numpy().astype("datetime64[D]"),
        index=history.index.loc[part].to_numpy(),
        vix=vix,
        lately=lately(history.vix).loc[part].to_numpy(),
        rate=history.rate.loc[part].to_numpy(),
        vix_modelled=history.vix_modelled.loc[part].to_numpy(dtype=bool),
    )


def replay(
    hedge: Hedge,
    days: Stretch,
    roll: Roll = EXPIRY,
    activation: Activation = ALWAYS,
    slippage_points: float = SLIPPAGE_POINTS,
) -> Replay:
    """Live through the days with a hedge, its rolls and its activation rule."""
    book = _Book(days, len(hedge.layers), slippage_points)
    gauge = days.vix if activation.gauge == "VIX" else days.future(MONTH_DAYS)
    furthest = max((one.tenor_days for one in hedge.layers), default=0)
    for at, layer in enumerate(hedge.layers):
        wanted = layer.contracts * activation.size(gauge, at)
        book.keep(at, layer, roll, wanted, furthest)
    return book.closed()


def tail_hedge_index(days: Stretch, capital_dollars: float, slippage_points: float = SLIPPAGE_POINTS) -> Replay:
    """Cboe's VIX tail hedge rule on the same days: one-month 30-delta calls for 0, 1, 0.5 or 0% of the capital."""
    book = _Book(days, 1, slippage_points)
    weight = vxth_weight(days.future(MONTH_DAYS))
    layer = HedgeLayer(tenor_days=MONTH_DAYS, contracts=1.0, strike_rule=StrikeRule(way="Delta", amount=0.30))
    book.keep(0, layer, EXPIRY, weight * capital_dollars, furthest=0, in_dollars=True)
    return book.closed()


class _Book:
    """Purchases and sales as they happen."""

    def __init__(self, days: Stretch, layers: int, slippage: float) -> None:
        self.days, self.slippage, self.ahead = days, slippage, days.ahead
        self.worth, self.paid, self.received = (np.zeros((layers, len(days.days))) for _ in range(3))
        self.at_risk = np.zeros(len(days.days))
        self.trades: list[Trade] = []

    def keep(
        self, row: int, layer: HedgeLayer, roll: Roll, wanted: FloatArray, furthest: int, *, in_dollars: bool = False
    ) -> None:
        """Keep a layer from the first day to the last, with the calls, or the premium, wanted on each day (D,)."""
        day, last = 0, len(self.ahead) - 1
        buying = np.append(np.flatnonzero(wanted[:last] > 0.0), last)
        while (day := int(buying[np.searchsorted(buying, day)])) < last:
            strike = layer.strike_rule.strike(self._market(day), layer.tenor_days)
            points = float(self._marks(strike, layer.tenor_days, day, day)[0]) + self.slippage
            contracts = float(wanted[day]) / (VIX.multiplier * points if in_dollars else 1.0)
            day = self._hold(row, layer.tenor_days, roll, day, (strike, contracts, furthest))

    def _hold(self, row: int, tenor: int, roll: Roll, day: int, bought: tuple[float, float, int]) -> int:
        """Buy on a day, mark until the roll, sell; return the day of the sale."""
        strike, contracts, furthest = bought
        end = min(int(np.searchsorted(self.ahead, self.ahead[day] + roll.held_days(tenor))), len(self.ahead) - 1)
        marks = self._marks(strike, tenor, day, end)
        cost = float(marks[0]) + self.slippage
        pop = np.inf if roll.pop is None or tenor >= furthest else roll.pop
        popped = np.flatnonzero(marks >= (1.0 + pop) * cost)
        if len(popped) and day + int(popped[0]) < end:
            at = day + int(popped[0])
            self._book(row, tenor, (day, at), marks[: popped[0] + 1], (strike, contracts * roll.sell), "monetised")
            self._move_out(row, furthest, roll, at, contracts * roll.sell * float(marks[popped[0]] - self.slippage))
            contracts *= 1.0 - roll.sell
        whole = self.ahead[day] + roll.held_days(tenor) <= self.ahead[end]
        expired = self.ahead[end] - self.ahead[day] >= tenor
        reason = "expired" if expired else "rolled" if whole else "still held"
        self._book(row, tenor, (day, end), marks, (strike, contracts), reason)
        return end

    def _move_out(self, row: int, tenor: int, roll: Roll, day: int, points: float) -> None:
        """Buy the furthest layer's calls, at the money, for what a sale brought (points x contracts)."""
        strike = StrikeRule(way="Points", amount=0.0).strike(self._market(day), tenor)
        price = float(self._marks(strike, tenor, day, day)[0]) + self.slippage
        end = min(int(np.searchsorted(self.ahead, self.ahead[day] + roll.held_days(tenor))), len(self.ahead) - 1)
        whole = self.ahead[day] + roll.held_days(tenor) <= self.ahead[end]
        marks = self._marks(strike, tenor, day, end)
        self._book(row, tenor, (day, end), marks, (strike, points / price), "rolled" if whole else "still held")

    def _book(
        self, row: int, tenor: int, span: tuple[int, int], marks: FloatArray, bought: tuple[float, float], reason: str
    ) -> None:
        """Enter one purchase that was held over a span of days, ends included."""
        (day, end), (strike, contracts) = span, bought
        dollars = contracts * VIX.multiplier
        premium = dollars * (float(marks[0]) + self.slippage)
        missed = 0.0 if reason in {"expired", "still held"} else self.slippage
        proceeds = dollars * max(float(marks[-1]) - missed, 0.0)
        self.paid[row, day:] += premium
        held = end + 1 if reason == "still held" else end
        self.worth[row, day:held] += dollars * marks[: held - day]
        self.at_risk[day:held] += premium
        if reason != "still held":
            self.received[row, end:] += proceeds
        first, last = (self.days.days[at].astype(date) for at in (day, end))
        self.trades.append(Trade(tenor, first, last, strike, contracts, premium, proceeds, reason))

    def _market(self, day: int) -> VixMarket:
        curve = VixCurve(spot=float(self.days.vix[day]), lately=float(self.days.lately[day]))
        return modelled(curve, rate=float(self.days.rate[day]))

    def _marks(self, strike: float, tenor: int, day: int, end: int) -> FloatArray:
        """Price in points of one call bought on a day, on each day until the end, both included."""
        part = slice(day, end + 1)
        left = np.maximum(tenor - (self.ahead[part] - self.ahead[day]), 0.0)
        vix = self.days.vix[part]
        future = modelled_future(vix, left, self.days.lately[part])
        vol = ModelledVols(vvix=vvix_of(vix)).vol(strike, left, future)
        years = left / DAYS_PER_YEAR
        return black.price(1, future, strike, years, vol, np.exp(-self.days.rate[part] * years))

    def closed(self) -> Replay:
        """The finished replay, trades in order of purchase."""
        return Replay(
            stretch=self.days,
            worth=self.worth,
            paid=self.paid,
            received=self.received,
            at_risk=self.at_risk,
            trades=tuple(sorted(self.trades, key=lambda one: (one.bought, one.tenor_days))),
        )
