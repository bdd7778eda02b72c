"""The layered hedge: the acceptance claims, the arithmetic of P9, and the ledger."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.errors import OverlayError
from overlay.hedge import calls as vix_hedge
from overlay.hedge.activation import CALENDAR, DAYS_21, EXPIRY, ROLLS
from overlay.hedge.calls import (
    Call,
    HedgeLayer,
    frontier,
    gain,
    layered,
    ledger,
    listed_strike,
    premium,
    value,
    yearly_cost,
)
from overlay.rules.rule_set import StrikeRule
from overlay.vix.curve import VixCurve, tenor_beta
from overlay.vix.market import VixMarket, modelled
from tests import oracles

MARKET = modelled(VixCurve(spot=18.0, lately=17.0), rate=0.03)
SHOCKS = st.floats(-8.0, 60.0)
SIZES = st.tuples(*[st.integers(0, 20)] * 3)


class Assumed:
    """The volatilities that P9's arithmetic assumes: 90, 65 and 55% at 30, 110 and 220 days, whatever the strike."""

    def vol(self, strike, days, future):
        """By tenor only."""
        return np.interp(days, [30, 110, 220], [0.90, 0.65, 0.55]) + 0.0 * np.asarray(strike) * np.asarray(future)

    def scaled(self, _):
        """The same."""
        return self


def assumed_market():
    """Futures 19, 20 and 20.5, no interest."""
    curve = VixCurve(spot=18.0, tenor_days=(30.0, 110.0, 220.0), futures=(19.0, 20.0, 20.5), modelled=False)
    return VixMarket(curve=curve, vols=Assumed())


def at_the_money():
    """Four, four and two calls struck on their futures."""
    return tuple(
        Call(strike=strike, days=days, contracts=count)
        for strike, days, count in ((19.0, 30, 4), (20.0, 110, 4), (20.5, 220, 2))
    )


def test_one_unit_at_the_money_costs_what_the_pages_say():
    """About $2,573 for 4/4/2 at assumed futures and volatilities; close to the page's $2,500 (within 3%)."""
    cost = float(premium(at_the_money(), assumed_market()).sum())
    by_hand = sum(
        100 * one.contracts * oracles.black_price(1, one.strike, one.strike, one.days / 365, vol)
        for one, vol in zip(at_the_money(), (0.90, 0.65, 0.55), strict=True)
    )
    assert cost == pytest.approx(by_hand)
    assert cost == pytest.approx(2573, rel=0.03)


def test_calls_held_to_decay_are_bought_over_and_over():
    """About $14,300 of premium a year, so 1 to 2% of an account needs nearly a million dollars for each unit."""
    gross = float(yearly_cost(at_the_money(), assumed_market(), EXPIRY).gross.sum())
    assert gross == pytest.approx(14_300, rel=0.03)
    assert gross / 0.015 == pytest.approx(950_000, rel=0.05)


@given(SHOCKS, st.integers(0, 250), st.sampled_from(ROLLS))
def test_a_hedge_of_no_contracts_changes_nothing(shock, days, roll):
    """No value, no gain, no cost, no greeks."""
    calls = layered((0.0, 0.0, 0.0)).calls(MARKET)
    assert not gain(calls, MARKET, shock, days).any()
    assert not yearly_cost(calls, MARKET, roll, 0.05).gross.any()
    assert not np.concatenate(ledger(calls, MARKET)).any()


@given(SIZES, SHOCKS, st.integers(0, 250), st.sampled_from(ROLLS))
def test_doubling_contracts_doubles_cost_and_payoff(sizes, shock, days, roll):
    """And every greek."""
    once, twice = (layered([scale * one for one in sizes]).calls(MARKET) for scale in (1.0, 2.0))
    np.testing.assert_allclose(gain(twice, MARKET, shock, days), 2.0 * gain(once, MARKET, shock, days))
    for one, two in zip(
        yearly_cost(once, MARKET, roll, 0.03)[:2], yearly_cost(twice, MARKET, roll, 0.03)[:2], strict=True
    ):
        np.testing.assert_allclose(two, 2.0 * one)
    np.testing.assert_allclose(ledger(twice, MARKET), 2.0 * np.array(ledger(once, MARKET)))


@given(st.floats(0.0, 24.0), st.sampled_from([30, 110, 220]))
def test_calls_are_cheaper_with_strike(out, days):
    """Two points further out costs less."""
    near, far = (
        premium((Call(strike=listed_strike(StrikeRule(amount=one), MARKET, days), days=days, contracts=1.0),), MARKET)[
            0
        ]
        for one in (out, out + 2.0)
    )
    assert far < near


def test_the_near_layer_reacts_most():
    """A jump of 20 points lifts the near call's price most, the far one's least."""
    calls = layered((1.0, 1.0, 1.0)).calls(MARKET)
    gains = gain(calls, MARKET, 20.0)[:, 0]
    assert gains[0] > gains[1] > gains[2] > 0.0


