"""Bring this machine's market data up to date: `python -m scripts.refresh`, with a network.

It asks Yahoo for the S&P 500, the VIX family, the 13-week bill and the bundled stocks, checks each series, and writes one
file into the user's cache folder. The app's Data page then offers that file, without a network. The exit code is 0 if
every series went in and the file was written, else 1.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from overlay.data import bundled
from overlay.data.refresh import run, store
from overlay.data.refresh.run import Run
from overlay.data.yahoo import prices as door, shelf
from overlay.errors import OverlayError
from overlay.history.daily import History

TURNED_OFF = f"The cache folder is turned off ({shelf.FOLDER}={shelf.OFF}): name a folder with --folder."


def main(words: Sequence[str] | None = None) -> int:
    """Run it with these arguments (default: the command line) and return the exit code."""
    base = bundled.history()
    asked = _asked(words, base)
    if asked.folder:
        os.environ[shelf.FOLDER] = asked.folder
    try:
        stocks = (*map(str, base.closes.columns), *door.symbols(" ".join(asked.symbols)))
        folder = None if asked.dry_run else _folder()
        return _finish(run.run(stocks, asked.first, print), base, folder)
    except OverlayError as error:
        print(error)
        return 1


def _asked(words: Sequence[str] | None, base: History) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.refresh", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--symbols", nargs="+", default=[], metavar="NVDA", help="stocks besides the bundled ones")
    parser.add_argument(
        "--first", type=date.fromisoformat, default=base.first, metavar="2010-01-04",
        help=f"the first day of the history ({base.first}); a stock listed later is left out by the app",
    )  # fmt: skip
    parser.add_argument(
        "--folder", default="", help=f"a folder other than the user's cache folder (like {shelf.FOLDER})"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="ask and check, but leave the file of the last run alone"
    )
    return parser.parse_args(words)


def _folder() -> Path:
    """The folder to write to; OverlayError if it is turned off."""
    folder = shelf.folder()
    if folder is None:
        raise OverlayError(TURNED_OFF)
    return folder


def _finish(found: Run, base: History, folder: Path | None) -> int:
    """Print the table, write the file into a folder, if any, and return the exit code."""
    if found.offline:
        print(f"Nothing was loaded: {next(iter(found.failed.values()))}. The file of the last run is unchanged.")
        return 1
    print("\n".join(table(found)))
    own = store.own(found, base)
    for flag in own.flags:
        print(f"{'Note' if flag.level == 'note' else 'Warning'}: {flag.title}.")
    worse = store.write(found, folder) if folder is not None else ""
    if worse:
        print(worse)
    elif folder is None:
        print("This was a dry run: the file of the last run, if any, is unchanged.")
    else:
        print(f"{found.name[:1].upper()}{found.name[1:]} to {own.history.last} were written to {folder / store.NAME}.")
        print('The Data page of the app offers them: press "Use it" there.')
    return 1 if found.failed or worse else 0


def table(found: Run) -> list[str]:
    """The lines of a table: each series with its days, first and last day, or the reason why it is not in."""
    rows = [("Series", "Days", "First", "Last", "Result")]
    for symbol, one in found.prices.items():
        rows.append((run.title(symbol), f"{len(one.close):,}", f"{one.close.index[0]:%Y-%m-%d}", f"{one.last}", "in"))
    rows += [(run.title(symbol), "", "", "", f"not in: {why}") for symbol, why in found.failed.items()]
    widths = [max(len(row[at]) for row in rows) for at in range(4)]
    return [
        f"{name:<{widths[0]}}  {days:>{widths[1]}}  {first:<{widths[2]}}  {last:<{widths[3]}}  {result}".rstrip()
        for name, days, first, last, result in rows
    ]


if __name__ == "__main__":
    sys.exit(main())
