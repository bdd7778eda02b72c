"""How near the anchored surface comes to eleven public chains, each priced with the shape that never saw it."""

from functools import cache

import numpy as np
import pytest

from overlay.options.modelled.left_out import LEFT_OUT
from overlay.options.modelled.vix_family import UNKNOWN, VixFamily
from scripts.calibrate_surface import condor_ratio, rms, surface
from scripts.public_days import public_days
from tests import oracles

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not (oracles.SHARED / "data" / "chains").exists(), reason=oracles.NO_SHARED),
]
unseen = cache(public_days)


def credit_errors(choose):
    """Relative error of the 30-day condor of each day, with the members of the family that are chosen."""
    return [condor_ratio(day, LEFT_OUT[day.name], choose(day.family)) - 1.0 for day in unseen()]


def errors_at_the_money(choose):
    """Absolute relative errors at the money, one to three days out."""
    return [
        abs(float(surface(day, LEFT_OUT[day.name], choose(day.family)).atm_vol(one.years)) / one.atm_vol - 1.0)
        for day in unseen()
        for one in day.expiries
        if 0.6 <= one.days < 3.6
    ]


def test_every_public_day_was_left_out_once():
    """Eleven days, eleven shapes."""
    assert sorted(day.name for day in unseen()) == sorted(LEFT_OUT)


def test_the_credit_of_a_month_is_near_the_mid_on_the_vix_alone():
    """Root mean square of at most 12.5%."""
    assert rms(credit_errors(lambda _: UNKNOWN)) < 0.125


def test_the_vvix_brings_the_credit_nearer():
    """Root mean square of at most 9%, with the whole family known too."""
    assert rms(credit_errors(lambda one: VixFamily(vvix=one.vvix))) < 0.09
    assert rms(credit_errors(lambda one: one)) < 0.09


def test_short_options_at_the_money_are_near_on_the_vix_alone():
    """Median absolute error of at most 17%, one to three days out."""
    assert np.median(errors_at_the_money(lambda _: UNKNOWN)) < 0.17


def test_vix9d_brings_short_options_nearer():
    """Median absolute error of at most 13%."""
    assert np.median(errors_at_the_money(lambda one: VixFamily(vix9d=one.vix9d))) < 0.13
