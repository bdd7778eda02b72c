r"""A saved session in one small file: every changed control, and the user's own lots.

The rule: a file states its kind and its version. Controls are texts under their URL key, as in a link, so a file stays
valid as long as links do. A file of version 1 holds only the query of a link. Defaults changed with version 3: `Saved` tells
the version, so that a file of an earlier one opens with the defaults of its time. Known parts of a file of a later version
are read, with a note. Any other file is refused, also one with half a character in it (`\ud800` without its second half):
such a text can be neither shown nor written into an address.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from overlay.book.lots import Lot
from overlay.data.files import lots as uploads
from overlay.data.files.encodings import decoded
from overlay.errors import OverlayError

FORMAT: Final = "overlay-explorer"
VERSION: Final = 3
LARGEST: Final = 1_000_000  # bytes; ten thousand lots need less
_LONGEST: Final = 200  # longest text of a control, characters
_FIELDS: Final = frozenset({"format", "version", "query", "controls", "lots", "prices", "market"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The saved content: URL key -> text, the lots and their prices (dollars a share), and the market file's name.

    market: the name of the user's market file, if there was one; the file itself is not saved. version: the file's.
    """

    controls: Mapping[str, str] = field(default_factory=dict)
    lots: tuple[Lot, ...] = ()
    prices: Mapping[str, float] = field(default_factory=dict)
    market: str = ""
    version: int = VERSION


def written(saved: Saved) -> bytes:
    """The file's bytes: JSON that `read` can read, indented for human readers."""
    lots = [
        {"symbol": one.symbol, "shares": one.shares, "basis": one.basis, "acquired": one.acquired.isoformat()}
        for one in saved.lots
    ]
    content = {
        "format": FORMAT,
        "version": VERSION,
        "controls": dict(sorted(saved.controls.items())),
        "lots": lots,
        "prices": dict(sorted(saved.prices.items())),
        "market": saved.market,
    }
    return (json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def read(content: bytes, *, name: str = "The file") -> tuple[Saved, tuple[str, ...]]:
    """The content of a file, and notes as sentences; OverlayError for a file that the app did not write."""
    found = _object(content, name)
    version = found.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise OverlayError(
            f"{name} has no version: it was not saved by Overlay Explorer, or was changed later; save again."
        )
    notes = []
    if version > VERSION:
        notes.append(
            f"The file has version {version}, and this program writes version {VERSION}: all known parts were loaded."
        )
    if version == 1:
        query = dict(parse_qsl(str(found.get("query", ""))[:LARGEST]))
        return Saved(controls=_controls(query, name), version=version), ()
    strange = sorted(key for key in found if key not in _FIELDS)
    if strange:
        notes.append(f"Parts that this version does not know were skipped: {_listed(strange)}.")
    lots, prices, refused = _lots(found, name)
    market = found.get("market", "")
    saved = Saved(
        controls=_controls(found.get("controls", {}), name),
        lots=lots,
        prices=prices,
        market=market[:_LONGEST] if isinstance(market, str) else "",
        version=version,
    )
    return saved, (*notes, *refused)


def _object(content: bytes, name: str) -> dict[str, Any]:
    """The file as a JSON object, checked to be a saved session."""
    if len(content) > LARGEST:
        raise OverlayError(f"{name} is too large ({len(content):,} bytes): a saved session is below {LARGEST:,}.")
    try:
        found = json.loads(decoded(content), parse_constant=_refused)
        half = _half(found)
    except (ValueError, RecursionError):
        found, half = None, ""
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise OverlayError(f"{name} was not saved by Overlay Explorer: open a file that its Save button wrote.")
    if half:
        raise OverlayError(
            f"{name} contains half a character ({half!r}): it was changed after it was saved; save again."
        )
    return found


def _half(found: object) -> str:
    """The first half character (a lone surrogate) in any text of the file; empty without one."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        return error.object[error.start]
    return ""


def _refused(constant: str) -> float:
    raise ValueError(constant)


def _controls(found: object, name: str) -> dict[str, str]:
    """Key -> text. Only short texts, numbers and booleans are accepted."""
    if not isinstance(found, dict):
        raise OverlayError(f"{name} has no list of controls: it was changed after it was saved; save again.")
    good = {
        key: _text(value)
        for key, value in found.items()
        if isinstance(value, str | int | float) and len(key) <= _LONGEST and len(_text(value)) <= _LONGEST
    }
    if len(good) < len(found):
        bad = _listed(sorted(set(found) - set(good)))
        raise OverlayError(f"{name} has no valid value for {bad}: it was changed after it was saved; save again.")
    return good


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _lots(found: Mapping[str, Any], name: str) -> tuple[tuple[Lot, ...], dict[str, float], tuple[str, ...]]:
    """Lots, prices, and a sentence for each refused lot, by the rules for an uploaded table."""
    rows, prices = found.get("lots", []), found.get("prices", {})
    tables = isinstance(rows, list) and all(isinstance(one, dict) for one in rows)
    if not tables or not isinstance(prices, dict):
        raise OverlayError(f"{name} has no table of lots: it was changed after it was saved; save again.")
    taken = uploads.edited_lots([row | {"price": prices.get(str(row.get("symbol")))} for row in rows])
    refused = tuple(f"Lot {one.line} was left out: {one.why}" for one in taken.refused[:20])
    return taken.lots, dict(taken.prices), refused


def _listed(keys: list[str]) -> str:
    """The first few names, and a count of the rest."""
    shown = ", ".join(repr(key[:40]) for key in keys[:5])
    return shown + (f" and {len(keys) - 5} more" if len(keys) > 5 else "")
