"""Gates and rule sets: the cases of the method, no look into the future, and a fair test against chance."""

import pickle
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from overlay.errors import OverlayError
from overlay.history import events as event_days
from overlay.rules import presets
from overlay.rules.rule_set import NEVER, HedgeRule, RuleSet, Sizing, Tier, band_of
from overlay.signals import gates, random_entries
from overlay.signals.indicator_table import OVERLAY, indicators
from tests import signal_days as made
from tests.sizes import examples

ALL = tuple(presets.PRESETS.values())
IDS = list(presets.PRESETS)
EVENTS = event_days.shipped()
STRICT = replace(
    presets.STEWARD,
    name="Strict",
    volatility=replace(presets.STEWARD.volatility, least_premium=0.1, above_mean=True, least_contango=0.05),
)


def at_vix(level, days=300):
    """Indicators whose VIX is one level throughout."""
    return made.known(made.history(days, vix=np.full(days, float(level))), events=EVENTS)


@pytest.mark.parametrize(
    ("vix", "tiers", "word", "opens"),
    [
        (14.9, ("Conservative", "Balanced", "Aggressive"), "all tiers", True),
        (17.95, ("Conservative", "Balanced"), "no Aggressive", True),
        (21.0, (), "HOLD", False),
        (26.0, (), "no trades", False),
        (15.0, ("Conservative", "Balanced"), "no Aggressive", True),
        (20.0, ("Conservative", "Balanced"), "no Aggressive", True),
        (25.0, (), "HOLD", False),
    ],
)
def test_c26_the_glossary_scale(vix, tiers, word, opens):
    """All tiers, no Aggressive, HOLD, no trades; the hedge stays on at each."""
    found = gates.decision(at_vix(vix), presets.GLOSSARY, 299)
    assert (found.tiers, found.word, found.opens) == (tiers, word, opens)
    assert found.hedge_weight == 1.0


def test_c27_the_pages_disagree_at_17_95_and_it_shows():
    """All tiers (A39), no Aggressive (G1), Conservative and Balanced preferred (A39b)."""
    said = {code: band.word for code, band in gates.scales(17.95).items()}
    assert said["A39"] == "all tiers"
    assert said["G1"] == "no Aggressive"
    assert said["A39b"] == "Conservative and Balanced preferred"


@pytest.mark.parametrize(("future", "weight"), [(14, 0.0), (15, 0.0), (22, 1.0), (35, 0.5), (55, 0.0)])
def test_c19_the_vxth_weights(future, weight):
    """0, 1, 0.5 and 0 percent by the VIX future, as a rule set may hold them."""
    bands = ((15.0, 0.0), (30.0, 1.0), (50.0, 0.5), (NEVER, 0.0))
    rule = HedgeRule(layers=(), weights=bands, target_ratio=1.0)
    assert rule.weight(future) == weight
    assert np.isnan(rule.weight(float("nan")))


@pytest.mark.parametrize("rules", [*ALL, STRICT], ids=[*IDS, "Strict"])
@given(cut=st.integers(260, 590), seed=st.integers(0, 50))
@examples(8)
def test_no_gate_reads_the_future(rules, cut, seed):
    """All data after day t is replaced; the decision on t and before is the same."""
    one, other = made.history(600, seed=seed), made.history(600, seed=seed + 99)
    here = np.arange(600) <= cut
    mixed = made.history(
        600,
        index=np.where(here, one.index, other.index),
        closes=np.where(here[:, None], one.closes, other.closes),
        vix=np.where(here, one.vix, other.vix),
    )
    before, after = made.known(one, EVENTS), made.known(mixed, EVENTS)
    for name, factor in gates.factors(before, rules).items():
        np.testing.assert_array_equal(factor[: cut + 1], gates.factors(after, rules)[name][: cut + 1])
    left, right = gates.decision(before, rules, cut), gates.decision(after, rules, cut)
    assert repr(left) == repr(right)  # NaN differs from itself


