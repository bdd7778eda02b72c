"""Pictures of every page, desktop and phone, light and dark: `python -m scripts.screenshots`.

They go to shots/ (ignored by git); the desktop one of the Condor page is also the picture in the README. Needs Chromium.
"""

import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SHOTS = ROOT / "shots"
README = ROOT / "docs" / "condor.png"
PORT = 8599
PAGES = {
    "condor": "condor",
    "condor-what-if": "condor?index_move=-5&vol_shift=6&days_ahead=7",
    "condor-greeks": "condor?details=Greeks",
    "condor-odds": "condor?details=Odds",
    "condor-legs": "condor?details=Legs",
    "condor-costs": "condor?details=Costs+and+margin",
    "condor-smile": "condor?details=Smile",
    "condor-scan": "condor?details=Scan",
    "condor-error": "condor?place=Credit&credit=25&wing_points=5",
    "portfolio": "portfolio",
    "portfolio-betas": "portfolio?book=Twenty+names&book_details=Betas",
    "portfolio-lots": "portfolio?book_details=Your+lots",
    "taxes": "taxes",
    "vix_hedge": "vix_hedge",
    "signals": "signals",
    "ladder": "ladder",
    "ladder-rolls": "ladder?lad_tab=Rolls",
    "backtest": "backtest",
    "backtest-sure": "backtest?bt_tab=How+sure",
}
SCREENS = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def wait_for(url: str) -> None:
    """Wait until the server answers, half a minute at most."""
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1)  # noqa: S310  # our own server
        except (URLError, OSError):
            time.sleep(0.3)
        else:
            return
    sys.exit(f"No answer from {url}.")


def shoot(browser: Browser, url: str) -> None:
    """Take every page on every screen in both themes: the first screen, and the whole page."""
    for screen, size in SCREENS.items():
        for theme in ("light", "dark"):
            context = browser.new_context(viewport=size, color_scheme=theme, has_touch=screen == "phone")  # type: ignore[arg-type]
            page = context.new_page()
            for name, path in PAGES.items():
                page.set_viewport_size(size)  # type: ignore[arg-type]
                page.goto(f"{url}/{path}")
                page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
                page.wait_for_timeout(1500)
                page.screenshot(path=SHOTS / f"{name}-{screen}-{theme}.png")
                height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
                page.set_viewport_size({"width": size["width"], "height": min(height + 60, 6000)})
                page.wait_for_timeout(500)
                page.screenshot(path=SHOTS / f"{name}-{screen}-{theme}-whole.png")
            context.close()


def main() -> None:
    """Start the app, take the pictures, stop it."""
    SHOTS.mkdir(exist_ok=True)
    executable = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("Chromium is not installed.")
    options = ["--server.headless", "true", "--server.port", str(PORT), "--server.address", "127.0.0.1"]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{PORT}")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
                shoot(browser, f"http://127.0.0.1:{PORT}")
                browser.close()
        finally:
            server.terminate()
    shutil.copy(SHOTS / "condor-what-if-desktop-light.png", README)
    print(f"{len(list(SHOTS.glob('*.png')))} pictures in {SHOTS}; the README's is {README}")


if __name__ == "__main__":
    main()
