"""What the modelled VIX promises: no look-ahead, sane values, and the fit its docstring claims."""

import timeit

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from overlay.vix.from_index import COEFFICIENTS, FIT, FLOOR_POINTS, MINIMUM_RETURNS, modelled_vix, path_features
from tests import oracles

SHARED = oracles.SHARED / "data"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason=f"the shared test data is absent ({SHARED})")


def closes(days=400, seed=0, vol=0.01):
    """Return seeded lognormal closes on business days."""
    steps = np.random.default_rng(seed).normal(0.0, vol, days)
    return pd.Series(1000.0 * np.exp(steps.cumsum()), index=pd.bdate_range("2000-01-03", periods=days))


@given(st.integers(1, 399), st.lists(st.floats(0.2, 5.0), min_size=1, max_size=400))
def test_no_day_sees_the_future(first_changed, factors):
    """Whatever happens from some day on, the days before it stay exactly as they were."""
    before = closes()
    after = before.copy()
    after.iloc[first_changed:] *= np.resize(factors, len(after) - first_changed)

    unchanged = slice(None, first_changed)
    pd.testing.assert_series_equal(
        modelled_vix(after).iloc[unchanged], modelled_vix(before).iloc[unchanged], check_exact=True
    )


@given(st.integers(11, 400))
def test_a_shorter_history_gives_the_same_days(days):
    """Cutting the end off changes nothing before the cut."""
    index = closes()

    assert modelled_vix(index.iloc[:days]).iloc[-1] == modelled_vix(index).iloc[days - 1]


@given(st.floats(0.01, 100.0))
def test_the_scale_of_the_index_does_not_matter(scale):
    """XSP and SPX closes give the same VIX."""
    index = closes()

    np.testing.assert_allclose(modelled_vix(index * scale), modelled_vix(index), rtol=1e-9)


@given(st.floats(0.0, 0.08), st.integers(0, 20))
def test_the_model_never_falls_below_its_floor(vol, seed):
    """However calm or wild the path, the level stays above the floor and finite."""
    vix = modelled_vix(closes(vol=vol, seed=seed)).iloc[MINIMUM_RETURNS:]

    assert (vix >= FLOOR_POINTS).all()
    assert np.isfinite(vix).all()


def test_the_first_ten_days_are_empty_and_no_other():
    """Fewer than ten returns say too little."""
    assert modelled_vix(closes()).isna().to_numpy().nonzero()[0].tolist() == list(range(10))


@pytest.mark.parametrize("days", [1, 5, 10])
def test_a_history_too_short_is_empty_throughout(days):
    """A short history gives no level and no error."""
    assert modelled_vix(closes(days)).isna().all()


def test_a_fall_raises_the_model_more_than_a_rise_of_the_same_size():
    """Fear is lopsided: the trend terms tell down from up."""
    index = closes()
    shocked = {sign: index.where(np.arange(400) < 399, index.iloc[398] * np.exp(0.05 * sign)) for sign in (-1, 1)}

    fall, rise = (modelled_vix(shocked[sign]).iloc[-1] for sign in (-1, 1))
    assert fall > rise > modelled_vix(index).iloc[-2]


def test_a_steady_index_warms_up_without_a_jump():
    """Bias-corrected weights give a constant path a constant level from the first day on."""
    steady = pd.Series(1000.0 * np.exp(0.001 * np.arange(300)), index=pd.bdate_range("2000-01-03", periods=300))

    features = path_features(steady)[MINIMUM_RETURNS:]
    np.testing.assert_allclose(features - features[0], 0.0, atol=1e-9)


def test_early_averages_match_a_loop_over_weights():
    """Row 30 of each feature equals the mean written out with weights exp(-age / days)."""
    index = closes(31)
    returns = np.diff(np.log(index))
    weights = np.exp(-np.arange(30)[::-1] / 25.0)

    assert path_features(index)[-1, 3] == pytest.approx(252 * (weights * returns).sum() / weights.sum())


def test_the_input_is_left_alone():
    """The closes are not written to."""
    index = closes()
    modelled_vix(index)

    pd.testing.assert_series_equal(index, closes())


def test_thirty_three_years_take_less_than_fifty_milliseconds():
    """The model is fast enough to run on an upload."""
    index = closes(8313)

    assert min(timeit.repeat(lambda: modelled_vix(index), number=1, repeat=3)) < 0.05


@needs_shared
def test_the_coefficients_are_those_of_the_fit():
    """The script gives back the constants."""
    from scripts import fit_vix

    np.testing.assert_allclose(fit_vix.fitted(fit_vix.sample()), COEFFICIENTS, atol=2e-4)


@needs_shared
def test_the_fit_figures_hold():
    """Every figure of the docstring, in and out of sample and at the peaks, is what the script finds."""
    from scripts import fit_vix

    assert fit_vix.report(fit_vix.sample()) == pytest.approx(dict(FIT), abs=6e-4)


@needs_shared
@pytest.mark.parametrize(("day", "real"), [("2008-11-20", 80.86), ("2020-03-16", 82.69)])
def test_the_peaks_are_not_overshot(day, real):
    """At the two great peaks the model stays within a tenth of the VIX."""
    from scripts import fit_vix

    assert fit_vix.sample()["vix"][day] == real
    assert FIT[f"on_{day}"] == pytest.approx(real, rel=0.1)
