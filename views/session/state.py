"""All of a visitor's settings: kept between pages and reloads, saved, opened, reset, undone.

They are kept in the session and the address, never on the server's disk. A control's value outlives its page, because
Streamlit keeps values that are bound to the address; this module writes the values of controls on other pages into the
address. It also remembers the latest states, so that several steps can be undone and done again.
"""

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cache, partial
from importlib import import_module
from typing import Any, Final, Literal

import streamlit as st

import views
from overlay.book.lots import Lot
from overlay.data import saved
from overlay.data.saved import Saved
from overlay.errors import OverlayError
from views.controls import ahead as preview
from views.controls.kinds import Switch
from views.controls.rows import BAR, Row, rows
from views.look import links, plot
from views.look.format import escaped
from views.market import kind
from views.market.bar import PAGE
from views.session import address, share
from views.visitor import chain as uploaded, history, own_lots

_NOW: Final = "state_now"  # the settings when the page was last drawn
_BEFORE: Final = "state_before"  # the settings before each of the latest changes, the latest last
_AFTER: Final = "state_after"  # the settings that were undone, the next to redo last
_MOVED: Final = "state_moved"  # set while the latest change is a step of Undo or Redo
_STEPS: Final = 50  # the most steps back
_LATEST: Final = "state_latest"  # the settings that a click on Save writes
_SAID: Final = "state_said"  # messages about a file just opened
_ROUND: Final = "state_round"  # a new number empties the uploader
MENU_WIDTH: Final = 232  # pixels
MOST: Final = 5  # the most keys listed in a message

