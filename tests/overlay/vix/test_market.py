"""VIX options: a real chain, the textbook, and the one bug that must never come: pricing off spot."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.data import bundled
from overlay.data.chains.cboe import read_chain
from overlay.errors import OverlayError
from overlay.vix import market as vix_options
from overlay.vix.curve import VixCurve
from overlay.vix.market import ModelledVols, VixMarket, fitted, modelled, vvix_of
from tests import oracles
from tests.chains import cboe_csv

CHAIN = oracles.SHARED / "data" / "chains" / "cboe_vix_2023-05-15_1147.csv"
shared = pytest.mark.skipif(not CHAIN.is_file(), reason=oracles.NO_SHARED)
UPWARD = modelled(VixCurve(spot=14.0, lately=15.0), rate=0.02)
SPOTS, STRIKES, DAYS = st.floats(10.0, 80.0), st.floats(10.0, 100.0), st.floats(2.0, 400.0)


@pytest.fixture(scope="module")
def chain():
    """The public VIX chain."""
    return read_chain(CHAIN)


@shared
def test_parity_forwards_are_those_of_the_reference(chain):
    """17.82 on May 17 to 24.83 on January 17."""
    curve = fitted(chain).curve
    assert (chain.spot, curve.spot) == (17.33, 17.33)
    known = dict(zip(curve.tenor_days, curve.futures, strict=True))
    assert [known[day] for day in (2, 37, 65, 247)] == pytest.approx([17.82, 20.29, 21.84, 24.83], abs=0.015)


@shared
def test_a_fitted_chain_reprices_its_calls_inside_bid_and_ask(chain):
    """At least 95% of two-sided calls, those in the money too though their vols come from puts."""
    market = fitted(chain)
    inside = two_sided = 0
    for one in chain.slices("AM"):
        price, known = market.price(one.strikes, one.days), one.call_two_sided
        two_sided += known.sum()
        inside += (known & (price >= one.call_bid) & (price <= one.call_ask)).sum()
    assert two_sided == 594
    assert inside / two_sided >= 0.99


@shared
def test_modelled_calls_lie_near_the_quotes():
    """Calls 20 to 200 days out, 0 to 15 points out of the money: median error at most 10%, none over 30%."""
    from scripts import calibrate_vix_options as calibrate

    real, table = fitted(read_chain(CHAIN)), calibrate.calls()
    market = VixMarket(curve=real.curve, vols=ModelledVols(vvix=vvix_of(real.curve.spot)), rate=real.rate)
    off = np.abs(np.expm1(calibrate.errors(market, table)))
    assert (len(off), np.median(off) < 0.02, off.max() < 0.08) == (121, True, True)


@shared
def test_calls_modelled_from_the_vix_and_its_past_stay_within_30_percent():
    """Futures and volatilities both modelled: median 9.5%, worst 14.2% on that day."""
    from overlay.history.daily import lately
    from scripts import calibrate_vix_options as calibrate

    before = float(lately(calibrate.closes("VIX"))["2023-05-15"])
    market = modelled(VixCurve(spot=17.33, lately=before), rate=0.05)
    off = np.abs(np.expm1(calibrate.errors(market, calibrate.calls())))
    assert (np.median(off) < 0.10, off.max() < 0.30) == (True, True)


def test_pricing_off_spot_is_a_bug():
    """Two markets with one VIX and two futures give two prices; the price is Black's on the future, not on spot."""
    low, high = (
        modelled(VixCurve(spot=20.0, tenor_days=(60.0,), futures=(future,)), rate=0.01) for future in (18.0, 26.0)
    )
    for market, future in ((low, 18.0), (high, 26.0)):
        vol = float(market.vols.vol(22.0, 60.0, future))
        right = oracles.black_price(1, future, 22.0, 60 / 365, vol, np.exp(-0.01 * 60 / 365))
        off_spot = oracles.black_price(1, 20.0, 22.0, 60 / 365, vol, np.exp(-0.01 * 60 / 365))
        assert float(market.price(22.0, 60.0)) == pytest.approx(right)
        assert abs(float(market.price(22.0, 60.0)) / off_spot - 1.0) > 0.15


