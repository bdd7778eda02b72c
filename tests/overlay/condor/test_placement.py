"""Placing a condor: by sigmas, break-evens, delta and credit; C8, C22 and what cannot be placed."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.condor import placement, pricing
from overlay.condor.placement import IronCondor, Shape
from overlay.errors import OverlayError
from overlay.options.contracts import SPX, XSP
from overlay.options.market import Market
from overlay.options.modelled import clock
from overlay.options.surface import Anchored
from tests import oracles

STRIKES = {"long_put": 4700.0, "short_put": 4750.0, "short_call": 5250.0, "long_call": 5300.0}
EXPIRY = date(2023, 10, 13)
#: strikes so close together that rounding to them does not matter
FINE = replace(SPX, strike_step=0.1)


def anchored_market(vix=18.0, spot=5000.0):
    """A modelled market with skew, on a Wednesday."""
    return Market(
        as_of=date(2023, 9, 13),
        spot=spot,
        rate=0.04,
        dividend_yield=0.015,
        vix=vix,
        surface=Anchored(spot=spot, vix=vix, rate=0.04, dividend_yield=0.015, clock=clock.at(date(2023, 9, 13))),
        source="made up",
    )


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"short_put": 4700.0}, "short put .4,700. must lie above the long put .4,700"),
        ({"long_put": 4800.0}, "short put .4,750. must lie above the long put .4,800.*widen"),
        ({"short_call": 4750.0}, "short call .4,750. must lie above the short put"),
        ({"long_call": 5250.0}, "long call .5,250. must lie above the short call"),
        ({"long_put": -10.0}, "long put .-10. must lie above zero"),
        ({"quantity": 0}, "A number of condors of 0 must lie between 1 and"),
        ({"put_spreads": -1}, "A number of put spreads of -1 must"),
        ({"call_spreads": 1.5}, "A number of call spreads of 1.5 must be a whole number"),
        ({"long_put": float("nan")}, "short put"),
    ],
)
def test_an_impossible_condor_is_explained(wrong, named):
    """The sentence names the strikes and the way out."""
    with pytest.raises(OverlayError, match=named):
        IronCondor(**STRIKES | {"expiry": EXPIRY} | wrong)


def test_the_legs_carry_side_and_count():
    """Three condors of two put spreads and one call spread."""
    ratio = IronCondor(**STRIKES, expiry=EXPIRY, put_spreads=2, call_spreads=1, quantity=3)
    assert [leg.quantity for leg in ratio.legs] == [6, -6, -3, 3]
    assert ratio.contracts == 18


@pytest.mark.parametrize("sigmas", [0.5, 1.0, 1.5, 2.0, 3.0])
def test_shorts_stand_the_asked_sigmas_from_the_forward(sigmas):
    """To half a strike step; wings exactly as wide as asked."""
    market = anchored_market()
    placed = placement.by_sigmas(market, sigmas, 50, 30)
    forward, sd = float(market.forward(market.years(placed.expiry))), market.one_sd_points(placed.expiry)
    assert abs(placed.short_put - (forward - sigmas * sd)) <= 2.5
    assert abs(placed.short_call - (forward + sigmas * sd)) <= 2.5
    assert (placed.put_width, placed.call_width) == (50, 50)


@pytest.mark.parametrize("sigmas", [1.2, 1.5, 2.0])
@pytest.mark.parametrize("tilt", [0.0, 0.2, -0.2])
def test_break_evens_stand_the_asked_sigmas_from_the_forward(sigmas, tilt):
    """The article's wording: not the shorts but the break-evens; each side by its own tilt."""
    placed = placement.by_breakevens(anchored_market(), sigmas, 50, 30, Shape(tilt=tilt, contract=FINE))
    put, call = pricing.quote(placed, anchored_market()).breakevens_sigmas
    assert put == pytest.approx(sigmas * (1 + tilt), abs=0.005)
    assert call == pytest.approx(sigmas * (1 - tilt), abs=0.005)


