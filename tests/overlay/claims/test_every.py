"""Claims: every verdict is computed, and flips when the book or the market changes the fact."""

from dataclasses import fields, replace
from datetime import date
from functools import cache
from math import isfinite, nan

import numpy as np
import pandas as pd
import pytest

from overlay.book.holdings import INDEX_FUND, Holding, Portfolio
from overlay.book.lots import Lot
from overlay.claims import every
from overlay.claims.verdicts import NOT_TESTABLE, at_least, at_most, beyond_error
from overlay.options.contracts import ON_OWN_LEVEL
from overlay.stress.overlaid import Laying
from tests.facts import facts, history

BOOKS = ("One name at 60%", "Five names", "Twenty names", "Index fund")
CALM, USUAL = date(2017, 12, 29), date(2019, 1, 3)


@cache
def about(*arguments, **changes):
    """Facts, worked out once."""
    return facts(*arguments, **changes)


def verdict(key, found):
    """The verdict on one claim."""
    return next(one for one in every.ALL if one.key == key).judge(found).verdict


def value(key, found):
    """The number of one claim."""
    return next(one for one in every.ALL if one.key == key).judge(found).value


def lots(symbol, price, shares, basis):
    """A holding of one lot, bought long ago."""
    lot = Lot(symbol=symbol, shares=shares, basis=basis, acquired=date(2010, 1, 4))
    return Holding(symbol=symbol, price=price, lots=(lot,))


def test_at_least_fifty_sentences_are_tested():
    """Thirty were asked for."""
    assert len(every.ALL) >= 50


def test_every_claim_has_its_own_key():
    """Links and exports name claims by it."""
    assert len({one.key for one in every.ALL}) == len(every.ALL)


@pytest.mark.parametrize("claim", every.ALL, ids=lambda one: one.key)
def test_a_claim_says_what_it_is_about(claim):
    """In our words, with the number, the bars, what would change it, and a source."""
    assert all((claim.says, claim.number, claim.bar, claim.changes, claim.source))
    assert claim.says.endswith(".")
    assert claim.part in {f"P{number}" for number in range(1, 35)}


@pytest.mark.parametrize("name", BOOKS)
def test_a_sample_book_gets_a_verdict_on_every_claim(name):
    """With a number behind it, unless there is nothing to measure."""
    for claim, finding in every.judged(about(name)):
        assert finding.verdict in every.VERDICTS, claim.key
        assert isfinite(finding.value) or finding.words, claim.key


def test_three_sample_books_differ_on_five_claims_at_least():
    """The same market, three books: one name, twenty names, mostly the index."""
    found = [every.judged(about(name)) for name in (BOOKS[0], BOOKS[2], BOOKS[3])]
    differing = [
        one[0].claim.key for one in zip(*found, strict=True) if len({each.finding.verdict for each in one}) > 1
    ]
    assert len(differing) >= 5


def test_the_tally_counts_every_claim():
    """Once."""
    assert sum(every.tally(every.judged(about())).values()) == len(every.ALL)


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        ("reach", {"name": "One name at 60%", "day": CALM}, {"name": "Index fund", "day": CALM}),
        ("gap_paid", {"name": "One name at 60%"}, {"name": "Twenty names"}),
        ("independent", {"name": "One name at 60%"}, {"name": "Twenty names"}),
        ("steady_beta", {"day": CALM}, {}),
        ("no_straddle", {"name": "One name at 60%"}, {"name": "Index fund"}),
        ("placed", {}, {"laying": Laying(sigmas=1.2)}),
        ("ninety", {"day": CALM}, {"day": CALM, "laying": Laying(sigmas=1.0, wing_points=25.0)}),
        ("quoted_odds", {}, {"day": CALM}),
        ("edge", {}, {"day": CALM}),
        ("theta_pays", {}, {"day": CALM}),
        ("capped", {}, {"laying": Laying(layers=1)}),
        ("whole_contract", {}, {"laying": Laying(layer_cap=0.001)}),
        ("friction", {}, {"laying": Laying(sigmas=1.0, wing_points=100.0)}),
        ("no_call", {}, {"cash": 200_000.0}),
        ("liquid", {}, {"cash": 200_000.0}),
        ("hedge_cost", {}, {"laying": Laying(units=5.0)}),
        ("cuts_losses", {}, {"laying": Laying(units=20.0)}),
        ("covers_condors", {}, {"laying": Laying(units=5.0)}),
        ("fast_shock", {}, {"laying": Laying(units=20.0)}),
        ("unit_price", {}, {"day": CALM}),
        ("paid_by_condors", {}, {"day": CALM}),
        ("volatility", {}, {"laying": Laying(layers=0, units=10.0)}),
        ("overlay", {}, {"day": CALM}),
        ("hurdle", {}, {"day": CALM}),
    ],
)  # fmt: skip
def test_a_verdict_flips_with_the_book_or_the_market(key, one, other):
    """The same claim, another fact."""
    assert verdict(key, about(**one)) != verdict(key, about(**other))


def test_a_book_that_is_the_index_leaves_little_of_its_own():
    """All in the index fund: every hedge of the index reaches all of it, and there is no name to gap."""
    level = history().index.asof(history().last_recorded.isoformat()) / 10.0
    fund = Portfolio(holdings=(lots(INDEX_FUND, level, 4_000.0, 50.0),))
    found = about(portfolio=fund)
    assert verdict("reach", found) == "holds"
    assert verdict("gap_paid", found) == "not testable here"


