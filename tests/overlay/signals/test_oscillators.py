"""Signals against plain loops; breadth, ranges and the yardstick; nobody looks ahead."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from overlay.condor import yardstick
from overlay.errors import OverlayError
from overlay.options.surface import Anchored
from overlay.signals import breadth, daily_range, oscillators
from overlay.signals.indicator_table import BOOK
from tests import signal_days as made
from tests.sizes import examples

warnings.simplefilter("error")


@given(seed=st.integers(0, 10_000))
@examples(15)
def test_rsi_equals_wilders_loop_after_its_burn_in(seed):
    """To 1e-6 from bar 250 on."""
    prices = made.history(500, seed=seed).index.to_numpy()
    np.testing.assert_allclose(oscillators.rsi(prices)[250:], made.wilder(prices.tolist())[250:], atol=1e-6)


@given(seed=st.integers(0, 10_000))
@examples(15)
def test_macd_equals_its_loop_after_its_burn_in(seed):
    """Line, signal and their difference."""
    prices = made.history(500, seed=seed).index.to_numpy()
    line, signal = made.plain_macd(prices.tolist())
    found = oscillators.macd(prices)
    np.testing.assert_allclose(found.line[250:], line[250:], atol=1e-6)
    np.testing.assert_allclose(found.signal[250:], signal[250:], atol=1e-6)
    np.testing.assert_allclose(found.histogram[250:], (line - signal)[250:], atol=1e-6)


def test_the_first_bars_are_empty_and_not_wrong():
    """Ta's RSI is points off at first, so nothing is shown until burnt in."""
    prices = made.history(300).index.to_numpy()
    for found in (oscillators.rsi(prices), *oscillators.macd(prices)):
        assert np.isnan(found[:250]).all()
        assert not np.isnan(found[250:]).any()


@pytest.mark.parametrize("begin", [0, 1, 40, 299])
def test_a_series_that_begins_late_is_burnt_in_from_its_beginning(begin):
    """Leading gaps wait; the numbers are those of the series without them."""
    prices = made.history(600).index.to_numpy()
    late = np.where(np.arange(600) < begin, np.nan, prices)
    for found, alone in (
        (oscillators.rsi(late), oscillators.rsi(prices[begin:])),
        *zip(oscillators.macd(late), oscillators.macd(prices[begin:]), strict=True),
    ):
        assert np.isnan(found[: begin + 250]).all()
        np.testing.assert_array_equal(found[begin + 250 :], alone[250:])


@pytest.mark.parametrize("values", [np.full(300, 5.0), np.full(300, np.nan), np.empty(0)])
def test_what_never_moves_has_no_rsi(values):
    """Flat, missing and empty series give no number and no warning; ta itself would say 100 of them."""
    found = oscillators.rsi(values)
    assert found.shape == values.shape
    assert np.isnan(found).all()


def test_the_macd_of_a_flat_series_is_zero():
    """Both averages are its level."""
    found = oscillators.macd(np.full(300, 5.0))
    np.testing.assert_array_equal(found.line[250:], 0.0)
    np.testing.assert_array_equal(found.signal[250:], 0.0)


def test_a_flat_beginning_has_no_rsi_until_the_first_move():
    """However long it lasts; from the first rise on nothing has fallen, so the RSI is 100."""
    found = oscillators.rsi(np.concatenate([np.full(300, 5.0), [6.0, 7.0]]))
    assert np.isnan(found[:300]).all()
    np.testing.assert_array_equal(found[300:], 100.0)


def test_the_rsi_of_a_series_that_stops_moving_stands_still():
    """Both averages fade alike, over 24 years."""
    prices = made.history(400).index.to_numpy()
    found = oscillators.rsi(np.concatenate([prices, np.full(6000, prices[-1])]))
    np.testing.assert_allclose(found[400:], found[399], rtol=1e-9)
    assert 0.0 < found[399] < 100.0


@given(seed=st.integers(0, 1000), days=st.integers(2, 40))
@examples(20)
def test_realised_vol_is_the_root_mean_square(seed, days):
    """The plain sum over the last returns, annualised by 252."""
    closes = made.history(120, seed=seed).index.to_numpy()
    logs = np.diff(np.log(closes))
    assert oscillators.realised_vols(closes, days)[0][-1] == pytest.approx(
        np.sqrt(252 * np.mean(logs[-days:] ** 2)), rel=1e-9
    )
    assert np.isnan(oscillators.realised_vols(closes, days)[0][:days]).all()


