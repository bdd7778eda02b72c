"""What the visitor has set, as a whole: kept over pages and reloads, saved, opened, put back to the start, undone.

All of it lives in the session and the address, nothing on the server. A control's value outlives its page, since
Streamlit keeps what is bound to the address; here the address is given what the page at hand does not draw, and the
last two states are remembered, so that one step can be undone.
"""

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from importlib import import_module
from typing import Any, Final

import streamlit as st

import views
from overlay.book.lots import Lot
from overlay.data import saved
from overlay.data.saved import Saved
from overlay.errors import OverlayError
from views.controls import ahead as preview
from views.controls.kinds import Switch
from views.controls.rows import BAR, Row, rows
from views.look import plot
from views.look.format import escaped
from views.session import address
from views.visitor import chain as uploaded, own_lots

_NOW: Final = "state_now"  # what was set when the page was last drawn
_BEFORE: Final = "state_before"  # and what was set before the last change
_LATEST: Final = "state_latest"  # what a click on Save writes, whenever it comes
_PAGE: Final = "state_page"  # the page that was last drawn
_SAID: Final = "state_said"  # what to say of a file just opened
_ROUND: Final = "state_round"  # grows to empty the uploader
MOST: Final = 5  # keys named in a sentence

PRESENT: Final = Switch(
    key="present", label="Presenter mode", help="Larger type on every page, for a class. It is part of the link.",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SetByVisitor:
    """What is set: key -> value for every control that is not at its default, lots of one's own, an uploaded market."""

    values: Mapping[str, Any] = field(default_factory=dict)
    lots: tuple[Lot, ...] = ()
    prices: Mapping[str, float] = field(default_factory=dict)
    market: str = ""


@dataclass(slots=True)
class _Latest:
    """What is set now. A click on Save is answered outside the session, so it holds this object, which each run refills."""

    state: SetByVisitor


def known() -> Mapping[str, Row]:
    """Every control of every page by its key, whichever pages were visited."""
    _imported()
    return rows()


@cache
def _imported() -> None:
    for module in pkgutil.walk_packages(views.__path__, "views."):
        import_module(module.name)


def begin(page: str) -> None:
    """Take over what a link to a page asks for, write the rest into the address, and remember; before all drawing."""
    if st.session_state.get(_PAGE) != page:
        _adopt()
        preview.forget()
        plot.opened()
        st.session_state[_PAGE] = page
    remember()
    _hang(st.session_state[_NOW])


def remember() -> None:
    """Note what is set now, and what was before if it changed; also for a part of a page that reruns on its own."""
    now, before = _current(), st.session_state.get(_NOW)
    if before is not None and before != now:
        st.session_state[_BEFORE] = before
    st.session_state[_NOW] = now
    st.session_state.setdefault(_LATEST, _Latest(now)).state = now


def _adopt() -> None:
    """Give every control what the link asks of it, those of other pages and those at their default included."""
    for key, texts in address.asked().items():
        row = known().get(key)
        if row is not None:
            try:
                st.session_state[key] = row.read(BAR.join(texts))
            except (ValueError, OverflowError):
                continue  # the page that draws this control says so


def _current() -> SetByVisitor:
    lots, prices = own_lots.own()
    return SetByVisitor(values=_values(), lots=lots, prices=prices, market=uploaded.source())


def _values() -> dict[str, Any]:
    """Key -> value of every control that is not at its default."""
    rows = known()
    every = st.session_state.to_dict()  # all at once: at every move of a slider, one by one is slow
    set_here = {key: value for key, value in every.items() if key in rows and value is not None}
    return {key: value for key, value in set_here.items() if text(value) != text(rows[key].default)}


def _hang(now: SetByVisitor) -> None:
    """Write what the page does not draw into the address, and take out what is at its default again."""
    back = [key for key in address.asked() if key in known() and key in st.session_state]
    asked = {key: text(value).split(BAR) for key, value in now.values.items()}
    address.write({key: [] for key in back} | asked)


def text(value: Any) -> str:
    """A control's value as the address writes it: 1.5, 50, true, 2018-02-05, Break-even; several divided by bars."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return BAR.join(value)
    if isinstance(value, float):
        return f"{value:.12g}"
    return value.isoformat() if isinstance(value, date) else str(value)


def put(wanted: SetByVisitor) -> None:
    """Make this what is set; call it before the widgets are drawn, as a button's callback."""
    for key, row in known().items():
        value = wanted.values.get(key, row.default)
        if key in wanted.values or key in st.session_state:
            st.session_state[key] = list(value) if isinstance(value, tuple) else value
    own_lots.put(wanted.lots, wanted.prices)


def panel() -> None:
    """Show, in the sidebar, undo and reset, and behind an expander save, open and presenter mode; after `begin`."""
    with st.sidebar:
        left, right = st.columns(2)
        left.button(
            "Undo", on_click=_undo, width="stretch",
            icon=":material/undo:", key="state_undo",
            help="Takes back the last change of any control on any page, and of your lots. Once more brings it back.",
        )  # fmt: skip
        right.button(
            "Reset", on_click=put, args=(SetByVisitor(),), width="stretch",
            icon=":material/restart_alt:", key="state_reset",
            help="Puts every control on every page back to its default and forgets your lots. Undo brings them back.",
        )  # fmt: skip
        with st.expander("Save, open, present", icon=":material/save:"):
            st.download_button(
                "Save", data=partial(_file, st.session_state[_LATEST]), file_name="overlay-explorer.json", mime="application/json", on_click="ignore",
                width="stretch", icon=":material/download:", key="state_save",
                help="Every control of every page and your lots, in one small file. A loaded chain is not part of it.",
            )  # fmt: skip
            st.file_uploader(
                "Open a saved file", type="json", key=_uploader(), on_change=_open, help="As the Save button wrote it."
            )
            present = PRESENT.show()
        for how, said in st.session_state.pop(_SAID, ()):
            how(escaped(said))
    if present:
        st.html("<style>html { font-size: 125% }</style>")


def _undo() -> None:
    remember()  # parts of a page may have run alone since
    if _BEFORE in st.session_state:
        put(st.session_state[_BEFORE])
    else:
        st.toast("Nothing was changed yet.")


def _file(latest: _Latest) -> bytes:
    """The file to save: all that was set when the page, or a part of it, last ran."""
    now = latest.state
    return saved.written(
        Saved(
            controls={key: text(value) for key, value in now.values.items()},
            lots=now.lots,
            prices=now.prices,
            market=now.market,
        )
    )


def _uploader() -> str:
    return f"state_open_{st.session_state.get(_ROUND, 0)}"


def _open() -> None:
    """Make what a saved file holds what is set, or say why not and leave all as it is."""
    file = st.session_state[_uploader()]
    if file is None:
        return
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    try:
        found, notes = saved.read(file.getvalue(), name=file.name)
    except OverlayError as error:
        st.session_state[_SAID] = [(st.error, f"{error} Nothing was changed.")]
        return
    wanted, skipped = _understood(found)
    put(wanted)
    said = [(st.success, f"{file.name} is open: {len(wanted.values)} controls and {len(wanted.lots)} lots.")]
    st.session_state[_SAID] = said + [(st.warning, one) for one in (*notes, *skipped)]


def _understood(found: Saved) -> tuple[SetByVisitor, list[str]]:
    """What of a file this version knows, and a sentence for what it does not."""
    values, strange, refused = {}, [], []
    for key, written in found.controls.items():
        row = known().get(key)
        if row is None:
            strange.append(key)
            continue
        try:
            values[key] = row.read(written)
        except (ValueError, OverflowError):
            refused.append(f"{row.label} = {written}")
    said = []
    if strange:
        said.append(f"Controls that this version does not know were skipped: {_listed(strange)}.")
    if refused:
        said.append(f"Values that their controls cannot take were left at the default: {_listed(refused)}.")
    if found.market:
        said.append(f"The file was saved on another market, which is not in it: {found.market} Load that chain again.")
    return SetByVisitor(values=values, lots=found.lots, prices=found.prices), said


def _listed(names: list[str]) -> str:
    shown = ", ".join(one[:60] for one in names[:MOST])
    return shown + (f" and {len(names) - MOST} more" if len(names) > MOST else "")
