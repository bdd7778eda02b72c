"""`Layer`, one dated condor with its opening, its end and its cash to the cent, and `Layers`, many of them as columns.

Cash of one contract is in whole cents, because fills are whole hundredths of a point; + is received.
"""

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any, Final, NamedTuple

import numpy as np

from overlay.arrays import FloatArray, IntArray
from overlay.condor.placement import IronCondor
from overlay.errors import OverlayError, whole
from overlay.options.contracts import SPX, Contract
from overlay.options.costs import Costs
from overlay.options.modelled.smile_shape import SMILE, SmileShape
from overlay.options.moments import WEIGHTS, Moments

_PLAIN: Final = Costs()
#: the index level at which the rules' own widths hold: there 50 points are one percent
WIDTH_LEVEL: Final = 5_000.0
LEGS: Final = 4
_BUY: Final = WEIGHTS[:, None]


class Fate(IntEnum):
    """How a layer ended: still open on the last day, settled, closed by the exit rule, or rolled."""

    OPEN = 0
    SETTLED = 1
    CLOSED = 2
    ROLLED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Trading terms: capital (dollars), contract, costs, fill (0 mid to 1 natural), and the most rolls of a layer.

    Caps are always shares of this capital, which does not grow with results. A rule's widths and credits are index
    points. With a `width_level` they are points at that index level and scale in proportion to the index: 50 points are
    1% of an index at 5,000, but 14% of an index at 350. `shape` is the smile that prices every condor.
    """

    capital_dollars: float = 1_000_000.0
    contract: Contract = SPX
    costs: Costs = _PLAIN
    fill: float = 1.0
    most_rolls: int = 1
    width_level: float | None = None
    shape: SmileShape = SMILE

    def __post_init__(self) -> None:
        if not 0.0 < self.capital_dollars < 1e12:
            raise OverlayError(
                f"${self.capital_dollars:,.0f} is not a valid capital for a ladder: enter dollars above zero."
            )
        if not 0.0 <= self.fill <= 1.0:
            raise OverlayError(
                f"A fill of {self.fill:g} is not between mid (0) and natural (1): choose a number from 0 to 1."
            )
        whole("The most rolls a layer", self.most_rolls, 0, 50, "choose a count in between")
        if self.width_level is not None and not 1.0 <= self.width_level <= 1e6:
            raise OverlayError(
                f"{self.width_level:g} is not a valid index level: enter the level at which the widths apply."
            )

    def width_scale(self, index: FloatArray) -> FloatArray:
        """The factor on a rule's points at index levels (N,)."""
        return np.ones(len(index)) if self.width_level is None else index / self.width_level

    @property
    def points_cents(self) -> float:
        """Cents of one contract for one index point."""
        return 100.0 * self.contract.multiplier * self.contract.index_share

    @property
    def commission_cents(self) -> int:
        """Cents to trade the four options of one condor."""
        return LEGS * round(100.0 * self.costs.commission_dollars)

    def flows(self, mid: FloatArray, moments: Moments, *, opening: bool) -> IntArray:
        """Cents received (+) or paid for one option of each leg, filled around mids (4, N) in index points: (4, N).

        Options are bought above and sold below the mid, never below zero. Fills are whole hundredths of a point. The
        moments (N,) give the index and the VIX of each trade.
        """
        buys = _BUY if opening else -_BUY
        ticks = self.costs.fills(mid, buys, index=moments.spot, vix=moments.vix, contract=self.contract, fill=self.fill)
        return (-buys * ticks * self.contract.multiplier).astype(np.int64)

    def settlement(self, strikes: FloatArray, level: FloatArray) -> IntArray:
        """Cents received for one option of each leg at settlement, by index levels (N,) and strikes (4, N): (4, N)."""
        right = np.array([[-1.0], [-1.0], [1.0], [1.0]])
        paid = np.rint(np.maximum(right * (level - strikes), 0.0) * self.points_cents)
        return (_BUY * paid).astype(np.int64)


class Rows(NamedTuple):
    """Daily marks, flat (R,): the layer, the day position, and the cost to buy back at mid in index points."""

    layer: IntArray
    at: IntArray
    cost: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layers:
    """N layers as columns (N,), or (4, N) by leg from long put to long call.

    Positions are day positions of the path; `ended` is the path's length for layers still open. `parent` is the layer
    from which this one was rolled, -1 for a fresh layer. `opening` and `ending` are cents of one contract; `mid` is the
    credit at mid in index points. A `quantity` of 0 means that no contract fitted under the caps.
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
        """Credit of one condor as filled, before commission, in cents: (N,)."""
        return np.asarray(self.opening.sum(axis=0))

    def width(self, terms: Terms) -> IntArray:
        """Width of the wider side of one condor, in cents: (N,)."""
        wide = np.maximum(self.strikes[1] - self.strikes[0], self.strikes[3] - self.strikes[2])
        return np.asarray(np.rint(wide * terms.points_cents).astype(np.int64))

    def loss(self, terms: Terms) -> IntArray:
        """Largest loss of one condor held to expiry, commission included, in cents: (N,)."""
        return self.width(terms) - self.credit() + terms.commission_cents

    def commissions(self, terms: Terms) -> IntArray:
        """Commission of one condor so far in cents: once to open, once more if a trade closed it: (N,)."""
        traded = (self.fate == Fate.CLOSED) | (self.fate == Fate.ROLLED)
        return np.asarray(terms.commission_cents * (1 + traded.astype(np.int64)))

    def result(self, terms: Terms) -> IntArray:
        """Cash of one condor so far in cents, after all costs; for an ended layer its realised result: (N,)."""
        return np.asarray(self.credit() + self.ending.sum(axis=0) - self.commissions(terms))

    @classmethod
    def joined(cls, parts: "list[Layers]") -> "Layers":
        """All parts joined into one."""
        columns: dict[str, Any] = {}
        for one in fields(cls):
            columns[one.name] = np.concatenate([getattr(part, one.name) for part in parts], axis=-1)
        return cls(**columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One dated condor: the day positions of its opening and end, its fate, and cents of the whole position."""

    number: int
    opened: int
    ended: int
    fate: Fate
    condor: IronCondor
    credit_cents: int
    result_cents: int
