"""A newcomer's way, timed: from the first screen to a condor on typed numbers. `python -m tests.bench_newcomer`.

The clock starts at the first click and stops when the headline of the typed condor stands. Three runs for each size of
screen; nothing here fails on a slow machine. The bar is ten seconds and five actions.
"""

import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM_ARGS, DESKTOP, ROOT, _chromium, _server, settle
from tests.browser.test_market import SIZES, typed_condor

RUNS = 3


def main():
    """Print the seconds and the actions of each run."""
    log = Path(tempfile.mkdtemp()) / "server.log"
    with _server(ROOT / "app.py", log) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=CHROMIUM_ARGS)
        for name, size in SIZES.items():
            for _ in range(RUNS):
                page = browser.new_context(**{**DESKTOP, **size}).new_page()
                page.goto(url)
                settle(page)
                begun = time.monotonic()
                someone = typed_condor(page)
                print(f"{name}: {time.monotonic() - begun:.1f} s, {someone.actions} actions", flush=True)
                page.context.close()
        browser.close()


if __name__ == "__main__":
    main()