def test_premium_and_contango_are_ratios_less_one():
    """VIX 20 over 16% realised is a quarter; a flat index has no premium."""
    found = oscillators.variance_risk_premium(np.array([20.0, 20.0]), np.array([0.16, 0.0]))
    assert found[0] == pytest.approx(0.25)
    assert np.isnan(found[1])
    assert oscillators.contango(np.array([20.0]), np.array([22.0]))[0] == pytest.approx(0.10)


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=60), st.integers(1, 20))
def test_the_rolling_mean_is_the_mean(values, days):
    """Of the last so many, NaN before."""
    found = oscillators.rolling_mean(np.array(values), days)
    for at in range(len(values)):
        plain = np.mean(values[at + 1 - days : at + 1]) if at + 1 >= days else np.nan
        np.testing.assert_allclose(found[at], plain, atol=1e-9)


def test_the_portfolio_compounds_mean_returns():
    """One name up 10%, one flat: 5%."""
    closes = pd.DataFrame({"A": [1.0, 1.1], "B": [2.0, 2.0]})
    np.testing.assert_allclose(oscillators.portfolio_value(closes), [1.0, 1.05])


@pytest.mark.parametrize(("moves", "net"), [([1, 1, 1], 3), ([-1, -1, -1], -3), ([1, 0, -1], 0), ([1], 1), ([0], 0)])
def test_breadth_counts_who_rose_less_who_fell(moves, net):
    """All advancing, all falling, mixed, one constituent, none moving."""
    closes = pd.DataFrame(
        [[10.0] * len(moves), [10.0 + one for one in moves]], index=pd.bdate_range("2020-01-01", periods=2)
    )
    found = breadth.from_closes(closes)
    assert found.net[1] == net
    assert found.line[1] == net
    assert f"{len(moves)} stock" in found.source


def test_breadth_needs_a_constituent_and_a_number_a_day():
    """Sentences, not tracebacks."""
    days = pd.bdate_range("2020-01-01", periods=2)
    with pytest.raises(OverlayError, match="0 stocks"):
        breadth.from_closes(pd.DataFrame(index=days))
    with pytest.raises(OverlayError, match="3 net advances do not fit 2 days"):
        breadth.Breadth(days=days, net=np.zeros(3), source="")


def test_breadth_moves_to_other_days():
    """Days it does not know are empty."""
    days = pd.bdate_range("2020-01-01", periods=4)
    found = breadth.Breadth(days=days[1:3], net=np.array([2.0, -1.0]), source="x").on(days)
    np.testing.assert_array_equal(found.net, [np.nan, 2.0, -1.0, np.nan])
    np.testing.assert_array_equal(found.line, [np.nan, 2.0, 1.0, 1.0])


@given(seed=st.integers(0, 1000))
@examples(20)
def test_the_z_score_is_the_plain_one(seed):
    """Last value less mean, over the standard deviation of the window."""
    line = np.concatenate([[np.nan], np.cumsum(np.random.default_rng(seed).integers(-20, 21, 400)).astype(float)])
    window = line[-60:]
    assert breadth.z_score(line, 60)[-1] == pytest.approx((window[-1] - window.mean()) / window.std(), rel=1e-6)


def test_a_flat_line_has_no_z_score_and_a_ramp_has_a_steady_one():
    """All advancing each day: about 1.7, the last point of a uniform spread."""
    assert np.isnan(breadth.z_score(np.full(100, 7.0), 60)).all()
    assert np.isnan(breadth.z_score(np.full(100, np.nan), 60)).all()
    np.testing.assert_allclose(breadth.z_score(np.arange(200.0), 60)[60:], 1.7034, atol=1e-3)


@pytest.mark.parametrize(("price", "line", "parting"), [(1, -1, -1), (-1, 1, 1), (1, 1, 0), (-1, -1, 0), (0, 1, 0)])
def test_divergence_says_which_way_they_part(price, line, parting):
    """Price up and line down is the warning."""
    days = np.arange(10.0)
    found = breadth.divergence(price * days, line * days, 8)
    assert found[9] == parting
    assert np.isnan(found[:8]).all()


