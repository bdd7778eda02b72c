"""The hedge lived through history: the ledger adds up day by day, and rules do what they say."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.data import bundled
from overlay.errors import OverlayError
from overlay.hedge import held_calls, replays
from overlay.hedge.activation import ACTIVATIONS, BELOW_15, DAYS_21, EXPIRY, MONETISE, ROLLS
from overlay.hedge.calls import layered
from overlay.hedge.replays import PATHS, NamedStretch, replay, stretch, tail_hedge_index
from overlay.vix.curve import VixCurve
from overlay.vix.market import modelled

STRETCHES = {one.name: stretch(bundled.history(), one) for one in PATHS}
CRASH, BEAR, CALM = (STRETCHES[one.name] for one in PATHS[:3])


@pytest.mark.parametrize("name", STRETCHES)
@pytest.mark.parametrize("roll", ROLLS, ids=lambda one: one.name)
def test_every_dollar_is_in_the_roll_log(name, roll):
    """Premiums and proceeds of the log add up to what was paid and brought back, and every day's P&L to the last."""
    found = replay(layered(), STRETCHES[name], roll)
    assert sum(one.premium for one in found.trades) == pytest.approx(found.gross)
    assert sum(one.proceeds for one in found.trades) == pytest.approx(found.recovered)
    assert found.gain[-1] == pytest.approx(found.recovered - found.gross)
    assert (found.worth >= 0.0).all()
    assert (np.diff(found.paid, axis=1) >= 0.0).all()


def test_a_slow_replay_of_one_layer_agrees():
    """Thirty-day calls held to expiry, priced one by one: the same P&L on every day."""
    found = replay(layered((3.0,), tenors=(30,)), CRASH, EXPIRY, slippage_points=0.05)
    expected, cash, held = [], 0.0, None
    for at in range(len(CRASH.days)):
        market = modelled(
            VixCurve(spot=float(CRASH.vix[at]), lately=float(CRASH.lately[at])), rate=float(CRASH.rate[at])
        )
        if held is not None and CRASH.elapsed[at] - held[1] >= 30:
            cash += 300 * max(CRASH.vix[at] - held[0], 0.0)
            held = None
        if held is None and at < len(CRASH.days) - 1:
            held = (layered((3.0,), tenors=(30,)).calls(market)[0].strike, CRASH.elapsed[at])
            cash -= 300 * (float(market.price(held[0], 30)) + 0.05)
        worth = 0.0 if held is None else 300 * float(market.price(held[0], 30 - (CRASH.elapsed[at] - held[1])))
        expected.append(cash + worth)
    np.testing.assert_allclose(found.gain, expected, atol=1e-6)


@given(st.integers(0, 12), st.sampled_from(ACTIVATIONS), st.sampled_from(ROLLS))
def test_twice_the_contracts_bring_twice_the_result(count, rule, roll):
    """On every day; none bring nothing."""
    once, twice = (replay(layered((scale * count,) * 3), BEAR, roll, rule) for scale in (1.0, 2.0))
    np.testing.assert_allclose(twice.gain, 2.0 * once.gain, atol=1e-6)
    np.testing.assert_allclose(twice.at_risk, 2.0 * once.at_risk, atol=1e-6)


def test_it_pays_in_a_fast_crash_and_costs_in_the_others():
    """2020 brings back more than it cost; the slow bear of 2022 and the calm 2017 do not."""
    nets = [float(replay(layered(), one).gain[-1]) for one in (CRASH, BEAR, CALM)]
    assert nets[0] > 10_000
    assert nets[1] < 0 > nets[2]


def test_each_path_says_whether_its_vix_is_modelled():
    """All four are recorded; the end of 1999 holds a day without a close."""
    assert not any(one.modelled.any() for one in STRETCHES.values())
    named = NamedStretch(name="End of 1999", first=date(1999, 12, 1), last=date(2000, 1, 31))
    assert stretch(bundled.history(), named).modelled.sum() == 1


@pytest.mark.parametrize("name", STRETCHES)
def test_the_close_lies_between_the_worst_and_the_best_of_its_day(name):
    """Calls rise with the VIX, and its close lies between its low and its high."""
    found = replay(layered(), STRETCHES[name])
    worth = found.worth.sum(axis=0)
    assert (found.lowest <= worth + 1e-9).all()
    assert (worth <= found.highest + 1e-9).all()


