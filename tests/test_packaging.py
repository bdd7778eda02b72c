"""What installs and ships the project: ranges and pins agree, and every file of it can be read and calls README's commands."""

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import overlay_explorer.__main__ as command
from scripts import docker_steps
from tests.house import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXTRAS = PROJECT["optional-dependencies"]
WANTED = [
    Requirement(one)
    for group in (PROJECT["dependencies"], *EXTRAS.values())
    for one in group
    if not one.startswith(PROJECT["name"])
]
PINS = [
    Requirement(line.partition("#")[0].strip())
    for name in ("requirements.txt", "requirements-cluster.txt")
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
    if line and not line.startswith(("#", "-"))
]


@pytest.mark.parametrize("wanted", WANTED, ids=lambda one: one.name)
def test_each_range_of_the_wheel_holds_the_version_tested_here(wanted):
    """The tests run with this version, so the wheel must allow it."""
    assert wanted.specifier.contains(version(wanted.name), prereleases=True)


@pytest.mark.parametrize("pin", PINS, ids=lambda one: one.name)
def test_each_pinned_package_is_a_dependency_of_the_wheel(pin):
    """Of the library or of an extra."""
    assert canonicalize_name(pin.name) in {canonicalize_name(one.name) for one in WANTED}


def test_the_extra_all_names_every_other_one():
    """So that nobody who asks for all lacks one."""
    (everything,) = EXTRAS["all"]
    assert Requirement(everything).extras == set(EXTRAS) - {"all"}


def test_what_the_command_looks_for_is_what_its_extra_installs():
    """The sentence about a missing package names the cure."""
    assert set(command.NEEDED) == {Requirement(one).name for one in EXTRAS["app"]}


def test_the_command_explains_itself_and_starts_nothing(capsys):
    """--help names the words for Streamlit."""
    command.main(["--help"])
    assert "overlay-explorer --server.port 8600" in capsys.readouterr().out


def test_the_command_says_which_extra_is_missing(monkeypatch):
    """In one sentence, instead of an ImportError."""
    monkeypatch.setattr(command, "find_spec", lambda name: None if name == "streamlit" else True)
    with pytest.raises(SystemExit, match=r"^The app needs streamlit: pip install 'overlay-explorer\[app\]'\.$"):
        command.main([])


def test_the_command_hands_its_words_to_streamlit(monkeypatch):
    """After the script of this checkout, as `streamlit run app.py` would."""
    started = []
    monkeypatch.setattr(sys, "argv", [])
    monkeypatch.setattr(command.runpy, "run_module", lambda name, **_: started.append((name, *sys.argv)))
    command.main(["--server.port", "8600"])
    assert started == [("streamlit", "streamlit", "run", str(ROOT / "app.py"), "--server.port", "8600")]


def test_the_command_imports_no_package_before_it_knows_that_it_is_there():
    """It must be able to say what is missing."""
    code = (
        f"import sys, overlay_explorer.__main__; print([one for one in {list(command.NEEDED)} if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_dockerfile_runs_readme_s_command_as_nobody_special():
    """It installs and starts as README says, by a number that is not root's, on the port that it opens."""
    plan = docker_steps.planned()
    install, start = re.search(r"\npip install (-r requirements.txt) && (streamlit run app.py)\n", README).groups()
    runs = [one.words for one in plan if one.instruction == "RUN"]
    assert any(one.startswith("pip install") and one.endswith(install) for one in runs)
    assert " ".join(json.loads(docker_steps.only(plan, "CMD"))) == start
    assert int(docker_steps.only(plan, "USER").partition(":")[0]) >= 1000
    assert any(f"STREAMLIT_SERVER_PORT={docker_steps.only(plan, 'EXPOSE')}" in one.words for one in plan)


def test_the_dockerfile_copies_everything_that_runs():
    """A new folder of code at the top of the project must be copied, or be known to stay out."""
    copied = {word for one in docker_steps.planned() if one.instruction == "COPY" for word in one.words.split()[:-1]}
    left_out = {"tests", "scripts", "docs", "overlay_explorer"}
    tops = {path.parent.name for path in ROOT.glob("*/*.py")} | {path.parents[1].name for path in ROOT.glob("*/*/*.py")}
    assert {one for one in tops if not one.startswith(".")} <= copied | left_out
    assert {"app.py", ".streamlit", "static", "requirements.txt"} <= copied


def test_a_step_that_the_script_cannot_perform_is_refused():
    """Rather than passed over in silence."""
    with pytest.raises(ValueError, match="ADD http"):
        docker_steps.steps("FROM python\nADD http://example.org/file /app\n")


def test_a_step_over_two_lines_is_one_step():
    """With a comment between."""
    found = docker_steps.steps("RUN one \\\n# why\n  two\n# end\nUSER 5:5\n")
    assert [(one.instruction, one.words.split()) for one in found] == [("RUN", ["one", "two"]), ("USER", ["5:5"])]


def test_the_workflow_runs_what_ci_runs_on_every_python_that_is_promised():
    """`.ci/run` takes the test command from README."""
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    job = yaml.safe_load(text)["jobs"]["suite"]
    assert [one["run"] for one in job["steps"] if "run" in one] == ["bash .ci/run"]
    lowest = PROJECT["requires-python"].removeprefix(">=")
    assert lowest == job["strategy"]["matrix"]["python"][0]


def test_the_development_container_installs_as_readme_says():
    """With the browser and the proxy that .ci/run installs, on the Dockerfile's Python."""
    found = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    assert f"\n{found['postCreateCommand']} && pytest\n" in README
    packages = re.search(r"install -y -qq (.*?) >", (ROOT / ".ci" / "run").read_text(encoding="utf-8"))[1]
    assert found["onCreateCommand"].endswith(packages)
    assert docker_steps.only(docker_steps.planned(), "FROM").startswith(found["image"])


def test_the_licences_of_the_bundled_data_ship_with_it():
    """Each licence named in PROVENANCE.md has its text, and the wheel's licence names them all."""
    samples = ROOT / "overlay" / "samples"
    texts = re.findall(r"Full text: `(.*?)`", (samples / "PROVENANCE.md").read_text(encoding="utf-8"))
    shipped = {path.name for pattern in PROJECT["license-files"] for path in ROOT.glob(pattern)}
    assert shipped == {*texts, "LICENSE"}
    assert len(texts) == 5
    assert PROJECT["license"] == "MIT AND BSD-3-Clause AND NCSA"
