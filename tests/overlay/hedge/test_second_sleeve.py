"""The second sleeve: leverage by hand, and what moves with the book when it matters."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.data import bundled
from overlay.errors import OverlayError
from overlay.hedge.second_sleeve import Sleeve, company, engines

PARTS = st.floats(0.0, 1.0)


def test_leverage_margin_and_interest_by_hand():
    """A sleeve of 35% of $200,000, half of it borrowed at 8%."""
    one = Sleeve(capital_dollars=200_000.0, share=0.35, borrowed=0.5, borrow_rate=0.08)
    assert (one.sleeve_dollars, one.loan_dollars, one.base_dollars) == pytest.approx((70_000.0, 35_000.0, 165_000.0))
    assert one.interest_dollars == pytest.approx(2_800.0)
    assert one.gross_leverage == pytest.approx(235 / 200)
    assert one.net_leverage(2.0) == pytest.approx((165 + 140) / 200)
    assert one.margin_use == pytest.approx(35 / 82.5)


@given(PARTS, PARTS)
def test_only_a_loan_levers(share, borrowed):
    """Gross leverage is one plus the loan over capital."""
    one = Sleeve(capital_dollars=100.0, share=share, borrowed=borrowed, borrow_rate=0.0)
    assert one.gross_leverage == pytest.approx(1.0 + one.loan_dollars / 100.0)


def test_a_sleeve_that_takes_everything_uses_no_margin():
    """No book is left to borrow against, and nothing is borrowed."""
    assert Sleeve(capital_dollars=100.0, share=1.0, borrowed=0.0, borrow_rate=0.0).margin_use == 0.0


@pytest.mark.parametrize(
    ("capital", "share", "borrowed", "sentence"),
    [
        (0.0, 0.3, 0.5, "is not a valid capital"),
        (1.0, 1.2, 0.5, "A sleeve of 120%"),
        (1.0, 0.3, -0.1, "A borrowed part of -10%"),
    ],
)
def test_an_impossible_sleeve_is_refused(capital, share, borrowed, sentence):
    """With the value."""
    with pytest.raises(OverlayError, match=sentence):
        Sleeve(capital_dollars=capital, share=share, borrowed=borrowed, borrow_rate=0.05)


@given(st.floats(-3.0, 3.0))
def test_a_multiple_of_the_book_keeps_perfect_company(beta):
    """Correlation one, up to the sign, and the beta itself."""
    book = np.random.default_rng(1).normal(0.0, 0.01, 500)
    found = company(book, beta * book)
    assert (found.beta, found.worst_beta) == pytest.approx((beta, beta))
    assert found.days == 25
    if abs(beta) > 1e-6:
        assert found.worst_correlation == pytest.approx(np.sign(beta))


def test_the_correlations_are_numpys():
    """On all days and on the worst 5%."""
    book, sleeve = np.random.default_rng(2).normal(0.0, 0.01, (2, 1000))
    bad = book <= np.quantile(book, 0.05)
    found = company(book, sleeve)
    assert found.correlation == pytest.approx(np.corrcoef(book, sleeve)[0, 1])
    assert found.worst_correlation == pytest.approx(np.corrcoef(book[bad], sleeve[bad])[0, 1])


def test_premium_selling_is_no_engine_of_its_own():
    """On the book's worst days it loses, far more than in proportion; Treasury bills do not."""
    found = engines(bundled.history())
    selling, bills = (company(found.stocks, one) for one in (found.premium, found.bills))
    assert selling.worst_correlation > 0.3
    assert selling.worst_sleeve < -0.02
    assert abs(bills.beta) < 1e-3
    assert bills.worst_sleeve > 0.0


def test_a_handful_of_days_is_refused():
    """Five percent of fifty is nothing."""
    with pytest.raises(OverlayError, match="50 common days"):
        company(np.zeros(50), np.zeros(50))
