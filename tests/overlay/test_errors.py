"""Rules that check themselves: every class of rules refuses unknown words and absurd numbers in a sentence."""

import importlib
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest

from overlay import errors as checks
from overlay.backtest.engine import Conduct
from overlay.condor.placement import Shape
from overlay.condor.scan import Limits
from overlay.errors import OverlayError
from overlay.hedge import calls, readings, replays
from overlay.hedge.activation import ACTIVATIONS, MONETISE
from overlay.hedge.plan import Wanted
from overlay.hedge.second_sleeve import Sleeve
from overlay.history import events
from overlay.ladder.layers import Terms
from overlay.ladder.liquidity import Means, Needs
from overlay.options.contracts import SPX
from overlay.options.costs import Costs
from overlay.options.scenarios import Scenario
from overlay.rules import rule_set
from overlay.rules.presets import ARTICLE, G1, PRESETS, VIX_SCALES
from overlay.rules.rule_set import EVENT_KINDS, NEVER, ExitRule, Placement, RollRule, StrikeRule
from overlay.stress.overlaid import Laying
from overlay.stress.paths import Model, VixLink
from overlay.tax.deferral import Deferred
from overlay.tax.sell_or_hold import Outlook, StockBasis
from overlay.tax.wash import Purchase
from overlay.tax.yearly import Rates
from overlay.vix.curve import VixCurve
from overlay.vix.market import modelled
from tests.house import files, name

NAN, INF = float("nan"), float("inf")
DELTA = Placement(by="delta", target=0.16, wing_points=50.0, tilt=0.0)
CREDIT = Placement(by="credit", target=1.0, wing_points=50.0, tilt=0.0)
LINK = VixLink(0.1, 3.0, -4.0, 0.05)
MODEL = Model(
    vol=0.2, drift=0.0, betas=np.ones(1), residual_vols=np.full(1, 0.3), weights=np.ones(1), link=LINK
)  # fmt: skip
HELD = Deferred(value=1e6, basis=2e5, rate=0.238, growth=0.07, years=10.0)
STOCK = StockBasis(long_value=1e6, long_basis=2e5)
BUYING = Purchase(day=replays.PATHS[0].first, shares=1.0, cost=1.0)
NEEDS = Needs(open_loss_dollars=1.0, posted_dollars=1.0, next_roll_dollars=1.0, stressed_margin_dollars=1.0)

