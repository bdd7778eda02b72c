"""Take pictures of every page and part, desktop and phone, light and dark: `python -m scripts.screenshots`.

Names after the command choose pictures: `python -m scripts.screenshots condor learn-answer`. The pictures go to shots/
(ignored by git); the desktop picture of the Condor page with a what-if is also the one in the README. Needs Chromium.
"""

import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Final
from urllib.error import URLError

from playwright.sync_api import Browser, Page, sync_playwright

from views.look.palette import Theme

ROOT = Path(__file__).resolve().parents[1]
SHOTS = ROOT / "shots"
README = ROOT / "docs" / "condor.png"
PORT = 8599
#: more views of a page than its first one and its parts; the pages themselves come from the menu
VIEWS = {
    "condor-what-if": "condor?v=2&index_move=-5&vol_shift=6&days_ahead=7",
    "condor-error": "condor?v=2&place=Credit&credit=25&wing_points=5",
    "portfolio-lots": "portfolio?v=2&book_details=Your+lots",
    "learn-answer": "learn?v=2&shown_placing=true&guess_placing=Less+often",
    "learn-presenter": "learn?v=2&present=true",
    "data": "data",
    "data-prices": "data?v=2&data_tab=Your+prices",
    "data-files": "data?v=2&data_tab=Other+files",
}
THEMES: Final[tuple[Theme, ...]] = ("light", "dark")
SCREENS = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def wait_for(url: str) -> None:
    """Wait until the server answers, at most half a minute; exit if it does not."""
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1)  # noqa: S310  # our own server
        except (URLError, OSError):
            time.sleep(0.3)
        else:
            return
    sys.exit(f"No answer from {url}.")


def views(browser: Browser, url: str) -> dict[str, str]:
    """Return name -> address of every picture: every page of the menu, each part of its fold, and the views above."""
    page = browser.new_page()
    page.goto(url)
    settle(page)
    links = page.locator("[data-testid=stSidebarNavLink]").evaluate_all("links => links.map(one => one.pathname)")
    found = {}
    for path in dict.fromkeys(link.strip("/") for link in links):
        page.goto(f"{url}/{path}")
        settle(page)
        name = path or "start"
        found[name] = path
        fold = page.locator("[class*=_more] summary").first
        if not fold.count():
            continue
        fold.click()
        settle(page)
        for part in page.locator("[class*=_more] [data-testid=stButtonGroup] button").all():
            part.click()
            settle(page)
            label = part.inner_text().strip()
            found[f"{name}-{label.lower().replace(' ', '-').replace('?', '')}"] = page.url.removeprefix(f"{url}/")
    page.close()
    return found | VIEWS


def settle(page: Page) -> None:
    """Wait until the page has run and its charts are drawn."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_timeout(1500)


def shoot(browser: Browser, url: str, pages: dict[str, str]) -> None:
    """Take pictures of every view on every screen in both themes: the first screenful, and the whole page."""
    for screen, size in SCREENS.items():
        page = browser.new_page(viewport=size, has_touch=screen == "phone")  # type: ignore[arg-type]
        for name, path in pages.items():
            page.goto(f"{url}/{path}")
            settle(page)
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)
                page.wait_for_timeout(400)
                page.screenshot(path=SHOTS / f"{name}-{screen}-{theme}.png")
            height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
            page.set_viewport_size({"width": size["width"], "height": min(height + 60, 6000)})
            page.wait_for_timeout(500)
            for theme in reversed(THEMES):
                page.emulate_media(color_scheme=theme)
                page.wait_for_timeout(400)
                page.screenshot(path=SHOTS / f"{name}-{screen}-{theme}-whole.png")
            page.set_viewport_size(size)  # type: ignore[arg-type]
        page.close()


def main(asked: list[str]) -> None:
    """Start the app, take the pictures (of the named views, or of all) and stop the app."""
    SHOTS.mkdir(exist_ok=True)
    executable = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("Chromium is not installed.")
    options = ["--server.headless", "true", "--server.port", str(PORT), "--server.address", "127.0.0.1"]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{PORT}")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
                url = f"http://127.0.0.1:{PORT}"
                pages = views(browser, url)
                shoot(browser, url, {name: pages[name] for name in asked or pages})
                browser.close()
        finally:
            server.terminate()
    if "condor-what-if" in asked or not asked:
        shutil.copy(SHOTS / "condor-what-if-desktop-light.png", README)
    print(f"{len(list(SHOTS.glob('*.png')))} pictures in {SHOTS}; the README's is {README}")


if __name__ == "__main__":
    main(sys.argv[1:])
