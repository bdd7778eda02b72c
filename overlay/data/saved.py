"""What a visitor keeps of a session in one small file: every control that was moved, and lots of one's own.

The rule: a file says what it is and by which version it was written. Controls are texts under their address key, as in
a link, so a file lives as long as links do. Version 1 held the query of a link and nothing else; it is read as such. A file
of a later version is read as far as it is understood, which is said. A file of anything else is refused.
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
VERSION: Final = 2
LARGEST: Final = 1_000_000  # bytes; ten thousand lots take less
_LONGEST: Final = 200  # characters of one control's text
_FIELDS: Final = frozenset({"format", "version", "query", "controls", "lots", "prices", "market"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What was set: address key -> text, the lots and their prices (dollars a share), and the name of a market's file.

    market: where the market came from, if that was a file of the visitor's, which is not part of what is saved.
    """

    controls: Mapping[str, str] = field(default_factory=dict)
    lots: tuple[Lot, ...] = ()
    prices: Mapping[str, float] = field(default_factory=dict)
    market: str = ""


def written(saved: Saved) -> bytes:
    """The file's bytes: JSON that `read` takes back, indented, since people look into files."""
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
    """What a file holds, and what to know of it, in sentences; OverlayError for a file that is none of ours."""
    found = _object(content, name)
    version = found.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise OverlayError(f"{name} names no version: it was not saved by Overlay Explorer, or was changed since.")
    notes = []
    if version > VERSION:
        notes.append(f"The file is of version {version}, this program writes {VERSION}: what it knows was taken.")
    if version == 1:
        return Saved(controls=_controls(dict(parse_qsl(str(found.get("query", ""))[:LARGEST])), name)), ()
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
    )
    return saved, (*notes, *refused)


def _object(content: bytes, name: str) -> dict[str, Any]:
    """The file as a JSON object that says it is ours."""
    if len(content) > LARGEST:
        raise OverlayError(f"{name} is too large ({len(content):,} bytes): a saved session is below {LARGEST:,}.")
    try:
        found = json.loads(decoded(content), parse_constant=_refused)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise OverlayError(f"{name} was not saved by Overlay Explorer: open a file that its Save button wrote.")
    return found


def _refused(constant: str) -> float:
    raise ValueError(constant)


def _controls(found: object, name: str) -> dict[str, str]:
    """Key -> text; anything but short texts, numbers and yes or no is refused."""
    if not isinstance(found, dict):
        raise OverlayError(f"{name} holds no list of controls: it was changed since it was saved; save again.")
    good = {
        key: _text(value)
        for key, value in found.items()
        if isinstance(value, str | int | float) and len(key) <= _LONGEST and len(_text(value)) <= _LONGEST
    }
    if len(good) < len(found):
        bad = _listed(sorted(set(found) - set(good)))
        raise OverlayError(f"{name} holds no value for {bad}: it was changed since it was saved; save again.")
    return good


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _lots(found: Mapping[str, Any], name: str) -> tuple[tuple[Lot, ...], dict[str, float], tuple[str, ...]]:
    """Lots, prices, and a sentence for each lot refused, by the rules of an uploaded table."""
    rows, prices = found.get("lots", []), found.get("prices", {})
    tables = isinstance(rows, list) and all(isinstance(one, dict) for one in rows)
    if not tables or not isinstance(prices, dict):
        raise OverlayError(f"{name} holds no table of lots: it was changed since it was saved; save again.")
    taken = uploads.edited_lots([row | {"price": prices.get(str(row.get("symbol")))} for row in rows])
    refused = tuple(f"Lot {one.line} was left out: {one.why}" for one in taken.refused[:20])
    return taken.lots, dict(taken.prices), refused


def _listed(keys: list[str]) -> str:
    """A few names as they stand, the rest as a count."""
    shown = ", ".join(repr(key[:40]) for key in keys[:5])
    return shown + (f" and {len(keys) - 5} more" if len(keys) > 5 else "")
