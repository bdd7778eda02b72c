"""The Backtest page by the front door: each control at its ends, links, parts, the sweep, and what goes wrong."""

import json
import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np
import pytest

from overlay.backtest import attribution, certainty, engine as backtest
from overlay.backtest.certainty import Certainty
from overlay.backtest.engine import Conduct
from overlay.backtest.sweep import BacktestQuestion, Cell
from overlay.data import bundled, sample_books as portfolios
from overlay.hedge.activation import ALWAYS
from overlay.ladder.layers import WIDTH_LEVEL
from overlay.options.costs import Costs
from overlay.options.modelled.left_out import LEFT_OUT
from overlay.rules.presets import PRESETS
from overlay.rules.rule_set import HedgeLayerRule, StrikeRule
from overlay.tax.yearly import Rates
from tests import visitor
from tests.charts import charts as charts_of, drawn, keys
from tests.ends import assert_each_end_counts
from tests.overlay.backtest.test_sweep import Inline
from tests.sizes import some
from tests.visitor import headline
from views.backtest import answer, cached as kept, charts, controls, lead, panels
from views.controls.kinds import Slider
from views.frame.headline import LONGEST
from views.look import format as fmt

TABS = (
    "Growth",
    "In words",
    "Parts",
    "Why",
    "Drawdowns",
    "How sure",
    "Kinds of days",
    "Beside it",
    "Costs",
    "Trades",
    "Sweep",
)
HISTORY = bundled.history()
SLIDERS = [one for one in vars(controls).values() if isinstance(one, Slider)]
LEFT_OUT_DAYS = tuple(LEFT_OUT)
SHORT = {"bt_span": "2020"}
MEASURED = Costs()

opened = partial(visitor.opened, "backtest")


def book(name):
    """A sample book with five percent of cash."""
    held = portfolios.sample(name, HISTORY, HISTORY.last_recorded)
    return replace(held, cash=round(0.05 * held.invested, 2))


def question(name, span):
    """What the page asks for a preset over a named stretch."""
    first, last = controls.NAMED[span]
    return replace(asked(name), first=first, last=last)


def asked(name):
    """What the page asks by default for a preset."""
    conduct = Conduct(width_level=WIDTH_LEVEL)
    return BacktestQuestion(history=HISTORY, portfolio=book("Index fund"), rules=PRESETS[name], conduct=conduct)


def expected(name, span, tax=None, layers=None, *, paid=MEASURED, level=WIDTH_LEVEL):
    """The backtest that overlay gives for a preset on the page's default book with five percent of cash.

    With layers, those of the hedge are replaced, and bought always.
    """
    first, last = controls.NAMED[span]
    rules, conduct = PRESETS[name], Conduct(width_level=level)
    if layers is not None:
        rules, conduct = replace(rules, hedge=replace(rules.hedge, layers=layers)), replace(conduct, activation=ALWAYS)
    return backtest.run(HISTORY, book("Index fund"), rules, paid, tax, first=first, last=last, conduct=conduct)


def numbers(app):
    """The metrics of the page by label."""
    return {one.label: one.value for one in app.metric}


def assert_shows(app, found):
    """The dollars of the headline and the growth in the numbers are those of a backtest that overlay gives."""
    added = (found.equity[-1] / found.deposit) ** (1 / found.years) - (found.hold[-1] / found.deposit) ** (
        1 / found.years
    )
    dollars = float(f"{abs(added) * found.deposit:.2g}")
    assert f"The overlay {'made' if added > 0 else 'cost'} ${dollars:,.0f} a year on $1,050,000: " in headline(app)
    assert numbers(app)["Overlay a year"] == fmt.percent(added, 2, plus=True)


@pytest.mark.parametrize("name", ["Article", "Glossary", "Steward"])
def test_each_set_of_rules_shows_what_overlay_computes(name):
    """Headline, numbers and both pictures of growth, from a link."""
    app, found = opened(lad_rules=name, bt_tab="Growth", **SHORT), expected(name, "2020")
    assert_shows(app, found)
    assert numbers(app)["Costs a year"] == fmt.percent(attribution.whole(found).costs, 2)
    assert drawn(app, "wealth")["title"] == charts.wealth_finding(found)
    assert drawn(app, "gap")["title"] == lead.gap_finding(found)


