"""Currencies and symbols: an answer counts as dollars of the share asked for only if it says so."""

from datetime import date

import pytest

from overlay.data.yahoo import prices as door
from overlay.data.yahoo.spelling import spelled
from overlay.errors import OverlayError
from tests import yahoo_server

ASKED = date(2026, 11, 26)
DAYS = yahoo_server.trading_days(date(2026, 9, 1), date(2026, 11, 25))


def read(symbol="SAP.DE", **more):
    """The meaning of an answer with so much said about it."""
    values = [float(one) for one in yahoo_server.closes(symbol, DAYS)]
    told = {"days": [str(one) for one in DAYS], "close": values, "adjusted": values}
    return door.read(symbol, told | more, ASKED)


@pytest.mark.parametrize(
    ("currency", "said"),
    [
        ("EUR", r"SAP.DE is quoted in euros \(EUR\), not in dollars"),
        ("GBp", r"SAP.DE is quoted in pence, hundredths of a pound \(GBp\), not in dollars"),
        ("GBP", r"SAP.DE is quoted in pounds \(GBP\), not in dollars"),
        ("JPY", r"SAP.DE is quoted in yen \(JPY\), not in dollars"),
        ("XTS", r"SAP.DE is quoted in XTS, not in dollars"),
        (7, r"SAP.DE is quoted in 7, not in dollars"),
    ],
)
def test_money_that_is_not_dollars_is_refused_by_name(currency, said):
    """The sentence names the currency and a way out."""
    with pytest.raises(OverlayError, match=f"{said}: choose a listing in dollars"):
        read(currency=currency)


def test_an_index_in_other_money_is_refused_too():
    """Points of an index in euros are another index."""
    with pytest.raises(OverlayError, match="quoted in euros"):
        read("^GSPC", currency="EUR")


@pytest.mark.parametrize("currency", [None, ""])
def test_a_stock_without_a_currency_says_so(currency):
    """Its closes are used as dollars, with a warning; an index has points and needs none."""
    assert [one.title for one in read(currency=currency).flags] == [
        "SAP.DE: Yahoo states no currency, so its closes are read as dollars"
    ]
    assert read("^VIX", currency=currency).flags == ()


def test_dollars_and_answers_of_older_versions_pass():
    """An answer that was saved before the currency was kept has no word on it."""
    assert read(currency="USD").flags == ()
    assert read().flags == ()


def test_an_answer_under_another_symbol_is_refused():
    """Prices of another company are no prices of this one."""
    with pytest.raises(OverlayError, match=r"Yahoo answered under the symbol ZZZZ and not SAP.DE"):
        door.read("SAP.DE", {"symbol": "ZZZZ"}, ASKED)


def test_an_answer_in_yahoos_spelling_is_of_the_brokers_symbol():
    """BRK-B answers BRK.B, and its closes are named as the lot is."""
    values = [float(one) for one in yahoo_server.closes("BRK-B", DAYS)]
    told = {"days": [str(one) for one in DAYS], "close": values, "adjusted": values, "symbol": "BRK-B"}
    found = door.read("BRK.B", told, ASKED)
    assert (found.symbol, found.adjusted.name) == ("BRK.B", "BRK.B")


@pytest.mark.parametrize(
    ("broker", "yahoo"),
    [
        ("BRK.B", "BRK-B"), ("BRK/B", "BRK-B"), ("BRK-B", "BRK-B"), ("BF.A", "BF-A"), ("AAPL", "AAPL"), ("SAP.DE", "SAP.DE"),
        ("7203.T", "7203.T"), ("VOD.L", "VOD.L"), ("BAS.F", "BAS.F"), ("RY.TO", "RY.TO"), ("0700.HK", "0700.HK"),
        ("^GSPC", "^GSPC"), ("EURUSD=X", "EURUSD=X"), ("A/../B", "A-..-B"),
    ],
)  # fmt: skip
def test_a_class_share_gets_a_dash_and_an_exchange_keeps_its_dot(broker, yahoo):
    """Yahoo's list of exchanges has four suffixes of one letter; no symbol keeps a slash, which would change the address."""
    assert spelled(broker) == yahoo
    assert spelled(yahoo) == yahoo


@pytest.mark.parametrize(("text", "found"), [("sap.de", ("SAP.DE",)), ("brk/b 7203.t", ("BRK-B", "7203.T"))])
def test_typed_symbols_keep_the_suffix_of_an_exchange(text, found):
    """SAP.DE is asked for as such, and refused in euros; SAP-DE would be unknown."""
    assert door.symbols(text) == found


@pytest.mark.parametrize(("name", "said"), [("EUR", "quoted in euros"), ("GBp", "quoted in pence")])
def test_fundamentals_in_other_money_are_left_out_by_name(name, said):
    """A ratio of euros to dollars means nothing."""
    told = {"trailingEps": 6.0, "trailingAnnualDividendRate": 2.0, "operatingCashflow": 1e9, "sharesOutstanding": 1e8}
    found = door._fundamentals("SAP.DE", told | {"currency": name, "financialCurrency": name}, ASKED)
    assert (found.earnings, found.cash_flow, found.dividend) == (None, None, None)
    assert len(found.notes) == 1
    assert said in found.notes[0]


def test_fundamentals_of_another_company_are_left_out():
    """The note says under which symbol they came."""
    found = door._fundamentals("AAPL", {"trailingEps": 6.0, "symbol": "ZZZZ", "currency": "USD"}, ASKED)
    assert found.earnings is None
    assert "under the symbol ZZZZ" in found.notes[0]


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 10**400, -(10**400), 1e300, "6.0", True])
def test_fundamentals_that_are_no_number_of_dollars_are_not_known(value):
    """Infinity, a number of 401 digits, text."""
    told = {
        "trailingEps": value,
        "trailingAnnualDividendRate": 2.0,
        "mostRecentQuarter": value,
        "sharesOutstanding": -5.0,
    }
    found = door._fundamentals("AAPL", told | {"operatingCashflow": 1e9}, ASKED)
    assert (found.earnings, found.cash_flow, found.dividend, found.quarter) == (None, None, 2.0, None)
