"""The VIX hedge page by the front door: each control at its ends, parts, links, files, and what goes wrong."""

import json
import re
from datetime import date
from functools import partial

import pytest

from overlay.data import bundled
from overlay.hedge.plan import Plan, Wanted
from overlay.options.market import from_history
from overlay.options.scenarios import Scenario
from overlay.units import VOL_POINT
from overlay.vix import market as vix_options
from tests import oracles, visitor
from tests.charts import drawn, keys
from tests.ends import assert_each_end_counts
from tests.overlay.data.files.test_settlements import FILE
from tests.sizes import crossed, some
from tests.visitor import headline
from views.controls.kinds import Choice, Slider
from views.frame.headline import LONGEST
from views.hedge import controls
from views.look import format as fmt

SLIDERS = [one for one in vars(controls).values() if isinstance(one, Slider)]
CHOICES = [(one, option) for one in vars(controls).values() if type(one) is Choice for option in one.options]
NEEDS = {
    "vix_index": {"vix_details": "With condors"},
    "vix_percent": {"vix_way": "Percent"},
    "vix_delta": {"vix_way": "Delta"},
    "vix_sleeve": {"vix_details": "Second engine"},
    "vix_borrowed": {"vix_details": "Second engine"},
    "vix_borrow_rate": {"vix_details": "Second engine"},
    "vix_path": {"vix_details": "Paths"},
    "vix_rule": {"vix_details": "Paths"},
}
PARTS = {
    "Cost": None,
    "Paths": "vix_path_chart",
    "Rules": "vix_rules",
    "With condors": "vix_matrix",
    "Frontier": "vix_frontier",
    "Greeks": None,
    "Calls": None,
    "Second engine": "vix_company",
    "Futures curve": "vix_curve",
}
#: markets and sizes at which the headline is longest, or of another kind
ODD = {
    "a jump at the largest sizes": dict.fromkeys(("vix_near", "vix_middle", "vix_far"), "40")
    | {"vix_condors": "50", "vix_shock": "60", "vix_days": "120"},
    "a large account in a panic": {"vix_near": "40", "vix_condors": "50", "vix_shock": "60", "day": "2008-11-20"},
    "a fall cut short": {"vix_shock": "-10", "vix_days": "97", "day": "2017-11-03"},
    "calls at the future": {"vix_out": "0", "vix_near": "40", "vix_condors": "50", "day": "2020-03-16"},
    "no shock": {"vix_shock": "0"},
    "no calls": {"vix_near": "0", "vix_middle": "0", "vix_far": "0"},
    "typed levels": {
        "m": "typed",
        "spot": "99999",
        "vix": "99",
        "day": "2026-11-25",
        "vix_near": "40",
        "vix_condors": "50",
    },
}

opened = partial(visitor.opened, "vix_hedge")


def expected(day=None, **wanted):
    """The plan that overlay gives for the same question."""
    history = bundled.history()
    day = day or history.last_recorded
    return Plan(wanted=Wanted(**wanted), market=from_history(history, day), vix=vix_options.from_history(history, day))


def metrics(app):
    """The value of each metric by its label."""
    return {one.label: one.value for one in app.metric}


def sheet(app):
    """The texts of the page that are markdown, those of the badge's sheet among them."""
    return " ".join(one.value for one in app.markdown)


def assert_shows(app, plan):
    """Headline and numbers are those of this plan."""
    gain, net = float(plan.gains.sum()), plan.net_dollars
    assert headline(app).startswith(f"Costs {fmt.dollars(net)} a year")
    assert fmt.dollars(abs(gain)) in headline(app)
    assert metrics(app) == {
        "Net cost": fmt.dollars(net),
        "At risk": fmt.dollars(plan.premium_dollars),
        "In a shock": fmt.dollars(gain, plus=True),
    }


def test_the_first_visit_shows_the_articles_hedge():
    """4/4/2 for ten condors, 5 points out, a jump of 20: three numbers, one picture, and nothing of "More"."""
    app = opened()
    assert_shows(app, expected())
    assert keys(app) == {"vix_payoff"}
    assert not app.dataframe


