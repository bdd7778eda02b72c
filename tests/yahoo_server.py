"""Yahoo as far as yfinance asks it, on this machine: a proxy that ends TLS and answers from bodies made up here, or fails on purpose.

The app under test stays as it is: `HTTPS_PROXY` leads its requests here and a made certificate authority is trusted by
`CURL_CA_BUNDLE` and `REQUESTS_CA_BUNDLE`. Prices are invented but lawful: rising days, positive levels, option quotes by
Black's formula, so that parity holds. Every request is logged.
"""

import json
import re
import socketserver
import ssl
import threading
import time
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np
import trustme

from overlay.history import calendar
from overlay.options import black
from tests import yahoo_poison

HOSTS = ("query1.finance.yahoo.com", "query2.finance.yahoo.com", "fc.yahoo.com", "guce.yahoo.com", "consent.yahoo.com")
LEVELS = {"^GSPC": 4000.0, "^SPX": 4000.0, "^VIX": 18.0, "^VIX9D": 17.0, "^VIX3M": 20.0, "^VIX6M": 21.5, "^VVIX": 95.0,
          "^IRX": 4.2}  # fmt: skip
CONSENT = "<!DOCTYPE html><html><head><title>Before you continue</title></head><body><h1>Consent</h1></body></html>"
UNKNOWN = {"NOSUCH"}


def last_day(today=None):
    """The last trading day before today: its close is known."""
    return calendar.before(today or datetime.now(tz=UTC).date())


def trading_days(first, last):
    """All trading days from first to last."""
    return [one.date() for one in calendar.trading_days(first, last)]


def closes(symbol, days):
    """Invented closes (D,), the same at every call: a walk that depends on the symbol and the day only."""
    numbers = np.array([one.toordinal() for one in days], dtype=np.float64)
    phase = sum(map(ord, symbol)) % 17
    wave = 0.05 * np.sin(numbers / 40.0 + phase) + 0.02 * np.sin(numbers * 1.7 + phase) + 0.01 * np.sin(numbers * 0.9)
    base = LEVELS.get(symbol, 60.0 + 10.0 * phase)
    growth = 0.0 if symbol in {"^VIX", "^VIX9D", "^VIX3M", "^VIX6M", "^VVIX", "^IRX"} else 0.00008
    return base * np.exp(growth * (numbers - numbers[-1]) + wave - wave[-1])


