"""Section 1256 contracts: 60% long-term, 40% short-term, marked on the last business day of the year.

Losses may be carried back three years against 1256 gains (26 USC 1212(c)). `CLASSES` lists which instruments are 1256
contracts. If the law is unsettled, the row says so and the app makes the cautious assumption.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from overlay.errors import OverlayError
from overlay.flags import Flag
from overlay.tax.law import law

LONG_TERM_SHARE: Final = 0.6
NIIT_RATE: Final = 0.038


@dataclass(frozen=True, slots=True, kw_only=True)
class SixtyForty:
    """A gain (+) or loss (-) in dollars by character; the two sum to the whole."""

    short_term: float
    long_term: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """One instrument: whether it is a 1256 contract (None: contested), the reason, and whether that is settled."""

    instrument: str
    section_1256: bool | None
    taxed: str
    source: str
    settled: bool = True


CLASSES: Final = (
    Class(
        instrument="SPX option",
        section_1256=True,
        taxed="60/40, marked each year end: a listed option on a broad-based index is a nonequity option.",
        source="26 USC 1256(g)(3); Rev. Rul. 94-63",
    ),
    Class(
        instrument="XSP option",
        section_1256=True,
        taxed="60/40, marked each year end, as SPX.",
        source="26 USC 1256(g)(3); Rev. Rul. 94-63",
    ),
    Class(
        instrument="VIX option",
        section_1256=True,
        taxed="60/40, marked each year end: refers to no stock and no narrow-based index.",
        source="26 USC 1256(g)(3),(6); Green Trader Tax",
    ),
    Class(
        instrument="VIX future",
        section_1256=True,
        taxed="60/40, marked each year end: a regulated futures contract.",
        source="26 USC 1256(b)(1)(A)",
    ),
    Class(
        instrument="SPY option",
        section_1256=False,
        taxed="By holding period, as an option on shares. A minority argues for 60/40; not settled.",
        source="26 USC 1256(g)(6)(A)",
        settled=False,
    ),
    Class(
        instrument="Single-stock option",
        section_1256=False,
        taxed="By holding period; a written option's gain is short-term.",
        source="26 USC 1256(g)(6)(A); 26 USC 1234(b)",
    ),
    Class(
        instrument="Narrow-based index option",
        section_1256=False,
        taxed="By holding period, as an equity option.",
        source="26 USC 1256(g)(6)(B)",
    ),
    Class(
        instrument="VXX shares (note)",
        section_1256=False,
        taxed="By holding period when sold; seen as a prepaid forward. Unverified.",
        source="Green Trader Tax",
        settled=False,
    ),
    Class(
        instrument="UVXY, SVXY, VIXY shares",
        section_1256=False,
        taxed="Shares by holding period; the fund's own futures pass 60/40 through on a K-1. Unverified.",
        source="Green Trader Tax",
        settled=False,
    ),
    Class(
        instrument="UVXY or VXX option",
        section_1256=None,
        taxed="Contested: brokers report equity options, a tax writer claims 60/40. The app assumes not 1256.",
        source="Green Trader Tax",
        settled=False,
    ),
    Class(
        instrument="Equity index swap",
        section_1256=False,
        taxed="The statute excludes it by name.",
        source="26 USC 1256(b)(2)(B)",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carryback:
    """A 1256 loss carried back three years: dollars absorbed by each year, earliest first, and the rest carried forward."""

    absorbed: tuple[float, ...]
    #: the absorbed loss by character, 40/60; positive dollars
    short_term: float
    long_term: float
    remaining: float


def classified(instrument: str) -> Class:
    """The row of `CLASSES` for an instrument's name; OverlayError for an unknown instrument."""
    for row in CLASSES:
        if row.instrument.casefold() == instrument.casefold():
            return row
    known = ", ".join(row.instrument for row in CLASSES)
    raise OverlayError(f"{instrument!r} is not in the map of instruments: pick one of {known}.")


def section_1256(gain: float) -> SixtyForty:
    """Split a net gain or loss in dollars: 40% short-term, 60% long-term, for any holding period (26 USC 1256(a)(3))."""
    if not abs(gain) < 1e15:
        raise OverlayError(f"A gain of {gain:g} dollars cannot be split: enter a number of dollars.")
    long_term = round(LONG_TERM_SHARE * gain, 2)
    return SixtyForty(short_term=gain - long_term, long_term=long_term)


def mark_to_market(values: Sequence[float]) -> tuple[SixtyForty, ...]:
    """The split of each year for a contract bought at the first value, marked at each year end, sold at the last.

    Each mark becomes the next year's starting point, so the years sum to the whole gain (26 USC 1256(a)(1), (2)).
    """
    if len(values) < 2:
        raise OverlayError(
            f"{len(values)} value(s) are too few for a gain: give the price paid and at least one later value."
        )
    return tuple(section_1256(after - before) for before, after in pairwise(values))


def last_business_day(year: int) -> date:
    """The day of the mark: the last weekday of the year (exchanges are open on 31 December)."""
    day = date(year, 12, 31)
    return day - timedelta(days=max(0, day.weekday() - 4))


def blended_rate(ordinary: float, long_term: float, *, niit: bool = False) -> float:
    """0.6 x long-term + 0.4 x ordinary. For display only: the real tax is a difference of two returns."""
    return LONG_TERM_SHARE * long_term + (1.0 - LONG_TERM_SHARE) * ordinary + (NIIT_RATE if niit else 0.0)


def carryback(
    net_loss: float,
    *,
    carryover: float,
    filing: str,
    prior: Sequence[tuple[float, float]],
    year: int = 2026,
) -> Carryback:
    """Carry a net 1256 loss (positive dollars) back to the three years before, by election (26 USC 1212(c)).

    `carryover` is the whole capital loss that would otherwise be carried forward. `prior` holds the net 1256 gain and
    the capital gain net income of each of the three years, earliest first. OverlayError for a negative loss, or for
    more than three years.
    """
    if not (net_loss >= 0.0 and carryover >= 0.0):
        raise OverlayError(
            f"{net_loss:g} is not a valid loss with a carryover of {carryover:g}: enter positive dollars."
        )
    if len(prior) > 3:
        raise OverlayError(f"A loss can be carried back three years, not {len(prior)}: leave out the earlier years.")
    left = available = min(max(0.0, net_loss - law(year, filing).loss_cap), carryover)
    absorbed = []
    for gain_1256, gain_net in prior:
        absorbed.append(min(left, max(0.0, min(gain_1256, gain_net))))
        left -= absorbed[-1]
    taken = section_1256(available - left)
    return Carryback(
        absorbed=tuple(absorbed),
        short_term=taken.short_term,
        long_term=taken.long_term,
        remaining=carryover - sum(absorbed),
    )


def spread_flags(*, all_1256: bool, larger_straddle: bool) -> tuple[Flag, ...]:
    """Flags if the straddle rules (1092) and the carrying-charge rule (263(g)) apply to a spread.

    Empty if they do not.
    """
    if all_1256 and not larger_straddle:
        return ()
    why = (
        "Its legs are 1256 contracts, but together with the stock they form a larger straddle."
        if all_1256
        else "Not all of its legs are 1256 contracts."
    )
    return (
        Flag(
            level="serious",
            title="The straddle rules reach this spread",
            why=why,
            source="26 USC 1256(a)(4); 26 USC 1092",
        ),
    )
