"""A class of sixty on one process, beside the bare page at the same load: `python -m tests.bench_class`.

Visitors speak Streamlit's own protocol over real websockets: each opens a page, then moves its main slider every two
seconds, and waits for each answer. The clock runs from the message sent to the script's end received. As in a browser, the
picture ahead of the page (`views/controls/ahead.py`) is asked for first, and has a clock of its own. After they have left, the
server's memory is read once their sessions have been forgotten. `--visitors 60 --seconds 60 --pause 2`.
"""

import argparse
import asyncio
import http.client
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.bench_browser import BARE, BARE_ROOM, ROOMS, Room
from tests.browser.conftest import ROOT, _server
from views.controls.ahead import HEADER

FORGOTTEN_SECONDS = 5  # after which a session whose visitor left is dropped; the default of two minutes is for phones
BAR_SECONDS = 0.25


@dataclass
class Lesson:
    """What all visitors of one server saw: seconds of each answer, and what went wrong."""

    waits: list[float] = field(default_factory=list)
    pictures: list[float] = field(default_factory=list)
    opens: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    received: int = 0

    @property
    def p95(self) -> float:
        """The 95th percentile of an answer, in seconds."""
        return sorted(self.waits)[int(0.95 * (len(self.waits) - 1))] if self.waits else float("nan")


class Visitor:
    """One browser tab without a browser: it knows the page's widgets, and moves one slider to and fro."""

    def __init__(self, url: str, room: Room, lesson: Lesson) -> None:
        self.url, self.room, self.lesson = url, room, lesson
        self.slider: object | None = None
        self.values: dict[str, list[float]] = {}
        self.script = self.fragment = ""
        self.charts: dict[str, bytes] = {}
        self.door: dict[str, str] = {}
        self.plain = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60.0)
        self.seat: dict[str, str] = {}

    async def stay(self, wait: float, seconds: float, pause: float) -> None:
        """Come after a while, open the page, move the slider for a while, leave."""
        await asyncio.sleep(wait)
        address = f"ws://{urlsplit(self.url).netloc}/_stcore/stream"
        try:
            await asyncio.to_thread(self.take_seat)
            async with websockets.connect(
                address,
                subprotocols=["streamlit"],
                max_size=None,
                compression=None,
                ping_interval=None,
                additional_headers=self.seat,
            ) as line:
                self.lesson.opens.append(await self.answered(line))
                assert self.slider is not None, f"no slider {self.room.slider}"
                await self.moves(line, seconds, pause)
        except Exception as error:  # noqa: BLE001  # whatever ended the visit is counted
            self.lesson.faults.append(f"{type(error).__name__}: {error}"[:120])
        finally:
            self.plain.close()

    def take_seat(self) -> None:
        """Keep the cookie by which a proxy finds this visitor's process again, if there is one (docs/deploy.md)."""
        self.plain.request("GET", "/_stcore/health")
        answer = self.plain.getresponse()
        answer.read()
        if cookies := answer.headers.get_all("Set-Cookie"):
            self.seat = {"Cookie": "; ".join(one.split(";")[0] for one in cookies)}

    async def moves(self, line: websockets.ClientConnection, seconds: float, pause: float) -> None:
        """Move the slider every so often; each answer must bring a new picture."""
        start = time.perf_counter()
        low, step = self.slider.default[0], self.slider.step
        for turn in range(int(seconds / pause)):
            await asyncio.sleep(max(start + turn * pause - time.perf_counter(), 0.0))
            place = low + step * (turn % 5 + 1)
            if self.door:
                await asyncio.to_thread(self.ahead, place)
            self.values[self.slider.id] = [place]
            before = dict(self.charts)
            self.lesson.waits.append(await self.answered(line))
            if self.charts == before:
                self.lesson.faults.append("an answer without a new picture")

    def ahead(self, place: float) -> None:
        """Ask for the picture ahead of the page; it must come."""
        start = time.perf_counter()
        asked = urlencode({"slider": self.room.slider, "place": f"{place:g}"})
        self.plain.request("GET", f"{self.door['url']}?{asked}", headers=self.seat | {HEADER: self.door["visitor"]})
        answer = self.plain.getresponse()
        self.lesson.received += len(answer.read())
        self.lesson.pictures.append(time.perf_counter() - start)
        if answer.status != HTTPStatus.OK:
            self.lesson.faults.append(f"no picture ahead of the page: {answer.status}")

    async def answered(self, line: websockets.ClientConnection) -> float:
        """Ask for a run of the page and take in all it sends: seconds until its end."""
        asked = BackMsg()
        asked.rerun_script.page_name = self.room.path
        asked.rerun_script.page_script_hash = self.script
        asked.rerun_script.fragment_id = self.fragment
        for name, value in self.values.items():
            asked.rerun_script.widget_states.widgets.add(id=name).double_array_value.data.extend(value)
        start = time.perf_counter()
        await line.send(asked.SerializeToString())
        while True:
            text = await asyncio.wait_for(line.recv(), timeout=60.0)
            self.lesson.received += len(text)
            message = ForwardMsg()
            message.ParseFromString(text)
            if self.ended(message):
                return time.perf_counter() - start

    def ended(self, message: ForwardMsg) -> bool:
        """Take in one message; True at the end of a run."""
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            self.lesson.faults.append("a message replaced by a reference")
        elif kind == "new_session":
            self.script = message.new_session.page_script_hash
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self.element(message.delta.new_element, message.delta.fragment_id)
        return kind == "script_finished" and message.script_finished in {
            ForwardMsg.FINISHED_SUCCESSFULLY,
            ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
        }

    def element(self, element: object, fragment: str) -> None:
        """Take in one element: the slider and the fragment it runs, a chart's data, an exception."""
        kind = element.WhichOneof("type")
        if kind == "slider" and element.slider.id.endswith(f"-{self.room.slider}"):
            self.slider, self.fragment = element.slider, fragment
        elif kind == "bidi_component":
            told = json.loads(element.bidi_component.json)
            if told.get("slider") == self.room.slider:
                self.door = told
            self.charts[element.bidi_component.id] = element.bidi_component.SerializeToString()
        elif kind == "plotly_chart":
            self.charts["plotly"] = element.plotly_chart.SerializeToString()
        elif kind == "exception":
            self.lesson.faults.append(element.exception.message[:120])


