"""`Holdings`: which VIX calls were bought, held and sold on which day of a stretch, found for all layers in flat passes.

When a call is bought and sold depends on the calendar alone, so all calls are struck and marked at once; only what the
proceeds of a popped call buy is found in a second pass. Prices are modelled (`overlay.hedge.daily_calls`), points at the mid.

(D,) are days of the stretch, (L, D) layers by day, (N,) holdings, (R,) their marks, flat.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from overlay.arrays import FloatArray, IntArray, first_of, flat, sums_at
from overlay.hedge.activation import Activation, Roll
from overlay.hedge.calls import HedgeLayer, StrikeRule
from overlay.hedge.daily_calls import CallState, price, struck
from overlay.vix.curve import modelled_future
from overlay.vix.market import VIX

MONTH_DAYS: Final = 30
_AT_THE_MONEY: Final = StrikeRule(way="Points", amount=0.0)


class End(IntEnum):
    """What became of a holding: still held on the last day, expired, rolled, or sold at a pop."""

    HELD = 0
    EXPIRED = 1
    ROLLED = 2
    MONETISED = 3


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

    def gauge(self, activation: Activation) -> FloatArray:
        """The levels that an activation rule reads: the VIX, or the 30-day future, points (D,)."""
        return self.vix if activation.gauge == "VIX" else self.future(MONTH_DAYS)

    @property
    def ahead(self) -> FloatArray:
        """Calendar days since the first day (D,)."""
        return np.asarray((self.days - self.days[0]).astype(np.float64))

    def state(self, at: IntArray, left: FloatArray) -> CallState:
        """What prices calls on positions (N,) with so many calendar days left (N,)."""
        return CallState(self.vix[at], self.lately[at], self.rate[at], left)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Holdings:
    """N holdings as columns: layer, tenor in days, strike and prices in points, contracts; positions of the days.

    `cost` is the mid when bought, `brought` the mid, or the settlement, when it ended. `ended` is the last position for
    those still held.
    """

    layer: IntArray
    tenor: IntArray
    bought: IntArray
    ended: IntArray
    end: IntArray
    strike: FloatArray
    contracts: FloatArray
    cost: FloatArray
    brought: FloatArray

    def __len__(self) -> int:
        return len(self.layer)

    @property
    def traded(self) -> NDArray[np.bool_]:
        """Which were sold in the market, so that the sale missed the mid: (N,)."""
        return np.asarray((self.end == End.ROLLED) | (self.end == End.MONETISED))

    @property
    def last(self) -> IntArray:
        """The last position after whose close each is held: (N,)."""
        return np.where(self.end == End.HELD, self.ended, self.ended - 1)

    def at(self, which: IntArray) -> "Holdings":
        """Some of them."""
        columns: dict[str, Any] = {one.name: getattr(self, one.name)[which] for one in fields(self)}
        return Holdings(**columns)

    @classmethod
    def joined(cls, parts: "Sequence[Holdings]") -> "Holdings":
        """All of them one after another."""
        columns: dict[str, Any] = {
            one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(cls)
        }
        return cls(**columns)


class Marks(NamedTuple):
    """Daily mids, flat (R,): which holding, on which position, points of one call."""

    holding: IntArray
    at: IntArray
    mid: FloatArray

    def some(self, which: NDArray[np.bool_]) -> "Marks":
        """Some of them (R,)."""
        return Marks(self.holding[which], self.at[which], self.mid[which])

    def worth(self, dollars: FloatArray, rows: IntArray, shape: tuple[int, int]) -> FloatArray:
        """Dollars by row and day: each holding's marks times its dollars a point (N,), summed into its row (N,)."""
        place = rows[self.holding] * shape[1] + self.at
        return sums_at(place, self.mid * dollars[self.holding], shape[0] * shape[1]).reshape(shape)


def held(
    layers: Sequence[HedgeLayer],
    days: Stretch,
    wanted: FloatArray,
    roll: Roll,
    slippage_points: float,
    *,
    in_dollars: bool = False,
    whole: bool = False,
) -> tuple[Holdings, Marks]:
    """Keep layers from the first day to the last, with the calls, or the premium in dollars, wanted on each day (L, D).

    A layer buys on the first day that wants some once nothing of it is held, and never on the last. `whole` trades whole
    contracts only, at a pop too. Marks run from the day of purchase to the last that ends with the holding.
    """
    furthest = max((one.tenor_days for one in layers), default=0)
    bought = [_bought(one, days, wanted[number], roll) for number, one in enumerate(layers)]
    layer = np.repeat(np.arange(len(layers)), [len(one) for one in bought])
    at = np.concatenate([*bought, np.zeros(0, dtype=np.int64)])
    tenor = np.array([one.tenor_days for one in layers], dtype=np.int64)[layer]
    strikes = np.concatenate([*(_struck(one, days, day) for one, day in zip(layers, bought, strict=True)), np.zeros(0)])
    first, mids = _marked(days, (layer, tenor, at, strikes), roll)
    amount = wanted[layer, at]
    counts = amount / (VIX.multiplier * (first.cost + slippage_points)) if in_dollars else amount
    first = replace(first, contracts=np.rint(counts) if whole else counts)
    if roll.pop is None or not (tenor < furthest).any():
        return first, mids
    return _monetised(first, mids, days, roll, (furthest, slippage_points), whole=whole)


