"""The process that queries Yahoo through yfinance and returns each answer as a line of JSON as soon as it arrives.

The rule: one separate process for each click. While yfinance fetches its cookie and crumb it holds one lock for all
threads, and a hung server keeps that lock for two minutes. With threads, one visitor's hung click would block all
others, and a thread cannot be ended. A process can be ended at our deadline, and the answers so far are kept. The
process also keeps yfinance (0.4 s and 128 MB) out of the server.

`overlay.data.yahoo.dispatch` runs it as `python -m overlay.data.yahoo.courier`; it also ends itself after its time.
Source for requests and failures: yfinance 1.7 with logged requests.
"""

import json
import os
import random
import sys
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import date
from typing import Any, Final

from overlay.data.yahoo.spelling import spelled

TRIES: Final = 3  # attempts for a question refused for too many requests
AGAIN: Final = 2  # attempts after other failures: a truncated body, a server error
PAUSE_SECONDS: Final = 0.5  # before the second attempt; doubled before each further one
AT_ONCE: Final = 4  # questions in flight at the same time
ONE_REQUEST_SECONDS: Final = 10.0

#: fields of Yahoo's fundamentals in the answer
FUNDAMENTALS: Final = (
    "trailingEps", "operatingCashflow", "impliedSharesOutstanding", "sharesOutstanding", "trailingAnnualDividendRate",
    "currency", "financialCurrency", "mostRecentQuarter", "regularMarketTime", "quoteType", "symbol",
)  # fmt: skip
CONTRACT: Final = ("contractSymbol", "strike", "bid", "ask", "lastPrice", "volume", "openInterest", "impliedVolatility",
                   "currency")  # fmt: skip

_ABSURD: Final = 1e30  # no price, count or time is so large; above it stand numbers of hundreds of digits

Request = dict[str, Any]
Answer = dict[str, Any]

_opened: dict[str, Any] = {}  # tickers that answered, by symbol


class Empty(Exception):  # noqa: N818  # the user's message depends on this name
    """Yahoo's answer was empty."""


def main() -> None:
    """Read the questions, the time limit and a folder from standard input; write the answers to standard output."""
    asked = json.loads(sys.stdin.readline())
    end = threading.Timer(asked["seconds"] + 1.0, os._exit, (1,))
    end.daemon = True
    end.start()
    warnings.simplefilter("ignore")  # yfinance causes many pandas warnings
    import yfinance  # noqa: PLC0415  # imported here, so that only this process pays for it

    if asked["folder"]:
        yfinance.set_tz_cache_location(asked["folder"])
    yfinance.config.debug.hide_exceptions = False
    with ThreadPoolExecutor(AT_ONCE) as pool:
        work = {pool.submit(answered, one): one for one in asked["questions"]}
        while work:
            for done in wait(work, return_when=FIRST_COMPLETED).done:
                question = work.pop(done)
                line = _line(question, done)
                line["opens"] = _following(question, line)
                work |= {pool.submit(answered, one): one for one in line["opens"]}
                print(json.dumps(plain(line), allow_nan=False), flush=True)  # noqa: T201  # standard output is the channel
    os._exit(0)


def _following(question: Request, line: dict[str, Any]) -> list[Request]:
    """Follow-up questions to an answer: one chain for each requested expiry, so that each can fail separately."""
    if question["kind"] != "expiries" or "answer" not in line:
        return []
    today = date.today()  # noqa: DTZ011  # one day more or less does not change the nearest expiry
    ahead = {one: (date.fromisoformat(one) - today).days for one in line["answer"]["expiries"]}
    ahead = {one: days for one, days in ahead.items() if days >= 0}
    nearest = {min(ahead, key=lambda one: abs(ahead[one] - days)) for days in question["days"]} if ahead else set()
    return [{"kind": "chain", "symbol": question["symbol"], "expiry": one} for one in sorted(nearest)]


