"""What the market says of a condor: the acceptance cases, optionlab, Monte Carlo, and properties."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.condor import placement, pricing
from overlay.condor.placement import IronCondor
from overlay.condor.pricing import breakevens, quote, two_outcome_value, win_rate_needed
from overlay.data import bundled
from overlay.errors import OverlayError
from overlay.options.costs import Costs
from overlay.options.legs import payoff
from overlay.options.market import from_history
from tests import oracles
from tests.house import ROOT
from tests.overlay.condor.test_placement import anchored_market

EXPIRY = date(2023, 10, 13)


def condor_at(long_put, short_put, short_call, long_call, **more):
    """A condor by its four strikes."""
    strikes = {"long_put": long_put, "short_put": short_put, "short_call": short_call, "long_call": long_call}
    return IronCondor(**strikes, expiry=EXPIRY, **more)


@pytest.mark.parametrize(
    ("width", "needed"),
    [
        (5, (0.860, 0.770, 0.680)),
        (10, (0.930, 0.885, 0.840)),
        (20, (0.965, 0.9425, 0.920)),
        (25, (0.972, 0.954, 0.936)),
    ],
)
def test_case_c9_win_rates_needed(width, needed):
    """Credits 0.70, 1.15 and 1.60: the same credit needs 86% wins on 5 points and 97% on 25."""
    assert [win_rate_needed(width, credit) for credit in (0.70, 1.15, 1.60)] == pytest.approx(needed)


def test_case_c10_break_evens():
    """Short 4100 call and 3900 put for 25: 4125 and 3875."""
    assert breakevens(condor_at(3800, 3900, 4100, 4200), 25.0) == (3875.0, 4125.0)


def test_case_c11_a_call_spread():
    """4100/4120 for 1.80: break-even 4101.80, at most 18.20 lost."""
    spread = condor_at(3980, 4000, 4100, 4120)
    assert breakevens(spread, 1.80)[1] == pytest.approx(4101.80)
    assert quote(spread, oracles.flat_market(spot=4050.0), credit_points=1.80).max_loss_points == pytest.approx(18.20)


@pytest.mark.parametrize(
    ("strikes", "quantity", "credit", "requirement", "max_loss"),
    [((160, 170, 180, 190), 10, 4.0, 10_000, 6_000), ((50, 53, 67, 70), 2, 1.70, 600, 260)],
)
def test_cases_c14_and_c15_requirement_and_loss(strikes, quantity, credit, requirement, max_loss):
    """Ten condors of ten points need $10,000; two of three points need $600 and, for 1.70, can lose $260."""
    market = oracles.flat_market(spot=sum(strikes) / 4)
    judged = quote(condor_at(*strikes, quantity=quantity), market, credit_points=credit)
    assert judged.requirement_dollars == requirement
    assert judged.max_loss_dollars == pytest.approx(max_loss)


@pytest.mark.parametrize(("loss", "value"), [(25.0, -0.34), (25.0 - 2.07, -0.155)])
def test_case_c16_two_outcomes_are_a_sketch(loss, value):
    """Credit 2.07 on 25 points, 91.1% wins: -0.34 with the width as loss, -0.155 with the true largest loss."""
    assert two_outcome_value(2.07, loss, 0.911) == pytest.approx(value, abs=0.005)


def test_case_c23_greeks_of_the_articles_condor():
    """Flat 17.95%, a day, 10 wide for 0.70: delta about 0, gamma -0.00043, vega -0.155 points per point of vol."""
    market = oracles.flat_market(spot=7138.8, vol=0.1795 * np.sqrt(365 / 252))
    net = quote(IronCondor(
        long_put=6987.5, short_put=6997.5, short_call=7280.1, long_call=7290.1, expiry=market.expiry(1)
    ), market).greeks  # fmt: skip
    assert float(net.delta) / 100 == pytest.approx(0.0, abs=0.002)
    assert float(net.gamma) / 100 == pytest.approx(-0.00043, abs=0.00002)
    # a point of the 252-day vol is sqrt(365/252) points of the 365-day one
    assert float(net.vega) / 100 * np.sqrt(365 / 252) == pytest.approx(-0.155, abs=0.005)
    assert float(net.theta) > 0


TABLE = json.loads((ROOT / "tests" / "data" / "optionlab_condors.json").read_text())


@pytest.mark.parametrize("row", TABLE[::10], ids=lambda row: f"{row['spot']}-{row['days']}d")
def test_optionlab_sees_the_same_condor(row):
    """Credit and expected value to 1e-9, delta to 1e-12, on flat-vol markets.

    optionlab leaves the credit idle; ours earns the rate until expiry, so that part is taken off. Its probability
    is of winning a cent, so ours may lie a shade higher.
    """
    judged = optionlab_twin(row)
    idle = judged.credit_points * (np.exp(row["rate"] * row["days"] / 365) - 1.0)
    lognormal = judged.odds[1]
    assert judged.credit_points == pytest.approx(row["credit"], abs=1e-9)
    assert lognormal.expected_value_dollars / 100 - idle == pytest.approx(row["expected_value"], abs=1e-9)
    assert float(judged.greeks.delta) / 100 == pytest.approx(row["delta"], abs=1e-12)
    assert lognormal.probability_of_profit == pytest.approx(row["probability_of_profit"], abs=3e-4)


def test_optionlab_sees_the_same_two_hundred_condors():
    """The whole table at once: worst expected value within 1e-9, worst delta within 1e-12."""
    values, deltas = [], []
    for row in TABLE:
        judged = optionlab_twin(row)
        idle = judged.credit_points * (np.exp(row["rate"] * row["days"] / 365) - 1.0)
        values.append(judged.odds[1].expected_value_dollars / 100 - idle - row["expected_value"])
        deltas.append(float(judged.greeks.delta) / 100 - row["delta"])
    assert np.abs(values).max() < 1e-9
    assert np.abs(deltas).max() < 1e-12


def optionlab_twin(row):
    """Our quote of a row of the table; calendar days as they are, weekends included."""
    levels = {key: row[key] for key in ("spot", "vol", "rate", "dividend_yield")}
    market = oracles.flat_market(**levels)
    strikes = {key: float(row[key]) for key in ("long_put", "short_put", "short_call", "long_call")}
    return quote(IronCondor(**strikes, expiry=oracles.in_days(market, row["days"])), market)


def test_monte_carlo_agrees_with_the_closed_forms():
    """400,000 lognormal endings: chance of profit and expected value within four standard errors."""
    market = oracles.flat_market(vol=0.2, rate=0.03, dividend_yield=0.01)
    placed = placement.by_sigmas(market, 1.2, 100, 30)
    judged = quote(placed, market)
    ends = oracles.terminal_levels(market, placed.expiry, 0.2, 400_000, np.random.default_rng(7))
    results = judged.credit_dollars / np.exp(-0.03 * 30 / 365) + payoff(placed.legs, ends)
    low, high = judged.breakevens_points
    wins = (ends > low) & (ends < high)
    assert judged.odds[1].probability_of_profit == pytest.approx(wins.mean(), abs=4 * wins.std() / np.sqrt(len(ends)))
    assert judged.odds[1].expected_value_dollars == pytest.approx(
        results.mean(), abs=4 * results.std() / np.sqrt(len(ends))
    )


@given(sigmas=st.floats(0.6, 3.0), wing=st.sampled_from([5.0, 50.0, 200.0]), days=st.integers(1, 60))
def test_a_fair_condor_is_worth_nothing_before_costs(sigmas, wing, days):
    """Under the measure that prices it, exactly."""
    placed = placement.by_sigmas(anchored_market(), sigmas, wing, days)
    assert quote(placed, anchored_market()).expected_value_dollars == pytest.approx(0.0, abs=1e-7)


@given(
    level=st.floats(1.0, 20_000.0),
    puts=st.integers(1, 3),
    calls=st.integers(1, 3),
    quantity=st.integers(1, 5),
    wing=st.sampled_from([5.0, 50.0, 200.0]),
)
def test_expiry_lies_between_the_largest_loss_and_the_credit(level, puts, calls, quantity, wing):
    """Whatever the level and the counts; nothing is ever lost on both sides."""
    shape = placement.Shape(put_spreads=puts, call_spreads=calls, quantity=quantity)
    placed = placement.by_sigmas(anchored_market(), 1.5, wing, 30, shape)
    judged = quote(placed, anchored_market())
    result = judged.credit_dollars + float(payoff(placed.legs, level))
    assert -judged.max_loss_dollars - 1e-6 <= result <= judged.max_profit_dollars + 1e-6


@given(credit=st.floats(0.5, 40.0), put_wing=st.sampled_from([10.0, 50.0]), call_wing=st.sampled_from([10.0, 50.0]))
def test_break_evens_are_where_the_payoff_is_zero_or_nowhere(credit, put_wing, call_wing):
    """A side whose width the credit covers has no break-even: its long strike still wins."""
    placed = condor_at(4750 - put_wing, 4750.0, 5250.0, 5250 + call_wing)
    for level, edge in zip(breakevens(placed, credit), (placed.long_put, placed.long_call), strict=True):
        if level is None:
            assert credit * 100 + float(payoff(placed.legs, edge)) >= 0.0
        else:
            assert credit * 100 + float(payoff(placed.legs, level)) == pytest.approx(0.0, abs=1e-6)


def test_a_side_that_cannot_lose_counts_as_won():
    """Credit 20 on a 10-point call wing: only the puts can lose."""
    judged = quote(condor_at(4650.0, 4750.0, 5250.0, 5260.0), oracles.flat_market(), credit_points=20.0)
    assert judged.breakevens_sigmas[1] is None
    assert (
        judged.probability_of_profit
        > 1.0 - float(pricing.odds.Smile(oracles.flat_market(), EXPIRY).below(4730.0)) - 1e-9
    )


@given(sigmas=st.floats(0.6, 2.9), days=st.integers(2, 60))
def test_further_out_wins_more_and_collects_less(sigmas, days):
    """The trade-off of the headline slider."""
    near, far = (
        quote(placement.by_sigmas(anchored_market(), s, 50, days), anchored_market()) for s in (sigmas, sigmas + 0.5)
    )
    assert far.credit_points < near.credit_points
    assert far.probability_of_profit > near.probability_of_profit


def test_contracts_multiply_dollars_and_leave_points():
    """Five condors."""
    one = quote(placement.by_sigmas(anchored_market(), 1.5, 50, 30), anchored_market())
    shape = placement.Shape(quantity=5)
    five = quote(placement.by_sigmas(anchored_market(), 1.5, 50, 30, shape), anchored_market())
    assert five.credit_points == pytest.approx(one.credit_points)
    for name in ("credit_dollars", "max_loss_dollars", "requirement_dollars"):
        assert getattr(five, name) == pytest.approx(5 * getattr(one, name))
    assert float(five.greeks.vega) == pytest.approx(5 * float(one.greeks.vega))


def test_costs_are_counted_per_contract_and_leg():
    """Two condors are eight contracts: $1.30 each, and 0.15 points each of slippage, within half a hundredth of rounding."""
    placed = placement.by_sigmas(anchored_market(), 1.5, 50, 30, placement.Shape(quantity=2))
    judged = quote(placed, anchored_market(), costs=Costs(slippage_points=0.15))
    assert judged.commission_dollars == pytest.approx(8 * 1.30)
    assert judged.slippage_dollars == pytest.approx(8 * 0.15 * 100, abs=8 * 0.005 * 100)
    assert judged.costs_dollars == pytest.approx(judged.commission_dollars + judged.slippage_dollars)


def test_modelled_prices_have_no_natural_credit():
    """Nobody quotes a bid or an ask for them."""
    assert quote(placement.by_sigmas(anchored_market(), 1.5, 50, 30), anchored_market()).natural_credit_points is None


def test_each_measure_stands_under_its_own_name():
    """Three with a history, two without; only history has an error and a sample size."""
    market = from_history(bundled.history(), date(2018, 6, 1))
    judged = quote(placement.by_sigmas(market, 1.5, 50, 30), market)
    assert [one.measure for one in judged.odds] == ["market-implied with skew", "lognormal", "index history"]
    assert [one.sample_size is None for one in judged.odds] == [True, True, False]
    assert judged.odds[2].probability_error > 0.0
    assert len(quote(placement.by_sigmas(anchored_market(), 1.5, 50, 30), anchored_market()).odds) == 2


def test_a_real_day_gives_reference_economics():
    """Recorded VIX 12 to 27, index level 2,000 to 3,000: 30 days, 1.5 sd, wings of 1.2% collect 7% to 13% of the width."""
    history = bundled.history()
    for day in (date(2014, 6, 2), date(2016, 1, 15), date(2017, 6, 1), date(2018, 3, 1)):
        market = from_history(history, day)
        judged = quote(placement.by_sigmas(market, 1.5, round(0.012 * market.spot), 30), market)
        assert 0.06 < judged.credit_points / (judged.credit_points + judged.max_loss_points) < 0.13


@pytest.mark.parametrize("credit", [0.0, -1.0, 50.0, 60.0, float("nan")])
def test_an_impossible_credit_is_explained(credit):
    """Nothing, a debit, or more than the width."""
    with pytest.raises(OverlayError, match="credit of .* on wings of 50 is impossible"):
        quote(condor_at(4700.0, 4750.0, 5250.0, 5300.0), oracles.flat_market(), credit_points=credit)


def test_an_expired_condor_is_explained():
    """The sentence names both days."""
    late = replace(oracles.flat_market(), as_of=date(2023, 10, 13))
    with pytest.raises(OverlayError, match="expires on 2023-10-13, but the market is that of 2023-10-13"):
        quote(condor_at(4700.0, 4750.0, 5250.0, 5300.0), late)


@pytest.mark.parametrize("wrong", [{"commission_dollars": -1.0}, {"slippage_points": float("nan")}])
def test_impossible_costs_are_explained(wrong):
    """Negative or no number."""
    with pytest.raises(OverlayError, match="zero or a positive amount"):
        Costs(**wrong)