def resident(port: int) -> float:
    """Megabytes of memory of the server that listens on this port."""
    found = subprocess.run(["ps", "-eo", "pid,rss,args"], capture_output=True, text=True, check=True).stdout
    row = next(
        line for line in found.splitlines() if "streamlit run" in line and f"--server.port {port} " in f"{line} "
    )
    return int(row.split()[1]) / 1024


async def lesson(url: str, room: Room, visitors: int, seconds: float, pause: float) -> Lesson:
    """All visitors at once, their moves spread evenly over the pause."""
    found = Lesson()
    await asyncio.gather(
        *(Visitor(url, room, found).stay(2.0 * one * pause / visitors, seconds, pause) for one in range(visitors))
    )
    return found


def taught(name: str, url: str, room: Room, options: argparse.Namespace) -> Lesson:
    """Run one class, print what it saw, and what it left in the server's memory."""
    port = urlsplit(url).port
    asyncio.run(lesson(url, room, 2, 2 * options.pause, options.pause))  # imports and caches are there
    before = resident(port)
    found = asyncio.run(lesson(url, room, options.visitors, options.seconds, options.pause))
    during = resident(port)
    left = []
    for _ in range(2):  # what the next class finds, and leaves: memory kept for use again is not memory lost
        time.sleep(FORGOTTEN_SECONDS + 3)
        asyncio.run(lesson(url, room, 1, options.pause, options.pause))
        left.append(resident(port))
        if len(left) == 1:
            asyncio.run(lesson(url, room, options.visitors, 4 * options.pause, options.pause))
    print(  # noqa: T201
        f"{name:24} {len(found.waits):6} {statistics.median(found.waits) * 1e3:8.0f} {found.p95 * 1e3:8.0f} {max(found.waits) * 1e3:8.0f} "
        f"{max(found.opens) * 1e3:8.0f} {len(found.faults):7} {found.received / 1e3 / max(len(found.waits), 1):8.0f} "
        f"{before:7.0f} {(during - before) / options.visitors:8.2f} {left[0]:7.0f} {left[1]:7.0f}",
        flush=True,
    )
    if found.pictures:
        mid, high = (
            statistics.median(found.pictures) * 1e3,
            sorted(found.pictures)[int(0.95 * (len(found.pictures) - 1))] * 1e3,
        )
        print(f"    pictures ahead of the page: half within {mid:.0f} ms, 95 of 100 within {high:.0f} ms")  # noqa: T201
    for fault in sorted(set(found.faults)):
        print(f"    {found.faults.count(fault)} x {fault}")  # noqa: T201
    return found


def main() -> None:
    """Ours and the bare page, one after the other at the same load."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--visitors", type=int, default=60)
    asked.add_argument("--seconds", type=float, default=60.0)
    asked.add_argument("--pause", type=float, default=2.0)
    asked.add_argument("--page", default=ROOMS[0].path, choices=[room.path for room in ROOMS])
    asked.add_argument("--ours-only", action="store_true")
    options = asked.parse_args()
    room = next(one for one in ROOMS if one.path == options.page)
    print(  # noqa: T201
        f"{options.visitors} visitors, a move every {options.pause:g} s for {options.seconds:g} s (load {os.getloadavg()[0]:.1f})\n"
        f"{'':24} {'moves':>6} {'p50 ms':>8} {'p95 ms':>8} {'worst':>8} {'opening':>8} {'faults':>7} {'kB/move':>8} "
        f"{'MB':>7} {'MB each':>8} {'MB left':>7} {'MB 2nd':>7}"
    )
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copy(BARE, home)
        forget = ("--server.disconnectedSessionTTL", str(FORGOTTEN_SECONDS))
        with _server(ROOT / "app.py", home / "ours.log", options=forget) as url:
            ours = taught(f"ours: {room.path}", url, room, options)
        if options.ours_only:
            return
        with _server(home / BARE.name, home / "bare.log", home=home, options=forget) as url:
            bare = taught("bare page, stock", url, BARE_ROOM, options)
    verdict = "holds" if ours.p95 <= min(BAR_SECONDS, bare.p95) and not ours.faults else "MISSED"
    print(f"p95 {ours.p95:.3f} s; bars {BAR_SECONDS} s and the bare page's {bare.p95:.3f} s: {verdict}")  # noqa: T201


if __name__ == "__main__":
    main()