def answered(question: Request) -> Answer:
    """The answer to one question, with retries and pauses if they can help; raises the last exception otherwise."""
    last: Exception = Empty()
    for attempt in range(TRIES):
        try:
            return KINDS[question["kind"]](question)
        except Exception as error:  # noqa: BLE001  # yfinance may raise anything: the exception's name is passed on
            last = error
            refused = type(error).__name__ == "YFRateLimitError"
            if not refused and (attempt + 1 >= AGAIN or isinstance(error, Empty)):
                break
        if attempt + 1 < TRIES:
            time.sleep(PAUSE_SECONDS * 2**attempt * (1.0 + 0.2 * random.random()))  # noqa: S311
    raise last


def _line(question: Request, done: "Future[Answer]") -> dict[str, Any]:
    error = done.exception()
    if error is None:
        return {"question": question, "answer": done.result()}
    return {"question": question, "failed": type(error).__name__, "said": str(error)[:200]}


def _ticker(question: Request) -> Any:
    """A new ticker for every attempt, because a ticker that failed once always raises TypeError."""
    import yfinance  # noqa: PLC0415

    return yfinance.Ticker(spelled(question["symbol"]))


def _history(question: Request) -> Answer:
    ticker = _ticker(question)
    found = ticker.history(start=question["start"], auto_adjust=False, actions=True, timeout=ONE_REQUEST_SECONDS)
    found = found[found["Close"].notna()] if len(found) else found
    if not len(found):
        raise Empty
    meta = ticker.history_metadata  # iterating over this mapping fetches more data, so only single fields are read
    columns = {"close": "Close", "adjusted": "Adj Close", "open": "Open", "high": "High", "low": "Low"}
    actions = {"dividends": "Dividends", "splits": "Stock Splits"}
    return {
        "days": [f"{day:%Y-%m-%d}" for day in found.index],
        **{name: _numbers(found[column]) for name, column in columns.items() if column in found},
        **{name: _numbers(found[column]) for name, column in actions.items() if column in found},
        "quoted": _epoch(meta.get("regularMarketTime")),
        "currency": meta.get("currency"),
        "symbol": meta.get("symbol"),
        "zone": meta.get("exchangeTimezoneName"),
    }


def _epoch(moment: Any) -> float | None:
    """Seconds since 1970 from yfinance's number or timestamp; None for anything else."""
    try:
        return float(moment.timestamp() if hasattr(moment, "timestamp") else moment) if moment else None
    except (TypeError, ValueError, OverflowError):
        return None


def _numbers(column: Any) -> list[float]:
    return [float(value) for value in column]


def plain(value: Any) -> Any:
    """The same with None for NaN, infinity and absurdly large numbers at any depth, which are no prices."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, int | float):
        return value if abs(value) < _ABSURD else None
    return value


def _expiries(question: Request) -> Answer:
    ticker = _ticker(question)
    found = ticker.options
    if not found:
        raise Empty
    _opened[question["symbol"]] = ticker
    return {"expiries": list(found)}


def _chain(question: Request) -> Answer:
    # the ticker that listed the expiries saves one request for each; after a failure a new ticker is used
    ticker = _opened.pop(question["symbol"], None) or _ticker(question)
    found = ticker.option_chain(question["expiry"])
    _opened[question["symbol"]] = ticker
    if found.calls is None or not len(found.calls) + len(found.puts):
        raise Empty
    rows = [row for side in (found.calls, found.puts) for row in side[list(CONTRACT)].to_numpy(dtype=object).tolist()]
    wanted = ("regularMarketPrice", "regularMarketTime", "exchangeDataDelayedBy", "marketState", "symbol", "currency")
    return {"rows": rows, "underlying": {name: found.underlying.get(name) for name in wanted}}


def _fundamentals(question: Request) -> Answer:
    found = _ticker(question).info or {}
    known = {name: found[name] for name in FUNDAMENTALS if found.get(name) is not None}
    if not known.keys() & {"trailingEps", "operatingCashflow", "trailingAnnualDividendRate"}:
        raise Empty
    return known


KINDS: Final[dict[str, Callable[[Request], Answer]]] = {
    "history": _history, "expiries": _expiries, "chain": _chain, "fundamentals": _fundamentals,
}  # fmt: skip

if __name__ == "__main__":
    main()
