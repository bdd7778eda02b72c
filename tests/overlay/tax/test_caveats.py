"""The rules that could bite a book, and the tax facts kept as data."""

from dataclasses import replace

import pytest

from overlay.tax.alternatives import ALTERNATIVES, CLAIMS
from overlay.tax.caveats import rules, sale
from overlay.tax.sell_or_hold import Outlook, StockBasis, compare
from overlay.tax.straddle import overlap

OUTLOOK = Outlook(filing="single", wages=150_000.0)
BOOK = StockBasis(long_value=1e6, long_basis=2e5)


def titles(book=BOOK, results=(), weight=0.2, **more):
    """The flags' titles by level."""
    found = compare(book, replace(OUTLOOK, **more), results)
    flags = rules(found, overlap(1e6, {"names": weight}, {"names": book.value}))
    assert all(flag.why and flag.source for flag in flags)
    order = [("serious", "warning", "note").index(flag.level) for flag in flags]
    assert order == sorted(order)
    return {flag.title: flag.level for flag in flags}


def test_a_large_sale_warns_of_the_minimum_tax():
    """And names the 3.8%; a small one does neither."""
    assert titles()["Minimum tax on a sale"] == "warning"
    small = titles(StockBasis(long_value=2e4, long_basis=1e4))
    assert "Minimum tax on a sale" not in small
    assert "Net investment income tax" not in small


def test_a_straddle_is_serious():
    """Deferral, and the holding period of lots not yet long-term."""
    book = StockBasis(long_value=5e5, long_basis=1e5, short_value=5e5, short_basis=4e5)
    found = titles(book, (-0.05, 0.02), weight=0.9, straddle=True)
    serious = {title for title, level in found.items() if level == "serious"}
    assert {"By the 70% test alone: The overlay may be a straddle with the stock", "A loss is deferred", "Holding period restarts",
            "The straddle rules reach this spread"} == serious  # fmt: skip


@pytest.mark.parametrize(("results", "warned"), [((-0.05, 0.0), True), ((0.01,), False)])
def test_unused_losses_warn(results, warned):
    """Only where there are any."""
    assert ("Losses that cannot be used yet" in titles(results=results)) is warned


def test_a_loss_only_book_is_told_so():
    """Deferral is worth nothing there."""
    assert titles(StockBasis(long_value=5e5, long_basis=1e6))["A loss, not a gain"] == "note"


@pytest.mark.parametrize(
    ("weight", "title"), [(0.2, "Dividends stay qualified"), (0.9, "Dividends could lose their low rate")]
)
def test_overlap_decides_on_dividend_days(weight, title):
    """None are lost without it."""
    assert title in titles(weight=weight)


def test_a_straddle_without_losses_defers_nothing():
    """No flag for what does not happen."""
    assert "A loss is deferred" not in titles(results=(0.02,), straddle=True)


def test_a_sale_is_the_difference_of_two_returns():
    """The same that the comparison takes."""
    found = compare(BOOK, OUTLOOK)
    sold, without = sale(found)
    assert sold.total - without.total == pytest.approx(found.sale_tax)


def test_ordinary_income_is_called_wrong():
    """The article's sentence, the law's 60/40, its source."""
    claim = next(one for one in CLAIMS if "ordinary income" in one.article)
    assert claim.verdict == "Wrong"
    assert "60% long-term" in claim.law
    assert "1256(a)(3)" in claim.source


@pytest.mark.parametrize("name", ["Collar", "Protective put", "Covered call", "Exchange fund", "Gift to charity"])
def test_each_alternative_has_its_row(name):
    """What is taxed now and later, what bites, and where it stands."""
    row = next(one for one in ALTERNATIVES if one.name.startswith(name))
    assert all((row.now, row.later, row.bites, row.source))
