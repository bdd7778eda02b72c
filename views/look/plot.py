"""The way to show a figure: a chart that persists between reruns, its table, and its downloads.

`st.plotly_chart` rebuilds its chart at each change of data: zoom is lost, and blank frames appear. `show` mounts a component
(plot.js) that passes each new figure to `Plotly.react` on the same node. The component uses the Plotly script inside the
plotly package. Both scripts are written once to static/, which Streamlit serves and browsers cache; Streamlit would send an
inline script again with each figure. If static/ cannot be written (an installed or read-only tree), the server of `app.py`
keeps both in memory and serves them by `route`. If neither way works, and in plain mode, `show` uses `st.plotly_chart` and
`st.dataframe`.

A test without a browser reads `app.get("bidi_component")[i].proto.json`: an object with the texts and with `figure` and
`table`. These two are JSON strings, so that the browser needs one comparison to see whether they changed.
"""

import base64
import json
import os
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly
import streamlit as st
from plotly.utils import PlotlyJSONEncoder
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from views.look import format as fmt, palette, parts
from views.look.inside.switch import plain

_HERE: Final = Path(__file__).parent
STATIC: Final = _HERE.parents[1] / "static"
HEADING_AND_ROW: Final = 54  # pixels: a line of title above a chart, the row of buttons below
LEAD: Final = 344  # pixels: the height of a page's first picture in plain mode
SUBTITLE: Final = 19  # one line of subtitle; wrapped lines are not counted
_NOT_SENT: Final = {
    "title",
    "template",
    "width",
    "height",
}  # parts of a layout that the page shows as text or sets itself
_OPENED: Final = "plot_opened"
PAUSE: float = 0.1  # seconds; no browser waits in a test
_TIGHT: Final = (",", ":")
SENT_ROWS: Final = 400  # of a table; nobody reads more, and they would slow every slider move

# Streamlit sends no Cache-Control, and browsers may then reuse a file for a tenth of its age. The version is in the file's
# name, so an old modification date is safe; it saves 1.4 MB on each visit after the first.
_LONG_AGO: Final = 946_684_800  # 2000-01-01

_PATH: Final = "script"
_HELD: Final[dict[str, bytes]] = {}  # scripts that could not be written to static/, by name
_ROUTED: Final = threading.Event()  # whether the server serves the scripts in _HELD
_FOR_A_YEAR: Final = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


# The script that Streamlit gets; it imports plot.js by an absolute address, because it has no address itself.
_LOADER: Final = """\
const failed = ({ parentElement }) => {
  parentElement.textContent = "This chart could not be loaded. Reload the page.";
};
const { default: show } = await import(`${location.origin}__URL__`).catch(() => ({ default: failed }));
export default show;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A figure with its alt text and its table.

    `alt` says in a sentence what the figure shows; `table` holds the same numbers, as numbers or ready strings.
    The figure's title and subtitle become text above the chart; its colours are tokens of `views.look.palette`.
    """

    figure: parts.Figure
    key: str
    alt: str
    table: pd.DataFrame
    height: int = 420
    lead: bool = False  # the page's first picture: its height is the frame's (views/look/inside/frame.css)

    def show(self, at: Mapping[str, float | None] | None = None) -> None:
        """Show it with a zoom that survives updates, and with its table and downloads below.

        `at`: slider key -> the value it is drawn for, if the chart also has previews.
        """
        script, mount = (None, None) if plain() else (script_url(), _component())
        if mount is None or script is None:
            self._show_plainly()
            return
        # The component arrives after the text. Its room is reserved, so that widgets below do not move under the pointer.
        message = self.message()
        if not self.lead:
            room = self.height + HEADING_AND_ROW + (SUBTITLE if message["subtitle"] else 0)
            st.html(f"<style>.st-key-{self.key} {{ min-height: {room}px }}</style>")
        mount(key=self.key, data=message | {"script": script, "at": dict(at or {})})
        _let_draw()

    def message(self) -> dict[str, Any]:
        """Return the data that the browser needs to draw it, without the address of the script."""
        layout = {name: value for name, value in self.figure.layout.items() if name not in _NOT_SENT}
        traces = json.dumps(self.figure.traces, cls=_Encoder, separators=_TIGHT)
        return {
            "key": self.key,
            "alt": self.alt,
            "title": _one_line(self.figure.title),
            "subtitle": _one_line(self.figure.subtitle),
            "height": self.height,
            "lead": self.lead,
            "figure": f'{{"data":{traces},"layout":{json.dumps(layout, cls=PlotlyJSONEncoder, separators=_TIGHT)}}}',
            "table": _table_text(self.table),
            "rows": len(self.table),
        }

    def _show_plainly(self) -> None:
        """Show it with Streamlit's own chart, with title and subtitle as wrapping text above it."""
        theme: palette.Theme = "dark" if st.context.theme.type == "dark" else "light"
        quiet = {"displaylogo": False, "showSendToCloud": False, "plotlyServerURL": ""}
        if title := _one_line(self.figure.title):
            st.markdown(f"**{fmt.escaped(title)}**")
        if subtitle := _one_line(self.figure.subtitle):
            st.caption(fmt.escaped(subtitle))
        untitled = parts.Figure(
            self.figure.traces, {key: part for key, part in self.figure.layout.items() if key != "title"}
        )
        shown = palette.resolve(untitled.plotly().to_dict(), theme)
        st.plotly_chart(shown, key=self.key, height=LEAD if self.lead else self.height, alt=self.alt, config=quiet)
        with st.expander("Table"):
            st.dataframe(self.table, hide_index=isinstance(self.table.index, pd.RangeIndex))


