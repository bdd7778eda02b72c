"""Start, Stress and Claims by the front door: each control at its ends, tabs, links, and what goes wrong."""

from datetime import date

import pandas as pd
import pytest

from overlay.claims import every as claims
from overlay.options.scenarios import EPISODES, GAP
from overlay.stress.overlaid import Laying
from overlay.stress.simulation import VARIANTS
from tests import visitor
from tests.charts import keys
from tests.ends import assert_each_end_counts
from tests.facts import facts
from tests.sizes import crossed, some
from tests.visitor import front_door, headline, opened
from views.claims import panels as claims_views
from views.controls.kinds import Choice, Slider
from views.look import format as fmt
from views.stress import controls as stress_controls
from views.whole_book import controls as overlaid_controls

PAGES = ("", "stress", "claims")
SHARED = [one for one in vars(overlaid_controls).values() if isinstance(one, Slider)]
SLIDERS = [one for one in vars(stress_controls).values() if isinstance(one, Slider)]
CHOICES = [(one, option) for one in vars(stress_controls).values() if isinstance(one, Choice) for option in one.options]
OWN = {"st_scenario": stress_controls.OWN}
NEEDS = {
    "st_move": OWN,
    "st_vix": OWN,
    "st_days": OWN,
    "st_horizon": {"st_details": "Distribution"},
    "st_loss": {"st_details": "Distribution"},
    "st_premium": {"st_details": "Distribution", "st_source": "A stated model"},
    "st_source": {"st_details": "Distribution"},
    "st_paths": {"st_details": "Distribution"},
}
BOOKS = ("One name at 60%", "Five names", "Twenty names", "Index fund")


def metrics(app):
    """Values by label."""
    return {one.label: one.value for one in app.metric}


def test_the_bare_address_opens_start():
    """With the sample book, at the first visit."""
    app = front_door().run()
    assert app.title[0].value == "Overlay Explorer"
    assert "of one stock's own risk" in headline(app)


def test_start_shows_the_numbers_of_its_facts():
    """Volatility, the worst day, the gap, the crash, all layers."""
    app, found = opened("", start_details="Eight numbers"), facts()
    shown = metrics(app)
    assert shown["Volatility a year"] == fmt.percent(found.volatility[1])
    assert shown["Worst day on record"] == fmt.dollars(found.past.together[found.past.stocks.argmin()], plus=True)
    assert shown["30% gap in AAPL"] == fmt.percent(found.gap().coverage)
    assert shown["All layers lose"] == fmt.dollars(-found.overlaid.losses.sum(), plus=True)
    assert shown["Income a year"] == fmt.dollars(found.income_before_tax - found.income_tax, plus=True)
    assert len(shown) == 8 + 3


def test_each_number_of_start_leads_to_a_page():
    """Eight links, to pages that there are."""
    pages = [one.proto.page for one in opened("", start_details="Eight numbers").get("page_link")]
    eight = [one for one in pages if one not in ("data", "learn", "claims")]
    assert len(eight) == 8 + 1  # a door leads to Taxes too
    assert set(eight) <= {"portfolio", "taxes", "condor", "vix_hedge", "ladder", "stress", "signals"}


def test_start_has_three_doors():
    """Each to the first page of its group in the menu, also where the numbers fail."""
    for app in (opened(""), opened("", day="1990-03-01")):
        assert [one.proto.page for one in app.get("page_link") if one.proto.page != "data"] == [
            "learn",
            "taxes",
            "claims",
        ]


def test_start_shows_all_ten_measurements():
    """In their part."""
    app = opened("", start_details="The ten measurements")
    assert app.dataframe[0].value["Measurement"].nunique() == 10


@pytest.mark.parametrize(
    ("page", "slider"), some(crossed(PAGES, SHARED, rounds=2), 3), ids=lambda one: getattr(one, "key", one)
)
def test_each_shared_slider_counts_at_its_ends(page, slider):
    """On all three pages."""
    assert_each_end_counts(opened(page), slider)


@pytest.mark.parametrize(("page", "book"), some(crossed(PAGES, BOOKS), 2))
def test_each_book_can_be_asked_by_link(page, book):
    """Without a warning or an error."""
    app = opened(page, book=book)
    assert not app.error
    assert headline(app)


