"""Daily prices and fundamentals from Yahoo: the questions, and the reading of the answers.

The rule: Yahoo is queried only on a click, with a deadline (`overlay.data.yahoo.dispatch`). An empty answer is a
failure. Successful answers are kept. Failures are named with the reason, and with the day of the saved answer that
replaces them, if any. An impossible level is left out with a flag; an unfinished day has no close. Nothing is replaced
by a model.

Source: yfinance 1.7 for the fields; quality of Yahoo's VIX measured against Cboe's file (11 of 6,673 days differ).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from overlay.data.yahoo import dispatch, shelf
from overlay.data.yahoo.dispatch import Reply, Request
from overlay.errors import OverlayError
from overlay.flags import Flag

NEW_YORK: Final = ZoneInfo("America/New_York")
INDEX: Final = "^GSPC"
VIX: Final = "^VIX"
RATE: Final = "^IRX"
FAMILY: Final = ("^VIX9D", "^VIX3M", "^VIX6M", "^VVIX")
#: the symbols of every load, with their names
INDICES: Final = {
    INDEX: "S&P 500", VIX: "VIX", RATE: "13-week Treasury bill", "^VIX9D": "VIX9D (nine days)", "^VIX3M": "VIX3M (three months)",
    "^VIX6M": "VIX6M (six months)", "^VVIX": "VVIX (volatility of the VIX)",
}  # fmt: skip
#: possible levels; a level outside is an error of the source; points (the bill in percent)
_BOUNDS: Final = {
    INDEX: (10.0, 1e6), VIX: (5.0, 200.0), RATE: (-2.0, 25.0), "^VIX9D": (3.0, 300.0), "^VIX3M": (5.0, 200.0),
    "^VIX6M": (5.0, 200.0), "^VVIX": (30.0, 400.0),
}  # fmt: skip
_ANY_PRICE: Final = (0.0, 1e7)
_LARGEST_INDEX_MOVE: Final = 0.25  # in a day, log: 19 October 1987 was -0.23
_LARGEST_STOCK_MOVE: Final = 1.1  # a threefold price overnight is an unrecorded split or an error
_SPIKE: Final = 0.25  # a VIX jump (log) of this size that reverses the next day
STALE_DAYS: Final = 5  # calendar days explained by a weekend and a holiday
BARS: Final = ("open", "high", "low")
_CLOSE: Final = time(16, 0)
SYMBOLS_AT_MOST: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prices:
    """Daily prices of one symbol on D days, dollars or points. Arrays may be shared: do not write to them."""

    symbol: str
    #: (D,) as traded on the day, without split adjustment: the purchase prices of lots
    close: pd.Series
    #: (D,) adjusted for splits and dividends: for returns
    adjusted: pd.Series
    #: (D,) open on the scale of `close`, NaN where unknown; None if the answer has none
    opening: pd.Series | None = None
    #: dividends a share and split ratios, on their days
    dividends: pd.Series
    splits: pd.Series
    #: (D, 3) open, high and low as Yahoo gives them, split-adjusted; NaN where unknown; None if the answer has none
    bars: pd.DataFrame | None = None
    #: the day of Yahoo's answer
    asked: date
    #: whether it is a saved answer because Yahoo failed now
    standing_in: bool = False
    flags: tuple[Flag, ...] = ()

    @property
    def last(self) -> date:
        """The day of the last close."""
        return pd.DatetimeIndex(self.close.index)[-1].date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A symbol that failed, the reason, and the day of the saved answer that replaces it (None without one)."""

    symbol: str
    why: str
    standing_in: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fetched:
    """The result of a click: prices by symbol, missing symbols, and whether a network was available."""

    prices: Mapping[str, Prices]
    missing: tuple[Missing, ...] = ()
    offline: bool = False
    #: the number of symbols requested from Yahoo; the others were saved earlier that day
    asked: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fundamentals:
    """Yearly dollars per share; None if Yahoo has no number. `quarter` is the last quarter included."""

    symbol: str
    earnings: float | None
    cash_flow: float | None
    dividend: float | None
    quarter: date | None
    asked: date
    standing_in: bool = False
    why: str = ""
    #: notes on numbers left out, with the reason
    notes: tuple[str, ...] = field(default=())


def today() -> date:
    """The day in New York."""
    return datetime.now(tz=NEW_YORK).date()


def symbols(text: str) -> tuple[str, ...]:
    """Stock symbols from the user's text, in Yahoo's spelling (BRK-B), each once.

    OverlayError for an invalid symbol, or for too many.
    """
    found = list(
        dict.fromkeys(one.upper().replace(".", "-") for one in text.replace(",", " ").replace(";", " ").split())
    )
    strange = [one for one in found if not (one.isascii() and one.replace("-", "").isalnum() and len(one) <= 10)]
    if strange:
        raise OverlayError(f"'{strange[0][:20]}' is not a stock symbol: use letters and digits, such as AAPL or BRK-B.")
    if len(found) > SYMBOLS_AT_MOST:
        raise OverlayError(f"{len(found)} symbols are too many for one load: name {SYMBOLS_AT_MOST} at most.")
    return tuple(found)


