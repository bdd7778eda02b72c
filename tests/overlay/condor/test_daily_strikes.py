"""Strikes and prices of many condors at once: equal to `overlay.condor.placement` and `overlay.options.surface`, one by one."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as some

from overlay.condor import daily_strikes
from overlay.data import bundled
from overlay.errors import OverlayError
from overlay.history import path as layer_path
from overlay.ladder.layers import Terms
from overlay.options.contracts import SPX, XSP
from overlay.options.legs import greeks, prices
from overlay.options.market import from_history
from overlay.options.moments import on_path
from overlay.rules.rule_set import Placement
from tests.ladder_oracle import lay
from tests.overlay.ladder.test_engine import PLACES, dated
from tests.sizes import examples


@pytest.fixture(scope="module")
def history():
    """The bundled days."""
    return bundled.history()


@pytest.fixture(scope="module")
def path(history):
    """Every day that has a VIX."""
    return layer_path.from_history(history, history.first, history.last)


def moments(path, at, days):
    """The state for condors of so many days opened on positions."""
    opened = np.asarray(at)
    settles = path.settlement(opened, days)
    return on_path(path, opened, path.left(settles, opened)), settles


@examples(40)
@given(some.data())
def test_vols_are_those_of_the_anchored_surface(history, path, data):
    """The same formula on arrays of days, within rounding, on any day and tenor."""
    at = data.draw(some.integers(0, len(path) - 1))
    days = data.draw(some.integers(1, 120))
    now = on_path(path, np.array([at]), np.array([float(days)]))
    market = from_history(history, path.day(at))
    strikes = path.index[at] * np.linspace(0.7, 1.3, 13)
    ours = now.vol(strikes[:, None])[:, 0]
    assert ours == pytest.approx(market.vol(strikes, days / 365.0), rel=1e-12)


@pytest.mark.parametrize("contract", [SPX, XSP], ids=lambda one: one.symbol)
@pytest.mark.parametrize("days", [1, 7, 30, 60])
@pytest.mark.parametrize("how", PLACES, ids=lambda one: one.by)
def test_strikes_are_those_laid_one_by_one(history, path, how, days, contract):
    """On forty days over thirty-three years, by each way of placing."""
    at = np.linspace(0, len(path) - 30, 40).astype(int)
    now, settles = moments(path, at, days)
    found = daily_strikes.strikes(how, now, contract)
    rules, share = _Rules(how), contract.index_share
    for column, (place, end) in enumerate(zip(at, settles, strict=True)):
        market = from_history(history, path.day(place))
        one = lay(rules, market, (path.day(end) - path.day(place)).days, Terms(contract=contract))
        expected = [np.nan] * 4 if one is None else [leg.strike / share for leg in one.legs]
        assert found[:, column] == pytest.approx(expected, nan_ok=True)


class _Rules:
    """As much of a rule set as laying needs."""

    def __init__(self, how):
        self.placement = how


def test_prices_and_deltas_are_those_of_the_legs(history, path):
    """Points of each leg, and the tested side's delta."""
    at = np.array([1000, 5000])
    now, settles = moments(path, at, 30)
    laid = daily_strikes.strikes(PLACES[0], now, SPX)
    points, tested = now.price(laid), daily_strikes.tested_delta(now, laid)
    for column, place in enumerate(at):
        market = from_history(history, path.day(place))
        days = (path.day(int(settles[column])) - path.day(place)).days
        legs = lay(_Rules(PLACES[0]), market, days, Terms()).legs
        assert points[:, column] == pytest.approx(prices(legs, market).points)
        each = np.abs(greeks(legs, market).delta[1:3]) / 100.0
        assert tested[column] == pytest.approx(each.max())


def test_more_condors_than_one_chunk_are_priced_alike(path):
    """The chunks that keep the processor's cache change nothing."""
    at = np.arange(5000)
    now, _ = moments(path, at, 30)
    laid = daily_strikes.strikes(PLACES[0], now, SPX)
    some_of = np.array([0, 2047, 2048, 4999])
    assert now.price(laid)[:, some_of] == pytest.approx(now.at(some_of).price(laid[:, some_of]))


def test_what_cannot_be_laid_is_left_empty(path):
    """A credit as wide as the wings, and wings wider than the index."""
    now, _ = moments(path, [100], 30)
    rich = Placement(by="credit", target=49.9, wing_points=50.0, tilt=0.0)
    wide = Placement(by="sigmas", target=1.0, wing_points=20_000.0, tilt=0.0)
    assert np.isnan(daily_strikes.strikes(rich, now, SPX)).all()
    assert np.isnan(daily_strikes.strikes(wide, now, SPX)).all()


def test_a_path_knows_its_days_and_what_comes_after(history, path):
    """Its own days, then the exchange's; years from first to last."""
    assert path.day(0) == from_history(history, path.day(0)).as_of
    assert path.day(len(path)) > history.last
    assert path.years == pytest.approx((history.last - path.day(0)).days / 365.0)
    assert len(path.numbers) > len(path) + 80


def test_a_stretch_without_two_days_is_refused(history):
    """In a sentence with its ends."""
    with pytest.raises(OverlayError, match="choose an earlier start"):
        layer_path.from_history(history, history.last, history.last)


def test_gates_travel_with_their_days(history):
    """The size of the whole history is cut to the path."""
    size = np.arange(len(history.days), dtype=float)
    cut = layer_path.from_history(history, history.days[500].date(), history.days[600].date(), size)
    assert cut.size.tolist() == list(range(500, 601))


def test_days_that_fall_back_are_refused():
    """A path rises."""
    with pytest.raises(OverlayError, match="rising"):
        dated(["2018-03-19", "2018-03-16"])


def test_the_plain_placement_stays_plain(path):
    """A tilt of zero leaves both sides alike, to a grid step."""
    now, _ = moments(path, [3000], 30)
    laid = daily_strikes.strikes(replace(PLACES[0], tilt=0.0), now, SPX)[:, 0]
    assert abs((now.forward[0] - laid[1]) - (laid[2] - now.forward[0])) <= 5.0
