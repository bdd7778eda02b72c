"""The closed forms of deferral against one another and against published figures."""

import pytest
from hypothesis import assume, given, strategies as st

from overlay.errors import OverlayError
from overlay.tax.deferral import (
    Deferred,
    breakeven_drag,
    breakeven_years,
    deferral_value,
    required_return,
    sale_tax,
    tolerable_drag,
)


def held(**more):
    """A million with a fifth of basis, 23.8%, 7%, ten years."""
    return Deferred(**{"value": 1e6, "basis": 2e5, "rate": 0.238, "growth": 0.07, "years": 10} | more)


holdings = st.builds(
    held, value=st.floats(1e3, 1e7), basis=st.floats(0, 1e7), rate=st.floats(0, 0.6), growth=st.floats(-0.1, 0.2),
    years=st.floats(0.5, 40),
)  # fmt: skip


def test_the_worked_example():
    """809,600 after sale; 1,406,250 and 1,546,569 after ten years; 140,319 apart."""
    assert held().after_sale == pytest.approx(809_600)
    assert (held().sell(), held().hold()) == pytest.approx((1_406_250.37, 1_546_569.33), abs=0.01)
    assert deferral_value(held()) == pytest.approx(140_318.96, abs=0.01)


@pytest.mark.parametrize("step_up", [False, True])
@given(holdings)
def test_the_value_of_deferral_is_the_difference(step_up, one):
    """At equal growth, with and without a step-up."""
    gap = one.hold(step_up=step_up) - one.sell(step_up=step_up)
    if step_up:  # the whole tax is saved and grows
        assert deferral_value(one, step_up=True) == pytest.approx(gap, rel=1e-9, abs=1e-3)
    else:
        assert deferral_value(one) == pytest.approx(gap, rel=1e-6, abs=1e-3)


@given(holdings)
def test_the_required_return_catches_up(one):
    """Reinvested at it, the sale's money ends level."""
    assume(one.after_sale > 1.0)
    needed = required_return(one)
    assume(isinstance(needed, float))
    assert one.sell(growth=needed) == pytest.approx(one.hold(), rel=1e-6)


@given(holdings)
def test_the_break_even_drag_evens_out(one):
    """With that drag holding and selling end equal."""
    drag = breakeven_drag(one)
    if drag is not None:
        assert one.hold(drag=drag) == pytest.approx(one.sell(), rel=1e-6, abs=1e-3)


@pytest.mark.parametrize(("drag", "years"), [(0.005, 38.76), (0.01, 9.16), (0.0125, 0.88), (0.02, 0.01), (0.0, None)])
def test_a_drag_has_a_horizon(drag, years):
    """The longer, the smaller the drag; none without one."""
    assert breakeven_years(held(), drag) == years


def test_a_small_drag_over_a_short_time():
    """1.288% a year, in log terms; stepped up, 10.46 years at 2%."""
    assert tolerable_drag(held()) == pytest.approx(0.0128822, abs=1e-7)
    assert breakeven_years(held(), 0.02, step_up=True) == pytest.approx(10.45, abs=0.02)


@pytest.mark.parametrize(("value", "basis", "rate", "tax"), [
    (110_000, 10_000, 0.15, 15_000), (110_000, 10_000, 0.238, 23_800), (100_000, 50_000, 0.238, 11_900),
    (1_500_000, 1_000_000, 0.25, 125_000), (10_000_000, 0, 0.238, 2_380_000), (10_000_000, 0, 0.371, 3_710_000),
])  # fmt: skip
def test_published_sales(value, basis, rate, tax):
    """C28 and four advisers' pages."""
    assert sale_tax(value, basis, rate) == pytest.approx(tax)


def test_a_zero_horizon_has_no_break_even():
    """And holding equals selling."""
    now = held(years=0)
    assert (breakeven_drag(now), required_return(now)) == (None, None)
    assert now.hold() == pytest.approx(now.sell())
    assert deferral_value(now) == 0.0


def test_a_ruined_holding_has_no_break_even_drag():
    """Growth so bad that nothing but basis is left."""
    assert breakeven_drag(held(value=1e4, basis=1e6, rate=0.5, growth=-0.5, years=20)) is None


@pytest.mark.parametrize("wrong", [{"value": 0}, {"basis": -1}, {"rate": 1.0}, {"growth": -1.0}, {"years": -1}])
def test_what_is_no_holding_gets_a_sentence(wrong):
    """Values out of reach."""
    with pytest.raises(OverlayError, match="enter"):
        held(**wrong)
