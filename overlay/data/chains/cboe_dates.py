"""Dates as browsers write them: the save time in a Cboe header, in the language of the user who saved it.

The rule: day, month word and year are next to each other in the header, in any order. The first letters of a month's
name identify it in a dozen languages. For numeric dates, impossible orders of day and month are excluded. A stated time
zone is converted to New York time; a time without a zone is read as New York time.
"""

# ruff: noqa: RUF001 - month names in Greek and Cyrillic letters are meant
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
MARKET_CLOSE = time(16, 0)
_YEARS = (1990, 2100)  # listed index options began in 1983; a year outside this range is not a date

# First letters without accents, English first; longer beginnings are tried first (juin before jui...).
_MONTHS = {
    1: "jan ene gen янв січ sty oca ιαν يناير",
    2: "feb fev фев лют lut sub φεβ فبراير",
    3: "mar mrt maa мар бер μαρ مارس",
    4: "apr abr avr апр кві kwi nis απρ أبريل ابريل",
    5: "may mai maj mag mei маи мая тра μαι μαϊ مايو",
    6: "jun giu juin июн чер cze haz ιουν يونيو",
    7: "jul lug juil июл лип lip tem ιουλ يوليو",
    8: "aug ago aou авг сер sie αυγ أغسطس اغسطس",
    9: "sep set сен вер wrz eyl σεπ سبتمبر",
    10: "oct okt out ott окт жов paz eki οκτ أكتوبر اكتوبر",
    11: "nov ноя лис lis kas νοε نوفمبر",
    12: "dec dic dez des дек гру gru ara δεκ ديسمبر",
}
_BEGINNINGS = {start: number for number, starts in _MONTHS.items() for start in starts.split()}

_ZONES = {
    -8.0: "PST",
    -7.0: "PDT MST",
    -6.0: "MDT CST",
    -5.0: "CDT EST",
    -4.0: "EDT",
    -3.0: "BRT",
    0.0: "UTC GMT Z WET",
    1.0: "WEST BST CET MEZ",
    2.0: "CEST MESZ EET",
    3.0: "EEST MSK МСК",
    5.5: "IST",
    8.0: "HKT SGT",
    9.0: "JST KST",
    10.0: "AEST",
    11.0: "AEDT",
    12.0: "NZST",
    13.0: "NZDT",
}
_HOURS_FROM_UTC = {zone: hours for hours, zones in _ZONES.items() for zone in zones.split()}

_WORD = r"[^\W\d_]{1,20}"
_FILLER = r"(?:st|nd|rd|th|er|º|ª|°)?\.?\s*(?:de\s+|del\s+|di\s+|of\s+)?"
_DAY_FIRST = re.compile(rf"(?<!\d)(\d{{1,2}}){_FILLER}[\s\-]*({_WORD})\.?,?[\s\-]*(?:de\s+|del\s+)?(\d{{4}})(?!\d)")
_MONTH_FIRST = re.compile(rf"({_WORD})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\.?[,;]?\s+(\d{{4}})(?!\d)")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-./]\s?(\d{1,2})\s?[-./]\s?(\d{1,2})(?!\d)\.?")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s?[-./]\s?(\d{1,2})\s?[-./]\s?(\d{4})(?!\d)")
_CLOCK = re.compile(r"(?<![\d+:-])(\d{1,2})\s?[:.hH時시时]\s?(\d{2})(?:\s?[:.분]\s?(\d{2}))?(?!\d)")
_AFTERNOON = re.compile(r"\bp\.?\s?m\b|午後|下午|오후", re.IGNORECASE)
_MORNING = re.compile(r"\ba\.?\s?m\b|午前|上午|오전", re.IGNORECASE)
_NEXT_CELL = re.compile(r'[,;\t"]\s*"?[^\W\d]+\s*:\s|[,;\t](?:Bid|Ask|Last)\b')
_OFFSET = re.compile(r"(?:UTC|GMT)\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?")


