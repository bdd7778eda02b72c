"""The market of a day: what it knows, when its options expire, and how it is shifted."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.data import bundled
from overlay.errors import OverlayError
from overlay.options.market import from_history
from overlay.options.surface import Anchored
from tests import oracles


@pytest.fixture(scope="module")
def history():
    """The bundled history."""
    return bundled.history()


@given(offset=st.integers(0, 400), days=st.integers(1, 400))
def test_options_expire_on_a_weekday_after_today_and_near_the_asked_day(offset, days):
    """Never on a weekend, never today, never more than two days off."""
    market = oracles.flat_market(day=date(2023, 1, 2) + timedelta(days=offset))
    expiry = market.expiry(days)
    assert expiry.weekday() < 5
    assert expiry > market.as_of
    assert abs((expiry - market.as_of).days - days) <= 2


@pytest.mark.parametrize("days", [0, -3])
def test_no_days_to_expiry_are_explained(days):
    """Zero days leave nothing to trade."""
    with pytest.raises(OverlayError, match=f"{days} days.*at least 1"):
        oracles.flat_market().expiry(days)


def test_the_default_day_is_the_last(history):
    """from_history without a day."""
    assert from_history(history).as_of == history.last


@pytest.mark.parametrize("day", [date(1989, 1, 3), date(2031, 1, 1), date(2021, 12, 25)])
def test_a_day_outside_the_history_is_explained(history, day):
    """Before, after, and on a holiday; the sentence names the day."""
    with pytest.raises(OverlayError, match=str(day)):
        from_history(history, day)


def test_a_day_without_a_vix_says_so(history):
    """Not even a model can speak after two closes."""
    empty = replace(history, vix=history.vix.where(history.days > "1990-01-10"))
    with pytest.raises(OverlayError, match="pick a day from 1990-01"):
        from_history(empty, date(1990, 1, 3))


def test_a_recorded_day_carries_one_caveat_and_a_modelled_one_two(history):
    """Prices are always modelled; the VIX on five days only."""
    assert len(from_history(history, date(2018, 2, 5)).flags) == 1
    assert len(from_history(history, date(2006, 5, 4)).flags) == 2


def test_a_known_day_is_known(history):
    """5 February 2018: the index closed at 2648.94, the VIX at 37.32."""
    market = from_history(history, date(2018, 2, 5))
    assert (round(market.spot, 2), market.vix) == (2648.94, 37.32)


def test_the_past_ends_today(history):
    """Odds from history never see the future."""
    market = from_history(history, date(2018, 2, 5))
    assert market.past[-1] == market.spot
    assert len(market.past) == history.at(date(2018, 2, 5)) + 1


def test_one_sigma_is_forward_times_vol_times_root_time():
    """At the money, on the calendar clock."""
    market = oracles.flat_market(spot=5000.0, vol=0.2)
    assert market.one_sd_points(oracles.in_days(market, 73)) == pytest.approx(5000 * 0.2 * np.sqrt(0.2))


def test_shifting_by_nothing_changes_nothing(history):
    """Every level and every vol stays."""
    market = from_history(history)
    same = market.shifted()
    assert (same.spot, same.vix, same.as_of, same.surface) == (market.spot, market.vix, market.as_of, market.surface)


def test_a_shift_moves_index_vix_and_calendar(history):
    """And the surface with them."""
    market = from_history(history)
    moved = market.shifted(index_return=-0.1, vol_shift=0.05, days=7)
    assert moved.spot == pytest.approx(0.9 * market.spot)
    assert moved.vix == pytest.approx(market.vix + 5.0)
    assert (moved.as_of - market.as_of).days == 7
    assert float(moved.vol(moved.spot, 0.1)) > float(market.vol(market.spot, 0.1))


def test_an_index_cannot_fall_to_nothing():
    """A move of -100% is explained."""
    with pytest.raises(OverlayError, match="-100%"):
        oracles.flat_market().shifted(index_return=-1.0)


@pytest.mark.parametrize(("sticky", "same_strike"), [("moneyness", 0.9 * 3800.0), ("strike", 3800.0)])
def test_the_smile_goes_along_with_the_index_or_stays(sticky, same_strike):
    """After a fall of a tenth the vol of 3,800 is now that of the same moneyness, or still that of the same strike."""
    surface = Anchored(spot=4000.0, vix=18.0)
    market = replace(oracles.flat_market(spot=4000.0), surface=surface, sticky=sticky)
    fallen = market.shifted(index_return=-0.1)
    assert float(fallen.vol(same_strike, 0.1)) == pytest.approx(float(market.vol(3800.0, 0.1)))
    assert float(market.vol(same_strike, 0.1, 3600.0)) == pytest.approx(float(market.vol(3800.0, 0.1)))