def prices(
    wanted: Sequence[str], first: date, *, refresh: bool = False, beat: dispatch.Beat = lambda _: None
) -> Fetched:
    """Daily prices of symbols from a day on. `refresh` asks Yahoo again for symbols saved today. For `beat` see `dispatch`.

    Failures of Yahoo, the network or the disk never raise; they are named in `missing`. Blocks for at most
    `dispatch.deadline()` seconds.
    """
    day = today()
    found: dict[str, Prices] = {}
    if not refresh:
        found = {symbol: one for symbol in wanted if (one := _off_the_shelf(symbol, first, day)) is not None}
    open_ = [symbol for symbol in wanted if symbol not in found]
    asked = questions(open_, first)
    missing, unreached = [], 0
    for reply in dispatch.replies(asked, beat) if asked else ():
        symbol = reply.question["symbol"]
        unreached += reply.unreached
        one, why = understood(reply, day)
        if one is None:
            one = _off_the_shelf(symbol, first, None)
            missing.append(Missing(symbol=symbol, why=why, standing_in=one.asked if one else None))
        if one is not None:
            found[symbol] = one
    return Fetched(
        prices={symbol: found[symbol] for symbol in wanted if symbol in found},
        missing=tuple(sorted(missing, key=lambda one: list(wanted).index(one.symbol))),
        offline=bool(asked) and unreached == len(asked),
        asked=len(asked),
    )


def questions(wanted: Sequence[str], first: date) -> list[Request]:
    """The question for the daily prices of each symbol from a day on, for `dispatch.replies`."""
    return [{"kind": "history", "symbol": symbol, "start": first.isoformat()} for symbol in wanted]


def fundamentals(symbol: str) -> Fundamentals:
    """Earnings, operating cash flow and dividend per share of a company, live or saved; OverlayError without either."""
    day = today()
    kept = shelf.kept("fundamentals", symbol)
    if kept is not None and kept.day == day:
        return _fundamentals(symbol, kept.answer, kept.day)
    reply = next(dispatch.replies([{"kind": "fundamentals", "symbol": symbol}]))
    if reply.answer is not None:
        shelf.put("fundamentals", symbol, day, reply.answer)
        return _fundamentals(symbol, reply.answer, day)
    if kept is not None:
        return _fundamentals(symbol, kept.answer, kept.day, why=reply.why)
    raise OverlayError(f"No fundamentals of {symbol}: {reply.why}. Type in the numbers, or try again later.")


def understood(reply: Reply, day: date) -> tuple[Prices | None, str]:
    """The prices of a reply of a day, which are saved on the shelf; or None and the reason."""
    if reply.answer is None:
        return None, reply.why
    try:
        one = read(reply.question["symbol"], reply.answer, day)
    except OverlayError as error:
        return None, str(error)
    shelf.put("history", one.symbol, day, reply.answer | _start(reply.question))
    return one, ""


def _start(question: Request) -> dict[str, Any]:
    return {"start": question["start"]}


def _off_the_shelf(symbol: str, first: date, day: date | None) -> Prices | None:
    """A symbol's saved prices that reach back to `first`: of one day, or of any day if `day` is None."""
    kept = shelf.kept("history", symbol)
    if kept is None or (day is not None and kept.day != day) or str(kept.answer.get("start")) > first.isoformat():
        return None
    try:
        return read(symbol, kept.answer, kept.day, standing_in=day is None)
    except OverlayError:
        return None


def read(symbol: str, answer: Mapping[str, Any], asked: date, *, standing_in: bool = False) -> Prices:
    """The prices in a courier's answer that came on the day `asked`; OverlayError for an unreadable answer."""
    try:
        told = pd.to_datetime([str(one) for one in answer["days"]], format="%Y-%m-%d")
        days = pd.DatetimeIndex(told, name="date").as_unit("us")
        if days.hasnans:
            raise ValueError("a row has no day")  # noqa: TRY301  # handled below like any other
        columns = {name: np.array(answer[name], dtype=np.float64) for name in ("close", "adjusted")}
        acts = {
            name: np.array(answer.get(name) or [0.0] * len(days), dtype=np.float64) for name in ("dividends", "splits")
        }
        bars = {name: np.array(answer[name], dtype=np.float64) for name in BARS if answer.get(name) is not None}
        table = pd.DataFrame(columns | acts | {"open": np.full(len(days), np.nan)} | bars, index=days)
    except (KeyError, TypeError, ValueError) as error:
        raise OverlayError("Yahoo's answer has an unexpected form") from error
    table = table[~table.index.duplicated(keep="last")].sort_index()
    table = table.iloc[: len(table) - _unfinished(table, answer)]
    table, flags = _sound(symbol, table)
    if len(table) < 2:
        raise OverlayError("Yahoo's answer has fewer than two closes")
    flags += _stale(symbol, pd.DatetimeIndex(table.index)[-1].date(), asked)
    later = table["splits"].where(table["splits"] > 0.0, 1.0)[::-1].cumprod()[::-1].shift(-1, fill_value=1.0)
    return Prices(
        symbol=symbol,
        close=(table["close"] * later).rename(symbol),
        adjusted=table["adjusted"].rename(symbol),
        opening=(table["open"] * later).rename(symbol) if table["open"].notna().any() else None,
        dividends=table["dividends"][table["dividends"] > 0.0],
        splits=table["splits"][table["splits"] > 0.0],
        bars=table[list(BARS)] if set(BARS) <= bars.keys() else None,
        asked=asked,
        standing_in=standing_in,
        flags=flags,
    )


