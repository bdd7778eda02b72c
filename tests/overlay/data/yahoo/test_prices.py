"""Yahoo, asked by the unmodified yfinance in its own process, and answered or failed by `tests.yahoo_server`."""

import json
import re
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime, timedelta
from itertools import count
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from overlay.data.yahoo import chain, dispatch, prices as door, shelf
from overlay.errors import OverlayError
from overlay.options.market import from_chain
from tests import oracles, patience, yahoo_server
from tests.browser.conftest import ROOT

FIRST = date(2024, 1, 2)
RECORDED = oracles.SHARED / "data" / "yahoo_json"


def answer(days=("2026-11-18", "2026-11-19", "2026-11-20"), close=(10.0, 11.0, 12.0), **more):
    """An answer of the courier."""
    return {"days": list(days), "close": list(close), "adjusted": list(close), **more}


def read(symbol="AAPL", **more):
    """Its meaning."""
    return door.read(symbol, answer(**more), date(2026, 11, 21))


def test_prices_come_with_their_days_and_their_dividends(yahoo):
    """To the last weekday, from the first asked; index, VIX and a stock."""
    found = door.prices(("^GSPC", "^VIX", "AAPL"), FIRST)
    assert list(found.prices) == ["^GSPC", "^VIX", "AAPL"]
    assert (found.missing, found.offline, found.asked) == ((), False, 3)
    for symbol, one in found.prices.items():
        days = yahoo_server.trading_days(FIRST, yahoo_server.last_day())
        assert [day.date() for day in one.close.index] == days
        assert np.allclose(one.close, yahoo_server.closes(symbol, days), atol=1e-4)
        assert np.allclose(one.opening, one.close, atol=1e-4)  # this server opens where it closes
    assert list(found.prices["AAPL"].dividends) == [0.25]
    assert {"^GSPC", "^VIX", "AAPL"} <= yahoo.symbols()


def test_opens_are_those_of_the_day_as_closes_are():
    """Before a split of 2 for 1 they are doubled like the closes; an older saved answer has none."""
    found = read(open=[9.5, None, 11.5], splits=[0.0, 2.0, 0.0])
    assert found.opening.tolist() == pytest.approx([19.0, np.nan, 11.5], nan_ok=True)
    assert found.close.tolist() == [20.0, 11.0, 12.0]
    assert read().opening is None


FAULTS = {
    "CUT": ("cut", "cut off"),
    "ERR": ("500", "not with data"),
    "HTML": ("html", "not with data"),
    "EMPTY": ("empty", "was empty"),
    "BUSY": ("429", r"too many requests \(429\)"),
    "NOSUCH": ("good", "does not know"),
    "HUNG": ("hung", f"no answer within {patience.SECONDS} seconds"),
}


def ends_after(monkeypatch, replies):
    """A clock that stands until so many replies have come, however long they take, and is then past every deadline."""
    came, plain = [], dispatch._reply
    monkeypatch.setattr(dispatch, "_reply", lambda line: came.append(line) or plain(line))
    monkeypatch.setattr(
        dispatch, "time", SimpleNamespace(monotonic=lambda: 0.0 if len(came) < replies else 2.0 * patience.SECONDS)
    )


def test_every_fault_is_named_and_what_came_is_kept(yahoo, monkeypatch):
    """Seven symbols fail in seven ways at once; the eighth and a slow ninth come, and the deadline ends the hung one."""
    ends_after(monkeypatch, 8)
    yahoo.fails_each({symbol: fault for symbol, (fault, _) in FAULTS.items()} | {"SLOW": "slow"})
    found = door.prices(("AAPL", "SLOW", *FAULTS), FIRST)
    assert list(found.prices) == ["AAPL", "SLOW"]
    assert not found.offline
    reasons = {one.symbol: one.why for one in found.missing}
    assert list(reasons) == list(FAULTS)
    for symbol, (_, said) in FAULTS.items():
        assert re.search(said, reasons[symbol]), (symbol, reasons[symbol])


