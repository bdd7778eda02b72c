"""The figures of the Backtest page say what overlay says, and stay within their panels."""

from dataclasses import replace

import numpy as np
import pytest

from overlay.backtest import attribution, sweep
from overlay.backtest.certainty import Certainty
from overlay.backtest.sweep import Cell, CellResult, Sweep
from overlay.history import inference
from tests.overlay.backtest.test_engine import LIVED
from views.backtest import charts, controls, lead
from views.look import format as fmt

LINES = {charts.MINE: LIVED.equity, charts.HOLD: LIVED.hold}


def outcome(overlay, sharpe=0.1):
    """An outcome of which only two numbers matter."""
    months = tuple(np.random.default_rng(int(1e6 * overlay) % 97).normal(0.001, 0.01, 60))
    return CellResult(overlay, 0.05, sharpe, 0.08, 0.3, -0.1, 0.2, 100, 1e4, months)


def test_wealth_starts_at_a_hundred_and_stays_in_its_panels():
    """Both lines, the overlay's own, and the depth below the high."""
    figure, table = charts.wealth(LIVED, LINES)
    lines = {one.name: one for one in figure.plotly().data}
    assert lines[charts.MINE].y[0] == lines[charts.HOLD].y[0] == 100.0
    for name, axis in (("overlay so far", "yaxis2"), (f"{charts.HOLD}, below its high", "yaxis3")):
        low, high = figure.plotly().layout[axis].range
        assert low <= np.min(lines[name].y) <= np.max(lines[name].y) <= high
    assert table.iloc[0]["Overlay so far (%)"] == pytest.approx(100 * (LIVED.equity[-1] / LIVED.hold[-1] - 1), abs=0.01)


def test_wide_ranges_are_logarithmic_and_narrow_ones_plain():
    """Five times from low to high is the border."""
    wide, narrow = charts._wealth_axis(np.array([90.0, 30_000.0])), charts._wealth_axis(np.array([90.0, 130.0]))
    assert wide["type"] == "log"
    assert 3 <= len(wide["tickvals"]) <= 9
    assert all(90 * 0.9 <= one <= 33_000 for one in wide["tickvals"])
    assert "type" not in narrow


def test_modelled_days_are_shaded():
    """One band over the only day of 2006 to 2010 without a VIX, and the count in the subtitle."""
    figure, _ = charts.wealth(LIVED, LINES)
    (band,) = figure.plotly().layout.shapes
    assert (band.x0, band.x1) == ("2006-05-04", "2006-05-05")
    assert "the VIX is modelled (1 day)" in charts.wealth_subtitle(LIVED)


def test_the_title_says_more_or_less():
    """By the difference of both growth rates."""
    with_, without = (attribution.growth(LIVED, one) for one in (LIVED.equity, LIVED.hold))
    assert ("more" if with_ > without else "less") in charts.wealth_finding(LIVED)


def test_the_bars_of_a_year_add_up_to_its_mark():
    """Parts stacked, the diamond their sum, as a share of the book at the year's start."""
    years = attribution.by_year(LIVED)
    figure, table = charts.by_year(LIVED, years)
    bars = np.sum([one.y for one in figure.plotly().data[:-1]], axis=0)
    np.testing.assert_allclose(bars, figure.plotly().data[-1].y, atol=1e-9)
    np.testing.assert_allclose(table["All parts (% of the book)"], figure.plotly().data[-1].y, atol=0.006)
    assert "5 years" in charts.by_year_finding(LIVED, years)


def test_kinds_without_days_are_left_out():
    """No bar for days that never were."""
    slices = attribution.by_record(LIVED)
    both, _ = charts.kinds(slices)
    assert list(both.plotly().data[0].x) == ["VIX recorded", "VIX modelled"]
    one, _ = charts.kinds([slices[0], replace(slices[1], days=0)])
    assert list(one.plotly().data[0].x) == ["VIX recorded"]


@pytest.mark.parametrize(("mean", "word"), [(0.02, "outside"), (0.0, "inside")])
def test_the_interval_says_whether_zero_is_inside(mean, word):
    """A strong mean and none."""
    months = np.random.default_rng(2).normal(mean, 0.01, 120)
    found = Certainty(estimate=mean, sampling=0.004, model=0.002, months=120, years=10.0)
    figure, table = charts.sure(found, inference.evidence(months))
    assert word in figure.title
    assert table["Low"][0] < table["Low"][1] <= table["Found"][0] <= table["High"][1] < table["High"][0]


