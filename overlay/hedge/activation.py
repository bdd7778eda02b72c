"""The rules of the layered hedge as data, each with its source: how much to hold and when (P10), when to roll (P11).

The sources disagree, so each rule is named after its source. Where a page gives only a level or only a size, we chose
the missing part, and `source` says so.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from overlay.arrays import FloatArray, floats
from overlay.errors import OverlayError, one_of, whole, within

Gauge = Literal["VIX", "future"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """The part of each layer to buy, by the level of the VIX or of the 30-day future.

    `levels` (B,) are points, ascending; each is the top of its band. `sizes` has B + 1 rows; a row holds one number for
    all layers, or one number per layer, nearest first. Calls already held are kept.
    """

    name: str
    levels: tuple[float, ...]
    sizes: tuple[tuple[float, ...], ...]
    source: str
    gauge: Gauge = "VIX"

    def __post_init__(self) -> None:
        if len(self.sizes) != len(self.levels) + 1:
            raise OverlayError(
                f"{len(self.levels)} levels do not fit {len(self.sizes)} sizes: give one size more than levels."
            )
        if list(self.levels) != sorted(set(self.levels)):
            raise OverlayError(f"The levels {self.levels} of {self.name} must rise: sort them.")
        for level in self.levels:
            within(f"A level of {self.name}", level, 1.0, 250.0, "enter points of the VIX", "points")
        for row in self.sizes:
            if not row:
                raise OverlayError(f"{self.name} has 0 sizes for a band: give one, or one for each layer.")
            for size in row:
                within(f"A size of {self.name}", size, 0.0, 10.0, "1 buys the whole layer")
        one_of(f"The gauge of {self.name}", self.gauge, get_args(Gauge))

    def size(self, gauge_points: ArrayLike, layer: int = 0) -> FloatArray:
        """The part of a layer's contracts to buy at levels of the gauge.

        A level on a boundary belongs to the band below it.
        """
        band = np.searchsorted(floats(self.levels), gauge_points, side="left")
        return np.array([row[min(layer, len(row) - 1)] for row in self.sizes])[band]


ALWAYS: Final = Activation(
    name="Always on", levels=(), sizes=((1.0,),), source="Glossary (G1): all three layers always on."
)
BELOW_15: Final = Activation(
    name="Buy below 15", levels=(15.0,), sizes=((1.0,), (0.0,)),
    source="Glossary (G1): opens and refreshes when the VIX is below 15; calls already held are kept.",
)  # fmt: skip
SCALED: Final = Activation(
    name="Scale up", levels=(15.0, 25.0), sizes=((0.25,), (0.675,), (1.0,)),
    source="Ask page A29e: 25% at VIX 12, 60 to 75% at 18, rapid scaling above 25; the border at 15 is ours.",
)  # fmt: skip
FROM_16: Final = Activation(
    name="From 16", levels=(16.0,), sizes=((0.0,), (1.0,)),
    source="Ask page A40: the first layer goes on when the VIX crosses 16; taken for all layers here.",
)  # fmt: skip
NEAR_WHEN_CALM: Final = Activation(
    name="Near when calm", levels=(13.0,), sizes=((1.5, 0.7, 0.6), (1.0,)),
    source="Ask page A30c: shares of 55-65, 25-30 and 10-15% below VIX 13, instead of 40, 40 and 20%.",
)  # fmt: skip
AFTER_SPIKE: Final = Activation(
    name="Base after spike", levels=(27.5,), sizes=((1.0,), (0.4,)),
    source="Ask page A30d: a base of 35 to 45% once the VIX has passed 25 to 30; the middle of both is taken.",
)  # fmt: skip
VXTH: Final = Activation(
    name="VXTH levels", levels=(15.0, 30.0, 50.0), sizes=((0.0,), (1.0,), (0.5,), (0.0,)), gauge="future",
    source="Cboe VIX Tail Hedge Index: 0, 1, 0.5 and 0% of the portfolio by the VIX future (B1, B3).",
)  # fmt: skip
ACTIVATIONS: Final = (ALWAYS, BELOW_15, SCALED, FROM_16, NEAR_WHEN_CALM, AFTER_SPIKE, VXTH)


def vxth_weight(future_points: ArrayLike) -> FloatArray:
    """The part of the portfolio (decimal) that Cboe's tail hedge index spends a month, by the VIX future in points."""
    return 0.01 * VXTH.size(future_points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """When to sell a call and buy the next: at `days_left` before expiry, or after `tenor_share` of its tenor.

    At a gain of `pop` times the premium, the part `sell` is sold and the proceeds buy calls of the furthest layer.
    """

    name: str
    source: str
    days_left: int = 0
    tenor_share: float = 1.0
    pop: float | None = None
    sell: float = 0.0

    def __post_init__(self) -> None:
        whole(f"The days left of {self.name}", self.days_left, 0, 730, "0 holds a call to its expiry", "days")
        within(f"The part of the tenor of {self.name}", self.tenor_share, 0.01, 1.0, "1 holds a call to its expiry")
        within(f"The part sold by {self.name}", self.sell, 0.0, 1.0, "choose a share of the calls")
        if self.pop is not None:
            within(f"The pop of {self.name}", self.pop, 0.01, 1000.0, "1 sells when the premium has doubled")

    def held_days(self, tenor_days: int) -> int:
        """The calendar days for which a new call of this tenor is held, at least one."""
        return max(1, min(tenor_days - self.days_left, round(tenor_days * self.tenor_share)))


EXPIRY: Final = Roll(name="To expiry", source="Ours: hold each call until it settles, then buy the next.")
CALENDAR: Final = Roll(
    name="Calendar", tenor_share=0.3,
    source="Ask page A26: the short layer every 7 to 10 calendar days; after 30% of the tenor for the others (ours).",
)  # fmt: skip
DAYS_21: Final = Roll(name="21 days left", days_left=21, source="Ask page A27: sell with 21 days left.")
MONETISE: Final = Roll(
    name="Monetise a pop", days_left=21, pop=1.75, sell=0.675,
    source="Ask pages A27 and A44: 21 days left, and at a gain of 150 to 200% sell 60 to 75% and buy the furthest layer.",
)  # fmt: skip
ROLLS: Final = (EXPIRY, CALENDAR, DAYS_21, MONETISE)