#: a good rule, one of its fields, and values that it must refuse
BAD = [
    (ARTICLE.tiers[0], "credit_points", (NAN, 0.0, -1.0, 11.0, "0.7")),
    (ARTICLE.tiers[0], "width_points", (NAN, INF, 0.0, -10.0)),
    (G1[0], "top", (NAN, -1.0, 0.0)),
    (G1[0], "size", (NAN, INF, -0.5, 2.5)),
    (G1[0], "includes_top", ("yes", 1, None)),
    (G1[0], "rolls", ("no", 0)),
    (ARTICLE.placement, "by", ("sigma", "Delta", "", None, 1)),
    (ARTICLE.placement, "target", (NAN, INF, 0.0, -1.5, 50.0)),
    (DELTA, "target", (0.0, 0.5, 16.0)),
    (CREDIT, "target", (0.0, 51.0)),
    (ARTICLE.placement, "wing_points", (NAN, INF, 0.0, -50.0)),
    (ARTICLE.placement, "tilt", (NAN, 3.0, 1.0, -1.0)),
    (ARTICLE.sizing, "layer_cap", (NAN, INF, -0.01, 2.5)),
    (ARTICLE.sizing, "aggregate_cap", (NAN, -1.0, 0.01)),
    (StrikeRule(by="points_above", amount=5.0), "by", ("Points", "percent")),
    (StrikeRule(by="points_above", amount=5.0), "amount", (NAN, INF, 500.0, -50.0)),
    (StrikeRule(by="share_above", amount=0.25), "amount", (25.0, -0.9)),
    (StrikeRule(by="delta", amount=0.3), "amount", (0.0, 1.0, 30.0)),
    (ARTICLE.hedge.layers[0], "tenor_days", (NAN, 0, -30, 30.5, 1000)),
    (ARTICLE.hedge.layers[0], "contracts_per_ten", (NAN, -4, 0.5)),
    (ARTICLE.hedge, "weights", ((), ((20.0, 1.0),), ((NEVER, -1.0),), ((NEVER, NAN),), ((20.0, 1.0), (15.0, 1.0), (NEVER, 1.0)))),
    (ARTICLE.hedge, "target_ratio", (NAN, -0.1, 50.0)),
    (ARTICLE.events, "kinds", (("FOMC", "NFP"), ("fomc",))),
    (ARTICLE.events, "days_before", (NAN, -1, 1.5)),
    (ARTICLE.events, "size", (NAN, -0.5, 2.0)),
    (ARTICLE.rsi, "low", (NAN, -1.0, 80.0)),
    (ARTICLE.rsi, "high", (NAN, 20.0, 101.0)),
    (ARTICLE.rsi, "low_size", (NAN, -1.0, 50.0)),
    (ARTICLE.rsi, "high_size", (NAN, -1.0, 1.5)),
    (ARTICLE.rsi, "needs_breadth", ("no", 0)),
    (ARTICLE.macd, "needs", ("above", "Nothing", None)),
    (ARTICLE.breadth, "window_days", (NAN, 0, 1, 60.5)),
    (ARTICLE.breadth, "slope", (NAN, INF, -1.0)),
    (ARTICLE.breadth, "least", (NAN, -0.5, 3.0)),
    (ARTICLE.breadth, "most", (NAN, INF, 0.1)),
    (ARTICLE.breadth, "divergence_days", (NAN, 0, 5.5)),
    (ARTICLE.breadth, "divergence_size", (NAN, -0.1, 70.0)),
    (ARTICLE.volatility, "least_premium", (NAN, 18.0, -2.0)),
    (ARTICLE.volatility, "above_mean", ("yes", None)),
    (ARTICLE.volatility, "least_contango", (NAN, 50.0)),
    (ARTICLE.volatility, "blend_weight", (NAN, -0.1, 60.0)),
    (ARTICLE.exits, "policy", ("profit", "None", "")),
    (ARTICLE.exits, "amount", (NAN, -1.0)),
    (ExitRule(policy="credit_share", amount=0.5), "amount", (NAN, 0.0, 50.0)),
    (ExitRule(policy="credit_multiple", amount=2.0), "amount", (0.0, -2.0, INF)),
    (ExitRule(policy="days_left", amount=7.0), "amount", (0.0, -7.0, 500.0)),
    (ExitRule(policy="delta", amount=0.3), "amount", (0.0, 1.0, 30.0)),
    (ExitRule(policy="distance", amount=0.3), "amount", (NAN, INF, 50.0)),
    (ARTICLE.roll, "trigger", ("Calendar", "daily range", "")),
    (ARTICLE.roll, "level", (NAN, 0.0, -14.0)),
    (ARTICLE.roll, "new_days", (NAN, 0, 500, 7.5)),
    (RollRule(trigger="edr", level=0.0094, new_days=7), "level", (0.94, 0.0)),
    (RollRule(trigger="vix", level=16.0, new_days=7), "level", (0.0, 900.0)),
    (RollRule(trigger="distance", level=0.5, new_days=7), "level", (NAN, 50.0)),
    (ARTICLE, "entry_days", (NAN, 3, 22, 7.5, "weekly")),
    (ARTICLE, "expiry_days", (NAN, 0, 121, 14.5)),
    (ARTICLE, "vix_bands", ((), G1[:2], (G1[1], G1[0], G1[3]), (replace(G1[3], tiers=("Bold",)),))),
    (Conduct(), "fill", (NAN, -0.1, 1.5)),
    (Conduct(), "most_rolls", (NAN, -1, 1.5, 51)),
    (Conduct(), "gated", ("no", 0)),
    (Conduct(), "width_level", (NAN, 0.0, INF)),
    (Conduct(), "hedge_slippage_points", (NAN, -0.03, INF)),
    (Terms(), "capital_dollars", (NAN, INF, 0.0, -1.0)),
    (Terms(), "fill", (NAN, 2.0)),
    (Terms(), "most_rolls", (NAN, 0.5, -1)),
    (Terms(), "width_level", (NAN, 0.0)),
    (Means(cash_dollars=1.0), "cash_dollars", (NAN, INF)),
    (Means(cash_dollars=1.0), "bills_dollars", (NAN, INF, -1.0)),
    (Means(cash_dollars=1.0), "hedge_dollars", (NAN, INF, -1.0)),
    (Means(cash_dollars=1.0), "hedge_haircut", (NAN, -0.5, 50.0)),
    *((NEEDS, one.name, (NAN, INF, -1.0)) for one in fields(NEEDS)),
    (Costs(), "commission_dollars", (NAN, INF, -1.0)),
    (Costs(), "slippage_points", (NAN, INF, -1.0)),
    (Costs(), "spread_times", (NAN, INF, -1.0, None)),
    (SPX, "multiplier", (NAN, 0.0, -100.0)),
    (SPX, "strike_step", (NAN, 0.0, -5.0)),
    (SPX, "index_share", (NAN, 0.0, 2.0)),
    (SPX, "tick", (NAN, 0.0, -0.05)),
    (SPX, "small_tick", (NAN, 0.0, -0.05)),
    (SPX, "spread_factor", (NAN, -1.0, INF)),
    (StrikeRule(), "by", ("points", "Percentage", None)),
    (calls.HedgeLayer(tenor_days=30, contracts=4.0), "tenor_days", (NAN, 0, 30.5)),
    (calls.HedgeLayer(tenor_days=30, contracts=4.0), "contracts", (NAN, INF, -4.0)),
    (calls.Call(strike=20.0, days=30, contracts=1.0), "strike", (NAN, INF, 0.0, -20.0)),
    (calls.Call(strike=20.0, days=30, contracts=1.0), "days", (NAN, -1)),
    (calls.Call(strike=20.0, days=30, contracts=1.0), "contracts", (NAN, INF, -1.0)),
    (ACTIVATIONS[1], "levels", ((NAN,), (INF,), (-15.0,), (15.0, 20.0))),
    (ACTIVATIONS[1], "sizes", (((1.0,), (NAN,)), ((1.0,), (-1.0,)), ((1.0,), ()), ((1.0,), (67.5,)))),
    (ACTIVATIONS[1], "gauge", ("vix", "Future", None)),
    (MONETISE, "days_left", (NAN, -1, 0.5)),
    (MONETISE, "tenor_share", (NAN, 0.0, 1.5)),
    (MONETISE, "pop", (NAN, 0.0, -1.75)),
    (MONETISE, "sell", (NAN, -0.1, 67.5)),
    (readings.HedgeNeed(condors=1, notional_dollars=1.0, budget_dollars=1.0), "condors", (NAN, -1, 0.5)),
    (readings.HedgeNeed(condors=1, notional_dollars=1.0, budget_dollars=1.0), "notional_dollars", (NAN, INF, -1.0)),
    (readings.HedgeNeed(condors=1, notional_dollars=1.0, budget_dollars=1.0), "budget_dollars", (NAN, INF, -1.0)),
    (Wanted(), "numbers", ((4.0, NAN, 2.0), (4.0, -4.0, 2.0))),
    (Wanted(), "condors", (NAN, 0, -1, 1.5)),
    (Wanted(), "capital_dollars", (NAN, INF, 0.0)),
    (Wanted(), "budget", (NAN, -0.1, 1.5)),
    (Wanted(), "shock", (Scenario(vol_shift=5.0), Scenario(days=4000))),
    (Sleeve(capital_dollars=1.0, share=0.3, borrowed=0.5, borrow_rate=0.07), "capital_dollars", (NAN, INF, 0.0)),
    (Sleeve(capital_dollars=1.0, share=0.3, borrowed=0.5, borrow_rate=0.07), "share", (NAN, 35.0)),
    (Sleeve(capital_dollars=1.0, share=0.3, borrowed=0.5, borrow_rate=0.07), "borrow_rate", (NAN, -0.1, 7.0)),
    (replays.PATHS[0], "last", (replays.PATHS[0].first,)),
    (VixCurve(spot=20.0), "spot", (NAN, INF, 0.0)),
    (VixCurve(spot=20.0), "lately", (NAN, INF, 0.0, -5.0)),
    (modelled(VixCurve(spot=20.0)), "rate", (NAN, INF, 5.0)),
    (Shape(), "tilt", (NAN, 3.0, 1.0)),
    (Shape(), "call_wing_points", (NAN, INF, 0.0, -5.0)),
    *((Shape(), count, (NAN, INF, 0, 1.5)) for count in ("put_spreads", "call_spreads", "quantity")),
    (Limits(), "least_credit", (NAN, -1.0, INF)),
    (Limits(), "most_loss", (NAN, -1.0)),
    (Limits(), "most_width", (NAN, INF, -1.0)),
    (Limits(), "least_sigmas", (NAN, -1.0, 5.0)),
    (Limits(), "most_sigmas", (NAN, 0.1)),
    (Laying(), "sigmas", (NAN, INF, 0.0)),
    (Laying(), "wing_points", (NAN, INF, 0.0)),
    (Laying(), "days", (NAN, 0, 1.5)),
    (Laying(), "layers", (NAN, -1, 1.5)),
    (Laying(), "spacing_days", (NAN, 0, -7)),
    (Laying(), "layer_cap", (NAN, -0.1, 2.5)),
    (Laying(), "units", (NAN, INF, -1.0)),
    (MODEL, "vol", (NAN, 0.0, 20.0)),
    (MODEL, "drift", (NAN, INF)),
    (MODEL, "residual_vols", (np.full(1, NAN), np.full(1, -0.3), np.full(2, 0.3))),
    (Scenario(), "index_return", (NAN, INF, -1.0)),
    (Scenario(), "vol_shift", (NAN, INF, 20.0)),
    (Scenario(), "days", (NAN, -1, 0.5)),
    (STOCK, "long_value", (NAN, INF, -1.0)),
    (Outlook(filing="single", wages=1.0), "filing", ("Single", "widow", None)),
    (Outlook(filing="single", wages=1.0), "wages", (NAN, INF, -1.0)),
    (Outlook(filing="single", wages=1.0), "year", (1999, 2026.5)),
    (Outlook(filing="single", wages=1.0), "years", (NAN, -1, 41, 0.5)),
    (Outlook(filing="single", wages=1.0), "growth", (NAN, INF, 7.0)),
    (Outlook(filing="single", wages=1.0), "straddle", ("no", 0)),
    (Outlook(filing="single", wages=1.0), "step_up", ("yes", 1)),
    (Outlook(filing="single", wages=1.0), "flat_rate", (NAN, -0.1, 23.8)),
    *((HELD, one.name, (NAN, INF, -2.0)) for one in fields(HELD)),
    (BUYING, "shares", (NAN, INF, 0.0)),
    (BUYING, "cost", (NAN, INF, -1.0)),
    (Rates(), "short_term", (NAN, -0.1, 40.8)),
    (Rates(), "long_term", (NAN, -0.1, 23.8)),
]  # fmt: skip
CASES = [(good, field, bad) for good, field, several in BAD for bad in several]
#: dataclasses that hold words or numbers in overlay/rules
KINDS = [one for one in vars(rule_set).values() if is_dataclass(one) and one.__module__ == rule_set.__name__]


