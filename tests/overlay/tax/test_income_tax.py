"""A whole return: 200 by Tax-Calculator, published cases, properties, and what is refused."""

import json
import math

import pytest
from hypothesis import given, strategies as st

from overlay.errors import OverlayError
from overlay.tax.income_tax import Return, cost, federal, net, niit
from overlay.tax.law import FILINGS, law
from overlay.tax.section1256 import section_1256
from tests.house import ROOT

TABLE = json.loads((ROOT / "tests" / "data" / "taxcalc_returns.json").read_text())
FIELDS = ("year", "filing", "wages", "short_term", "long_term", "qualified_dividends", "interest")
FIGURES = ("agi", "taxable_income", "regular_tax", "amt", "niit")

filings = st.sampled_from(FILINGS)
years = st.sampled_from([2025, 2026])
dollars = st.floats(0, 3e6).map(lambda amount: round(amount, 2))
signed = st.floats(-1e6, 3e6).map(lambda amount: round(amount, 2))
returns = st.fixed_dictionaries(
    {"year": years, "filing": filings, "wages": dollars, "short_term": signed, "long_term": signed,
     "qualified_dividends": dollars, "interest": dollars}
)  # fmt: skip


def single(**more):
    """A return of a single person in 2026."""
    return Return(**{"year": 2026, "filing": "single", "wages": 150_000.0} | more)


@pytest.mark.parametrize("row", TABLE["returns"], ids=lambda row: f"{row['year']}-{row['filing']}-{row['agi']:.0f}")
def test_a_random_return_is_taxed_as_tax_calculator_does(row):
    """Two hundred, to the cent; the acceptance asks for one dollar."""
    found = federal(Return(**{name: row[name] for name in FIELDS}))
    assert [getattr(found, name) for name in FIGURES] == pytest.approx([row[name] for name in FIGURES], abs=0.011)


def test_the_table_of_returns_holds_what_it_should():
    """All four statuses, both years, minimum tax, the 3.8% and losses among them."""
    rows = TABLE["returns"]
    assert (len(rows), TABLE["taxcalc"]) == (200, "6.8.0")
    assert {(row["year"], row["filing"]) for row in rows} == {(y, f) for y in (2025, 2026) for f in FILINGS}
    assert sum(row["amt"] > 0 for row in rows) >= 20
    assert sum(row["short_term"] + row["long_term"] < 0 for row in rows) >= 30


def test_a_large_sale_meets_the_minimum_tax_of_2026():
    """Single, 150,000 wages, 800,000 long-term gain: 14,266 of minimum tax, 28,500 of the 3.8%."""
    found = federal(single(long_term=800_000.0))
    assert (found.regular_tax, found.amt, found.niit, found.total) == (164_154.0, 14_266.0, 28_500.0, 206_920.0)


def test_gains_in_the_bottom_bracket_are_free():
    """60,000 of long-term gain and nothing else."""
    assert federal(single(wages=0.0, long_term=60_000.0)).total == 0.0


@pytest.mark.parametrize(("year", "wages", "sixty_forty", "short"), [
    (2025, 150_000, 1860, 2400), (2026, 150_000, 1860, 2400), (2025, 700_000, 3060, 4080), (2026, 700_000, 3060, 4080),
])  # fmt: skip
def test_an_overlay_gain_costs_less_than_the_article_says(year, wages, sixty_forty, short):
    """Ten thousand dollars, 60/40 against all short-term."""
    base = Return(year=year, filing="single", wages=wages)
    split = section_1256(10_000.0)
    mixed = Return(year=year, filing="single", wages=wages, short_term=split.short_term, long_term=split.long_term)
    assert cost(base, mixed) == sixty_forty
    assert cost(base, Return(year=year, filing="single", wages=wages, short_term=10_000.0)) == short


def test_case_c28_the_top_rate_on_ten_million():
    """A long-term gain of 10,000,000 on top of high wages costs 23.8%; minimum tax adds nothing there in 2025."""
    base = Return(year=2025, filing="single", wages=2_000_000.0)
    assert cost(base, Return(year=2025, filing="single", wages=2_000_000.0, long_term=1e7)) == pytest.approx(2_380_000)