def test_c1_c2_c3_c4_the_plain_range():
    """VIX 17.95 is 1.13%; 1.16% of 5,000 is 58, of 7,138.80 82.8; 0.65% of 4,800 is 31.2."""
    assert 100 * daily_range.plain(17.95) == pytest.approx(1.13, abs=0.005)
    assert daily_range.points(5000.0, 0.0116) == pytest.approx(58.0)
    assert daily_range.points(7138.8, 0.0116) == pytest.approx(82.8, abs=0.05)
    assert daily_range.points(4800.0, 0.0065) == pytest.approx(31.2)


def test_c5_the_pages_points_belong_to_an_index_near_two_thousand():
    """25 to 30 points at VIX 20; at 7,138.80 it is 89.9, and 134.9 at VIX 30."""
    assert daily_range.implied_level(20.0, 25.0) == pytest.approx(1984, abs=1)
    assert daily_range.implied_level(20.0, 30.0) == pytest.approx(2381, abs=1)
    assert daily_range.points(7138.8, daily_range.plain(20.0)) == pytest.approx(89.9, abs=0.05)
    assert daily_range.points(7138.8, daily_range.plain(30.0)) == pytest.approx(134.9, abs=0.05)


def test_c6_the_tenths_formula_gives_what_its_inputs_give():
    """4.45, where the page prints 3.59."""
    assert daily_range.by_tenths(12.5, 8.0, 0.8) == pytest.approx(4.45)


@pytest.mark.parametrize(
    ("points", "multiples", "expected"),
    [
        (83.0, daily_range.BALANCED, (91, 108)),
        (83.0, daily_range.CONSERVATIVE, (133, 158)),
        (45.0, daily_range.SHORTS, (45, 67.5)),
        (45.0, daily_range.WINGS, (27, 36)),
    ],
)
def test_c7_c8_distances_are_multiples_of_the_range(points, multiples, expected):
    """Balanced, conservative, shorts and wings."""
    assert daily_range.distances(points, multiples) == pytest.approx(expected, abs=0.5)


def test_c24_the_threshold_is_a_vix_of_14_92():
    """So "or VIX above 16" (1.008%) never adds a day."""
    assert daily_range.vix_at(daily_range.THRESHOLD) == pytest.approx(14.92, abs=0.005)
    assert 100 * daily_range.plain(16.0) == pytest.approx(1.008, abs=0.0005)


def test_the_blend_mixes_vols_and_scales():
    """Weight 1 is the plain range, weight 0 the realised one; the regime factor multiplies."""
    assert daily_range.blended(18.0, 9.0, 1.0) == pytest.approx(daily_range.plain(18.0))
    assert daily_range.blended(18.0, 9.0, 0.0) == pytest.approx(daily_range.plain(9.0))
    assert daily_range.blended(18.0, 9.0, 0.6, 2.0) == pytest.approx(2 * daily_range.plain(0.6 * 18 + 0.4 * 9))
    assert daily_range.by_nine_days(15.0) == pytest.approx(0.05)


def test_every_worked_case_is_listed_with_its_page():
    """Eleven sums, each with a source code."""
    assert all(case.code.startswith("A") and case.value > 0 for case in daily_range.worked_cases())
    assert len(daily_range.worked_cases()) == 11


def test_a_day_counts_as_a_hit_up_to_the_whole_range():
    """Of moves by -0.95, +0.95 and -1.05% two stay within a range of 1%: -0.95 and +0.95; downward the same two."""
    closes = 4000.0 * np.cumprod([1.0, 0.9905, 1.0095, 0.9895])
    assert daily_range.hit_rate(closes, np.full(4, 0.01)) == (2 / 3, 2 / 3, 3)


def test_a_level_crossed_within_the_day_only_is_counted_apart():
    """Three days with a high: one closes above 16, one only touches it, one stays below; the fourth has no high."""
    closes, highs = np.array([17.0, 15.0, 14.0, 20.0]), np.array([18.0, 16.5, 15.0, np.nan])
    assert daily_range.crossed(closes, highs, 16.0) == (1 / 3, 1 / 3, 3)


def test_the_hit_rate_counts_next_days():
    """Moves of 0, +2%, -2% against 1% known the day before: one inside, two not below."""
    closes = np.array([100.0, 100.0, 102.0, 99.96])
    found = daily_range.hit_rate(closes, np.array([0.01, 0.01, 0.01, np.nan]))
    assert found == pytest.approx((1 / 3, 2 / 3, 3))
    assert np.isnan(daily_range.hit_rate(closes, np.full(4, np.nan)).two_sided)