@pytest.mark.parametrize(
    ("good", "field", "bad"), CASES, ids=[f"{type(good).__name__}.{field}={bad}" for good, field, bad in CASES]
)
def test_a_rule_refuses_what_it_cannot_mean(good, field, bad):
    """In one sentence that ends with a way out, whoever builds it: a page, a sweep, or a notebook."""
    with pytest.raises(OverlayError, match=r"^\S.*: .+\.$"):
        replace(good, **{field: bad})


def test_the_sentence_names_the_word_and_those_that_are_known():
    """So that whoever mistyped it sees what was meant."""
    said = "A placement by 'sigma' is unknown: use one of sigmas, breakevens, delta, credit."
    with pytest.raises(OverlayError, match=f"^{said}$"):
        replace(ARTICLE.placement, by="sigma")


def test_the_sentence_names_the_number_and_its_range():
    """With the unit where there is one."""
    with pytest.raises(
        OverlayError, match=r"^A wing of -50 points must lie between 0.1 and 50,000: choose a width in index points\.$"
    ):
        replace(ARTICLE.placement, wing_points=-50.0)


def test_a_number_without_an_upper_end_is_asked_for_its_lower_one():
    """Infinity is no bound that a reader can use."""
    with pytest.raises(OverlayError, match=r"^A cap of -1 must be 0 or more: choose zero\.$"):
        checks.within("A cap", -1.0, 0.0, INF, "choose zero")


