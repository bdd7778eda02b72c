"""A run against the Yahoo on this machine: what comes is kept, what fails is named."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from overlay.data.refresh import run as refresh
from overlay.data.yahoo import prices as door, shelf
from overlay.data.yahoo.prices import INDICES
from tests import patience, refreshed, yahoo_server
from tests.overlay.data.yahoo.test_prices import ends_after

FIRST = date(2024, 1, 2)


def tenfold(symbol):
    """A chart whose last close is ten times the one before."""
    chart = json.loads(yahoo_server.chart(symbol, {"period1": ["1704067200"]}))
    for one in (
        chart["chart"]["result"][0]["indicators"]["quote"][0],
        *chart["chart"]["result"][0]["indicators"]["adjclose"],
    ):
        for values in one.values():
            values[-1] *= 10.0
    return json.dumps(chart)


def test_every_series_comes_in_and_can_be_read_again(yahoo):
    """Index with its range, family, rate and a stock, each as the server has it."""
    lines = []
    found = refresh.run(("AAPL",), FIRST, lines.append)
    assert (list(found.prices), found.failed, found.offline) == ([*INDICES, "AAPL"], {}, False)
    days = yahoo_server.trading_days(FIRST, yahoo_server.last_day())
    for symbol, one in found.prices.items():
        assert np.allclose(one.close, yahoo_server.closes(symbol, days), atol=1e-4)
        again = door.read(symbol, found.answers[symbol], found.fetched.date())
        pd.testing.assert_series_equal(again.close, one.close)
        pd.testing.assert_series_equal(again.dividends, one.dividends)
    assert list(found.prices["^GSPC"].bars.columns) == ["open", "high", "low"]
    assert "open" in found.answers["^GSPC"]
    assert "open" not in found.answers["AAPL"]
    assert len(lines) == 2
    assert yahoo.symbols() == {*INDICES, "AAPL"}


def test_a_refused_series_is_named_and_the_others_are_kept(yahoo, monkeypatch):
    """A server's error, a symbol that Yahoo does not know, a jump that no market makes, and a hang; saved answers do not stand in."""
    shelf.put("history", "^VVIX", date(2026, 1, 5), refreshed.answer("^VVIX") | {"start": "1990-01-02"})
    yahoo.fails_each({"^VVIX": "500", "^VIX6M": "hung"})
    yahoo.bodies = {"JUMP": tenfold("JUMP")}
    ends_after(monkeypatch, len(INDICES) - 1)
    found = refresh.run(("AAPL", "NOSUCH", "JUMP"), FIRST)
    assert set(found.prices) == {*INDICES, "AAPL"} - {"^VVIX", "^VIX6M"}
    assert "not with data" in found.failed["^VVIX"]
    assert found.failed["^VIX6M"] == f"no answer within {patience.SECONDS} seconds"
    assert "does not know" in found.failed["NOSUCH"]
    assert "which is not a market move" in found.failed["JUMP"]
    assert not found.offline


@pytest.mark.long
def test_a_series_with_a_hole_is_named(yahoo):
    """Two weeks without a close."""
    chart = json.loads(yahoo_server.chart("HOLE", {"period1": ["1704067200"]}))
    result = chart["chart"]["result"][0]
    gone = slice(100, 110)
    del result["timestamp"][gone]
    for values in (*result["indicators"]["quote"][0].values(), result["indicators"]["adjclose"][0]["adjclose"]):
        if len(values) > len(result["timestamp"]):
            del values[gone]
    yahoo.fails("good", bodies={"HOLE": json.dumps(chart)})
    assert "trading days in a row" in refresh.run(("HOLE",), FIRST).failed["HOLE"]


@pytest.mark.long
def test_without_a_network_nobody_asks_twice(yahoo):
    """One batch, one reason."""
    yahoo.fails("refused")
    lines = []
    found = refresh.run(("AAPL",), FIRST, lines.append)
    assert found.offline
    assert found.prices == {}
    assert set(found.failed) == {*INDICES, "AAPL"}
    assert len(lines) == 1


@pytest.mark.parametrize(
    ("symbols", "said"),
    [
        (("^GSPC",), "S&P 500"),
        (("^GSPC", "^VIX", "AAPL"), "S&P 500, VIX and 1 stock"),
        (("^VIX9D", "^VVIX"), "VIX family"),
        ((*INDICES, "A", "B"), "S&P 500, VIX, VIX family, bill rate and 2 stocks"),
        ((), "nothing"),
    ],
)
def test_a_set_of_series_has_a_name(symbols, said):
    """In a few words."""
    assert refresh.named(symbols) == said
