"""Mixed straddles: some legs are section 1256 contracts, some are not. The elections, and two rules as functions.

Form 6781, boxes A to C; Treas. Reg. 1.1092(b)-2T to -4T.
"""

from dataclasses import dataclass
from typing import Final

from overlay.errors import OverlayError
from overlay.flags import Flag
from overlay.tax.section1256 import SixtyForty, section_1256


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """A straddle identified leg by leg, in dollars: the loss deducted at once, the later gain by character, the loss released."""

    deducted_now: float
    gain: SixtyForty
    released_short_term: float


CHOICES: Final = (
    Flag(
        level="warning",
        title="A: leave section 1256",
        why="Identify the legs before the first day's close: they permanently lose 60/40 and the year-end mark.",
        source="26 USC 1256(d)",
    ),
    Flag(
        level="warning",
        title="B: straddle by straddle",
        why="Identify on the same day: 1256 legs and other legs are netted first; 60/40 applies only to a net result of 1256 legs.",
        source="Treas. Reg. 1.1092(b)-3T",
    ),
    Flag(
        level="warning",
        title="C: mixed straddle account",
        why="Elect by year, mark daily: at most half of the year's net gain is long-term, at most 40% of a loss short-term.",
        source="Treas. Reg. 1.1092(b)-4T",
    ),
    Flag(
        level="serious",
        title="No election",
        why="Losses are deferred until the other side's gain is recognised; a loss on non-1256 legs becomes 60% long-term.",
        source="Treas. Reg. 1.1092(b)-2T(b)(2)",
    ),
    Flag(
        level="warning",
        title="Identified straddle",
        why="Identify on the same day: losses are added to the basis of the offsetting legs. A mixed straddle needs A first.",
        source="26 USC 1092(a)(2)",
    ),
)


def unelected_loss(loss: float) -> SixtyForty:
    """A loss (negative dollars) on the non-1256 legs of a mixed straddle without election: it is split 60/40 too.

    This holds if no non-1256 leg was long-term; otherwise the whole loss is long-term.
    """
    if loss > 0.0:
        raise OverlayError(f"{loss:g} dollars is a gain: enter a loss as a negative number.")
    return section_1256(loss)


def identified(loss_1256: float, unrecognised_gain: float, later_gain: float, after_straddle: float) -> Identified:
    """Box B: a 1256 loss (positive dollars) against the other side's gain, which is realised later as `later_gain`.

    The part `after_straddle` of the later gain arose after the straddle and is long-term. The rest of the gain and the
    released loss are short-term.
    """
    if not (loss_1256 >= 0.0 and 0.0 <= after_straddle <= later_gain):
        raise OverlayError(
            f"A loss of {loss_1256:g} and a gain of {later_gain:g}, with {after_straddle:g} after the straddle, do not fit: "
            "enter positive dollars, and no more after the straddle than the whole gain."
        )
    now = max(0.0, loss_1256 - max(0.0, unrecognised_gain))
    gain = SixtyForty(short_term=later_gain - after_straddle, long_term=after_straddle)
    return Identified(deducted_now=now, gain=gain, released_short_term=loss_1256 - now)