def _unfinished(table: pd.DataFrame, answer: Mapping[str, Any]) -> int:
    """The number of rows at the end for a day that was not closed at the time of the answer: 0 or 1."""
    quoted = answer.get("quoted")
    if not isinstance(quoted, int | float) or not len(table):
        return 0
    try:
        moment = datetime.fromtimestamp(quoted, tz=UTC).astimezone(NEW_YORK)
    except (ValueError, OSError, OverflowError):
        return 0
    return int(pd.DatetimeIndex(table.index)[-1].date() == moment.date() and moment.time() < _CLOSE)


def _sound(symbol: str, table: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Flag, ...]]:
    """The rows with possible levels, and flags for the others; OverlayError for an impossible series."""
    low, high = _BOUNDS.get(symbol, _ANY_PRICE)
    close, adjusted = table["close"].to_numpy(), table["adjusted"].to_numpy()
    good = (close > low) & (close < high) & ((adjusted > 0.0) | (symbol == RATE)) & np.isfinite(adjusted)
    flags: list[Flag] = []
    if not good.all():
        day = pd.DatetimeIndex(table.index)[~good][0].date()
        flags.append(
            _flag(f"{symbol}: {np.count_nonzero(~good)} impossible closes left out (the first on {day})", "warning")
        )
    table = table[good]
    if symbol == RATE or len(table) < 2:
        return table, tuple(flags)
    moves = np.abs(np.diff(np.log(table["adjusted"].to_numpy())))
    limit = _LARGEST_INDEX_MOVE if symbol == INDEX else np.inf if symbol in _BOUNDS else _LARGEST_STOCK_MOVE
    if (moves > limit).any():
        day = pd.DatetimeIndex(table.index)[1:][moves > limit][0].date()
        raise OverlayError(
            f"Yahoo's closes jump by a factor of {np.exp(moves.max()):.2f} on {day}, which is not a market move"
        )
    if symbol == VIX:
        flags += _spikes(table)
    return table, tuple(flags)


def _spikes(table: pd.DataFrame) -> list[Flag]:
    """A VIX jump that reverses the next day may be an error of the source: it is flagged, never corrected."""
    moves = np.diff(np.log(table["close"].to_numpy()))
    odd = (np.abs(moves[:-1]) > _SPIKE) & (np.abs(moves[1:]) > _SPIKE) & (moves[:-1] * moves[1:] < 0.0)
    if not odd.any():
        return []
    day = pd.DatetimeIndex(table.index)[1:-1][odd][-1].date()
    return [_flag(f"{VIX}: {np.count_nonzero(odd)} days jump and reverse the next day (the last on {day})", "note")]


def _flag(title: str, level: Any) -> Flag:
    why = (
        "Yahoo's series have single wrong days: its VIX differs from Cboe's on 11 of 6,673 days (2026-02-06: 20.37 for 17.76). "
        "Upload Cboe's own file to replace it."
    )
    return Flag(level=level, title=title, why=why, source="Yahoo by yfinance")


def _stale(symbol: str, last: date, asked: date) -> tuple[Flag, ...]:
    age = (asked - last).days
    if age <= STALE_DAYS:
        return ()
    title = f"{symbol}: the last close is {age} days old ({last})"
    return (
        Flag(level="warning", title=title, why="It may no longer trade, or Yahoo lags.", source="Yahoo by yfinance"),
    )


def _fundamentals(symbol: str, answer: Mapping[str, Any], asked: date, why: str = "") -> Fundamentals:
    def _number(name: str) -> float | None:
        value = answer.get(name)
        good = isinstance(value, int | float) and not isinstance(value, bool) and np.isfinite(value)
        return float(value) if good else None  # type: ignore[arg-type]

    notes = []
    shares = _number("impliedSharesOutstanding") or _number("sharesOutstanding")
    cash, earnings = _number("operatingCashflow"), _number("trailingEps")
    if answer.get("financialCurrency") not in (None, answer.get("currency")):
        notes.append(f"The company reports in {str(answer['financialCurrency'])[:5]}: its cash flow is left out.")
        cash = None
    quarter = _number("mostRecentQuarter")
    return Fundamentals(
        symbol=symbol,
        earnings=earnings,
        cash_flow=cash / shares if cash is not None and shares else None,
        dividend=_number("trailingAnnualDividendRate"),
        quarter=datetime.fromtimestamp(quarter, tz=UTC).date() if quarter and 0 < quarter < 4e9 else None,
        asked=asked,
        standing_in=bool(why),
        why=why,
        notes=tuple(notes),
    )
