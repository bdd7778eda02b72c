"""CAPM against statsmodels and by its own definition."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as some

from overlay.book.betas import capm, fits
from overlay.errors import OverlayError
from tests.oracles import NO_SHARED, SHARED

STOCKS = SHARED / "data" / "stocks" / "2025_2026"
SPLIT = SHARED / "data" / "yahoo_json" / "chart_AAPL_2020-08-31_2020-11-07.json"
NAMES = ("NVDA", "MSFT", "AMZN", "GOOGL", "META", "TSLA", "AVGO", "CRM")


def regression(returns, index, rate=0.0):
    """Alpha, beta, its error, R2 and the residual vol by statsmodels."""
    models = pytest.importorskip("statsmodels.api")
    found = models.OLS(np.asarray(returns) - rate, models.add_constant(np.asarray(index) - rate)).fit()
    return (*found.params, found.bse[1], found.rsquared, np.sqrt(found.mse_resid))


def shared(name):
    """Daily returns out of one of the shared files."""
    table = pd.read_csv(STOCKS / f"{name}.csv")
    closes = pd.Series(table["Close"].to_numpy(), index=pd.to_datetime(table["Date"]))
    return closes.pct_change().dropna()


@pytest.mark.skipif(not STOCKS.exists(), reason=NO_SHARED)
@pytest.mark.parametrize("rate", [0.0, 0.04 / 252])
@pytest.mark.parametrize("name", NAMES)
def test_real_betas_agree_with_statsmodels(name, rate):
    """All five numbers, to 1e-10, on a year of real closes."""
    both = pd.concat([shared(name), shared("GSPC")], axis=1, join="inner").to_numpy()
    assert len(both) == 250
    np.testing.assert_allclose(capm(both[:, 0], both[:, 1], rate), regression(*both.T, rate), rtol=0, atol=1e-10)


@given(seed=some.integers(0, 10_000), count=some.integers(5, 400), beta=some.floats(-3, 3))
def test_any_series_agrees_with_statsmodels(seed, count, beta):
    """Random ones, a rate that changes from day to day included."""
    draw = np.random.default_rng(seed)
    index, rate = draw.normal(0.0, 0.01, count), draw.uniform(0.0, 2e-4, count)
    returns = beta * index + draw.normal(0.0003, 0.02, count)
    np.testing.assert_allclose(capm(returns, index, rate), regression(returns, index, rate), rtol=1e-9, atol=1e-10)


@given(scale=some.floats(0.1, 5.0), seed=some.integers(0, 1000))
def test_leverage_scales_alpha_beta_and_residual_but_not_r2(scale, seed):
    """Twice the position, twice the risk, the same fit."""
    draw = np.random.default_rng(seed)
    index, returns = draw.normal(0, 0.01, 100), draw.normal(0, 0.02, 100)
    one, more = capm(returns, index), capm(scale * returns, index)
    np.testing.assert_allclose(
        [more.alpha, more.beta, more.residual_vol], scale * np.array([one.alpha, one.beta, one.residual_vol])
    )
    assert more.r_squared == pytest.approx(one.r_squared)


def test_the_index_is_its_own_perfect_fit():
    """Beta one, no residual, R2 one."""
    index = np.random.default_rng(1).normal(0, 0.01, 250)
    np.testing.assert_allclose(capm(index, index), (0.0, 1.0, 0.0, 1.0, 0.0), atol=1e-14)


def test_a_name_that_never_moves_has_no_beta_and_no_r2():
    """A constant series is not a division by zero."""
    found = capm(np.zeros(50), np.random.default_rng(1).normal(0, 0.01, 50))
    assert found == (0.0, 0.0, 0.0, 0.0, 0.0)


def test_many_names_at_once_are_each_as_if_alone():
    """Columns do not touch."""
    draw = np.random.default_rng(3)
    index, returns = draw.normal(0, 0.01, 300), draw.normal(0, 0.02, (300, 4))
    found = fits(returns, index, 1e-4)
    for at in range(4):
        np.testing.assert_allclose([values[at] for values in found[:5]], capm(returns[:, at], index, 1e-4), rtol=1e-12)


@pytest.mark.parametrize(
    ("returns", "index", "says"),
    [
        ([0.1, 0.2], [0.1, 0.2], "2 returns are too few"),
        ([0.1] * 5, [0.1] * 4, "5 returns do not match 4"),
        ([0.1, np.nan, 0.1, 0.2], [0.1, 0.2, 0.1, 0.3], "missing or infinite"),
        ([0.1, 0.2, 0.1, 0.2], [0.1, 0.2, np.inf, 0.3], "missing or infinite"),
        ([0.1, 0.2, 0.1, 0.2], [0.1] * 4, "index does not move"),
        ([[0.1, 0.2, 0.1, 0.2]], [0.1] * 4, "are not one series"),
    ],
)
def test_what_gives_no_beta_is_refused(returns, index, says):
    """In a sentence."""
    with pytest.raises(OverlayError, match=says):
        capm(returns, index)


@pytest.mark.skipif(not SPLIT.exists(), reason=NO_SHARED)
def test_a_split_never_looks_like_a_loss():
    """AAPL split 4:1 on 31 August 2020; adjusted closes know of no fall of three quarters."""
    body = json.loads(SPLIT.read_text())["chart"]["result"][0]
    assert body["events"]["splits"]["1598880600"]["splitRatio"] == "4:1"
    adjusted = np.array(body["indicators"]["adjclose"][0]["adjclose"], dtype=float)
    returns = adjusted[1:] / adjusted[:-1] - 1.0
    assert returns.min() > -0.10
    index = np.random.default_rng(5).normal(0, 0.01, len(returns))
    assert capm(returns, index).residual_vol < 0.05
