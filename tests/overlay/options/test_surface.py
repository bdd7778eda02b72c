"""The anchored surface: its anchors, its freedom from arbitrage, and its clock."""

from datetime import date, time

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.errors import OverlayError
from overlay.options import black
from overlay.options.modelled import clock
from overlay.options.modelled.smile_shape import MONTH, SMILE
from overlay.options.modelled.vix_family import BOUNDS
from overlay.options.modelled.vix_term import VIX3M_YEARS, VIX6M_YEARS, VIX9D_YEARS, vix_term
from overlay.options.surface import Anchored, Flat, rebuilt_vix

levels = st.floats(9.0, 85.0)


@given(vix=levels)
def test_the_vix_of_thirty_days_is_the_vix(vix):
    """The anchor holds exactly."""
    assert float(Anchored(spot=4000.0, vix=vix).vix_at(MONTH)) == pytest.approx(vix / 100, rel=1e-12)


@given(vix=levels, short=st.floats(0.85, 1.15), long=st.floats(0.9, 1.15))
def test_known_neighbours_bend_the_term_structure(vix, short, long):
    """VIX9D lies on it, VIX3M and VIX6M half way from where the VIX alone would put it; the VIX still does."""
    far = {"vix3m": VIX3M_YEARS, "vix6m": VIX6M_YEARS}
    alone = {name: 100 * float(vix_term(vix / 100, tenor)) for name, tenor in far.items()}
    near = 100 * float(vix_term(vix / 100, VIX9D_YEARS)) * min(short, 1.05)
    surface = Anchored(spot=4000.0, vix=vix, vix9d=near, **{name: level * long for name, level in alone.items()})
    assert float(surface.vix_at(VIX9D_YEARS)) == pytest.approx(near / 100, rel=1e-12)
    assert float(surface.vix_at(MONTH)) == pytest.approx(vix / 100, rel=1e-12)
    for name, tenor in far.items():
        assert float(surface.vix_at(tenor)) == pytest.approx(alone[name] * long**0.5 / 100, rel=1e-12)


def test_calm_term_structures_rise_and_stressed_ones_fall():
    """Volatility is drawn to its resting level."""
    years = np.array([9, 30, 93, 184]) / 365
    assert np.all(np.diff(Anchored(spot=4000.0, vix=12.0).vix_at(years)) > 0)
    assert np.all(np.diff(Anchored(spot=4000.0, vix=60.0).vix_at(years)) < 0)


def displayed(surface):
    """Strikes and tenors that a page may show: 4.5 at-the-money sigmas either side, 1 to 400 days."""
    years = np.array([1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 400])[:, None] / 365
    deviations = np.linspace(-4.5, 4.5, 241)[None, :]
    forward = surface.forward(years)
    return years, forward * np.exp(deviations * surface.atm_vol(years) * np.sqrt(years))


MOMENTS = st.builds(clock.at, st.dates(date(1990, 1, 2), date(2040, 12, 31)), st.sampled_from([time(9, 45), time(16)]))
VVIX = st.none() | st.floats(*BOUNDS["VVIX"])


def family(low, high):
    """Levels of VIX9D, VIX3M and VIX6M as multiples of the VIX, each known or not."""
    return st.fixed_dictionaries({name: st.none() | st.floats(low, high) for name in ("vix9d", "vix3m", "vix6m")})


def built(vix, multiples, vvix, moment):
    """A surface from a VIX, multiples of it, a VVIX and a moment."""
    levels = {name: None if times is None else max(vix * times, 1.0) for name, times in multiples.items()}
    return Anchored(spot=1.0, vix=vix, shape=SMILE.given(vix, vvix), clock=moment, **levels)


@given(vix=levels, multiples=family(0.6, 1.6), vvix=VVIX, moment=MOMENTS)
def test_no_butterfly_costs_less_than_nothing(vix, multiples, vvix, moment):
    """Call prices are convex in the strike, falling, and never faster than one for one."""
    surface = built(vix, multiples, vvix, moment)
    years, strikes = displayed(surface)
    calls = black.price(1, surface.forward(years), strikes, years, surface.vol(strikes, years))
    slopes = np.diff(calls, axis=1) / np.diff(strikes, axis=1)
    assert np.all((slopes > -1.0 - 1e-9) & (slopes < 1e-12))
    assert np.all(np.diff(slopes, axis=1) > -1e-9)


