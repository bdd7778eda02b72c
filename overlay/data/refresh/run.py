"""One run: every series is asked for by the live door, checked, and kept or named with the reason.

The rule: a failed series never costs another one. The series are asked for in batches, each with the deadline of a
click on the Data page; without a network the first batch is the last. Saved answers of earlier days are not used.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from overlay.data import openings
from overlay.data.refresh import checks
from overlay.data.yahoo import dispatch, prices as door
from overlay.data.yahoo.prices import INDICES, NEW_YORK, Prices

SOURCE: Final = "Yahoo by yfinance"
BATCH: Final = 10
_BARRED: Final = (door.INDEX, door.VIX, openings.FUND)  # the symbols whose open, high and low are kept
_DIGITS: Final = 9  # significant; Yahoo's closes are single-precision numbers, which have seven

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """The result of a run: the sound series, and the reason for each of the others."""

    #: the moment of the run, with its time zone
    fetched: datetime
    prices: Mapping[str, Prices]
    #: the courier's answer for each sound series, shortened to what `door.read` needs for it
    answers: Mapping[str, Mapping[str, Any]]
    #: symbol -> why it is not in
    failed: Mapping[str, str] = field(default_factory=dict)
    #: whether Yahoo could not be reached at all
    offline: bool = False

    @property
    def name(self) -> str:
        """The series in a few words: S&P 500, VIX, VIX family, bill rate and 20 stocks."""
        return named(self.prices)


def named(symbols: Sequence[str] | Mapping[str, Any]) -> str:
    """A set of symbols in a few words, such as: S&P 500, VIX, VIX family, bill rate and 20 stocks."""
    stocks = len([one for one in symbols if one not in INDICES])
    parts = [
        *(word for symbol, word in ((door.INDEX, "S&P 500"), (door.VIX, "VIX")) if symbol in symbols),
        *(["VIX family"] if any(one in symbols for one in door.FAMILY) else []),
        *(["bill rate"] if door.RATE in symbols else []),
        *([f"{stocks} stock{'s' * (stocks != 1)}"] if stocks else []),
    ]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts) or "nothing"


def title(symbol: str) -> str:
    """A series as a table names it: S&P 500 (^GSPC), or the symbol of a stock."""
    return f"{INDICES[symbol]} ({symbol})" if symbol in INDICES else symbol


def run(stocks: Sequence[str], first: date, say: Say = lambda _: None) -> Run:
    """Ask for the S&P 500, the VIX family, the bill rate and stocks from a day on. `say` gets a line on each batch.

    Failures never raise. Blocks for at most `dispatch.deadline()` seconds a batch.
    """
    wanted = list(dict.fromkeys((*INDICES, *stocks)))
    fetched = datetime.now(tz=NEW_YORK)
    found: dict[str, tuple[Prices, Mapping[str, Any]]] = {}
    failed: dict[str, str] = {}
    offline = False
    for batch in _batches(wanted):
        say(f"Asking Yahoo for {', '.join(batch)}")
        replies = list(dispatch.replies(door.questions(batch, first)))
        offline = all(one.unreached for one in replies)
        for one in replies:
            _sort_in(one, fetched.date(), found, failed)
        if offline and not found:
            failed |= dict.fromkeys(wanted, replies[0].why)
            break
    sound = {symbol: found[symbol] for symbol in wanted if symbol in found}
    return Run(
        fetched=fetched,
        prices={symbol: one for symbol, (one, _) in sound.items()},
        answers={symbol: answer for symbol, (_, answer) in sound.items()},
        failed={symbol: failed[symbol] for symbol in wanted if symbol in failed},
        offline=offline and not found,
    )


def _batches(wanted: Sequence[str]) -> Iterator[list[str]]:
    """The index, its VIX family and the bill first, then the stocks by tens."""
    stocks = [one for one in wanted if one not in INDICES]
    yield list(INDICES)
    for at in range(0, len(stocks), BATCH):
        yield stocks[at : at + BATCH]


def _sort_in(
    reply: dispatch.Reply, day: date, found: dict[str, tuple[Prices, Mapping[str, Any]]], failed: dict[str, str]
) -> None:
    """Put the reply's series among the sound ones, or its reason among the failed ones."""
    symbol = reply.question["symbol"]
    one, why = door.understood(reply, day)
    if one is not None and reply.answer is not None:
        why = checks.fault(one.close, day)
        if not why:
            found[symbol] = (one, _short(symbol, reply.answer))
            return
    failed[symbol] = why


def _short(symbol: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a courier's answer that is kept: closes, dividends and splits, and for two indices the day's range."""
    numbers = ("close", "adjusted", *(door.BARS if symbol in _BARRED else ()))
    kept = {name: [_rounded(one) for one in answer[name]] for name in numbers if answer.get(name) is not None}
    acts = {name: answer[name] for name in ("dividends", "splits") if any(answer.get(name) or ())}
    said = {name: answer[name] for name in ("quoted", "currency", "symbol", "zone") if name in answer}
    return {"days": answer["days"]} | said | kept | acts


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.{_DIGITS}g}")
