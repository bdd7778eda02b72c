"""Read an option chain from Cboe's files: the quote table's CSV, the older ``.dat``, or one row per contract.

The rule: odd but readable content is read and flagged. `overlay.data.chains.trusted` decides which rows can be trusted,
for files and for live answers.

Source: the files' own layouts, and the defects found in public files (stale spot, blank quotes, localised dates).
"""

import re
from datetime import date, datetime, timedelta

from overlay.data.chains.cboe_contracts import Contracts, contracts
from overlay.data.chains.cboe_dates import MARKET_CLOSE, calendar_dates, header_moment
from overlay.data.chains.cboe_text import MAX_BYTES, Source, contents, table, text_of
from overlay.data.chains.trusted import judged
from overlay.flags import Flag
from overlay.options.chain import Chain

__all__ = ["MAX_BYTES", "Source", "read_chain"]


def read_chain(source: Source, *, name: str | None = None) -> Chain:
    """Return the chain from a path, bytes or a binary file object; messages use ``name``.

    OverlayError, one sentence with the way out, for a file that is not a usable option chain: not a CSV of quotes,
    larger than 20 MB, cut short, all expired, or with two-sided quotes on less than a fifth of its contracts.
    """
    data, name = contents(source, name)
    cells = table(text_of(data, name), name)
    found = contracts(cells, name)
    quoted, flags = _moment(cells.preamble, found, name)
    spot = found.spot or _header_spot(cells.preamble, decimal_comma=cells.decimal_comma)
    return judged(found, quoted, spot, name, flags=flags)


def _moment(preamble: str, found: Contracts, name: str) -> tuple[datetime, tuple[Flag, ...]]:
    """Return the time of saving, from the header, a column, the file's name or the first expiry, in that order."""
    first = found.rows["expiry"].min().date()
    both = [header_moment(preamble, day_first=choice) for choice in (False, True)]
    stated = [moment for moment in both if moment is not None]
    if stated:
        # 5/6/2024 is May or June: a chain is saved shortly before its first expiry, or on the weekend after
        weekend = timedelta(days=3)
        late = [moment.date() > first + weekend for moment in stated]
        gaps = [abs(moment.date() - first) for moment in stated]
        return min(zip(late, gaps, stated, strict=True))[2], ()
    if found.quoted_on is not None:
        return datetime.combine(found.quoted_on.date(), MARKET_CLOSE), ()
    in_name = re.search(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", name)
    named = calendar_dates([in_name[0]])[0] if in_name else None
    if named is not None and named <= first:
        return datetime.combine(named, MARKET_CLOSE), (_undated(named, "the file's name"),)
    return datetime.combine(first, MARKET_CLOSE), (_undated(first, "the first expiry"),)


def _undated(day: date, source: str) -> Flag:
    return Flag(
        level="warning" if "expiry" in source else "note",
        title=f"The file states no date: {day} is taken from {source}",
        why="Days to expiry and every implied vol depend on the day of the quotes.",
    )


def _header_spot(preamble: str, *, decimal_comma: bool) -> float | None:
    """Return the first number in a cell of the preamble, with or without a label: "Last: 4500.53" or 2881.4."""
    pattern = r"(?:Last:?\s*|[,;\t\"]\s*(?:[^\W\d]+:?\s*)?)(\d[\d.,]*\d|\d)(?=\s*(?:[,;\t\"\n]|$))"
    first = next((line for line in preamble.split("\n") if re.search(pattern, line)), "")
    match = re.search(pattern, first)
    if match is None:
        return None
    text = match[1] if decimal_comma else re.sub(r",(?=\d{3}(?:\D|$))", "", match[1]).split(",")[0]
    text = text.replace(".", "").replace(",", ".") if decimal_comma and "," in text else text
    try:
        return float(text) or None
    except ValueError:
        return None
