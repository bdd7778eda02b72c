"""Each way in which Yahoo's answer can be wrong ends as one named line of that symbol, and the index beside it stays.

All but a few run in `python -m tests.long`: each starts a process and asks over a real connection. The checks themselves
have quick tests of their own (`test_days`, `test_actions`, `test_money`, `test_levels`).
"""

import re
import time
from datetime import date

import numpy as np
import pytest

from overlay.data import bundled
from overlay.data.joined import from_yahoo
from overlay.data.refresh import run as refresh
from overlay.data.yahoo import prices as door
from tests import patience, yahoo_poison, yahoo_server
from tests.sizes import some

FIRST = date(2019, 1, 2)

#: poison -> the reason for which the symbol is left out
REFUSED = {
    "eur": "AAPL is quoted in euros",
    "badsplit": "lists a split of a share for none on .*, which is impossible",
    "negsplit": "lists a split of -4 for 1 on .*, which is impossible",
    "hugesplit": r"lists a split of 1e\+09 for 1 on .*, which is impossible",
    "split3for2": "split of 1.5 for 1 on .* not adjusted for it",
    "split2": "split of 2 for 1 on .* not adjusted for it",
    "split10": "split of 1 for 10 on .* not adjusted for it",
    "future": "closes are in the future",
    "weekends": "days when the New York exchange was closed",
    "gbp": "AAPL is quoted in pence",
    "yen": "AAPL is quoted in yen",
    "nocur": "unexpected form",
    "wrongsym": "answered under the symbol ZZZZ and not AAPL",
    "words": "unexpected form",
    "short": "unexpected form",
    "dupall": "fewer than two closes",
    "flat": "closes are 100.00 on all",
    "bigint": "of hundreds of digits",
    "broken": "not with data",
    "cut": "cut off",
    "429": r"too many requests \(429\)",
    "500": "not with data",
    "html": "not with data",
    "circle": "in a circle",
}
#: poison -> the flag on the symbol, which stays
FLAGGED = {
    "Infinity": r"AAPL: 1 impossible closes left out \(the first on .*: not a number\)",
    "hugediv": r"AAPL: 1 impossible dividends left out \(the first of 1e\+09 a share",
    "halved": "AAPL: the close moves by -5.% on .*, and Yahoo lists no split that explains it",
    "futurelast": r"AAPL: 39 closes after the day of the answer",
    "saturday": r"AAPL: 1 closes on days when the exchange was closed left out \(the first on Saturday",
    "blankcur": "AAPL: Yahoo states no currency",
    "tokyo": "AAPL trades on the clock of Asia/Tokyo",
    "zero": r"AAPL: 1 impossible closes left out \(the first on .*: 0\)",
    "negative": r"AAPL: 1 impossible closes left out \(the first on .*: -5\)",
    "-Infinity": r"AAPL: 1 impossible closes left out",
    "1e999": r"AAPL: 1 impossible closes left out",
}
#: poisons that leave a day without a close
LACKING = ("nan", "NaN", "dup")
#: poisons that do no harm: yfinance or the app puts them right
HARMLESS = ("truesplit", "strings", "unordered")
SLOW = ("dripping", "hung", "vast", "packed")
_LATE = "no answer within|did not answer in time"


def asked(yahoo, fault):
    """What comes of a request for the index and a stock, of which the stock's answer is wrong."""
    yahoo.fails(fault, "AAPL")
    return door.prices(("^GSPC", "AAPL"), FIRST)


def index_stays(found):
    """The index has all its days and its closes."""
    days = yahoo_server.trading_days(FIRST, yahoo_server.last_day())
    close = found.prices["^GSPC"].close
    assert [one.date() for one in close.index] == days
    assert np.allclose(close, yahoo_server.closes("^GSPC", days), atol=1e-4)
    assert not found.offline


@pytest.mark.parametrize("fault", some(REFUSED, 1))
def test_an_unusable_answer_is_one_named_line_and_the_index_stays(yahoo, fault):
    """The stock is left out with the reason."""
    found = asked(yahoo, fault)
    index_stays(found)
    ((symbol, why),) = [(one.symbol, one.why) for one in found.missing]
    assert symbol == "AAPL"
    assert re.search(REFUSED[fault], why), why
    assert "\n" not in why


@pytest.mark.parametrize("fault", some(FLAGGED, 1))
def test_a_wrong_row_is_one_named_line_and_both_series_stay(yahoo, fault):
    """The stock has one flag, which names it."""
    found = asked(yahoo, fault)
    index_stays(found)
    assert found.missing == ()
    (flag,) = found.prices["AAPL"].flags
    assert re.match(FLAGGED[fault], flag.title), flag.title


