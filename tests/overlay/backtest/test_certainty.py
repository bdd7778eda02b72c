"""How sure the overlay's yearly difference is: the shape reaches every price, the interval belongs to the number shown."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from overlay.backtest import attribution, certainty
from overlay.backtest.certainty import Certainty
from overlay.backtest.engine import Conduct
from overlay.backtest.sweep import BacktestQuestion
from overlay.data import bundled, sample_books
from overlay.errors import OverlayError
from overlay.history import calendar, growth
from overlay.ladder import accounts, roll_ledger
from overlay.options import black
from overlay.options.modelled import clock
from overlay.options.modelled.left_out import LEFT_OUT, jackknife
from overlay.options.modelled.smile_shape import SMILE, SmileShape
from overlay.options.moments import RIGHTS, WEIGHTS
from overlay.options.surface import Anchored
from overlay.rules.presets import ARTICLE, GLOSSARY
from tests.overlay.history.test_growth import made

HISTORY = bundled.history()
BOOK = sample_books.sample("Twenty names", HISTORY, HISTORY.last)
ASKED = BacktestQuestion(
    history=HISTORY, portfolio=BOOK, rules=ARTICLE, first=date(2016, 1, 4), last=date(2018, 12, 31)
)
STEEP = SmileShape(atm_share=0.9, rho=-0.4, curvature=0.8)
FOUND = ASKED.lived()
SURE = certainty.certainty(ASKED)


def shaped(shape):
    """The backtest with another smile."""
    return replace(ASKED, conduct=Conduct(shape=shape)).lived()


def credits_by_the_surface(found, shape):
    """The credit at mid of each layer in points, from `Anchored` on the day of its opening."""
    path, one, received = found.path, found.ladder.layers, []
    for number in range(len(one)):
        at = int(one.opened[number])
        ends, now = (calendar.expires(path.day(int(place))) for place in (one.settles[number], at))
        t = (ends - now) / timedelta(days=365)
        day = Anchored(
            spot=path.index[at],
            vix=path.vix[at],
            rate=path.rate[at],
            dividend_yield=path.dividend_yield[at],
            shape=shape,
            clock=clock.at(path.day(at)),
        )
        strikes = one.strikes[:, number]
        prices = black.price(RIGHTS[:, 0], day.forward(t), strikes, t, day.vol(strikes, t), day.discount(t))
        received.append(-float(WEIGHTS @ prices))
    return np.array(received)


@pytest.mark.parametrize("shape", [SMILE, STEEP, LEFT_OUT["2022-06-10"]])
def test_a_shape_prices_a_condor_in_the_walk_as_on_the_surface(shape):
    """The credit at mid of every layer, opened with this smile."""
    found = shaped(shape)
    np.testing.assert_allclose(found.ladder.layers.mid, credits_by_the_surface(found, shape), rtol=1e-9, atol=1e-9)


def test_the_shipped_shape_is_the_default_to_the_last_bit():
    """A backtest that names it and one that does not."""
    assert shaped(SmileShape()).equity.tobytes() == FOUND.equity.tobytes()


def test_a_shape_reaches_marks_costs_stresses_and_rolls():
    """Each is priced again from the path, so each must change with the smile that the terms carry."""
    ladder = FOUND.ladder
    other = replace(ladder, terms=replace(ladder.terms, shape=STEEP))
    assert not np.array_equal(accounts.greeks(ladder).theta, accounts.greeks(other).theta)
    assert not np.array_equal(accounts.missed(ladder), accounts.missed(other))
    assert not np.array_equal(accounts.stressed(ladder, -0.05, 5.0), accounts.stressed(other, -0.05, 5.0))
    held = replace(ladder, layers=replace(ladder.layers, settles=ladder.layers.settles + 60))
    moved = replace(held, terms=other.terms)
    assert not np.array_equal(roll_ledger.rolls(held).held, roll_ledger.rolls(moved).held)


def test_the_interval_belongs_to_the_number_shown():
    """Its middle is growth with the overlay less growth without it, as in the headline."""
    shown = attribution.growth(FOUND, FOUND.equity) - attribution.growth(FOUND, FOUND.hold)
    low, middle, high = SURE.interval
    assert middle == pytest.approx(shown, abs=1e-12)
    assert high - middle == pytest.approx(middle - low)


def test_the_model_error_is_that_of_eleven_backtests():
    """One for each day left out, run by hand; the distance of their mean from the shipped result is part of it."""
    several = [shaped(shape) for shape in LEFT_OUT.values()]
    seen = [attribution.growth(one, one.equity) - attribution.growth(one, one.hold) for one in several]
    assert SURE.model == pytest.approx(((np.mean(seen) - SURE.estimate) ** 2 + jackknife(seen) ** 2) ** 0.5)
    assert SURE.sampling == growth.difference(FOUND.account, FOUND.hold, FOUND.path.days, FOUND.years).error


def sure(estimate=0.01, sampling=0.01, model=0.0, months=396, years=33.0):
    """A certainty of given numbers."""
    return Certainty(estimate=estimate, sampling=sampling, model=model, months=months, years=years)


def test_independent_errors_add_in_squares():
    """Three and four make five, of which the model has sixteen parts in twenty-five."""
    assert sure(sampling=0.03, model=0.04).error == pytest.approx(0.05)
    assert sure(sampling=0.03, model=0.04).model_share == pytest.approx(16 / 25)


def test_the_reach_is_students_with_the_freedom_of_welch_and_satterthwaite():
    """58 blocks alone: 2.0017. Ten blocks beside a model error of ten degrees, both errors equal: twenty, 2.0860."""
    alone, both = sure(months=58 * 6), sure(model=0.01, months=10 * 6)
    assert alone.interval.high - alone.estimate == pytest.approx(2.0017 * 0.01, rel=1e-4)
    assert both.interval.high - both.estimate == pytest.approx(2.0860 * 0.01 * 2**0.5, rel=1e-4)


def test_after_the_years_needed_the_interval_ends_at_zero():
    """A history as long as that, with errors as they would then be."""
    one = sure(model=0.001)
    years = one.years_needed
    longer = sure(sampling=0.01 * (33.0 / years) ** 0.5, model=0.001, months=round(396 * years / 33.0), years=years)
    assert longer.interval.low == pytest.approx(0.0, abs=2e-6)
    assert years > 33.0


def test_no_number_of_years_beats_the_model():
    """Its error stays where it is."""
    assert sure(model=0.005).years_needed == np.inf
    assert sure(estimate=0.0).years_needed == np.inf


def test_a_difference_that_is_told_from_zero_needed_no_more_years():
    """Both say the same."""
    one = sure(estimate=0.05)
    assert one.interval.excludes_zero
    assert one.years_needed < one.years


def test_a_short_or_ruined_backtest_has_no_interval():
    """Half a year, and a book that lost everything."""
    short = replace(ASKED, first=date(2018, 7, 2))
    with pytest.raises(OverlayError, match="months are too few"):
        certainty.certainty(short)
    assert not certainty.has_interval(short.lived())
    fund = sample_books.sample("Index fund", HISTORY, HISTORY.last)
    ruined = replace(ASKED, portfolio=fund, rules=GLOSSARY, first=date(2012, 1, 3)).lived()
    assert ruined.ruined is not None
    assert not certainty.has_interval(ruined)
    with pytest.raises(OverlayError, match="All was lost"):
        certainty.judged(ruined, (0.0, 0.0))


def covered(seeds, years, spells=0.0):
    """The share of made histories whose interval holds the true difference."""
    hits = 0
    for seed in seeds:
        more, less, days, span = made(seed, years, spells=spells)
        passed = (len(days) - 1) / 261 / span
        true = np.expm1(0.085 * passed) - np.expm1(0.08 * passed)
        drawn = growth.difference(more, less, days, span, draws=400)
        one = sure(drawn.estimate, drawn.error, months=drawn.months, years=span)
        hits += one.interval.low <= true <= one.interval.high
    return hits / len(seeds)


def test_the_interval_covers_a_known_truth():
    """In at least 24 of 30 made histories of ten years; a true 95% does so in all but 2 of 10,000 cases."""
    assert covered(range(30), 10) >= 0.8


@pytest.mark.long
@pytest.mark.parametrize(("years", "least"), [(2, 0.89), (5, 0.89), (10, 0.89), (33, 0.90)])
@pytest.mark.parametrize("spells", [0.0, 0.9])
def test_intervals_cover_a_known_truth_about_as_often_as_they_say(years, least, spells):
    """400 made histories, with independent days and with days that come in spells of weeks: 95%, less three errors of 400 draws and the bias of the bootstrap."""
    assert least <= covered(range(400), years, spells) <= 0.995