@given(day=st.integers(0, 100), money=st.floats(0.7, 1.3), years=st.floats(0.002, 0.3))
@examples(30)
def test_the_yardsticks_smile_is_the_surfaces(day, money, years):
    """The array form equals `Anchored` on each day."""
    one = made.history(101)
    vix, spot = float(one.vix.iloc[day]), float(one.index.iloc[day])
    surface = Anchored(spot=spot, vix=vix, rate=0.02, dividend_yield=0.015)
    forward = surface.forward(years)
    found = yardstick.smile_vol(forward, np.array(vix), money * spot, np.array(years))
    assert found == pytest.approx(float(surface.vol(money * spot, years)), rel=1e-9)


def test_the_yardstick_keeps_its_credit_in_a_flat_index_and_loses_one_in_a_crash():
    """Bounded by its largest loss below and its credit above."""
    flat = yardstick.outcomes(made.history(120, index=np.full(120, 2000.0)))
    crash = yardstick.outcomes(made.history(120, index=2000.0 * 0.98 ** np.arange(120)))
    assert (flat[:98] > 0.0).all()
    np.testing.assert_allclose(crash[:98], -1.0)
    assert np.isnan(flat[-21:]).all()


def test_the_overlays_pnl_adds_up_to_its_condors():
    """In a flat index each 30-day condor ends by keeping its credit."""
    one = made.history(200, index=np.full(200, 2000.0), vix=np.full(200, 18.0))
    total = yardstick.daily_pnl(one)
    outcome = yardstick.outcomes(one)[0]
    numbers = one.days.to_numpy().astype("datetime64[D]").astype(int)
    ended = sum(1 for opened in range(numbers[0], numbers[-1] + 1, 21) if opened + 30 <= numbers[-1])
    assert total[-1] == pytest.approx(ended * outcome, abs=2.0 * outcome)
    assert total[-1] > ended * outcome * 0.99


def test_a_history_without_a_vix_has_no_yardstick():
    """Missing VIX: nothing, rather than something made up."""
    blind = made.history(100, vix=np.full(100, np.nan))
    assert np.isnan(yardstick.daily_pnl(blind)).all()
    assert np.isnan(yardstick.outcomes(blind)).all()


@given(cut=st.integers(300, 690), seed=st.integers(0, 100))
@examples(15)
def test_no_indicator_reads_the_future(cut, seed):
    """Everything after day t is replaced; all that is known on t stays, to the last bit."""
    one, other = made.history(700, seed=seed), made.history(700, seed=seed + 1000)
    mixed = made.history(
        700,
        index=np.where(np.arange(700) <= cut, one.index, other.index),
        closes=np.where((np.arange(700) <= cut)[:, None], one.closes, other.closes),
        vix=np.where(np.arange(700) <= cut, one.vix, other.vix),
    )
    before, after = made.known(one), made.known(mixed)
    for name in ("overlay", "book", "realised", "month_realised", "premium", "vix_mean", "line"):
        np.testing.assert_array_equal(getattr(before, name)[: cut + 1], getattr(after, name)[: cut + 1], err_msg=name)
    for left, right in zip((*before.rsi, *before.macd), (*after.rsi, *after.macd), strict=True):
        np.testing.assert_array_equal(left[: cut + 1], right[: cut + 1])


def test_each_name_has_the_rsi_and_macd_of_its_closes():
    """In the order of the columns."""
    one = made.history(300)
    found = oscillators.by_name(one.closes)
    assert list(found) == ["S0", "S1", "S2"]
    closes = one.closes["S1"].to_numpy()
    np.testing.assert_array_equal(found["S1"].rsi, oscillators.rsi(closes))
    np.testing.assert_array_equal(found["S1"].macd, oscillators.macd(closes))


def test_a_book_of_one_name_has_its_rsi():
    """A dollar held in one name moves as the name does."""
    one = made.history(300)
    found = made.known(one, book=("S1",))
    np.testing.assert_allclose(found.rsi[BOOK], oscillators.by_name(one.closes)["S1"].rsi, atol=1e-9)


def test_a_book_of_a_strange_name_is_refused():
    """A sentence with the name."""
    with pytest.raises(OverlayError, match="'TSLA' has no prices"):
        made.known(made.history(300), book=("TSLA",))
