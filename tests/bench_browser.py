"""Speed in the browser, as ratios to a bare page in the same run: `python -m tests.bench_browser`.

The clock starts at the time stamp of the input event and stops at the first frame after which no chart in sight changes
any more; "to rest" is when no chart at all changes any more and the script has ended. Each page and the bare one
(`tests/bare_app.py`, one slider and one Plotly line on stock settings) are moved in turns, to and fro over four steps, so
that both see the same machine. Nothing here fails on a slow one.

`python -m tests.bench_browser moves` (or `switches`, `paints`, `held`, `drag`) runs one part; `--rounds 20` says how often, `--page
ladder` moves the slider of one page only. A page that is new gets a row in `ROOMS`.
"""

import argparse
import math
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM_ARGS, ROOT, _server, settle

BARE = ROOT / "tests" / "bare_app.py"
PARTS = ("moves", "switches", "paints", "held", "drag")


@dataclass(frozen=True)
class Room:
    """A page under test: its address, the key of its main slider, and the most its move may take of the bare page's.

    Where not every step `redraws` a chart, the clock stops when words have changed and the script has ended.
    """

    path: str
    slider: str
    bar: float = 1.0
    redraws: bool = True


BARE_ROOM = Room("", "one")
ROOMS = (
    Room("condor", "sigmas", 0.7),
    Room("portfolio", "book_condors"),
    Room("taxes", "tx_years"),
    Room("vix_hedge", "vix_near"),
    Room("ladder", "lad_spacing"),
    Room("signals", "sig_weight"),
    Room("", "ov_units"),
    Room("stress", "ov_units"),
    Room("claims", "ov_units", redraws=False),
    Room("backtest", "bt_cash"),
)
SWITCH_BAR = 1.2
# Of the sliders that answer while dragged: a default is not in the address.
DEFAULTS = {"sigmas": 1.5, "wing_points": 50.0}
HELD = {"bursts": 60, "presses": 15, "hertz": 30, "bar_ms": 500}

# Notes the frame after each change of a chart, and when the script came to rest; `timing.start` is the input's time stamp.
CLOCK = """
window.timing = {start: 0, picture: 0, all: 0, rest: 0, pictures: []};
for (const kind of ['keydown', 'click'])
  addEventListener(kind, event => {
    Object.assign(timing, {start: event.timeStamp, picture: 0, all: 0, rest: 0, words: false});
  }, true);
const charts = new Set();
const note = node => {
  const chart = node.closest?.('.js-plotly-plot') ?? node.querySelector?.('.js-plotly-plot');
  if (chart) charts.add(chart);
};
const inSight = chart => {
  const box = chart.getBoundingClientRect();
  return !chart.isConnected || (box.bottom > 0 && box.top < innerHeight);
};
const watch = () => new MutationObserver(records => {
  for (const one of records) {
    if (one.target.closest?.('.js-plotly-plot')) note(one.target);
    for (const node of [...one.addedNodes, ...one.removedNodes]) note(node);
    const said = one.type === 'characterData' && one.target.parentElement?.closest('[data-testid=stMarkdownContainer]');
    if (said) timing.words = true;
    // A run so short that it was never drawn as one is over when its words stand.
    if (said || one.attributeName === 'data-test-script-state') timing.restDue = true;
  }
}).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
if (document.documentElement) watch(); else addEventListener('DOMContentLoaded', watch);
const tick = () => {
  const now = performance.now();
  if (charts.size) {
    timing.all = now;
    if ([...charts].some(inSight)) { timing.picture = now; timing.pictures.push(now); }
    charts.clear();
  }
  if (timing.restDue) { timing.rest = now; timing.restDue = false; }
  requestAnimationFrame(tick);
};
requestAnimationFrame(tick);
"""
# At rest, and nothing has changed for a quarter of a second: milliseconds to the last new picture and to rest.
READ = """
redraws => {
  const now = performance.now(), last = Math.max(timing.all, timing.rest);
  const idle = document.querySelector('[data-test-script-state]').dataset.testScriptState === 'notRunning';
  if (!(redraws ? timing.picture : timing.words) || !idle || now - last < 250) return null;
  const ready = Math.max(timing.picture, timing.rest);
  return [(timing.picture || timing.rest) - timing.start, last - timing.start, ready - timing.start];
}
"""
SIGNATURE = "() => JSON.stringify([...document.querySelectorAll('.js-plotly-plot')].map(one => one.data))"
GONE = "document.querySelector('[role=dialog], [data-testid=stException]') !== null"


@dataclass(frozen=True)
class Times:
    """Milliseconds from each input event to the last new picture, and to rest (of a switch: until the script has ended)."""

    pictures: list[float]
    rests: list[float]

    @classmethod
    def none(cls) -> "Times":
        """No measurement yet."""
        return cls([], [])

    def note(self, found: list[float]) -> None:
        """Keep one measurement."""
        self.pictures.append(found[0])
        self.rests.append(found[1])