def opened() -> None:
    """Note that this run opens a page; its first chart is drawn first."""
    st.session_state[_OPENED] = True


def _let_draw() -> None:
    """After the first chart of a newly opened page, pause until the browser has started to draw.

    A browser batches messages that arrive within a few milliseconds: without a pause it would build the whole page first.
    """
    if st.session_state.pop(_OPENED, False):
        time.sleep(PAUSE)


def show(figure: parts.Figure, *, key: str, alt: str, table: pd.DataFrame, height: int = 420) -> None:
    """Show a figure, as `Drawing` says."""
    Drawing(figure=figure, key=key, alt=alt, table=table, height=height).show()


def prepare() -> None:
    """Prepare both scripts before the first visitor requests them."""
    script_url()
    _component()


@cache
def script_url() -> str | None:
    """Return the address of Plotly for the browser, or None if it cannot be served."""
    source = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    return kept(f"plotly-{plotly.__version__}.min.js", source.read_bytes())


@cache
def _component() -> Any:
    """Return the function that mounts plot.js, or None if this Streamlit has no components or cannot serve it."""
    v2 = getattr(st.components, "v2", None)
    script = _script()
    url = kept(f"plot-{sha256(script).hexdigest()[:16]}.js", script)
    if v2 is None or url is None:
        return None
    load = _LOADER.replace("__URL__", url)
    # Plotly adds its styles to the document's head, which does not reach a shadow root.
    return v2.component("overlay_plot", js=load, isolate_styles=False)


def _script() -> bytes:
    """Return plot.js with its styles and the palette."""
    script = (_HERE / "plot.js").read_text(encoding="utf-8")
    style = (_HERE / "plot.css").read_text(encoding="utf-8")
    filled = script.replace("__STYLE__", json.dumps(style)).replace("__PALETTE__", json.dumps(palette.COLOURS))
    return filled.encode()


def kept(name: str, content: bytes) -> str | None:
    """Return the address of this content for the browser, or None if it cannot be served."""
    if not st.get_option("server.enableStaticServing"):
        return None
    try:
        _write(STATIC / name, content)
    except OSError:
        if not _ROUTED.is_set():
            return None
        _HELD[name] = content
        return served(f"{_PATH}/{name}")
    return served(f"app/static/{name}")


async def _held(request: Request) -> Response:
    """The script of that name, or 404; its name contains its version, so a browser may cache it."""
    content = _HELD.get(request.path_params["name"])
    if content is None:
        return Response(status_code=404)
    return Response(content, media_type="text/javascript", headers=_FOR_A_YEAR)


def route() -> Route:
    """Return the route of scripts that could not be written to static/; `app.py` calls it before `prepare`."""
    _ROUTED.set()
    return Route(served(f"{_PATH}/{{name}}"), _held)


def served(path: str) -> str:
    """Return a path of this server as the browser requests it."""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"{'/' + base if base else ''}/{path}"


def _write(target: Path, content: bytes) -> None:
    """Write the content unless the file exists."""
    if target.is_file() and target.stat().st_size == len(content):
        return
    target.parent.mkdir(exist_ok=True)
    # Written under another name and renamed, so that no visitor gets half a script.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".draft-")
    os.close(handle)
    draft = Path(name)
    try:
        draft.write_bytes(content)
        draft.chmod(0o644)
        os.utime(draft, (_LONG_AGO, _LONG_AGO))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


class _Encoder(PlotlyJSONEncoder):  # type: ignore[misc]  # plotly's own class is not typed
    """Encodes arrays of numbers in Plotly's packed form, a third of the size, and everything else as plotly does."""

    def default(self, obj: Any) -> Any:
        """Return the JSON form of an object that JSON has no type for."""
        if not isinstance(obj, np.ndarray) or obj.dtype not in (np.float64, np.float32) or not obj.size:
            return super().default(obj)
        packed = {"dtype": f"f{obj.itemsize}", "bdata": base64.b64encode(obj.tobytes()).decode("ascii")}
        return packed if obj.ndim == 1 else packed | {"shape": ", ".join(map(str, obj.shape))}


def _one_line(text: str) -> str:
    """Return a title as one line of text; the page wraps it."""
    return fmt.unbroken(text.replace("<br>", " "))


def _table_text(table: pd.DataFrame) -> str:
    """Return the first rows as JSON: {"columns": [...], "data": [[...], ...]}, a named index as first column."""
    head = table.head(SENT_ROWS)
    if head.index.name is not None or not isinstance(head.index, pd.RangeIndex):
        head = head.reset_index()
    # Names and rows are written separately: pandas takes six times as long to write both without the index.
    names = json.dumps([str(name) for name in head.columns])
    return f'{{"columns":{names},"data":{head.to_json(orient="values", date_format="iso")}}}'
