"""The quote of an iron condor under a market: credit, limits, break-evens, odds, requirement, greeks.

Credits and widths are contract points per condor; dollars are for the whole position. The market sets the credit, so
the credit is an argument or a result, never a field of the condor. Break-evens are those at expiry. Each probability
states its measure (`overlay.options.odds`).
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.condor.placement import IronCondor
from overlay.errors import OverlayError
from overlay.options import odds
from overlay.options.costs import Costs
from overlay.options.legs import CALL, PUT, DollarGreeks, greeks, prices, worth
from overlay.options.market import Market

NO_COSTS = Costs(commission_dollars=0.0, slippage_points=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """Odds under one measure: chances of profit and of touching each short strike, and the mean result before costs.

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
    """The quote of a condor under a market.

    The headline probabilities and the expected value are market-implied with skew; `odds` holds all available measures.
    `natural_credit_points` (sell at the bid, buy at the ask) is None if prices are modelled, without quotes. If it is
    known, slippage is its distance from the mid. Otherwise it is that of fills in whole hundredths of a point, as in a
    ladder.
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

    def __repr__(self) -> str:
        """One line: credit, largest loss, chance of profit and expected result."""
        return (
            f"CondorQuote(credit {self.credit_points:.2f} points = ${self.credit_dollars:,.0f}, largest loss "
            f"${self.max_loss_dollars:,.0f}, chance of profit {self.probability_of_profit:.1%}, expected "
            f"${self.expected_value_dollars:,.0f} before ${self.costs_dollars:,.0f} of costs)"
        )

    def frame(self) -> pd.DataFrame:
        """One row per measure of the odds; every row repeats the dollar columns that do not depend on the measure."""
        rows = [
            {
                "Measure": one.measure,
                "Chance of profit (share)": one.probability_of_profit,
                "Its error (share)": one.probability_error,
                "Chance of touching the short put (share)": one.probability_of_touch[0],
                "Chance of touching the short call (share)": one.probability_of_touch[1],
                "Expected result ($)": one.expected_value_dollars,
                "Its error ($)": one.expected_value_error_dollars,
                "Credit (points)": self.credit_points,
                "Credit ($)": self.credit_dollars,
                "Largest loss ($)": self.max_loss_dollars,
                "Win rate needed (share)": self.win_rate_needed,
            }
            for one in self.odds
        ]
        return pd.DataFrame(rows).set_index("Measure")

    @property
    def put_loss_dollars(self) -> float:
        """The largest loss of the put side, after the whole credit."""
        return self.put_width_dollars - self.max_profit_dollars

    @property
    def credit_dollars(self) -> float:
        """The credit of the whole position in dollars: its largest profit."""
        return self.max_profit_dollars

    @property
    def costs_dollars(self) -> float:
        """Commission and slippage to open."""
        return self.commission_dollars + self.slippage_dollars


def quote(
    condor: IronCondor, market: Market, *, costs: Costs = NO_COSTS, credit_points: float | None = None
) -> CondorQuote:
    """Quote a condor under a market, at the market's credit or at the credit of a real fill.

    OverlayError for a condor that expires on or before the market's day, or for a credit that is not positive or covers
    the whole width.
    """
    _checked_expiry(condor, market)
    dollars = condor.contract.multiplier * condor.quantity
    mid, natural = _credits(condor, market)
    credit = mid if credit_points is None else credit_points
    _checked_credit(condor, credit)
    measures = _measures(condor, market)
    answers = tuple(_odds(condor, market, credit, measure) for measure in measures)
    each = greeks(condor.legs, market)
    slippage = _slippage(condor, market, costs) if natural is None else mid - natural
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
        slippage_dollars=slippage * dollars,
        greeks=each.total(),
        leg_greeks=each,
        odds=answers,
    )


def _credits(condor: IronCondor, market: Market) -> tuple[float, float | None]:
    """Points per condor at the mid, and at the natural price if all four legs have two-sided quotes.

    Without a listing, or with an unquoted leg, the mid comes from the surface and the natural price is None.
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


def _slippage(condor: IronCondor, market: Market, costs: Costs) -> float:
    """Points per condor between the modelled mid and the fills, which are those of `layers.Terms.flows`."""
    if not costs.slips:
        return 0.0
    legs, contract = condor.legs, condor.contract
    mids, held = prices(legs, market).points, np.array([leg.quantity for leg in legs]) / condor.quantity
    fills = costs.fills(
        mids / contract.index_share, np.sign(held), index=market.spot, vix=market.vix, contract=contract
    )
    return float(held @ (fills / 100.0 - mids))


def breakevens(condor: IronCondor, credit_points: float) -> tuple[float | None, float | None]:
    """Break-evens at expiry on the put side and the call side, contract points.

    None for a side whose largest payout does not exceed the whole credit.
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
    """Mean points if a share `win_rate` keeps the credit and the rest loses `loss_points`: a rough estimate only."""
    return win_rate * credit_points - (1.0 - win_rate) * loss_points


def _checked_expiry(condor: IronCondor, market: Market) -> None:
    if market.days_left(condor.expiry) <= 0.0:
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
    """The odds of a measure; the credit earns the riskless rate until expiry, so a fair condor has a mean of 0."""
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
    """Distances of the break-evens from the forward in standard deviations; positive if the forward is between them."""
    forward = market.forward(market.years(condor.expiry)) * condor.contract.index_share
    low, high = levels
    return (None if low is None else (forward - low) / sd, None if high is None else (high - forward) / sd)
