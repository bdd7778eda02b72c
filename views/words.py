"""The words of the pages: views/text/<topic>.md, cut at its headings, with {slots} for numbers from the code.

A figure that the app computes is never typed into prose; only constants of law and of the article are.
"""

from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "text"


def words(topic: str, heading: str, **slots: object) -> str:
    """Return the text below `## heading` of a topic, its slots filled; KeyError if there is none."""
    text = _sections(topic)[heading]
    return text.format(**slots) if slots else text


@cache
def _sections(topic: str) -> dict[str, str]:
    text = (FOLDER / f"{topic}.md").read_text(encoding="utf-8")
    parts = text.split("\n## ")[1:]
    return {head.strip(): body.strip() for head, _, body in (part.partition("\n") for part in parts)}
