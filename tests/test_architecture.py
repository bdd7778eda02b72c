"""The house: the order of its rooms, the walls between them, who may touch the screen or a file, how long a page may grow."""

import ast
import re
from collections import Counter
from functools import cache
from types import ModuleType

import pytest
import streamlit as st

from tests.house import ROOT, files, name

OVERLAY = files("overlay/**/*.py")
VIEWS = files("views/**/*.py")
PAGES = files("pages/*/*.py")
SOURCES = {name(path): path for path in [*OVERLAY, *VIEWS, *PAGES, ROOT / "app.py"]}
SCREEN = {"streamlit", "plotly"}
OUTSIDE = {"requests", "urllib", "http", "socket", "yfinance", "subprocess", "pathlib", "os", "io", "pyarrow"}
#: what uses Streamlit by its public names only
OUTSIDE_STREAMLIT = [path for path in [*VIEWS, *PAGES, ROOT / "app.py"] if path.parent.name != "inside"]
LOOKS = [path for path in files("views/**/*.js", "views/**/*.css", "views/**/*.py") if path.parent.name != "inside"]
#: modules of Streamlit that its documentation names
DOCUMENTED = {"column_config", "components"}
#: what every room of overlay/ may import, and what imports none of them
GROUND = {"errors", "flags", "units", "arrays", "shipped"}
#: a room imports the ground and the rooms named before it
ROOMS = {
    "overlay": ("rules", "history", "options", "vix", "condor", "book", "hedge", "tax", "signals", "ladder",
                "backtest", "stress", "claims", "data"),
    "views": ("look", "visitor", "controls", "market", "frame", "session", "portfolio", "taxes", "condor", "hedge", "signals", "ladder",
              "whole_book", "stress", "claims", "backtest", "data", "learn", "start", "server"),
}  # fmt: skip
#: rooms that may not know of one another, though the order would allow it
WALLS = {
    "tax": {"rules", "history", "options", "vix", "condor", "hedge"},
    "signals": set(ROOMS["overlay"]) - {"signals", "rules", "history"},
    "stress": {"tax", "signals", "ladder", "backtest"},
    "claims": {"backtest"},
    "history": {"rules"},
}
LONGEST_CHAIN = 10


@cache
def parsed(path):
    """The syntax tree of a file."""
    return ast.parse(path.read_text())


def offenders(paths, faults):
    """Where the faults of a file are any: its name and its faults."""
    found = {str(path.relative_to(ROOT)): faults(path) for path in paths}
    assert found, "no file was looked at"
    return {name: fault for name, fault in found.items() if fault}


def imports(path):
    """The dotted names that a file imports, from anywhere in it."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def tops(path):
    """The first parts of what a file imports."""
    return {one.partition(".")[0] for one in imports(path)}


def overloaded(node):
    """Whether a function is the stub of an overload, whose words stand below it."""
    return any(ast.unparse(one) == "overload" for one in getattr(node, "decorator_list", ()))


@cache
def edges():
    """Module -> the modules of the house that it imports; a package only where something is taken from its own file."""
    found = {}
    for here, path in SOURCES.items():
        found[here] = set()
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Import):
                found[here] |= {alias.name for alias in node.names} & SOURCES.keys()
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules = {f"{node.module}.{alias.name}" for alias in node.names}
                found[here] |= modules & SOURCES.keys()
                if not modules <= SOURCES.keys() and node.module in SOURCES:
                    found[here].add(node.module)
        found[here].discard(here)
    return found


def room(module):
    """(house, room) of a module: overlay's ground has the room "", its lazy face and what stands outside none."""
    top, _, rest = module.partition(".")
    first = rest.partition(".")[0]
    if top == "overlay":
        return (top, "") if first in GROUND else (top, first or None)
    return (top, first or None) if top == "views" else (top, None)


def floor(module):
    """The place of a module in the order: what it imports must not stand higher."""
    top, inside = room(module)
    if top == "overlay":
        return (0, 0) if inside == "" else (1, 99) if inside is None else (1, ROOMS[top].index(inside))
    if top == "views":
        return (2, -1) if inside is None else (2, ROOMS[top].index(inside))
    return (3, 0) if top == "pages" else (4, 0)


def chains():
    """Room -> the longest chain of rooms below it, itself counted."""
    below = {}
    for here, found in edges().items():
        below.setdefault(room(here), set()).update(room(there) for there in found if room(there) != room(here))

    @cache
    def length(one):
        return 1 + max((length(other) for other in below[one]), default=0)

    return {one: length(one) for one in below if one != ("overlay", None)}


@pytest.mark.parametrize("top", ROOMS)
def test_every_room_has_its_place_in_the_order(top):
    """A new room is a line in the order; a room that has gone leaves it."""
    ground = GROUND if top == "overlay" else set()
    rooms = {path.name for path in (ROOT / top).iterdir() if any(path.glob("*.py"))}
    assert rooms == set(ROOMS[top])
    assert {path.stem for path in (ROOT / top).glob("*.py")} == ground | {"__init__"}


def test_imports_run_down_the_rooms():
    """A module imports its own room, the ground, and rooms that stand before its own."""
    up = {here: {there for there in found if floor(there) > floor(here)} for here, found in edges().items()}
    assert not {here: there for here, there in up.items() if there}


@pytest.mark.parametrize("walled", WALLS)
def test_walls_stand_between_rooms_that_need_not_know_each_other(walled):
    """Though the order would allow it."""
    inside = [here for here in SOURCES if room(here) == ("overlay", walled)]
    below = {here: {room(there)[1] for there in edges()[here] if there.startswith("overlay")} for here in inside}
    assert below
    assert not {here: rooms & WALLS[walled] for here, rooms in below.items() if rooms & WALLS[walled]}