def test_volatility_and_margin_stand_in_words():
    """Of the overlay alone, and at its highest."""
    shown, found = numbers(opened(lad_rules="Steward", bt_tab="In words", **SHORT)), expected("Steward", "2020")
    assert shown["Its volatility"] == fmt.percent(attribution.whole(found).overlay_vol)
    assert shown["Margin at most"] == fmt.percent(float(found.margin_use.max()), 0)


def test_there_are_three_numbers_and_one_picture_while_more_is_shut():
    """Nothing of More is computed for them: neither the other lines nor their controls."""
    app = opened(**SHORT)
    assert list(numbers(app)) == ["Overlay a year", "Worst fall", "Costs a year"]
    assert keys(app) == {"gap"}
    assert not app.dataframe


ENDS = [{one.key: str(end)} for one in SLIDERS for end in (one.low, one.high)]
LINKS = [
    {}, *({"lad_rules": name} for name in PRESETS), *({"bt_span": one} for one in controls.SPAN.options),
    {"lad_rules": "Promoter", "bt_hedge": "None"}, {"book": "Five names", "bt_book": controls.OTHER_PAGES},
    {"m": "typed", "spot": "99999", "vix": "90", "rate": "9", "day": "2026-11-25"}, *ENDS,
    {"bt_span": "Own days", "bt_first": "2017-05-01", "bt_last": "2017-05-03"},
    {"bt_span": "Own days", "bt_first": "2017-05-01", "bt_last": "2017-09-03"},
]  # fmt: skip


@pytest.mark.parametrize("link", some(LINKS, 6), ids=str)
def test_the_headline_is_at_most_140_characters(link):
    """Whatever rules, days, book, market and sliders."""
    assert 40 < len(headline(opened(**link))) <= LONGEST


@pytest.mark.parametrize(
    ("estimate", "error", "way"),
    [(-0.03, 0.01, "short"), (-0.015, 0.01, "short"), (-0.009, 0.01, "even"), (0.015, 0.01, "even"), (0.03, 0.01, "spare")],
)  # fmt: skip
def test_the_verdict_is_even_within_the_error_and_ahead_only_beyond_95_percent(estimate, error, way):
    """Over 33 years; an effect smaller than its error is no verdict."""
    sure = Certainty(estimate=estimate, sampling=error, model=0.0, months=396, years=33.0)
    text, verdict, rest = answer.said(expected("Steward", "2020"), sure)
    assert verdict.way == way
    assert ("cannot tell it from zero" in rest) == (abs(estimate) < 0.02)
    assert "± $11,000" in rest  # one percent of $1,050,298 has two digits that count
    assert text.startswith("The overlay")


def test_the_error_of_the_model_joins_that_of_the_past_once_the_page_stands(monkeypatch):
    """The page runs the eleven backtests of the model's error, one by one, and shows the whole interval."""
    _forget()
    ran, real = [], kept.tested
    monkeypatch.setattr(kept, "tested", lambda question, day: (ran.append(day), real(question, day)))
    app = opened(lad_rules="Steward", **SHORT)
    assert tuple(ran) == LEFT_OUT_DAYS
    low, _, high = certainty.certainty(question("Steward", "2020")).interval
    assert any(
        f"95%: {fmt.percent(low, 1, plus=True)} to {fmt.percent(high, 1, plus=True)}" == one.value
        for one in app.caption
    )
    opened(lad_rules="Steward", **SHORT)
    assert len(ran) == len(LEFT_OUT)


def test_an_error_of_the_model_that_changes_the_words_is_shown_at_once(monkeypatch):
    """Made-up reruns that differ by ten points a year: the range on the page is wider than that of the short past."""
    _forget()
    monkeypatch.setattr(
        kept, "tested", lambda question, day: kept.reruns(question.name()).update({day: 0.1 * LEFT_OUT_DAYS.index(day)})
    )
    app = opened(lad_rules="Steward", **SHORT)
    alone = certainty.line(found := expected("Steward", "2020"), found.account).interval
    shown = next(one.value for one in app.caption if one.value.startswith("95%"))
    low = -float(shown.split()[1].strip("\u2212%+")) / 100.0
    _forget()
    assert low < 2.0 * alone.low < 0.0


def _forget():
    """Let the next page compute its errors anew."""
    kept.reruns.clear()
    kept.certainty.clear()


@pytest.mark.parametrize(
    ("query", "paid", "level"),
    [
        ({"lad_spread": "3.0"}, Costs(spread_times=3.0), WIDTH_LEVEL),
        ({"lad_slippage": "In points", "bt_widths": "In points"}, Costs(slippage_points=0.15), None),
    ],
    ids=["times", "points"],
)
def test_slippage_and_widths_are_those_of_the_link(query, paid, level):
    """A multiple of the measured spread, and the flat points and widths in points of earlier versions."""
    app, found = opened(lad_rules="Steward", **SHORT, **query), expected("Steward", "2020", paid=paid, level=level)
    assert_shows(app, found)