@pytest.mark.parametrize(("short", "long"), [(0.20, 0.05), (0.16, 0.10), (0.30, 0.02)])
def test_each_strike_has_the_nearest_delta(short, long):
    """No listed neighbour is nearer."""
    market = anchored_market()
    placed = placement.by_delta(market, short, long, 30)
    for strike, right, aim in (
        (placed.short_put, -1, short),
        (placed.long_put, -1, long),
        (placed.short_call, 1, short),
        (placed.long_call, 1, long),
    ):
        gaps = [abs(abs(one_delta(market, right, at, placed.expiry)) - aim) for at in (strike - 5, strike, strike + 5)]
        assert gaps[1] <= min(gaps[0], gaps[2])


@pytest.mark.parametrize("tilt", [0.2, -0.2])
def test_a_tilt_moves_the_puts_out_and_the_calls_in(tilt):
    """By its share of the distance, to half a step of the grid; a negative one does the reverse."""
    market = anchored_market()
    placed = placement.by_sigmas(market, 1.5, 50, 30, Shape(tilt=tilt))
    forward, sd = float(market.forward(market.years(placed.expiry))), market.one_sd_points(placed.expiry)
    assert abs(placed.short_put - (forward - 1.5 * (1.0 + tilt) * sd)) <= 2.5
    assert abs(placed.short_call - (forward + 1.5 * (1.0 - tilt) * sd)) <= 2.5


@pytest.mark.parametrize("tilt", [0.25, -0.25])
def test_a_tilt_of_a_placement_by_delta_scales_the_two_short_deltas(tilt):
    """Puts to 1 - tilt, calls to 1 + tilt times the asked one: puts stand further out."""
    market = anchored_market()
    placed = placement.by_delta(market, 0.20, 0.05, 30, Shape(tilt=tilt, contract=FINE))
    assert abs(one_delta(market, -1, placed.short_put, placed.expiry)) == pytest.approx(0.20 * (1.0 - tilt), abs=0.001)
    assert one_delta(market, 1, placed.short_call, placed.expiry) == pytest.approx(0.20 * (1.0 + tilt), abs=0.001)


def one_delta(market, right, strike, expiry):
    """The spot delta of one option by bumping the textbook price, its vol held."""
    years = market.years(expiry)
    vol = float(market.vol(strike, years))

    def price(spot):
        return oracles.black_price(right, float(market.forward(years, spot)), strike, years, vol, np.exp(-0.04 * years))

    return (price(market.spot + 0.01) - price(market.spot - 0.01)) / 0.02


@pytest.mark.parametrize("credit", [0.7, 1.15, 1.6, 5.0])
def test_the_widest_placement_that_pays_is_taken(credit):
    """It pays at least the asked credit; five points further out would not."""
    market = anchored_market()
    placed = placement.by_credit(market, credit, 50, 30)
    further = replace(
        placed,
        long_put=placed.long_put - 10,
        short_put=placed.short_put - 10,
        short_call=placed.short_call + 10,
        long_call=placed.long_call + 10,
    )
    assert pricing.quote(placed, market).credit_points >= credit
    assert pricing.quote(further, market).credit_points < credit


@pytest.mark.parametrize(
    ("width", "credit", "distance", "sds", "inside"),
    [
        (5, 0.70, 116.6, 1.44, None),
        (5, 1.15, 94.4, 1.17, None),
        (5, 1.60, 77.8, 0.96, None),
        (10, 0.70, 141.3, 1.75, 0.920),
        (10, 1.15, 122.3, 1.52, 0.870),
        (10, 1.60, 108.5, 1.34, 0.821),
    ],
)
def test_case_c22_distances_for_the_articles_credits(width, credit, distance, sds, inside):
    """Flat 17.95%, no rate, one trading day, index 7138.8. One calendar day here, so the vol is scaled to 1/252."""
    market = oracles.flat_market(spot=7138.8, vol=0.1795 * np.sqrt(365 / 252))
    placed = placement.by_credit(market, credit, width, 1, Shape(contract=FINE))
    assert placed.short_call - 7138.8 == pytest.approx(distance, abs=0.3)
    assert (placed.short_call - 7138.8) / market.one_sd_points(placed.expiry) == pytest.approx(sds, abs=0.01)
    if inside is not None:
        lognormal = pricing.odds.Lognormal(market, placed.expiry, market.surface.flat_vol)
        below, above = lognormal.below([placed.short_put, placed.short_call])
        assert above - below == pytest.approx(inside, abs=0.002)


