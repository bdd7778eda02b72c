"""Answers of Yahoo that are wrong in one way each: poisoned price histories, and bodies that come wrongly.

Each poison takes the result of a chart and changes it; `poisoned` does so to the text of an answer. Some numbers cannot be
written by a careful program (Infinity, 1e999, four hundred digits): they are put into the text.
"""

import json
import zlib
from datetime import UTC, datetime
from functools import cache

VAST = 300 * 2**20  # bytes of an answer that no price history has
MARK = 123456.75  # the number in whose place an unwritable one is put
AT = -30  # the row that is poisoned, and from which a split counts
DAY = 86_400


def poisoned(name, body):
    """The text of a chart after a poison, or as it was for any other name."""
    if name == "broken":
        return body[: len(body) // 2]
    if name not in POISONS and name not in UNWRITABLE:
        return body
    chart = json.loads(body)
    result = chart["chart"]["result"][0]
    if name in UNWRITABLE:
        level(result, MARK)
        return json.dumps(chart).replace(str(MARK), UNWRITABLE[name])
    POISONS[name](result)
    return json.dumps(chart)


@cache
def packed():
    """A body that is small on its way, and a gigabyte and a half when unpacked."""
    packing = zlib.compressobj(1, wbits=31)
    spaces = [packing.compress(b" " * 2**20) for _ in range(1500)]
    return b"".join([*spaces, packing.flush()])


def parts(fault, content, held):
    """The pieces in which a body is sent: half of it, drop by drop, or many of nothing."""
    if fault == "cut":
        yield content[: len(content) // 2]
    elif fault == "dripping":
        for at in range(0, len(content), 64):
            yield content[at : at + 64]
            if held.wait(0.2):
                return
    elif fault == "vast":
        for _ in range(VAST // 2**20):
            yield b" " * 2**20
    else:
        yield content


def columns(result):
    """The lists of prices of a chart."""
    quote = result["indicators"]["quote"][0]
    return [quote[name] for name in ("open", "high", "low", "close")] + [
        result["indicators"]["adjclose"][0]["adjclose"]
    ]


def apart(result):
    """Let no two columns be the same list."""
    quote = result["indicators"]["quote"][0]
    quote |= {name: list(values) for name, values in quote.items()}
    return columns(result)


def level(result, value, at=AT):
    """One row's prices."""
    for one in apart(result):
        one[at] = value


def scaled(result, factor):
    """The prices before the split's day, times a factor."""
    for one in apart(result):
        one[:AT] = [value * factor for value in one[:AT]]


def split(result, ratio, by=1.0):
    """List a split on a day; the closes do not move with it."""
    stamp = result["timestamp"][AT]
    result["events"]["splits"] = {
        str(stamp): {"date": stamp, "numerator": ratio, "denominator": by, "splitRatio": f"{ratio:g}:{by:g}"}
    }


def unapplied(ratio):
    """List a split, with the closes before it as they were traded."""

    def _poison(result):
        split(result, ratio)
        scaled(result, ratio)

    return _poison


def dividend(result, amount):
    """List a dividend."""
    stamp = result["timestamp"][AT]
    result["events"]["dividends"] = {str(stamp): {"amount": amount, "date": stamp}}


def later(result, days):
    """All days later by so many."""
    result["timestamp"] = [one + days * DAY for one in result["timestamp"]]
    result["meta"]["regularMarketTime"] += days * DAY


def beyond(result, days=40):
    """Some days after the last one, each with the last close."""
    stamps = result["timestamp"]
    for values in (*apart(result), result["indicators"]["quote"][0]["volume"]):
        values.extend([values[-1]] * days)
    now = int(datetime.now(tz=UTC).replace(hour=14, minute=30, second=0, microsecond=0).timestamp())
    stamps += [now + DAY * number for number in range(1, days + 1)]


def every_day(result):
    """The same closes on days without weekends."""
    stamps = result["timestamp"]
    result["timestamp"] = [stamps[-1] - DAY * (len(stamps) - 1 - at) for at in range(len(stamps))]


def holiday(result):
    """A close on a Saturday."""
    day = next(
        at
        for at, one in enumerate(result["timestamp"])
        if datetime.fromtimestamp(one, tz=UTC).weekday() == 4 and at > 100
    )
    result["timestamp"].insert(day + 1, result["timestamp"][day] + DAY)
    for values in (*apart(result), result["indicators"]["quote"][0]["volume"]):
        values.insert(day + 1, values[day])


def backwards(result):
    """The rows in the opposite order."""
    result["timestamp"].reverse()
    for values in apart(result):
        values.reverse()


def meta(**said):
    """What is told of the symbol."""

    def _poison(result):
        result["meta"] |= said

    return _poison


def without_a_currency(result):
    """No word on the money."""
    del result["meta"]["currency"]


def closes(make):
    """Other closes in place of the true ones."""

    def _poison(result):
        quote = result["indicators"]["quote"][0]
        quote["close"] = make(quote["close"])

    return _poison


def flat(result):
    """The same close on all days."""
    for values in apart(result):
        values[:] = [100.0] * len(values)


def twice(result):
    """A day's rows all on one day."""
    result["timestamp"] = [result["timestamp"][-1]] * len(result["timestamp"])


def once_more(result):
    """One day twice, with two closes."""
    result["timestamp"][AT] = result["timestamp"][AT - 1]


UNWRITABLE = {"Infinity": "Infinity", "-Infinity": "-Infinity", "NaN": "NaN", "1e999": "1e999", "bigint": "9" * 400}
POISONS = {
    "badsplit": lambda result: split(result, 1.0, by=0.0),
    "negsplit": lambda result: split(result, -4.0),
    "hugesplit": lambda result: split(result, 1e9),
    "hugediv": lambda result: dividend(result, 1e9),
    "split3for2": unapplied(1.5),
    "split2": unapplied(2.0),
    "split10": unapplied(0.1),
    "halved": lambda result: scaled(result, 2.0),
    "truesplit": lambda result: split(result, 2.0),
    "future": lambda result: later(result, 2000),
    "futurelast": beyond,
    "weekends": every_day,
    "saturday": holiday,
    "eur": meta(currency="EUR"),
    "gbp": meta(currency="GBp"),
    "yen": meta(currency="JPY", exchangeTimezoneName="Asia/Tokyo"),
    "blankcur": meta(currency=None),
    "nocur": without_a_currency,
    "wrongsym": meta(symbol="ZZZZ"),
    "tokyo": meta(exchangeTimezoneName="Asia/Tokyo"),
    "zero": lambda result: level(result, 0.0),
    "negative": lambda result: level(result, -5.0),
    "nan": lambda result: level(result, None),
    "strings": closes(lambda values: [str(one) for one in values]),
    "words": closes(lambda values: ["much"] * len(values)),
    "short": closes(lambda values: values[:10]),
    "dup": once_more,
    "dupall": twice,
    "unordered": backwards,
    "flat": flat,
}
