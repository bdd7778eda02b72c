"""The Ladder page by the front door: each control at its ends, links, parts, and what goes wrong."""

import re
from datetime import date
from functools import partial

import pytest

from overlay.data import bundled
from overlay.history import path as layer_path
from overlay.ladder import accounts as books, engine as ladders
from overlay.ladder.layers import WIDTH_LEVEL, Terms
from overlay.options.costs import Costs
from overlay.rules.presets import PRESETS
from overlay.signals import gates
from tests import chains, visitor
from tests.charts import charts, drawn, keys
from tests.ends import assert_each_end_counts
from tests.sizes import crossed, some
from tests.visitor import headline
from views.controls import costs
from views.frame.headline import LONGEST
from views.ladder import controls
from views.look import format as fmt
from views.signals import cached as signals_cached

PARTS = (
    "All lose", "Greeks", "Liquidity", "Rolls", "Theta and gamma", "Independent bets", "Steward and promoter", "Event log",
    "Day by day",
)  # fmt: skip

MEASURED = Costs()

opened = partial(visitor.opened, "ladder")


def expected(name, first, last, *, rolls=1, paid=MEASURED, level=WIDTH_LEVEL):
    """The outcome that overlay gives for a fixed set of rules with its own gates, at these costs and widths."""
    rules, known = PRESETS[name], signals_cached.known(())
    size = gates.size(gates.factors(known, rules), known)
    terms = Terms(most_rolls=rolls, costs=paid, width_level=level)
    ladder = ladders.walk(rules, layer_path.from_history(bundled.history(), first, last, size), terms)
    return books.outcome(ladder, books.book(ladder))


def metrics(app):
    """The value of each metric by its label."""
    return {one.label: one.value for one in app.metric}


def assert_shows(app, found, capital=1e6):
    """Headline and numbers are those of this outcome; the part Day by day is open."""
    assert metrics(app) == {
        "Result": fmt.percent(found.a_year, plus=True),
        "Worst fall": fmt.percent(found.drawdown),
        "All lose": fmt.percent(found.most_at_risk),
        "Worst month": fmt.percent(found.worst_month, plus=True),
        "Friction": fmt.percent(found.friction, 0),
    }
    assert headline(app).startswith(
        f"{'Earned' if found.result > 0 else 'Lost'} {fmt.dollars(abs(found.a_year) * capital)} a year"
    )
    assert f"could lose {fmt.dollars(found.most_at_risk * capital)} at once" in headline(app)
    assert fmt.dollars(abs(found.result)) in drawn(app, "lad_running")["title"]


def test_the_first_visit_shows_three_numbers_and_one_picture():
    """And computes nothing of "More"."""
    app = opened()
    assert [one.label for one in app.metric] == ["Result", "Worst fall", "All lose"]
    assert keys(app) == {"lad_running"}
    assert not app.dataframe


ODD = {
    "the largest account": {"lad_capital": "5000", "lad_all": "100", "lad_cap": "10", "lad_span": "10 years"},
    "a year": {"lad_span": "1 year"},
    "ruin": {"lad_rules": "Glossary", "lad_span": "10 years", "lad_capital": "5000"},
    "nothing": {"lad_capital": "25", "lad_span": "2008"},
    "few days": {"day": "1990-02-28"},
    "crash": {"lad_rules": "Promoter", "lad_span": "2020", "lad_capital": "5000"},
}


@pytest.mark.parametrize("odd", some(ODD, 4))
def test_the_headline_has_at_most_two_sentences_and_140_characters(odd):
    """With ruin, without layers, and at the largest capital."""
    app = opened(**ODD[odd])
    text = headline(app)
    assert len(text) <= LONGEST
    assert bool(text) != bool(app.error)
    assert len(re.findall(r"[.!?](?= |$)", text)) <= 2


def test_a_loss_is_not_paid_for_its_risk_and_a_gain_is_compared_with_it():
    """One walk never proves a gain, so no verdict is "to spare"."""
    lost, earned = (headline(opened(day="2022-12-28", lad_span=span)) for span in ("3 years", "5 years"))
    said = {"Lost": "▽ no pay for that risk", "Earned": "times as much"}
    for text in (lost, earned):
        assert said[text.split()[0]] in text
        assert "at modelled prices" in text
        assert "△" not in text