@pytest.mark.parametrize(
    ("place", "match"),
    [
        (
            lambda m: placement.by_credit(m, 60.0, 50, 30),
            "60.00 points is not available with wings of 50 points.*the most is",
        ),
        (lambda m: placement.by_credit(m, -1.0, 50, 30), "-1 points of credit"),
        (lambda m: placement.by_sigmas(m, 0.0, 50, 30), "0 standard deviations"),
        (lambda m: placement.by_sigmas(m, float("nan"), 50, 30), "nan standard deviations"),
        (lambda m: placement.by_sigmas(m, 1.5, 0, 30), "0 points of wing"),
        (lambda m: placement.by_sigmas(m, 1.5, 50, 0), "0 days to expiry"),
        (lambda m: placement.by_sigmas(m, 1.5, 9000, 30), "long put .* must lie above zero"),
        (lambda m: placement.by_breakevens(m, 0.1, 200, 30), "short strikes to cross"),
        (
            lambda m: placement.by_strikes(m, (4701.0, 4750.0, 5250.0, 5300.0), 30),
            "A put strike of 4,701.00 cannot be traded",
        ),
        (lambda m: placement.by_delta(m, 0.05, 0.20, 30), "long delta .0.2. must be below the short delta .0.05."),
        (lambda m: placement.by_delta(m, 0.7, 0.20, 30), "short delta of 0.7"),
        (lambda _: Shape(tilt=1.0), "skew of placement of 1"),
    ],
)
def test_an_impossible_placement_is_explained(place, match):
    """One sentence with the value and the way out."""
    with pytest.raises(OverlayError, match=match):
        place(anchored_market())


@given(tilt=st.floats(-0.5, 0.5), sigmas=st.floats(0.6, 3.0), wing=st.floats(5, 200), days=st.integers(1, 60))
def test_every_placement_a_slider_can_ask_for_is_a_condor(tilt, sigmas, wing, days):
    """Strikes in order, tilted the way asked, on the listed grid."""
    placed = placement.by_sigmas(anchored_market(), sigmas, wing, days, Shape(tilt=tilt))
    assert placed.long_put < placed.short_put < placed.short_call < placed.long_call
    assert all(leg.strike % 5 == 0 for leg in placed.legs)


def test_sides_may_differ_in_width_and_count():
    """A 100-point put wing, a 25-point call wing, twice the calls."""
    shape = Shape(call_wing_points=25, call_spreads=2, quantity=3)
    placed = placement.by_sigmas(anchored_market(), 1.5, 100, 30, shape)
    assert (placed.put_width, placed.call_width, placed.call_spreads, placed.quantity) == (100, 25, 2, 3)


def test_a_mini_condors_break_evens_stand_where_the_full_ones_do():
    """Its credit is a tenth, its strikes too; the sigmas are the same."""
    mini = replace(XSP, strike_step=0.01)
    placed = placement.by_breakevens(anchored_market(), 1.2, 5, 30, Shape(contract=mini))
    assert pricing.quote(placed, anchored_market()).breakevens_sigmas == pytest.approx((1.2, 1.2), abs=0.005)


def test_a_mini_condor_stands_at_a_tenth():
    """XSP strikes are a tenth of the index's, one point apart."""
    full = placement.by_sigmas(anchored_market(), 1.5, 50, 30)
    mini = placement.by_sigmas(anchored_market(), 1.5, 5, 30, Shape(contract=XSP))
    assert mini.short_put == pytest.approx(full.short_put / 10, abs=0.5)
    assert mini.put_width == 5