HOURS = np.concatenate([[2.0, 4.0, 7.0], np.arange(12.0, 15 * 24, 12.0), np.geomspace(360.0, 9600.0, 25)])


def rising(surface):
    """Whether total variance grows with time at every moneyness, from two hours to 400 days."""
    years = HOURS[:, None] / 24 / 365
    moneyness = np.exp(np.linspace(-4.0, 3.0, 71)[None, :] * surface.vix / 100 * np.sqrt(MONTH))
    variance = surface.vol(moneyness, years) ** 2 * years
    return np.all(np.diff(variance, axis=0) > -1e-12)


@given(vix=levels, multiples=family(0.6, 1.6), vvix=VVIX, moment=MOMENTS)
def test_no_calendar_spread_costs_less_than_nothing(vix, multiples, vvix, moment):
    """At the same moneyness total variance grows with time, over weekends and holidays too."""
    assert rising(built(vix, multiples, vvix, moment))


@given(vix=levels, multiples=family(0.1, 30.0), vvix=VVIX, moment=MOMENTS)
def test_an_absurd_family_leaves_no_calendar_spread_for_nothing(vix, multiples, vvix, moment):
    """A VIX9D of 300 beside a VIX of 10 is followed only as far as total variance still grows."""
    assert rising(
        built(vix, {name: times and min(times, 300.0 / vix) for name, times in multiples.items()}, vvix, moment)
    )


@pytest.mark.parametrize("vix", [10.0, 13.0, 20.0, 25.0, 40.0, 60.0])
def test_its_own_vix_falls_short_as_that_of_real_chains_does(vix):
    """Rebuilt from its strip the VIX is 4% too low, within 1.5%: public chains are 0 to 8% low, 4% in the mean."""
    assert rebuilt_vix(Anchored(spot=4000.0, vix=vix)) / vix == pytest.approx(0.96, abs=0.0151)


def test_a_dear_vvix_means_a_lower_and_steeper_smile():
    """At the same VIX, dear far strikes leave less for the money; an unknown or a usual VVIX changes nothing."""
    dear = SMILE.given(20.0, 130.0)
    assert [dear.atm_share < SMILE.atm_share, dear.rho < SMILE.rho, dear.curvature > SMILE.curvature] == [True] * 3
    assert SMILE.given(20.0, None) is SMILE
    assert SMILE.given(18.0, 96.6).atm_share == pytest.approx(SMILE.atm_share)


@given(vvix=st.floats(*BOUNDS["VVIX"]))
def test_an_unseen_vvix_counts_as_the_furthest_seen(vvix):
    """The share of the VIX stays within 9% of its usual one."""
    assert abs(SMILE.given(18.0, vvix).atm_share / SMILE.atm_share - 1.0) < 0.09


def test_puts_are_dearer_than_calls_as_far_out():
    """The skew of index options."""
    surface = Anchored(spot=4000.0, vix=18.0)
    put, atm, call = surface.vol([3700.0, 4000.0, 4300.0], MONTH)
    assert put > atm > call


def test_shifting_by_nothing_changes_nothing():
    """The neutral what-if."""
    surface = Anchored(spot=4000.0, vix=18.0, vix9d=17.0, vix3m=19.0, vix6m=20.0)
    assert surface.shifted(0.0) == surface


@pytest.mark.parametrize(("spot", "vix"), [(0.0, 20.0), (-1.0, 20.0), (4000.0, 0.0), (4000.0, 300.0), (4000.0, -5.0)])
def test_impossible_levels_are_explained(spot, vix):
    """The sentence names the value."""
    with pytest.raises(OverlayError, match="must be positive|enter a level between"):
        Anchored(spot=spot, vix=vix)


def test_a_flat_surface_is_flat():
    """One vol in the broadcast shape, none below zero after a shift."""
    surface = Flat(spot=100.0, flat_vol=0.2)
    assert np.all(surface.vol(np.ones((3, 1)), np.ones(2)) == 0.2)
    assert float(surface.shifted(-0.5).vol(100.0, 1.0)) == 0.0
