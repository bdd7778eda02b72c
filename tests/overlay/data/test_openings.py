"""Openings of the index: its own opens where they say something, and the opening gap of a fund."""

import numpy as np
import pandas as pd
import pytest

from overlay.data import openings

DAYS = pd.bdate_range("2020-01-06", periods=5)
INDEX = pd.Series([3000.0, 3010.0, 2990.0, 3000.0, 3020.0], index=DAYS)


def test_an_open_that_repeats_the_close_before_is_unknown():
    """The first day has no close before; the third repeats it."""
    opens = pd.Series([3001.0, 3004.0, 3010.0, 2970.0, 3000.004], index=DAYS)
    assert openings.own(opens, INDEX).tolist() == pytest.approx([np.nan, 3004.0, np.nan, 2970.0, np.nan], nan_ok=True)


def test_an_open_far_from_the_close_before_is_an_error_of_the_source():
    """A fifth away or more."""
    opens = pd.Series([np.nan, 300.4, 3015.0, 3590.0, 2300.0], index=DAYS)
    assert openings.own(opens, INDEX).notna().tolist() == [False, False, True, False, False]


def test_a_funds_gap_counts_its_dividend():
    """The fund falls by its dividend of 2 overnight and by nothing else: the index opens where it closed."""
    closes, opens = pd.Series([100.0, 98.0], index=DAYS[:2]), pd.Series([100.0, 98.0], index=DAYS[:2])
    adjusted = pd.Series([98.0, 98.0], index=DAYS[:2])
    assert openings.gaps(opens, closes, adjusted).iloc[1] == pytest.approx(1.0)


def test_the_index_opens_by_the_funds_gap():
    """A gap of one percent on the close before; a day that the fund's series lacks has none, nor has the day after it."""
    ratios = pd.Series(1.01, index=DAYS.delete(2))
    found = openings.by_gap(ratios, INDEX)
    assert found.tolist() == pytest.approx([np.nan, 3030.0, np.nan, np.nan, 3030.0], nan_ok=True)


def test_the_funds_gap_comes_before_the_index_own_open():
    """Where both are known; where neither is, nothing is made up."""
    opens = pd.Series([np.nan, 3004.0, 3015.0, np.nan, np.nan], index=DAYS)
    found = openings.together(INDEX, opens, pd.Series([1.0, 1.01], index=DAYS[:2]))
    assert found.tolist() == pytest.approx([np.nan, 3030.0, 3015.0, np.nan, np.nan], nan_ok=True)
    assert openings.together(INDEX, None, None) is None
    assert openings.together(INDEX, INDEX.shift(), None) is None
