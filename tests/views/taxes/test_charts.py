"""The figures of the Taxes page: their findings, their twins, their colours."""

from dataclasses import replace

import pytest

from overlay.tax.sell_or_hold import Outlook, StockBasis, compare, yearly_results
from overlay.tax.straddle import overlap
from views.look import format as fmt
from views.taxes import ahead_chart, charts

BOOK = StockBasis(long_value=1e6, long_basis=2e5)
OUTLOOK = Outlook(filing="single", wages=150_000.0)
RESULTS = yearly_results(8, 0.02, 0.08, 0.005)


def found(book=BOOK, results=RESULTS, **more):
    """A comparison."""
    return compare(book, replace(OUTLOOK, **more), results)


@pytest.mark.parametrize(("more", "title"), [
    ({"results": ()}, "After 10 years, holding alone and holding with the overlay end equal"),
    ({"years": 0}, "Sold today, all three leave the same"),
    ({"years": 0, "step_up": True}, "Left to heirs today, no gain is taxed"),
])  # fmt: skip
def test_the_futures_title_is_the_finding(more, title):
    """Equal ends, today, heirs."""
    assert charts.futures_finding(found(**more)) == title


@pytest.mark.parametrize("years", [0, 1, 6, 25, 40])
def test_the_lines_and_their_twin_hold_the_same_numbers(years):
    """Each year a row; the axes hold every point."""
    one = found(years=years)
    figure, table = charts.futures(one)
    lines = [list(line.y) for line in figure.plotly().data]
    assert len(table) == max(years, 10) + 1
    assert [list(table.iloc[:, at + 1]) for at in range(3)] == [[round(y) for y in line] for line in lines]
    low, high = figure.plotly().layout.yaxis.range
    assert low <= min(map(min, lines)) <= max(map(max, lines)) <= high


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("years", [0, 1, 10])
def test_the_waterfall_sums_to_the_tax_in_all(at, years):
    """Its last step is the sum of the years."""
    one = found(years=years)
    future = one.futures[at]
    _, table = charts.tax_by_year(one, future)
    assert table["Tax so far ($)"].iloc[-1] == pytest.approx(future.tax_by_year(years).sum(), abs=0.01)


@pytest.mark.parametrize(("book", "step_up", "words"), [
    (BOOK, True, "no federal tax over 10 years"),
    (StockBasis(long_value=5e5, long_basis=2e6), False, "losses save"),
])  # fmt: skip
def test_a_waterfall_without_tax_says_so(book, step_up, words):
    """Heirs owe nothing on held stock; losses save."""
    one = found(book=book, step_up=step_up)
    assert words in charts.tax_finding(one, one.hold)
    assert charts.tax_by_year(one, one.hold)[0].title == charts.tax_finding(one, one.hold)


@pytest.mark.parametrize(("weight", "words"), [(0.2, "below 70%"), (0.9, "may be a straddle")])
def test_the_gauge_speaks(weight, words):
    """Below and above the line."""
    tested = overlap(1e6, {"X": weight}, {"X": 1e6})
    figure, table = charts.gauge(tested)
    assert words in figure.title
    assert list(table["Share (%)"]) == [100 * weight, 100 * weight]


@pytest.mark.parametrize(("more", "title"), [
    ({"results": ()}, "After 10 years holding is $160,000 ahead of selling now, and with the overlay $160,000 ahead of it"),
    ({"years": 0}, "Sold today, all three leave the same"),
    ({"years": 0, "step_up": True}, "Left to heirs today, no gain is taxed"),
])  # fmt: skip
def test_the_leads_title_is_the_finding(more, title):
    """Both leads at the horizon; today; heirs."""
    one = found(**more)
    assert ahead_chart.ahead_finding(one) == title.replace(
        "$160,000", fmt.dollars(one.ends(one.hold) - one.ends(one.sell))
    )


def test_a_lead_may_be_a_lag():
    """A stock that does not grow is behind the index."""
    assert "is $" in (title := ahead_chart.ahead_finding(found(growth=0.0)))
    assert title.split(", and")[0].endswith("behind selling now")


@pytest.mark.parametrize("years", [0, 1, 10, 25, 40])
def test_the_leads_are_the_gaps_to_selling(years):
    """Each year a row, the same in the lines and the twin; the axis holds every point and zero."""
    one = found(years=years)
    figure, table = ahead_chart.ahead(one)
    assert len(table) == max(years, 10) + 1
    for at, future in enumerate((one.hold, one.overlay)):
        gaps = [end - sold for end, sold in zip(future.wealth, one.sell.wealth, strict=True)][: len(table)]
        assert list(figure.plotly().data[at].y) == pytest.approx(gaps)
        assert list(table.iloc[:, at + 1]) == [round(gap) for gap in gaps]
    low, high = figure.plotly().layout.yaxis.range
    assert low < min(0.0, table.iloc[:, 1:].min().min())
    assert max(0.0, table.iloc[:, 1:].max().max()) < high
