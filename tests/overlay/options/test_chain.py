"""What a Chain promises: expiries, slices, and forwards that come from parity and hold on public chains."""

import json
from datetime import date, datetime, time, timedelta

import numpy as np
import pytest

from overlay.data.chains.cboe import read_chain
from overlay.errors import OverlayError
from overlay.options.parity import parity, two_sided
from tests.chains import LISTED, RATE, SPOT, VOL, cboe_csv, line, rows
from tests.oracles import SHARED

CHAINS = SHARED / "data" / "chains"
ORACLE = SHARED / "oracles" / "condors_on_chains.json"
CONDORS = json.loads(ORACLE.read_text())["condors"] if ORACLE.exists() else []
public = pytest.mark.skipif(not (CHAINS.exists() and CONDORS), reason="the public chains are not on this machine")


def synthetic(**listing):
    """Read a made-up SPX chain."""
    return read_chain(cboe_csv(**listing).encode(), name="made_up.csv")


def public_slice(row):
    """Cut the PM-settled expiry nearest 30 days out of a public chain."""
    chain = read_chain(CHAINS / row["file"])
    return chain.slice(chain.nearest_expiry(30))


def condor(cut, width, deviations=1.5):
    """Return strikes (4,), mid and natural credit of the rule: two-sided strikes on the option's own side.

    Shorts nearest F -/+ k sd; wings nearest the asked width beyond their short and strictly outside it.
    """
    sd = cut.one_sd_points()
    puts, calls = cut.strikes[cut.put_two_sided], cut.strikes[cut.call_two_sided]
    put, call = nearest(puts, cut.forward - deviations * sd), nearest(calls, cut.forward + deviations * sd)
    strikes = (nearest(puts[puts < put], put - width), put, call, nearest(calls[calls > call], call + width))
    place = np.searchsorted(cut.strikes, strikes)
    bid = np.r_[cut.put_bid[place[:2]], cut.call_bid[place[2:]]]
    ask = np.r_[cut.put_ask[place[:2]], cut.call_ask[place[2:]]]
    sign = np.array([-1.0, 1.0, 1.0, -1.0])
    return strikes, float(sign @ (bid + ask) / 2.0), float(sign @ np.where(sign > 0.0, bid, ask))


def nearest(strikes, level):
    """Return the strike nearest a level, the lower of two as near."""
    return float(strikes[int(np.abs(strikes - level).argmin())])


@public
@pytest.mark.parametrize("row", CONDORS, ids=lambda row: row["file"])
def test_parity_and_atm_vol_match_the_public_figures(row):
    """Forward, discount factor and at-the-money vol are those of the reference table, which counts whole days."""
    chain, cut = read_chain(CHAINS / row["file"]), public_slice(row)
    assert (str(cut.expiry), cut.days) == (row["expiry"], row["days"])
    assert cut.forward == pytest.approx(row["forward"], abs=0.0051)
    assert cut.discount == pytest.approx(row["discount"], abs=5.1e-6)
    hours = (datetime.combine(cut.expiry, time(16)) - chain.quoted) / timedelta(days=row["days"])
    assert cut.atm_vol() * hours**0.5 == pytest.approx(row["atm_vol"], abs=1e-4)
    assert cut.one_sd_points() == pytest.approx(row["one_sd_points"], abs=0.051)


@public
@pytest.mark.parametrize("row", CONDORS, ids=lambda row: row["file"])
def test_the_condor_rule_matches_the_public_figures(row):
    """Strikes, credits, break-evens and maximum loss are those of the reference table."""
    cut = public_slice(row)
    strikes, mid, natural = condor(cut, 5.0 if row["root"] in ("SPY", "XSP") else 50.0)
    assert list(strikes) == row["strikes"]
    assert mid == pytest.approx(row["credit_mid_points"], abs=0.0051)
    assert natural == pytest.approx(row["credit_natural_points"], abs=0.0051)
    widest = max(strikes[1] - strikes[0], strikes[3] - strikes[2])
    assert widest - mid == pytest.approx(row["max_loss_points"], abs=0.0051)
    breakevens = (cut.forward - strikes[1] + mid, strikes[2] + mid - cut.forward)
    assert np.array(breakevens) / cut.one_sd_points() == pytest.approx(row["breakevens_sd"], abs=0.0051)


@public
def test_vix_forwards_climb_away_from_spot():
    """Forwards of the VIX chain of 2023-05-15 are those of the futures: 17.82 in two days, 24.83 in eight months."""
    chain = read_chain(CHAINS / "cboe_vix_2023-05-15_1147.csv")
    forwards = {cut.expiry: cut.forward for cut in chain.slices("AM")}
    assert forwards[date(2023, 5, 17)] == pytest.approx(17.82, abs=0.01)
    assert forwards[date(2023, 6, 21)] == pytest.approx(20.29, abs=0.01)
    assert forwards[date(2023, 7, 19)] == pytest.approx(21.84, abs=0.01)
    assert forwards[date(2024, 1, 17)] == pytest.approx(24.83, abs=0.02)


@public
def test_every_expiry_of_the_full_public_chains_has_its_own_discount():
    """No expiry of a full chain needs its neighbours' rate."""
    chain = read_chain(CHAINS / "cboe_spx_2023-09-14.csv")
    assert all(cut.discount_is_own for kind in chain.settlements for cut in chain.slices(kind))