def test_nobody_in_the_mathematics_imports_the_data_door():
    """It is a door, not a floor: files come in, objects go out."""
    outside = [here for here in SOURCES if room(here)[0] == "overlay" and room(here)[1] not in {"data", None}]
    assert not [here for here in outside if any(room(there) == ("overlay", "data") for there in edges()[here])]


def test_inside_the_house_nobody_imports_a_face():
    """`overlay` and its rooms re-export for notebooks; the house names the module that holds a thing."""
    faces = {f"overlay.{one}" for one in ROOMS["overlay"]} | {"overlay"}
    users = {here: found & faces for here, found in edges().items() if room(here)[1] is not None and here not in faces}
    assert not {here: found for here, found in users.items() if found}


def test_nothing_imports_in_a_circle():
    """The modules can be read from the bottom up."""
    left = dict(edges())
    while left:
        ground = {here for here, below in left.items() if not below & left.keys()}
        assert ground, f"these import each other: {sorted(left)}"
        left = {here: below for here, below in left.items() if here not in ground}


def test_a_room_is_small_enough_to_know():
    """2 to 20 files; a folder inside a room is counted as a room of its own."""
    counted = Counter(path.parent for path in OVERLAY + VIEWS if path.parent not in {ROOT / "overlay", ROOT / "views"})
    sizes = {str(place.relative_to(ROOT)): count for place, count in counted.items()}
    assert not {place: count for place, count in sizes.items() if not 2 <= count <= 20}


@pytest.mark.parametrize("top", ROOMS)
def test_the_chain_of_rooms_is_short(top):
    """No room of a house stands on more than nine others, one upon the other."""
    inside = {one: count for one, count in chains().items() if one[0] == top}
    base = 0 if top == "overlay" else max(count for one, count in chains().items() if one[0] == "overlay")
    assert max(inside.values()) - base <= LONGEST_CHAIN


def test_the_mathematics_know_no_screen():
    """No Streamlit, no Plotly, no views, no pages under overlay/."""
    assert not offenders(OVERLAY, lambda path: tops(path) & (SCREEN | {"views", "pages"}))


def test_only_the_data_door_touches_files_and_network():
    """Outside overlay/data/ nothing is read or fetched, but for what ships (overlay/shipped.py)."""

    def touched(path):
        calls = [node.func for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)]
        return (tops(path) & OUTSIDE) | {one.id for one in calls if isinstance(one, ast.Name) and one.id == "open"}

    inside = [path for path in OVERLAY if room(name(path)) != ("overlay", "data") and path.stem != "shipped"]
    assert not offenders(inside, touched)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_reads_like_a_description_of_the_page(path):
    """At most 100 lines, no function, no arithmetic, no session state, no number but layout."""
    tree = parsed(path)
    assert len(path.read_text().splitlines()) <= 100
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.BinOp)]
    assert "session_state" not in path.read_text()


def test_no_module_has_become_two():
    """At most 400 lines."""
    assert not offenders(OVERLAY + VIEWS, lambda path: max(0, len(path.read_text().splitlines()) - 400))


def used_of_streamlit(path):
    """The names that a file takes from `st`."""
    nodes = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Attribute)]
    return {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id in {"st", "streamlit"}}


def test_every_chart_and_table_can_be_taken_away():
    """Charts only by plot.show (PNG, SVG, CSV), tables only by st.dataframe, which offers its CSV."""
    others = {"plotly_chart", "table", "pyplot", "line_chart", "bar_chart", "area_chart", "altair_chart"}
    drawing = [path for path in VIEWS + PAGES if path.name != "plot.py"]
    assert not offenders(drawing, lambda path: used_of_streamlit(path) & others)


def test_only_one_room_knows_the_inside_of_streamlit():
    """Elsewhere it is `import streamlit as st` and what that offers: no module of it, no name with an underscore."""

    def inner(path):
        used = used_of_streamlit(path)
        modules = {one for one in used - DOCUMENTED if isinstance(getattr(st, one, None), ModuleType)}
        imported = {one for one in imports(path) if one.startswith("streamlit.")}
        return imported | modules | {one for one in used if one.startswith("_")}

    assert not offenders(OUTSIDE_STREAMLIT, inner)


def test_only_one_room_knows_the_markup_of_streamlit():
    """Elsewhere styles and scripts go by `st-key-<key>` and by `--st-<colour>`, which are documented."""
    markup = re.compile(r"data-testid|data-test-|\bst(?:App|Main|Sidebar|Bidi)|st-emotion|input\[type=range")
    assert not offenders(LOOKS, lambda path: markup.findall(path.read_text()))


def test_everything_public_says_what_it_is():
    """Modules, classes and functions have docstrings; of an overloaded function the last one speaks, the implementation."""

    def silent(path):
        tree = parsed(path)
        nodes = [tree, *(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef))]
        return [
            getattr(n, "name", "module")
            for n in nodes
            if not getattr(n, "name", "x").startswith("_") and not ast.get_docstring(n) and not overloaded(n)
        ]

    assert not offenders(OVERLAY + VIEWS, silent)


def test_functions_are_short():
    """At most 45 lines with docstring and signature."""

    def long(path):
        found = [one for one in ast.walk(parsed(path)) if isinstance(one, ast.FunctionDef)]
        return {one.name: lines for one in found if (lines := one.end_lineno - one.lineno + 1) > 45}

    assert not offenders(OVERLAY + VIEWS, long)