@pytest.mark.parametrize(("page", "day"), crossed(PAGES, ["1991-02-01", "2008-11-20", "2017-12-29", "2022-12-28"]))
def test_each_page_opens_on_odd_days(page, day):
    """Early, in a panic, in a calm, at the end."""
    assert headline(opened(page, day=day))


@pytest.mark.parametrize(("page", "query"), [("", {}), ("claims", {}), ("stress", {"st_details": "Distribution"})])
def test_a_day_too_early_is_explained(page, query):
    """Two months of history measure nothing and fill no pool."""
    app = opened(page, day="1990-03-01", **query)
    assert app.error


@pytest.mark.parametrize("page", PAGES)
def test_nothing_laid_is_no_error(page):
    """No layer, no call."""
    assert headline(opened(page, ov_layers="0", ov_units="0"))


def test_start_without_an_overlay_changes_nothing():
    """Before equals after, and zero is removed."""
    app = opened("", ov_layers="0", ov_units="0", start_details="Eight numbers")
    assert headline(app) == "There is no overlay: it removes none of one stock's own risk, and it costs nothing."
    tile = next(
        one.value for one in app.caption if "with the overlay; " in one.value and one.value.endswith("% without")
    )
    assert metrics(app)["Volatility a year"] in tile


@pytest.mark.parametrize("slider", some(SLIDERS, 2), ids=lambda one: one.key)
def test_each_slider_of_stress_counts_at_its_ends(slider):
    """Numbers at both, others at each, and the first ones again at the default."""
    assert_each_end_counts(opened("stress", **NEEDS[slider.key]), slider)


@pytest.mark.parametrize(("choice", "option"), some(CHOICES, 5), ids=lambda one: getattr(one, "key", one))
def test_each_choice_of_stress_can_be_asked_by_link(choice, option):
    """Without a warning or an error."""
    app = opened("stress", **NEEDS.get(choice.key, {}), **{choice.key: option})
    assert not app.warning
    assert not app.error


def test_stress_shows_the_scenario_it_was_asked_for():
    """The numbers are the parts of the portfolio in the published moves."""
    app, found = opened("stress", st_scenario="Oct 2008", st_details="Parts"), facts().overlaid
    parts = found.result(next(one for one in EPISODES if one.name == "Oct 2008").scenario)
    shown = metrics(app)
    assert shown["Stocks"] == fmt.dollars(parts.names.sum(), plus=True)
    assert shown["Condors"] == fmt.dollars(parts.condors.sum(), plus=True)
    assert shown["VIX calls"] == fmt.dollars(parts.hedge.sum(), plus=True)
    assert shown["Overlay"] == fmt.dollars(parts.total - parts.names.sum(), plus=True)
    assert shown["Together"] == fmt.dollars(parts.total, plus=True)


def test_a_gap_of_one_name_costs_the_name_alone():
    """60% of the book falls by 30%."""
    app, portfolio = opened("stress", st_scenario=GAP, st_details="Parts"), facts().overlaid.portfolio
    assert metrics(app)["Condors"] == fmt.dollars(0.0)
    assert f"lose {fmt.dollars(0.3 * max(one.value for one in portfolio.holdings))}" in headline(app)


def test_names_can_move_as_they_did():
    """Another loss than by beta, and their returns are told."""
    by_beta, then = (opened("stress", st_names=one) for one in ("By beta", "As they did then"))
    assert metrics(by_beta)["Stocks"] != metrics(then)["Stocks"]
    assert any("AAPL" in one.value for one in then.caption)


@pytest.mark.parametrize(
    ("part", "key"),
    [
        ("Parts", "st_pieces"),
        ("Grid", "st_grid"),
        ("Distribution", "st_spread"),
        ("Tail by name", "st_tail"),
        ("Every scenario", "st_every"),
    ],
)
def test_each_part_of_stress_draws_its_chart(part, key):
    """And only its own."""
    assert keys(opened("stress", st_details=part)) == {"st_scenarios", key}


def test_the_distribution_states_errors():
    """Every statistic of the three books."""
    app = opened("stress", st_details="Distribution", st_paths="2,000")
    table = app.dataframe[0].value
    assert list(table.columns) == list(VARIANTS)
    assert table.map(lambda one: "±" in one).all(axis=None)


