"""VIX futures: the published tenor betas, the fit on real settlements, and what every curve keeps."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from scipy.optimize import least_squares

from overlay.errors import OverlayError
from overlay.history.daily import lately
from overlay.vix import curve as vix_curve
from overlay.vix.curve import VixCurve, from_family, modelled_future, tenor_beta
from tests import oracles

LEVELS = st.floats(9.5, 85.0)
shared = pytest.mark.skipif(not (oracles.SHARED / "data").is_dir(), reason=oracles.NO_SHARED)


@pytest.mark.parametrize(("days", "low", "high"), [(30, 0.42, 0.44), (150, 0.17, 0.21)])
def test_case_c18_futures_lag_the_vix(days, low, high):
    """8 August 2011: the short-term index took 0.43 of the VIX's log move, the mid-term one 0.17 (0.21 elsewhere)."""
    assert low <= float(tenor_beta(days)) <= high


@pytest.mark.parametrize(("index_move", "days"), [(0.1744, 30), (0.0696, 150)])
def test_case_c18_the_shocked_curve_moves_like_the_indices(index_move, days):
    """The VIX's log move of 40.55% moves a curve by what the two indices moved, within 2.5 points of percent."""
    before = VixCurve(spot=32.0, lately=20.0)
    after = before.shocked(32.0 * np.expm1(0.4055))
    moved = float(np.log(after.future(days) / before.future(days)))
    assert moved == pytest.approx(index_move, abs=0.025)


@given(LEVELS, st.floats(-0.5, 1.5), st.floats(0.5, 400.0))
def test_a_shock_moves_every_future_by_its_beta(spot, log_move, days):
    """Never one for one, and by the same law wherever the curve comes from."""
    curve = VixCurve(spot=spot, tenor_days=(20.0, 80.0, 200.0), futures=(20.0, 21.0, 22.0))
    moved = spot * float(np.exp(log_move))
    if not vix_curve.LOWEST < moved < 200.0:
        return
    after = curve.shocked(moved - spot)
    # a known future keeps its distance from the modelled curve; LATELY stays
    same = VixCurve(spot=spot, tenor_days=curve.tenor_days, futures=curve.futures, lately=after.lately)
    expected = float(same.future(days)) * np.exp(log_move * float(tenor_beta(days)))
    assert float(after.future(days)) == pytest.approx(expected, rel=1e-9)


@given(LEVELS)
def test_at_no_days_a_future_is_the_vix(spot):
    """It settles on it."""
    assert float(modelled_future(spot, 0.0)) == pytest.approx(spot)


@given(LEVELS, st.lists(st.floats(10.0, 60.0), min_size=1, max_size=8))
def test_a_curve_meets_every_known_future(spot, futures):
    """Settlements are facts."""
    tenors = tuple(7.0 + 30.0 * at for at in range(len(futures)))
    curve = VixCurve(spot=spot, tenor_days=tenors, futures=tuple(futures), modelled=False)
    np.testing.assert_allclose(curve.future(tenors), futures)
    assert float(curve.future(0.0)) == pytest.approx(spot)
    assert not curve.flags


@given(LEVELS, LEVELS)
def test_futures_are_drawn_from_spot_to_where_the_vix_stood(spot, before):
    """A jump of the VIX fades with the tenor: the further out, the less the future knows of it."""
    gap = np.abs(np.log(modelled_future(spot, [10, 60, 200], before) / modelled_future(before, [10, 60, 200], before)))
    assert (np.diff(gap) <= 1e-12).all()


@pytest.mark.parametrize("spot", [10.0, 13.0, 16.0])
def test_a_calm_curve_slopes_up_and_a_panic_slopes_down(spot):
    """Contango below the resting level, backwardation far above it."""
    assert (np.diff(modelled_future(spot, np.arange(1, 300))) > 0).all()
    assert (np.diff(modelled_future(60.0, np.arange(1, 60))) < 0).all()


