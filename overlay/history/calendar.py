"""The exchange's calendar: trading days, half days, and the days on which SPX and VIX options expire.

Trading days and half days are those of the New York Stock Exchange, which Cboe keeps for its index options; they come
from `pandas_market_calendars` (imported on first use: it takes a third of a second). Days are known from 1985 to 2079.
Closings that nobody could foresee (11 September 2001, a day of mourning) are in the calendar as they happened.

Sources: NYSE holidays and early closings; Cboe's specifications of SPX, SPXW and VIX options and of VX futures.
"""

import calendar
from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray, IntArray
from overlay.errors import OverlayError

Settlement = Literal["AM", "PM"]  # at the opening or at the close of the day of expiry

FIRST, LAST = date(1985, 1, 2), date(2079, 12, 29)
OPENING: Final = time(9, 30)  # New York
CLOSING: Final = time(16, 0)
VIX_LEAD: Final = timedelta(days=30)  # a VIX expiry lies so long before the monthly expiry of SPX that it prices
_WEEKS_TO_THE_THIRD: Final = timedelta(weeks=2)
_TWO_MONTHS: Final = timedelta(days=62)


def trading_days(first: date, last: date) -> pd.DatetimeIndex:
    """Trading days from first to last, both included. OverlayError if last is before first."""
    if last < first:
        raise OverlayError(f"The last day ({last}) lies before the first ({first}): swap them.")
    return pd.DatetimeIndex(_exchange().valid_days(first.isoformat(), last.isoformat(), tz=None))


def is_open(day: date) -> bool:
    """Whether the exchange trades on a day. OverlayError for a day outside 1985 to 2079."""
    return on_or_before(day) == day


def on_or_before(day: date) -> date:
    """The last trading day up to a day. OverlayError for a day outside 1985 to 2079."""
    return _days()[bisect_right(_days(), _known(day)) - 1]


def on_or_after(day: date) -> date:
    """The first trading day from a day on. OverlayError for a day outside 1985 to 2079."""
    return _days()[bisect_left(_days(), _known(day))]


def before(day: date) -> date:
    """The last trading day before a day. OverlayError for a day outside 1985 to 2079."""
    return on_or_before(day - timedelta(days=1))


def after(day: date) -> date:
    """The first trading day after a day. OverlayError for a day outside 1985 to 2079."""
    return on_or_after(day + timedelta(days=1))


def is_half(day: date) -> bool:
    """Whether trading ends early on a day, such as the day after Thanksgiving."""
    return day in _early()


def closing(day: date) -> time:
    """New York time at which trading ends on a day: 16:00, or earlier on a half day. OverlayError for a closed day."""
    if not is_open(day):
        raise OverlayError(f"{day} is not a trading day: the trading day before it is {on_or_before(day)}.")
    return _early().get(day, CLOSING)


def expires(day: date, settlement: Settlement = "PM") -> datetime:
    """New York moment, no zone, at which options of a day stop: at the opening (AM), or at the close (PM).

    The close is 13:00 on a half day. A closed day counts as a whole one, since old files list options on such days.
    """
    clock = OPENING if settlement == "AM" else _early().get(day, CLOSING)
    return datetime.combine(day, clock)


def closes(numbers: IntArray) -> FloatArray:
    """The close of each day (N,) on a scale of days, where the close of a whole day is its own number: (N,).

    Days are counted from 1 January 1970. A half day that closes at 13:00 lies an eighth of a day lower.
    """
    known, earlier = _earlier()
    at = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
    return np.asarray(numbers - np.where(known[at] == numbers, earlier[at], 0.0), dtype=np.float64)


def last_close(moment: datetime) -> date:
    """The last trading day whose close had passed at a moment (New York, no zone)."""
    today = moment.date()
    closed = is_open(today) and moment.time() >= closing(today)
    return today if closed else before(today)


def third_friday(year: int, month: int) -> date:
    """The third Friday of a month, whether the exchange trades on it or not."""
    first = date(year, month, 1)
    return first + timedelta(days=(calendar.FRIDAY - first.weekday()) % 7) + _WEEKS_TO_THE_THIRD


def monthly_expiry(year: int, month: int) -> date:
    """The monthly expiry of SPX: the third Friday, or the trading day before a closed one (Good Friday, Juneteenth)."""
    return on_or_before(third_friday(year, month))


