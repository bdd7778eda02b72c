"""The report of a book: one page of HTML that stands alone, holds the page's numbers, and shows user text as it is."""

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given, strategies as some

from overlay.book.exposures import exposure
from overlay.book.gaps import gap
from overlay.condor import placement, pricing as condor
from overlay.data import bundled, sample_books as portfolios
from overlay.flags import Flag
from overlay.options.costs import Costs
from overlay.options.market import from_history
from views.look import format as fmt
from views.portfolio.report import NAMES, Report, document

HISTORY = bundled.history()
VOID = {"meta", "br", "rect", "img", "link", "input", "hr"}


class Parsed(HTMLParser):
    """Tags opened and closed in order, attributes, and text."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes, self.text = [], [], [], ""

    def handle_starttag(self, tag, attrs):
        """A tag that must be closed, unless it is void."""
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """A tag closed at once."""
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        """The tag that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Text outside the style."""
        if "style" not in self.open:
            self.text += data


def report(book="Twenty names", count=5, drop=0.3, weight=0.0, **changed):
    """A report of a sample book."""
    market = replace(from_history(HISTORY, HISTORY.last_recorded), **changed)
    portfolio = portfolios.sample(book, HISTORY, HISTORY.last_recorded)
    condors = placement.by_sigmas(market, 1.5, 50, 30, placement.Shape(quantity=count)) if count else None
    legs = condors.legs if condors else ()
    return Report(
        portfolio=portfolio,
        exposure=exposure(portfolio, HISTORY, market, legs=legs),
        gap=gap(portfolio, portfolio.symbols[0], drop, legs, market, weight),
        market=market,
        condors=condors,
        quote=condor.quote(condors, market, costs=Costs()) if condors else None,
        sources=dict(HISTORY.sources),
        made=date(2026, 11, 23),
    )


def parsed(made):
    """The page, every tag closed."""
    found = Parsed()
    found.feed(document(made))
    found.close()
    assert not found.open
    return found


@pytest.mark.parametrize("book", portfolios.names())
@pytest.mark.parametrize("count", [0, 1, 5])
def test_the_page_is_whole_and_fetches_nothing(book, count):
    """Tags are balanced; no script, no link, no address anywhere."""
    found = parsed(report(book, count))
    assert not set(found.tags) & {"script", "link", "img", "iframe", "object", "form", "a"}
    assert not [
        value for name, value in found.attributes if name in {"src", "href", "action", "srcset"} or name[:2] == "on"
    ]
    whole = document(report(book, count))
    assert "url(" not in whole
    assert "http" not in whole.replace("http-equiv", "")
    assert "@import" not in whole
    assert "default-src 'none'" in whole


def test_it_holds_the_numbers_of_the_page():
    """Concentration, split, condor, gap, tax, sources and dates."""
    made = report()
    text = parsed(made).text
    for told in (
        fmt.dollars(made.portfolio.invested),
        fmt.percent(made.exposure.best_cut),
        fmt.percent(made.exposure.split.single_name),
        fmt.dollars(made.quote.credit_dollars),
        fmt.dollars(made.quote.max_loss_dollars),
        fmt.level(made.condors.short_put),
        fmt.dollars(made.gap.core_loss),
        fmt.percent(made.gap.coverage),
        fmt.dollars(made.portfolio.gains(made.market.as_of).tax_at_top_rates),
        f"Market of {fmt.day(made.market.as_of)}",
        "Made on 23 Nov 2026",
        "skfolio 1.12.2",
        "arch 8.0.0",
        "Education, not advice",
    ):
        assert told in text


def test_names_beyond_a_dozen_stand_together():
    """Twenty names fit on the page."""
    made = report("Twenty names")
    text = parsed(made).text
    assert f"{len(made.portfolio.holdings) - NAMES} others" in text
    assert made.portfolio.holdings[NAMES].symbol not in text


def test_a_book_without_condors_says_so():
    """And tests the gap without them."""
    text = parsed(report(count=0)).text
    assert "No condors are placed over the book." in text
    assert "Credit" not in text


def test_an_index_that_moves_with_the_name_is_said():
    """Five percent of the index, thirty percent down."""
    assert "the index falls with it by 1.50%" in parsed(report(weight=0.05)).text


@given(some.text(min_size=1, max_size=60))
def test_text_of_a_visitors_file_is_shown_as_it_is(text):
    """In the market's source and in a flag: no tag and no attribute comes of it."""
    usual = BASE
    made = replace(
        usual, market=replace(usual.market, source=text, flags=(Flag(level="note", title=text, why=text, source=""),))
    )
    found, plain = parsed(made), parsed(usual)
    assert found.tags == plain.tags
    assert found.attributes == plain.attributes


BASE = report("One name at 60%")


def test_markup_in_a_file_name_is_escaped():
    """A chain called like a script."""
    whole = document(replace(BASE, market=replace(BASE.market, source='<script>alert("x")</script>')))
    assert "<script" not in whole
    assert "&lt;script&gt;" in whole


def test_the_page_is_small():
    """It goes into a mail."""
    assert len(document(BASE).encode()) < 30_000