def test_modelled_curves_say_so():
    """Each kind with its own error."""
    kinds = [VixCurve(spot=20.0), VixCurve(spot=20.0, lately=18.0), from_family(vix=20.0, vix3m=22.0)]
    whys = [curve.flags[0].why for curve in kinds]
    assert [text.count("6.5%") for text in whys] == [1, 0, 0]
    assert [text.count(" of 4%") for text in whys] == [0, 1, 0]
    assert [text.count(" of 2%") for text in whys] == [0, 0, 1]
    assert all("odelled" in curve.source for curve in kinds)


@pytest.mark.parametrize(
    ("known", "count"),
    [({}, 0), ({"vix9d": 18.0}, 1), ({"vix3m": 22.0}, 1), ({"vix3m": 22.0, "vix6m": 24.0}, 2), ({"vix6m": 24.0}, 0)],
)
def test_the_family_gives_a_future_for_each_pair_of_neighbours(known, count):
    """VIX6M alone has no neighbour."""
    assert len(from_family(vix=20.0, **known).futures) == count


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"spot": 0.5}, "A VIX of 0.50 points"),
        ({"spot": 20.0, "tenor_days": (30.0,), "futures": (900.0,)}, "A VIX future of 900.00"),
        ({"spot": 20.0, "tenor_days": (30.0, 60.0), "futures": (20.0,)}, "1 futures do not match 2 tenors"),
        ({"spot": 20.0, "tenor_days": (60.0, 30.0), "futures": (20.0, 21.0)}, "must be above zero and rise"),
    ],
)
def test_an_impossible_curve_is_refused_in_a_sentence(fields, sentence):
    """With the value and the way out."""
    with pytest.raises(OverlayError, match=sentence):
        VixCurve(**fields)


def test_an_impossible_shock_and_family_are_refused():
    """A VIX below one, and a variance below zero."""
    with pytest.raises(OverlayError, match="A VIX shock of -19.5 points gives 0.5"):
        VixCurve(spot=20.0).shocked(-19.5)
    with pytest.raises(OverlayError, match="a forward variance of zero or less"):
        from_family(vix=60.0, vix3m=20.0)


def test_where_the_vix_stood_lately_never_looks_ahead():
    """A later close changes no earlier day."""
    vix = pd.Series(np.linspace(10.0, 40.0, 300))
    np.testing.assert_array_equal(lately(vix)[:200], lately(vix[:200]))
    assert lately(vix).iloc[-1] < 40.0


@shared
def test_the_constants_are_those_of_the_fit():
    """The script, run on the settlements of 2004 to 2017, finds what the module holds and the docs quote."""
    from scripts import fit_vix_curve as fit

    table = fit.settled()
    errors = fit.level_errors(table, alone=False)
    assert np.median(np.abs(errors)) == pytest.approx(0.040, abs=0.001)
    assert np.median(np.abs(fit.level_errors(table, alone=True))) == pytest.approx(0.065, abs=0.001)
    moves = fit.changes(table)
    left = moves["future"] - tenor_beta(moves["days"]) * moves["vix"]
    slope = float(left @ moves["vix"]) / float(moves["vix"] @ moves["vix"])
    assert abs(slope) < 0.02
    fitted = least_squares(lambda p: (1 + moves["days"] / p[0]) ** -p[1] * moves["vix"] - moves["future"], [8.0, 0.5])
    assert np.sqrt(np.mean(left**2)) < 1.004 * np.sqrt(np.mean(fitted.fun**2))


@shared
def test_the_family_reads_the_chain_of_may_2023_within_a_few_percent():
    """VIX 17.12, VIX9D, VIX3M and VIX6M of that close against parity forwards of that noon."""
    from scripts.fit_vix_curve import closes

    day = str(date(2023, 5, 15))
    curve = from_family(vix=17.33, **{one: float(closes(one.upper())[day]) for one in ("vix9d", "vix3m", "vix6m")})
    assert curve.future([37, 65, 128]) == pytest.approx([20.29, 21.84, 23.52], rel=0.04)
