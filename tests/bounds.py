"""What every reader takes for ten megabytes of input, good or hostile: `python -m tests.bounds`.

Each case runs in a process of its own. A reader must end in data or `OverlayError` within 2 s and 500 MB above what the process held
before; the command fails where one does not. Times are the best of three, since machines are shared.
"""

import io
import json
import resource
import subprocess
import sys
import time
import zipfile
from datetime import date

import numpy as np
import pandas as pd

from overlay.data.chains.cboe import read_chain
from overlay.data.files import events_and_breadth, lots as uploads, prices as price_files, settlements as vix_files
from overlay.data.files.templates import TEMPLATES
from overlay.errors import OverlayError

SIZE = 10 * 2**20
SECONDS, MEGABYTES = 2.0, 500.0
GOOD = {one.file.partition(".")[0]: one.content for one in TEMPLATES}
READERS = {
    "chain": (lambda content: read_chain(content, name="chain.csv"), "chain"),
    "lots": (lambda content: uploads.read_lots(content, name="lots.csv"), "lots"),
    "prices": (lambda content: price_files.read_prices(content, name="prices.csv"), "prices"),
    "settlements": (
        lambda content: vix_files.settlements(content, as_of=date(2026, 6, 1), vix=18.0, name="settlements.csv"),
        "settlements",
    ),
    "events": (lambda content: events_and_breadth.uploaded_events(content, "events.csv"), "events"),
    "breadth": (lambda content: events_and_breadth.uploaded_breadth(content, "breadth.csv"), "breadth"),
}


def whole_rows(seed):
    """The good file with its last row repeated to the size."""
    *head, last = seed.rstrip().split(b"\r\n")
    rows = (SIZE - len(seed)) // (len(last) + 2)
    return b"\r\n".join([*head, *[last] * rows])


def wide_prices():
    """As many rows and series of prices as are read: the largest good file."""
    days = pd.bdate_range("1930-01-01", periods=20_000)
    rows = [f"{day:%Y-%m-%d}," + ",".join(["1234.56"] * 55) for day in days]
    return ("date," + ",".join(f"S{i}" for i in range(55)) + "\n" + "\n".join(rows)).encode()[:SIZE]


def bomb():
    """A workbook that unpacks to a gigabyte."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<" + b"0" * 2**30)
    return sink.getvalue()


def workbook():
    """A real workbook of 10,000 rows and 30 columns."""
    sink = io.BytesIO()
    pd.DataFrame(np.ones((10_000, 30))).to_excel(sink, index=False)
    return sink.getvalue()[:SIZE]


def inputs(name):
    """Name -> ten megabytes."""
    seed = GOOD[READERS[name][1]]
    head = (
        seed[: seed.rindex(b"\r\n", 0, seed.rindex(b"\r\n"))] if name != "chain" else seed[: seed.index(b"Fri Jun 19")]
    )
    head = head.rstrip()
    made = {
        "its own rows, many": lambda: whole_rows(seed),
        "one endless line": lambda: b"1" * SIZE,
        "separators": lambda: b"," * SIZE,
        "head, then separators": lambda: head + b"\n" + b"," * (SIZE - 200),
        "line ends": lambda: b"\n" * (SIZE - 1) + b"x",
        "head, short rows": lambda: head + b"\n" + b"a,b\n" * (SIZE // 4 - 50),
        "quotes": lambda: b'"' * SIZE,
        "an open quote": lambda: head + b'\n"' + b"x,\n" * (SIZE // 3 - 100),
        "digits with commas": lambda: head + b"\n" + b"1,234,567.89;" * (SIZE // 13 - 20),
        "zeros": lambda: b"\x00" * SIZE,
        "random bytes": lambda: np.random.default_rng(1).bytes(SIZE),
        "random text": lambda: np.random.default_rng(1).integers(32, 127, SIZE, dtype=np.uint8).tobytes(),
        "UTF-16": lambda: whole_rows(seed)[: SIZE // 2 - 2].decode().encode("utf-16"),
    }
    if name in {"lots", "prices"}:
        made |= {"a zip bomb": bomb}
    if name == "prices":
        made |= {"the largest good table": wide_prices}
    return made


def measured(name, what):
    """Seconds and megabytes of one case, and how it ended, in this process."""
    content = inputs(name)[what]()
    read = READERS[name][0]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    best, ended = np.inf, ""
    for _ in range(3):
        start = time.perf_counter()
        try:
            read(content)
            ended = "data"
        except OverlayError as error:
            ended = str(error)[:70]
        best = min(best, time.perf_counter() - start)
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024.0
    return {"seconds": best, "megabytes": more, "bytes": len(content), "ended": ended}


def main():
    """Print a line for each case; exit with 1 where a bound is broken."""
    worst, broken = {"seconds": 0.0, "megabytes": 0.0}, 0
    for name in READERS:
        for what in inputs(name):
            command = [sys.executable, "-W", "error::ResourceWarning", "-m", "tests.bounds", name, what]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"{name:12} {what:24} RAISED {done.stderr.strip().splitlines()[-1][:120]}")
                broken += 1
                continue
            found = json.loads(done.stdout)
            bad = found["seconds"] > SECONDS or found["megabytes"] > MEGABYTES
            broken += bad
            worst = {key: max(worst[key], found[key]) for key in worst}
            print(
                f"{name:12} {what:24} {found['bytes'] / 2**20:5.1f} MB  {found['seconds']:6.2f} s  {found['megabytes']:6.0f} MB"
                f"{'  BROKEN' if bad else ''}  {found['ended']}"
            )
    print(f"worst: {worst['seconds']:.2f} s, {worst['megabytes']:.0f} MB; {broken} bounds broken")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measured(*sys.argv[1:])))
    else:
        main()