def header_moment(text: str, *, day_first: bool | None = None) -> datetime | None:
    """Return the save time in a header as New York time without a zone; None if the header has no date.

    Without a time of day the result is 16:00. ``day_first`` decides dates like 5/6/2024; None reads them as American.
    """
    found = next((hit for line in text.split("\n") if (hit := _dated(_plain(line), day_first=bool(day_first)))), None)
    if found is None:
        return None
    day, rest = found
    clock = _clock(rest)
    if clock is None:
        return datetime.combine(day, MARKET_CLOSE)
    moment = datetime.combine(day, clock)
    offset = _hours_from_utc(rest)
    if offset is None:
        return moment
    zoned = moment.replace(tzinfo=timezone(timedelta(hours=offset)))
    return zoned.astimezone(NEW_YORK).replace(tzinfo=None)


def calendar_dates(texts: Iterable[str]) -> list[date | None]:
    """Return the dates of a column of texts, None for a text that is not a date.

    Numeric dates are read day first if any of them cannot be month first.
    """
    plain = [_plain(text) for text in texts]
    numeric = [match for text in plain if (match := _YEAR_LAST.search(text))]
    day_first = any(int(match[1]) > 12 for match in numeric)
    return [found[0] if (found := _dated(text, day_first=day_first)) else None for text in plain]


def _plain(text: str) -> str:
    """Remove accents and special spaces, and replace every dash and minus by the ASCII one."""
    text = unicodedata.normalize("NFKD", text.replace("й", "и"))
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    return re.sub(r"[\s\u200e\u200f]+", " ", text)


def _dated(text: str, *, day_first: bool) -> tuple[date, str] | None:
    """Return the first possible date and the text around it."""
    for pattern in (_CJK, _DAY_FIRST, _MONTH_FIRST, _YEAR_FIRST, _YEAR_LAST):
        for match in pattern.finditer(text):
            day = _possible(pattern, match.groups(), day_first=day_first)
            if day is not None:
                return day, _around(text, match.start(), match.end())
    return None


def _around(text: str, start: int, end: int) -> str:
    """Return the text around the date in its own cell: a time and a zone, but no bid and no ask."""
    before = re.split(r"[,;\t]|Date:", text[:start])[-1]
    after = _NEXT_CELL.split(text[end:], maxsplit=1)[0]
    return f"{before} {after}"


def _possible(pattern: re.Pattern[str], parts: tuple[str, ...], *, day_first: bool) -> date | None:
    if pattern is _DAY_FIRST:
        return _date(parts[2], _month(parts[1]), parts[0])
    if pattern is _MONTH_FIRST:
        return _date(parts[2], _month(parts[0]), parts[1])
    if pattern is _YEAR_LAST:
        month_first = _date(parts[2], parts[0], parts[1])
        european = _date(parts[2], parts[1], parts[0])
        return (european or month_first) if day_first else (month_first or european)
    return _date(*parts)


def _date(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if _YEARS[0] <= found.year <= _YEARS[1] else None


def _month(word: str) -> int:
    """Return the number of a month by the first letters of its name; 0 for any other word."""
    word = word.lower()
    return next((_BEGINNINGS[word[:size]] for size in range(6, 2, -1) if word[:size] in _BEGINNINGS), 0)


def _clock(text: str) -> time | None:
    match = _CLOCK.search(text)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2])
    if _AFTERNOON.search(text) and hour < 12:
        hour += 12
    elif _MORNING.search(text) and hour == 12:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _hours_from_utc(text: str) -> float | None:
    match = _OFFSET.search(text)
    if match is not None:
        hours = int(match[2]) + int(match[3] or 0) / 60.0
        return (-hours if match[1] == "-" else hours) if hours < 15 else None
    words = re.findall(r"[A-ZМСК]{1,4}", text)
    return next((_HOURS_FROM_UTC[word] for word in words if word in _HOURS_FROM_UTC), None)