@pytest.mark.parametrize("value", [1, 1.0, np.float64(1.0), np.int64(1), np.array(1.0)])
def test_any_number_counts_as_one(value):
    """Of Python or numpy, whole or not."""
    checks.whole("A count", value, 1, 1, "choose one")


@pytest.mark.parametrize("value", ["1", b"1", True, None, [1.0], np.ones(2)])
def test_what_is_no_number_is_refused(value):
    """Text that looks like one, yes, nothing, and many at once."""
    with pytest.raises(OverlayError, match="is not a number: enter a number"):
        checks.whole("A count", value, 0, 2, "choose one")


def test_every_dataclass_of_rules_checks_itself():
    """A class with words or numbers and without a `__post_init__` would take any of them."""
    modules = [importlib.import_module(name(path)) for path in files("overlay/rules/*.py") if path.stem != "__init__"]
    found = {one for module in modules for one in vars(module).values() if is_dataclass(one) and isinstance(one, type)}
    assert len(found) == 15
    assert not {one.__name__ for one in found if "__post_init__" not in vars(one)}


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.__name__)
def test_the_table_above_holds_every_field_of_every_rule(kind):
    """Words and numbers; what is made of rules is checked by them, and names and sentences may be anything."""
    asked = {field for good, field, _ in BAD if type(good) is kind}
    free = {"name", "meaning", "word", "tiers", "sources", "strike", "layers"}
    made_of_rules = {one.name for one in fields(kind) if one.type in KINDS or "Rule" in str(one.type)}
    made_of_rules |= {"placement", "sizing"} if kind is rule_set.RuleSet else set()
    assert {one.name for one in fields(kind)} - free - made_of_rules <= asked