def test_an_index_fund_at_a_loss_may_be_washed():
    """At a gain it cannot."""
    dear = Portfolio(holdings=(lots(INDEX_FUND, 244.0, 4_000.0, 300.0),))
    cheap = Portfolio(holdings=(lots(INDEX_FUND, 244.0, 4_000.0, 100.0),))
    assert verdict("no_wash_sale", about(portfolio=dear)) == "depends"
    assert verdict("no_wash_sale", about(portfolio=cheap)) == "holds"


def test_lots_without_a_gain_have_nothing_to_put_off():
    """The tax that is left alone is none."""
    flat = Portfolio(holdings=(lots("AAPL", 40.0, 20_000.0, 60.0),))
    assert verdict("lots_alone", about(portfolio=flat)) == "depends"
    assert verdict("lots_alone", about()) == "holds"


def test_without_an_overlay_nothing_is_removed():
    """And nothing about condors can be tested."""
    naked = about(laying=Laying(layers=0, units=0.0))
    assert value("single_name", naked) == 0.0
    assert value("volatility", naked) == 0.0
    assert verdict("edge", naked) == "not testable here"
    assert verdict("hedge_cost", naked) == "not testable here"


INVERTED = date(2020, 3, 16)  # the VIX closed at 82.69, and its futures far below


@pytest.mark.parametrize("day", [INVERTED, date(2002, 7, 25)])
@pytest.mark.parametrize("key", ["hedge_cost", "paid_by_condors", "overlay", "hurdle"])
def test_an_inverted_vix_curve_leaves_what_the_hedge_costs_unknown(key, day):
    """Held still for a year it would pay for the calls, in 2002 for those of the near layer alone: no claim may rest on that."""
    found = next(one for one in every.ALL if one.key == key).judge(about(day=day))
    assert found.verdict == "not testable here"
    assert found.words == "not known: the VIX curve is inverted"


def test_condors_alone_have_an_income_on_an_inverted_vix_curve_too():
    """It is the calls that nobody can cost."""
    assert verdict("overlay", about(day=INVERTED, laying=Laying(units=0.0))) != "not testable here"


def test_index_options_remove_about_no_single_name_risk():
    """On every sample book of names: what two years measure is small, or within three errors of none (P1)."""
    for name in set(BOOKS) - {"Index fund"}:
        found = about(name)
        assert abs(value("single_name", found)) < max(0.05, 3.0 * found.own_risk_error), name


def test_income_is_that_of_condors_in_proportion_to_todays():
    """A chain of SPY or of XSP, a tenth of the index, walks the same condors; widths in points are another matter."""
    found = about()
    market = found.overlaid.market
    tenth = replace(market, spot=market.spot / 10.0, contract=ON_OWN_LEVEL["SPY"])
    small = replace(found, overlaid=replace(found.overlaid, condors=(), market=tenth))
    assert small.own_ladder == found.own_ladder
    assert replace(found, widths_follow=False).own_ladder != found.own_ladder


def test_an_index_fund_has_no_single_name_risk_to_remove():
    """Its part beyond the index is rounding, which must not be divided by."""
    found = about("Index fund")
    assert np.isnan(found.own_risk_removed)
    assert np.isnan(found.own_risk_error)
    claim = next(one for one in every.ALL if one.key == "single_name")
    assert claim.judge(found).verdict == "not testable here"


def test_the_vix_clause_never_adds():
    """0.94% a day is a VIX of 14.9 (C24), so no day lies above 16 and below it."""
    assert value("second_clause", about()) == 0.0


def test_section_1256_is_below_ordinary_income():
    """40% as ordinary, 60% long-term."""
    assert value("ordinary", about()) < 0.9


def test_dear_readings_of_one_recipe_cost_many_times_the_cheap_ones():
    """Six meanings of 4/4/2."""
    assert value("one_recipe", about()) > 2.0


def test_a_path_that_the_history_does_not_hold_is_not_tested():
    """2022 is missing from a history that ends in 2019."""
    past = history()
    rows = past.days <= "2019-06-28"
    short = replace(
        past, **{one.name: series.loc[rows] for one in fields(past)
                 if isinstance(series := getattr(past, one.name), (pd.Series, pd.DataFrame))}
    )  # fmt: skip
    assert verdict("slow_bear", about(day=USUAL, past=short)) == "not testable here"


def test_bars_grade_a_number():
    """Above, between, below, unknown."""
    assert [at_least(one, 2.0, 1.0).verdict for one in (2.0, 1.0, 0.9)] == ["holds", "depends", "does not hold"]
    assert [at_most(one, 1.0, 2.0).verdict for one in (1.0, 2.0, 2.1)] == ["holds", "depends", "does not hold"]
    assert [beyond_error(one, 1.0).verdict for one in (2.1, -2.0, -2.1)] == ["holds", "depends", "does not hold"]
    assert at_least(nan, 1.0, 0.0) is at_most(nan, 1.0, 2.0) is beyond_error(nan, 1.0) is NOT_TESTABLE


def test_a_verdict_does_not_read_the_future():
    """What the market brought after its day changes no claim but those that replay a named episode or year."""
    past = history()
    cut = past.days > "2019-01-03"
    changed = replace(
        past,
        index=past.index * (1.0 + 0.3 * cut),
        closes=past.closes.mul(1.0 + 0.5 * cut, axis=0),
        vix=(past.vix * (1.0 + 0.2 * cut)).clip(upper=150.0),
    )
    replayed = {"slow_bear", "calm_year"}
    after = {one.claim.key: one.finding for one in every.judged(about(day=USUAL, past=changed))}
    for claim, finding in every.judged(about(day=USUAL)):
        if claim.key not in replayed and isfinite(finding.value):
            assert after[claim.key].value == pytest.approx(finding.value, rel=1e-9, abs=1e-12), claim.key
            assert after[claim.key].error == pytest.approx(finding.error, rel=1e-6, abs=1e-12), claim.key