def is_monthly_expiry(day: date) -> bool:
    """Whether SPX options with AM settlement expire on a day."""
    return day == monthly_expiry(day.year, day.month)


def vix_expiry(year: int, month: int) -> date:
    """The monthly expiry of VIX options and futures: 30 days before the next month's third Friday.

    If that Wednesday or that Friday is closed, it is the trading day before the Wednesday (Cboe's rule).
    """
    ahead = date(year + month // 12, month % 12 + 1, 1)
    friday = third_friday(ahead.year, ahead.month)
    wednesday = friday - VIX_LEAD
    return wednesday if is_open(wednesday) and is_open(friday) else before(wednesday)


def vix_expiries(first: date, last: date) -> tuple[date, ...]:
    """The monthly VIX expiries from first to last, both included."""
    months = pd.period_range(first, last, freq="M")
    found = (vix_expiry(month.year, month.month) for month in months)
    return tuple(day for day in found if first <= day <= last)


def nearest_vix_expiry(today: date, days: float) -> date:
    """The monthly VIX expiry after today that is nearest to so many calendar days ahead; the earlier one on a tie."""
    around = today + timedelta(days=round(days))
    found = vix_expiries(max(today + timedelta(days=1), around - _TWO_MONTHS), around + _TWO_MONTHS)
    return min(found, key=lambda day: abs((day - today).days - days))


def settlement(today: date, days: int) -> date:
    """The expiry of an SPX option bought today for so many calendar days: an open day after today.

    A weekend moves to the nearest weekday. A closed weekday moves to the trading day before it, or to the next one if
    that would not be after today.
    """
    numbers = open_numbers()
    now = np.array([(today - _EPOCH).days])
    found = settlements(numbers, now, days)[0]
    return _EPOCH + timedelta(days=int(numbers[found]))


def settlements(numbers: IntArray, today: IntArray, days: int) -> IntArray:
    """Positions in `numbers` (D,), ascending trading days, of the expiries of options bought `today` (N,): (N,).

    Days are counted from 1 January 1970. The rule is that of `settlement`. A position is D if no day is late enough.
    """
    wanted = today + days
    weekday = (wanted + 3) % 7  # day 0 was a Thursday
    friday_works = wanted - 1 > today
    wanted = np.where(weekday == calendar.SATURDAY, np.where(friday_works, wanted - 1, wanted + 2), wanted)
    wanted = np.where(weekday == calendar.SUNDAY, wanted + 1, wanted)
    latest = np.searchsorted(numbers, wanted, side="right") - 1
    latest = np.where(wanted > numbers[-1], len(numbers), latest)
    return np.maximum(latest, np.searchsorted(numbers, today, side="right"))


@cache
def open_numbers() -> IntArray:
    """Every trading day that is known, as days since 1 January 1970: (D,)."""
    return trading_days(FIRST, LAST).to_numpy().astype("datetime64[D]").astype(np.int64)


@cache
def half_numbers() -> IntArray:
    """Every half day that is known, as days since 1 January 1970, ascending: (N,)."""
    return _earlier()[0]


_EPOCH: Final = date(1970, 1, 1)


@cache
def _exchange() -> Any:
    # imported here, since it takes a third of a second that only the calendar needs
    import pandas_market_calendars  # type: ignore[import-untyped]  # noqa: PLC0415

    return pandas_market_calendars.get_calendar("NYSE")


@cache
def _days() -> list[date]:
    """Every trading day that is known, in order."""
    return [day.date() for day in trading_days(FIRST, LAST)]


@cache
def _early() -> dict[date, time]:
    """The half days, and the New York time at which each closes."""
    closes = _exchange().special_dates("market_close", FIRST.isoformat(), LAST.isoformat())
    return {moment.date(): moment.time() for moment in closes.dt.tz_convert("America/New_York")}


@cache
def _earlier() -> tuple[IntArray, FloatArray]:
    """The half days since 1970 (N,), ascending, and the share of a day by which each closes before 16:00 (N,)."""
    early = sorted(_early().items())
    numbers = np.array([(day - _EPOCH).days for day, _ in early])
    lost = [datetime.combine(day, CLOSING) - datetime.combine(day, clock) for day, clock in early]
    return numbers, np.array([one / timedelta(days=1) for one in lost])


def _known(day: date) -> date:
    if not FIRST <= day <= LAST:
        raise OverlayError(f"The exchange's calendar holds {FIRST} to {LAST}, not {day}: choose a day inside.")
    return day
