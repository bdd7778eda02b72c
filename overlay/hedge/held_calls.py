"""`Holdings`: the VIX calls bought, held and sold on each day of a stretch, computed for all layers at once.

The days of purchase and sale depend only on the calendar, so one pass prices all calls. A second pass adds the calls
bought with the proceeds of calls sold at a pop. Prices are modelled (`overlay.hedge.daily_calls`), points at the mid.

Shapes: (D,) days of the stretch, (L, D) layers by day, (N,) holdings, (R,) daily marks of all holdings, flat.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from typing import Any, Final, NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray

from overlay.arrays import FloatArray, IntArray, first_of, flat, sums_at
from overlay.hedge.activation import Activation, Roll
from overlay.hedge.calls import HedgeLayer
from overlay.hedge.daily_calls import CallState, price, struck
from overlay.history.path import Path
from overlay.rules.rule_set import StrikeRule
from overlay.vix.curve import modelled_future
from overlay.vix.market import VIX

MONTH_DAYS: Final = 30
_AT_THE_MONEY: Final = StrikeRule(by="points_above", amount=0.0)


class End(IntEnum):
    """How a holding ended: still held on the last day, expired, rolled, or sold at a pop."""

    HELD = 0
    EXPIRED = 1
    ROLLED = 2
    MONETISED = 3


def future(path: Path, days: float) -> FloatArray:
    """The modelled VIX future of a tenor in days, points: (D,)."""
    return modelled_future(path.vix, days, path.lately)


def gauge(path: Path, activation: Activation) -> FloatArray:
    """The level that an activation rule uses: the VIX or the 30-day future, points (D,)."""
    match activation.gauge:
        case "VIX":
            return path.vix
        case "future":
            return future(path, MONTH_DAYS)
        case unknown:
            assert_never(unknown)


def state(path: Path, at: IntArray, left: FloatArray) -> CallState:
    """The state that prices calls at positions (N,) with a number of calendar days left (N,)."""
    return CallState(path.vix[at], path.lately[at], path.rate[at], left)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Holdings:
    """N holdings as columns: layer, tenor in days, strike and prices in points, contracts, and day positions.

    `cost` is the mid at purchase; `brought` is the mid at the sale, or the settlement. For calls still held, `ended` is
    the last position.
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
        """True where the call was sold in the market and so paid slippage: (N,)."""
        return np.asarray((self.end == End.ROLLED) | (self.end == End.MONETISED))

    @property
    def last(self) -> IntArray:
        """The last day position on which each call is held at the close: (N,)."""
        return np.where(self.end == End.HELD, self.ended, self.ended - 1)

    def at(self, which: IntArray) -> "Holdings":
        """A selection of the holdings."""
        columns: dict[str, Any] = {one.name: getattr(self, one.name)[which] for one in fields(self)}
        return Holdings(**columns)

    @classmethod
    def joined(cls, parts: "Sequence[Holdings]") -> "Holdings":
        """All parts joined into one."""
        columns: dict[str, Any] = {
            one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(cls)
        }
        return cls(**columns)


class Marks(NamedTuple):
    """Daily mids, flat (R,): the holding, the day position, and the price of one call in points."""

    holding: IntArray
    at: IntArray
    mid: FloatArray

    def some(self, which: NDArray[np.bool_]) -> "Marks":
        """A selection of the marks (R,)."""
        return Marks(self.holding[which], self.at[which], self.mid[which])

    def worth(self, dollars: FloatArray, rows: IntArray, shape: tuple[int, int]) -> FloatArray:
        """Dollars by row and day: each holding's marks times its dollars a point (N,), summed by its row (N,)."""
        place = rows[self.holding] * shape[1] + self.at
        return sums_at(place, self.mid * dollars[self.holding], shape[0] * shape[1]).reshape(shape)


