"""Activation and roll rules: the published table, boundaries, and tables that cannot be."""

import pytest

from overlay.errors import OverlayError
from overlay.hedge.activation import ACTIVATIONS, ROLLS, Activation, vxth_weight


def test_case_c19_the_weight_of_cboes_tail_hedge_index():
    """VIX future 14, 22, 35, 55: 0, 1, 0.5 and 0% of the portfolio."""
    assert vxth_weight([14, 22, 35, 55]).tolist() == [0.0, 0.01, 0.005, 0.0]


@pytest.mark.parametrize(("future", "weight"), [(15.0, 0.0), (15.01, 0.01), (30.0, 0.01), (50.0, 0.005), (50.01, 0.0)])
def test_a_level_belongs_to_the_band_below_it(future, weight):
    """0% at or below 15, nothing above 50."""
    assert float(vxth_weight(future)) == weight


@pytest.mark.parametrize("rule", ACTIVATIONS, ids=lambda one: one.name)
def test_every_rule_names_its_source_and_sizes_sensibly(rule):
    """From nothing to half as much again, at any VIX, for any layer."""
    assert len(rule.source) > 20
    for layer in range(3):
        assert (rule.size([9.0, 14.0, 17.95, 22.0, 40.0, 80.0], layer) >= 0.0).all()
        assert float(rule.size(17.95, layer)) <= 1.5


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("Always on", [1, 1, 1]),
        ("Buy below 15", [1, 0, 0]),
        ("Scale up", [0.25, 0.675, 1]),
        ("From 16", [0, 1, 1]),
        ("Base after spike", [1, 1, 0.4]),
        ("VXTH levels", [0, 1, 0.5]),
    ],
)
def test_the_rules_disagree_as_their_sources_do(name, sizes):
    """At 12, 18 and 40."""
    rule = next(one for one in ACTIVATIONS if one.name == name)
    assert rule.size([12.0, 18.0, 40.0]).tolist() == sizes


@pytest.mark.parametrize(
    ("levels", "sizes", "sentence"),
    [((15.0,), ((1.0,),), "1 levels do not fit 1 sizes"), ((30.0, 15.0), ((1.0,), (0.0,), (1.0,)), "must rise")],
)
def test_a_table_that_does_not_fit_is_refused(levels, sizes, sentence):
    """One size more than levels, in order."""
    with pytest.raises(OverlayError, match=sentence):
        Activation(name="odd", levels=levels, sizes=sizes, source="")


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("To expiry", [30, 110, 220]),
        ("Calendar", [9, 33, 66]),
        ("21 days left", [9, 89, 199]),
        ("Monetise a pop", [9, 89, 199]),
    ],
)
def test_rolls_hold_each_tenor_as_long_as_they_say(name, held):
    """The 30-day layer rolls every nine days by two sources."""
    roll = next(one for one in ROLLS if one.name == name)
    assert [roll.held_days(days) for days in (30, 110, 220)] == held
    assert roll.held_days(10) >= 1
