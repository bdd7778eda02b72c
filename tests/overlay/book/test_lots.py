"""Lots: the long-term test by trade dates, gains short and long, and which lots a sale takes."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as some

from overlay.book.lots import (
    Gains,
    Lot,
    fifo,
    first_long_term_day,
    gains,
    highest_basis,
    is_long_term,
    least_tax,
    sales,
    specific,
    unrealised,
)
from overlay.errors import OverlayError
from tests.oracles import NO_SHARED, SHARED

ORACLES = SHARED / "oracles" / "tax_oracles.json"
DAYS = some.dates(date(1950, 1, 1), date(2090, 1, 1))
LOTS = some.lists(
    some.builds(
        Lot,
        symbol=some.just("KO"),
        shares=some.floats(0.01, 1e5),
        basis=some.floats(0.0, 1e4),
        acquired=some.dates(date(2000, 1, 1), date(2020, 1, 1)),
    ),
    min_size=1,
    max_size=8,
)


def lot(shares=100.0, basis=10.0, acquired=date(2010, 1, 4), symbol="KO"):
    """One lot, as plain as possible."""
    return Lot(symbol=symbol, shares=shares, basis=basis, acquired=acquired)


def lasser():
    """J.K. Lasser's three lots, and the sale of a hundred shares at 90."""
    return [lot(100, 77, date(1998, 1, 2)), lot(200, 84, date(1999, 1, 4)), lot(100, 105, date(2000, 1, 3))]


@pytest.mark.skipif(not ORACLES.exists(), reason=NO_SHARED)
def test_every_date_oracle_agrees():
    """Published examples and rulings, one by one."""
    cases = [one for one in json.loads(ORACLES.read_text()) if one["topic"] == "long-term test (trade dates)"]
    assert cases
    for one in cases:
        acquired, sold = (date.fromisoformat(one["inputs"][key]) for key in ("acquired", "sold"))
        assert is_long_term(acquired, sold) is one["expected"]["long_term"], one["id"]


@pytest.mark.parametrize(
    ("acquired", "first"),
    [
        ("2012-11-30", "2013-12-01"),
        ("2024-02-29", "2025-03-01"),
        ("2024-02-28", "2025-03-01"),
        ("2023-02-27", "2024-02-28"),
        ("2023-02-28", "2024-03-01"),
        ("2025-11-24", "2026-11-25"),
        ("2019-12-31", "2021-01-01"),
        ("2020-01-31", "2021-02-01"),
    ],
)
def test_the_first_long_term_day_is_a_year_and_a_day_on(acquired, first):
    """Months run by the calendar; 29 February becomes 1 March."""
    assert first_long_term_day(date.fromisoformat(acquired)) == date.fromisoformat(first)


@given(acquired=DAYS, held=some.integers(-10, 800))
def test_long_term_is_never_under_a_year_and_always_beyond_a_year_and_two_days(acquired, held):
    """Whatever the calendar does."""
    found = is_long_term(acquired, acquired + timedelta(days=held))
    assert found is (held >= (first_long_term_day(acquired) - acquired).days)
    assert 366 <= (first_long_term_day(acquired) - acquired).days <= 367


@pytest.mark.parametrize(
    ("order", "gain"), [(fifo, 1300.0), (highest_basis, -1500.0), (lambda held: specific(held, [2]), -1500.0)]
)
def test_lassers_example_comes_out_to_the_dollar(order, gain):
    """FIFO gains 1,300 where naming the lot of 2000 loses 1,500."""
    assert gains(sales(order(lasser()), 100.0, 90.0, date(2001, 6, 1))).total == gain


def test_a_sale_splits_the_last_lot_it_takes():
    """150 of 100 + 200 shares."""
    first, second = sales(fifo(lasser()), 150.0, 90.0, date(2001, 6, 1))
    assert (first.lot.shares, second.lot.shares) == (100.0, 50.0)
    assert second.gain == 300.0
    assert second.long_term


