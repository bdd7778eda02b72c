"""Start the app: `overlay-explorer`, or `python -m overlay_explorer`.

It does what `streamlit run app.py` does in a checkout, from any folder, and hands its own words on to Streamlit. Streamlit
reads its settings from `.streamlit/config.toml` beside `app.py`.
"""

import runpy
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

#: the packages of the extra `app` that the app cannot start without
NEEDED: Final = ("streamlit", "plotly", "starlette")
HELP: Final = """\
usage: overlay-explorer [--help] [--version] [words for streamlit ...]

Start Overlay Explorer on this machine and open it in the browser. It needs no network.
All other words go to `streamlit run`, for example:

  overlay-explorer --server.port 8600 --server.headless true

`streamlit run --help` lists them. Ctrl+C stops the app.
"""


def script() -> Path:
    """Return where `app.py` lies: in the folder `app/` of an installed wheel, or at the top of a checkout."""
    here = Path(__file__).resolve().parent
    return next(path for path in (here / "app" / "app.py", here.parent / "app.py") if path.is_file())


def missing() -> list[str]:
    """Return which of the packages that the app cannot start without are not installed."""
    return [name for name in NEEDED if find_spec(name) is None]


def main(words: Sequence[str] | None = None) -> None:
    """Start the app with these words, those of the command line by default; it ends by SystemExit when the server stops.

    The exit code is Streamlit's; where a package is missing, a sentence says what to install.
    """
    words = sys.argv[1:] if words is None else words
    if "--help" in words or "-h" in words:
        print(HELP, end="")  # noqa: T201  # a command answers by printing
        return
    if "--version" in words:
        print(f"overlay-explorer {_version()}")  # noqa: T201
        return
    if lacking := missing():
        sys.exit(f"The app needs {' and '.join(lacking)}: pip install 'overlay-explorer[app]'.")
    sys.argv = ["streamlit", "run", str(script()), *words]
    runpy.run_module("streamlit", run_name="__main__")


def _version() -> str:
    """Return the installed version; a checkout that was never installed has none."""
    try:
        return version("overlay-explorer")
    except PackageNotFoundError:
        return "from a checkout"


if __name__ == "__main__":
    main()
