"""A live option chain of SPX or VIX from Yahoo, as the same `Chain` type that Cboe's files give.

The rule: live quotes pass the same checks as a file's (`overlay.data.chains.trusted`): two-sided, unexpired, spot
against parity. The quotes are delayed; flags state the delay and the age. A failed expiry is named and the others are
kept; so is an expiry of another underlying, in other money, or in the past. Chains are never saved, because old quotes are not a market.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from overlay.data.chains.cboe_contracts import with_roots
from overlay.data.chains.cboe_names import INDEX_ROOTS, parsed_names
from overlay.data.chains.trusted import judged
from overlay.data.yahoo import dispatch, money
from overlay.data.yahoo.days import NEW_YORK
from overlay.data.yahoo.prices import today
from overlay.errors import OverlayError
from overlay.flags import Flag
from overlay.options.chain import Chain

ASKED: Final = {"SPX": "^SPX", "VIX": "^VIX"}
#: calendar days to expiry; the nearest listed expiry of each is requested
DAYS: Final = {"SPX": (3, 7, 14, 21, 30, 37, 45, 60, 90), "VIX": (10, 30, 60, 90, 120, 150, 180, 220)}
OLD_MINUTES: Final = 60  # during trading hours an older quote is stale, not delayed
_NAMES: Final = ("name", "strike", "bid", "ask", "last", "volume", "open_interest", "vendor_vol")
_CURRENCY: Final = len(_NAMES)  # the place of a contract's currency in its row
_NAME: Final = re.compile(r"(?P<root>[A-Z]+)(?P<expiry>\d{6})[CP]\d{8}$")
_AHEAD: Final = timedelta(minutes=10)  # clocks may differ by so much


def chain(symbol: str, beat: dispatch.Beat = lambda _: None) -> Chain:
    """The chain of "SPX" or "VIX" with the expiries nearest to `DAYS`.

    OverlayError, in one sentence, without a usable answer. Blocks for at most `dispatch.deadline()` seconds.
    """
    question = {"kind": "expiries", "symbol": ASKED[symbol], "days": DAYS[symbol]}
    rows: list[list[Any]] = []
    underlying: Mapping[str, Any] = {}
    failed: list[tuple[str, str]] = []
    for reply in dispatch.replies([question], beat):
        if reply.answer is None:
            failed.append((str(reply.question.get("expiry", "")), reply.why))
        elif reply.question["kind"] == "chain":
            why = _wrong(symbol, reply.answer)
            if why:
                failed.append((reply.question["expiry"], why))
                continue
            rows += reply.answer["rows"]
            underlying = reply.answer["underlying"]
    if not rows:
        why = failed[0][1] if failed else "Yahoo lists no expiry from today on"
        raise OverlayError(f"No live {symbol} options: {why}. Save Cboe's table and upload it, or try again later.")
    return _chain(symbol, rows, underlying, failed)


def _wrong(symbol: str, answer: Mapping[str, Any]) -> str:
    """Why one expiry's answer is unusable: another underlying, other money, or expired contracts; empty if it is usable."""
    why = money.another(ASKED[symbol], answer["underlying"])
    if why:
        return why
    for row in answer["rows"]:
        contract, currency = _NAME.match(str(row[0])), row[_CURRENCY] if len(row) > _CURRENCY else None
        if contract is None or INDEX_ROOTS.get(contract["root"], ("",))[0] != symbol:
            return f"Yahoo answered with the contract {str(row[0])[:24]}, which is not of {symbol}"
        if currency not in (None, "", money.DOLLARS):
            return f"the contract {row[0]} is quoted in {money.named(currency)}, not in dollars"
        if contract["expiry"] < f"{today():%y%m%d}":
            return f"the contract {row[0]} has expired"
    return ""


def _chain(
    symbol: str, rows: Sequence[Sequence[Any]], underlying: Mapping[str, Any], failed: Sequence[tuple[str, str]]
) -> Chain:
    name = f"{symbol} from Yahoo"
    padded = [[*row, *[None] * len(_NAMES)][: len(_NAMES)] for row in rows]
    table = pd.DataFrame(padded, columns=list(_NAMES)).dropna(subset=["name"])
    names = table["name"].astype(str).reset_index(drop=True)
    numbers = {
        column: pd.to_numeric(table[column], errors="coerce").to_numpy(dtype=np.float64)
        for column in _NAMES
        if column not in {"name", "strike"}
    }
    contracts = pd.DataFrame(numbers | {"line": np.arange(1, len(names) + 1)}).assign(
        **parsed_names(names, "contractSymbol", name)
    )
    quoted, flags = _moment(underlying)
    return judged(
        with_roots(contracts, name), quoted, _spot(underlying), name, flags=(*flags, *_lost(failed)), live=True
    )


def _spot(underlying: Mapping[str, Any]) -> float | None:
    value = underlying.get("regularMarketPrice")
    return float(value) if isinstance(value, int | float) and np.isfinite(value) and value > 0.0 else None


def _moment(underlying: Mapping[str, Any]) -> tuple[datetime, tuple[Flag, ...]]:
    """The time of the quotes in New York, and flags on their delay."""
    now = datetime.now(tz=UTC)
    said, delay = underlying.get("regularMarketTime"), underlying.get("exchangeDataDelayedBy")
    stamp = said.timestamp() if isinstance(said, datetime) else said
    known = isinstance(stamp, int | float) and 0.0 < stamp <= (now + _AHEAD).timestamp()
    moment = datetime.fromtimestamp(float(stamp), tz=UTC) if known else now  # type: ignore[arg-type]
    minutes = delay if isinstance(delay, int) and 0 < delay <= 120 else 15
    flags = [
        Flag(
            level="note",
            title=f"Delayed quotes: {minutes} minutes behind the exchange, asked at {now.astimezone(NEW_YORK):%H:%M} New York",
            why="The market has moved on since; a limit order at these prices may not fill.",
            source="Yahoo by yfinance",
        )
    ]
    age = now - moment
    if not known or age > timedelta(minutes=OLD_MINUTES):
        title = (
            f"The quotes are {age / timedelta(hours=1):.0f} hours old"
            if known
            else "Yahoo does not give the time of these quotes"
        )
        why = "The market was closed, or Yahoo lags: the prices are from the last session, and bids may be blank."
        flags.append(Flag(level="warning", title=title, why=why, source="Yahoo by yfinance"))
    return moment.astimezone(NEW_YORK).replace(tzinfo=None, second=0, microsecond=0), tuple(flags)


def _lost(failed: Sequence[tuple[str, str]]) -> tuple[Flag, ...]:
    if not failed:
        return ()
    days = ", ".join(day for day, _ in failed if day)
    title = f"{len(failed)} expiries did not come ({days})"
    return (
        Flag(level="warning", title=title, why=f"{failed[0][1]}. The others were loaded.", source="Yahoo by yfinance"),
    )