def test_the_costs_tab_says_how_much_widths_and_slippage_decide():
    """The overlay a year with each kind of both, from four backtests."""
    app = opened(lad_rules="Steward", bt_tab="Costs", **SHORT)
    ways = [(level, paid) for level in (WIDTH_LEVEL, None) for paid in (Costs(), Costs(slippage_points=0.15))]
    lived = [expected("Steward", "2020", paid=paid, level=level) for level, paid in ways]
    added = [
        (one.equity[-1] / one.deposit) ** (1 / one.years) - (one.hold[-1] / one.deposit) ** (1 / one.years)
        for one in lived
    ]
    shown = [fmt.percent(one, 2, plus=True) for one in added]
    assert next(one.value for one in app.dataframe if "Overlay a year" in one.value)["Overlay a year"].tolist() == shown
    said = next(one.value for one in app.markdown if "as chosen;" in one.value)
    assert re.findall(r"[+\u2212][0-9.]+%", said) == [shown[0], shown[2], shown[1]]


def test_a_choice_that_ruins_the_book_has_no_growth():
    """Flat points and widths with the index: nothing is left of the default book in 2009."""
    app = opened(lad_rules="Article", bt_tab="Costs")
    table = next(one.value for one in app.dataframe if "Overlay a year" in one.value)
    ruined = (table["Widths"] == "With the index") & (table["Slippage"] == "In points")
    assert table["Overlay a year"][ruined].tolist() == ["all lost"]
    assert not table["Overlay a year"][~ruined].str.contains("lost").any()


def test_a_ruin_is_told_with_the_day_of_the_chosen_costs():
    """Without costs the promoter would have lasted longer; the tab and the headline name one day."""
    app, found = opened(lad_rules="Promoter", bt_tab="Costs"), asked("Promoter").lived()
    assert str(found.path.day(found.ruined)) in app.error[0].value
    assert fmt.day(found.path.day(found.ruined)) in headline(app)


def test_costs_that_ruin_the_book_are_named_and_the_rest_is_drawn():
    """Twice the costs ruin the default book in 2008; the chart shows the others, and the page goes on to its foot."""
    app = opened(bt_tab="Costs")
    assert not app.error
    assert "times the costs the book is ruined" in drawn(app, "costs")["subtitle"]
    assert any("leaves out" in one.label for one in app.expander)


def test_a_few_days_are_explained_without_a_yearly_figure():
    """Twenty days of March 2020: totals on the tab Why, a sentence in place of premiums, and the foot of the page."""
    app = opened(bt_tab="Why", bt_span="Own days", bt_first="2020-03-02", bt_last="2020-03-27")
    assert not app.error
    assert any("too few months of realised volatility" in one.value for one in app.info)
    assert "Over 20 days" in app.dataframe[0].value.columns
    assert "a year" not in drawn(app, "three")["title"] + drawn(app, "effects")["title"]
    assert any("leaves out" in one.label for one in app.expander)


def test_tax_is_paid_at_the_rates_asked_for():
    """60/40 at the top rates by default."""
    found = expected("Steward", "2014 to 2018", Rates())
    app = opened(lad_rules="Steward", bt_span="2014 to 2018", bt_tax="After tax", bt_tab="In words")
    assert_shows(app, found)
    assert any("60/40 tax each year" in one.value for one in app.caption)


@pytest.mark.parametrize("slider", SLIDERS, ids=lambda one: one.key)
def test_each_slider_counts_at_its_ends(slider):
    """Numbers at both, others at each, and the first ones again at the default."""
    assert_each_end_counts(opened(bt_tax="After tax", bt_widths="In points", bt_tab="In words", **SHORT), slider)


@pytest.mark.parametrize(
    "choice", some([controls.SPAN, controls.HEDGE, controls.TAX, controls.WIDTHS], 2), ids=lambda one: one.key
)
def test_each_option_is_answered(choice):
    """From a link each."""
    for option in choice.options:
        assert headline(opened(**(SHORT | {choice.key: option})))


@pytest.mark.parametrize("tab", some(TABS, 3))
def test_each_part_opens(tab):
    """From a link, without an exception."""
    assert headline(opened(bt_tab=tab, **SHORT))


