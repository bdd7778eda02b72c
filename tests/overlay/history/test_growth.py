"""The difference of two growth rates and its error: the number itself, and intervals that cover the truth."""

import numpy as np
import pytest

from overlay.errors import OverlayError
from overlay.history import growth
from tests.sizes import some

WEEKDAYS = np.arange("1990-01-01", "2023-01-01", dtype="datetime64[D]")
WEEKDAYS = WEEKDAYS[np.is_busday(WEEKDAYS)]


def values(returns):
    """A dollar after daily log returns."""
    return np.exp(np.concatenate([[0.0], np.cumsum(returns)]))


def made(seed, years, *, premium=0.005, spread=0.02, spells=0.0):
    """Two books over some years of weekdays: the second earns 8% a year in logs, the first a premium more.

    `spells` is the correlation of a day's difference with that of the day before.
    """
    random = np.random.default_rng(seed)
    days = WEEKDAYS[: 261 * years]
    count = len(days) - 1
    book = 0.08 / 261 + 0.16 / 261**0.5 * random.standard_normal(count)
    noise = random.standard_normal(count)
    for at in range(1, count):
        noise[at] = spells * noise[at - 1] + (1.0 - spells**2) ** 0.5 * noise[at]
    both = book + premium / 261 + spread / 261**0.5 * noise
    return values(both), values(book), days, (days[-1] - days[0]).astype(int) / 365.0


def test_the_difference_is_that_of_the_two_growth_rates():
    """From first to last value, to the power of one over the years."""
    more, less, days, years = made(1, 5)
    found = growth.difference(more, less, days, years, draws=50)
    assert found.estimate == pytest.approx(more[-1] ** (1 / years) - less[-1] ** (1 / years), abs=1e-12)
    assert found.months == 60


def test_two_equal_books_differ_by_nothing_and_surely():
    """Neither a difference nor an error, whatever both did."""
    _, less, days, years = made(2, 5)
    found = growth.difference(less, less, days, years, draws=50)
    assert (found.estimate, found.error) == (0.0, 0.0)


def test_the_error_of_independent_months_is_the_textbooks():
    """Deviation of the months over the root of their number, times twelve, times growth: blocks of one month."""
    more, less, days, years = made(3, 30)
    found = growth.difference(more, less, days, years, block=1.0, draws=2_000)
    ends = np.flatnonzero(np.diff(days.astype("datetime64[M]").astype(int), append=10**6))
    gap = np.diff(np.log(more / less)[ends], prepend=0.0)
    assert found.error == pytest.approx(12 * gap.std(ddof=1) / len(gap) ** 0.5 * less[-1] ** (1 / years), rel=0.08)


def test_the_months_of_both_books_are_drawn_together():
    """The market's own swings, eight times the difference's, do not enter the error."""
    more, less, days, years = made(4, 20)
    assert growth.difference(more, less, days, years, draws=500).error < 0.01


def test_less_than_twelve_months_have_no_error():
    """Eleven months and the way out."""
    more, less, days, _ = made(5, 1)
    with pytest.raises(OverlayError, match="11 months are too few"):
        growth.difference(more[:238], less[:238], days[:238], 0.9)


@pytest.mark.parametrize("seed", some(range(40), 2))
def test_the_same_seed_gives_the_same_error(seed):
    """So that two visitors see one interval."""
    one = made(seed, 3)
    assert growth.difference(*one, draws=100) == growth.difference(*one, draws=100)
