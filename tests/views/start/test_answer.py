"""The first screen of Start: a headline that fits and claims nothing below its error, three numbers, and nothing folded."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import example, given, strategies as st

from overlay.stress.overlaid import Laying
from tests.charts import drawn, keys
from tests.facts import facts
from tests.sizes import crossed, some
from tests.visitor import headline, opened
from views.frame import headline as line
from views.look import format as fmt
from views.start import answer
from views.stress import charts

BOOKS = ("One name at 60%", "Five names", "Twenty names", "Index fund")
DAYS = (None, date(1991, 2, 1), date(2008, 11, 20), date(2017, 12, 29), date(2020, 3, 16))
LAYINGS = (
    Laying(),
    Laying(layers=0),
    Laying(units=0.0),
    Laying(layers=0, units=0.0),
    Laying(layers=4, layer_cap=0.1, units=20.0, sigmas=0.5, wing_points=10.0),
    Laying(layers=4, layer_cap=0.1, units=20.0, sigmas=3.0, wing_points=200.0),
)
SHARES = st.floats(-5.0, 5.0)
ERRORS = st.floats(0.0, 5.0)
MONEY = st.floats(-9.9e8, 9.9e8)


def said(monkeypatch, found):
    """The parts of the headline about these facts."""
    told = []
    with monkeypatch.context() as patched:
        patched.setattr(line, "show", lambda *parts: told.extend(parts))
        answer.answer(found)
    return told


def measured(removed=0.0, error=0.01, net=-20_000.0, net_error=1_000.0):
    """Facts with these results."""
    return SimpleNamespace(
        overlaid=SimpleNamespace(condors=(1,), calls=(1,)),
        own_risk_removed=removed,
        own_risk_error=error,
        income=net,
        income_error=net_error,
    )


@pytest.mark.parametrize(("book", "day"), some(crossed(BOOKS, DAYS), 2))
def test_the_headline_fits_on_every_portfolio_market_and_overlay(monkeypatch, book, day):
    """In 140 characters, with at most two sentences."""
    for laying in LAYINGS:
        text = "".join(map(str, said(monkeypatch, facts(book, day, laying))))
        assert len(text) <= line.LONGEST
        assert text.count(". ") <= 1
        assert "nan" not in text


@given(removed=SHARES, error=ERRORS, net=MONEY, net_error=st.floats(0.0, 9.9e8))
@example(removed=-0.199, error=0.1, net=-838_000.0, net_error=999_000.0)
@example(removed=-5.0, error=5.0, net=-9.9e8, net_error=9.9e8)
def test_the_headline_fits_whatever_was_measured(removed, error, net, net_error):
    """In 140 characters, for overlays of up to a billion dollars."""
    with pytest.MonkeyPatch.context() as patched:
        text = "".join(map(str, said(patched, measured(removed, error, net, net_error))))
    assert len(text) <= line.LONGEST


@given(net=MONEY, net_error=st.floats(0.0, 9.9e8))
def test_the_verdict_is_that_of_the_money(net, net_error):
    """A gain only above its error, a cost only above its error, even between them."""
    with pytest.MonkeyPatch.context() as patched:
        way = next(one.way for one in said(patched, measured(net=net, net_error=net_error)) if not isinstance(one, str))
    assert way == ("even" if abs(net) <= net_error else "spare" if net > 0.0 else "short")


@given(removed=SHARES, error=ERRORS)
def test_an_effect_below_two_errors_is_no_effect(removed, error):
    """And only such an effect."""
    with pytest.MonkeyPatch.context() as patched:
        text = str(said(patched, measured(removed, error))[0])
    assert ("remove no" in text) == (abs(removed) <= 2.0 * error)


@pytest.mark.parametrize(
    ("removed", "error", "expected"),
    [
        (-0.004, 0.001, "Options on the index add 0.4% ± 0.1% to one stock's own risk."),
        (
            -0.004,
            0.003,
            f"Options on the index remove none of one stock's own risk ({fmt.MINUS}0.4% ± 0.3% by chance).",
        ),
        (0.89, 0.78, "Options on the index remove no sure share of one stock's own risk (89% ± 78%)."),
        (0.13, 0.08, "Options on the index remove no sure share of one stock's own risk (13% ± 8%)."),
        (0.04, 0.018, "Options on the index leave 96.0% ± 1.8% of one stock's own risk."),
        (0.9, 0.1, "Options on the index remove 90.0% ± 10.0% of one stock's own risk."),
        (np.nan, np.nan, "This portfolio holds no single stock, so it has no stock's own risk."),
    ],
)
def test_the_headline_says_what_happens_to_one_stocks_own_risk(monkeypatch, removed, error, expected):
    """It adds, removes, leaves, or nothing that two years of days can tell from chance."""
    assert said(monkeypatch, measured(removed, error))[0].strip() == expected


def test_an_inverted_curve_gives_no_income(monkeypatch):
    """A VIX of 83 held still for a year would make the calls a source of income."""
    found = facts(day=date(2020, 3, 16))
    assert "not known: the VIX curve is inverted" in "".join(map(str, said(monkeypatch, found)))
    assert answer.numbers(found)[0].value == "\N{EN DASH}"


def test_start_has_three_numbers_and_computes_nothing_folded():
    """No chart but the first, no table, no tile."""
    app = opened("")
    found = facts()
    assert [one.label for one in app.metric] == ["Income", "March 2020", "All layers"]
    assert app.metric[0].value == fmt.dollars(found.income_before_tax - found.income_tax, plus=True)
    assert app.metric[1].value == fmt.dollars(found.overlaid.result(answer.CRASH.scenario).total, plus=True)
    assert app.metric[2].value == fmt.dollars(-found.overlaid.losses.sum(), plus=True)
    assert keys(app) == {"start_scenarios"}
    assert not app.dataframe


def test_the_first_picture_has_six_rows():
    """More cannot be read at the height that it has on a phone."""
    rows = drawn(opened(""), "start_scenarios")["rows"]
    assert rows == len(charts.FEW) == 6


def test_every_scenario_can_still_be_seen():
    """In its part of the fold, layer by layer."""
    every = drawn(opened("", start_details="Every scenario"), "start_every")
    assert every["rows"] == 11
    assert "VIX calls, " in every["table"]


def test_the_method_is_in_the_fold():
    """What the article says, and what is measured here."""
    app = opened("", start_details="The article and the measurement")
    assert any(one.value.startswith("**The article**") for one in app.markdown)


def test_a_page_without_numbers_keeps_its_headline_place():
    """The error stands where the headline would."""
    app = opened("", day="1990-03-01")
    assert app.error
    assert not headline(app)