@pytest.mark.parametrize("split", some(controls.SLICES.options, 2))
def test_the_days_split_each_way(split):
    """The chart's table holds every slice."""
    app = opened(bt_tab="Kinds of days", bt_slices=split, **SHORT)
    assert json.loads(drawn(app, "kinds")["table"])["data"]


def test_every_line_can_stand_beside_it():
    """Hold, index, rival rule sets and seven replicas, each in the chart and in the table."""
    growth, beside = (
        opened(bt_lines=list(controls.LINES.options), bt_tab=one, **SHORT) for one in ("Growth", "Beside it")
    )
    names = [one["name"] for one in json.loads(drawn(growth, "wealth")["figure"])["data"]]
    assert set(controls.LINES.options) <= set(names)
    assert len(beside.dataframe[0].value) == len(controls.LINES.options) + 1


def test_no_line_beside_it_is_a_choice_too():
    """The book alone."""
    app = opened(bt_lines=[""], bt_tab="Growth", **SHORT)
    names = [one["name"] for one in json.loads(drawn(app, "wealth")["figure"])["data"]]
    assert "Index" not in names


def test_a_line_that_is_none_gets_a_sentence():
    """From a hand-edited link."""
    app = opened(bt_lines="DAX", bt_tab="Growth", **SHORT)
    assert "Beside it = 'DAX'" in app.warning[0].value


def test_days_of_ones_own_are_walked():
    """Both ends from the link; the caption names them."""
    app = opened(bt_span="Own days", bt_first="2016-02-01", bt_last="2017-03-01", bt_tab="In words")
    assert any("from 1 Feb 2016 to 1 Mar 2017" in one.value for one in app.caption)


@pytest.mark.parametrize(("first", "last"), [("2017-03-01", "2016-02-01"), ("2017-03-01", "2017-03-01")])
def test_days_the_wrong_way_round_get_a_sentence(first, last):
    """And the controls stay."""
    app = opened(bt_span="Own days", bt_first=first, bt_last=last)
    assert "fewer than two days" in app.error[0].value
    assert app.slider


def test_a_few_days_say_nothing_about_a_mean():
    """A sentence in place of an interval."""
    app = opened(bt_span="Own days", bt_first="2017-02-01", bt_last="2017-06-01", bt_tab="How sure")
    assert any("Fewer than twelve months" in one.value for one in app.info)


def test_the_first_screen_says_how_sure_it_is():
    """The standard error of the very number in the headline, in dollars, and its 95% range."""
    app, found = opened(lad_rules="Steward", **SHORT), expected("Steward", "2020")
    sure = certainty.certainty(question("Steward", "2020"))
    assert f"± ${float(f'{sure.error * found.deposit:.2g}'):,.0f}. 1.5 years cannot tell it from zero." in headline(app)
    low, _, high = (fmt.percent(one, 1, plus=True) for one in sure.interval)
    assert any(one.value == f"95%: {low} to {high}" for one in app.caption)


def test_the_words_say_the_interval_its_errors_and_the_worst_drawdowns():
    """What the first screen leaves out, by the part In words."""
    app, found = opened(lad_rules="Steward", bt_tab="In words", **SHORT), expected("Steward", "2020")
    shown = next(one.value for one in app.markdown if "at 95%" in one.value)
    more = attribution.growth(found, found.equity) - attribution.growth(found, found.hold)
    assert shown.startswith(f"**{fmt.percent(more, 2, plus=True)} a year")
    assert "from the model of [option" in shown
    worst = fmt.percent(attribution.line(found, found.equity).drawdown)
    assert any(f"**{worst}** with the overlay" in one.value for one in app.markdown)
    assert numbers(app)["Worst fall"] == worst


@pytest.mark.parametrize("tab", some(("Beside it", "Kinds of days", "Trades", "Growth", "In words"), 2))
def test_three_days_are_never_made_yearly(tab):
    """Totals in headline, numbers, charts, table of lines and trades; three days were +421% a year once."""
    app = opened(
        bt_tab=tab, bt_span="Own days", bt_first="2017-05-01", bt_last="2017-05-03", lad_rules="Promoter"
    )  # fmt: skip
    shown = [headline(app), *(one["title"] for one in charts_of(app).values()), *(one.label for one in app.metric)]
    shown += [column for one in app.dataframe for column in one.value.columns]
    shown += [one.value for one in app.markdown if "contracts" in one.value]
    assert not [one for one in shown if "a year" in one]
    assert "in 3 days" in headline(app)
    assert "too few days to tell it from chance" in headline(app)
    if tab == "Growth":
        assert any("over 3 days" in one for one in shown)
    if tab == "In words":
        assert any("totals over these days" in one.value for one in app.markdown)


