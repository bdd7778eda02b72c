"""Run the courier process and collect its answers until the deadline.

The rule: a caller never waits longer than the deadline, even if the server hangs. Answers are yielded as they arrive,
and the courier's process is ended at the deadline. Each question gets exactly one answer or one reason.
"""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from overlay.data.yahoo import shelf

SECONDS: Final = 15.0  # total for all questions of a click
ENVIRONMENT: Final = "OVERLAY_YAHOO_SECONDS"
ROOT: Final = Path(__file__).resolve().parents[3]
COURIERS: Final = threading.BoundedSemaphore(8)  # processes at once; further visitors wait in turn

Request = dict[str, Any]

Beat = Callable[[float], None]

_BEAT_SECONDS: Final = 0.2
_CLOSED: Final = None  # in the queue: the courier's output has ended

#: message for the user, by the name of yfinance's or its transport's exception
_REFUSED: Final = "Yahoo refuses for now: too many requests (429)"
_LATE: Final = "Yahoo did not answer in time"
_UNREACHED: Final = "Yahoo cannot be reached: no network, or the connection was refused"
_UNTRUSTED: Final = (
    "Yahoo's certificate is not trusted: a proxy or a virus scanner may be in between, or the clock of this machine is wrong; "
    "name its certificate file in CURL_CA_BUNDLE, or use another network"
)
_INSECURE: Final = (
    "the encrypted connection to Yahoo failed: a proxy or a virus scanner may be in between; use another network"
)
_CIRCLE: Final = "Yahoo's answer leads in a circle from address to address: try again later"
_ABSURD: Final = "Yahoo's answer has a number that is no price, of hundreds of digits: try again later"
_LARGE: Final = "Yahoo's answer is too large to be a price history: try again later"
_CUT: Final = "Yahoo's answer was cut off"
_NO_DATA: Final = "Yahoo answered with a page or an error, not with data"
_EMPTY: Final = "Yahoo's answer was empty or had an unexpected form"
_NOTHING: Final = "Yahoo does not know that name"
_NOT_INSTALLED: Final = "the package yfinance is not installed: pip install 'overlay-explorer[live]'"
_CURL_CUT: Final = ("curl: (18)", "curl: (56)", "curl: (92)")  # libcurl: partial file, receiving failed, broken stream
REASONS: Final = {
    "YFRateLimitError": _REFUSED,
    "Timeout": _LATE, "TimeoutError": _LATE, "ReadTimeout": _LATE, "ConnectTimeout": _LATE,
    "DNSError": _UNREACHED, "ConnectionError": _UNREACHED, "ProxyError": _UNREACHED, "InterfaceError": _UNREACHED,
    "CertificateVerifyError": _UNTRUSTED, "SSLError": _INSECURE, "TooManyRedirects": _CIRCLE,
    "OverflowError": _ABSURD, "OutOfBoundsDatetime": _ABSURD, "MemoryError": _LARGE,
    "IncompleteRead": _CUT, "ChunkedEncodingError": _CUT, "HTTP2Error": _CUT, "RequestException": _CUT,
    "JSONDecodeError": _NO_DATA, "YFDataException": _NO_DATA, "HTTPError": _NO_DATA,
    "IndexError": _EMPTY, "KeyError": _EMPTY, "TypeError": _EMPTY, "AttributeError": _EMPTY,
    "ValueError": _EMPTY,
    "Empty": _NOTHING, "YFPricesMissingError": _NOTHING, "YFTzMissingError": _NOTHING, "YFTickerMissingError": _NOTHING,
}  # fmt: skip


class Reply(NamedTuple):
    """A question with its answer, or with None and the reason as a sentence."""

    question: Request
    answer: dict[str, Any] | None
    why: str = ""

    @property
    def unreached(self) -> bool:
        """Whether Yahoo could not be reached."""
        return self.why == _UNREACHED


def deadline() -> float:
    """The time limit of a click in seconds: 15, or `OVERLAY_YAHOO_SECONDS` between 1 and 120."""
    try:
        said = float(os.environ[ENVIRONMENT])
    except (KeyError, ValueError):
        return SECONDS
    return said if 1.0 <= said <= 120.0 else SECONDS


def replies(questions: Sequence[Request], beat: Beat = lambda _: None) -> Iterator[Reply]:
    """The replies in order of arrival; a question still open at the deadline gets the deadline as its reason.

    `beat` is called several times a second with the share of time spent; if it raises, the process is ended.
    """
    seconds = deadline()
    ends = time.monotonic() + seconds
    waiting = json.loads(json.dumps(list(questions)))  # in the form in which the courier returns them
    if find_spec("yfinance") is None:
        yield from (Reply(one, None, _NOT_INSTALLED) for one in waiting)
        return
    late = f"no answer within {seconds:g} seconds"

    def _spent() -> None:
        beat(1.0 - max(ends - time.monotonic(), 0.0) / seconds)

    while not COURIERS.acquire(timeout=_BEAT_SECONDS):
        _spent()  # a waiting visitor may leave the page too
        if time.monotonic() >= ends:
            yield from (Reply(one, None, "too many visitors are loading at once") for one in waiting)
            return
    try:
        for line in _lines(questions, ends, _spent):
            question = line["question"]
            if question in waiting:
                waiting.remove(question)
            waiting += line.get("opens", [])
            yield _reply(line)
        late = late if time.monotonic() >= ends else "the loading process ended early"
    finally:
        COURIERS.release()
    yield from (Reply(one, None, late) for one in waiting)


def _reply(line: dict[str, Any]) -> Reply:
    if "answer" in line:
        return Reply(line["question"], line["answer"])
    name = str(line.get("failed"))
    if any(code in str(line.get("said")) for code in _CURL_CUT):
        return Reply(line["question"], None, _CUT)
    return Reply(line["question"], None, REASONS.get(name, f"Yahoo's answer could not be used ({name})"))


def _lines(questions: Sequence[Request], ends: float, beat: Callable[[], None]) -> Iterator[dict[str, Any]]:
    """The courier's lines until the deadline; its process ends with this generator."""
    command = [sys.executable, "-m", "overlay.data.yahoo.courier"]
    process = subprocess.Popen(  # noqa: S603  # our own module, no text of a visitor in the command
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    said: queue.Queue[dict[str, Any] | None] = queue.Queue()
    try:
        _brief(process, {"questions": list(questions), "seconds": ends - time.monotonic(), "folder": _folder()})
        threading.Thread(target=_listen, args=(process.stdout, said), daemon=True).start()
        while (left := ends - time.monotonic()) > 0.0:
            beat()
            with suppress(queue.Empty):
                line = said.get(timeout=min(left, _BEAT_SECONDS))
                if line is _CLOSED:
                    return
                yield line
    finally:
        process.kill()
        process.wait()


def _brief(process: "subprocess.Popen[bytes]", asked: dict[str, Any]) -> None:
    with suppress(BrokenPipeError):
        if process.stdin is not None:
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.close()


def _listen(stream: IO[bytes] | None, said: "queue.Queue[dict[str, Any] | None]") -> None:
    with suppress(ValueError, OSError):  # the last line may be incomplete when the process is ended
        if stream is not None:
            with stream:
                for line in stream:
                    # Python's JSON takes Infinity and NaN, which no page can use: both count as unknown
                    said.put(json.loads(line, parse_constant=lambda _: None))
    said.put(_CLOSED)


def _folder() -> str:
    """The folder for yfinance's cookie and time zones: beside the shelf, or empty if there is none to write to."""
    shelved = shelf.folder()
    if shelved is None:
        return ""
    home = shelved / "yfinance"
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError:
        return ""
    return str(home)
