"""Daily prices and fundamentals from Yahoo: the questions, and the reading of the answers.

The rule: Yahoo is queried only on a click, with a deadline (`overlay.data.yahoo.dispatch`). An empty answer is a
failure. Successful answers are kept. Failures are named with the reason, and with the day of the saved answer that
replaces them, if any. An impossible level is left out with a flag; an unfinished day has no close. Nothing is replaced
by a model. Saved answers pass the same checks as live ones: money and symbol (`money`), days (`days`), splits and
dividends (`actions`), levels (here).

Source: yfinance 1.7 for the fields; quality of Yahoo's VIX measured against Cboe's file (11 of 6,673 days differ).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.data.yahoo import actions, days as calendar_days, dispatch, money, shelf
from overlay.data.yahoo.dispatch import Reply, Request
from overlay.data.yahoo.spelling import spelled
from overlay.data.yahoo.wrong import ORDINARY, flag, many, number
from overlay.errors import OverlayError
from overlay.flags import Flag

NEW_YORK: Final = calendar_days.NEW_YORK
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
_MOST_SHARES, _MOST_CASH, _MOST_A_SHARE = 1e12, 1e15, 1e6  # shares, dollars a year, dollars a share and year
BARS: Final = ("open", "high", "low")
_FLAT_DAYS: Final = 10  # a series that never moves in so many days is no market
SYMBOLS_AT_MOST: Final = 40
_SYMBOL: Final = re.compile(r"[A-Z0-9-]{1,10}(?:\.[A-Z]{1,3})?")


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
    """Stock symbols from the user's text, in Yahoo's spelling (BRK-B, SAP.DE), each once.

    OverlayError for an invalid symbol, or for too many.
    """
    typed = text.upper().replace(",", " ").replace(";", " ").split()
    found = list(dict.fromkeys(spelled(one) for one in typed))
    strange = [one for one in found if not _SYMBOL.fullmatch(one)]
    if strange:
        raise OverlayError(f"'{strange[0][:20]}' is not a stock symbol: use letters and digits, such as AAPL or BRK-B.")
    if len(found) > SYMBOLS_AT_MOST:
        raise OverlayError(f"{len(found)} symbols are too many for one load: name {SYMBOLS_AT_MOST} at most.")
    return tuple(found)


def prices(
    wanted: Sequence[str], first: date, *, refresh: bool = False, beat: dispatch.Beat = lambda _: None
) -> Fetched:
    """Daily prices of symbols from a day on, by the symbols as given (BRK.B is asked for as BRK-B). `refresh` asks Yahoo again for symbols saved today. For `beat` see `dispatch`.

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
    """The prices in a courier's answer that came on the day `asked`; OverlayError for an unusable answer.

    The symbol may be a broker's (BRK.B). A saved answer passes the same checks.
    """
    flags = money.check(spelled(symbol), answer)
    table = _table(answer)
    table, more = calendar_days.checked(symbol, table, answer, asked)
    flags += more
    table["later"] = actions.later_shares(table)
    dividends, more = actions.paid(symbol, table)
    splits = table["splits"][table["splits"] > 0.0]
    flags += more
    table, more = _sound(symbol, table)
    flags += more + _stale(symbol, pd.DatetimeIndex(table.index)[-1].date(), asked)
    later = table["later"]
    return Prices(
        symbol=symbol,
        close=(table["close"] * later).rename(symbol),
        adjusted=table["adjusted"].rename(symbol),
        opening=(table["open"] * later).rename(symbol) if table["open"].notna().any() else None,
        dividends=dividends,
        splits=splits,
        bars=table[list(BARS)] if all(answer.get(name) is not None for name in BARS) else None,
        asked=asked,
        standing_in=standing_in,
        flags=flags,
    )