def test_costs_are_told_by_what_they_take():
    """Free less paid."""
    figure, table = charts.costs([(0.0, outcome(0.03)), (1.0, outcome(0.01)), (3.0, outcome(-0.03))])
    assert figure.title.startswith("Costs take 2.00% of growth a year")
    assert list(table["Growth added by the overlay (% a year)"]) == [3.0, 1.0, -3.0]


@pytest.mark.parametrize(
    "measure", [("Overlay a year", "overlay"), ("Sharpe ratio", "sharpe"), ("Contracts a year", "contracts")]
)
def test_the_map_has_a_text_for_every_cell_that_is_known(measure):
    """And an empty one for what has not been reached."""
    grid = {"a": (1.0, 2.0), "b": (7, 14)}
    values = sweep.cells(grid)
    cells = (
        Cell(values[0], outcome(0.02)),
        Cell(values[1], outcome(-0.01)),
        Cell(values[2]),
        Cell(values[3], None, "no"),
    )
    found = Sweep(grid=grid, cells=cells)
    figure, table = charts.heat(found, ("a", "b"), ("A", "B"), measure)
    texts = [one for row in figure.plotly().data[0].text for one in row]
    assert sum(bool(one) for one in texts) == 2
    assert figure.title == "1 of 2 cells tried made money (4 in the grid)"
    assert list(table.columns) == ["B", "A: 1", "A: 2"]


def test_a_ruined_cell_counts_as_tried_on_the_map_as_in_the_verdict():
    """It made no money."""
    grid = {"a": (1.0, 2.0, 3.0)}
    first, second, third = sweep.cells(grid)
    cells = (Cell(first, outcome(0.02)), Cell(second, error="ruined", ruined=True), Cell(third, error="refused"))
    found = Sweep(grid=grid, cells=cells)
    assert charts.heat_finding(found) == "1 of 2 cells tried made money (3 in the grid)"
    assert sweep.verdict(found).trials == 2


def test_caps_stand_in_percent_as_their_label_says():
    """On the axes, in the table and in words."""
    cap, label = "rules.sizing.layer_cap", "One layer may lose (% of the book)"
    grid = {cap: (0.005, 0.02), "rules.entry_days": (7,)}
    found = Sweep(grid=grid, cells=tuple(Cell(one, outcome(0.01)) for one in sweep.cells(grid)))
    figure, table = charts.heat(found, tuple(grid), (label, "New layer every (days)"), ("Overlay a year", "overlay"))
    assert list(figure.plotly().data[0].x) == ["0.5", "2"]
    assert list(table.columns[1:]) == [f"{label}: 0.5", f"{label}: 2"]
    assert controls.choice(found.cells[1].choice) == f"{label}: 2; New layer every (days): 7"


def test_the_verdict_is_put_in_words():
    """With the number of trials, and the chance as a frequency."""
    grid = {"rules.expiry_days": (21, 30)}
    cells = tuple(Cell(one, outcome(0.01, sharpe)) for one, sharpe in zip(sweep.cells(grid), (0.1, 0.6), strict=True))
    found = charts.deflated_words(sweep.verdict(Sweep(grid=grid, cells=cells)))
    assert found["trials"] == "2"
    assert found["values"] == "Days to expiry: 30"
    assert " in " in found["deflated"]


def test_the_gap_is_the_account_over_holding_and_starts_at_zero():
    """In percent of holding; the table has the dollars of each year's end."""
    figure, table = lead.gap(LIVED)
    (line,) = figure.plotly().data
    assert line.y[0] == 0.0
    assert line.y[-1] == pytest.approx(100.0 * (LIVED.equity[-1] - LIVED.hold[-1]) / LIVED.hold[-1])
    low, high = figure.plotly().layout.yaxis.range
    assert low <= np.min(line.y) <= np.max(line.y) <= high
    assert table.iloc[0]["With the overlay ($)"] == round(LIVED.equity[-1])
    word = "ahead of" if LIVED.equity[-1] > LIVED.hold[-1] else "behind"
    assert f"{word} holding: ${LIVED.equity[-1]:,.0f}, not ${LIVED.hold[-1]:,.0f}" in figure.title


def test_the_gap_ends_with_the_money():
    """Nothing is drawn from the day of ruin on, and the title names it."""
    ruined = replace(LIVED, cash_cents=LIVED.cash_cents - np.where(np.arange(len(LIVED.path)) < 100, 0, 10**12))
    figure, _ = lead.gap(ruined)
    known = np.isfinite(figure.plotly().data[0].y)
    assert not known[-1]
    assert known[0]
    assert figure.title == f"Nothing was left by {fmt.day(LIVED.path.day(100))}"
