"""Wash sales by the published examples, and that no dollar of a loss is lost."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from overlay.errors import OverlayError
from overlay.tax.wash import Purchase, in_window, wash_sale

SOLD = date(2026, 6, 30)


def sale(basis, proceeds, *purchases, shares=100.0, **more):
    """A sale of 100 shares bought on 5 January."""
    return wash_sale(
        sold=SOLD, acquired=date(2026, 1, 5), shares=shares, basis=basis, proceeds=proceeds, purchases=purchases, **more
    )


@pytest.mark.parametrize(("basis", "proceeds", "rebuy", "new_basis"), [
    (1000, 750, 800, 1050), (5000, 4500, 4500, 5000), (100, 80, 90, 110), (100, 80, 70, 90),
])  # fmt: skip
def test_the_loss_moves_into_the_new_basis(basis, proceeds, rebuy, new_basis):
    """Publication 550 and Treas. Reg. 1.1091-2."""
    found = sale(basis, proceeds, Purchase(day=SOLD + timedelta(days=5), shares=100, cost=rebuy))
    assert (found.allowed, found.disallowed) == (0, basis - proceeds)
    assert found.replacements[0].basis == new_basis


@pytest.mark.parametrize(("bought", "inside"), [
    (date(2026, 5, 31), True), (date(2026, 5, 30), False), (date(2026, 7, 30), True), (date(2026, 7, 31), False),
])  # fmt: skip
def test_the_window_is_thirty_days_either_side(bought, inside):
    """Both ends included."""
    assert in_window(SOLD, bought) is inside
    assert (sale(1000, 900, Purchase(day=bought, shares=100, cost=950)).disallowed > 0) is inside


@given(
    st.floats(0, 1e5), st.floats(0, 1e5),
    st.lists(st.builds(Purchase, day=st.dates(date(2026, 5, 1), date(2026, 8, 30)), shares=st.floats(1, 200),
                       cost=st.floats(0, 1e4)), max_size=4),
)  # fmt: skip
def test_no_dollar_of_a_loss_is_lost(basis, proceeds, purchases):
    """Allowed and disallowed make the loss, and what is disallowed is in the replacements' basis."""
    found = sale(basis, proceeds, *purchases)
    assert found.allowed + found.disallowed == pytest.approx(max(0.0, basis - proceeds))
    paid = sum(one.cost for one in purchases)
    assert sum(one.basis for one in found.replacements) <= paid + found.disallowed + 1e-6
    assert sum(one.shares for one in found.replacements) <= 100 + 1e-9


def test_the_old_holding_period_goes_along():
    """Held 176 days before, so the new lot counts from 176 days earlier."""
    bought = SOLD + timedelta(days=3)
    found = sale(1000, 900, Purchase(day=bought, shares=40, cost=400))
    assert found.replacements[0].holding_from == bought - (SOLD - date(2026, 1, 5))
    assert (found.disallowed, found.allowed) == (40, 60)


def test_index_contracts_are_exempt():
    """A condor closed at a loss and sold again the next day keeps its loss."""
    found = sale(4000, 0, Purchase(day=SOLD + timedelta(days=1), shares=100, cost=4000), section_1256=True)
    assert (found.allowed, found.disallowed) == (4000, 0)


def test_what_is_no_sale_gets_a_sentence():
    """No shares, sold before bought, a purchase of nothing."""
    with pytest.raises(OverlayError):
        sale(1, 0, shares=0)
    with pytest.raises(OverlayError):
        wash_sale(sold=date(2026, 1, 1), acquired=SOLD, shares=1, basis=1, proceeds=0)
    with pytest.raises(OverlayError):
        Purchase(day=SOLD, shares=0, cost=1)
