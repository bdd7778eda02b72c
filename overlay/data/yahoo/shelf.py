"""Yahoo's answers, saved on disk by symbol and day, for a second click and for use without a network.

The rule: only public market data is saved, never a visitor's data. The files are in the user's cache folder, never
beside the code. A file is written under another name and then moved into place, so a crash keeps the old file. Each
file begins with a checksum, so damage is detected. If the folder cannot be written, answers are not saved but still
returned.
"""

import hashlib
import json
import os
import re
import tempfile
import zlib
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import platformdirs

FOLDER: Final = "OVERLAY_CACHE"  # environment variable for a folder other than the platform's own, or `OFF` for none
OFF: Final = "off"
MAX_FILES: Final = 600
MAX_BYTES: Final = 64 * 2**20
_NAME: Final = re.compile(r"(?P<kind>[a-z]+)~(?P<symbol>.+)~(?P<day>\d{4}-\d{2}-\d{2})\.json\.z")
_SUM: Final = 64  # characters of a SHA-256
_MAX_UNPACKED: Final = 32 * 2**20


class Kept(NamedTuple):
    """A saved answer, and the day of the answer."""

    day: date
    answer: dict[str, Any]


def folder() -> Path | None:
    """The folder of the files: the environment's `OVERLAY_CACHE`, or the platform's cache folder.

    None if `OVERLAY_CACHE` is "off": then nothing is saved or read.
    """
    named = os.environ.get(FOLDER, "").strip()
    if named.lower() == OFF:
        return None
    return Path(named or platformdirs.user_cache_dir("overlay-explorer", appauthor=False))


def kept(kind: str, symbol: str) -> Kept | None:
    """The latest undamaged answer of a kind for a symbol, or None; damaged files are skipped."""
    with suppress(OSError):
        for day, file in sorted(_files(kind, symbol), reverse=True):
            answer = unpacked(file)
            if answer is not None:
                return Kept(day, answer)
    return None


def damaged(kind: str, symbol: str) -> bool:
    """Whether any file of that kind and symbol is damaged."""
    with suppress(OSError):
        return any(unpacked(file) is None for _, file in _files(kind, symbol))
    return False


def put(kind: str, symbol: str, day: date, answer: dict[str, Any]) -> bool:
    """Save an answer in place of an older one of that day; return whether it could be written."""
    home = folder()
    if home is None:
        return False
    try:
        place(home / f"{kind}~{_safe(symbol)}~{day}.json.z", answer)
    except (OSError, ValueError):  # an answer with an infinite number is not saved
        return False
    with suppress(OSError):  # another process may be pruning too
        _prune(home)
    return True


def place(file: Path, content: dict[str, Any]) -> None:
    """Write a file whole or not at all, with its checksum: under another name first, then moved; may raise OSError."""
    text = json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
    packed = hashlib.sha256(text).hexdigest().encode() + zlib.compress(text)
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(packed)
            opened.flush()
            os.fsync(opened.fileno())
        Path(unfinished).replace(file)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _safe(symbol: str) -> str:
    """A symbol as part of a file's name: ^GSPC becomes _5EGSPC. The result is never a path."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-.") else f"_{ord(c):X}" for c in symbol[:24])


def _files(kind: str, symbol: str) -> list[tuple[date, Path]]:
    found: list[tuple[date, Path]] = []
    home = folder()
    for file in home.iterdir() if home is not None else ():
        name = _NAME.fullmatch(file.name)
        if name and (name["kind"], name["symbol"]) == (kind, _safe(symbol)):
            with suppress(ValueError):
                found.append((date.fromisoformat(name["day"]), file))
    return found


def unpacked(file: Path) -> dict[str, Any] | None:
    """The content of a file that `place` wrote, or None if it cannot be read or its checksum does not fit."""
    try:
        if file.stat().st_size > MAX_BYTES:
            return None
        content = file.read_bytes()
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(content[_SUM:], _MAX_UNPACKED)
        if hashlib.sha256(text).hexdigest().encode() != content[:_SUM]:
            return None
        answer = json.loads(text)
    except (OSError, zlib.error, ValueError):
        return None
    return answer if isinstance(answer, dict) else None


def _prune(home: Path) -> None:
    """Delete the oldest files until the folder is within its limits; leftovers of crashes count as files."""
    listed = [
        (file.stat().st_mtime, file.stat().st_size, file)
        for file in home.iterdir()
        if file.suffix == ".tmp" or _NAME.fullmatch(file.name)
    ]
    listed.sort(key=lambda one: one[0])
    size = sum(one[1] for one in listed)
    for place, (_, bytes_, file) in enumerate(listed):
        if len(listed) - place <= MAX_FILES and size <= MAX_BYTES:
            return
        file.unlink(missing_ok=True)
        size -= bytes_
