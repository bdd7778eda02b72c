"""Count how many of sixty small code errors (mutations) make a test fail: `python -m scripts.mutants [words]`.

With words, only mutations whose file path contains one of the words are applied. Each mutation of `scripts.mutations`
is applied alone, in a temporary copy of the tree. Only the tests that the mutation names are run, for one mutation
after another, each time in a new process. A mutation is killed if one of its tests fails. The exit code is 1 if fewer
than 57 are killed. The script needs a system that can fork (Linux, macOS), so that the packages that all tests import
are imported only once.
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
LEAST: Final = 57  # of sixty; if words choose fewer mutations, the same share of those
PATIENCE_SECONDS: Final = 900
SAID: Final = "mutants.log"  # file in the copy of the tree: the output of the last pytest run
PASSED: Final = 0
FAILED: Final = (1, 2)  # pytest's exit codes for a failed test, and for a test module that no longer loads
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
    """Apply every mutation, or those whose file path contains one of the words, and return the exit code.

    1 if too few are killed; pytest's exit code if the tests fail without any mutation.
    """
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
    """Print whether a mutation was killed or survived, and return whether it was killed."""
    print(f"{number:2d} {'killed  ' if died else 'SURVIVED'} {one.file}: {one.old!r} -> {one.new!r}", flush=True)
    return died


def dies(tree: Path, one: Mutation) -> bool:
    """Return whether a mutation's tests fail in a copy of the tree; the copy is restored afterwards.

    RuntimeError if the tests neither pass nor fail: for example, pytest found no test, or crashed.
    """
    file = tree / "overlay" / one.file
    plain = file.read_text(encoding="utf-8")
    write(file, plain.replace(one.old, one.new))
    try:
        code = run(tree, one.tests)
    finally:
        write(file, plain)
    if code not in (PASSED, *FAILED):
        raise RuntimeError(f"pytest exited with {code} after {one.file}: {one.old!r}, so nothing was tested.")
    return code in FAILED


def write(file: Path, text: str) -> None:
    """Write a module and delete its compiled file: otherwise Python could miss a change within a second."""
    file.write_text(text, encoding="utf-8")
    for compiled in file.parent.glob(f"__pycache__/{file.stem}.*.pyc"):
        compiled.unlink()


def run(tree: Path, tests: Sequence[str], seconds: float = PATIENCE_SECONDS) -> int:
    """Return pytest's exit code for tests below tests/overlay/; 1 if they take too long, as in an endless loop."""
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
    """Run tests inside the tree, write all output to the file SAID, and exit with pytest's exit code.

    Call it in a process of its own, because it changes the working folder, the import path and the output streams.
    """
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
