"""The scan is exact: on random spreads it finds what scoring every pair finds."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.special import ndtr

from overlay.condor import pricing, scan
from overlay.condor.scan import Limits, Spreads
from overlay.errors import OverlayError
from overlay.options import odds
from overlay.options.legs import CALL, PUT
from tests.overlay.condor.test_placement import anchored_market
from tests.overlay.options.test_listing import market_of


def below(levels):
    """A made measure around 5000."""
    return ndtr((np.asarray(levels) - 5000.0) / 150.0)


def random_spreads(rng, right, count):
    """Spreads of one side with credits and payouts that have no order in them."""
    short = 5000.0 + right * 5.0 * rng.integers(5, 80, count)
    width = 5.0 * rng.integers(1, 21, count)
    credit = width * rng.uniform(0.01, 0.45, count)
    return Spreads(short, short + right * width, width, credit, credit * rng.uniform(0.5, 1.6, count))


def brute_force(puts, calls, score, limits, count):
    """Score every pair by the words of the score, sort, cut."""
    rows = []
    for p in range(len(puts.short)):
        for c in range(len(calls.short)):
            credit, wide = puts.credit[p] + calls.credit[c], max(puts.width[p], calls.width[c])
            if wide - credit <= 0.0 or wide - credit > limits.most_loss or credit < limits.least_credit:
                continue
            if score == "credit over width":
                value = credit / wide
            elif score == "expected value over risk":
                value = (credit - puts.payout[p] - calls.payout[c]) / (wide - credit)
            else:
                low = 0.0 if credit >= puts.width[p] else float(below(puts.short[p] - credit))
                high = 0.0 if credit >= calls.width[c] else 1.0 - float(below(calls.short[c] + credit))
                value = 1.0 - low - high
            rows.append((-value, p, c))
    rows.sort()
    return rows[:count]


@pytest.mark.parametrize("score", scan.SCORES)
@given(
    seed=st.integers(0, 10**6),
    puts=st.integers(1, 60),
    calls=st.integers(1, 60),
    count=st.integers(1, 150),
    least_credit=st.floats(0.0, 40.0),
    most_loss=st.floats(5.0, 200.0),
)
def test_the_scan_equals_brute_force(score, seed, puts, calls, count, least_credit, most_loss):
    """The same pairs, in the same order, with the same scores, whatever the limits leave."""
    rng = np.random.default_rng(seed)
    sides = random_spreads(rng, PUT, puts), random_spreads(rng, CALL, calls)
    limits = Limits(least_credit=least_credit, most_loss=most_loss)
    expected = brute_force(*sides, score, limits, count)
    if not expected:
        with pytest.raises(OverlayError, match="No condor keeps the limits"):
            scan.best(*sides, score, below, limits, count)
        return
    found = scan.best(*sides, score, below, limits, count)
    np.testing.assert_allclose(found.score, [-value for value, _, _ in expected], atol=1e-12)
    assert len(set(zip(found.put, found.call, strict=True))) == len(expected)


def test_scores_are_what_they_are_called():
    """One pair by hand: 10 and 20 wide, credits 1 and 3, payouts 0.5 and 2.5."""
    puts = Spreads(*(np.array([v]) for v in (4800.0, 4790.0, 10.0, 1.0, 0.5)))
    calls = Spreads(*(np.array([v]) for v in (5200.0, 5220.0, 20.0, 3.0, 2.5)))
    one = np.array([0])
    expected = {
        "credit over width": 4 / 20,
        "expected value over risk": (4 - 3) / (20 - 4),
        "probability of profit": float(below(5204.0) - below(4796.0)),
    }
    for score, value in expected.items():
        assert scan._Scorer(puts, calls, score, below, Limits()).scores(one, one)[0] == pytest.approx(value)


@pytest.mark.parametrize("market", [anchored_market(), market_of()], ids=["modelled", "listed"])
def test_every_found_condor_keeps_the_limits(market):
    """Distance, width and credit, on the model's grid and on listed strikes."""
    expiry = market.expiry(30)
    limits = Limits(least_credit=1.0, most_width=50.0, least_sigmas=1.0, most_sigmas=2.5)
    forward, sd = float(market.forward(market.years(expiry))), market.one_sd_points(expiry)
    found = scan.best_condors(market, expiry, "credit over width", limits, count=20)
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    for placed, _ in found:
        assert max(placed.put_width, placed.call_width) <= 50.0
        out = (forward - placed.short_put) / sd, (placed.short_call - forward) / sd
        assert 1.0 - 1e-9 <= min(out) <= max(out) <= 2.5 + 1e-9
        assert pricing.quote(placed, market).credit_points >= 1.0 - 1e-9


def test_limits_that_leave_nothing_are_explained():
    """A hundred points of credit on wings of five."""
    market = anchored_market()
    with pytest.raises(OverlayError, match=r"\(credit from 100 points\): ask for less credit or allow wider wings"):
        scan.best_condors(market, market.expiry(30), "credit over width", Limits(least_credit=100.0, most_width=5.0))
    with pytest.raises(OverlayError, match=r"\(credit from 2 points, loss to 1 points\): .* allow more loss"):
        scan.best_condors(market, market.expiry(30), "credit over width", Limits(least_credit=2.0, most_loss=1.0))
    with pytest.raises(OverlayError, match="swap them"):
        Limits(least_sigmas=2.0, most_sigmas=1.0)


def test_a_table_stands_in_for_the_measure():
    """Chances read off the table are the measure's, to a ten-thousandth."""
    market = anchored_market()
    expiry = market.expiry(30)
    smile = odds.Smile(market, expiry)
    levels = np.linspace(4300.0, 5500.0, 97)
    np.testing.assert_allclose(scan.tabulated(market, expiry, smile)(levels), smile.below(levels), atol=1e-4)
