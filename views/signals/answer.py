"""The first screen of the Signals page: whether the rules open a condor, what a day moves, and the three numbers."""

from typing import Final

import numpy as np
import streamlit as st

from overlay.options.contracts import SPX
from overlay.options.market import Market
from overlay.signals import daily_range, gates
from overlay.signals.daily_range import HitRate
from overlay.signals.gates import DayRuling
from overlay.signals.indicator_table import BOOK, INDEX, OVERLAY, Indicators
from views.frame import headline
from views.frame.headline import Verdict
from views.frame.numbers import KeyNumber
from views.look import format as fmt
from views.look.words import words
from views.signals.controls import SignalsAsked
from views.visitor import history as cached

TOPIC: Final = "signals"
_ROOM: Final = 18  # characters for the names of gates in the headline; more gates are counted


def show(ruling: DayRuling, known: Indicators, weight: float, at: int) -> None:
    """Show the headline of a rule set's decision on the day at position `at`."""
    headline.show(*said(ruling, known, weight, at))


def said(ruling: DayRuling, known: Indicators, weight: float, at: int) -> tuple[str | Verdict, ...]:
    """The headline: whether a condor opens, what stopped it, the day, and what a day moves. An open gate is no gain."""
    lights = [one.light for one in ruling.verdicts if one.light != "not asked"]
    day = fmt.day(known.days[at].date())
    if ruling.opens:
        size = "full size" if ruling.size == 1.0 else f"{fmt.percent(ruling.size, 0)} size"
        gates_say = f" on {day}; {lights.count('yes')} of {len(lights)} gates agree. "
        return f"The {ruling.rules} rules open a condor: ", Verdict("even", size), gates_say + moves(known, weight, at)
    stopped = f" by {_stoppers(ruling, len(lights))} on {day}. "
    return f"The {ruling.rules} rules open nothing: ", Verdict("short", "stopped"), stopped + moves(known, weight, at)


def _stoppers(ruling: DayRuling, asked: int) -> str:
    """The gates that say no, by name or, if the names are long, by their number."""
    names = [one.gate for one in ruling.verdicts if one.light == "no"] or ["a missing VIX"]
    named = " and ".join(names)
    return named if len(named) <= _ROOM else f"{len(names)} of {asked} gates"


def moves(known: Indicators, weight: float, at: int) -> str:
    """What one day's range is worth for an index contract, and how many days so far stayed inside theirs."""
    share = known.range_share(weight)[at]
    if np.isnan(share):
        return "The daily range is not known yet."
    moved = fmt.dollars(float(f"{known.index[at] * share * SPX.multiplier:.2g}"))
    seen = inside(known, weight, at)
    counted = "" if np.isnan(seen.two_sided) else f"; {fmt.points(100.0 * seen.two_sided, 0)} of 100 move less"
    return f"A day moves one SPX contract {moved}{counted}."


def inside(known: Indicators, weight: float, at: int) -> HitRate:
    """How often the next close stayed inside the daily range, up to the day at position `at`."""
    return daily_range.hit_rate(known.index[: at + 1], known.range_share(weight)[: at + 1])


def numbers(known: Indicators, weight: float, at: int) -> tuple[KeyNumber, ...]:
    """The three numbers: the daily range, the premium of the VIX, and the RSI of the index."""
    share, seen = known.range_share(weight)[at], inside(known, weight, at)
    return (
        KeyNumber(
            "Daily range", _known(known.index[at] * share, "{} points"),
            f"inside on {_known(100.0 * seen.two_sided, '{}')} of 100 days",
            f"{_percent(share, 2)} of the index: VIX and realised volatility, weighted. One standard deviation, up or "
            f"down. The next close stayed inside it on that many of {seen.days:,} days up to this one. A point of the index "
            "is $100 for one SPX contract.",
        ),
        KeyNumber(
            "VIX premium", _percent(known.premium[at]), "over 21-day realised volatility",
            "VIX over 21-day realised volatility, less one. Negative: the VIX is below realised volatility.",
        ),
        KeyNumber(
            "RSI, index", _known(known.rsi[INDEX, at], "{}"), "extreme below 30, above 70",
            "Wilder, 14 days, 0 to 100; by the library ta.",
        ),
    )  # fmt: skip


def _known(value: float, pattern: str) -> str:
    return "unknown" if np.isnan(value) else pattern.format(fmt.points(float(value), 0))


def _percent(value: float, digits: int = 0) -> str:
    return "unknown" if np.isnan(value) else fmt.percent(float(value), digits)


def notes(market: Market) -> tuple[str, ...]:
    """The badge's note on a history that ends before the market's day; empty for a history that reaches it."""
    history = cached.history()
    late = (market.as_of - history.last).days
    return (words(TOPIC, "late", last=fmt.day(history.last), days=fmt.days(late)),) if late > 0 else ()


def over_hedge(known: Indicators, asked: SignalsAsked, at: int) -> None:
    """Warn in one line of a hedge above its target while the RSI of portfolio or overlay is extreme; Gates has the reason."""
    for name, row in (("portfolio", BOOK), ("overlay", OVERLAY)):
        value = known.rsi[row, at]
        if gates.over_hedged(value, asked.hedge, asked.rules) is not None:
            hedge, target = (fmt.percent(one, 0) for one in (asked.hedge, asked.rules.hedge.target_ratio))
            st.warning(words(TOPIC, "over_hedged", hedge=hedge, target=target, name=name, rsi=fmt.points(value, 0)))
            return
