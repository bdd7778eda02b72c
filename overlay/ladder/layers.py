"""`Layer` and the columns of many: one dated condor each, what it opened and ended at, and its cash to the cent.

Cash of one contract is in whole cents, since fills are whole hundredths of a point; + is received.
"""

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any, Final, NamedTuple

import numpy as np

from overlay.arrays import FloatArray, IntArray
from overlay.condor.placement import IronCondor
from overlay.errors import OverlayError
from overlay.options.contracts import SPX, Contract
from overlay.options.costs import Costs
from overlay.options.moments import WEIGHTS

_PLAIN: Final = Costs()
LEGS: Final = 4
_BUY: Final = WEIGHTS[:, None]


class Fate(IntEnum):
    """What became of a layer: still open on the last day, settled, closed by the exit rule, or rolled."""

    OPEN = 0
    SETTLED = 1
    CLOSED = 2
    ROLLED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the ladder trades with: capital (dollars), contract, costs, fill (0 mid to 1 natural), rolls a layer at most.

    Caps are shares of this capital throughout; it does not grow with results. Widths and credits of a rule are points of
    the index as it stands, or, with a `width_level`, points at that level of the index, in proportion at any other: 50
    points are 1% of an index at 5,000, and 14% of one at 350.
    """

    capital_dollars: float = 1_000_000.0
    contract: Contract = SPX
    costs: Costs = _PLAIN
    fill: float = 1.0
    most_rolls: int = 1
    width_level: float | None = None

    def __post_init__(self) -> None:
        if not 0.0 < self.capital_dollars < 1e12:
            raise OverlayError(
                f"A capital of ${self.capital_dollars:,.0f} cannot carry a ladder: enter one above zero."
            )
        if not 0.0 <= self.fill <= 1.0:
            raise OverlayError(f"A fill of {self.fill:g} lies outside mid (0) and natural (1): choose one in between.")
        if not 0 <= self.most_rolls <= 50:
            raise OverlayError(f"{self.most_rolls} rolls a layer cannot be walked: choose 0 to 50.")

        if self.width_level is not None and not 1.0 <= self.width_level <= 1e6:
            raise OverlayError(f"No index stands at {self.width_level:g}: enter the level at which widths are meant.")

    def width_scale(self, index: FloatArray) -> FloatArray:
        """What a rule's points are multiplied by at levels of the index (N,)."""
        return np.ones(len(index)) if self.width_level is None else index / self.width_level

    @property
    def points_cents(self) -> float:
        """Cents of one contract for one point of the index."""
        return 100.0 * self.contract.multiplier * self.contract.index_share

    @property
    def commission_cents(self) -> int:
        """Cents to trade the four options of one condor."""
        return LEGS * round(100.0 * self.costs.commission_dollars)

    def flows(self, mid: FloatArray, *, opening: bool) -> IntArray:
        """Cents that one option of each leg brings (+) or costs, filled around mids (4, N) in index points: (4, N).

        Bought above and sold below the mid, never below nothing; each fill a whole hundredth of a point.
        """
        share = self.contract.index_share
        buys = _BUY if opening else -_BUY
        given_up = self.fill * self.costs.slippage_points * share
        ticks = np.rint(100.0 * np.maximum(mid * share + buys * given_up, 0.0))
        return (-buys * ticks * self.contract.multiplier).astype(np.int64)

    def settlement(self, strikes: FloatArray, level: FloatArray) -> IntArray:
        """Cents that one option of each leg brings when it settles at index levels (N,), strikes (4, N): (4, N)."""
        right = np.array([[-1.0], [-1.0], [1.0], [1.0]])
        paid = np.rint(np.maximum(right * (level - strikes), 0.0) * self.points_cents)
        return (_BUY * paid).astype(np.int64)


class Rows(NamedTuple):
    """Daily marks, flat (R,): which layer, on which position, and points of the index it would cost to buy back at mid."""

    layer: IntArray
    at: IntArray
    cost: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layers:
    """N layers as columns (N,), or (4, N) by leg from long put to long call.

    Positions are those of the path; `ended` is the path's length for layers still open. `parent` is the layer that one
    was rolled from, -1 for a fresh one. `opening` and `ending` are cents of one contract; `mid` is the credit at mid in
    index points. `quantity` 0: nothing fitted under the caps.
    """

    opened: IntArray
    settles: IntArray
    ended: IntArray
    fate: IntArray
    parent: IntArray
    generation: IntArray
    quantity: IntArray
    strikes: FloatArray
    opening: IntArray
    ending: IntArray
    mid: FloatArray

    def __len__(self) -> int:
        return len(self.opened)

    def credit(self) -> IntArray:
        """Cents that one condor brought when filled, before commission: (N,)."""
        return np.asarray(self.opening.sum(axis=0))

    def width(self, terms: Terms) -> IntArray:
        """Cents of the wider side of one condor: (N,)."""
        wide = np.maximum(self.strikes[1] - self.strikes[0], self.strikes[3] - self.strikes[2])
        return np.asarray(np.rint(wide * terms.points_cents).astype(np.int64))

    def loss(self, terms: Terms) -> IntArray:
        """Cents that one condor can lose at most if held to its expiry, commission included: (N,)."""
        return self.width(terms) - self.credit() + terms.commission_cents

    def commissions(self, terms: Terms) -> IntArray:
        """Cents of commission of one condor so far: once to open, once more if it was traded to end it: (N,)."""
        traded = (self.fate == Fate.CLOSED) | (self.fate == Fate.ROLLED)
        return np.asarray(terms.commission_cents * (1 + traded.astype(np.int64)))

    def result(self, terms: Terms) -> IntArray:
        """Cents of one condor's cash so far, all costs in it; for an ended layer its realised result: (N,)."""
        return np.asarray(self.credit() + self.ending.sum(axis=0) - self.commissions(terms))

    @classmethod
    def joined(cls, parts: "list[Layers]") -> "Layers":
        """All of them one after another."""
        columns: dict[str, Any] = {}
        for one in fields(cls):
            columns[one.name] = np.concatenate([getattr(part, one.name) for part in parts], axis=-1)
        return cls(**columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One dated condor: positions it opened and ended on, its fate, and cents of the whole position."""

    number: int
    opened: int
    ended: int
    fate: Fate
    condor: IronCondor
    credit_cents: int
    result_cents: int