@pytest.mark.parametrize("rules", [*ALL, STRICT], ids=[*IDS, "Strict"])
@given(at=st.integers(0, 399))
@examples(15)
def test_one_day_and_all_days_agree(rules, at):
    """The lights of a day are the factors of that day, and the size is their product."""
    found = made.known(made.history(400), EVENTS)
    every, one = gates.factors(found, rules), gates.decision(found, rules, at)
    for verdict in one.verdicts:
        np.testing.assert_equal(verdict.factor, every[verdict.gate][at])
        assert verdict.reason.endswith(".")
        assert verdict.source
    assert one.size == pytest.approx(gates.size(every, found)[at])


@pytest.mark.parametrize("rules", ALL, ids=IDS)
def test_a_missing_vix_opens_nothing(rules):
    """No VIX: the gate cannot tell, and no condor opens."""
    blind = made.known(made.history(300, vix=np.full(300, np.nan)), EVENTS)
    found = gates.decision(blind, rules, 299)
    assert not found.opens
    assert found.word == "no VIX"
    assert np.isnan(gates.size(gates.factors(blind, rules), blind)).all()


@pytest.mark.parametrize("rules", ALL, ids=IDS)
def test_no_gate_reads_the_overlay(rules):
    """A backtest leaves its P&L out, and every gate says the same."""
    one = made.history(300)
    left_out, every = indicators(one, events=EVENTS), made.known(one, EVENTS)
    assert np.isnan(left_out.rsi[OVERLAY]).all()
    assert not np.isnan(every.rsi[OVERLAY, 250:]).any()
    np.testing.assert_equal(gates.factors(left_out, rules), gates.factors(every, rules))


@pytest.mark.parametrize(
    ("moves", "light"), [(np.full(400, 1.0), "yes"), (np.full(400, -1.0), "smaller")], ids=["all rise", "all fall"]
)
def test_breadth_cuts_when_price_rises_without_it(moves, light):
    """All advancing with a rising index agrees; all falling under a rising index parts."""
    closes = (10_000.0 + np.cumsum(moves))[:, None]
    found = made.known(made.history(400, index=2000.0 + np.arange(400.0), closes=closes), EVENTS)
    verdict = next(one for one in gates.decision(found, presets.ARTICLE, 399).verdicts if one.gate == "Breadth")
    assert verdict.light == light


def test_the_first_bars_are_unknown_not_open():
    """RSI, MACD and breadth on the first day."""
    found = gates.decision(made.known(made.history(300), EVENTS), presets.ARTICLE, 0)
    lights = {one.gate: one.light for one in found.verdicts}
    assert lights["RSI"] == lights["MACD"] == lights["Breadth"] == "unknown"


def test_an_event_cuts_the_size_and_is_named():
    """The day before the FOMC of 2015-01-28."""
    one = made.history(400)
    found, at = made.known(one, EVENTS), one.at(date(2015, 1, 27))
    verdict = next(each for each in gates.decision(found, presets.ARTICLE, at).verdicts if each.gate == "Events")
    assert (verdict.light, verdict.factor) == ("smaller", 0.5)
    assert verdict.reason == "FOMC on 2015-01-28 (Federal Reserve)."


def test_no_event_near_and_no_list_are_told_apart():
    """A known quiet day says so; an empty list cannot tell."""
    one = made.history(400)
    at = one.at(date(2015, 1, 5))
    quiet, blind = (
        next(v for v in gates.decision(made.known(one, events), presets.ARTICLE, at).verdicts if v.gate == "Events")
        for events in (EVENTS, made.NO_EVENTS)
    )
    assert (quiet.light, quiet.reason) == ("yes", "No FOMC, CPI, PPI day within 1 day.")
    assert blind.light == "unknown"
    assert "cannot say" in blind.reason


@pytest.mark.parametrize(("z", "ratio"), [(0.0, 1.0), (-1.0, 1.5), (1.0, 0.5), (-9.0, 2.0), (9.0, 0.5)])
def test_the_call_put_ratio_is_inverse_to_breadth_and_clipped(z, ratio):
    """1 + 0.5 x (-z) within 0.5 and 2; unknown breadth gives none."""
    assert gates.call_put_ratio(z, presets.ARTICLE) == ratio
    assert np.isnan(gates.call_put_ratio(float("nan"), presets.ARTICLE))
    assert gates.call_put_ratio(z, presets.PROMOTER) == 1.0


