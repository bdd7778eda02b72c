"""The first screen of Stress: a headline that fits in every scenario, three numbers, six rows, and nothing folded."""

import re
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

from overlay.claims.facts import BY_NAME
from overlay.options.scenarios import EPISODES, GAP, Scenario, one_name_gap
from overlay.stress.overlaid import BookParts, Laying
from tests.charts import drawn, keys
from tests.facts import book, facts
from tests.sizes import crossed, some
from tests.visitor import opened
from views.frame import headline as line
from views.stress import charts, controls, panels

BOOKS = ("One name at 60%", "Five names", "Twenty names", "Index fund")
DAYS = (None, date(2008, 11, 20), date(2017, 12, 29))
LAYINGS = (
    Laying(),
    Laying(layers=0, units=0.0),
    Laying(layers=4, layer_cap=0.1, units=20.0, sigmas=0.5, wing_points=10.0),
    Laying(layers=4, layer_cap=0.1, units=20.0, sigmas=3.0, wing_points=200.0),
)
ENDS = tuple(
    Scenario(index_return=move / 100.0, vol_shift=points / 100.0, days=days)
    for move in (controls.MOVE.low, controls.MOVE.high)
    for points in (controls.VIX.low, controls.VIX.high)
    for days in (int(controls.DAYS.low), int(controls.DAYS.high))
)
NAMES = (*(one.name for one in EPISODES), GAP, controls.OWN)
MONEY = st.floats(-9.9e8, 9.9e8)


def said(monkeypatch, parts, over, name):
    """The parts of the headline of a scenario."""
    told = []
    with monkeypatch.context() as patched:
        patched.setattr(line, "show", lambda *parts: told.extend(parts))
        panels.answer(parts, over, name)
    return told


def in_all(stocks, overlay):
    """P&L of stocks and condors; there are no calls."""
    return BookParts(np.array([stocks]), np.array([overlay]), np.zeros(0))


@pytest.mark.parametrize(("name", "day"), some(crossed(BOOKS, DAYS), 3))
def test_the_headline_fits_in_every_scenario(monkeypatch, name, day):
    """In 140 characters and two sentences: each bundled scenario, and a move of one's own at each end of its sliders."""
    for laying in LAYINGS:
        over = book(name, day, laying)
        every = [(one.name, one.scenario) for one in EPISODES] + [(controls.OWN, one) for one in ENDS]
        for label, scenario in [*every, (GAP, one_name_gap(over.portfolio.symbols[0]))]:
            text = "".join(map(str, said(monkeypatch, over.result(scenario), over, label)))
            assert len(text) <= line.LONGEST
            assert text.count(". ") <= 1


@given(stocks=MONEY, overlay=MONEY, name=st.sampled_from(NAMES))
def test_the_headline_fits_whatever_is_lost(stocks, overlay, name):
    """In 140 characters, for up to a billion dollars."""
    with pytest.MonkeyPatch.context() as patched:
        told = said(patched, in_all(stocks, overlay), SimpleNamespace(condors=(1,), calls=()), name)
    assert len("".join(map(str, told))) <= line.LONGEST


@given(stocks=MONEY, overlay=MONEY)
def test_a_gain_in_one_scenario_is_never_to_spare(stocks, overlay):
    """It is no gain expected after costs; a loss is short."""
    assume(abs(overlay) >= 1.0)
    with pytest.MonkeyPatch.context() as patched:
        told = said(patched, in_all(stocks, overlay), SimpleNamespace(condors=(1,), calls=()), GAP)
    total = in_all(stocks, overlay).total - stocks
    assert next(one.way for one in told if not isinstance(one, str)) == ("short" if total < 0.0 else "even")


@pytest.mark.parametrize(
    ("stocks", "overlay", "expected"),
    [
        (
            -1000.0,
            -200.0,
            "X: the stocks lose $1,000. The overlay ▽ loses $200 more, 20.0% as much, at modelled prices.",
        ),
        (
            -1000.0,
            200.0,
            "X: the stocks lose $1,000. The overlay ◇ gives $200 back, 20.0% as much, at modelled prices.",
        ),
        (
            1000.0,
            -200.0,
            "X: the stocks gain $1,000. The overlay ▽ loses $200 of it, 20.0% as much, at modelled prices.",
        ),
        (1000.0, 200.0, "X: the stocks gain $1,000. The overlay ◇ gains $200 more, 20.0% as much, at modelled prices."),
        (100.0, 200.0, "X: the stocks gain $100. The overlay ◇ gains $200 more, at modelled prices."),
    ],
)
def test_the_headline_says_what_the_overlay_does(monkeypatch, stocks, overlay, expected):
    """It loses more, gives back, loses of the gain, or gains more."""
    told = said(monkeypatch, in_all(stocks, overlay), SimpleNamespace(condors=(1,), calls=()), "X")
    assert "".join(map(str, told)) == expected


def test_stress_has_three_numbers_and_computes_nothing_folded():
    """No chart but the first, no table."""
    app = opened("stress")
    assert [one.label for one in app.metric] == ["Stocks", "Overlay", "Together"]
    assert keys(app) == {"st_scenarios"}
    assert not app.dataframe


@pytest.mark.parametrize("name", NAMES)
def test_the_first_picture_has_six_rows_with_the_chosen_one_first(name):
    """Whatever was chosen; more cannot be read at the height that it has on a phone."""
    over = book()
    found = panels.shipped(over, name, over.result(Scenario()))
    _, table = charts.few_scenarios(found, over, name)
    assert len(table) == len(set(table["Scenario"])) == len(charts.FEW) == 6
    assert table["Scenario"][0] == name


def test_without_an_overlay_the_title_tells_one_number():
    """The stocks'."""
    naked = facts(laying=Laying(layers=0, units=0.0)).overlaid
    found = charts.scenarios_finding(naked.result(BY_NAME["Mar 2020"].scenario), "Mar 2020")
    assert re.fullmatch("Mar 2020: \N{MINUS SIGN}" + r"\$[\d,]+; there is no overlay", found)


def test_few_scenarios_and_every_scenario_add_up_alike():
    """Summed over layers, the rows are the same dollars."""
    over = book()
    found = panels.shipped(over)
    few, every = (
        draw(found, over, "Mar 2020")[1].set_index("Scenario") for draw in (charts.few_scenarios, charts.scenarios)
    )
    assert few["Together ($)"].equals(every["Together ($)"].reindex(few.index))
    layers = [one for one in every.columns if one.startswith("condors")]
    assert np.allclose(few["condors ($)"], every.loc[few.index, layers].sum(axis=1), atol=len(layers))


def test_every_scenario_can_still_be_seen():
    """In its part of the fold, layer by layer, with a move of one's own on top."""
    every = drawn(opened("stress", st_details="Every scenario", st_scenario=controls.OWN), "st_every")
    assert every["rows"] == 12
    assert every["title"].startswith(controls.OWN)


def test_what_moves_is_told_below_the_numbers():
    """The scenario's moves, and that the VIX stops at its lowest close."""
    app = opened("stress", st_scenario=controls.OWN, st_vix="-20")
    text = next(one.value for one in app.markdown if one.value.startswith("**What moves:**"))
    assert "The VIX has never closed below 9" in text


def test_the_badges_sheet_names_the_positions_and_the_source():
    """What was laid, how each part moves, whose closes the moves are."""
    told = [one.value for one in opened("stress").markdown]
    for beginning in (r"\$", "The moves start from today's levels", "*S&P 500 and VIX closes"):
        assert any(one.startswith(beginning) for one in told)
