"""The range of a modelled credit."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from overlay.data import bundled
from overlay.options.market import MODELLED_PRICES, from_history
from overlay.options.modelled.vix_family import VixFamily
from overlay.options.surface_error import credit_error, credit_range

MARKET = from_history(bundled.history(), date(2022, 12, 28))


@given(days=st.floats(0.0, 400.0), vix9d=st.none() | st.just(15.0), vvix=st.none() | st.just(95.0))
def test_knowing_more_never_widens_the_range(days, vix9d, vvix):
    """VIX9D and VVIX can only help, and an error is a share between 5% and 70%."""
    assert 0.05 < credit_error(days, VixFamily(vix9d=vix9d, vvix=vvix)) <= credit_error(days) < 0.70


def test_short_condors_are_known_least():
    """The error falls from days to weeks to a month."""
    errors = [credit_error(days) for days in (2, 7, 30)]
    assert errors == sorted(errors, reverse=True)
    assert credit_error(30) == pytest.approx(0.12)


def test_the_caveat_tells_the_errors_that_stand_beside_credits():
    """One number, once: at 30 days on the VIX alone and with the VVIX, and at two days."""
    told = (credit_error(30), credit_error(30, VixFamily(vvix=95.0)), credit_error(2))
    assert [f"{one:.0%}" in MODELLED_PRICES.why for one in told] == [True] * 3


def test_a_range_lies_around_its_credit():
    """One standard error either side, and never below zero."""
    low, high = credit_range(MARKET, 4.0, 30)
    assert (low, high) == (pytest.approx(3.52), pytest.approx(4.48))
    assert credit_range(MARKET, 0.0, 2) == (0.0, 0.0)