@pytest.mark.parametrize(
    ("rsi", "hedge", "raised"),
    [(75, 0.6, True), (25, 0.6, True), (75, 0.5, False), (50, 0.9, False), (np.nan, 0.9, False)],
)
def test_over_hedging_needs_an_extreme_rsi_and_a_ratio_above_target(rsi, hedge, raised):
    """Both, never one alone."""
    assert (gates.over_hedged(rsi, hedge, presets.ARTICLE) is not None) == raised


def test_the_macd_above_zero_and_the_roll_trigger():
    """Two rules that no preset's entry asks: a line above zero, and a roll by the daily range or the VIX."""
    found = at_vix(15.0)
    zero = replace(presets.ARTICLE, macd=replace(presets.ARTICLE.macd, needs="above zero"))
    np.testing.assert_array_equal(gates.factors(found, zero)["MACD"][250:], (found.macd.line[250:] > 0).astype(float))
    assert gates.roll_trigger(found, presets.GLOSSARY).all()  # VIX 15 is above 14.92
    assert not gates.roll_trigger(at_vix(14.9), presets.GLOSSARY).any()
    assert not gates.roll_trigger(found, presets.ARTICLE).any()


@pytest.mark.parametrize("rules", ALL, ids=IDS)
def test_every_number_has_a_source_and_the_set_travels(rules):
    """Sourced, hashable, picklable, within the method's ranges."""
    for path, _ in rules.parameters():
        assert rules.source(path)
    assert pickle.loads(pickle.dumps(rules)) == rules  # noqa: S301  # our own
    assert len({rules, replace(rules, name="Other")}) == 2
    assert 7 <= rules.entry_days <= 21
    assert [one.tenor_days for one in rules.hedge.layers] == [30, 110, 220]
    assert [one.contracts_per_ten for one in rules.hedge.layers] == [4, 4, 2]
    assert [one.credit_points for one in rules.tiers] == [0.70, 1.15, 1.60]


def test_sources_are_found_by_path_or_parent_and_ours_is_marked():
    """The width is ours, the credit the page's."""
    assert presets.ARTICLE.source("tiers.Balanced.credit_points") == "A8"
    assert presets.ARTICLE.is_ours("tiers.Balanced.width_points")
    assert not presets.STEWARD.is_ours("sizing.layer_cap")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"entry_days": 3}, "between entries of 3 days"),
        ({"expiry_days": 0}, "to expiry of 0 days"),
        ({"vix_bands": ()}, "do not cover every VIX level"),
        ({"sources": ()}, "gives no source for tiers"),
    ],
)
def test_an_impossible_rule_set_gets_a_sentence(change, said):
    """The value and the way out."""
    with pytest.raises(OverlayError, match=said):
        replace(presets.ARTICLE, **change)


def test_impossible_parts_get_a_sentence():
    """A credit wider than its wing, a layer cap above the cap on all, an unknown VIX."""
    with pytest.raises(OverlayError, match="credit of 6 points"):
        Tier(name="Odd", credit_points=6.0, width_points=5.0)
    with pytest.raises(OverlayError, match="risk cap of 0.2"):
        Sizing(layer_cap=0.2, aggregate_cap=0.1)
    with pytest.raises(OverlayError, match="No VIX is known"):
        band_of(presets.G1, float("nan"))


@given(
    hold=st.floats(10, 60),
    entry=st.integers(7, 21),
    size=st.floats(0, 1),
    days=st.integers(0, 10),
    rsi=st.floats(50, 95),
)
def test_custom_takes_every_slider(hold, entry, size, days, rsi):
    """Any value within the page's ranges makes a rule set."""
    one = presets.custom(hold_above=hold, entry_days=entry, event_size=size, event_days=days, rsi_high=rsi)
    assert isinstance(one, RuleSet)
    assert one.band(hold).word == "all tiers"
    assert one.band(np.nextafter(hold, 99.0)).word == "HOLD"


# -- against random entries ---------------------------------------------------------------------------------------

DAYS = np.arange(1000)


@given(st.lists(st.booleans(), min_size=1, max_size=200), st.integers(1, 30))
def test_spaced_entries_are_the_plain_loop(gate, spacing):
    """The first open day, then each next one far enough on."""
    chosen, last = [], None
    for at, is_open in enumerate(gate):
        if is_open and (last is None or at - last >= spacing):
            chosen.append(at)
            last = at
    np.testing.assert_array_equal(random_entries.spaced(np.array(gate), DAYS[: len(gate)], spacing), chosen)


