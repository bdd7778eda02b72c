"""The three measures: each is a probability, each agrees with a simulation or a count."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.data import bundled
from overlay.options import odds
from overlay.options.legs import CALL, PUT
from overlay.options.market import from_history
from tests import oracles
from tests.oracles import legs
from tests.overlay.condor.test_placement import EXPIRY, anchored_market
from tests.sizes import some


@pytest.fixture(scope="module")
def market():
    """A day with 28 years of index history before it."""
    return from_history(bundled.history(), date(2018, 6, 1))


@given(vix=st.floats(9.0, 80.0), days=st.integers(1, 60))
def test_the_implied_distribution_is_a_distribution(vix, days):
    """Rises from nothing to one, its mean is the forward."""
    market = anchored_market(vix)
    expiry = market.expiry(days)
    smile = odds.Smile(market, expiry)
    levels = np.linspace(1.0, 4.0 * market.spot, 40_001)
    below = smile.below(levels)
    assert np.all(np.diff(below) > -1e-7)
    mean = np.sum(1.0 - below) * (levels[1] - levels[0])
    assert mean == pytest.approx(float(market.forward(market.years(expiry))), rel=2e-3)


def test_smile_and_lognormal_agree_where_there_is_no_skew():
    """One vol: the same measure."""
    market = oracles.flat_market(vol=0.2, rate=0.03)
    levels = np.linspace(4000.0, 6000.0, 81)
    smile, lognormal = odds.Smile(market, EXPIRY), odds.Lognormal(market, EXPIRY, 0.2)
    np.testing.assert_allclose(smile.below(levels), lognormal.below(levels), atol=1e-6)
    assert smile.touch(4600.0, PUT) == pytest.approx(lognormal.touch(4600.0, PUT))
    assert smile.expected_payoff(legs("-1 4700P")) == pytest.approx(lognormal.expected_payoff(legs("-1 4700P")))


def test_skew_makes_deep_falls_likelier_than_the_textbook():
    """The reason for naming the measure."""
    market = anchored_market()
    t = market.years(EXPIRY)
    flat = odds.Lognormal(market, EXPIRY, float(market.vol(market.forward(t), t)))
    assert float(odds.Smile(market, EXPIRY).below(4400.0)) > 2 * float(flat.below(4400.0))


@pytest.mark.parametrize("level", some([4500.0, 4700.0, 5300.0, 5600.0], 2))
def test_touching_is_what_a_fine_random_walk_finds(level):
    """40,000 paths of 1,000 steps, with drift; a walk misses touches between its steps, so ours lies a little above."""
    market = oracles.flat_market(vol=0.25, rate=0.05, dividend_yield=0.0)
    t, steps, rng = market.years(EXPIRY), 1000, np.random.default_rng(3)
    sd = 0.25 * np.sqrt(t / steps)
    level_log, log, touched = np.log(level / 5000.0), np.zeros(40_000), np.zeros(40_000, dtype=bool)
    for _ in range(steps):
        log += (0.05 - 0.5 * 0.25**2) * t / steps + sd * rng.standard_normal(40_000)
        touched |= log <= level_log if level < 5000.0 else log >= level_log
    right = PUT if level < 5000.0 else CALL
    found = odds.Lognormal(market, EXPIRY, 0.25).touch(level, right)
    # Broadie, Glasserman and Kou: watching at steps moves the barrier out by 0.5826 step deviations
    side = -1.0 if level < 5000.0 else 1.0
    nearer = odds.Lognormal(market, EXPIRY, 0.25).touch(level * np.exp(side * 0.5826 * sd), right)
    assert nearer == pytest.approx(touched.mean(), abs=4 * np.sqrt(found * (1 - found) / 40_000))
    assert found > nearer


@given(sigmas=st.floats(0.3, 3.0), side=st.sampled_from([-1.0, 1.0]), vix=st.floats(9.0, 60.0))
def test_touching_is_likelier_than_ending_beyond(sigmas, side, vix):
    """To end beyond a level one has to pass it."""
    market = anchored_market(vix)
    level = market.spot + side * sigmas * market.one_sd_points(EXPIRY)
    smile = odds.Smile(market, EXPIRY)
    beyond = float(smile.below(level)) if side < 0 else 1.0 - float(smile.below(level))
    assert smile.touch(level, PUT if side < 0 else CALL) >= beyond - 1e-12


@pytest.mark.parametrize(("level", "right"), [(5000.0, PUT), (5100.0, PUT), (5000.0, CALL), (4900.0, CALL)])
def test_a_level_the_index_has_reached_is_touched(level, right):
    """A short strike in the money, or at it, under every measure."""
    market = oracles.flat_market()
    assert odds.Smile(market, EXPIRY).touch(level, right) == 1.0
    assert odds.Lognormal(market, EXPIRY, 0.2).touch(level, right) == 1.0


def test_history_counts_its_windows(market):
    """Every start day up to today, scaled to today's level; a plain loop counts the same."""
    expiry = market.expiry(30)
    past = odds.past(market, expiry)
    closes, h = market.past, past.horizon
    assert h == 21  # 31 calendar days, 1 June to Monday, 2 July
    low, high = 0.95 * market.spot, 1.05 * market.spot
    ended = touched = 0
    for start in range(len(closes) - h):
        moves = closes[start : start + h + 1] / closes[start] * market.spot
        ended += moves[-1] < low
        touched += moves[1:].max() >= high
    assert past.windows == len(closes) - h
    assert float(past.below(low)) == pytest.approx(ended / past.windows)
    assert past.touch(high, CALL) == pytest.approx(touched / past.windows)


def test_errors_rest_on_independent_windows(market):
    """Overlapping windows share days, so they are not counted as new evidence."""
    past = odds.past(market, market.expiry(30))
    assert past.independent == pytest.approx(past.windows / past.horizon)
    assert past.error(0.9) == pytest.approx(np.sqrt(0.09 / past.independent))


def test_a_short_history_says_nothing():
    """Less than a year of windows is no measure."""
    early = from_history(bundled.history(), date(1990, 6, 1))
    assert odds.past(early, early.expiry(30)) is None


def test_the_measures_know_nothing_of_later_days(market):
    """The past of a market ends on its day."""
    assert len(market.past) < len(bundled.history().index)
