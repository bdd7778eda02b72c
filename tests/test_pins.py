"""Requirements name what the code imports, and constraints pin the whole tree that was tested."""

import ast
import re
import sys
from contextlib import suppress
from importlib import metadata

import pytest
from packaging.specifiers import SpecifierSet

from tests.house import ROOT, files

REQUIREMENTS = files("requirements*.txt")
CODE = files("app.py", "pages/**/*.py", "views/**/*.py", "overlay/**/*.py")
OURS = {"overlay", "views", "pages"}


def plain(name):
    """A distribution's name as package indexes compare names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(file):
    """Distribution -> version of each line of a file that pins one."""
    found = re.findall(r"^([A-Za-z0-9][\w.-]*)==(\S+)", file.read_text(), re.MULTILINE)
    assert found, file
    return {plain(name): version for name, version in found}


def imported(path):
    """The names of packages that a file imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_every_imported_package_is_required():
    """By the distribution that brings it; the cluster's, which is optional, by its own file."""
    foreign = {name for path in CODE for name in imported(path)} - OURS - set(sys.stdlib_module_names)
    brought = metadata.packages_distributions()
    named = pins(ROOT / "requirements.txt") | pins(ROOT / "requirements-cluster.txt")
    assert {"streamlit", "numpy", "starlette"} <= foreign
    assert not {name for name in foreign if not {plain(one) for one in brought.get(name, [name])} & named.keys()}


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda one: one.name)
def test_constraints_agree_with_a_file_of_requirements(file):
    """Each of its pins stands there with the same version."""
    assert pins(file).items() <= pins(ROOT / "constraints.txt").items()


def test_constraints_pin_what_every_pinned_package_needs():
    """From each required distribution down, as far as this environment installed it."""
    pinned = pins(ROOT / "constraints.txt")
    for name in pinned:
        try:
            needs = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # needed on another Python or platform
        wanted = {plain(re.match(r"[\w.-]+", one)[0]) for one in needs if "extra ==" not in one}
        installed = {one for one in wanted if _installed(one)}
        assert installed <= pinned.keys(), name


def _installed(name):
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def test_both_commands_read_the_constraints():
    """The first line of requirements.txt names them, and requirements-dev.txt includes that file."""
    assert (ROOT / "requirements.txt").read_text().startswith("-c constraints.txt\n")
    assert "\n-r requirements.txt\n" in (ROOT / "requirements-dev.txt").read_text()


def test_every_pinned_version_runs_on_the_oldest_python_that_the_readme_names():
    """One that wants 3.11.5 could not be installed on Debian's 3.11.2."""
    wanted = {}
    for name in pins(ROOT / "constraints.txt"):
        with suppress(metadata.PackageNotFoundError):  # needed on another Python or platform
            wanted[name] = metadata.metadata(name).get("Requires-Python", "")
    assert len(wanted) > 50
    assert not {name: asked for name, asked in wanted.items() if not SpecifierSet(asked).contains("3.11.0")}
