"""Do the tests notice a slip in the rooms of money? ``python -m scripts.mutants``, or with words that a mutation's file holds.

Each of the sixty mutations of `scripts.mutations` is applied alone, in a copy of the tree that is thrown away, and only the
tests named with it are run, one process after another. A mutation is killed where they fail. Exit code 1 where fewer than 57
are. Needs a system that can fork (Linux, macOS): what all tests import is then imported once.
"""

import multiprocessing
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from scripts.mutations import MUTATIONS, Mutation

ROOT: Final = Path(__file__).resolve().parents[1]
LEAST: Final = 57  # of the sixty; of fewer, by words, the same part
PATIENCE_SECONDS: Final = 900
SAID: Final = "mutants.log"  # in the copy: what pytest printed last
PASSED: Final = 0
FAILED: Final = (1, 2)  # pytest's codes for a test that failed, and for one whose module no longer loads
EVERY_TEST_IMPORTS: Final = [
    "hypothesis",
    "numpy",
    "pandas",
    "pytest",
    "plotly.graph_objects",
    "scipy.special",
    "streamlit",
]


def main(words: list[str]) -> int:
    """Apply every mutation, or those whose file holds one of the words; 1 where too few are killed."""
    chosen = [one for one in MUTATIONS if not words or any(word in one.file for word in words)]
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "docs"))
        every = sorted({test for one in chosen for test in one.tests})
        if code := run(tree, every, len(every) * PATIENCE_SECONDS):
            print((tree / SAID).read_text(encoding="utf-8")[-2_000:])
            print(f"The tests fail without any mutation (exit code {code}): mend them first.")
            return code
        killed = sum(told(number, one, died=dies(tree, one)) for number, one in enumerate(chosen, 1))
    print(f"{killed} of {len(chosen)} killed")
    return int(killed * len(MUTATIONS) < LEAST * len(chosen))


def told(number: int, one: Mutation, *, died: bool) -> bool:
    """Print what became of a mutation, and return whether it died."""
    print(f"{number:2d} {'killed  ' if died else 'SURVIVED'} {one.file}: {one.old!r} -> {one.new!r}", flush=True)
    return died


def dies(tree: Path, one: Mutation) -> bool:
    """Whether a mutation's tests fail in a copy of the tree, which is left as it was.

    RuntimeError where pytest says neither: it found no test, for instance, or it crashed.
    """
    file = tree / "overlay" / one.file
    plain = file.read_text(encoding="utf-8")
    write(file, plain.replace(one.old, one.new))
    try:
        code = run(tree, one.tests)
    finally:
        write(file, plain)
    if code not in (PASSED, *FAILED):
        raise RuntimeError(f"pytest left with {code} after {one.file}: {one.old!r}, so nothing was tested.")
    return code in FAILED


def write(file: Path, text: str) -> None:
    """Write a module, and forget how it was compiled: a change within a second would otherwise go unseen."""
    file.write_text(text, encoding="utf-8")
    for compiled in file.parent.glob(f"__pycache__/{file.stem}.*.pyc"):
        compiled.unlink()


def run(tree: Path, tests: Sequence[str], seconds: float = PATIENCE_SECONDS) -> int:
    """The exit code of pytest for tests below tests/overlay/; 1 where they take too long, as an endless loop does."""
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(EVERY_TEST_IMPORTS)
    child = forks.Process(target=tested, args=(str(tree), [f"tests/overlay/{one}" for one in tests]))
    child.start()
    child.join(seconds)
    if child.is_alive():
        child.kill()
        return 1
    return child.exitcode or 0


def tested(tree: str, tests: list[str]) -> None:
    """In a process of its own: run tests inside the tree, all that is said into a file, and leave with pytest's exit code."""
    os.chdir(tree)
    sys.path[:] = [tree, *(one for one in sys.path if Path(one).resolve() != ROOT)]
    for name in [one for one in sys.modules if one.partition(".")[0] == "scripts"]:
        del sys.modules[name]
    said = os.open(SAID, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(said, stream)
    sys.exit(pytest.main(["-n0", "-x", "-q", "--assert=plain", *tests]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