def test_a_refusal_is_asked_again_after_a_pause(yahoo):
    """Too many requests twice, then good."""
    yahoo.fails("429", "^GSPC", times=3)
    assert list(door.prices(("^GSPC",), FIRST).prices) == ["^GSPC"]


def test_without_a_network_it_says_offline_and_the_shelf_stands_in(yahoo):
    """What was saved is used, named with its day; what never came is missing."""
    door.prices(("^GSPC",), FIRST)
    yahoo.fails("refused")
    found = door.prices(("^GSPC", "^VIX"), FIRST, refresh=True)
    assert found.offline
    assert found.prices["^GSPC"].standing_in
    assert {one.symbol: one.standing_in for one in found.missing} == {"^GSPC": door.today(), "^VIX": None}


def test_a_second_click_asks_nothing(yahoo):
    """The same symbols on the same day come off the shelf."""
    first = door.prices(("^GSPC", "AAPL"), FIRST)
    yahoo.fails("refused")
    second = door.prices(("^GSPC", "AAPL"), FIRST)
    assert not yahoo.asked
    assert (second.asked, second.missing) == (0, ())
    for symbol, one in second.prices.items():
        pd.testing.assert_series_equal(one.close, first.prices[symbol].close)


def test_fifteen_seconds_are_what_a_click_may_take(monkeypatch):
    """By default."""
    monkeypatch.delenv("OVERLAY_YAHOO_SECONDS", raising=False)
    assert dispatch.deadline() == dispatch.SECONDS == 15.0


def test_a_server_that_hangs_is_given_up_at_the_deadline(yahoo, monkeypatch):
    """Not after yfinance's 130 s."""
    monkeypatch.setenv("OVERLAY_YAHOO_SECONDS", "4")
    yahoo.fails("hung")
    start = time.monotonic()
    found = door.prices(("^GSPC",), FIRST)
    assert 3.9 < time.monotonic() - start < 100.0
    assert found.missing[0].why == "no answer within 4 seconds"


@pytest.mark.parametrize(("said", "seconds"), [("3", 3.0), ("0", 15.0), ("1e9", 15.0), ("nan", 15.0), ("soon", 15.0)])
def test_another_deadline_is_taken_from_the_environment_within_reason(monkeypatch, said, seconds):
    """One to 120 seconds."""
    monkeypatch.setenv("OVERLAY_YAHOO_SECONDS", said)
    assert dispatch.deadline() == seconds


def test_who_leaves_ends_the_asking(yahoo):
    """An exception out of the heartbeat, as Streamlit raises it on another click, ends the process at once."""

    def gone(share):
        if share > 0.0:
            raise KeyboardInterrupt

    yahoo.fails("hung")
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        door.prices(("^GSPC",), FIRST, beat=gone)
    assert time.monotonic() - start < patience.SECONDS / 2
    assert dispatch.COURIERS._value == 8