def held(
    layers: Sequence[HedgeLayer],
    path: Path,
    wanted: FloatArray,
    roll: Roll,
    slippage_points: float,
    *,
    in_dollars: bool = False,
    whole: bool = False,
) -> tuple[Holdings, Marks]:
    """Keep layers from the first day to the last, given the calls or premium dollars wanted on each day (L, D).

    A layer that holds nothing buys on the first day on which calls are wanted, but never on the last day. With `whole`
    all trades are whole contracts, including trades at a pop. Marks run from the day of purchase to the end of the
    holding.
    """
    furthest = max((one.tenor_days for one in layers), default=0)
    bought = [_bought(one, path, wanted[number], roll) for number, one in enumerate(layers)]
    layer = np.repeat(np.arange(len(layers)), [len(one) for one in bought])
    at = np.concatenate([*bought, np.zeros(0, dtype=np.int64)])
    tenor = np.array([one.tenor_days for one in layers], dtype=np.int64)[layer]
    strikes = np.concatenate([*(_struck(one, path, day) for one, day in zip(layers, bought, strict=True)), np.zeros(0)])
    first, mids = _marked(path, (layer, tenor, at, strikes), roll)
    amount = wanted[layer, at]
    counts = amount / (VIX.multiplier * (first.cost + slippage_points)) if in_dollars else amount
    first = replace(first, contracts=np.rint(counts) if whole else counts)
    if roll.pop is None or not (tenor < furthest).any():
        return first, mids
    return _monetised(first, mids, path, roll, (furthest, slippage_points), whole=whole)


def _bought(layer: HedgeLayer, path: Path, wanted: FloatArray, roll: Roll) -> IntArray:
    """Day positions on which a layer buys: the first day with calls wanted, then the first after each holding ends."""
    last = len(path) - 1
    ends = _ends(path, np.arange(last + 1), roll.held_days(layer.tenor_days)).tolist()
    buying = np.flatnonzero(wanted[:last] > 0.0).tolist()
    found, day = [], 0
    while (place := bisect_left(buying, day)) < len(buying):
        found.append(buying[place])
        day = ends[buying[place]]
    return np.array(found, dtype=np.int64)


def _ends(path: Path, at: IntArray, held_days: int) -> IntArray:
    """Day positions on which calls bought at `at` (N,) end after `held_days` calendar days: (N,), at most the last."""
    ahead = path.elapsed
    return np.minimum(np.searchsorted(ahead, ahead[at] + held_days), len(ahead) - 1)


def _struck(layer: HedgeLayer, path: Path, at: IntArray) -> FloatArray:
    return struck(layer.strike_rule, state(path, at, np.full(len(at), float(layer.tenor_days))))


def _marked(path: Path, what: tuple[IntArray, IntArray, IntArray, FloatArray], roll: Roll) -> tuple[Holdings, Marks]:
    """Holdings, still without contracts, and their marks (end days included), from layers, tenors, positions, strikes (N,)."""
    layer, tenor, bought, strikes = what
    ahead = path.elapsed
    kept = np.array([roll.held_days(int(one)) for one in np.unique(tenor)], dtype=np.int64)
    kept = kept[np.searchsorted(np.unique(tenor), tenor)]
    ended = np.minimum(np.searchsorted(ahead, ahead[bought] + kept), len(ahead) - 1)
    whole = ahead[bought] + kept <= ahead[ended]
    expired = ahead[ended] - ahead[bought] >= tenor
    holding, at, starts = flat(bought - 1, ended)
    left = np.maximum(tenor[holding] - (ahead[at] - ahead[bought[holding]]), 0.0)
    mids = price(strikes[holding], state(path, at, left))
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
    found: Holdings, mids: Marks, path: Path, roll: Roll, far: tuple[int, float], *, whole: bool
) -> tuple[Holdings, Marks]:
    """Sell a part of each nearer call at its first pop; the proceeds buy at-the-money calls of the furthest layer."""
    furthest, slippage = far
    pop = np.inf if roll.pop is None else roll.pop
    near = (found.tenor < furthest)[mids.holding] & (mids.at < found.ended[mids.holding])
    fires = near & (mids.mid >= (1.0 + pop) * (found.cost[mids.holding] + slippage))
    never = len(path)
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
    strikes = struck(_AT_THE_MONEY, state(path, at, tenor.astype(np.float64)))
    moved, later = _marked(path, (found.layer[which], tenor, at, strikes), roll)
    counts = sold * (brought - slippage) / (moved.cost + slippage)
    moved = replace(moved, contracts=np.floor(np.maximum(counts, 0.0)) if whole else counts)
    later = later._replace(holding=later.holding + len(found) + len(which))
    every = Marks(*(np.concatenate(column) for column in zip(mids, sooner, later, strict=True)))
    return Holdings.joined([replace(found, contracts=kept), part, moved]), every
