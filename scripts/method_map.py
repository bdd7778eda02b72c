"""Write docs/method_map.md from views/text/sources.md: `python -m scripts.method_map`.

The words are those of the Learn page's tab Sources. The files that use a code are searched for, never typed, so the map
must be written anew when a code moves; a test says so.
"""

import re
from itertools import groupby
from pathlib import Path
from typing import Final

from views.look import sources
from views.look.sources import Source

ROOT: Final = Path(__file__).resolve().parents[1]
MAP: Final = ROOT / "docs" / "method_map.md"
TITLE: Final = "# The method map: where the numbers come from"
HOW: Final = (
    "Written by `python -m scripts.method_map` from `views/text/sources.md`: change the words there. The app shows the "
    "same map on the page Learn, tab Sources, and each code on a page is a link to it."
)
#: files that may use a code
_SEARCHED: Final = ("*.md", "app.py", "overlay/**/*.py", "views/**/*.py", "views/text/*.md", "pages/**/*.py",
                    "scripts/*.py", "tests/**/*.py", "docs/*.md")  # fmt: skip
#: what looks like a code and is none: (file, text)
_OTHERS: Final = {
    ("overlay/tax/deferral.py", "A0"),  # the value after tax of the formulas
    ("tests/overlay/tax/test_oracles.py", "A0"),
}
_LETTERS: Final = "AGPBMTC"
_CASE: Final = "C"  # cases alone name the tests that use them
_CODE: Final = rf"[{_LETTERS}]\d{{1,2}}[a-z]?"
_FOUND: Final = re.compile(rf"(?<![\w/.!])(?P<first>{_CODE})(?:(?: to |-)(?P<last>{_CODE}))?(?![\w=])")
_COMMENT_OF_LINTER: Final = re.compile(r"# noqa.*")


def searched() -> list[Path]:
    """The files in which codes are looked for: all but the map, its words, its test and this one."""
    words, test = (ROOT / one for one in ("views/text/sources.md", "tests/views/look/test_sources.py"))
    own = {MAP, words, test, Path(__file__).resolve()}
    return sorted({path for pattern in _SEARCHED for path in ROOT.glob(pattern)} - own)


def named(text: str) -> set[str]:
    """The codes that a text names; of "C1 to C8" all eight."""
    found: set[str] = set()
    for match in _FOUND.finditer(_COMMENT_OF_LINTER.sub("", text)):
        first, last = match["first"], match["last"] or match["first"]
        found |= {first, last}
        if first[0] == last[0] and first[1:].isdigit() and last[1:].isdigit():
            found |= {f"{first[0]}{number}" for number in range(int(first[1:]), int(last[1:]) + 1)}
    return found


def uses() -> dict[str, list[str]]:
    """The files that name each code, by their paths from the root; codes in the order of the files."""
    found: dict[str, list[str]] = {}
    for path in searched():
        place = path.relative_to(ROOT).as_posix()
        for code in sorted(named(path.read_text(encoding="utf-8"))):
            if (place, code) not in _OTHERS:
                found.setdefault(code, []).append(place)
    return found


def text() -> str:
    """The whole map as markdown, with an anchor for each code."""
    places = uses()
    parts = [TITLE, HOW, sources.about()]
    for topic, found in groupby(sources.every().values(), key=lambda one: one.topic):
        parts += [f"## {topic}", *(_entry(one, places.get(one.code, [])) for one in found)]
    return "\n\n".join(parts) + "\n"


def _entry(source: Source, places: list[str]) -> str:
    shown = [one for one in places if source.code[0] == _CASE or not one.startswith("tests/")]
    files = ", ".join(f"`{one}`" for one in shown) or "none"
    lines = [f"**{source.code}.** {source.says}", f"*Numbers:* {source.numbers}", f"*Used:* {source.used}"]
    told = "  \n".join(_anchored(line, source.code) for line in [*lines, f"*Files:* {files}"])
    return f'<a id="{source.code.lower()}"></a>{told}'


def _anchored(line: str, own: str) -> str:
    """A line in which other codes lead to their places in the same file."""
    return sources.with_links(line, lambda code: code if code == own else f"[{code}](#{code.lower()})")


def main() -> None:
    """Write the map."""
    MAP.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
