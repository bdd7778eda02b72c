"""How sure a result can be: known answers, published examples, and intervals that cover what they should."""

import numpy as np
import pytest

from overlay.errors import OverlayError
from overlay.history import inference
from overlay.history.inference import best_of_chance, deflated_sharpe, evidence, monthly, probabilistic_sharpe, sharpe


def test_the_expected_best_of_a_hundred_is_that_of_the_paper():
    """Bailey and Lopez de Prado (2014), section 5: variance 1/2 a year, 250 days, 100 trials give 0.1132 a day."""
    assert best_of_chance(1.0 / (2.0 * 250.0), 100) == pytest.approx(0.1132, abs=5e-5)


def test_the_deflated_ratio_is_that_of_the_paper():
    """Their example: 2.5 a year over 1,250 days, skewness -3, kurtosis 10: 0.9004."""
    seen, best = 2.5 / 250**0.5, best_of_chance(1.0 / 500.0, 100)
    error = np.sqrt(1.0 + 3.0 * seen + 0.25 * 9.0 * seen**2)
    from scipy.special import ndtr

    assert float(ndtr((seen - best) * np.sqrt(1249.0) / error)) == pytest.approx(0.9004, abs=5e-4)


def test_the_probabilistic_ratio_is_the_papers_formula():
    """On a skewed sample, term by term."""
    x = np.random.default_rng(4).gamma(2.0, 0.01, 300) - 0.017
    z = (x - x.mean()) / x.std()
    seen = sharpe(x, 1.0)
    error = np.sqrt(1 - np.mean(z**3) * seen + (np.mean(z**4) - 1) / 4 * seen**2)
    from scipy.special import ndtr

    assert probabilistic_sharpe(x, 0.05) == pytest.approx(float(ndtr((seen - 0.05) * np.sqrt(299) / error)))


def test_more_trials_deflate_more():
    """The same returns picked among more."""
    random = np.random.default_rng(5)
    x, ratios = random.normal(0.01, 0.03, 120), random.normal(0.0, 0.1, 50)
    few, many = (deflated_sharpe(x, ratios, trials) for trials in (5, 500))
    assert 1.0 > probabilistic_sharpe(x) > few > many > 0.0


def test_one_trial_is_not_deflated():
    """There is no best of one."""
    x = np.random.default_rng(6).normal(0.01, 0.03, 120)
    assert deflated_sharpe(x, np.array([sharpe(x, 1.0)])) == probabilistic_sharpe(x)


def test_the_interval_of_independent_returns_is_the_textbooks():
    """Mean plus or minus 1.96 standard errors, and as many bets as periods."""
    x = np.random.default_rng(7).normal(0.005, 0.02, 600)
    found = evidence(x, block=1.0)
    error = 12 * x.std(ddof=1) / 600**0.5
    assert found.mean.high - found.mean.low == pytest.approx(2 * 1.96 * error, rel=0.05)
    assert found.bets == pytest.approx(600, rel=0.1)
    assert found.years == 50.0


def test_returns_that_come_in_spells_are_fewer_bets():
    """Each repeated six times: a sixth as many, roughly, and a wider interval."""
    x = np.repeat(np.random.default_rng(8).normal(0.005, 0.02, 100), 6)
    spells, alone = evidence(x, block=24.0), evidence(x, block=1.0)
    assert spells.bets < 0.35 * alone.bets
    assert spells.mean.high - spells.mean.low > 1.5 * (alone.mean.high - alone.mean.low)


def test_the_years_needed_follow_the_ratio():
    """An annual Sharpe ratio of a half takes about (1.96 / 0.5) squared years."""
    x = np.random.default_rng(9).normal(0.0, 1.0, 1200)
    x = 0.5 / 12**0.5 + (x - x.mean()) / x.std(ddof=1)
    assert evidence(x, block=1.0).years_needed == pytest.approx((1.96 / 0.5) ** 2, rel=0.1)


def test_the_same_seed_gives_the_same_interval():
    """So a page shows what it showed."""
    x = np.random.default_rng(10).normal(0.0, 1.0, 60)
    assert evidence(x) == evidence(x)


def test_days_become_months():
    """Sums by calendar month."""
    days = np.array(["2020-01-30", "2020-01-31", "2020-02-03", "2020-04-01"], dtype="datetime64[D]")
    np.testing.assert_allclose(monthly(np.array([1.0, 2.0, 3.0, 4.0]), days), [3.0, 3.0, 0.0, 4.0])


def test_nothing_that_moves_has_no_ratio():
    """NaN, and an interval of nothing, not a division by zero."""
    assert np.isnan(sharpe(np.zeros(20)))
    found = evidence(np.zeros(20))
    assert found.years_needed == float("inf")
    assert not found.mean.excludes_zero


def test_few_periods_are_refused():
    """With the number that is needed."""
    with pytest.raises(OverlayError, match="11 periods"):
        evidence(np.ones(11))
    assert inference.FEWEST == 12