@pytest.mark.parametrize("odd", some(ODD, 4))
def test_the_headline_has_at_most_two_sentences_and_140_characters(odd):
    """In a panic, in a calm, and at the largest sizes."""
    text = headline(opened(**ODD[odd]))
    assert 0 < len(text) <= LONGEST
    assert len(re.findall(r"[.!?](?= |$)", text)) <= 2


@pytest.mark.parametrize(("capital", "said"), [("50000", "▽"), ("2000000", "◇ within budget")])
def test_the_headline_compares_the_cost_with_the_budget(capital, said):
    """Over 1.5% of $50,000 by the excess in dollars, within that of two million; never "to spare"."""
    text, plan = headline(opened(vix_capital=capital)), expected(capital_dollars=float(capital))
    over = plan.net_dollars - 0.015 * float(capital)
    assert (f"▽ {fmt.dollars(over)} over budget" if over > 0.0 else said) in text
    assert said in text


def test_the_shares_of_capital_and_of_credit_stand_under_cost():
    """With the sentence that compares them with the article's 1 to 2%."""
    app, plan = opened(vix_details="Cost"), expected()
    shown = metrics(app)
    assert shown["Share of capital a year"] == fmt.percent(plan.net_dollars / 250_000.0)
    assert shown["Share of condor credit"] == fmt.percent(plan.net_dollars / plan.yearly_credit_dollars)


@pytest.mark.parametrize("slider", some(SLIDERS, 4), ids=lambda one: one.key)
def test_each_slider_counts_at_its_ends(slider):
    """Numbers at both, others at each, and the first ones again at the default."""
    assert_each_end_counts(opened(**NEEDS.get(slider.key, {})), slider)


@pytest.mark.parametrize(("choice", "option"), some(CHOICES, 5), ids=lambda one: getattr(one, "key", one))
def test_each_choice_can_be_asked_by_link(choice, option):
    """Without a warning or an error."""
    app = opened(**NEEDS.get(choice.key, {}), **{choice.key: option})
    assert not app.warning
    assert not app.error
    assert headline(app)


@pytest.mark.parametrize("part", some(PARTS, 4))
def test_each_part_opens_and_draws_its_chart(part):
    """And only its own."""
    assert keys(opened(vix_details=part)) == {"vix_payoff"} | ({PARTS[part]} - {None})


@pytest.mark.parametrize("day", ["2008-11-20", "2002-07-25"])
def test_a_panic_has_no_yearly_cost_to_state(day):
    """With the VIX far above its futures a market standing still would pay for the calls, if only for those of one layer."""
    app = opened(day=day, vix_details="Cost")
    assert "◇ the yearly cost is not known" in headline(app)
    assert "within your budget" not in sheet(app)
    assert "the VIX does not stay so high" in sheet(app)
    assert any("the VIX does not stay so high" in one.value for one in app.caption)
    assert [one.value for one in app.metric if one.value == "not known"] == ["not known"] * 3
    assert list(app.dataframe[0].value["Net cost a year"])[0::3] == ["\N{EN DASH}"] * 2  # the near layer, and all


def test_the_frontier_leaves_out_strikes_whose_cost_is_not_known():
    """Near the money an inverted curve pays in a still market; further out it does not."""
    table = json.loads(drawn(opened(day="2002-07-25", vix_details="Frontier"), "vix_frontier")["table"])
    cost = [row[table["columns"].index("Net cost a year ($)")] for row in table["data"]]
    assert cost[0] is None
    assert cost[-1] > 0.0


def test_no_shock_gains_nothing_and_loses_nothing():
    """At zero points on the day itself."""
    assert "Neither gains nor loses" in headline(opened(vix_shock="0", vix_index="0"))


@pytest.mark.parametrize(("part", "day"), some(crossed(PARTS, ["2008-11-20", "1993-12-22"]), 3))
def test_each_part_opens_without_calls_and_on_odd_days(part, day):
    """Nothing bought, in a panic and in a calm."""
    app = opened(vix_details=part, vix_near="0", vix_middle="0", vix_far="0", day=day)
    assert "Buys no calls" in headline(app)
    assert not app.error