class Yahoo:
    """The server: `fault` says what goes wrong (see `faults`), `only` for which symbols; `asked` what was requested."""

    def __init__(self, folder):
        authority = trustme.CA()
        certificate = authority.issue_cert(*HOSTS)
        self.bundle = folder / "authority.pem"
        authority.cert_pem.write_to_path(self.bundle)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(self.context)
        self.strange = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert(*HOSTS).configure_cert(self.strange)
        self.asked = []
        self.held = threading.Event()
        self.good()
        handler = type("Handler", (_Handler,), {"yahoo": self})
        self.server = _Server(("127.0.0.1", 0), handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def environment(self):
        """What leads a process here."""
        address = f"http://127.0.0.1:{self.server.server_address[1]}"
        trusted = dict.fromkeys(("CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"), str(self.bundle))
        return {"HTTPS_PROXY": address, "https_proxy": address, "NO_PROXY": "", "no_proxy": "", **trusted}

    def good(self):
        """Answer as one should."""
        self.fails("good")

    def fails(self, fault, *only, times=10**9, bodies=None):
        """From now on a fault; for these symbols only, so many times.

        Faults: slow, hung, dripping, vast, packed, cut, 429, 500, html, empty, circle, refused, untrusted (these two for all
        symbols), or a name of `tests.yahoo_poison`.
        """
        self.fault, self.each, self.left, self.bodies = fault, dict.fromkeys(only, fault), times, bodies or {}
        self.asked.clear()

    def fails_each(self, each):
        """From now on a fault for each of some symbols."""
        self.fails("mixed", *each)
        self.each = each

    def symbols(self):
        """The symbols asked for."""
        return {symbol for _, symbol in self.asked if symbol}

    def close(self):
        """Stop, and let go of who was left hanging."""
        self.held.set()
        self.server.shutdown()
        self.server.server_close()

    def drawn(self, symbol):
        """The fault that meets this request, counted."""
        fault = self.each.get(symbol, "good") if self.each else self.fault
        if fault == "good" or self.left <= 0:
            return "good"
        self.left -= 1
        return fault


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """Say nothing: a client that was ended hangs up."""


class _Handler(socketserver.BaseRequestHandler):
    yahoo = None

    def handle(self):
        """End one tunnel and answer in it until the client leaves."""
        head = self._head(self.request)
        if not head.startswith(b"CONNECT"):
            return
        if self.yahoo.fault == "refused":
            self.request.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            return
        self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        context = self.yahoo.strange if self.yahoo.fault == "untrusted" else self.yahoo.context
        with suppress(OSError, ssl.SSLError), context.wrap_socket(self.request, server_side=True) as stream:
            while head := self._head(stream):
                if not self._answer(stream, head.decode("latin-1").split(" ")[1]):
                    return

    def _head(self, stream):
        data = b""
        while b"\r\n\r\n" not in data:
            more = stream.recv(65536)
            if not more:
                return b""
            data += more
        return data

    def _answer(self, stream, target):
        url = urlsplit(target)
        path, query = unquote(url.path), parse_qs(url.query)
        symbol = (re.search(r"/(?:chart|options|quoteSummary|timeseries)/([^/?]+)$", path) or [None, None])[1]
        symbol = symbol or query.get("symbols", [None])[0]
        self.yahoo.asked.append((path, symbol))
        fault = self.yahoo.drawn(symbol) if symbol else "good"
        if fault == "slow":
            time.sleep(0.25)
        if fault == "hung":
            self.yahoo.held.wait(60.0)
            return False
        status, body = FAILED[fault] if fault in FAILED else (200, self._body(path, query, symbol))
        if "period1" in query:
            body = yahoo_poison.poisoned(fault, body)
        content = yahoo_poison.packed() if fault == "packed" else body.encode()
        kind = "text/html" if body.startswith("<") else "application/json"
        extra = "Set-Cookie: A3=made; Domain=.yahoo.com; Path=/; Max-Age=31536000; Secure\r\n" if path == "/" else ""
        extra += "Content-Encoding: gzip\r\n" if fault == "packed" else ""
        extra += f"Location: {target}\r\n" if status == 302 else ""
        length = yahoo_poison.VAST if fault == "vast" else len(content)
        stream.sendall(
            f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{extra}\r\n".encode()
        )
        for part in yahoo_poison.parts(fault, content, self.yahoo.held):
            stream.sendall(part)
        return fault != "cut"

    def _body(self, path, query, symbol):
        if symbol in self.yahoo.bodies and "range" not in query:
            return self.yahoo.bodies[symbol]
        for key, body in BODIES.items():
            if key in path:
                return body(symbol, query)
        return "made" if "getcrumb" in path else "{}"


FAILED = {
    "429": (429, "Too Many Requests"),
    "circle": (302, ""),
    "500": (500, "<html><body>Internal Server Error</body></html>"),
    "html": (200, CONSENT),
    "empty": (200, '{"chart":{"result":[],"error":null},"optionChain":{"result":[],"error":null}}'),
}


def chart(symbol, query):
    """The body of a price history."""
    if symbol in UNKNOWN:
        return json.dumps(
            {
                "chart": {
                    "result": None,
                    "error": {"code": "Not Found", "description": "No data found, symbol may be delisted"},
                }
            }
        )
    last = last_day()
    first = datetime.fromtimestamp(int(query["period1"][0]), tz=UTC).date() if "period1" in query else last
    days = trading_days(max(first, date(1990, 1, 2)), last)
    values = closes(symbol, days)
    stamps = [int(datetime(one.year, one.month, one.day, 14, 30, tzinfo=UTC).timestamp()) for one in days]
    quoted = int(datetime(last.year, last.month, last.day, 21, 0, tzinfo=UTC).timestamp())
    rounded = [round(float(one), 4) for one in values]
    quote = dict.fromkeys(("open", "high", "low", "close"), rounded) | {"volume": [1000] * len(days)}
    meta = {
        "currency": "USD", "symbol": symbol, "exchangeName": "MADE", "instrumentType": "EQUITY", "firstTradeDate": stamps[0],
        "regularMarketTime": quoted, "regularMarketPrice": rounded[-1], "gmtoffset": -18000, "timezone": "EST",
        "exchangeTimezoneName": "America/New_York", "priceHint": 2, "dataGranularity": "1d", "range": "",
        "validRanges": ["1d", "5d", "max"],
    }  # fmt: skip
    events = {}
    if not symbol.startswith("^") and len(days) > 40:
        paid = str(stamps[-20])
        events = {"dividends": {paid: {"amount": 0.25, "date": int(paid)}}}
    result = {
        "meta": meta, "timestamp": stamps, "events": events,
        "indicators": {"quote": [quote], "adjclose": [{"adjclose": rounded}]},
    }  # fmt: skip
    return json.dumps({"chart": {"result": [result], "error": None}})


def options(symbol, query):
    """The body of one expiry of a chain, two-sided quotes by Black's formula around a forward."""
    if symbol not in {"^SPX", "^VIX"}:
        return '{"optionChain":{"result":[],"error":null}}'
    today = datetime.now(tz=UTC).date()
    days = [one for one in trading_days(today + timedelta(days=1), today + timedelta(days=200)) if one.weekday() == 4]
    if symbol == "^VIX":
        days = [one - timedelta(days=2) for one in days]
    stamps = [int(datetime(one.year, one.month, one.day, tzinfo=UTC).timestamp()) for one in days]
    asked = int(query["date"][0]) if "date" in query else stamps[0]
    expiry = datetime.fromtimestamp(asked, tz=UTC).date()
    spot = LEVELS[symbol]
    years = max((expiry - today).days, 1) / 365.0
    forward = spot * np.exp(0.03 * years)
    step = 25.0 if symbol == "^SPX" else 1.0
    strikes = np.arange(0.7 * spot, 1.3 * spot, step).round() if symbol == "^SPX" else np.arange(10.0, 46.0)
    vol = 0.18 + 0.4 * np.maximum(np.log(forward / strikes), -0.05) if symbol == "^SPX" else np.full(len(strikes), 0.9)
    root = "SPXW" if symbol == "^SPX" else "VIX"
    sides = {}
    for name, right in (("calls", 1), ("puts", -1)):
        mid = np.asarray(black.price(right, forward, strikes, years, vol, np.exp(-0.04 * years)))
        half = np.maximum(0.01 * mid, 0.05)
        sides[name] = [
            {
                "contractSymbol": f"{root}{expiry:%y%m%d}{'C' if right > 0 else 'P'}{round(1000 * strike):08d}",
                "strike": float(strike), "bid": round(float(max(value - gap, 0.0)), 4), "ask": round(float(value + gap), 4),
                "lastPrice": round(float(value), 2), "volume": 10, "openInterest": 100, "impliedVolatility": 0.2,
                "lastTradeDate": int(time.time()), "currency": "USD", "contractSize": "REGULAR", "inTheMoney": False,
                "change": 0.0, "percentChange": 0.0, "expiration": asked,
            }
            for strike, value, gap in zip(strikes, mid, half, strict=True)
        ]  # fmt: skip
    quote = {
        "symbol": symbol, "regularMarketPrice": spot, "regularMarketTime": int(time.time()) - 900,
        "exchangeDataDelayedBy": 15, "marketState": "REGULAR", "quoteType": "INDEX",
    }  # fmt: skip
    result = {
        "underlyingSymbol": symbol, "expirationDates": stamps, "strikes": [float(one) for one in strikes], "quote": quote,
        "options": [{"expirationDate": asked, "hasMiniOptions": False, **sides}],
    }  # fmt: skip
    return json.dumps({"optionChain": {"result": [result], "error": None}})


def summary(symbol, query):
    """The body of the fundamentals."""
    del query
    if symbol in UNKNOWN:
        return json.dumps({"quoteSummary": {"result": None, "error": {"code": "Not Found", "description": "none"}}})
    result = {
        "financialData": {"operatingCashflow": 1.0e11, "financialCurrency": "USD"},
        "defaultKeyStatistics": {"trailingEps": 6.31, "sharesOutstanding": 1.5e10, "impliedSharesOutstanding": 1.6e10,
                                 "mostRecentQuarter": 1735344000},
        "summaryDetail": {"trailingAnnualDividendRate": 0.99, "currency": "USD"},
        "quoteType": {"symbol": symbol, "quoteType": "EQUITY"},
    }  # fmt: skip
    return json.dumps({"quoteSummary": {"result": [result], "error": None}})


def quote(symbol, query):
    """The body of a quote."""
    del query
    result = {"symbol": symbol, "regularMarketTime": int(time.time()) - 900, "currency": "USD", "quoteType": "EQUITY"}
    return json.dumps({"quoteResponse": {"result": [result], "error": None}})


BODIES = {"/chart/": chart, "/options/": options, "/quoteSummary/": summary, "/finance/quote": quote}