@pytest.mark.long
@pytest.mark.parametrize("fault", LACKING)
def test_a_day_without_a_close_is_one_named_line_of_the_history(yahoo, fault):
    """JSON's null, NaN, or two rows on one day, of which yfinance keeps one: the close of the day before is carried over."""
    found = asked(yahoo, fault)
    index_stays(found)
    said = [one.title for one in from_yahoo(found, bundled.history(), door.today()).flags if "AAPL" in one.title]
    assert said == ["AAPL: 1 missing closes carried over from the day before"]


@pytest.mark.long
@pytest.mark.parametrize("fault", HARMLESS)
def test_what_does_no_harm_is_read_as_it_should_be(yahoo, fault):
    """An applied split, numbers as text, and rows backwards: the adjusted closes are the true ones, without a flag."""
    found = asked(yahoo, fault)
    days = yahoo_server.trading_days(FIRST, yahoo_server.last_day())
    assert np.allclose(found.prices["AAPL"].adjusted, yahoo_server.closes("AAPL", days), atol=1e-4)
    assert found.prices["AAPL"].flags == ()


def test_every_poison_has_its_line():
    """None is made without a test."""
    assert {*REFUSED, *FLAGGED, *LACKING, *HARMLESS} >= {*yahoo_poison.POISONS, *yahoo_poison.UNWRITABLE}


@pytest.mark.long
@pytest.mark.parametrize("fault", SLOW)
def test_an_endless_or_vast_answer_ends_at_the_deadline_and_the_index_stays(yahoo, monkeypatch, fault):
    """Drop by drop, never, 300 MB, or 1.5 GB packed."""
    if fault == "packed":
        yahoo_poison.packed()  # made before the clock runs
    monkeypatch.setenv("OVERLAY_YAHOO_SECONDS", "25")
    start = time.monotonic()
    found = asked(yahoo, fault)
    assert time.monotonic() - start < 25.0 + patience.SECONDS
    index_stays(found)
    ((symbol, why),) = [(one.symbol, one.why) for one in found.missing]
    assert symbol == "AAPL"
    assert why if fault in {"vast", "packed"} else re.search(_LATE, why)


def test_a_certificate_that_is_not_trusted_is_said_as_such(yahoo):
    """Not as no network: the sentence names what may be in between, and what to do."""
    yahoo.fails("untrusted")
    found = door.prices(("^GSPC",), FIRST)
    assert not found.offline
    assert found.missing[0].why.startswith(
        "Yahoo's certificate is not trusted: a proxy or a virus scanner may be in between"
    )
    assert "CURL_CA_BUNDLE" in found.missing[0].why


@pytest.mark.long
def test_a_refresh_passes_the_same_checks(yahoo):
    """Euros, an unapplied split and a future are in the table of what failed; the rest is written, with its currency."""
    yahoo.fails_each({"EURO": "eur", "HALF": "split2", "AHEAD": "future"})
    found = refresh.run(("EURO", "HALF", "AHEAD", "AAPL"), FIRST)
    assert set(found.failed) == {"EURO", "HALF", "AHEAD"}
    assert "EURO is quoted in euros" in found.failed["EURO"]
    assert {"^GSPC", "AAPL"} <= set(found.prices)
    assert found.answers["AAPL"]["currency"] == "USD"
    assert found.answers["AAPL"]["symbol"] == "AAPL"


@pytest.mark.long
def test_lots_in_a_brokers_spelling_find_their_closes(yahoo):
    """BRK.B is asked for as BRK-B and comes back as BRK.B; SAP.DE and 7203.T are asked for as they are, and refused by name."""
    yahoo.fails_each({"SAP.DE": "eur", "7203.T": "yen"})
    found = door.prices(("^GSPC", "AAPL", "BRK.B", "SAP.DE", "7203.T"), FIRST)
    assert yahoo.symbols() == {"^GSPC", "AAPL", "BRK-B", "SAP.DE", "7203.T"}
    assert list(found.prices) == ["^GSPC", "AAPL", "BRK.B"]
    reasons = {one.symbol: one.why for one in found.missing}
    assert reasons["SAP.DE"].startswith("SAP.DE is quoted in euros")
    assert reasons["7203.T"].startswith("7203.T is quoted in yen")
    assert "BRK.B" in from_yahoo(found, bundled.history(), door.today()).history.closes
