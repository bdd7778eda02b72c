"""The gap test: one name falls overnight, and the test shows how much of the loss the index overlay pays.

The index stays, or falls by the name's index weight x the drop; everything else is unchanged. The overlay's result is
given twice: marked at once, and held to expiry at the new index level. The second is the best result if nothing else
moves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from overlay.book.holdings import INDEX_FUND, Portfolio
from overlay.errors import OverlayError
from overlay.options.legs import Leg, payoff, worth
from overlay.options.market import Market
from overlay.units import expected_daily_move


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The cost of a fall of one name, in dollars; `core_loss` is positive, overlay results are + gain.

    `index_sigmas` is the index's move in standard deviations of one day (VIX / sqrt(252)). `breached` holds the short
    legs in the money at the new index level; `wrong_way` is True if a short put is among them.
    """

    symbol: str
    drop: float
    core_loss: float
    index_return: float
    index_points: float
    index_level: float
    index_sigmas: float
    overlay_gain: float
    overlay_now: float
    breached: tuple[Leg, ...]

    @property
    def coverage(self) -> float:
        """Share of the loss that the overlay, held to expiry, pays; negative if the overlay also loses."""
        return self.overlay_gain / self.core_loss

    @property
    def wrong_way(self) -> bool:
        """Whether the fall of the name breaches a short put, so that the overlay loses together with the stock."""
        return any(leg.right < 0 for leg in self.breached)


def gap(
    portfolio: Portfolio,
    symbol: str,
    drop: float,
    legs: Sequence[Leg],
    market: Market,
    index_weight: float = 0.0,
    *,
    credit_dollars: float | None = None,
) -> Gap:
    """Let a name fall by `drop` (0.3 is 30%), and the index by `index_weight` x `drop` (weight 0: the index stays).

    The credit is the legs' credit in this market or the given credit, in dollars for all legs.
    OverlayError for a name not held, a drop outside 0 to 1, a weight outside 0 to 1.
    """
    if not 0.0 < drop <= 1.0:
        raise OverlayError(f"A drop of {drop:.0%} cannot be tested: choose more than 0% and at most 100%.")
    if not 0.0 <= index_weight <= 1.0:
        raise OverlayError(f"A weight of {index_weight:.0%} in the index is impossible: choose 0% to 100%.")
    index_return = -drop * (1.0 if symbol == INDEX_FUND else index_weight)
    if not index_return > -1.0:
        raise OverlayError(f"An index move of {index_return:.0%} is impossible: choose a smaller drop or weight.")
    level = market.spot * (1.0 + index_return)
    lost = portfolio.holding(symbol).value * drop
    if symbol != INDEX_FUND and INDEX_FUND in portfolio.symbols:
        lost -= portfolio.holding(INDEX_FUND).value * index_return
    opened = worth(legs, market) if legs else 0.0
    credit = -opened if credit_dollars is None else credit_dollars
    return Gap(
        symbol=symbol,
        drop=drop,
        core_loss=lost,
        index_return=index_return,
        index_points=level - market.spot,
        index_level=level,
        index_sigmas=abs(index_return) / expected_daily_move(market.vix),
        overlay_gain=credit + float(payoff(legs, [level])[0]) if legs else 0.0,
        overlay_now=credit + worth(legs, market, level) if legs else 0.0,
        breached=tuple(leg for leg in legs if leg.quantity < 0 and _in_the_money(leg, level)),
    )


def within_cap(capital: float, cap: float, max_loss: float) -> int:
    """The largest whole number of condors with a total loss within a share of the capital.

    `capital` and `max_loss` (of one condor) are in dollars, `cap` is the share.
    """
    if not (capital >= 0.0 and 0.0 <= cap <= 1.0 and max_loss > 0.0):
        raise OverlayError(
            f"{capital:,.0f} dollars, a cap of {cap:.0%} and a loss of {max_loss:,.0f} dollars give no size: enter "
            "positive amounts and a cap of 0% to 100%."
        )
    return floor(capital * cap / max_loss + 1e-9)


def _in_the_money(leg: Leg, level: float) -> bool:
    return leg.right * (level - leg.contract.on_index(leg.strike)) > 0.0
