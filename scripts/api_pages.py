"""Write pages of all public docstrings of `overlay`: `python -m scripts.api_pages [folder]`; default `docs/api/`."""

import pkgutil
import sys
import warnings
from pathlib import Path

import pdoc

import overlay

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "api"


def modules() -> list[str]:
    """Return the names of the package, its rooms and every module in them."""
    return ["overlay", *(found.name for found in pkgutil.walk_packages(overlay.__path__, "overlay."))]


def main(folder: Path) -> None:
    """Write one page for each module, and an index."""
    # The jobs of `overlay` are loaded when first named, so pdoc warns about them; overlay.data.notebook describes them.
    warnings.filterwarnings(
        "ignore", message=r"Found '\w+' in overlay.__all__|The module specification", category=UserWarning
    )
    pdoc.render.configure(docformat="markdown", search=False, show_source=False)
    pdoc.pdoc(*modules(), output_directory=folder)
    print(f"{len(list(folder.rglob('*.html')))} pages in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