def report(name: str, ours: list[float], yard: list[float], bar: float | None = None) -> None:
    """Print medians, 95th percentiles, their ratio and the bar, where there is one."""
    mid, base = statistics.median(ours), statistics.median(yard)
    high = sorted(ours)[int(0.95 * (len(ours) - 1))]
    verdict = "" if bar is None else f"{bar:6.2f}  {'holds' if mid / base <= bar else 'MISSED'}"
    print(f"{name:44} {mid:8.0f} {high:8.0f} {base:8.0f} {mid / base:7.2f} {verdict}", flush=True)  # noqa: T201


def heading(title: str) -> None:
    """Print the head of a table, and what else the machine is doing."""
    load = os.getloadavg()[0]
    print(f"\n{title} (load {load:.1f})\n{'':44} {'median':>8} {'p95':>8} {'bare':>8} {'ratio':>7} {'bar':>6}")  # noqa: T201


def opened(browser: Browser, url: str, room: Room) -> Page:
    """A page in a window of its own, drawn and at rest, with the clock running."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(CLOCK)
    page.goto(f"{url}/{room.path}")
    settle(page)
    page.wait_for_selector(".js-plotly-plot .main-svg", timeout=30_000)
    page.wait_for_timeout(800)
    if not page.locator(f".st-key-{room.slider}").first.is_visible():  # folded away under "More"
        page.locator("[data-testid=stExpander]", has=page.locator(f".st-key-{room.slider}")).locator("summary").click()
        page.wait_for_timeout(400)
    return page


def pressed(page: Page, room: Room, key: str) -> list[float]:
    """Press a key on the page's main slider: milliseconds to the last new picture and to rest."""
    before = page.evaluate(SIGNATURE)
    page.bring_to_front()
    page.locator(f".st-key-{room.slider} input[type=range]").first.focus()
    page.keyboard.press(key)
    found = page.wait_for_function(READ, arg=room.redraws, timeout=15_000, polling=50).json_value()
    assert page.evaluate(SIGNATURE) != before or not room.redraws, f"{room.path}: {room.slider} changed no picture"
    return found


def moves(browser: Browser, ours: str, bare: str, rounds: int, rooms: tuple[Room, ...] = ROOMS) -> None:
    """One move of each page's main slider, beside one of the bare page."""
    heading("A slider's move, ms to the new picture")
    for room in rooms:
        yard_page, page = opened(browser, bare, BARE_ROOM), opened(browser, ours, room)
        yard, times = Times.none(), Times.none()
        for turn in range(rounds + 3):
            key = "ArrowRight" if turn % 8 < 4 else "ArrowLeft"
            found = pressed(yard_page, BARE_ROOM, key), pressed(page, room, key)
            if turn >= 3:
                yard.note(found[0])
                times.note(found[1])
        report(f"{room.path or 'start'}: {room.slider}", times.pictures, yard.pictures, room.bar)
        report("  ... and to rest", times.rests, yard.rests)
        for one in (yard_page, page):
            one.context.close()


def clicked(page: Page, path: str) -> list[float]:
    """Switch to another page by its link in the menu: milliseconds to the new picture, and until the script has ended too."""
    page.bring_to_front()
    page.locator(f"[data-testid=stSidebarNavLink][href$='/{path}']").click()
    page.wait_for_url(f"**/{path}*")
    picture, _, ended = page.wait_for_function(READ, arg=True, timeout=15_000, polling=50).json_value()
    return [picture, ended]