def test_the_worst_within_a_day_is_priced_at_the_days_low():
    """One 30-day call on the second day of the crash, priced alone at that day's low."""
    found = replay(layered((1.0,), tenors=(30,)), CRASH, EXPIRY)
    curve = VixCurve(spot=float(CRASH.lowest[1]), lately=float(CRASH.lately[1]))
    market = modelled(curve, rate=float(CRASH.rate[1]))
    strike, left = found.trades[0].strike, 30 - CRASH.elapsed[1]
    assert found.lowest[1] == pytest.approx(100.0 * float(market.price(strike, left)))


def test_a_day_without_a_range_is_valued_at_its_close():
    """Before 1992 no low and high of the VIX are known."""
    early = stretch(bundled.history(), NamedStretch(name="1991", first=date(1991, 1, 2), last=date(1991, 6, 28)))
    found = replay(layered(), early)
    np.testing.assert_allclose(found.lowest, found.worth.sum(axis=0))


def test_a_rule_that_says_stop_buys_nothing_more():
    """Below 15 only: nothing in 2022, and in 2020 what was bought before the crash is kept through it."""
    assert replay(layered(), BEAR, activation=BELOW_15).gross == 0.0
    found = replay(layered(), CRASH, activation=BELOW_15)
    vix = dict(zip(CRASH.days.astype(date), CRASH.vix, strict=True))
    assert found.trades
    assert all(vix[one.bought] < 15.0 for one in found.trades)


def test_rolls_leave_the_days_they_promise():
    """Sold on the first trading day with 21 days left or fewer."""
    for one in replay(layered(), BEAR, DAYS_21).trades:
        left = one.tenor_days - (one.sold - one.bought).days
        assert one.reason == "still held" or 21 - 5 < left <= 21


def test_a_pop_is_partly_sold_and_moved_out():
    """Where the VIX doubles, 67.5% of a call goes, and the proceeds buy 220-day calls on the same day."""
    found = replay(layered(), CRASH, MONETISE)
    sold = [one for one in found.trades if one.reason == "monetised"]
    assert sold
    for one in sold:
        assert one.proceeds > 2.0 * one.premium
        out = [trade for trade in found.trades if trade.bought == one.sold and trade.tenor_days == 220]
        assert any(trade.premium == pytest.approx(one.proceeds) for trade in out)


def test_the_premium_at_risk_is_that_of_the_open_calls():
    """By the log, on every tenth day."""
    found = replay(layered(), CRASH, DAYS_21)
    for at in range(0, len(CRASH.days), 10):
        day = CRASH.days[at].astype(date)
        ends = [one for one in found.trades if one.bought <= day < one.sold]
        assert found.at_risk[at] == pytest.approx(sum(one.premium for one in ends))


def test_the_tail_hedge_index_spends_its_weight_each_month():
    """A percent of the capital where the future stands between 15 and 30, half above, nothing outside."""
    found = tail_hedge_index(CRASH, 100_000.0)
    future = dict(zip(CRASH.days.astype(date), held_calls.future(CRASH, 30), strict=True))
    for one in found.trades:
        level = future[one.bought]
        assert one.premium == pytest.approx(1_000 if 15 < level <= 30 else 500)
    assert (
        tail_hedge_index(
            replace(CRASH, vix=np.full_like(CRASH.vix, 10.0), lately=np.full_like(CRASH.vix, 10.0)), 1e5
        ).gross
        == 0
    )


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (date(2030, 1, 1), date(2030, 6, 1), "lies outside the history"),
        (date(1990, 1, 3), date(1990, 1, 10), "the VIX is not known on every day"),
    ],
)
def test_a_path_outside_the_history_is_refused(first, last, sentence):
    """In a sentence; the first days of a history whose VIX is modelled have none."""
    history = bundled.history()
    history = replace(history, vix=history.vix.where(history.days > history.days[9]))
    with pytest.raises(OverlayError, match=sentence):
        replays.stretch(history, NamedStretch(name="odd", first=first, last=last))
