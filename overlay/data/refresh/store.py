"""The file of the last run, in the user's cache folder: written whole or not at all, and read with the door's checks.

The rule: a good file is never replaced by a worse one, which lacks one of its series or has fewer days of one. Two runs
at once write one after the other, and the second is compared with the first one's file. The file holds public prices
only. A damaged or foreign file is one sentence.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from overlay.data.joined import Own, from_yahoo
from overlay.data.refresh.run import SOURCE, Run, named
from overlay.data.yahoo import prices as door, shelf
from overlay.data.yahoo.prices import NEW_YORK, Fetched, Missing, Prices
from overlay.errors import OverlayError
from overlay.history.daily import History, Origin

NAME: Final = "refreshed.json.z"
AGAIN: Final = "run python -m scripts.refresh again"
_LOCK: Final = "refreshed.lock"
_FORMAT: Final = "overlay-explorer-refreshed"
_VERSION: Final = 1


class Kept(NamedTuple):
    """The content of a file: prices by symbol, when they were fetched, and from where."""

    prices: Mapping[str, Prices]
    fetched: datetime
    source: str

    @property
    def name(self) -> str:
        """The series in a few words."""
        return named(self.prices)

    @property
    def last(self) -> date:
        """The day of the last close of the index."""
        return self.prices[door.INDEX].last

    @property
    def origin(self) -> Origin:
        """The origin of a history that is made of it."""
        when = f"{self.fetched:%d %b %Y %H:%M}".lstrip("0")
        return Origin(kind="refreshed", name=f"{self.source}, fetched {when} New York", asked=self.fetched.date())


def own(kept: Kept | Run, base: History) -> Own:
    """The history of the series, as a live load makes it; `base` is the bundled one. OverlayError without the index."""
    failed = kept.failed if isinstance(kept, Run) else {}
    missing = tuple(Missing(symbol=symbol, why=why) for symbol, why in failed.items())
    found = kept if isinstance(kept, Kept) else Kept(kept.prices, kept.fetched, SOURCE)
    return from_yahoo(Fetched(prices=found.prices, missing=missing), base, found.fetched.date(), found.origin)


def write(found: Run, folder: Path) -> str:
    """Write the run's file in a folder and return "", or return the sentence that says why the old file stays.

    The run needs the index. OverlayError if the folder cannot be written.
    """
    file = folder / NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder / _LOCK):
            worse = _worse(found.prices, file)
            if not worse:
                shelf.place(file, _content(found))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise OverlayError(f"The folder {folder} cannot be written ({why}): name another one with --folder.") from error
    return worse


def read(file: Path) -> Kept:
    """The content of a file; OverlayError, in one sentence, for a damaged or foreign one."""
    content = shelf.unpacked(file)
    if content is None:
        raise OverlayError(f"{file.name} cannot be read, is damaged, or is of another program: {AGAIN}.")
    if (content.get("format"), content.get("version")) != (_FORMAT, _VERSION):
        raise OverlayError(f"{file.name} is of another program or of another version of the app: {AGAIN}.")
    try:
        fetched = datetime.fromisoformat(content["fetched"]).astimezone(NEW_YORK)
        answers = dict(content["answers"])
        prices = {str(one): door.read(str(one), answer, fetched.date()) for one, answer in answers.items()}
        kept = Kept(prices, fetched, str(content["source"])[:40])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise OverlayError(f"{file.name} has an unexpected content: {AGAIN}.") from error
    if door.INDEX not in prices:
        raise OverlayError(f"{file.name} holds no S&P 500, without which there is no history: {AGAIN}.")
    return kept


def _content(found: Run) -> dict[str, Any]:
    """The file's content: what it holds, from where and when, and the answers by symbol."""
    index = found.prices[door.INDEX]
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "name": found.name,
        "first": min(one.close.index[0].date() for one in found.prices.values()).isoformat(),
        "last": index.last.isoformat(),
        "source": SOURCE,
        "fetched": found.fetched.isoformat(timespec="seconds"),
        "answers": found.answers,
    }


def _worse(new: Mapping[str, Prices], file: Path) -> str:
    """Why the new series are worse than those of a file, as a sentence; empty if they are not, or without a good file."""
    try:
        old = read(file)
    except OverlayError:
        return ""
    lacking = [symbol for symbol in old.prices if symbol not in new]
    shorter = [symbol for symbol, one in old.prices.items() if symbol in new and _fewer(new[symbol], one)]
    if not lacking and not shorter:
        return ""
    said = [f"lacks {', '.join(lacking)}"] if lacking else []
    said += [f"has fewer days of {', '.join(shorter)}"] if shorter else []
    return (
        f"The file of {old.fetched:%Y-%m-%d %H:%M} New York stays, because the new one {' and '.join(said)}: run again later, "
        f"name the missing stocks with --symbols, or delete {file} to start afresh."
    )


def _fewer(new: Prices, old: Prices) -> bool:
    """Whether a series is shorter than another one, begins later, or ends earlier."""
    begins, began = (one.close.index[0] for one in (new, old))
    return len(new.close) < len(old.close) or new.last < old.last or begins > began


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Wait until no other run is writing. The system lets go of the lock when its file is closed, after a crash too."""
    with lock.open("a") as file:
        _hold(file)
        yield


def _hold(file: IO[str]) -> None:
    """Lock an open file for this process; wait for another one that holds it."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  # each exists on its own system only

        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
    else:
        import fcntl  # noqa: PLC0415

        fcntl.flock(file, fcntl.LOCK_EX)
