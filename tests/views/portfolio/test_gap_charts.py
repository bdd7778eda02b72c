"""The picture of a fall: its finding and its bars."""

import pytest

from overlay.book.gaps import Gap, gap
from overlay.condor import placement
from overlay.data import bundled, sample_books
from overlay.options.market import from_history
from views.portfolio import gap_charts

MARKET = from_history(bundled.history(), bundled.history().last_recorded)
HELD = sample_books.sample("One name at 60%", bundled.history(), MARKET.as_of)


def condors(count):
    """This number of the page's condors."""
    return placement.by_sigmas(MARKET, 1.5, 50, 30, placement.Shape(quantity=count))


def fall(now, then):
    """A fall of 100,000 dollars with the condors' two results."""
    return Gap(
        symbol="AAPL", drop=0.3, core_loss=100_000.0, index_return=0.0, index_points=0.0, index_level=4000.0,
        index_sigmas=0.0, overlay_gain=then, overlay_now=now, breached=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("now", "then", "count", "title"),
    [
        (0.0, 1_600.0, 5, "On that day the condors pay nothing; held to expiry, they pay 1.6% of the loss"),
        (-900.0, -22_000.0, 5, "On that day the condors lose $900 more; held to expiry, they lose $22,000 more"),
        (150.0, 530.0, 1, "On that day the condor pays 0.1% of the loss; held to expiry, it pays 0.5% of the loss"),
    ],
)
def test_the_title_says_both_results(now, then, count, title):
    """Paid, lost, or nothing; one condor as one."""
    assert gap_charts.gap_finding(fall(now, then), condors(count)) == title


def test_without_condors_the_title_says_that_nothing_pays():
    """And names what falls."""
    assert "nothing pays for the fall of AAPL" in gap_charts.gap_finding(fall(0.0, 0.0), None)


@pytest.mark.parametrize(("drop", "count"), [(0.05, 100), (0.3, 5), (1.0, 1)])
def test_every_bar_lies_inside_the_axis(drop, count):
    """The condors' credit may be larger than a small loss."""
    placed = condors(count)
    figure, table = gap_charts.gap_bars(gap(HELD, "AAPL", drop, placed.legs, MARKET), placed)
    low, high = figure.plotly().layout.xaxis.range
    assert low < table["P&L ($)"].min() <= table["P&L ($)"].max() < high
