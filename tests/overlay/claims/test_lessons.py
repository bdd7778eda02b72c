"""The lessons' answers are measurements: they follow the market, and agree with the functions of the pages."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from overlay.claims import lessons
from overlay.claims.lessons import LESSONS, Ground, Lesson
from overlay.condor import placement, pricing as condor
from overlay.data import bundled, sample_books as portfolios
from overlay.errors import OverlayError
from overlay.ladder import roll_ledger
from overlay.ladder.layers import WIDTH_LEVEL, Terms
from overlay.options.costs import Costs
from overlay.options.market import from_history
from overlay.rules.presets import ARTICLE
from overlay.tax.sell_or_hold import StockBasis
from views.ladder import cached as ladder_cached, controls as ladder_controls

HISTORY = bundled.history()
DAYS = [date(1995, 6, 1), date(2008, 11, 20), date(2017, 11, 3), date(2019, 1, 3), date(2022, 12, 28)]


def ground(day=HISTORY.last):
    """What lessons are measured on, on a day."""
    market = from_history(HISTORY, HISTORY.nearest(day))

    def ladder():
        first, last = ladder_controls.stretch("3 years", market)
        return ladder_cached.walked(ARTICLE, "Article", first, last, Terms(width_level=WIDTH_LEVEL)).ladder

    book = portfolios.sample("One name at 60%", HISTORY, market.as_of)
    return Ground(market=market, history=HISTORY, portfolio=book, ladder=ladder)


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda one: one.key)
def test_every_lesson_is_answered_or_says_why_not(lesson, day):
    """On calm and wild days: one of its choices or a finite number, and numbers for its bars."""
    try:
        found = lesson.measure(ground(day))
    except OverlayError as error:
        assert "choose" in str(error)  # noqa: PT017  # both ends are allowed
        return
    assert found.answer in lesson.choices if lesson.choices else np.isfinite(found.answer)
    columns = list(found.table.values())
    assert len({len(one) for one in columns}) == 1
    assert len(found.units) == len(columns) - 1
    assert all(np.isfinite(one.amount) for one in found.figures.values())


def test_there_are_six_lessons_or_more():
    """Placing, win rates, gamma, rolls, selling, hedging."""
    assert len({one.name for one in LESSONS}) >= 6


def test_placing_shows_what_the_condor_page_quotes():
    """The win rates needed at 1 and 2 SD."""
    here = ground()
    found = lessons.placing(here)
    for sigmas, at in ((1.0, 0), (2.0, 2)):
        quote = condor.quote(placement.by_sigmas(here.market, sigmas, 50, 30), here.market, costs=Costs())
        assert found.table["Must win to break even"][at] == quote.win_rate_needed
        assert found.table["Wins, by option prices"][at] == quote.probability_of_profit


def test_a_ninety_percent_win_rate_is_met_and_judged():
    """The condor wins 90 of 100; the sum of wins and losses is the answer, by hand."""
    found = lessons.win_rate(ground())
    wins, credit, loss = (found.figures[name].amount for name in ("wins", "credit", "loss"))
    assert wins == pytest.approx(0.90, abs=0.01)
    assert found.answer == pytest.approx(100 * (wins * credit - (1 - wins) * loss))
    assert (found.answer > 0) == (wins > found.figures["needed"].amount)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_short_gamma_makes_the_second_step_dearer(day):
    """More than the first, wherever the first costs anything."""
    try:
        found = lessons.short_gamma(ground(day))
    except OverlayError:
        return
    assert found.answer > 1.0
    assert found.figures["second"].amount == pytest.approx(found.answer * found.figures["first"].amount)


def test_the_rolls_are_those_of_the_ladder_page():
    """Counted on the same walk."""
    here = ground()
    ladder = here.ladder()
    ends = roll_ledger.ends(roll_ledger.rolls(ladder), ladder)
    found = lessons.rolling(here)
    assert found.answer == ends.beat_stopping
    assert found.table["All chains together"] == (ends.rolled, ends.stopped, ends.held)


def test_the_answer_on_selling_turns_with_what_is_held(monkeypatch):
    """With a gain holding is ahead; with a loss to harvest selling is."""
    assert lessons.selling(ground()).answer == "Hold"
    monkeypatch.setattr(lessons, "StockBasis", lambda **_: StockBasis(long_value=1e6, long_basis=2e6))
    assert lessons.selling(ground()).answer == "Sell now"


def test_the_hedge_is_judged_by_what_came_back():
    """Which falls paid is read off the same replays as the table."""
    found = lessons.hedging(ground())
    fast, slow, *_ = [back > paid for paid, back in zip(found.table["Paid"], found.table["Brought back"], strict=True)]
    expected = {(True, False): lessons.FAST, (False, True): lessons.SLOW, (True, True): lessons.BOTH}
    assert found.answer == expected.get((fast, slow), lessons.NEITHER)


def test_a_gap_in_one_name_is_hardly_covered():
    """The condors pay at best their credit."""
    found = lessons.gapping(ground())
    assert found.answer == pytest.approx(found.figures["gain"].amount / found.figures["loss"].amount)
    assert 0.0 < found.answer < 0.1


def test_a_day_without_rolls_says_so():
    """A ladder that never rolls."""
    here = ground()
    first, last = ladder_controls.stretch("1 year", here.market)
    never = ladder_cached.walked(ARTICLE, "Article", first, last, replace(Terms(), most_rolls=0)).ladder
    with pytest.raises(OverlayError, match="No layer was rolled"):
        lessons.rolling(replace(here, ladder=lambda: never))


def test_a_numeric_guess_has_room_around_it():
    """Ends in order, steps that divide the room."""
    for one in LESSONS:
        assert isinstance(one, Lesson)
        if not one.choices:
            assert one.low < one.high
            assert ((one.high - one.low) / one.step).is_integer()
