"""The benchmark condor against a plain loop: its settlement day, its days, its result; nobody sees an outcome early."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from overlay.condor import yardstick
from overlay.data import bundled
from overlay.options.modelled import clock
from overlay.options.surface import Anchored
from tests import signal_days as made
from tests.oracles import black_price
from tests.sizes import examples

HISTORY = bundled.history()


def settlement_day(day):
    """Thirty days on: Saturday becomes Friday, Sunday Monday, and a closed day the trading day before it."""
    wanted = day + pd.Timedelta(days=30)
    wanted += pd.Timedelta(days={5: -1, 6: 1}.get(wanted.weekday(), 0))
    return HISTORY.days[HISTORY.days <= wanted][-1]


def slow_outcome(at):
    """Credit less what the strikes lose at settlement, over the largest loss, option by option."""
    day, (spot, vix, rate, carry) = HISTORY.days[at], vars_of(at)
    settles = settlement_day(day)
    t = (settles - day).days / 365
    market = Anchored(spot=spot, vix=vix, rate=rate, dividend_yield=carry, clock=clock.at(day.date()))
    forward, discount = float(market.forward(t)), float(market.discount(t))
    sd, wing = forward * float(market.vol(forward, t)) * t**0.5, 0.01 * spot
    put, call = forward - 1.5 * sd, forward + 1.5 * sd
    credit = lost = 0.0
    for sign, right, strike in ((1, -1, put), (1, 1, call), (-1, -1, put - wing), (-1, 1, call + wing)):
        credit += sign * black_price(right, forward, strike, t, float(market.vol(strike, t)), discount)
        lost += sign * max(right * (float(HISTORY.index[settles]) - strike), 0.0)
    return (credit - lost) / (wing - credit)


def vars_of(at):
    """Index, VIX, rate and dividend yield of a day."""
    one = HISTORY.levels(at)
    return one.index, one.vix, one.rate, one.dividend_yield


@pytest.mark.parametrize("at", [30, 4321, 5000, 7123, 7900, 8210])
def test_an_outcome_equals_a_plain_loop(at):
    """One condor at a time, from its own day to its own settlement."""
    assert yardstick.outcomes(HISTORY)[at] == pytest.approx(slow_outcome(at), rel=1e-9)


def test_a_condor_that_would_settle_on_a_holiday_settles_the_day_before():
    """Opened on 25 November 2022 for Christmas day, a Sunday whose Monday was closed: it settles on the Friday."""
    at = HISTORY.at(date(2022, 11, 25))
    assert settlement_day(HISTORY.days[at]) == pd.Timestamp(2022, 12, 23)
    assert yardstick.outcomes(HISTORY)[at] == pytest.approx(slow_outcome(at), rel=1e-9)
    assert yardstick.settled_by(HISTORY, HISTORY.at(date(2022, 12, 23))) > at


def test_an_outcome_counts_from_its_settlement_day_on():
    """On the close before, the condor of that entry and all after it are open."""
    at = HISTORY.at(date(2018, 1, 10))
    settles = HISTORY.at(settlement_day(HISTORY.days[at]).date())
    assert yardstick.settled_by(HISTORY, settles - 1) <= at < yardstick.settled_by(HISTORY, settles)


@examples(10)
@given(cut=st.integers(150, 380), factor=st.floats(0.6, 1.5))
def test_no_settled_outcome_and_no_mark_reads_the_future(cut, factor):
    """Another index after a day changes neither what had settled by then nor the running result up to it."""
    one = made.history(400)
    after = np.arange(400) > cut
    other = made.history(400, index=np.where(after, one.index * factor, one.index))
    known = yardstick.settled_by(one, cut)
    assert known > 100
    np.testing.assert_array_equal(yardstick.outcomes(one)[:known], yardstick.outcomes(other)[:known])
    np.testing.assert_array_equal(yardstick.daily_pnl(one)[: cut + 1], yardstick.daily_pnl(other)[: cut + 1])


def test_the_marks_of_a_condor_sum_to_its_outcome(monkeypatch):
    """With one condor alone the running result ends at that condor's outcome and then stays."""
    monkeypatch.setattr(yardstick, "SPACING_DAYS", 400)
    one = made.history(60)
    total, outcome = yardstick.daily_pnl(one), yardstick.outcomes(one)[0]
    settled = int(np.searchsorted(one.numbers, one.numbers[0] + yardstick.DAYS))
    assert total[settled:] == pytest.approx(outcome, rel=1e-9)
