"""What ships with the package: the one place that knows where `overlay/samples/` lies."""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent / "samples"


def file(name: str) -> Path:
    """Where a shipped file lies."""
    return FOLDER / name


def text(name: str) -> str:
    """The text of a shipped file; OSError where it cannot be read."""
    return file(name).read_text(encoding="utf-8")