@pytest.mark.long
def test_a_long_run_waits_for_its_button_and_finishes():
    """100,000 paths, once pressed."""
    app = opened("stress", st_details="Distribution", st_paths="100,000")
    assert keys(app) == {"st_scenarios"}
    app.button(key="st_go").click().run()
    assert keys(app) == {"st_scenarios", "st_spread"}
    assert not app.exception


def test_claims_shows_every_verdict_and_its_tally():
    """The headline counts what the table holds."""
    app = opened("claims")
    counts = claims.tally(claims.judged(facts()))
    assert f"{counts['holds']} of the article's {len(claims.ALL)} claims hold" in headline(app)
    assert len(app.dataframe[0].value) == len(claims.ALL)


def test_claims_can_be_filtered():
    """By verdict and by what they are about."""
    app = opened("claims", cl_verdict="Holds", cl_topic="Tax")
    expected = [
        one for one in claims.judged(facts()) if one.claim in claims.TOPICS["Tax"] and one.finding.verdict == "holds"
    ]
    assert len(app.dataframe[0].value) == len(expected)


def test_a_filter_that_nothing_passes_says_so():
    """No claim about tax is untestable here."""
    app = opened("claims", cl_verdict="Not testable here", cl_topic="Tax")
    assert any("No claim passes" in one.value for one in app.info)


@pytest.mark.parametrize("claim", some(claims.ALL[::8], 2), ids=lambda one: one.key)
def test_a_claim_can_be_linked_to(claim):
    """With its number, its bar and what would change it; every eighth of them."""
    app = opened("claims", cl_claim=claim.says)
    text = next(one.value for one in app.markdown if one.value.startswith("**The article:**"))
    assert claim.changes in text
    assert claim.says in text


def test_claims_export_unrounded_numbers(tmp_path):
    """One row a claim."""
    file = tmp_path / "claims.csv"
    file.write_bytes(claims_views.exported(claims.judged(facts())))
    table = pd.read_csv(file)
    assert list(table["claim"]) == [one.key for one in claims.ALL]
    assert table["value"].notna().sum() > 50


def test_claims_follow_the_sliders():
    """One unit of calls pays for little of the loss, twenty units for a third."""
    found = {}
    for units in ("1", "20"):
        app = opened("claims", ov_units=units, cl_claim="The hedge cuts drawdowns by 35 to 40%.")
        found[units] = next(one.value for one in app.markdown if one.value.startswith("**The article:**"))
    assert "**does not hold**" in found["1"]
    assert "**depends**" in found["20"]


@pytest.mark.parametrize("page", PAGES)
def test_a_bad_link_is_answered_with_a_sentence(page):
    """And the default is used."""
    app = opened(page, ov_cap="lots")
    assert any("Largest loss of a layer" in one.value for one in app.warning)
    assert headline(app)


def test_laying_by_default_is_the_articles():
    """What the sliders start at."""
    rule = Laying()
    shown = (rule.sigmas, rule.wing_points, rule.layers, 100.0 * rule.layer_cap, rule.units)
    defaults = (overlaid_controls.SIGMAS, overlaid_controls.WING, overlaid_controls.LAYERS, overlaid_controls.CAP)
    assert shown == (*(one.default for one in defaults), overlaid_controls.UNITS.default)


def test_the_app_opens_on_the_last_day_with_a_recorded_vix():
    """So that the first visit needs no modelled VIX."""
    assert facts().overlaid.market.as_of == date(2022, 12, 28)


def test_an_inverted_curve_tells_no_income_anywhere_on_start():
    """On 16 March 2020 the calls would seem to pay for being held: headline, number, tile and measurement all say nothing."""
    app = visitor.opened("", day="2020-03-16", start_details="The ten measurements")
    assert "the VIX curve is inverted" in visitor.headline(app)
    assert app.metric[0].value == "\N{EN DASH}"
    table = app.dataframe[0].value
    told = table[table["Number"].isin(["Overlay's income after cost and tax, a year", "Before tax"])]
    assert list(told["Value"]) == ["\N{EN DASH}", "\N{EN DASH}"]
