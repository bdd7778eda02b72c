"""The process that puts questions to Yahoo by yfinance and hands back every answer as it comes, a line of JSON each.

The rule: a process of its own, for every click. yfinance holds one lock for all threads while it fetches its cookie and
crumb, and a server that hangs keeps it in there for two minutes: in threads, one visitor's hung click would stop all
others, and no thread can be ended. A process can, at our deadline, and what it had handed over by then is kept. It
also keeps yfinance, 0.4 s and 128 MB, out of the server.

Run by `overlay.data.yahoo.prices` as `python -m overlay.data.yahoo.courier`; it ends itself should nobody end it. Source of what is asked and how it fails:
yfinance 1.7, its requests logged.
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

TRIES: Final = 3  # of a question refused for too many requests
AGAIN: Final = 2  # of one that failed otherwise: a body cut off, a server in trouble
PAUSE_SECONDS: Final = 0.5  # before the second try; doubled before each further one
AT_ONCE: Final = 4  # questions on the way at the same time
ONE_REQUEST_SECONDS: Final = 10.0

#: fields of Yahoo's fundamentals that are handed on
FUNDAMENTALS: Final = (
    "trailingEps", "operatingCashflow", "impliedSharesOutstanding", "sharesOutstanding", "trailingAnnualDividendRate",
    "currency", "financialCurrency", "mostRecentQuarter", "regularMarketTime", "quoteType",
)  # fmt: skip
CONTRACT: Final = ("contractSymbol", "strike", "bid", "ask", "lastPrice", "volume", "openInterest", "impliedVolatility")

Request = dict[str, Any]
Answer = dict[str, Any]

_opened: dict[str, Any] = {}  # tickers that answered, by symbol


class Empty(Exception):  # noqa: N818  # its name is what the learner's sentence hangs on
    """Yahoo answered, and there was nothing in it."""


def main() -> None:
    """Read the questions, their time and a folder from standard input, and write the answers to standard output."""
    asked = json.loads(sys.stdin.readline())
    end = threading.Timer(asked["seconds"] + 1.0, os._exit, (1,))
    end.daemon = True
    end.start()
    warnings.simplefilter("ignore")  # yfinance is loud about pandas
    import yfinance  # noqa: PLC0415  # here alone, so that only this process pays for it

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
                print(json.dumps(line), flush=True)  # noqa: T201  # this is what it is for
    os._exit(0)


def _following(question: Request, line: dict[str, Any]) -> list[Request]:
    """What an answer leads to: the chain of each expiry nearest to the days asked for, so that some may fail alone."""
    if question["kind"] != "expiries" or "answer" not in line:
        return []
    today = date.today()  # noqa: DTZ011  # a day more or less changes nothing in what is nearest
    ahead = {one: (date.fromisoformat(one) - today).days for one in line["answer"]["expiries"]}
    ahead = {one: days for one, days in ahead.items() if days >= 0}
    nearest = {min(ahead, key=lambda one: abs(ahead[one] - days)) for days in question["days"]} if ahead else set()
    return [{"kind": "chain", "symbol": question["symbol"], "expiry": one} for one in sorted(nearest)]


def answered(question: Request) -> Answer:
    """The answer to one question, tried again with pauses where that may help; the last exception where it does not."""
    last: Exception = Empty()
    for attempt in range(TRIES):
        try:
            return KINDS[question["kind"]](question)
        except Exception as error:  # noqa: BLE001  # yfinance lets anything through: its name is handed on
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
    """A ticker of its own for every attempt: one that failed once raises TypeError ever after."""
    import yfinance  # noqa: PLC0415

    return yfinance.Ticker(question["symbol"])


def _history(question: Request) -> Answer:
    ticker = _ticker(question)
    found = ticker.history(start=question["start"], auto_adjust=False, actions=True, timeout=ONE_REQUEST_SECONDS)
    found = found[found["Close"].notna()] if len(found) else found
    if not len(found):
        raise Empty
    meta = ticker.history_metadata  # a mapping that fetches more when it is walked: take single fields only
    columns = {"close": "Close", "adjusted": "Adj Close", "low": "Low", "high": "High"}
    actions = {"dividends": "Dividends", "splits": "Stock Splits"}
    return {
        "days": [f"{day:%Y-%m-%d}" for day in found.index],
        **{name: _numbers(found[column]) for name, column in columns.items() if column in found},
        **{name: _numbers(found[column]) for name, column in actions.items() if column in found},
        "quoted": _epoch(meta.get("regularMarketTime")),
        "currency": meta.get("currency"),
    }


def _epoch(moment: Any) -> float | None:
    """Seconds since 1970 of what yfinance leaves as a number or makes a timestamp."""
    return float(moment.timestamp() if hasattr(moment, "timestamp") else moment) if moment else None


def _numbers(column: Any) -> list[float | None]:
    return [None if value != value else float(value) for value in column]  # noqa: PLR0124  # NaN is no JSON


def _expiries(question: Request) -> Answer:
    ticker = _ticker(question)
    found = ticker.options
    if not found:
        raise Empty
    _opened[question["symbol"]] = ticker
    return {"expiries": list(found)}


def _chain(question: Request) -> Answer:
    # the ticker that listed the expiries saves each of them a request; after a failure a new one is taken
    ticker = _opened.pop(question["symbol"], None) or _ticker(question)
    found = ticker.option_chain(question["expiry"])
    _opened[question["symbol"]] = ticker
    if found.calls is None or not len(found.calls) + len(found.puts):
        raise Empty
    rows = [
        [None if value != value else value for value in row]  # noqa: PLR0124
        for side in (found.calls, found.puts)
        for row in side[list(CONTRACT)].to_numpy(dtype=object).tolist()
    ]
    wanted = ("regularMarketPrice", "regularMarketTime", "exchangeDataDelayedBy", "marketState")
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
