"""Write docs/method_map.md from views/text/sources.md: `python -m scripts.method_map`.

The words are those of the Learn page's tab Sources. This script searches for the files that use a code, so run it again
when a code moves to another file; a test fails until then.
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
#: texts that look like a code but are not one: (file, text)
_OTHERS: Final = {
    ("overlay/tax/deferral.py", "A0"),  # in the formulas, the symbol of the value after tax
    ("tests/overlay/tax/test_oracles.py", "A0"),
}
_LETTERS: Final = "AGPBMTC"
_CASE: Final = "C"  # only cases name the tests that use them
_CODE: Final = rf"[{_LETTERS}]\d{{1,2}}[a-z]?"
_FOUND: Final = re.compile(rf"(?<![\w/.!])(?P<first>{_CODE})(?:(?: to |-)(?P<last>{_CODE}))?(?![\w=])")
_COMMENT_OF_LINTER: Final = re.compile(r"# noqa.*")


def searched() -> list[Path]:
    """Return the files to search for codes: all but the map, its words, its test and this script."""
    words, test = (ROOT / one for one in ("views/text/sources.md", "tests/views/look/test_sources.py"))
    own = {MAP, words, test, Path(__file__).resolve()}
    return sorted({path for pattern in _SEARCHED for path in ROOT.glob(pattern)} - own)


def named(text: str) -> set[str]:
    """Return the codes that a text names; "C1 to C8" names all eight."""
    found: set[str] = set()
    for match in _FOUND.finditer(_COMMENT_OF_LINTER.sub("", text)):
        first, last = match["first"], match["last"] or match["first"]
        found |= {first, last}
        if first[0] == last[0] and first[1:].isdigit() and last[1:].isdigit():
            found |= {f"{first[0]}{number}" for number in range(int(first[1:]), int(last[1:]) + 1)}
    return found


def uses() -> dict[str, list[str]]:
    """Return, for each code, the paths (from the root) of the files that name it; codes in the order of the files."""
    found: dict[str, list[str]] = {}
    for path in searched():
        place = path.relative_to(ROOT).as_posix()
        for code in sorted(named(path.read_text(encoding="utf-8"))):
            if (place, code) not in _OTHERS:
                found.setdefault(code, []).append(place)
    return found


def text() -> str:
    """Return the whole map as markdown, with an anchor for each code."""
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
    """Return a line in which other codes link to their anchors in the same file."""
    return sources.with_links(line, lambda code: code if code == own else f"[{code}](#{code.lower()})")


def main() -> None:
    """Write docs/method_map.md."""
    MAP.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