@given(SPOTS, STRIKES, DAYS)
def test_a_modelled_price_is_blacks_on_the_matching_future(spot, strike, days):
    """The textbook by the error function, wherever one looks."""
    market = modelled(VixCurve(spot=spot), rate=0.03)
    future = float(market.curve.future(days))
    vol = float(market.vols.vol(strike, days, future))
    expected = oracles.black_price(1, future, strike, days / 365, vol, np.exp(-0.03 * days / 365))
    assert float(market.price(strike, days)) == pytest.approx(expected, abs=1e-9)


@given(SPOTS, DAYS)
def test_calls_get_cheaper_with_the_strike_and_never_bend_the_wrong_way(spot, days):
    """No call spread and no butterfly costs less than nothing."""
    prices = modelled(VixCurve(spot=spot)).price(np.linspace(8.0, 150.0, 143), days)
    assert (np.diff(prices) < 1e-12).all()
    assert (np.diff(prices, 2) > -1e-9).all()


@pytest.mark.parametrize("strike", [15.0, 18.0, 22.0, 28.0, 40.0])
def test_calls_get_dearer_with_tenor_on_an_upward_curve(strike):
    """VIX 14, futures above it."""
    prices = UPWARD.price(strike, np.array([15.0, 30.0, 60.0, 110.0, 160.0, 220.0]))
    assert (np.diff(prices) > 0).all()


@pytest.mark.parametrize("days", [20, 60, 110, 220])
def test_the_skew_slopes_up(days):
    """Further calls have the higher volatility, and near tenors more than far ones."""
    future = float(UPWARD.curve.future(days))
    assert (np.diff(UPWARD.vols.vol(future + np.arange(0.0, 30.0), days, future)) > 0).all()
    assert float(UPWARD.vols.vol(future, days, future)) < float(UPWARD.vols.vol(future, 10, future))


@given(SPOTS, st.floats(0.0, 40.0), st.sampled_from([30, 110, 220]))
def test_a_shock_in_the_price_is_the_shocked_market(spot, points, days):
    """The broadcast short cut and the curve shocked by hand agree."""
    market = modelled(VixCurve(spot=spot), rate=0.02)
    factor = ((spot + points) / spot) ** vix_options.SHOCK_POWER
    by_hand = replace(market, curve=market.curve.shocked(points), vols=market.vols.scaled(factor))
    assert float(market.price(25.0, days, points)) == pytest.approx(float(by_hand.price(25.0, days)), rel=1e-9)


def test_a_call_settles_on_the_vix():
    """At expiry, and past it, on the shocked one."""
    assert UPWARD.price([10.0, 20.0], 0, 9.0).tolist() == pytest.approx([13.0, 3.0])
    assert UPWARD.price(10.0, -5.0) == pytest.approx(4.0)


def test_a_day_of_the_history_knows_the_months_before():
    """On the eve of the panic's end the futures stand far below the VIX, and above it after a calm year."""
    history = bundled.history()
    panic, calm = (vix_options.from_history(history, date(*day)) for day in ((2020, 3, 16), (2017, 11, 3)))
    assert float(panic.curve.future(30)) < 0.8 * panic.curve.spot
    assert float(calm.curve.future(30)) > 1.1 * calm.curve.spot
    assert [flag.level for flag in panic.flags] == ["warning", "warning"]


def test_a_chain_of_something_else_is_refused():
    """An SPX chain has no VIX futures."""
    with pytest.raises(OverlayError, match="lists options on SPX, not on the VIX"):
        fitted(read_chain(cboe_csv().encode(), name="made_up.csv"))


@shared
def test_a_chain_of_one_expiry_is_refused(chain):
    """Two are needed to look between them."""
    one = replace(chain, quotes=chain.quotes[chain.quotes["expiry"] == chain.quotes["expiry"].iloc[-1]])
    with pytest.raises(OverlayError, match="has 1 expiries with volatilities"):
        fitted(one)


@shared
def test_fitted_volatilities_follow_a_shock(chain):
    """Scaled as the VVIX would be, and back."""
    market = fitted(chain)
    up = market.vols.scaled(1.5)
    assert up.vol(25.0, 37.0, 20.29) == pytest.approx(1.5 * market.vols.vol(25.0, 37.0, 20.29))
    assert float(market.price(25.0, 37.0, 20.0)) > float(market.price(25.0, 37.0))