def test_parity_returns_the_forward_and_discount_it_was_made_with():
    """Exact prices give back the model's forward, discount factor and vol."""
    cut, years = synthetic().slice(date(2031, 6, 20)), (36 + 1.5 / 24) / 365
    assert cut.discount == pytest.approx(np.exp(-RATE * years), abs=1e-6)
    assert cut.forward == pytest.approx(SPOT * np.exp(RATE * years), abs=1e-3)
    assert cut.atm_vol() == pytest.approx(VOL, abs=1e-5)
    assert cut.rate == pytest.approx(RATE, abs=1e-5)


def test_morning_and_afternoon_settlement_are_kept_apart():
    """A third Friday has an AM slice of the SPX root and a PM slice of the SPXW root."""
    chain = synthetic()
    assert chain.settlements == ("PM", "AM")
    assert [chain.slice(date(2031, 6, 20), kind).root for kind in ("AM", "PM")] == ["SPX", "SPXW"]
    assert chain.expiries("AM") == [date(2031, 6, 20)]


def test_nearest_expiry_is_nearest_in_days_and_ahead():
    """The nearest expiry is by calendar days, and the day of the quotes itself is never one."""
    chain = synthetic(listed=(("SPXW", date(2031, 5, 15)), *LISTED))
    assert chain.nearest_expiry(0) == date(2031, 5, 23)
    assert chain.nearest_expiry(30) == date(2031, 6, 20)


def test_of_two_expiries_as_near_the_fuller_is_taken():
    """Twenty-eight and thirty-two days are as near to thirty: the expiry with more strikes wins, wherever it is."""
    early, late = ("SPXW", date(2031, 6, 12)), ("SPXW", date(2031, 6, 16))
    for full, thin in ((early, late), (late, early)):
        found = (*rows(listed=(full,), count=41), *rows(listed=(thin,), count=21))
        assert synthetic(lines=[line(row) for row in found]).nearest_expiry(30) == full[1]


def test_nearest_expiry_names_the_other_settlement():
    """A chain without PM-settled expiries says to ask for AM settlement."""
    with pytest.raises(OverlayError, match="no PM-settled expiry after 2031-05-15: ask for AM settlement"):
        synthetic(listed=LISTED[1:2]).nearest_expiry(30)


def test_an_expiry_that_is_not_listed_is_refused_by_its_date():
    """Asking for a day without contracts names the day."""
    with pytest.raises(OverlayError, match="no PM-settled contract for 2031-07-18"):
        synthetic().slice(date(2031, 7, 18))


def test_years_on_the_day_of_expiry_are_the_hours_left():
    """At 14:30 on the day of expiry an hour and a half is left."""
    listed = (("SPXW", date(2031, 5, 15)), *LISTED)
    cut = synthetic(listed=listed, day=date(2031, 5, 14)).slice(date(2031, 5, 15))
    assert (cut.days, cut.years) == (0, pytest.approx(1.5 / 24 / 365))


def test_too_few_pairs_take_the_neighbours_rate():
    """Two quoted strikes still give a forward, with the discount factor of the nearest expiry that has one."""
    few = rows(listed=(("SPXW", date(2031, 7, 18)),), count=2)
    cut = synthetic(lines=[line(row) for row in (*rows(), *few)]).slice(date(2031, 7, 18))
    assert not cut.discount_is_own
    years = (64 + 1.5 / 24) / 365
    assert cut.discount == pytest.approx(np.exp(-RATE * years), abs=1e-5)
    assert cut.forward == pytest.approx(SPOT * np.exp(RATE * years), abs=0.01)


def test_a_lone_expiry_of_two_strikes_is_refused():
    """Without neighbours, two strikes give no discount factor and the chain cannot stand."""
    with pytest.raises(OverlayError, match="more strikes"):
        synthetic(listed=LISTED[:1], count=2)


def test_a_wide_grid_takes_its_nearest_strikes():
    """Strikes 400 apart, of which one or two are near the money, still give the exact forward."""
    cut = synthetic(listed=LISTED[2:], width=400.0, count=9).slice(date(2031, 6, 20))
    assert cut.discount_is_own
    assert cut.forward == pytest.approx(SPOT * np.exp(RATE * (36 + 1.5 / 24) / 365), abs=0.02)


def test_one_sided_quotes_are_not_two_sided():
    """A zero bid, a locked market and a blank are no two-sided quote."""
    bid, ask = np.array([0.0, 1.0, np.nan, 1.0]), np.array([0.05, 1.0, 1.0, 1.1])
    assert two_sided(bid, ask).tolist() == [False, False, False, True]


def test_parity_refuses_slopes_that_are_no_discount():
    """Differences that rise with the strike are nonsense and give no forward."""
    strikes = np.arange(90.0, 110.0)
    assert parity(strikes, strikes - 100.0) is None
    assert parity(strikes[:2], 100.0 - strikes[:2]) is None


def test_parities_of_a_full_chain_are_quick(benchmark):
    """Sixty expiries of two hundred strikes are cut and regressed well under 30 ms."""
    listed = tuple(("SPXW", date(2031, 5 + i // 28, 1 + i % 28)) for i in range(15, 75))
    chain = synthetic(listed=listed, count=199)
    assert len(benchmark(lambda: list(chain.slices()))) == 60
