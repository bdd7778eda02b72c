"""Numbers as text for the reader. Only this module formats percentages and dollars."""

import re
from datetime import date
from math import isinf, isnan

from overlay.errors import encodable
from overlay.flags import Flag
from overlay.units import is_yearly

MINUS = "\N{MINUS SIGN}"


def _signed(text: str, amount: float, *, plus: bool) -> str:
    """Put the sign before a text, unless the text shows zero."""
    if not text.strip("$0.,%"):
        return text
    return (MINUS if amount < 0 else "+" if plus else "") + text


def dollars(amount: float, *, plus: bool = False) -> str:
    """Return whole dollars from $100 up, cents below: $1,234, -$12.30; with `plus`, +$1,234."""
    size = abs(amount)
    cents = size < 99.995 and round(size, 2) != round(size)
    return _signed(f"${size:,.2f}" if cents else f"${size:,.0f}", amount, plus=plus)


def points(amount: float, digits: int = 2, *, plus: bool = False) -> str:
    """Return index or option points, without a unit: 4.65."""
    return _signed(f"{abs(amount):,.{digits}f}", amount, plus=plus)


def level(amount: float) -> str:
    """Return a strike or an index level: 4,275 or 4,275.50."""
    return f"{amount:,.0f}" if round(amount, 2) == round(amount) else f"{amount:,.2f}"


def percent(share: float, digits: int = 1, *, plus: bool = False) -> str:
    """Return a decimal as a percentage: 0.0465 is 4.7%."""
    return _signed(f"{abs(share) * 100:,.{digits}f}%", share, plus=plus)


def in_hundred(share: float) -> str:
    """Return a probability as a natural frequency: 88 in 100; "100 in 100" only for a probability of 1."""
    if 0.0 < share < 0.0001:
        return "under 1 in 10,000"
    if 0.9999 < share < 1.0:
        return "over 9,999 in 10,000"
    if share in (0.0, 1.0) or 0.0095 <= share <= 0.9905:
        return f"{share * 100:.0f} in 100"
    return f"{share * 1000:.0f} in 1,000" if 0.00095 <= share <= 0.99905 else f"{share * 10_000:,.0f} in 10,000"


def sigmas(amount: float | None) -> str:
    """Return a distance in standard deviations: 1.54 SD; "none" for None."""
    return "none" if amount is None else f"{points(amount)} SD"


def days(count: int) -> str:
    """Return a count of days: 1 day, 29 days."""
    return number_of(count, "day")


def hours(count: float) -> str:
    """Return a number of hours: 6 hours, 1 hour, 45 minutes under an hour."""
    return number_of(round(count), "hour") if count >= 0.99 else number_of(round(60.0 * count), "minute")


def span(amount: float) -> str:
    """Return a span of calendar days with hours as fractions: 29 days, or 13 hours below two days."""
    return days(int(amount)) if amount >= 2.0 or amount == int(amount) else hours(24.0 * amount)


def number_of(count: int, what: str) -> str:
    """Return a count of things with a regular plural: 1 backtest, 35 backtests."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def modelled_vix(days: int) -> str:
    """Return a sentence, with a space before it, on the days among "them" whose VIX is modelled; empty without any."""
    return f" The VIX is modelled on {days:,} of them." if days else ""


def stated(count: int) -> str:
    """Return what a figure of so many trading days is stated for: "a year", or "over 40 days" if they are too few."""
    return "a year" if is_yearly(count) else f"over {days(count)}"


def day(moment: date) -> str:
    """Return a date as in prose: 3 Jan 2019."""
    return f"{moment.day} {moment:%b %Y}"


def measured(value: float, unit: str) -> str:
    """Return a measured number by its unit (share, dollars, count, ratio, sd); a dash for None, words for infinity."""
    if isnan(value):
        return "\N{EN DASH}"
    if isinf(value):
        return "without bound"
    if unit == "share":
        return percent(value)
    if unit == "dollars":
        return dollars(value)
    if unit == "sd":
        return sigmas(value)
    return level(value) if unit == "count" else points(value)


def flag(one: Flag) -> str:
    """Return a flag as a sentence of markdown with its source; its text may come from a file."""
    return f"**{escaped(one.title)}.** {escaped(one.why)} *Source: {escaped(one.source)}*"


def unbroken(text: str) -> str:
    """Return a text in which a line break never separates a minus from its dollars."""
    return text.replace(f"{MINUS}$", f"{MINUS}\N{WORD JOINER}$")


def prose(text: str) -> str:
    """Return our own text with dollar signs escaped, so that markdown does not read them as mathematics."""
    return unbroken(text).replace("$", r"\$")


def money(amount: float, *, plus: bool = False) -> str:
    """Return dollars for markdown: on one line, and not read as mathematics."""
    return prose(dollars(amount, plus=plus))


def plain(markdown: str) -> str:
    """Return our own markdown without links and escapes, for text that is not markdown."""
    return re.sub(r"\\(.)", r"\1", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown))


def escaped(text: str) -> str:
    """Return text of a visitor's file, escaped so that markdown shows it unchanged; half characters become U+FFFD."""
    return re.sub(r"([\\`*_{}\[\]<>()|$:~])", r"\\\1", encodable(text))