def test_least_tax_takes_losses_first_and_short_gains_last():
    """Short loss, long loss, long gain, short gain."""
    day = date(2020, 6, 1)
    held = [
        lot(basis=5.0, acquired=date(2020, 3, 2)),
        lot(basis=5.0),
        lot(basis=30.0),
        lot(basis=20.0, acquired=date(2020, 3, 2)),
    ]
    assert least_tax(held, 10.0, day) == (held[3], held[2], held[1], held[0])


@given(held=LOTS, part=some.floats(0.01, 1.0), price=some.floats(0.01, 1e4))
def test_every_order_sells_the_same_shares(held, part, price):
    """And the highest basis never books more gain than FIFO."""
    shares = part * sum(one.shares for one in held)
    day = date(2021, 1, 4)
    found = [
        sales(order, shares, price, day) for order in (fifo(held), highest_basis(held), least_tax(held, price, day))
    ]
    for one in found:
        assert sum(sale.lot.shares for sale in one) == pytest.approx(shares)
    booked = [gains(one).total for one in found]
    assert booked[1] <= booked[0] + 1e-6 * (1.0 + abs(booked[0]) + shares * price)


@given(held=LOTS, price=some.floats(0.01, 1e4))
def test_unrealised_gains_add_up(held, price):
    """Short and long, gains and losses, together value less cost."""
    found = unrealised(held, price, date(2010, 1, 4))
    assert found.short_gain >= 0.0 >= found.short_loss
    assert found.long_gain >= 0.0 >= found.long_loss
    assert found.total == pytest.approx(sum(one.shares * price - one.cost for one in held), abs=1e-3)


@pytest.mark.parametrize(
    ("found", "tax"),
    [
        (Gains(100.0, 0.0, 1000.0, 0.0), 0.408 * 100 + 0.238 * 1000),
        (Gains(0.0, -300.0, 1000.0, 0.0), 0.238 * 700),
        (Gains(1000.0, 0.0, 0.0, -300.0), 0.408 * 700),
        (Gains(0.0, -300.0, 0.0, -10.0), 0.0),
        (Gains(100.0, 0.0, 0.0, -300.0), 0.0),
    ],
)
def test_a_loss_of_one_kind_is_set_against_the_gain_of_the_other(found, tax):
    """Top federal rates; a net loss saves nothing."""
    assert found.tax_at_top_rates == pytest.approx(tax)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"shares": 0.0}, "0 shares of KO"),
        ({"shares": -5.0}, "short positions"),
        ({"shares": float("nan")}, "nan shares"),
        ({"shares": 1e308}, r"1e\+308 shares"),
        ({"basis": -0.01}, "basis of -0.01"),
        ({"basis": float("inf")}, "basis of inf"),
        ({"symbol": "<script>"}, "is not a ticker"),
        ({"symbol": "=1+1"}, "is not a ticker"),
        ({"symbol": "ko"}, "is not a ticker"),
        ({"symbol": ""}, "is not a ticker"),
        ({"symbol": "KO\n"}, "is not a ticker"),
        ({"symbol": "A" * 16}, "is not a ticker"),
    ],
)
def test_what_is_no_lot_is_refused(wrong, says):
    """With the value in the sentence."""
    with pytest.raises(OverlayError, match=says):
        lot(**wrong)


@pytest.mark.parametrize("symbol", ["KO", "BRK.B", "BF-B", "^GSPC", "RDS/A", "0700.HK"])
def test_odd_but_true_tickers_are_taken(symbol):
    """Classes of shares, indices, numbers."""
    assert lot(symbol=symbol).symbol == symbol


def test_impossible_sales_are_refused():
    """More than is held, nothing, before the purchase, a lot twice or not there."""
    with pytest.raises(OverlayError, match="401 shares cannot be sold out of 400"):
        sales(lasser(), 401.0, 90.0, date(2001, 6, 1))
    with pytest.raises(OverlayError, match="0 shares cannot be sold"):
        sales(lasser(), 0.0, 90.0, date(2001, 6, 1))
    with pytest.raises(OverlayError, match="cannot be sold on 1997-01-01"):
        sales(lasser(), 1.0, 90.0, date(1997, 1, 1))
    with pytest.raises(OverlayError, match="no lot number 4"):
        specific(lasser(), [3])
    with pytest.raises(OverlayError, match="name one lot twice"):
        specific(lasser(), [1, 1])
