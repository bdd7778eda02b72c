"""What the market says of an iron condor: credit, limits, break-evens, odds, requirement, greeks.

Credits and widths are points of the contract, per condor; dollars are of the whole position. The credit is what the
market pays, so it is an argument or a result, never a field of the condor. Break-evens are those at expiry.
Probabilities stand under the name of their measure (`overlay.options.odds`).
"""

from dataclasses import dataclass, replace

import numpy as np

from overlay.arrays import FloatArray
from overlay.condor.placement import IronCondor
from overlay.errors import OverlayError
from overlay.options import odds
from overlay.options.costs import Costs
from overlay.options.legs import CALL, PUT, DollarGreeks, greeks, worth
from overlay.options.market import Market

NO_COSTS = Costs(commission_dollars=0.0, slippage_points=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """One measure's answer: chances of profit and of touching each short strike, and the mean result before costs.

    Errors are standard errors, zero for a closed form; `sample_size` counts history windows, None for a closed form.
    """

    measure: str
    probability_of_profit: float
    probability_of_touch: tuple[float, float]
    expected_value_dollars: float
    kind: str = "closed form"
    probability_error: float = 0.0
    touch_errors: tuple[float, float] = (0.0, 0.0)
    expected_value_error_dollars: float = 0.0
    sample_size: int | None = None
    independent: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CondorQuote:
    """A condor under a market.

    Headline probabilities and expected value are market-implied with skew; `odds` holds every measure at hand.
    `natural_credit_points` (sell at the bid, buy at the ask) is None where prices are modelled and nobody quotes; where
    it is known, slippage is what lies between it and the mid.
    """

    credit_points: float
    natural_credit_points: float | None
    max_profit_dollars: float
    max_loss_points: float
    max_loss_dollars: float
    put_width_dollars: float
    breakevens_points: tuple[float | None, float | None]
    breakevens_sigmas: tuple[float | None, float | None]
    one_sd_points: float
    probability_of_profit: float
    probability_of_touch: tuple[float, float]
    expected_value_dollars: float
    win_rate_needed: float
    return_on_risk: float
    requirement_dollars: float
    commission_dollars: float
    slippage_dollars: float
    greeks: DollarGreeks[float]
    leg_greeks: DollarGreeks[FloatArray]
    odds: tuple[Odds, ...]

    @property
    def put_loss_dollars(self) -> float:
        """What the put side can lose at most, the whole credit counted against it."""
        return self.put_width_dollars - self.max_profit_dollars

    @property
    def credit_dollars(self) -> float:
        """What the whole position collects at the quoted credit: its largest profit."""
        return self.max_profit_dollars

    @property
    def costs_dollars(self) -> float:
        """Commission and slippage to open."""
        return self.commission_dollars + self.slippage_dollars


def quote(
    condor: IronCondor, market: Market, *, costs: Costs = NO_COSTS, credit_points: float | None = None
) -> CondorQuote:
    """Price a condor under a market, or judge it at a credit one was filled at.

    OverlayError for a condor that expires on or before the market's day, or a credit that is no credit or leaves
    no risk.
    """
    _checked_expiry(condor, market)
    dollars = condor.contract.multiplier * condor.quantity
    mid, natural = _credits(condor, market)
    credit = mid if credit_points is None else credit_points
    _checked_credit(condor, credit)
    measures = _measures(condor, market)
    answers = tuple(_odds(condor, market, credit, measure) for measure in measures)
    each = greeks(condor.legs, market)
    slippage = (
        costs.slippage_points * condor.contract.index_share if natural is None else _given_up(condor, mid - natural)
    )
    max_loss = condor.widest_points - credit
    sd = market.one_sd_points(condor.expiry) * condor.contract.index_share
    return CondorQuote(
        credit_points=credit,
        natural_credit_points=natural,
        max_profit_dollars=credit * dollars,
        max_loss_points=max_loss,
        max_loss_dollars=max_loss * dollars,
        put_width_dollars=condor.put_spreads * condor.put_width * dollars,
        breakevens_points=breakevens(condor, credit),
        breakevens_sigmas=_in_sigmas(condor, market, breakevens(condor, credit), sd),
        one_sd_points=sd,
        probability_of_profit=answers[0].probability_of_profit,
        probability_of_touch=answers[0].probability_of_touch,
        expected_value_dollars=answers[0].expected_value_dollars,
        win_rate_needed=win_rate_needed(condor.widest_points, credit),
        return_on_risk=credit / max_loss,
        requirement_dollars=condor.widest_points * dollars,
        commission_dollars=condor.contracts * costs.commission_dollars,
        slippage_dollars=condor.contracts * condor.contract.multiplier * slippage,
        greeks=each.total(),
        leg_greeks=each,
        odds=answers,
    )


def _credits(condor: IronCondor, market: Market) -> tuple[float, float | None]:
    """Points per condor at the mid, and at the natural price where all four legs are quoted on both sides.

    Without a listing, or with a leg that nobody quotes, the mid is the surface's and there is no natural price.
    """
    modelled = -worth(condor.legs, market) / (condor.contract.multiplier * condor.quantity)
    if market.listing is None:
        return modelled, None
    legs = condor.legs
    quotes = market.listing.quotes([leg.right for leg in legs], [leg.strike for leg in legs], condor.expiry)
    sold = np.array([-leg.quantity for leg in legs]) / condor.quantity
    if not np.isfinite(quotes.mid).all():
        return modelled, None
    return float(sold @ quotes.mid), float(sold @ np.where(sold > 0.0, quotes.bid, quotes.ask))


def _given_up(condor: IronCondor, points: float) -> float:
    """Points per contract and leg that lie between the mid and the natural price of a condor."""
    return points * condor.quantity / condor.contracts


def breakevens(condor: IronCondor, credit_points: float) -> tuple[float | None, float | None]:
    """Where the condor neither gains nor loses at expiry, put side and call side, points of the contract.

    A side that pays out no more than the whole credit has none: None.
    """
    put = credit_points / condor.put_spreads
    call = credit_points / condor.call_spreads
    return (
        condor.short_put - put if put < condor.put_width else None,
        condor.short_call + call if call < condor.call_width else None,
    )


def win_rate_needed(width_points: float, credit_points: float) -> float:
    """Share of wins that breaks even if every win keeps the credit and every loss is the largest one."""
    return (width_points - credit_points) / width_points


def two_outcome_value(credit_points: float, loss_points: float, win_rate: float) -> float:
    """Mean points if a share `win_rate` keeps the credit and the rest loses `loss_points`: a first sketch only."""
    return win_rate * credit_points - (1.0 - win_rate) * loss_points


def _checked_expiry(condor: IronCondor, market: Market) -> None:
    if condor.expiry <= market.as_of:
        raise OverlayError(
            f"The condor expires on {condor.expiry}, but the market is that of {market.as_of}: choose a later expiry."
        )


def _checked_credit(condor: IronCondor, credit: float) -> None:
    if not 0.0 < credit < condor.widest_points:
        raise OverlayError(
            f"A credit of {credit:,.2f} points on wings of {condor.widest_points:,.0f} is impossible: it must lie "
            "between zero and the width of the wider side; move the short strikes or change the wing."
        )


def _measures(condor: IronCondor, market: Market) -> list[odds.Measure]:
    t = market.years(condor.expiry)
    atm = market.vol(market.forward(t), t)
    found: list[odds.Measure | None] = [
        odds.Smile(market, condor.expiry),
        odds.Lognormal(market, condor.expiry, atm),
        odds.past(market, condor.expiry),
    ]
    return [measure for measure in found if measure is not None]


def _odds(condor: IronCondor, market: Market, credit: float, measure: odds.Measure) -> Odds:
    """The measure's answers; the credit earns the riskless rate until expiry, so a fair condor is worth nothing."""
    share = condor.contract.index_share
    low, high = breakevens(condor, credit)
    below_high = 1.0 if high is None else measure.below(high / share)
    below_low = 0.0 if low is None else measure.below(low / share)
    carried = credit / market.discount(market.years(condor.expiry))
    answer = Odds(
        measure=measure.name,
        probability_of_profit=below_high - below_low,
        probability_of_touch=(
            measure.touch(condor.short_put / share, PUT),
            measure.touch(condor.short_call / share, CALL),
        ),
        expected_value_dollars=carried * condor.contract.multiplier * condor.quantity
        + measure.expected_payoff(condor.legs),
    )
    if isinstance(measure, odds.Smile):
        return replace(answer, kind="closed form; touch approximated")
    return _with_errors(answer, condor, measure) if isinstance(measure, odds.HistoryOdds) else answer


def _with_errors(answer: Odds, condor: IronCondor, measure: odds.HistoryOdds) -> Odds:
    return replace(
        answer,
        kind="counted",
        probability_error=measure.error(answer.probability_of_profit),
        touch_errors=(measure.error(answer.probability_of_touch[0]), measure.error(answer.probability_of_touch[1])),
        expected_value_error_dollars=measure.payoff_error(condor.legs),
        sample_size=measure.windows,
        independent=measure.independent,
    )


def _in_sigmas(
    condor: IronCondor, market: Market, levels: tuple[float | None, float | None], sd: float
) -> tuple[float | None, float | None]:
    """Distances of the break-evens from the forward in standard deviations, both positive when outside it."""
    forward = market.forward(market.years(condor.expiry)) * condor.contract.index_share
    low, high = levels
    return (None if low is None else (forward - low) / sd, None if high is None else (high - forward) / sd)
