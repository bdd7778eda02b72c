"""Every page answers on every market: random combinations of page, market and book, drawn from a fixed seed."""

import random
from datetime import date, timedelta

import pytest

from overlay.options import typed as typed_market
from tests import chains
from tests.menu import PAGES
from tests.sizes import some
from tests.visitor import headline, opened
from views.market import stories
from views.portfolio.controls import BOOK

CASES = 500
PAGE_NAMES = sorted(PAGES)
#: what a page may refuse: a family, a time, a chain or a first year that leaves it no answer
REFUSED = (
    "a forward variance of zero or less",
    "outside the trading hours",
    "has a bid and an ask",
    "days of history before",
)
FAMILY = {"v9d": (8.0, 60.0), "v3m": (10.0, 50.0), "v6m": (12.0, 45.0), "vvix": (70.0, 180.0)}


def typed(chance):
    """A link to typed levels: any day from 1991 to 2040, closed ones too, at any level a market might have."""
    day = typed_market.FIRST + timedelta(days=chance.randrange(50 * 365))
    link = {"m": "typed", "day": day.isoformat(), "spot": f"{10 ** chance.uniform(2.0, 4.3):.2f}"}
    link["vix"] = f"{chance.uniform(9.0, 85.0):.2f}"
    if chance.random() < 0.7:
        link["rate"] = f"{chance.uniform(-0.5, 12.0):.2f}"
    if chance.random() < 0.4:
        link |= {key: f"{chance.uniform(*ends):.1f}" for key, ends in FAMILY.items() if chance.random() < 0.7}
    if chance.random() < 0.3:
        link["at"] = chance.choice(["09:30", "12:45", "15:45"])
    return link


def past(chance):
    """A link to a day of the bundled history, or to one with a story."""
    if chance.random() < 0.3:
        return {"day": chance.choice(stories.STORIES).day.isoformat()}
    return {"day": (date(1990, 3, 1) + timedelta(days=chance.randrange(11_950))).isoformat()}


def drawn(number):
    """The page, the link and the chain (or None) of one combination, always the same for a number."""
    chance = random.Random(number)  # noqa: S311
    kind = chance.choices(["typed", "past", "chain", "live"], [6, 2, 1, 0.3])[0]
    market = {"typed": typed, "past": past}.get(kind, lambda _: {"m": kind})(chance)
    link = market | {"book": chance.choice(BOOK.options)}
    if chance.random() < 0.3:
        link["days"] = str(chance.choice([1, 2, 7, 45, 60]))
    chain = chains.cboe_csv().encode() if kind == "chain" else None
    return PAGE_NAMES[number % len(PAGE_NAMES)], link, chain


@pytest.mark.parametrize("number", some(range(CASES), 24))
def test_every_page_gives_an_answer_or_a_sentence(number):
    """No exception, and never a page without an answer: a headline, or one sentence that says what cannot be answered."""
    page, link, chain = drawn(number)
    app = opened(page, **link)
    if chain is not None:
        app.file_uploader(key="chain_0").upload("made.csv", chain, "text/csv").run()
    assert not app.exception, link
    answers = headline(app)
    refused = [one.value for one in app.error]
    assert answers or any(reason in one for one in refused for reason in REFUSED), (page, link, refused)
    assert all(len(one) < 400 for one in refused)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_on_the_first_day_that_can_be_typed(page):
    """Start and Claims need a year of closes before it."""
    app = opened(page, m="typed", day=f"{typed_market.FIRST}", spot="330.2", vix="26.4")
    assert headline(app)
    assert not app.error
