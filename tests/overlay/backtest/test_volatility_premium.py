"""The volatility premium: by plain loops, named by the year of the VIX, with an error that knows of overlaps."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from overlay.backtest import volatility_premium as premium
from overlay.errors import OverlayError
from overlay.history.path import from_history
from tests.overlay.backtest.test_condor_greeks import HISTORY

PATH = from_history(HISTORY, date(2005, 6, 1), date(2009, 12, 31))
FOUND = premium.by_year(PATH)


def realised(at):
    """Annualised root mean square of the 21 log returns after a day, points."""
    squares = [np.log(PATH.index[k + 1] / PATH.index[k]) ** 2 for k in range(at, at + 21)]
    return 100.0 * (252.0 * sum(squares) / 21.0) ** 0.5


@pytest.mark.parametrize("at", [0, 333, 830, len(PATH) - 22])
def test_a_days_premium_is_its_vix_less_what_followed(at):
    """Twenty-one returns, the first from this close to the next."""
    assert premium.premiums(PATH)[at] == pytest.approx(PATH.vix[at] - realised(at))


def test_the_last_month_has_no_premium_yet():
    """Nothing has followed these days."""
    found = premium.premiums(PATH)
    assert np.isnan(found[-21:]).all()
    assert np.isfinite(found[:-21]).all()


def test_a_premium_belongs_to_the_year_of_its_vix():
    """The mean over the days of 2007, whose last windows end in 2008."""
    days = [at for at in range(len(PATH) - 21) if PATH.day(at).year == 2007]
    place = FOUND.years.tolist().index(2007)
    assert FOUND.days[place] == len(days)
    assert FOUND.mean[place] == pytest.approx(np.mean([PATH.vix[at] - realised(at) for at in days]))
    assert FOUND.implied[place] - FOUND.realised[place] == pytest.approx(FOUND.mean[place])


def test_the_error_knows_that_windows_overlap():
    """It is well above the error of as many independent days."""
    every = premium.premiums(PATH)
    for place, year in enumerate(FOUND.years.tolist()):
        days = [at for at in range(len(PATH) - 21) if PATH.day(at).year == year]
        assert FOUND.error[place] > 1.5 * np.std(every[days], ddof=1) / len(days) ** 0.5


def test_a_year_of_a_few_days_is_not_shown():
    """The stretch ends on 15 February: 2010 would have no more than ten days with a premium."""
    path = from_history(HISTORY, date(2009, 1, 2), date(2010, 2, 15))
    assert premium.by_year(path).years.tolist() == [2009]


def test_a_few_weeks_are_too_few():
    """A sentence with their number of days."""
    path = from_history(HISTORY, date(2009, 1, 2), date(2009, 1, 20))
    with pytest.raises(OverlayError, match=f"{len(path)} days hold too few months"):
        premium.by_year(path)


def test_a_vix_of_what_follows_has_no_premium():
    """Implied equals realised on every day: zero, with no error."""
    after = premium.realised_after(PATH)
    even = replace(PATH, vix=np.where(np.isnan(after), PATH.vix, after))
    found = premium.by_year(even)
    np.testing.assert_allclose(found.mean, 0.0, atol=1e-9)
    np.testing.assert_allclose(found.error, 0.0, atol=1e-9)


def test_the_correlation_is_that_of_sums_and_its_interval_holds_it():
    """Pearson's; for one third and 28 years Fisher's interval is -0.04 to 0.63."""
    x = np.arange(28.0)
    noise = np.random.default_rng(3).normal(size=28)
    noise -= np.polyval(np.polyfit(x, noise, 1), x)
    line = (x - x.mean()) / np.linalg.norm(x - x.mean())
    seen = premium.correlation(x, line / 3.0 + noise / np.linalg.norm(noise) * 8.0**0.5 / 3.0)
    assert seen.estimate == pytest.approx(1.0 / 3.0)
    assert (seen.low, seen.high) == pytest.approx((-0.045, 0.630), abs=0.002)


def test_seven_years_have_no_correlation():
    """Too few to say anything; and a constant has none either."""
    assert premium.correlation(np.arange(7.0), np.arange(7.0)) is None
    assert premium.correlation(np.arange(9.0), np.ones(9)) is None
