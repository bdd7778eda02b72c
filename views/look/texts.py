"""Reads views/text/<topic>.md and splits it at its headings."""

from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parents[1] / "text"


@cache
def sections(topic: str) -> dict[str, str]:
    """The text below each `## heading` of a topic, by heading, in the order of the file."""
    text = (FOLDER / f"{topic}.md").read_text(encoding="utf-8")
    parts = text.split("\n## ")[1:]
    return {head.strip(): body.strip() for head, _, body in (part.partition("\n") for part in parts)}