@pytest.mark.parametrize("rules", PRESETS.values(), ids=PRESETS)
def test_every_preset_is_accepted(rules):
    """Under each VIX scale too."""
    for bands in VIX_SCALES.values():
        assert replace(rules, vix_bands=bands) == replace(rules, vix_bands=bands)


def test_rules_and_calendar_know_the_same_events():
    """The two rooms may not import each other, so that both list them."""
    assert events.KINDS == EVENT_KINDS


def test_a_vvix_that_never_was_is_refused():
    """Where it is typed."""
    with pytest.raises(OverlayError, match="A VVIX of nan points"):
        modelled(VixCurve(spot=20.0), vvix=NAN)


def test_an_unknown_reading_is_refused():
    """By its name."""
    odd = readings.Reading(name="Odd", meaning="", source="")
    book = readings.HedgeNeed(condors=1, notional_dollars=1.0, budget_dollars=1.0)
    with pytest.raises(OverlayError, match="as 'Odd' is unknown: use one of Calls per ten condors"):
        readings.contracts(odd, (4, 4, 2), book, modelled(VixCurve(spot=20.0)), StrikeRule())


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "\ude00\ud83d"])
def test_a_message_can_be_shown_whatever_it_quotes(text):
    """Half a character cannot be sent to a browser: a sign of replacement stands for each."""
    said = str(OverlayError(f"Not {text}: go."))
    assert said.encode().decode() == said
    assert len(said) == len(f"Not {text}: go.")


@pytest.mark.parametrize("text", ["", "plain", "\U0001f600", "é\x00\n", "\ufffd"])
def test_a_whole_text_stays_as_it_is(text):
    """Nothing else is replaced."""
    assert checks.encodable(text) == text
