"""The market of a few typed levels, such as those of a newspaper: index, VIX, rate, day.

Prices come from the surface anchored to the typed VIX, as on a day of the history. Odds from history use the closes up
to the typed day, or up to the end of a history that ends before it. What is not typed is assumed and flagged: the rate
and the dividend yield are those of the history's last day up to the typed one.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from overlay.errors import OverlayError, within
from overlay.flags import Flag
from overlay.history import calendar
from overlay.history.daily import History, Levels
from overlay.options.market import MODELLED_PRICES, Market, anchored, past_of
from overlay.options.modelled.vix_family import UNKNOWN, VixFamily

# The first day with the 252 closes before it that the betas of most pages need, and the calendar's end less the longest option.
FIRST, LAST = date(1991, 1, 2), date(2075, 12, 31)
SPOT: Final = (10.0, 1_000_000.0)  # points: outside, a level is a slip of the finger
VIX: Final = (5.0, 200.0)
RATE: Final = (-0.02, 0.25)
DIVIDEND_YIELD: Final = (0.0, 0.10)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLevels:
    """What was typed: index and VIX in points, the day, and what else is known; None is unknown.

    Rate and dividend yield are yearly decimals. `clock` is the New York time of the levels, None for the close.
    OverlayError for levels that no market can have, and for a time outside trading hours.
    """

    spot: float
    vix: float
    day: date
    rate: float | None = None
    dividend_yield: float | None = None
    family: VixFamily = UNKNOWN
    clock: time | None = None

    def __post_init__(self) -> None:
        within("An index level", self.spot, *SPOT, "enter the level of the S&P 500", "points")
        within("A VIX", self.vix, *VIX, "enter its level", "points")
        if self.rate is not None:
            within("A rate", self.rate, *RATE, "enter 0.036 for 3.6% a year")
        if self.dividend_yield is not None:
            within("A dividend yield", self.dividend_yield, *DIVIDEND_YIELD, "enter 0.012 for 1.2% a year")
        self.family.checked()


def market(levels: TypedLevels, history: History) -> Market:
    """The market of typed levels. A closed day stands for the close of the trading day before it, and is flagged.

    OverlayError for a time at which the exchange is closed on that day.
    """
    day = calendar.on_or_before(levels.day)
    known = stand_in(history, day)
    rate = known.rate if levels.rate is None else levels.rate
    dividend_yield = known.dividend_yield if levels.dividend_yield is None else levels.dividend_yield
    past, past_to = past_of(history, day, levels.spot)
    clock = _clock(levels.clock, day, levels.day)
    return Market(
        as_of=day,
        spot=levels.spot,
        rate=rate,
        dividend_yield=dividend_yield,
        vix=levels.vix,
        surface=anchored(datetime.combine(day, clock), levels.spot, levels.vix, rate, dividend_yield, levels.family),
        source=f"Index and VIX as typed for {day}.",
        flags=(MODELLED_PRICES, *_closed(levels.day, day), *_assumed(levels, history, day)),
        past=past,
        past_to=past_to,
        family=levels.family,
        clock=clock,
        typed=True,
    )


def stand_in(history: History, day: date) -> Levels:
    """The levels whose rate and dividend yield stand in where none is typed: of the day, or of the nearest known one."""
    return history.levels(history.at(_known_day(history, day)))


def latest_day(now: datetime) -> date:
    """The day of the newest closing or running prices at a moment in New York: today from the opening on."""
    open_today = calendar.is_open(now.date()) and now.time() >= calendar.OPENING
    return now.date() if open_today else calendar.before(now.date())


def _known_day(history: History, day: date) -> date:
    return history.nearest(min(max(day, history.first), history.last))


def _clock(asked: time | None, day: date, typed_day: date) -> time:
    """The time of the levels: the asked one, or the close. OverlayError outside trading hours."""
    closing = calendar.closing(day)
    if asked is None or typed_day != day:
        return closing
    if not calendar.OPENING <= asked <= closing:
        raise OverlayError(
            f"{asked:%H:%M} lies outside the trading hours of {day}, {calendar.OPENING:%H:%M} to {closing:%H:%M} New York: "
            "choose a time inside, or leave it empty for the close."
        )
    return asked


def _closed(typed: date, day: date) -> tuple[Flag, ...]:
    if typed == day:
        return ()
    why = f"The exchange is closed on {typed:%A}, {typed}, so the levels count as the close of {day}."
    return (Flag(level="warning", title=f"{typed} is not a trading day", why=why, source="NYSE calendar"),)


def _assumed(levels: TypedLevels, history: History, day: date) -> tuple[Flag, ...]:
    """A flag that says which inputs nobody typed, and whose values stand in."""
    named = (("rate", levels.rate), ("dividend yield", levels.dividend_yield))
    missing = [name for name, typed in named if typed is None]
    if not missing:
        return ()
    why = f"Nobody typed it, so that of {_known_day(history, day)} stands in. It sets the forward; half a percent a year moves a 30-day forward by two points in 5,000."
    title = f"The {' and the '.join(missing)} {'is' if len(missing) == 1 else 'are'} assumed"
    return (Flag(level="note", title=title, why=why, source="the history in use"),)