def _bought(layer: HedgeLayer, days: Stretch, wanted: FloatArray, roll: Roll) -> IntArray:
    """Positions on which a layer buys: the first that wants some, and so on from the end of each holding."""
    last = len(days.days) - 1
    ends = _ends(days, np.arange(last + 1), roll.held_days(layer.tenor_days)).tolist()
    buying = np.flatnonzero(wanted[:last] > 0.0).tolist()
    found, day = [], 0
    while (place := bisect_left(buying, day)) < len(buying):
        found.append(buying[place])
        day = ends[buying[place]]
    return np.array(found, dtype=np.int64)


def _ends(days: Stretch, at: IntArray, held_days: int) -> IntArray:
    """Positions on which calls bought at (N,) end if they are kept for so many calendar days: (N,), the last at most."""
    ahead = days.ahead
    return np.minimum(np.searchsorted(ahead, ahead[at] + held_days), len(ahead) - 1)


def _struck(layer: HedgeLayer, days: Stretch, at: IntArray) -> FloatArray:
    return struck(layer.strike_rule, days.state(at, np.full(len(at), float(layer.tenor_days))))


def _marked(days: Stretch, what: tuple[IntArray, IntArray, IntArray, FloatArray], roll: Roll) -> tuple[Holdings, Marks]:
    """Holdings without contracts, and their marks, ends included, of layers, tenors, positions and strikes (N,) each."""
    layer, tenor, bought, strikes = what
    ahead = days.ahead
    kept = np.array([roll.held_days(int(one)) for one in np.unique(tenor)], dtype=np.int64)
    kept = kept[np.searchsorted(np.unique(tenor), tenor)]
    ended = np.minimum(np.searchsorted(ahead, ahead[bought] + kept), len(ahead) - 1)
    whole = ahead[bought] + kept <= ahead[ended]
    expired = ahead[ended] - ahead[bought] >= tenor
    holding, at, starts = flat(bought - 1, ended)
    left = np.maximum(tenor[holding] - (ahead[at] - ahead[bought[holding]]), 0.0)
    mids = price(strikes[holding], days.state(at, left))
    found = Holdings(
        layer=layer,
        tenor=tenor,
        bought=bought,
        ended=ended,
        end=np.where(expired, End.EXPIRED, np.where(whole, End.ROLLED, End.HELD)),
        strike=strikes,
        contracts=np.zeros(len(layer)),
        cost=mids[starts],
        brought=mids[starts + ended - bought],
    )
    return found, Marks(holding, at, mids)


def _monetised(
    found: Holdings, mids: Marks, days: Stretch, roll: Roll, far: tuple[int, float], *, whole: bool
) -> tuple[Holdings, Marks]:
    """Sell a part of each nearer call at its first pop, and buy the furthest layer's at the money for what that brought."""
    furthest, slippage = far
    pop = np.inf if roll.pop is None else roll.pop
    near = (found.tenor < furthest)[mids.holding] & (mids.at < found.ended[mids.holding])
    fires = near & (mids.mid >= (1.0 + pop) * (found.cost[mids.holding] + slippage))
    never = len(days.days)
    popped = first_of(fires, mids.holding, mids.at, len(found), never)
    which = np.flatnonzero(popped < never)
    sold = found.contracts[which] * roll.sell
    sold = np.rint(sold) if whole else sold
    at = popped[which]
    starts = np.searchsorted(mids.holding, which)
    brought = mids.mid[starts + at - found.bought[which]]
    part = replace(
        found.at(which), ended=at, end=np.full(len(which), End.MONETISED), contracts=sold, brought=brought
    )  # fmt: skip
    early = (popped < never)[mids.holding] & (mids.at <= popped[mids.holding])
    sooner = mids.some(early)
    sooner = sooner._replace(holding=np.searchsorted(which, sooner.holding) + len(found))
    kept = found.contracts.copy()
    kept[which] -= sold
    tenor = np.full(len(which), furthest)
    strikes = struck(_AT_THE_MONEY, days.state(at, tenor.astype(np.float64)))
    moved, later = _marked(days, (found.layer[which], tenor, at, strikes), roll)
    counts = sold * (brought - slippage) / (moved.cost + slippage)
    moved = replace(moved, contracts=np.floor(np.maximum(counts, 0.0)) if whole else counts)
    later = later._replace(holding=later.holding + len(found) + len(which))
    every = Marks(*(np.concatenate(column) for column in zip(mids, sooner, later, strict=True)))
    return Holdings.joined([replace(found, contracts=kept), part, moved]), every
