"""Start the app: `overlay-explorer`, or `python -m overlay_explorer`.

It does what `streamlit run app.py` does in a checkout, from any folder, and passes its own arguments on to Streamlit.
Streamlit reads its settings from `.streamlit/config.toml` beside `app.py`.
"""

import runpy
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

#: the packages of the extra `app` that the app needs to start
NEEDED: Final = ("streamlit", "plotly", "starlette")
HELP: Final = """\
usage: overlay-explorer [--help] [--version] [arguments for streamlit ...]

Start Overlay Explorer on this machine and open it in the browser. It needs no network.
All other arguments go to `streamlit run`, for example:

  overlay-explorer --server.port 8600 --server.headless true

`streamlit run --help` lists them. Ctrl+C stops the app.
"""


def script() -> Path:
    """Return the path of `app.py`: in the folder `app/` of an installed wheel, or at the top of a checkout."""
    here = Path(__file__).resolve().parent
    return next(path for path in (here / "app" / "app.py", here.parent / "app.py") if path.is_file())


def missing() -> list[str]:
    """Return the packages that the app needs to start but that are not installed."""
    return [name for name in NEEDED if find_spec(name) is None]


def main(words: Sequence[str] | None = None) -> None:
    """Start the app with these arguments (default: the command line); SystemExit when the server stops.

    The exit code is Streamlit's. If a package is missing, SystemExit carries a message that says what to install.
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
    """Return the installed version, or "from a checkout" if the package was never installed."""
    try:
        return version("overlay-explorer")
    except PackageNotFoundError:
        return "from a checkout"


if __name__ == "__main__":
    main()