@pytest.mark.parametrize(
    ("rule", "low", "high"),
    [
        (StrikeRule(by="points_above", amount=5.0), 4.5, 5.5),
        (StrikeRule(by="share_above", amount=0.10), 1.3, 2.65),
        (StrikeRule(by="delta", amount=0.90), -9.0, -2.0),
    ],
)
def test_each_rule_strikes_from_the_future(rule, low, high):
    """Not from the VIX; in whole points."""
    for days in (30, 110, 220):
        strike = listed_strike(rule, MARKET, days)
        assert low <= strike - float(MARKET.curve.future(days)) <= high
        assert strike == round(strike)


@given(st.floats(0.05, 0.6), st.sampled_from([30, 110, 220]))
def test_a_strike_by_delta_has_the_nearest_delta(delta, days):
    """No neighbour comes closer."""
    strike = listed_strike(StrikeRule(by="delta", amount=delta), MARKET, days)
    off = np.abs(MARKET.greeks([strike - 1, strike, strike + 1], days).delta - delta)
    assert off[1] == off.min()


@pytest.mark.parametrize("roll", [EXPIRY, CALENDAR, DAYS_21])
def test_gross_recovered_and_net_are_told_apart(roll):
    """Net is what is left, and a roll before expiry recovers something."""
    found = yearly_cost(layered().calls(MARKET), MARKET, roll)
    np.testing.assert_allclose(found.net, found.gross - found.recovered)
    assert (found.recovered > 0.0).all() == (roll is not EXPIRY)
    assert (found.net > 0.0).all()


def test_a_layer_held_to_expiry_costs_its_premium_each_time():
    """By hand: price x 100 x 365 / 30."""
    (call,) = layered((4.0,), tenors=(30,)).calls(MARKET)
    found = yearly_cost((call,), MARKET, EXPIRY)
    assert found.gross[0] == pytest.approx(4 * 100 * float(MARKET.price(call.strike, 30)) * 365 / 30)
    assert found.recovered[0] == 0.0


def test_the_ledger_is_what_a_small_move_does():
    """Deltas and vega against differences, each layer to its own future; the sum over layers only by tenor beta."""
    calls = layered().calls(MARKET)
    found = ledger(calls, MARKET)
    days = np.array([one.days for one in calls], dtype=float)
    future = MARKET.curve.future(days)
    np.testing.assert_allclose(found.spot_delta, found.vix_delta * tenor_beta(days) * future / 18.0)
    bump = 1e-4
    for at, one in enumerate(calls):
        vol = float(MARKET.vols.vol(one.strike, one.days, future[at]))
        price = [
            oracles.black_price(1, future[at] + step, one.strike, one.days / 365, vol, float(MARKET.discount(one.days)))
            for step in (bump, -bump)
        ]
        assert found.vix_delta[at] == pytest.approx(100 * one.contracts * (price[0] - price[1]) / (2 * bump), rel=1e-5)
    assert (found.vix_vega > 0.0).all()
    assert (found.theta < 0.0).all()


@pytest.mark.parametrize(("days", "vix"), [(30, 48.0), (31, 18.0), (60, 18.0)])
def test_a_call_settles_on_the_vix_of_its_day(days, vix):
    """A shock on the day of settlement counts, one after it does not."""
    calls = (Call(strike=15.0, days=30, contracts=1.0),)
    assert value(calls, MARKET, 30.0, days)[0, 0] == pytest.approx(100 * (vix - 15.0))


def test_the_frontier_costs_less_further_out():
    """And pays less; each point is the hedge priced at that strike."""
    found = frontier(layered(), MARKET, EXPIRY, (20.0, 0), [0.0, 5.0, 10.0, 20.0])
    assert (np.diff(found.cost) < 0).all()
    assert (np.diff(found.gain) < 0).all()
    calls = layered().calls(MARKET)
    assert found.gain[1] == pytest.approx(gain(calls, MARKET, 20.0).sum())
    assert found.cost[1] == pytest.approx(yearly_cost(calls, MARKET, EXPIRY).net.sum())


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (lambda: HedgeLayer(tenor_days=0, contracts=1.0), "A layer of 0 days"),
        (lambda: HedgeLayer(tenor_days=30, contracts=-1.0), "-1 calls cannot be bought"),
        (lambda: StrikeRule(by="delta", amount=1.5), "A strike by delta of 1.5"),
        (lambda: StrikeRule(by="points_above", amount=500.0), "A strike by points_above of 500"),
    ],
)
def test_an_impossible_layer_is_refused(build, sentence):
    """In a sentence."""
    with pytest.raises(OverlayError, match=sentence):
        build()


def test_the_articles_layers_are_the_default():
    """30/110/220 days, 4/4/2 calls."""
    assert [(one.tenor_days, one.contracts) for one in vix_hedge.layered().layers] == [(30, 4), (110, 4), (220, 2)]
