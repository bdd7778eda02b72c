"""Splits and dividends of Yahoo's answers."""

from datetime import date

import numpy as np
import pytest

from overlay.data.yahoo import prices as door
from overlay.errors import OverlayError
from tests import yahoo_server

ASKED, AT = date(2026, 11, 26), 30
DAYS = yahoo_server.trading_days(date(2026, 9, 1), date(2026, 11, 25))
DAY = DAYS[AT]
TRUE = 100.0 * np.exp(np.cumsum(np.random.default_rng(5).normal(0.0, 0.012, len(DAYS))))
RATIOS = (1.5, 2.0, 2.9, 4.0, 20.0, 0.5, 0.1, 0.04)


def scaled(factor):
    """The true closes, with those before the day of the split times a factor."""
    return np.where(np.arange(len(DAYS)) < AT, TRUE * factor, TRUE)


def read(close=TRUE, ratio=0.0, amount=0.0, adjusted=None):
    """The meaning of an answer with a split and a dividend on one day."""
    splits, dividends = np.zeros(len(DAYS)), np.zeros(len(DAYS))
    splits[AT], dividends[AT] = ratio, amount
    adjusted = close if adjusted is None else adjusted
    told = {"days": [str(one) for one in DAYS], "close": list(close), "adjusted": list(adjusted)}
    return door.read("XYZ", told | {"splits": list(splits), "dividends": list(dividends)}, ASKED)


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_split_that_is_listed_but_not_applied_is_refused_with_its_day(ratio):
    """The closes before it are as traded."""
    with pytest.raises(OverlayError, match=rf"split of .* on {DAY}, and the closes before it are not adjusted for it"):
        read(scaled(ratio), ratio)


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_split_that_is_applied_twice_is_refused_with_its_day(ratio):
    """The closes before it are divided once more."""
    with pytest.raises(
        OverlayError, match=rf"split of .* on {DAY}, and the closes before it are adjusted twice for it"
    ):
        read(scaled(1.0 / ratio), ratio)


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_split_that_is_applied_passes_without_a_flag(ratio):
    """The closes before the day become those that were paid: times the ratio."""
    found = read(TRUE, ratio)
    assert found.flags == ()
    assert np.allclose(found.close, scaled(ratio))
    assert np.allclose(found.adjusted, TRUE)


@pytest.mark.parametrize(("fall", "noted"), [(0.5, 1), (0.6, 1), (0.34, 0)])
def test_a_crash_without_a_split_stays_and_a_halving_is_noted(fall, noted):
    """It may be true: the closes stay as they are, and the note tells the day on which no split is listed."""
    found = read(scaled(1.0 / (1.0 - fall)))
    assert [(one.level, str(DAY) in one.title, "no split" in one.title) for one in found.flags] == [
        ("note", True, True)
    ] * noted
    assert found.adjusted.pct_change().min() == pytest.approx(-fall, abs=0.03)


@pytest.mark.parametrize("factor", [1.0 / 0.9, 1.0 / 1.1, 1.0 / 0.85])
def test_a_large_true_move_on_the_day_of_a_split_is_not_the_split(factor):
    """A move of a tenth, or a fall of 15%, on the day of a 2 for 1."""
    assert read(scaled(factor), 2.0).flags == ()


def test_a_split_that_only_the_adjusted_closes_miss_is_refused():
    """Returns are taken from those."""
    with pytest.raises(OverlayError, match="2 for 1"):
        read(TRUE, 2.0, adjusted=scaled(2.0))


def test_a_small_split_that_looks_unapplied_is_only_flagged():
    """A fall of a tenth may be the stock's own."""
    found = read(scaled(1.1), 1.1)
    assert [one.title.partition(",")[0] for one in found.flags] == [f"XYZ: Yahoo lists a split of 1.1 for 1 on {DAY}"]


@pytest.mark.parametrize("ratio", [-4.0, np.inf, np.nan, 1e9, 1e-9])
def test_an_impossible_ratio_refuses_the_series(ratio):
    """1 for 0, -4 for 1, or a billion for one: what was paid before the day cannot be known."""
    with pytest.raises(OverlayError, match=rf"Yahoo lists a split .* on {DAY}, which is impossible"):
        read(TRUE, ratio)


@pytest.mark.parametrize("amount", [1e9, -0.25, np.inf, np.nan, 100000.0])
def test_an_impossible_dividend_is_left_out_and_named(amount):
    """The closes stay."""
    found = read(TRUE, amount=amount)
    assert found.dividends.empty
    assert "1 impossible dividends left out" in found.flags[0].title
    assert str(DAY) in found.flags[0].title
    assert np.allclose(found.close, TRUE)


def test_a_large_dividend_that_can_be_is_kept():
    """A special dividend of a third of the price."""
    found = read(TRUE, amount=33.0)
    assert list(found.dividends) == [33.0]
    assert found.flags == ()


def test_a_split_on_a_day_that_is_left_out_still_counts():
    """The close of that day is zero; the closes before it are doubled all the same."""
    close = TRUE.copy()
    close[AT] = 0.0
    found = read(close, 2.0)
    assert np.allclose(found.close.iloc[:AT], 2.0 * TRUE[:AT])
    assert np.allclose(found.close.iloc[AT:], TRUE[AT + 1 :])