def test_a_ruined_book_has_no_interval():
    """A sentence on the tab, and nothing in the headline."""
    app = opened(lad_rules="Promoter", bt_hedge="None", bt_tab="How sure")
    assert any("lost everything" in one.value for one in app.info)
    assert "±" not in headline(app)
    words = opened(lad_rules="Promoter", bt_hedge="None", bt_tab="In words")
    assert not [one for one in words.markdown if "at 95%" in one.value]
    assert not [one for one in words.caption if one.value.startswith("95%")]


def test_a_year_can_be_enough_for_ruin():
    """The promoter's condors in March 2020, with their hedge: the day is the one that overlay gives."""
    found = expected("Promoter", "2020")
    assert fmt.day(found.path.day(found.ruined)) in headline(opened(lad_rules="Promoter", **SHORT))


def test_ruin_is_said_in_the_headline():
    """A promoter without a hedge on 33 years of one stock."""
    app = opened(lad_rules="Promoter", bt_hedge="None")
    assert "were gone by" in headline(app)
    assert any("All was lost" in one.value for one in app.warning)
    assert any("Nothing is left on" in one.value for one in app.markdown)


def test_a_loan_is_said_with_its_day():
    """Since when the book borrows, and how much at most; nothing where cash lasts."""
    found = asked("Article").lived()
    said = f"At most it owes {found.loan.max():.2f} times its own equity"
    app = opened(lad_rules="Article", bt_tab="In words")
    assert any(said in one.value for one in app.caption)
    assert any(f"On {fmt.days(int((found.loan > 1.0).sum()))} the loan" in one.value for one in app.warning)
    assert not any("borrows" in one.value for one in opened(lad_rules="Steward", bt_tab="In words", **SHORT).caption)


def test_one_serious_warning_stands_below_and_the_caveats_in_the_sheet():
    """A loan above the equity in one line; what a broker would do stands in the badge's sheet."""
    app = opened(lad_rules="Article")
    assert len(app.warning) == 1
    assert any("Regulation T" in one.value for one in app.markdown)
    assert not opened(lad_rules="Steward", **SHORT).warning


def test_a_strained_margin_is_counted_in_days():
    """An account that never holds more than one and a half times the requirement has two thirds of it pledged."""
    found = expected("Steward", "2020")
    least = 1.5 * found.book.requirement + 1000.0
    strained = replace(
        found, cash_cents=np.round(100.0 * (least - found.core - found.condors - found.hedge)).astype(int)
    )
    days = int((found.book.requirement > 0.5 * least).sum())
    assert days > 20
    assert f"On {days} days the condors' requirement was more than half" in panels.strains(strained)[0]


def test_a_book_of_survivors_says_so_in_the_sheet():
    """Names chosen with hindsight; an index fund was not."""
    chosen = opened(bt_book=controls.OTHER_PAGES, book="Five names", lad_rules="Steward", **SHORT)
    assert any("chosen with hindsight: its names survived" in one.value for one in chosen.markdown)
    assert not any("its names survived" in one.value for one in opened(lad_rules="Steward", **SHORT).markdown)


def test_modelled_days_are_counted():
    """One day of 2006 has no close of the VIX; each day of 2020 has one."""
    year = opened(bt_span="Own days", bt_first="2006-01-03", bt_last="2006-12-29", bt_tab="In words")
    assert any("The VIX is modelled on 1 of them" in one.value for one in year.caption)
    assert not any("VIX is modelled on" in one.value for one in opened(bt_tab="In words", **SHORT).caption)


@contextmanager
def one_thread():
    """In place of worker processes, which take seconds to start."""
    with Inline() as found:
        yield found


def test_a_sweep_fills_its_map(monkeypatch):
    """The button runs every cell; the map, the verdict and the count of trials follow, and nothing is left to run."""
    monkeypatch.setattr(kept, "executor", one_thread)
    kept.done.clear()
    app = opened(bt_tab="Sweep", bt_across="Fill (mid 0 to natural 1)", bt_up="Wing (points)", **SHORT)
    assert not [one for one in app.markdown if "deflated" in one.value]
    app.button(key="bt_run").click().run()
    assert not app.exception
    assert drawn(app, "sweep")["title"].endswith("of 25 cells tried made money (25 in the grid)")
    assert any("The best of 25 cells" in one.value for one in app.markdown)
    assert "bt_run" not in [one.key for one in app.button]


