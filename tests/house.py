"""The files of the house, by room. A guard that looks for files and finds none has gone blind, so finding none fails."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def files(*patterns):
    """Every file that matches one of these patterns under the root, in order; fails for a pattern that matches none."""
    found = {pattern: set(ROOT.glob(pattern)) for pattern in patterns}
    empty = [pattern for pattern, paths in found.items() if not paths]
    assert not empty, f"no file matches {', '.join(empty)}: the guard that asks for it sees nothing"
    return sorted(set().union(*found.values()))


def name(path):
    """The dotted name of a module."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