def _table(answer: Mapping[str, Any]) -> pd.DataFrame:
    """The columns of an answer by day, in the answer's order; OverlayError for another form."""
    try:
        told = pd.to_datetime([str(one) for one in answer["days"]], format="%Y-%m-%d")
        days = pd.DatetimeIndex(told, name="date").as_unit("us")
        if days.hasnans:
            raise ValueError("a row has no day")  # noqa: TRY301  # handled below like any other
        columns = {name: _numbers(answer[name]) for name in ("close", "adjusted")}
        acts = {name: _numbers(answer.get(name) or [0.0] * len(days)) for name in ("dividends", "splits")}
        bars = {name: _numbers(answer[name]) for name in BARS if answer.get(name) is not None}
        return pd.DataFrame(columns | acts | {"open": np.full(len(days), np.nan)} | bars, index=days)
    except OverflowError as error:
        raise OverlayError(
            f"Yahoo's answer has a number that is no price, of hundreds of digits: {ORDINARY}"
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise OverlayError(f"Yahoo's answer has an unexpected form: {ORDINARY}") from error


def _numbers(values: Any) -> FloatArray:
    """Numbers (D,), NaN for None; ValueError for text, which Yahoo never sends in place of a number."""
    if any(isinstance(one, str) for one in values):
        raise ValueError("text in place of a number")
    return np.array(values, dtype=np.float64)


def _sound(symbol: str, table: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Flag, ...]]:
    """The rows with possible levels, and flags for the others; OverlayError for an impossible series."""
    low, high = _BOUNDS.get(symbol, _ANY_PRICE)
    close, adjusted, traded = (table[name].to_numpy() for name in ("close", "adjusted", "later"))
    good = (close > low) & (close < high) & (close * traded < high)
    good &= (adjusted < high) & ((adjusted > 0.0) | ((symbol == RATE) & np.isfinite(adjusted)))
    flags: tuple[Flag, ...] = ()
    if not good.all():
        count, day = int(np.count_nonzero(~good)), pd.DatetimeIndex(table.index)[~good][0].date()
        if many(count, len(good)):
            raise OverlayError(
                f"{count} of Yahoo's {len(good):,} closes are impossible (the first on {day}): {ORDINARY}"
            )
        value = number(close[~good][0])
        flags += (flag(f"{symbol}: {count} impossible closes left out (the first on {day}: {value})"),)
    table = table[good]
    if len(table) < 2:
        raise OverlayError(f"Yahoo's answer has fewer than two closes: {ORDINARY}")
    if symbol == RATE:
        return table, flags
    flags += actions.unapplied(symbol, table)
    _refuse_what_no_market_does(symbol, table)
    return table, flags + (_spikes(table) if symbol == VIX else ())


def _refuse_what_no_market_does(symbol: str, table: pd.DataFrame) -> None:
    """OverlayError for a move that no market makes, or for a series that never moves."""
    levels = table["adjusted"].to_numpy()
    moves = np.abs(np.diff(np.log(levels)))
    limit = _LARGEST_INDEX_MOVE if symbol == INDEX else np.inf if symbol in _BOUNDS else _LARGEST_STOCK_MOVE
    if (moves > limit).any():
        day = pd.DatetimeIndex(table.index)[1:][moves > limit][0].date()
        raise OverlayError(
            f"Yahoo's closes jump by a factor of {np.exp(moves.max()):.2f} on {day}, which is not a market move: {ORDINARY}"
        )
    close = table["close"].to_numpy()
    if len(close) >= _FLAT_DAYS and (close == close[0]).all():
        raise OverlayError(f"Yahoo's closes are {close[0]:,.2f} on all {len(close):,} days: {ORDINARY}")


def _spikes(table: pd.DataFrame) -> tuple[Flag, ...]:
    """A VIX jump that reverses the next day may be an error of the source: it is flagged, never corrected."""
    moves = np.diff(np.log(table["close"].to_numpy()))
    odd = (np.abs(moves[:-1]) > _SPIKE) & (np.abs(moves[1:]) > _SPIKE) & (moves[:-1] * moves[1:] < 0.0)
    if not odd.any():
        return ()
    day = pd.DatetimeIndex(table.index)[1:-1][odd][-1].date()
    return (flag(f"{VIX}: {np.count_nonzero(odd)} days jump and reverse the next day (the last on {day})", "note"),)


def _stale(symbol: str, last: date, asked: date) -> tuple[Flag, ...]:
    age = (asked - last).days
    if age <= STALE_DAYS:
        return ()
    title = f"{symbol}: the last close is {age} days old ({last})"
    return (
        Flag(level="warning", title=title, why="It may no longer trade, or Yahoo lags.", source="Yahoo by yfinance"),
    )


def _fundamentals(symbol: str, answer: Mapping[str, Any], asked: date, why: str = "") -> Fundamentals:
    notes = []
    shares = _number(answer, "impliedSharesOutstanding", _MOST_SHARES) or _number(
        answer, "sharesOutstanding", _MOST_SHARES
    )
    cash, earnings = _number(answer, "operatingCashflow", _MOST_CASH), _number(answer, "trailingEps", _MOST_A_SHARE)
    dividend = _number(answer, "trailingAnnualDividendRate", _MOST_A_SHARE)
    if answer.get("financialCurrency") not in (None, answer.get("currency")):
        notes.append(f"The company reports in {str(answer['financialCurrency'])[:5]}: its cash flow is left out.")
        cash = None
    foreign = money.another(spelled(symbol), answer)
    if foreign:
        notes = [f"The numbers are left out, because {foreign}."]
        earnings = cash = dividend = None
    quarter = _number(answer, "mostRecentQuarter", 4e9)
    return Fundamentals(
        symbol=symbol,
        earnings=earnings,
        cash_flow=cash / shares if cash is not None and shares and shares > 0.0 else None,
        dividend=dividend,
        quarter=datetime.fromtimestamp(quarter, tz=UTC).date() if quarter and quarter > 0.0 else None,
        asked=asked,
        standing_in=bool(why),
        why=why,
        notes=tuple(notes),
    )


def _number(answer: Mapping[str, Any], name: str, most: float) -> float | None:
    """A field that is a number and at most so large in size; else None."""
    value = answer.get(name)
    good = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= most
    return float(value) if good else None  # type: ignore[arg-type]
