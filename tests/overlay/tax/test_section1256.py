"""Sixty-forty, the year-end mark, the three-year carryback, the map of instruments."""

import math
from datetime import date

import pytest
from hypothesis import given, strategies as st

from overlay.errors import OverlayError
from overlay.tax.section1256 import (
    CLASSES,
    blended_rate,
    carryback,
    classified,
    last_business_day,
    mark_to_market,
    section_1256,
    spread_flags,
)

cents = st.floats(-1e7, 1e7).map(lambda amount: round(amount, 2))


@given(cents)
def test_sixty_forty_sums_to_the_gain(gain):
    """And the long-term part is six tenths of it, to the cent."""
    split = section_1256(gain)
    assert split.short_term + split.long_term == pytest.approx(gain, abs=1e-9)
    assert split.long_term == pytest.approx(0.6 * gain, abs=0.0051)


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=8))
def test_marks_sum_to_the_whole_gain(values):
    """However often it is marked on the way."""
    total = sum(one.short_term + one.long_term for one in mark_to_market(values))
    assert total == pytest.approx(values[-1] - values[0], abs=0.01)


def test_publication_550_marks_a_contract_over_two_years():
    """Bought for 50,000, worth 57,000 at year end, sold for 56,000: +7,000, then -1,000."""
    first, second = mark_to_market([50_000, 57_000, 56_000])
    assert (first.long_term, first.short_term) == (4200, 2800)
    assert (second.long_term, second.short_term) == (-600, -400)


def test_case_c13_the_blend_of_a_32_percent_bracket():
    """50,000 at 32/15: 10,900 against 16,000, a rate of 21.8%."""
    assert 50_000 * blended_rate(0.32, 0.15) == pytest.approx(10_900)
    assert 50_000 * 0.32 - 10_900 == pytest.approx(5_100)
    assert blended_rate(0.37, 0.20) == pytest.approx(0.268)
    assert blended_rate(0.37, 0.20, niit=True) == pytest.approx(0.306)


@pytest.mark.parametrize(("year", "day"), [(2025, date(2025, 12, 31)), (2026, date(2026, 12, 31)),
                                           (2022, date(2022, 12, 30)), (2023, date(2023, 12, 29))])  # fmt: skip
def test_the_mark_falls_on_the_last_business_day(year, day):
    """A weekend moves it to the Friday."""
    assert last_business_day(year) == day


def test_a_loss_goes_back_to_the_earliest_year_first():
    """A loss of 23,000 less 3,000; the years take 5,000, 12,000 and 3,000 of their room."""
    found = carryback(
        23_000, carryover=20_000, filing="single", prior=[(5_000, 9_000), (15_000, 12_000), (8_000, 8_000)]
    )
    assert found.absorbed == (5_000, 12_000, 3_000)
    assert (found.short_term, found.long_term, found.remaining) == (8_000, 12_000, 0)


def test_what_this_year_deducts_does_not_go_back():
    """Of a loss of 10,000 the 3,000 of this year stay, though another loss makes the carryover 12,000."""
    found = carryback(10_000, carryover=12_000, filing="single", prior=[(20_000, 20_000)])
    assert found.absorbed == (7_000,)
    assert found.remaining == 5_000


@given(
    st.floats(0, 1e5), st.floats(0, 1e5), st.lists(st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5)), max_size=3)
)
def test_a_carryback_conserves_the_loss(loss, carryover, prior):
    """What goes back and what goes on make the carryover; no year takes more than its 1256 gain."""
    found = carryback(loss, carryover=carryover, filing="mfj", prior=prior)
    assert sum(found.absorbed) + found.remaining == pytest.approx(carryover)
    assert all(taken <= max(0.0, gain) for taken, (gain, _) in zip(found.absorbed, prior, strict=True))
    assert found.short_term + found.long_term == pytest.approx(sum(found.absorbed), abs=1e-6)


@pytest.mark.parametrize(("name", "answer"), [
    ("SPX option", True), ("xsp option", True), ("VIX option", True), ("VIX future", True), ("SPY option", False),
    ("Single-stock option", False), ("UVXY or VXX option", None), ("Equity index swap", False),
])  # fmt: skip
def test_the_map_knows_the_instrument(name, answer):
    """Yes, no, or contested."""
    assert classified(name).section_1256 is answer


def test_every_unsettled_row_says_so():
    """In words as well as in the flag."""
    loose = [row for row in CLASSES if not row.settled]
    assert all(any(word in row.taxed for word in ("nverified", "not settled", "Contested")) for row in loose)
    assert all(row.source for row in CLASSES)


@pytest.mark.parametrize(("alone", "larger", "count"), [(True, False, 0), (True, True, 1), (False, False, 1)])
def test_an_all_index_spread_is_outside_the_straddle_rules(alone, larger, count):
    """Unless it is part of a larger straddle."""
    assert len(spread_flags(all_1256=alone, larger_straddle=larger)) == count


@pytest.mark.parametrize("wrong", [
    lambda: section_1256(math.nan),
    lambda: mark_to_market([1.0]),
    lambda: classified("bitcoin"),
    lambda: carryback(-1, carryover=0, filing="single", prior=[]),
    lambda: carryback(1, carryover=1, filing="single", prior=[(1, 1)] * 4),
])  # fmt: skip
def test_what_makes_no_sense_gets_a_sentence(wrong):
    """NaN, a single value, an unknown instrument, a negative loss, a fourth year."""
    with pytest.raises(OverlayError):
        wrong()
