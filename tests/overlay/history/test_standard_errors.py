"""Standard errors without draws: they equal those of very many drawn samples, and cover what they should."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.history import standard_errors as errors
from overlay.history.bootstrap import stationary
from tests.sizes import examples


def spells(count, seed, memory=0.6):
    """Values that come in spells: each keeps so much of the one before."""
    noise = np.random.default_rng(seed).normal(size=count)
    found = np.zeros(count)
    for at in range(1, count):
        found[at] = memory * found[at - 1] + noise[at]
    return found


def drawn(statistic, series, block, samples=6_000):
    """Deviation of a statistic over drawn samples of the stationary bootstrap: slow and obvious."""
    count = len(series[0])
    places, _ = stationary(count, count, samples, block, np.random.default_rng(3))
    return np.std([statistic(*(one[places[:, at] % count] for one in series)) for at in range(samples)])


def corrected(error, count, block):
    """The closed form for drawn samples, before the correction for the mean that is taken out."""
    apart = np.arange(1, count)
    hidden = (1.0 + 2.0 * np.sum((1.0 - apart / count) * (1.0 - 1.0 / block) ** apart)) / count
    return error * np.sqrt(1.0 - hidden)


def test_the_error_of_a_mean_is_that_of_many_drawn_samples():
    """Within the noise of 6,000 samples, about 1%."""
    values = spells(200, 1)
    expected = drawn(np.mean, [values], 10.0)
    assert corrected(errors.mean_error(values, 10.0), 200, 10.0) == pytest.approx(expected, rel=0.04)


def test_independent_values_have_the_textbook_error_on_average():
    """Deviation over the root of N, over 400 samples of 60 months."""
    random = np.random.default_rng(2)
    found = np.mean([errors.mean_error(random.normal(size=60), 6.0) ** 2 for _ in range(400)])
    assert found == pytest.approx(1.0 / 60.0, rel=0.1)


def test_values_in_spells_have_the_error_of_their_long_run_variance():
    """Innovation variance over (1 - memory)^2 and N: 6.25 times that of independent noise."""
    found = np.mean([errors.mean_error(spells(2_000, seed)) ** 2 for seed in range(30)])
    assert found == pytest.approx(1.0 / 0.4**2 / 2_000.0, rel=0.15)


@pytest.mark.parametrize(
    ("statistic", "influence"),
    [
        (lambda x, y: np.cov(x, y, ddof=0)[0, 1] / np.var(x), errors.slope_influence),
        (lambda x, y: np.corrcoef(x, y)[0, 1], errors.correlation_influence),
        (lambda x, y: np.std(y) / np.std(x), errors.deviation_ratio_influence),
        (lambda x, y: y[x > 0.0].mean() - y[x <= 0.0].mean(), lambda x, y: errors.difference_influence(y, x > 0.0)),
    ],
    ids=["slope", "correlation", "ratio of deviations", "difference of means"],
)
def test_an_influence_gives_the_error_of_its_figure(statistic, influence):
    """Beside the figure itself, computed on every drawn sample."""
    x = spells(600, 5, 0.3)
    y = 0.7 * x + spells(600, 6, 0.3)
    expected = drawn(statistic, [x, y], 12.0, samples=1_500)
    assert corrected(errors.mean_error(influence(x, y), 12.0), 600, 12.0) == pytest.approx(expected, rel=0.1)


@given(
    seed=st.integers(0, 10_000), factor=st.floats(0.01, 100.0), shift=st.floats(-10.0, 10.0), count=st.integers(2, 300)
)
@examples(40)
def test_an_error_has_the_unit_of_its_values(seed, factor, shift, count):
    """Twice the values have twice the error, and a constant added changes nothing."""
    values = np.random.default_rng(seed).normal(size=count)
    assert errors.mean_error(factor * values + shift) == pytest.approx(factor * errors.mean_error(values), rel=1e-6)


def test_a_total_is_as_unsure_as_its_mean_times_its_length():
    """Of 100 values."""
    values = spells(100, 7)
    assert errors.total_error(values) == pytest.approx(100.0 * errors.mean_error(values))


def test_what_never_changes_has_no_error():
    """A constant, and an influence of a series that stands still."""
    still = np.full(50, 3.0)
    assert errors.mean_error(still) == 0.0
    for influence in (errors.slope_influence, errors.correlation_influence, errors.deviation_ratio_influence):
        assert not influence(still, spells(50, 8)).any()


def test_one_value_has_an_unknown_error():
    """No spread can be measured."""
    assert isnan(errors.mean_error(np.array([1.0])))


@given(hits=st.lists(st.booleans(), max_size=40))
@examples(40)
def test_a_share_of_few_events_is_never_certain(hits):
    """Ten hits in ten prove nothing for good."""
    assert 0.0 < errors.share_error(np.array(hits, dtype=bool)) <= 0.8