def test_a_gate_that_knows_the_outcome_stands_out_and_noise_does_not():
    """Percentile 1 for hindsight; in the middle for a coin."""
    rng = np.random.default_rng(7)
    outcomes = rng.standard_normal(1000)
    hindsight = (outcomes > 0.5).astype(float)
    coin = (rng.random(1000) > 0.5).astype(float)
    wise, dull = random_entries.against_random({"hindsight": hindsight, "coin": coin}, outcomes, DAYS, 1)
    assert min(wise.percentile, wise.shifted_percentile) > 0.99
    assert wise.differs
    assert not dull.differs


def test_percentiles_of_skill_free_gates_are_even():
    """Over many coins the percentiles spread from 0 to 1 around one half."""
    rng = np.random.default_rng(3)
    coins = {str(one): (rng.random(1000) > 0.9).astype(float) for one in range(60)}
    found = random_entries.against_random(coins, rng.standard_normal(1000), DAYS, 1, trials=500)
    for name in ("percentile", "shifted_percentile"):
        assert np.mean([getattr(one, name) for one in found]) == pytest.approx(0.5, abs=0.12)


def test_the_seed_settles_the_draw():
    """Twice the same, and another seed another band."""
    rng = np.random.default_rng(1)
    outcomes, gate = rng.standard_normal(1000), {"half": (DAYS % 2).astype(float)}
    first, again = (random_entries.against_random(gate, outcomes, DAYS) for _ in range(2))
    assert first == again
    assert random_entries.against_random(gate, outcomes, DAYS, seed=2)[0].band != first[0].band


def test_an_always_open_gate_is_named_so_and_a_shut_one_has_no_mean():
    """Open on every day; never; unknown half the time."""
    outcomes = np.arange(1000.0)
    given_gates = {"open": np.ones(1000), "shut": np.zeros(1000), "half": np.where(DAYS < 500, np.nan, 1.0)}
    open_, shut, half = random_entries.against_random(given_gates, outcomes, DAYS)
    assert open_.always_on
    assert half.always_on
    assert half.unknown_share == 0.5
    assert (shut.entries, shut.always_on, shut.differs) == (0, False, False)
    assert np.isnan(shut.mean)


def test_the_shifted_means_are_the_plain_ones():
    """One correlation by FFT equals rolling the entries along."""
    values = np.random.default_rng(5).standard_normal(200)
    chosen = np.array([3, 40, 41, 199])
    plain = [np.mean(np.take(values, chosen + shift, mode="wrap")) for shift in range(200)]
    np.testing.assert_allclose(random_entries._shifted_means(chosen, values), plain, atol=1e-12)


def test_a_history_too_short_to_settle_says_so():
    """No outcome yet."""
    with pytest.raises(OverlayError, match="0 outcomes"):
        random_entries.against_random({"a": np.ones(5)}, np.full(5, np.nan), DAYS[:5])


def test_a_walk_sums_size_and_outcome():
    """Half size on every other week; unknown days do not enter."""
    size = np.where(DAYS[:30] < 10, np.nan, 0.5)
    path = random_entries.walked(size, np.full(30, 0.1), DAYS[:30], 7)
    np.testing.assert_allclose(path[:, -1], [0.15, 1.5])
    assert not path[:, :10].any()


def test_gates_of_the_bundled_history_are_judged_quickly_and_count_their_days():
    """33 years of the steward's gates: each with a sample size, none beyond what it was open for."""
    one = made.history(2000)
    found = made.known(one, EVENTS)
    factors = gates.factors(found, presets.STEWARD)
    from overlay.condor import yardstick

    numbers = one.days.to_numpy().astype("datetime64[D]").astype(int)
    helps = random_entries.against_random(factors, yardstick.outcomes(one), numbers, trials=100)
    assert [each.name for each in helps] == list(gates.NAMES)
    assert all(0.0 <= each.open_share <= 1.0 - each.unknown_share + 1e-12 for each in helps)
    assert isinstance(one.days, pd.DatetimeIndex)