@given(returns, st.sampled_from(["wages", "short_term", "long_term", "qualified_dividends", "interest"]), dollars)
def test_tax_never_falls_when_income_rises(asked, kind, more):
    """Within one character, to the cents of rounding."""
    raised = asked | {kind: asked[kind] + more}
    assert federal(Return(**raised)).total >= federal(Return(**asked)).total - 0.03


@given(returns)
def test_tax_is_never_negative_nor_more_than_income(asked):
    """Each part of it."""
    found = federal(Return(**asked))
    assert min(found.regular_tax, found.amt, found.niit) >= 0.0
    assert found.total <= 0.45 * max(found.agi, 0.0) + 0.03


@given(returns)
def test_a_long_term_gain_costs_no_more_than_a_short_one(asked):
    """The same dollars, either way."""
    gain = abs(asked["long_term"])
    long_term = Return(**asked | {"short_term": 0.0, "long_term": gain})
    assert federal(long_term).total <= federal(Return(**asked | {"short_term": gain, "long_term": 0.0})).total + 0.03


@given(signed, signed, filings)
def test_carryforwards_conserve_losses(short, long, filing):
    """What is deducted and what is carried on make the net loss; a gain carries nothing."""
    found = net(short, long, filing)
    assert found.deduction + found.carry_short + found.carry_long == pytest.approx(max(0.0, -(short + long)), abs=1e-6)
    assert 0.0 <= found.deduction <= (1500 if filing == "mfs" else 3000)


@given(signed, signed, filings, st.floats(-50_000, 5_000))
def test_what_cannot_be_used_stays_in_the_carryover(short, long, filing, usable):
    """With too little taxable income, 1212(b)(2) keeps the rest."""
    found = net(short, long, filing, usable=usable)
    used = min(found.deduction, max(0.0, usable))
    assert used + found.carry_short + found.carry_long == pytest.approx(max(0.0, -(short + long)), abs=1e-6)


@pytest.mark.parametrize(("short", "long", "kept"), [
    (-15_500, 7_100, (3000, 5400, 0)), (-6000, -1000, (3000, 3000, 1000)), (4000, -9000, (3000, 0, 2000)),
    (-12_000, -18_000, (3000, 9000, 18_000)), (5000, -1000, (0, 0, 0)),
])  # fmt: skip
def test_losses_net_in_the_order_of_the_statute(short, long, kept):
    """Short-term losses are used first."""
    found = net(short, long, "single")
    assert (found.deduction, found.carry_short, found.carry_long) == kept


def test_the_investment_tax_counts_gains_within_income():
    """270,000 with 90,000 of it: 3.8% of 70,000."""
    assert niit(270_000, 90_000, "single") == 2660.0


@pytest.mark.parametrize("wrong", [
    {"year": 2024}, {"year": 1913}, {"year": 2101}, {"filing": "married"}, {"filing": ""}, {"wages": -1.0},
    {"wages": math.nan}, {"wages": math.inf}, {"qualified_dividends": -0.01}, {"interest": -5.0},
    {"short_term": math.nan}, {"long_term": math.inf},
])  # fmt: skip
def test_an_impossible_return_gets_a_sentence(wrong):
    """A wrong year, status, negative wages, numbers that are none."""
    with pytest.raises(OverlayError, match=r"(use|enter)"):
        single(**wrong)


def test_a_number_that_is_none_cannot_be_netted():
    """NaN in, a sentence out."""
    with pytest.raises(OverlayError, match="enter a number"):
        net(math.nan, 0.0, "single")


@pytest.mark.parametrize("filing", FILINGS)
def test_years_beyond_the_file_get_the_last_law(filing):
    """2030 is taxed as 2026, and says so."""
    later, last = law(2030, filing), law(2026, filing)
    assert (later.held_flat, last.held_flat) == (True, False)
    assert later.ordinary_tops == last.ordinary_tops
    assert federal(single(filing=filing, year=2030)) == federal(single(filing=filing))


def test_a_return_can_be_typed_in_one_line():
    """Year, status and wages by position."""
    assert federal(Return(2026, "single", 150_000.0)) == federal(Return(year=2026, filing="single", wages=150_000.0))