def test_a_link_restores_the_page():
    """Sizes, strike and shock come back from the address alone."""
    app = opened(
        vix_near="8", vix_middle="0", vix_far="3", vix_out="7.5", vix_shock="35", vix_index="-10", day="2017-11-03"
    )
    shock = Scenario(vol_shift=35.0 * VOL_POINT, days=0, index_return=-0.10)
    rule = controls.StrikeRule(by="points_above", amount=7.5)
    assert_shows(app, expected(date(2017, 11, 3), numbers=(8.0, 0.0, 3.0), strike_rule=rule, shock=shock))


@pytest.mark.parametrize(
    ("key", "value"),
    some(
        [
            ("vix_near", "999"),
            ("vix_out", "-3"),
            ("vix_shock", "nan"),
            ("vix_roll", "never"),
            ("vix_reading", "<script>"),
            ("vix_capital", "0"),
        ],
        3,
    ),
)
def test_a_hand_edited_link_gets_one_sentence_and_the_default(key, value):
    """What was asked, what is allowed, what is used instead."""
    app = opened(**{key: value})
    assert len(app.warning) == 1
    assert_shows(app, expected())


def test_what_is_modelled_says_so():
    """The badge's sheet tells the source of futures and options, and both caveats."""
    app = opened()
    assert "Modelled VIX futures" in sheet(app)
    assert "Modelled VIX options" in sheet(app)
    assert sum("*Source: docs/vix\\_curve.md*" in one.value for one in app.markdown) == 2


def test_the_shock_is_cut_at_the_lowest_close_and_the_page_says_so():
    """The VIX of 3 November 2017 was 9.14."""
    app = opened(vix_shock="-10", day="2017-11-03")
    assert any("never closed below 9" in one.value for one in app.caption)


def test_the_family_moves_the_curve():
    """A VIX3M of 30 lifts the futures, and the page says where they come from."""
    app = opened(vix_prices="VIX family")
    before = headline(app)
    app.number_input(key="vix_vix3m").set_value(30.0).run()
    assert not app.exception
    assert headline(app) != before
    assert "30- to 93-day forward" in sheet(app)


def test_an_uploaded_table_of_settlements_is_used():
    """The futures are facts then: the badge's sheet does not call them modelled."""
    app = opened(vix_prices="Settlements")
    app.file_uploader(key="vix_settlements").upload("curve.csv", FILE.encode(), "text/csv").run()
    assert not app.exception
    assert not app.error
    assert "VIX futures from your file" in sheet(app)
    assert "Modelled VIX futures" not in sheet(app)
    assert any(one.value.startswith("- Line 5: ") and "- Line 6: " in one.value for one in app.markdown)


@pytest.mark.parametrize(("choice", "key"), [("Settlements", "vix_settlements"), ("VIX chain", "vix_chain")])
def test_a_file_that_is_no_such_thing_gets_a_sentence(choice, key):
    """And modelled prices stay."""
    app = opened(vix_prices=choice)
    app.file_uploader(key=key).upload("odd.csv", b"a,b\n1,2\n", "text/csv").run()
    assert not app.exception
    assert "Modelled prices are used." in app.error[0].value
    assert_shows(app, expected())


def test_an_uploaded_chain_prices_the_calls():
    """Neither futures nor options are called modelled then."""
    path = oracles.SHARED / "data" / "chains" / "cboe_vix_2023-05-15_1147.csv"
    if not path.is_file():
        pytest.skip(oracles.NO_SHARED)
    app = opened(vix_prices="VIX chain")
    app.file_uploader(key="vix_chain").upload(path.name, path.read_bytes(), "text/csv").run()
    assert not app.exception
    assert not app.error
    assert "Quoted VIX options" in sheet(app)
    assert "Modelled VIX" not in sheet(app)


def test_the_verdict_says_what_capital_would_carry_the_hedge():
    """Over the budget of 1.5% on $50,000, within it on two million."""
    assert "over your budget" in sheet(opened(vix_capital="50000", vix_details="Cost"))
    assert "within your budget" in sheet(opened(vix_capital="2000000", vix_details="Cost"))
