"""The figures of the Ladder page say what overlay says, and stay within their panels."""

from dataclasses import replace

import numpy as np
import pytest

from overlay.condor import sizing
from overlay.ladder import accounts as books, liquidity, roll_ledger
from overlay.ladder.engine import walk
from overlay.ladder.layers import Fate, Terms
from overlay.rules.presets import ARTICLE
from tests.ladder_oracle import made_path
from views.ladder import charts, money_charts as money
from views.look import format as fmt


@pytest.fixture(scope="module")
def ladder():
    """A year of the article's rules."""
    return walk(ARTICLE, made_path(8, 250, wild=1.2), Terms())


@pytest.fixture(scope="module")
def book(ladder):
    """Its book by day."""
    return books.book(ladder)


def test_the_timeline_has_a_box_for_every_layer_and_a_mark_for_every_end(ladder, book):
    """Boxes are cut apart by gaps; marks are gains, losses and rolls."""
    figure, table = charts.timeline(ladder, book, books.outcome(ladder, book))
    held = int((ladder.layers.quantity > 0).sum())
    boxes = figure.plotly().data[0]
    assert sum(one is None for one in boxes.x) == held == len(table)
    marks = {one.name: len(one.x) for one in figure.plotly().data if one.name in {"gain", "loss", "rolled"}}
    assert sum(marks.values()) == int((ladder.layers.fate != Fate.OPEN).sum())
    assert marks["rolled"] == int((ladder.layers.fate == Fate.ROLLED).sum())


def test_the_axes_hold_what_is_drawn(ladder, book):
    """Result and risk lie inside their panels."""
    figure, _ = charts.timeline(ladder, book, books.outcome(ladder, book))
    low, high = figure.plotly().layout.yaxis2.range
    result = 100.0 * book.result / 1e6
    assert low <= result.min()
    assert result.max() <= high
    assert figure.plotly().layout.yaxis3.range[1] >= 100.0 * book.open_loss.max() / 1e6


def test_the_running_result_is_one_panel_with_result_and_risk(ladder, book):
    """Both in dollars inside the axis; the title names the last result and the largest loss of all layers."""
    figure, table = charts.running(ladder, book)
    drawn = figure.plotly()
    risk, result = drawn.data
    low, high = drawn.layout.yaxis.range
    assert low <= min(*risk.y, *result.y)
    assert max(*risk.y, *result.y) <= high
    assert {one.yaxis for one in drawn.data} == {"y"}
    assert min(risk.y) == -book.open_loss.max()
    assert fmt.dollars(book.open_loss.max()) in figure.title
    assert fmt.dollars(abs(book.result[-1])) in figure.title
    assert table["Result ($)"].iloc[0] == round(book.result[-1])


def test_the_days_short_of_the_requirement_are_counted(ladder, book):
    """In the title of equity by day: all days or none of them where funds are plenty or missing."""
    for funds, said in (
        (1e8, "covers the requirement on all of"),
        (-1e8, f"on {len(ladder.path)} of {len(ladder.path)} days"),
    ):
        fall = liquidity.waterfall(funds, book.result, books.stressed(ladder, -0.07, 20.0), book.requirement, 0.25)
        assert said in money.headroom_finding(fall)


def test_the_press_says_what_theta_brought_and_gamma_took(ladder, book):
    """The title's dollars are the sums."""
    found = books.press(ladder, book.result, books.greeks(ladder))
    said = charts.press_finding(found)
    assert fmt.dollars(float(found.theta.sum())) in said
    assert fmt.dollars(float(-found.gamma.sum())) in said


def test_gamma_that_gained_is_not_called_a_cost():
    """Beyond the wings a condor is long gamma: then both sums are gains, and no share is stated."""
    theta, none = np.array([0.0, 40.0]), np.zeros(2)
    said = charts.press_finding(books.Press(theta=theta, gamma=np.array([0.0, 90.0]), delta=none, rest=none))
    assert said.startswith("$40 of theta was collected, and gamma added $90")


def test_the_bars_of_all_layers_add_up_to_the_title(ladder, book):
    """In dollars, on the day of most risk."""
    at = int(np.argmax(book.open_loss))
    total = sizing.all_lose([book.open_loss[at]], 1e6)
    figure, table = money.together(ladder, at, total)
    assert table["Largest loss ($)"].sum() == pytest.approx(book.open_loss[at])
    assert sum(one.x[0] for one in figure.plotly().data) == pytest.approx(100.0 * total.share)


@pytest.mark.parametrize("funds", [10_000.0, 500_000.0])
def test_the_waterfall_ends_at_what_is_left(ladder, book, funds):
    """A call where money is missing, room where it is not."""
    fall = liquidity.waterfall(funds, book.result, books.stressed(ladder, -0.07, 20.0), book.requirement, 0.25)
    figure, table = money.waterfall(fall, ladder)
    bars = figure.plotly().data[0]
    assert sum(bars.y[:3]) + bars.y[4] == pytest.approx(fall.excess[fall.worst])
    assert ("call of" in money.waterfall_finding(fall, ladder)) == (table["Call ($)"].max() > 0)


def test_the_roll_chart_shows_the_three_ends(ladder):
    """And its table is the ledger."""
    found = roll_ledger.rolls(ladder)
    ends = roll_ledger.ends(found, ladder)
    figure, table = money.rolls(found, ends, ladder)
    assert list(figure.plotly().data[0].y) == [ends.rolled, ends.stopped, ends.held]
    assert len(table) == len(found.at)


def test_an_empty_ladder_is_said_in_words():
    """No capital for one contract: every title is a sentence."""
    empty = walk(replace(ARTICLE), made_path(8, 60), Terms(capital_dollars=5_000.0))
    book = books.book(empty)
    found = books.outcome(empty, book)
    press = books.press(empty, book.result, books.greeks(empty))
    ends = roll_ledger.ends(roll_ledger.rolls(empty), empty)
    assert charts.timeline_finding(empty, found).startswith("No layer")
    assert charts.running_finding(empty, book).startswith("No layer")
    assert charts.press_finding(press).startswith("No theta")
    assert money.rolls_finding(ends).startswith("No layer")
    assert money.together_finding(sizing.all_lose([], 5_000.0), 0).startswith("No layer fits")
    assert charts.correlation_finding(books.bets(empty)).startswith("Too few")


def test_long_paths_are_thinned_to_their_last_day():
    """At most 900 days are drawn, the last among them."""
    drawn = charts.thinned(2517)
    assert len(drawn) <= charts.POINTS
    assert drawn[-1] == 2516
