"""The files that ship with the package. Only this module knows the path of `overlay/samples/`."""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent / "samples"


def file(name: str) -> Path:
    """The path of a shipped file."""
    return FOLDER / name


def text(name: str) -> str:
    """The text of a shipped file; OSError if it cannot be read."""
    return file(name).read_text(encoding="utf-8")
