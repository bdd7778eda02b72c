"""The anchored surface: its anchors, its freedom from arbitrage, and how near it comes to real condors."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from overlay.errors import OverlayError
from overlay.options import black
from overlay.options.surface import MONTH, VIX3M_YEARS, VIX9D_YEARS, Anchored, Flat
from tests import oracles

levels = st.floats(9.0, 85.0)


@given(vix=levels)
def test_the_vix_of_thirty_days_is_the_vix(vix):
    """The anchor holds exactly."""
    assert float(Anchored(spot=4000.0, vix=vix).vix_at(MONTH)) == pytest.approx(vix / 100, rel=1e-12)


@given(vix=levels, short=st.floats(0.8, 1.3), long=st.floats(0.8, 1.3))
def test_known_neighbours_are_met_exactly(vix, short, long):
    """VIX9D and VIX3M, where known, lie on the term structure; the VIX still does."""
    surface = Anchored(spot=4000.0, vix=vix, vix9d=vix * short, vix3m=vix * long)
    for years, level in ((VIX9D_YEARS, vix * short), (MONTH, vix), (VIX3M_YEARS, vix * long)):
        assert float(surface.vix_at(years)) == pytest.approx(level / 100, rel=1e-12)


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


@given(vix=levels)
def test_no_butterfly_costs_less_than_nothing(vix):
    """Call prices are convex in the strike, falling, and never faster than one for one."""
    surface = Anchored(spot=1.0, vix=vix)
    years, strikes = displayed(surface)
    calls = black.price(1, surface.forward(years), strikes, years, surface.vol(strikes, years))
    slopes = np.diff(calls, axis=1) / np.diff(strikes, axis=1)
    assert np.all((slopes > -1.0 - 1e-9) & (slopes < 1e-12))
    assert np.all(np.diff(slopes, axis=1) > -1e-9)


@given(vix=levels)
def test_no_calendar_spread_costs_less_than_nothing(vix):
    """At the same moneyness total variance grows with time."""
    surface = Anchored(spot=1.0, vix=vix)
    years, _ = displayed(surface)
    moneyness = np.exp(np.linspace(-4.0, 3.0, 141)[None, :] * vix / 100 * np.sqrt(MONTH))
    variance = surface.vol(moneyness, years) ** 2 * years
    assert np.all(np.diff(variance, axis=0) > -1e-12)


def test_puts_are_dearer_than_calls_as_far_out():
    """The skew of index options."""
    surface = Anchored(spot=4000.0, vix=18.0)
    put, atm, call = surface.vol([3700.0, 4000.0, 4300.0], MONTH)
    assert put > atm > call


def test_shifting_by_nothing_changes_nothing():
    """The neutral what-if."""
    surface = Anchored(spot=4000.0, vix=18.0, vix9d=17.0, vix3m=19.0)
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


ORACLE = oracles.SHARED / "oracles" / "condors_on_chains.json"
VIX = oracles.SHARED / "data" / "history" / "vix_daily_cboe.csv"
CALIBRATED = ("2022-02-04", "2022-06-10", "2023-05-19", "2023-09-14")
UNSEEN = ("2023-06-09", "2025-01-22")


def real_condors(days):
    """SPX rows of the oracle on the given days, each with that day's VIX."""
    if not ORACLE.exists():
        return []
    rows = json.loads(ORACLE.read_text())["condors"]
    vix = pd.read_csv(VIX, index_col="DATE")["CLOSE"]
    return [(row, vix[day]) for day in days for row in rows if f"spx_{day}" in row["file"]]


def credit(row, vix, strikes):
    """The model's mid for these strikes, given the chain's own forward and discount."""
    years = row["days"] / 365
    model = Anchored(spot=row["forward"], vix=vix)
    signs, rights = np.array([-1, 1, 1, -1]), np.array([-1, -1, 1, 1])
    return float(
        signs @ black.price(rights, row["forward"], strikes, years, model.vol(strikes, years), row["discount"])
    )


@pytest.mark.skipif(not ORACLE.exists(), reason=oracles.NO_SHARED)
@pytest.mark.parametrize(("row", "vix"), real_condors(CALIBRATED + UNSEEN))
def test_the_model_prices_a_real_condors_strikes_within_a_third(row, vix):
    """Four chains it was fitted to, two it never saw: within 35% of the quoted mid."""
    assert credit(row, vix, np.array(row["strikes"])) == pytest.approx(row["credit_mid_points"], rel=0.35)


@pytest.mark.skipif(not ORACLE.exists(), reason=oracles.NO_SHARED)
def test_half_of_the_real_condors_are_priced_within_a_fifth():
    """The median error of the calibration chains, and of all, is under 20%."""
    for days in (CALIBRATED, CALIBRATED + UNSEEN):
        errors = [
            abs(credit(row, vix, np.array(row["strikes"])) / row["credit_mid_points"] - 1)
            for row, vix in real_condors(days)
        ]
        assert np.median(errors) < 0.20


def own_strikes(row, vix):
    """Where the model itself would place the 1.5 sigma condor, 50 wide."""
    years = row["days"] / 365
    sd = row["forward"] * float(Anchored(spot=row["forward"], vix=vix).atm_vol(years)) * np.sqrt(years)
    put, call = (5 * round((row["forward"] + side * 1.5 * sd) / 5) for side in (-1, 1))
    return np.array([put - 50, put, call, call + 50])


def fifty_wide(rows):
    """Rows on whose chain both wings are fifty points wide."""
    return [(row, vix) for row, vix in rows if np.all(np.diff(row["strikes"])[[0, 2]] == 50)]


@pytest.mark.skipif(not ORACLE.exists(), reason=oracles.NO_SHARED)
@pytest.mark.parametrize(("row", "vix"), fifty_wide(real_condors(CALIBRATED + UNSEEN)))
def test_the_models_own_condor_collects_what_the_chains_does(row, vix):
    """Within 15% of the quoted mid wherever fifty-point wings are listed on both sides."""
    assert credit(row, vix, own_strikes(row, vix)) == pytest.approx(row["credit_mid_points"], rel=0.15)
