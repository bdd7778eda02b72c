"""The tab "Why" and the sentences on less stock: their numbers are those of overlay, and titles say what is drawn."""

import json
from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np
import pytest

from overlay.backtest import attribution, less_stock
from overlay.backtest.condor_greeks import Effects, condors
from overlay.backtest.engine import Conduct, run
from overlay.backtest.volatility_premium import YearlyPremium
from overlay.data import bundled, sample_books
from overlay.history.inference import Interval
from overlay.ladder.layers import WIDTH_LEVEL
from overlay.options.costs import Costs
from overlay.rules.presets import STEWARD
from tests import visitor
from tests.charts import drawn
from views.backtest import controls, why_charts as charts
from views.look import format as fmt

opened = partial(visitor.opened, "backtest")
DAYS = {"lad_rules": "Steward", "bt_span": "Own days", "bt_first": "2016-01-04", "bt_last": "2018-12-31"}
HISTORY = bundled.history()


@pytest.fixture(scope="module")
def lived():
    """What overlay gives for the page's days: Steward on the page's first book with five percent of cash."""
    book = sample_books.sample("Index fund", HISTORY, HISTORY.last)
    book = replace(book, cash=round(0.05 * book.invested, 2))
    conduct = Conduct(width_level=WIDTH_LEVEL)
    return run(HISTORY, book, STEWARD, Costs(), first=date(2016, 1, 4), last=date(2018, 12, 31), conduct=conduct)


def told(app):
    """All markdown of a page as one text."""
    return "\n".join(one.value for one in app.markdown)


def test_the_tab_shows_three_findings(lived):
    """Parts, effects and premiums; the table of effects holds every effect's dollars."""
    app = opened(bt_tab="Why", **DAYS)
    assert not app.exception
    for key in ("three", "effects", "premiums"):
        assert json.loads(drawn(app, key)["table"])["data"]
    shown = app.dataframe[0].value.set_index("Effect")["All days"]
    for name, column in zip(charts.EFFECTS, condors(lived).effects, strict=True):
        assert shown[name] == fmt.dollars(float(column.sum()), plus=True)


def test_the_three_parts_of_the_table_add_up_to_the_condors(lived):
    """With their costs, to the cent."""
    table = json.loads(drawn(opened(bt_tab="Why", **DAYS), "three")["table"])
    dollars = [float(str(row[1]).replace(",", "")) for row in table["data"]]
    assert sum(dollars[:-1]) == pytest.approx(dollars[-1], abs=0.03)
    assert dollars[-1] == pytest.approx(float(condors(lived).effects.total.sum()), abs=0.01)


@pytest.mark.parametrize("kind", controls.LESS)
def test_the_sentence_says_who_won_and_by_how_much(kind, lived):
    """With the share of stocks, the difference a year and its interval."""
    exposure = condors(lived).exposure
    other = (
        less_stock.equal_volatility(lived) if kind == "Equal volatility" else less_stock.equal_delta(lived, exposure)
    )
    gap = less_stock.apart(lived, other)
    said = next(one.value for one in opened(bt_tab="Beside it", **DAYS).markdown if one.value.startswith(f"**{kind}**"))
    assert fmt.percent(other.share) in said
    way = "more" if gap.estimate > 0.0 else "less"
    assert f"grew {fmt.percent(abs(gap.estimate), 2)} a year {way} than this one" in said
    assert charts.interval_words(gap) in said
    assert ("zero lies outside" in said) == gap.excludes_zero


def test_every_line_of_the_table_counts_from_the_money_put_in(lived):
    """The index is no line of points: its growth is that of its levels."""
    app = opened(bt_tab="Beside it", bt_lines=list(controls.LINES.options), **DAYS)
    grown = app.dataframe[0].value.set_index("Line")["Growth a year"]
    index = (lived.path.index[-1] / lived.path.index[0]) ** (1.0 / lived.years) - 1.0
    shown = float(grown["Index"].replace("%", "").replace("−", "-")) / 100.0
    assert index < shown < index + 0.03
    assert grown["Hold"] == fmt.percent(attribution.growth(lived, lived.hold))


def test_a_few_months_have_bars_without_intervals():
    """And a sentence instead of a verdict."""
    few = DAYS | {"bt_first": "2017-02-01", "bt_last": "2017-06-01"}
    assert any("Fewer than twelve months" in one.value for one in opened(bt_tab="Why", **few).info)
    assert told(opened(bt_tab="Beside it", **few)).count("Fewer than twelve months cannot tell") == len(controls.LESS)


def test_days_without_condors_have_nothing_to_explain():
    """Steward stood aside in the autumn of 2008."""
    idle = DAYS | {"bt_first": "2008-10-15", "bt_last": "2008-12-17"}
    assert any("was open on these days" in one.value for one in opened(bt_tab="Why", **idle).info)


@pytest.mark.parametrize("tab", ["Growth", "Why", "Beside it"])
@pytest.mark.parametrize(
    "query", [{"lad_rules": "Promoter", "bt_hedge": "None"}, DAYS | {"bt_first": "2017-02-01", "bt_last": "2017-02-03"}],
    ids=["ruined", "three days"],
)  # fmt: skip
def test_a_book_that_does_not_compare_gets_a_sentence(query, tab):
    """Ruin, and three days: no line, no exception."""
    app = opened(bt_tab=tab, bt_lines=list(controls.LESS), **query)
    assert not app.exception
    if tab == "Growth":
        names = [one["name"] for one in json.loads(drawn(app, "wealth")["figure"])["data"]]
        assert not set(controls.LESS) & set(names)
    if tab == "Beside it":
        assert any("No book of less stock" in one.value for one in app.info)


def test_titles_name_the_sign_of_each_part():
    """Added or took, never a minus."""
    found = [Interval(0.0, one, 0.0) for one in (-0.001, 0.002, 0.003, -0.004, 0.0)]
    assert charts.three_finding(found, "a year") == (
        "Short volatility added 0.30% a year, reversal added 0.20%, the mean delta took 0.10%; costs took 0.40%"
    )


def test_bars_of_the_chart_by_year_add_up_to_all_effects():
    """No effect is left out of the groups, and none counts twice."""
    shares = np.arange(1.0, 21.0).reshape(10, 2)
    found = charts.YearlyEffects(np.array([2020, 2021]), 1e6 * shares, shares)
    figure, table = charts.effects(found, [Interval(0.0, 0.01, 0.02)] * len(Effects._fields), "a year")
    bars = np.sum([one["y"] for one in figure.traces if one["type"] == "bar"], axis=0)
    np.testing.assert_allclose(bars, 100.0 * shares.sum(axis=0))
    assert table["Year"].tolist() == ["All years", "2021", "2020"]
    assert table["All together ($)"].tolist() == pytest.approx([210e6, 110e6, 100e6])


def test_premiums_are_counted_in_their_title():
    """Two of three years above zero, one good year of condors."""
    every = np.array([1.0, -2.0, 3.0])
    found = YearlyPremium(
        np.array([2019, 2020, 2021]), every, np.ones(3), every + 20.0, np.full(3, 20.0), np.full(3, 250)
    )
    assert charts.premiums_finding(found, np.array([0.01, -0.02, -0.01])) == (
        "The VIX stood above what followed in 2 of 3 years; the condors made money in 1"
    )