PRESENT: Final = Switch(
    key="present", label="Presenter mode",
    help="For a class: the menu is folded away, the picture is wider, and all type is larger, also in charts. The setting is "
    "part of the link.",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SetByVisitor:
    """A visitor's settings: key -> value of every control that is not at its default, own lots, an uploaded market."""

    values: Mapping[str, Any] = field(default_factory=dict)
    lots: tuple[Lot, ...] = ()
    prices: Mapping[str, float] = field(default_factory=dict)
    market: str = ""


@dataclass(slots=True)
class _Latest:
    """The current settings. The Save button runs outside the session, so it holds this object, which each run updates."""

    state: SetByVisitor


def known() -> Mapping[str, Row]:
    """Every control of every page by key, including pages not visited yet."""
    _imported()
    return rows()


@cache
def _imported() -> None:
    for module in pkgutil.walk_packages(views.__path__, "views."):
        import_module(module.name)


def begin(page: str) -> None:
    """Adopt the settings of a link, write all other settings into the address, and remember them; call it before drawing."""
    kind.settle()
    if st.session_state.get(PAGE) != page:
        _adopt()
        preview.forget()
        plot.opened()
        st.session_state[PAGE] = page
    remember()
    _hang(st.session_state[_NOW])


def remember() -> None:
    """Store the current settings, and the previous ones as a step back if they differ; also called by fragments."""
    _mark()
    now, before = _current(), st.session_state.get(_NOW)
    moved = st.session_state.pop(_MOVED, False)
    if before is not None and before != now and not moved:
        st.session_state[_BEFORE] = [*st.session_state.get(_BEFORE, []), before][-_STEPS:]
        st.session_state[_AFTER] = []
    st.session_state[_NOW] = now
    st.session_state.setdefault(_LATEST, _Latest(now)).state = now


def _adopt() -> None:
    """Set every control named in the link, also controls of other pages and values at their default."""
    for key, asked in sorted(_asked().items(), key=_history_first):
        row = known().get(key)
        if row is not None:
            try:
                st.session_state[key] = row.read(asked)
            except (ValueError, OverflowError):
                continue  # the page that draws this control shows a warning


def _history_first(setting: tuple[str, Any]) -> tuple[bool, bool]:
    """The order in which settings are applied: what chooses the history and the kind of market comes before the days."""
    return setting[0] != history.BESIDE, setting[0] != kind.KIND.key


def _mark() -> None:
    """Write the version into an address that has settings; their defaults are those of this version."""
    if not known().keys().isdisjoint(address.asked()):
        address.write({links.KEY: [links.NOW]})


def _asked() -> dict[str, str]:
    """The settings of the link as those of today: key -> text. A link without settings has no version to miss."""
    texts = {key: BAR.join(several) for key, several in address.asked().items()}
    old = links.KEY not in texts and not known().keys().isdisjoint(texts)
    return links.upgraded(texts) if old else texts


def _current() -> SetByVisitor:
    lots, prices = own_lots.own()
    return SetByVisitor(values=_values(), lots=lots, prices=prices, market=uploaded.source())


def _values() -> dict[str, Any]:
    """Key -> value of every control that is not at its default."""
    rows = known()
    every = st.session_state.to_dict()  # one call: reading values one by one would slow every slider move
    set_here = {key: value for key, value in every.items() if key in rows and value is not None}
    return {key: value for key, value in set_here.items() if text(value) != text(rows[key].default)}


def _hang(now: SetByVisitor) -> None:
    """Write the settings of other pages into the address, and remove values that are back at their default."""
    back = [key for key in address.asked() if key in known() and key in st.session_state]
    asked = {key: text(value).split(BAR) for key, value in now.values.items()}
    marked = {links.KEY: [links.NOW]} if now.values else {}
    address.write({key: [] for key in back} | asked | marked)


def text(value: Any) -> str:
    """A control's value as text for the address: 1.5, 50, true, 2018-02-05, Break-even; bars separate several values."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return BAR.join(value)
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def put(wanted: SetByVisitor) -> None:
    """Apply these settings; a button's callback, since it must run before widgets are drawn."""
    for key, row in sorted(known().items(), key=_history_first):
        value = wanted.values.get(key, row.default)
        if key in wanted.values or key in st.session_state:
            st.session_state[key] = list(value) if isinstance(value, tuple) else value
    own_lots.put(wanted.lots, wanted.prices)


def menu() -> Literal["collapsed"] | int:
    """The state of the menu that a page opens with: folded away in presenter mode, else its width in pixels."""
    return "collapsed" if PRESENT.held() else MENU_WIDTH


def panel() -> None:
    """Show the foot of the menu: undo, redo, and behind one button save, open, reset, share, present; call it after `begin`."""
    with st.sidebar:
        left, right = st.columns(2, gap="small")
        left.button(
            "Undo", on_click=_step, args=(_BEFORE, _AFTER), width="stretch", icon=":material/undo:", key="state_undo",
            help="Reverts the last change of a control on any page or of your lots; each click goes one step further back.",
        )  # fmt: skip
        right.button(
            "Redo", on_click=_step, args=(_AFTER, _BEFORE), width="stretch", icon=":material/redo:", key="state_redo",
            help="Restores the change that was undone last.",
        )  # fmt: skip
        with st.popover("Save, share, present", key="state_more", width="stretch"):
            st.download_button(
                "Save", data=partial(_file, st.session_state[_LATEST]), file_name="overlay-explorer.json", mime="application/json", on_click="ignore",
                width="stretch", icon=":material/download:", key="state_save",
                help="Saves every control of every page and your lots in one small file, without a loaded chain.",
            )  # fmt: skip
            st.file_uploader(
                "Open a saved file",
                type="json",
                key=_uploader(),
                on_change=_open,
                help="A file written by the Save button.",
            )
            st.button(
                "Reset", on_click=put, args=(SetByVisitor(),), width="stretch", icon=":material/restart_alt:", key="state_reset",
                help="Sets every control on every page to its default and removes your lots. Undo restores them.",
            )  # fmt: skip
            share.show()
            present = PRESENT.show()
        for how, said in st.session_state.pop(_SAID, ()):
            how(escaped(said))
    if present:
        # frame.css uses these lengths: the picture leaves room for the numbers, and the fields hold the larger digits.
        st.html(
            "<style>html:root { font-size: 125%; --ov-chart: min(21.5rem, max(12rem, 100vh - 32.5rem)); --ov-field: 7.25rem;"
            " --ov-date: 10.5rem }</style>"
        )


def _step(source: str, other: str) -> None:
    """Take the latest settings from one list of steps, and put the current ones on the other list."""
    remember()  # fragments may have run since the last full run
    steps: list[SetByVisitor] = st.session_state.get(source, [])
    if not steps:
        st.toast("Nothing was changed yet." if source == _BEFORE else "Nothing was undone.")
        return
    st.session_state[source] = steps[:-1]
    st.session_state[other] = [*st.session_state.get(other, []), st.session_state[_NOW]][-_STEPS:]
    put(steps[-1])
    st.session_state[_MOVED] = True


def _file(latest: _Latest) -> bytes:
    """The file to save: the settings at the last run of the page or of a fragment."""
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
    """Apply the settings of a saved file; if it cannot be read, show an error and change nothing."""
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
    """The settings of a file that this version knows, and a message for those that it does not know."""
    values, strange, refused = {}, [], []
    old = found.version < links.FIRST_FILE
    texts = links.upgraded(found.controls) if old else found.controls
    history.choose(beside=texts.get(history.BESIDE) == "true")  # days are read within the file's history
    kind.choose(texts.get(kind.KIND.key))  # and as days of the file's kind of market
    for key, written in texts.items():
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
        said.append(f"Some values are not valid for their controls, which keep their default: {_listed(refused)}.")
    if found.market:
        said.append(
            f"The file was saved with an option chain that it does not contain: {found.market} Load that chain again."
        )
    return SetByVisitor(values=values, lots=found.lots, prices=found.prices), said


def _listed(names: list[str]) -> str:
    shown = ", ".join(one[:60] for one in names[:MOST])
    return shown + (f" and {len(names) - MOST} more" if len(names) > MOST else "")