def test_a_sweep_of_ruined_cells_alone_tells_them_and_draws_no_map(monkeypatch):
    """Stopped after two cells, both ruined: the others can still be run."""
    first = [(("rules.placement.target", 0.75), ("rules.entry_days", days)) for days in (7, 10)]
    ruined = {one: Cell(one, error="The book was ruined.", ruined=True) for one in first}
    monkeypatch.setattr(kept, "done", lambda _: ruined)
    app = opened(bt_tab="Sweep", **SHORT)
    assert [one.value for one in app.warning if "ruined" in one.value] == [
        f"Distance (SD): 0.75; New layer every (days): {days}. The book was ruined." for days in (7, 10)
    ]
    assert app.button(key="bt_run").label == "Go on with 33 backtests"
    assert "sweep" not in charts_of(app)


def test_a_sweep_taken_up_again_runs_what_is_left(monkeypatch):
    """Cells that are known are not asked again."""
    monkeypatch.setattr(kept, "executor", one_thread)
    kept.done.clear()
    app = opened(bt_tab="Sweep", bt_across="Fill (mid 0 to natural 1)", bt_up="Wing (points)", **SHORT)
    app.button(key="bt_run").click().run()
    assert drawn(app, "sweep")
    app.selectbox(key="bt_measure").set_value("Sharpe ratio").run()
    assert drawn(app, "sweep")["subtitle"].startswith("Sharpe ratio")
    again = opened(bt_tab="Sweep", bt_across="Fill (mid 0 to natural 1)", bt_up="Wing (points)", **SHORT)
    assert drawn(again, "sweep")["rows"] == 5


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"bt_across": "Wing (points)", "bt_up": "Wing (points)"}, "the same parameter"),
        ({"lad_rules": "Promoter"}, "These rules do not place by"),
    ],
)
def test_a_sweep_that_cannot_be_gets_a_sentence(query, sentence):
    """Before anything is run."""
    app = opened(bt_tab="Sweep", **(SHORT | query))
    assert any(sentence in one.value for one in app.info)


def test_failed_cells_are_told(monkeypatch):
    """A layer cap above the cap on all: those cells say so by the names of their parameters, the others stand."""
    monkeypatch.setattr(kept, "executor", one_thread)
    kept.done.clear()
    app = opened(
        bt_tab="Sweep", bt_across="One layer may lose (% of the book)", bt_up="Wing (points)", lad_all="2", **SHORT
    )
    app.button(key="bt_run").click().run()
    told = [
        one.value
        for one in app.warning
        if one.value.startswith("One layer may lose (% of the book): 2.5; Wing (points): 20.")
    ]
    assert any("cap" in one for one in told)
    assert drawn(app, "sweep")


@pytest.mark.parametrize(
    ("query", "strike"),
    [
        ({"vix_out": "8.0"}, StrikeRule(by="points_above", amount=8.0)),
        ({"vix_way": "Percent", "vix_percent": "60", "vix_out": "8.0"}, StrikeRule(by="share_above", amount=0.6)),
        ({"vix_way": "Delta", "vix_delta": "0.15", "vix_out": "8.0"}, StrikeRule(by="delta", amount=0.15)),
    ],
    ids=["Points", "Percent", "Delta"],
)
def test_a_hedge_of_ones_own_is_struck_as_on_the_vix_hedge_page(query, strike):
    """By the way chosen there, and by that way's slider: the headline is that of a backtest with such calls."""
    layers = tuple(
        HedgeLayerRule(tenor_days=tenor, contracts_per_ten=count, strike=strike)
        for tenor, count in zip((30, 110, 220), (20, 10, 5), strict=True)
    )
    counts = {"vix_near": "20", "vix_middle": "10", "vix_far": "5"}
    app = opened(lad_rules="Promoter", bt_hedge="Mine", **counts, **query, **SHORT)
    assert_shows(app, expected("Promoter", "2020", layers=layers))


def test_own_gates_lend_their_rules():
    """Mine with the steward's gates asks what the steward asks."""
    assert headline(opened(lad_gates="Steward", **SHORT)) != headline(opened(lad_gates="None", **SHORT))


def test_spans_lie_inside_the_history():
    """Every named stretch."""
    for first, last in controls.NAMED.values():
        assert date(1990, 1, 2) <= first < last <= HISTORY.last