@pytest.mark.parametrize("name", ["Article", "Glossary", "Steward", "Promoter"])
def test_each_set_of_rules_shows_what_overlay_computes(name):
    """On the 2008 stretch, from a link."""
    assert_shows(opened(lad_rules=name, lad_span="2008", lad_tab="Day by day"), expected(name, *controls.NAMED["2008"]))


@pytest.mark.parametrize(
    ("query", "paid", "level"),
    [
        ({}, Costs(), WIDTH_LEVEL),
        ({"lad_spread": "2.5"}, Costs(spread_times=2.5), WIDTH_LEVEL),
        ({"lad_slippage": "In points", "bt_widths": "In points"}, Costs(slippage_points=0.15), None),
        ({"lad_slippage": "In points", "lad_points": "0.4"}, Costs(slippage_points=0.4), WIDTH_LEVEL),
    ],
)
def test_slippage_and_widths_are_those_of_the_link(query, paid, level):
    """As measured, a multiple of it, and the flat points and widths in points of earlier versions."""
    found = expected("Article", *controls.NAMED["2008"], paid=paid, level=level)
    assert_shows(opened(lad_rules="Article", lad_span="2008", lad_tab="Day by day", **query), found)


def test_the_page_says_where_its_slippage_comes_from():
    """Seven chains and the error, or the points chosen."""
    measured, flat = (
        opened(lad_span="1 year", lad_tab="Day by day", **query) for query in ({}, {"lad_slippage": "In points"})
    )
    said = [next(one.help for one in app.metric if one.label == "Friction") for app in (measured, flat)]
    assert "seven public chains, 2019 to 2025; error 19%" in said[0]
    assert "0.15 points a leg" in said[1]


def test_the_flat_slippage_counts_at_its_ends():
    """Points a leg, from none to one."""
    assert_each_end_counts(opened(lad_span="1 year", lad_slippage="In points"), costs.FLAT)


@pytest.mark.parametrize("span", some([*controls.YEARS, *controls.NAMED], 2))
def test_each_span_walks_its_days(span):
    """The headline tells first and last day."""
    app = opened(lad_span=span)
    last = controls.NAMED[span][1] if span in controls.NAMED else bundled.history().last_recorded
    assert f"to {fmt.day(last)}" in headline(app)


@pytest.mark.parametrize("slider", some(controls.SLIDERS, 3), ids=lambda one: one.key)
def test_each_slider_counts_at_its_ends(slider):
    """Numbers at both, others at each, and the first ones again at the default."""
    assert_each_end_counts(opened(lad_span="1 year"), slider)


@pytest.mark.parametrize("slider", some(controls.MONEY_SLIDERS, 2), ids=lambda one: one.key)
def test_each_money_slider_counts_at_its_ends(slider):
    """In the part Liquidity."""
    assert_each_end_counts(opened(lad_span="1 year", lad_tab="Liquidity"), slider)


@pytest.mark.parametrize("name", some(list(controls.EXIT_SLIDERS), 2))
def test_each_exit_counts_at_its_ends(name):
    """A slider appears with its rule."""
    assert_each_end_counts(opened(lad_span="1 year", lad_exit=name), controls.EXIT_SLIDERS[name])


@pytest.mark.parametrize("name", some(list(controls.ROLL_SLIDERS), 2))
def test_each_roll_counts_at_its_ends(name):
    """With the ledger open."""
    app = opened(lad_span="1 year", lad_roll=name, lad_tab="Rolls")
    assert_each_end_counts(app, controls.ROLL_SLIDERS[name])
    assert drawn(app, "rolls")["title"]


@pytest.mark.parametrize(("part", "rules"), some(crossed(PARTS, ["Mine", "Steward", "Promoter"]), 3))
def test_each_part_opens(part, rules):
    """With own rules and with both presets, and without a layer; its charts have findings, which are their alt texts."""
    app = opened(lad_tab=part, lad_rules=rules, lad_span="2020")
    assert not app.error
    assert all(one["title"].replace("\N{WORD JOINER}", "") == one["alt"] for one in charts(app).values())
    assert not opened(lad_tab=part, lad_capital="25", lad_span="1 year").error


