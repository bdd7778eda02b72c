"""The wheel outside the checkout: in bare environments, and the Dockerfile's steps on a read-only tree. Minutes: long run only."""

import asyncio
import os
import subprocess
import sys
import time
import urllib.request
import venv
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.bench_browser import ROOMS
from tests.bench_class import lesson
from tests.browser.conftest import _free_port, _healthy
from tests.house import ROOT, files

INSTALL_SECONDS = 900  # pyarrow, scipy and Streamlit over a slow line
START_SECONDS = 120

pytestmark = pytest.mark.long

#: what a notebook does, on the library alone
NOTEBOOK = """
import overlay

market = overlay.market("2018-12-26")
condor = overlay.condor.by_sigmas(market, 1.5, 50.0, 30)
print(condor.short_put, condor.short_call, overlay.condor.quote(condor, market).frame())
"""


def finished(command, home, seconds=INSTALL_SECONDS):
    """A command run to its end in a folder, its answer as text; it does not find the checkout by the environment."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(command, cwd=home, env=clean, timeout=seconds, capture_output=True, text=True, check=False)


def done(command, home):
    """What a command that must succeed printed."""
    found = finished(command, home)
    assert found.returncode == 0, found.stderr[-3000:]
    return found.stdout


def tracked(*patterns):
    """The paths of the files of the checkout that match, without compiled ones."""
    found = {path.relative_to(ROOT).as_posix() for path in files(*patterns) if path.is_file()}
    return {one for one in found if "__pycache__" not in one}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder outside the checkout; without a package index to fetch the build's own tool from, there is no test."""
    folder = tmp_path_factory.mktemp("outside")
    asked = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(folder), "hatchling"]
    if finished(asked, folder, seconds=120).returncode:
        pytest.skip("no package index can be reached")
    return folder


@pytest.fixture(scope="module")
def wheel(home):
    """The wheel, built as `pip install .` builds it."""
    done([sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", str(home / "dist"), str(ROOT)], home)
    (built,) = (home / "dist").glob("*.whl")
    return built


def environment(folder, *wanted):
    """A bare environment with what is wanted: the folder of its commands."""
    venv.create(folder, with_pip=True)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    done([str(commands / "python"), "-m", "pip", "install", *wanted], folder)
    return commands


@pytest.fixture(scope="module")
def library(home, wheel):
    """The commands of an environment that holds the library alone."""
    return environment(home / "library", str(wheel))


@pytest.fixture(scope="module")
def app(home, wheel):
    """The address of the app, started by its command far from the checkout."""
    commands = environment(home / "app", f"{wheel}[app]")
    port = _free_port()
    words = ["--server.headless", "true", "--server.port", str(port), "--server.address", "127.0.0.1"]
    url = f"http://127.0.0.1:{port}"
    with (
        (home / "app.log").open("wb") as sink,
        subprocess.Popen([commands / "overlay-explorer", *words], cwd=home, stdout=sink, stderr=sink) as process,
    ):
        try:
            deadline = time.monotonic() + START_SECONDS
            while not _healthy(url):
                assert process.poll() is None, (home / "app.log").read_text()
                assert time.monotonic() < deadline, (home / "app.log").read_text()
                time.sleep(0.2)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=20)


def test_the_wheel_holds_every_file_of_the_library_and_the_app_and_two_names(wheel):
    """Under `overlay` and `overlay_explorer` alone: `views` and `pages` at the top could be anybody's."""
    names = {one for one in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in one}
    shown = tracked("views/**/*", "pages/*/*.py", "app.py", ".streamlit/config.toml", "static/.gitkeep")
    assert names == {f"overlay_explorer/app/{one}" for one in shown} | tracked("overlay/**/*", "overlay_explorer/*.py")


def test_a_notebook_prices_a_condor_with_the_library_alone(library, home):
    """To the cent what the checkout says, with neither Streamlit nor Plotly installed."""
    here = subprocess.run([sys.executable, "-c", NOTEBOOK], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert done([library / "python", "-c", NOTEBOOK], home) == here
    tells = (
        "import importlib.util as i, overlay; print(i.find_spec('streamlit'), i.find_spec('plotly'), overlay.__file__)"
    )
    assert done([library / "python", "-c", tells], home).startswith(f"None None {home}")


def test_every_module_of_the_library_can_be_imported_without_an_extra(library, home):
    """What is optional is imported where it is used."""
    code = (
        "import importlib, overlay, pkgutil\n"
        "for one in pkgutil.walk_packages(overlay.__path__, 'overlay.'): importlib.import_module(one.name)"
    )
    done([library / "python", "-c", code], home)


def test_without_its_packages_the_command_says_what_to_install(library, home):
    """In a sentence, with the exit code of a failure."""
    found = finished([library / "overlay-explorer"], home)
    assert found.returncode == 1
    assert "pip install 'overlay-explorer[app]'" in found.stderr
    assert "Traceback" not in found.stderr


def test_the_installed_command_starts_the_app_outside_the_checkout(app):
    """A page's address brings Streamlit's page, with the app's own limits: our settings and middleware were found."""
    with urllib.request.urlopen(f"{app}/condor", timeout=10) as answer:  # our own server
        assert "<title>Streamlit</title>" in answer.read().decode()
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_visitor_of_the_installed_app_moves_a_slider(app):
    """The Condor page runs, its views are found, and each move is answered."""
    wanted = {"visitors": 1, "seconds": 3.0, "pause": 1.0}
    with ThreadPoolExecutor(1) as apart:  # a browser test before may have left its own loop in this thread
        found = apart.submit(lambda: asyncio.run(lesson(app, ROOMS[0], **wanted))).result()
    assert not found.faults
    assert found.waits


@pytest.mark.usefixtures("home")
def test_the_steps_of_the_dockerfile_end_in_a_healthy_app():
    """As another user where root runs this, on a tree that it may not write; see scripts/docker_steps.py."""
    command = [sys.executable, "-m", "scripts.docker_steps"]
    found = finished(command, ROOT, seconds=2 * INSTALL_SECONDS)
    assert found.returncode == 0, found.stdout[-2000:] + found.stderr[-2000:]
    assert "healthy after" in found.stdout
