"""Live chains that are wrong in one way each: the expiry is named and left out, and the others stay."""

import json
import re
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from overlay.data.yahoo import chain, dispatch
from overlay.data.yahoo.courier import CONTRACT, plain
from overlay.errors import OverlayError
from tests import yahoo_server

NOW = datetime.now(tz=UTC)


def expiry(number, symbol="SPX", days=7):
    """The courier's answer on the expiry so many weeks ahead, from the quotes of the Yahoo on this machine."""
    day = NOW.date() + timedelta(days=days * number)
    stamp = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    body = json.loads(yahoo_server.options(f"^{symbol}", {"date": [str(stamp)]}))["optionChain"]["result"][0]
    quotes = [one for side in ("calls", "puts") for one in body["options"][0][side]]
    underlying = {"symbol": f"^{symbol}", "currency": "USD", "regularMarketPrice": yahoo_server.LEVELS[f"^{symbol}"]}
    underlying["regularMarketTime"] = NOW.timestamp() - 900.0
    return {"rows": [[one[name] for name in CONTRACT] for one in quotes], "underlying": underlying}


def replies(monkeypatch, *answers):
    """Let Yahoo answer so, an expiry each."""
    found = [
        dispatch.Reply({"kind": "chain", "symbol": "^SPX", "expiry": f"number {at}"}, one)
        for at, one in enumerate(answers, start=1)
    ]
    monkeypatch.setattr(dispatch, "replies", lambda *_: iter(found))


def other_money(told):
    """The index in euros."""
    told["underlying"]["currency"] = "EUR"


def contract_in_yen(told):
    """One contract in yen."""
    told["rows"][3][CONTRACT.index("currency")] = "JPY"


def another_index(told):
    """The chain of another underlying."""
    told["underlying"]["symbol"] = "^NDX"


def contract_of_another(told):
    """One contract of a fund."""
    told["rows"][3][0] = told["rows"][3][0].replace("SPXW", "SPY")


def no_name(told):
    """A contract without a name."""
    told["rows"][3][0] = None


FAULTS = {
    other_money: r"\^SPX is quoted in euros \(EUR\), not in dollars",
    contract_in_yen: r"quoted in yen \(JPY\), not in dollars",
    another_index: r"Yahoo answered under the symbol \^NDX and not \^SPX",
    contract_of_another: "Yahoo answered with the contract SPY.*, which is not of SPX",
    no_name: "Yahoo answered with the contract None, which is not of SPX",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_expiry_is_named_and_the_others_stay(monkeypatch, fault):
    """One flag names it with the reason; the first and the last expiry are there."""
    wrong = expiry(2)
    fault(wrong)
    replies(monkeypatch, expiry(1), wrong, expiry(3))
    found = chain.chain("SPX")
    assert found.quotes["expiry"].nunique() == 2
    (flag,) = [one for one in found.flags if "did not come" in one.title]
    assert flag.title == "1 expiries did not come (number 2)"
    assert re.search(FAULTS[fault], flag.why), flag.why


@pytest.mark.parametrize("fault", FAULTS)
def test_without_a_usable_expiry_the_sentence_says_why(monkeypatch, fault):
    """The only one is wrong."""
    wrong = expiry(2)
    fault(wrong)
    replies(monkeypatch, wrong)
    with pytest.raises(OverlayError, match=f"No live SPX options: .*{FAULTS[fault]}"):
        chain.chain("SPX")


def test_an_expiry_of_the_past_is_left_out_and_named(monkeypatch):
    """Contracts of last week."""
    replies(monkeypatch, expiry(-1), expiry(2))
    found = chain.chain("SPX")
    assert found.quotes["expiry"].nunique() == 1
    (flag,) = [one for one in found.flags if "did not come" in one.title]
    assert "has expired" in flag.why


def test_an_infinite_quote_is_a_blank_one(monkeypatch):
    """Infinity, a number of 400 digits, and NaN leave their quotes blank; the index level is then parity's."""
    told = expiry(2)
    for row, value in zip(told["rows"], (float("inf"), 10**400, float("nan")), strict=False):
        row[CONTRACT.index("bid")] = value
    told["underlying"]["regularMarketPrice"] = float("inf")
    replies(monkeypatch, plain(told))
    found = chain.chain("SPX")
    quotes = found.quotes[["bid", "ask"]].to_numpy()
    assert np.isnan(quotes).any(axis=1).sum() == 3
    assert not np.isinf(quotes).any()
    assert found.spot == pytest.approx(yahoo_server.LEVELS["^SPX"], rel=0.01)


def test_a_stamp_in_the_future_is_no_time_of_a_quote():
    """The flag says that the time is not known, and the quotes count as of now."""
    moment, flags = chain._moment({"regularMarketTime": (NOW + timedelta(days=30)).timestamp()})
    assert flags[-1].title == "Yahoo does not give the time of these quotes"
    assert abs(moment - NOW.astimezone(chain.NEW_YORK).replace(tzinfo=None)) < timedelta(minutes=30)