def test_a_link_restores_the_page():
    """Spacing, days, caps and the rest come back from the address alone."""
    app = opened(lad_spacing="7", lad_days="21", lad_cap="5.0", lad_all="20", lad_contract="XSP", day="2018-06-29")
    assert app.slider(key="lad_spacing").value == 7
    assert app.slider(key="lad_cap").value == 5.0
    assert any("every 7 days" in one.value for one in app.caption)
    assert f"to {fmt.day(date(2018, 6, 29))}" in headline(app)


@pytest.mark.parametrize(
    ("key", "value"),
    [("lad_spacing", "3"), ("lad_cap", "nan"), ("lad_rules", "Casino"), ("lad_span", "forever"), ("lad_exit", "panic")],
)
def test_a_hand_edited_link_is_answered_in_a_sentence(key, value):
    """The default is used and the page says so."""
    app = opened(**{key: value})
    assert any("The link asks for" in one.value for one in app.warning)
    assert headline(app)


def test_the_first_days_of_the_history_are_refused_in_a_sentence():
    """There is no VIX before them, or too few days."""
    history = bundled.history()
    first = history.days[int(history.vix.notna().to_numpy().argmax())].date()
    app = opened(day=str(first))
    assert len(app.error) == 1
    assert "choose an earlier start" in app.error[0].value or "fewer than two days" in app.error[0].value


def test_too_small_a_capital_opens_nothing_and_offers_the_small_index():
    """0 contracts, and how many XSP would fit."""
    app = opened(lad_capital="50", lad_span="1 year")
    assert headline(app).startswith("Opens no layer")
    assert any("XSP condors" in one.value for one in app.caption)


def test_rules_without_a_bound_on_all_layers_carry_a_warning():
    """The promoter caps each layer at 10% and nothing else."""
    calm = opened(lad_rules="Promoter", day="2018-01-03")
    assert any("Nothing limits" in one.value for one in calm.warning)


def test_the_ruin_of_an_account_is_said():
    """The glossary's one-day condors at 10% of capital a week lose more than all of it in ten years."""
    app = opened(lad_rules="Glossary", lad_span="10 years")
    assert any("whole capital" in one.value for one in app.warning)


def test_the_event_log_filters():
    """Only rolls remain."""
    app = opened(lad_tab="Event log", lad_log="rolled")
    table = app.dataframe[0].value
    assert set(table["What"]) == {"rolled"}
    assert table["Rule"].str.startswith("roll: calendar").all()


def test_waiting_names_the_gate_that_was_shut():
    """The article's MACD gate, with its source."""
    table = opened(lad_tab="Event log", lad_log="waited for the gates").dataframe[0].value
    assert table["Rule"].str.contains("MACD").all()
    assert table["Source"].str.contains("A0").all()


def test_a_loaded_chain_does_not_pass_for_the_ladders_prices():
    """The badge says modelled, and its sheet says why."""
    app = opened(m="chain")
    app.file_uploader(key="chain_0").upload("chain.csv", chains.cboe_csv().encode(), "text/csv").run()
    assert not app.exception
    assert any("one moment" in one.value for one in app.markdown) or len(app.error) == 1
    assert not any("**Quoted.**" in one.value for one in app.markdown)


def test_the_core_is_never_traded():
    """Its turnover is zero for steward and promoter alike."""
    table = opened(lad_tab="Steward and promoter").dataframe[0].value
    assert set(table.loc["Turnover of the core"]) == {"0%"}


def test_a_ruined_ladder_tells_no_yearly_result():
    """Nothing is earned back after the end: headline, number and title say that all is lost, and when."""
    app = opened(lad_rules="Promoter")
    assert headline(app).startswith("Lost all of $")
    assert app.metric[0].value == "all lost"
    assert charts(app)["lad_running"]["title"].startswith("All capital was lost by ")


def test_the_table_of_rule_sets_tells_no_yearly_result_of_a_ruined_one():
    """The promoter's is "all lost", the steward's a share."""
    table = opened(lad_rules="Promoter", lad_tab="Steward and promoter").dataframe[0].value
    told = table[[one.startswith("Result (%") for one in table.index]].iloc[0]
    assert (told == "all lost").sum() == 1
    assert told.str.endswith("%").sum() == len(told) - 1
