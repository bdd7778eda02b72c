"""Scenarios: what a stated move is, and that the shipped ones are the published moves."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from overlay.errors import OverlayError
from overlay.options.scenarios import EPISODES, Scenario, one_name_gap
from tests import oracles
from tests.facts import history

FOLDER = oracles.SHARED / "data" / "history"
ABSENT = f"{FOLDER} is not at hand"


@pytest.fixture(scope="module")
def published():
    """Closes of the S&P 500 and the VIX by day."""
    if not FOLDER.exists():
        pytest.skip(ABSENT)
    old = pd.read_csv(FOLDER / "gspc_close_yahoo.csv", parse_dates=["Date"]).set_index("Date")["Close"]
    new = pd.read_csv(FOLDER / "gspc_ohlc_yahoo_2024_2026.csv", parse_dates=["Date"]).set_index("Date")["Close"]
    vix = pd.read_csv(FOLDER / "vix_daily_cboe.csv", parse_dates=["DATE"]).set_index("DATE")["CLOSE"]
    return old.combine_first(new), vix


@pytest.mark.parametrize("episode", EPISODES, ids=lambda one: one.name)
def test_a_shipped_move_of_the_index_is_the_published_one(episode, published):
    """To the two digits printed."""
    index, _ = published
    move = index[pd.Timestamp(episode.last)] / index[pd.Timestamp(episode.first)] - 1.0
    assert episode.index_return == pytest.approx(move, abs=0.5001e-4)


@pytest.mark.parametrize("episode", EPISODES[1:], ids=lambda one: one.name)
def test_a_shipped_move_of_the_vix_is_the_published_one(episode, published):
    """To the cent; 1987 had no VIX."""
    _, vix = published
    assert episode.vix == tuple(vix[pd.Timestamp(day)] for day in (episode.first, episode.last))


def test_1987_says_that_its_vix_is_another_index():
    """The VXO was computed later, on the S&P 100."""
    assert "VXO" in EPISODES[0].source


def test_names_move_as_they_did_where_the_history_holds_them():
    """Apple fell 25.2% from 19 February to 16 March 2020, by the bundled closes."""
    episode = next(one for one in EPISODES if one.name == "Mar 2020")
    then = dict(episode.as_then(["AAPL", "NOBODY"], history()).names)
    closes = history().closes["AAPL"]
    assert then == {"AAPL": pytest.approx(closes["2020-03-16"] / closes["2020-02-19"] - 1.0)}


def test_names_move_by_beta_where_the_history_does_not_reach():
    """1987 lies before the bundled closes."""
    assert EPISODES[0].as_then(["AAPL"], history()) == EPISODES[0].scenario


def test_the_days_of_an_episode_are_calendar_days():
    """26 of them from 19 February to 16 March 2020."""
    assert next(one for one in EPISODES if one.name == "Mar 2020").scenario.days == 26


def test_a_gap_moves_one_name_and_nothing_else():
    """No index, no volatility, no day."""
    assert one_name_gap("AAPL") == Scenario(names=(("AAPL", -0.3),))


def test_the_vix_moves_by_the_points_of_the_volatility():
    """One number for both."""
    assert Scenario(vol_shift=0.2).vix_points == pytest.approx(20.0)


@pytest.mark.parametrize(
    "wrong", [{"names": (("AAPL", -1.2),)}, {"names": (("AAPL", np.inf),)}, {"index_return": -1.0}]
)
def test_a_move_that_no_market_can_make_is_refused(wrong):
    """With the value and the way out."""
    with pytest.raises(OverlayError, match="is out of range"):
        Scenario(**wrong)


def test_an_episode_knows_its_days():
    """First before last."""
    assert all(date(1987, 1, 1) < one.first < one.last for one in EPISODES)