def test_who_waits_behind_others_is_told_at_the_deadline_and_may_leave_before(monkeypatch):
    """With no process free: the heartbeat goes on, an exception out of it ends the wait, and the deadline names the reason."""
    monkeypatch.setattr(dispatch, "COURIERS", threading.BoundedSemaphore(1))
    monkeypatch.setenv("OVERLAY_YAHOO_SECONDS", "1")
    seconds = count(step=0.1)  # a look at the clock each: two a heartbeat
    monkeypatch.setattr(dispatch, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
    asked = [{"kind": "history", "symbol": "^GSPC", "start": "2020-01-02"}]
    shares = []
    with dispatch.COURIERS:
        (reply,) = dispatch.replies(asked, shares.append)
        assert (reply.answer, reply.why) == (None, "too many visitors are loading at once")
        assert len(shares) > 3
        assert shares == sorted(shares)

        def leaves(_):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            list(dispatch.replies(asked, leaves))
    assert dispatch.COURIERS._value == 1


def test_without_yfinance_the_reason_says_what_to_install(monkeypatch):
    """The library can be had without it; nobody waits for a process that cannot start."""
    monkeypatch.setattr(dispatch, "find_spec", lambda _: None)
    (reply,) = dispatch.replies([{"kind": "history", "symbol": "^GSPC", "start": "2020-01-02"}])
    assert reply.answer is None
    assert "pip install 'overlay-explorer[live]'" in reply.why


@pytest.mark.long
def test_yfinance_is_never_imported_by_the_server():
    """Nor is anything of it, by all that the app imports at its start."""
    code = "import sys, views.server.front; print([n for n in sys.modules if n.partition('.')[0] in ('yfinance', 'curl_cffi', 'peewee')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_close_of_an_unfinished_day_is_none():
    """Quoted at noon in New York: that day's row is dropped; after the close it stands."""
    noon, evening = (datetime(2026, 11, 20, hour, tzinfo=UTC).timestamp() for hour in (17, 22))
    assert len(read(quoted=noon).close) == 2
    assert len(read(quoted=evening).close) == 3


def test_lots_see_the_price_that_was_paid():
    """A four for one split on the second day: the first close is undone, the adjusted one stays."""
    found = read(splits=[0.0, 4.0, 0.0])
    assert list(found.close) == [40.0, 11.0, 12.0]
    assert list(found.adjusted) == [10.0, 11.0, 12.0]


@pytest.mark.parametrize(
    ("symbol", "close", "left"),
    [
        ("^VIX", (18.0, 0.0, 19.0), 2),
        ("^VIX", (18.0, 900.0, 19.0), 2),
        ("^IRX", (4.2, 77.0, 4.2), 2),
        ("AAPL", (10, -1, 10), 2),
    ],
)
def test_a_level_that_cannot_be_is_left_out_and_counted(symbol, close, left):
    """And the flag names the day."""
    found = read(symbol, close=close)
    assert len(found.close) == left
    assert "1 impossible closes left out (the first on 2026-11-19: " in found.flags[0].title


def test_negative_bill_rates_can_be():
    """As in March 2020."""
    assert list(read("^IRX", close=(0.05, -0.05, 0.02)).close) == [0.05, -0.05, 0.02]


@pytest.mark.parametrize(("symbol", "close"), [("^GSPC", (5000.0, 3000.0, 5000.0)), ("AAPL", (10.0, 100.0, 101.0))])
def test_a_jump_that_no_market_makes_refuses_the_series(symbol, close):
    """Index by 40%, stock tenfold."""
    with pytest.raises(OverlayError, match="not a market move"):
        read(symbol, close=close)


def test_a_vix_that_jumps_for_one_day_is_pointed_out():
    """It may be true, so it stays."""
    found = read("^VIX", close=(15.0, 25.0, 15.5))
    assert "1 days jump and reverse the next day" in found.flags[0].title
    assert len(found.close) == 3


def test_old_prices_say_their_age():
    """Two weeks without a close."""
    found = door.read("AAPL", answer(), date(2026, 12, 4))
    assert "14 days old (2026-11-20)" in found.flags[0].title


@pytest.mark.parametrize(
    "bad", [{}, {"days": ["x"], "close": [1], "adjusted": [1]}, {"days": ["2026-01-02"], "close": [], "adjusted": []},
            {"days": None, "close": None, "adjusted": None}, {"days": [], "close": [], "adjusted": []}],
)  # fmt: skip
def test_an_answer_of_another_shape_is_refused_in_a_sentence(bad):
    """Never another exception."""
    with pytest.raises(OverlayError, match="Yahoo's answer"):
        door.read("AAPL", bad, date(2026, 1, 5))


@pytest.mark.parametrize(
    ("text", "found"), [("aapl, msft;brk.b aapl", ("AAPL", "MSFT", "BRK-B")), ("", ()), ("  ", ())]
)
def test_symbols_are_read_as_they_are_typed(text, found):
    """Any separator, each once, in Yahoo's spelling."""
    assert door.symbols(text) == found


@pytest.mark.parametrize(
    "text", ["../../etc", "A B <script>", "^VIX", "ABCDEFGHIJKL", "Ä", " ".join(f"A{i}" for i in range(41))]
)
def test_what_is_no_symbol_is_refused(text):
    """Nothing strange reaches an address or a file name."""
    with pytest.raises(OverlayError):
        door.symbols(text)


@pytest.mark.long
def test_fundamentals_are_per_share_and_survive_a_loss_of_network(yahoo):
    """Cash flow over all share classes; off the shelf the same day; a sentence for who has none."""
    found = door.fundamentals("AAPL")
    assert (found.earnings, found.cash_flow, found.dividend) == (6.31, 6.25, 0.99)
    yahoo.fails("refused")
    assert door.fundamentals("AAPL") == found
    with pytest.raises(OverlayError, match="No fundamentals of MSFT: Yahoo cannot be reached"):
        door.fundamentals("MSFT")


def test_saved_fundamentals_of_another_day_say_so(yahoo):
    """They stand in only where Yahoo fails."""
    shelf.put("fundamentals", "AAPL", date(2026, 1, 5), {"trailingEps": 5.0})
    yahoo.fails("refused")
    found = door.fundamentals("AAPL")
    assert (found.earnings, found.asked, found.standing_in) == (5.0, date(2026, 1, 5), True)


def test_a_cash_flow_in_another_currency_is_left_out():
    """It cannot be laid beside a price in dollars."""
    body = {"operatingCashflow": 1e12, "sharesOutstanding": 1e9, "financialCurrency": "TWD", "currency": "USD"}
    found = door._fundamentals("TSM", body, FIRST)
    assert found.cash_flow is None
    assert "reports in TWD" in found.notes[0]


@pytest.mark.long
@pytest.mark.usefixtures("yahoo")
@pytest.mark.parametrize("symbol", ["SPX", "VIX"])
def test_a_live_chain_is_a_chain_like_any_other(symbol):
    """With a forward in every expiry, and flags that say it is delayed."""
    found = chain.chain(symbol)
    assert found.live
    assert found.symbol == symbol
    assert len(list(found.slices(found.settlements[0]))) >= 6
    assert any("Delayed quotes: 15 minutes" in flag.title for flag in found.flags)
    assert not any("did not come" in flag.title for flag in found.flags)
    if symbol == "SPX":
        market = from_chain(found)
        assert market.spot == pytest.approx(4000.0, rel=1e-4)
        assert market.source.startswith("Live chain SPX from Yahoo")


def test_a_chain_that_does_not_come_is_one_sentence(yahoo):
    """A consent page in its place."""
    yahoo.fails("html", "^SPX")
    with pytest.raises(OverlayError, match="No live SPX options: Yahoo answered with a page"):
        chain.chain("SPX")


def test_quotes_of_last_week_are_old():
    """The flag counts the hours."""
    moment = datetime.now(tz=UTC) - timedelta(hours=50)
    _, flags = chain._moment({"regularMarketTime": moment.timestamp()})
    assert flags[-1].title == "The quotes are 50 hours old"


@pytest.mark.skipif(not RECORDED.exists(), reason=oracles.NO_SHARED)
def test_recorded_answers_are_read(yahoo):
    """A real chart with a four for one split and a dividend, and real fundamentals with cash flow per share."""
    chart = (RECORDED / "chart_AAPL_2020-08-31_2020-11-07.json").read_text()
    yahoo.fails("good", bodies={"AAPL": chart})
    found = door.prices(("AAPL",), date(2020, 8, 31)).prices["AAPL"]
    body = json.loads(chart)["chart"]["result"][0]
    assert np.allclose(found.close, body["indicators"]["quote"][0]["close"], atol=1e-3)
    assert list(found.splits) == [4.0]
    assert list(found.dividends) == [0.205]
    assert found.close.index[0].date() == date(2020, 8, 31)


@pytest.mark.skipif(not RECORDED.exists(), reason=oracles.NO_SHARED)
def test_recorded_fundamentals_are_read(yahoo):
    """Of 10 to 15 February 2025."""
    summary = (RECORDED / "quoteSummary_AAPL_2025-02.json").read_text()
    yahoo.fails("good", bodies={"AAPL": summary})
    found = door.fundamentals("AAPL")
    assert (found.earnings, found.dividend) == (6.31, 0.99)
    assert found.cash_flow == pytest.approx(108293996544 / 15390999552)
    assert found.quarter == date(2024, 12, 28)
