"""The tools that guard the code run with the tests, so that one command says all."""

import ast
import re
import subprocess
import sys

import pytest

from tests.house import ROOT, files

TEXTS = files(
    "*.md", "docs/*.md", "overlay/**/*.md", "overlay/**/*.py", "views/**/*.py", "scripts/*.py", "tests/**/*.py"
)
NAMED = re.compile(r"(?<![\w/.])(?:overlay|views|pages|scripts|tests|docs)/[\w/]+\.(?:py|md|json|csv|js)\b")


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]],
    ids=["lint", "format", "types"],
)
def test_the_code_passes(command):
    """Ruff's rules and format everywhere; strict types in overlay/, views/, pages/, scripts/ and app.py, not in tests/."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def expressions_waited_for(path):
    """The JavaScript that a file hands to `wait_for_function` and that is no function: one line each."""
    tree = ast.parse(path.read_text())
    named = {
        one.targets[0].id: ast.unparse(one.value)
        for one in tree.body
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
    }
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)]
    asked = [ast.unparse(one.args[0]) for one in calls if one.func.attr == "wait_for_function"]
    return [one for one in asked if "=>" not in named.get(one, one)]


def test_browser_tests_wait_for_functions():
    """Playwright compiles an expression at each try, which the page's policy refuses from the second try on."""
    found = {path.name: expressions_waited_for(path) for path in (ROOT / "tests" / "browser").glob("*.py")}
    assert len(found) > 20
    assert not {name: asked for name, asked in found.items() if asked}


def test_the_readme_names_both_commands():
    """One runs the app, one passes the tests; .ci/run takes the second from there."""
    text = (ROOT / "README.md").read_text()
    assert "\npip install -r requirements.txt && streamlit run app.py\n" in text
    assert "\npip install -r requirements-dev.txt && pytest\n" in text
    assert "requirements-dev.txt" in (ROOT / ".ci" / "run").read_text()


def test_no_tracked_file_is_large():
    """Nothing of the shared test data, and nothing over two megabytes, is part of the project."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    large = [name for name in listed.stdout.split("\0") if name and (ROOT / name).stat().st_size > 2_000_000]
    assert not large


def test_every_file_that_is_named_exists():
    """In documents, docstrings and comments; a file that moves takes its mentions along."""
    named = {(path, name) for path in TEXTS for name in NAMED.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 50
    assert not sorted(f"{path.relative_to(ROOT)}: {name}" for path, name in named if not (ROOT / name).exists())