def switches(browser: Browser, ours: str, bare: str, rounds: int) -> None:
    """From page to page by the menu, beside the bare app's two."""
    heading("A switch of page, ms to the new picture")
    yard_page, page = opened(browser, bare, BARE_ROOM), opened(browser, ours, ROOMS[0])
    yard, times = Times.none(), {room.path: Times.none() for room in ROOMS}
    for turn in range(max(rounds // 2, 3) + 1):
        for room in (*ROOMS[1:], ROOMS[0]):
            wait = clicked(page, room.path)
            if turn:  # each page once before, so that its code and data are there
                yard.note(clicked(yard_page, ("two", "")[len(yard.rests) % 2]))
                times[room.path].note(wait)
    for path, found in times.items():
        report(f"to {path or 'start'}", found.pictures, yard.pictures, SWITCH_BAR)
    report("to any", [one for found in times.values() for one in found.pictures], yard.pictures, SWITCH_BAR)
    report("  ... and to the script's end", [one for found in times.values() for one in found.rests], yard.rests)
    for one in (yard_page, page):
        one.context.close()


def paints(browser: Browser, ours: str, rounds: int) -> None:
    """The first picture of Start in a fresh browser window, beside that of the Condor page."""
    heading("First paint, ms from the navigation to the first picture; the yardstick is the Condor page")
    waits: dict[str, list[float]] = {"": [], "condor": []}
    for turn in range(max(rounds // 2, 3) + 1):
        for path, found in waits.items():
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.add_init_script(CLOCK)
            page.goto(f"{ours}/{path}")
            wait = page.wait_for_function("() => timing.pictures[0]", timeout=30_000).json_value()
            if turn:
                found.append(float(wait))
            page.context.close()
    report("start", waits[""], waits["condor"], 1.0)


def held(browser: Browser, ours: str, bursts: int = HELD["bursts"]) -> None:
    """Hold an arrow key in bursts: how many pages are lost, and how soon the last value shows."""
    room = ROOMS[0]
    page = opened(browser, ours, room)
    slider, waits, lost = page.locator(f".st-key-{room.slider} input[type=range]").first, [], 0
    for burst in range(bursts):
        slider.focus()
        for _ in range(HELD["presses"]):
            page.keyboard.press("ArrowLeft" if burst % 2 else "ArrowRight")
            page.wait_for_timeout(1000 / HELD["hertz"])
        wait = page.wait_for_function(READ, arg=True, timeout=15_000, polling=50).json_value()
        waits.append(wait[1])
        if page.evaluate(GONE):
            lost += 1
            page.reload()
            settle(page)
    high = sorted(waits)[int(0.95 * (len(waits) - 1))]
    print(  # noqa: T201
        f"\nA held key, {bursts} bursts of {HELD['presses']} at {HELD['hertz']} Hz (load {os.getloadavg()[0]:.1f}): {lost} pages lost, "
        f"caught up after {statistics.median(waits):.0f} ms (p95 {high:.0f}); bar {HELD['bar_ms']}",
        flush=True,
    )
    page.context.close()


def drag(browser: Browser, ours: str, seconds: float = 4.0) -> None:
    """Drag each headline slider to and fro: pictures a second while it moves, and whether the last value landed."""
    print(f"\nDragged for {seconds:g} s (load {os.getloadavg()[0]:.1f}), bar 10 pictures a second", flush=True)  # noqa: T201
    page = opened(browser, ours, ROOMS[0])
    for key, default in DEFAULTS.items():
        slider = page.locator(f".st-key-{key} input[type=range]").first
        track = page.locator(f".st-key-{key} [role=group]").first.bounding_box()
        left, wide, middle = track["x"] + 10, track["width"] - 20, track["y"] + track["height"] / 2
        page.mouse.move(left + wide / 2, middle)
        page.mouse.down()
        page.evaluate("() => { timing.pictures.length = 0; timing.start = performance.now(); }")
        start, step = time.perf_counter(), 0
        while time.perf_counter() - start < seconds:
            step += 1
            page.mouse.move(left + wide * (0.5 + 0.45 * math.sin(step / 9)), middle)
            page.wait_for_timeout(16)
        taken = time.perf_counter() - start
        pictures = page.evaluate("timing.pictures.length")
        page.mouse.up()
        page.wait_for_timeout(1500)
        value = float(slider.evaluate("one => one.value"))
        landed = f"{key}={value:g}" in page.url or (key not in page.url and value == default)
        verdict = "holds" if pictures / taken >= 10 and landed else "MISSED"
        print(f"{key:44} {pictures / taken:8.1f} a second, the last value landed: {landed}  {verdict}", flush=True)  # noqa: T201
    page.context.close()


@contextmanager
def servers() -> Iterator[tuple[str, str]]:
    """The app by our settings and the bare one by Streamlit's own: their addresses."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        shutil.copy(BARE, home)
        ours = stack.enter_context(_server(ROOT / "app.py", home / "ours.log"))
        bare = stack.enter_context(_server(home / BARE.name, home / "bare.log", home=home))
        yield ours, bare


def asked(words: Sequence[str] | None = None) -> argparse.Namespace:
    """What a command line asks for: without a part, all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=("all", *PARTS), default="all")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--page", choices=[room.path for room in ROOMS], help="move the slider of this page only")
    options = parser.parse_args(words)
    if "all" in options.parts:
        options.parts = list(PARTS)
    return options


def main() -> None:
    """Run the parts asked for."""
    options = asked()
    rooms = tuple(room for room in ROOMS if options.page in {None, room.path})
    with servers() as (ours, bare), sync_playwright() as playwright:
        executable = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGS)
        if "moves" in options.parts:
            moves(browser, ours, bare, options.rounds, rooms)
        if "switches" in options.parts:
            switches(browser, ours, bare, options.rounds)
        if "paints" in options.parts:
            paints(browser, ours, options.rounds)
        if "held" in options.parts:
            held(browser, ours)
        if "drag" in options.parts:
            drag(browser, ours)
        browser.close()


if __name__ == "__main__":
    main()
