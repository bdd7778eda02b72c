"""The house: who may import what, what may touch files, how long a page may grow."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OVERLAY = sorted((ROOT / "overlay").rglob("*.py"))
VIEWS = sorted((ROOT / "views").rglob("*.py"))
PAGES = sorted((ROOT / "pages").rglob("*.py"))
SCREEN = {"streamlit", "plotly"}
OUTSIDE = {"requests", "urllib", "http", "socket", "yfinance", "subprocess", "pathlib", "os", "io", "pyarrow"}


def name(path):
    """The dotted name of a module."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path):
    """The dotted names a file imports, from anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def tops(path):
    """The first parts of what a file imports."""
    return {one.partition(".")[0] for one in imports(path)}


@pytest.mark.parametrize("path", OVERLAY, ids=name)
def test_the_mathematics_know_no_screen(path):
    """No Streamlit, no Plotly, no views, no pages under overlay/."""
    assert not tops(path) & (SCREEN | {"views", "pages"})


@pytest.mark.parametrize("path", [p for p in OVERLAY if p.parent.name != "data"], ids=name)
def test_only_the_data_door_touches_files_and_network(path):
    """Outside overlay/data/ nothing is read or fetched."""
    assert not tops(path) & OUTSIDE
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert "open" not in calls


@pytest.mark.parametrize("path", VIEWS, ids=name)
def test_views_do_not_import_pages(path):
    """Imports run downward only."""
    assert "pages" not in tops(path)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_reads_like_a_description_of_the_page(path):
    """At most 100 lines, no function, no arithmetic, no session state, no number but layout."""
    tree = ast.parse(path.read_text())
    assert len(path.read_text().splitlines()) <= 100
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.BinOp)]
    assert "session_state" not in path.read_text()


@pytest.mark.parametrize("path", OVERLAY + VIEWS, ids=name)
def test_no_module_has_become_two(path):
    """At most 400 lines."""
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("path", [p for p in VIEWS + PAGES if p.name != "plot.py"], ids=name)
def test_every_chart_and_table_can_be_taken_away(path):
    """Charts only by plot.show (PNG, SVG, CSV), tables only by st.dataframe, which offers its CSV."""
    nodes = ast.walk(ast.parse(path.read_text()))
    called = {node.attr for node in nodes if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "st"}
    assert not called & {"plotly_chart", "table", "pyplot", "line_chart", "bar_chart", "area_chart", "altair_chart"}


def test_nothing_imports_in_a_circle():
    """The modules of overlay/ and views/ can be read from the bottom up."""
    modules = {name(path): imports(path) for path in OVERLAY + VIEWS}
    edges = {here: {there for there in modules if there in found and there != here} for here, found in modules.items()}
    while edges:
        ground = {here for here, below in edges.items() if not below & edges.keys()}
        assert ground, f"these import each other: {sorted(edges)}"
        edges = {here: below for here, below in edges.items() if here not in ground}


@pytest.mark.parametrize("path", OVERLAY + VIEWS, ids=name)
def test_everything_public_says_what_it_is(path):
    """Modules, classes and functions have docstrings."""
    tree = ast.parse(path.read_text())
    nodes = [tree, *(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef))]
    silent = [
        getattr(n, "name", "module")
        for n in nodes
        if not getattr(n, "name", "x").startswith("_") and not ast.get_docstring(n)
    ]
    assert not silent


@pytest.mark.parametrize("path", OVERLAY + VIEWS, ids=name)
def test_functions_are_short(path):
    """At most 45 lines with docstring and signature."""
    tree = ast.parse(path.read_text())
    long = {n.name: n.end_lineno - n.lineno + 1 for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    assert not {key: lines for key, lines in long.items() if lines > 45}
