"""Perform the steps of the Dockerfile without Docker, as another user on a read-only tree.

Run from the project root as `python -m scripts.docker_steps`.

The script reads the steps from the Dockerfile itself. Absolute paths (/app, /tmp) become folders of a temporary folder,
and the base image becomes a fresh virtual environment of this machine's Python. If root runs the script, the app runs
as the Dockerfile's USER; otherwise it runs as the user who runs the script. At the end HEALTHCHECK must succeed. The
script does not build the image or measure its size.
"""

import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
PORT: Final = "STREAMLIT_SERVER_PORT"
STEP_SECONDS: Final = 900
START_SECONDS: Final = 120
INSTRUCTIONS: Final = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "EXPOSE", "HEALTHCHECK", "CMD"}


class Step(NamedTuple):
    """An instruction of a Dockerfile, in capitals, and its arguments."""

    instruction: str
    words: str


def steps(text: str) -> list[Step]:
    """Return the instructions of a Dockerfile in order; ValueError if this script cannot perform one of them."""
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    split = [line.strip().split(maxsplit=1) for line in lines.replace("\\\n", " ").splitlines() if line.strip()]
    if wrong := [" ".join(line) for line in split if len(line) < 2 or line[0] not in INSTRUCTIONS]:
        raise ValueError(f"This script cannot perform {wrong[0]!r}: add it to scripts/docker_steps.py.")
    return [Step(*line) for line in split]


def planned() -> list[Step]:
    """Return the steps of the project's Dockerfile."""
    return steps((ROOT / "Dockerfile").read_text(encoding="utf-8"))


@dataclass(slots=True, kw_only=True)
class Machine:
    """The stand-in for the image and its container: root folder, environment variables, working folder, user."""

    root: Path
    environment: dict[str, str]
    work: Path
    user: dict[str, Any] = field(default_factory=dict)

    def placed(self, path: str) -> Path:
        """Return the path on this machine of a path in the image; a relative path starts at WORKDIR."""
        return self.root / path.lstrip("/") if path.startswith("/") else self.work / path

    def perform(self, step: Step) -> None:
        """Perform one step; CalledProcessError if a command fails."""
        match step.instruction:
            case "WORKDIR":
                self.work = self.placed(step.words)
                self.work.mkdir(parents=True, exist_ok=True)
            case "COPY":
                *sources, target = shlex.split(step.words)
                for source in (path for pattern in sources for path in ROOT.glob(pattern)):
                    _copy(source, self.placed(target))
            case "RUN":
                self.call(step.words, timeout=STEP_SECONDS).check_returncode()
            case "ENV":
                for name, value in (one.split("=", 1) for one in shlex.split(step.words)):
                    self.environment[name] = str(self.placed(value)) if value.startswith("/") else value
            case "USER":
                self.user = account(step.words)

    def call(self, command: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
        """Run a shell command in this machine and wait for it to end."""
        whole = ["sh", "-c", command]
        return subprocess.run(whole, cwd=self.work, env=self.environment, check=False, **options, **self.user)

    @contextmanager
    def started(self, command: str) -> Iterator["subprocess.Popen[bytes]"]:
        """Run a command of the form ["word", ...] until the context ends."""
        words = [shutil.which(one, path=self.environment["PATH"]) or one for one in json.loads(command)]
        with subprocess.Popen(words, cwd=self.work, env=self.environment, **self.user) as process:
            try:
                yield process
            finally:
                process.terminate()


def account(words: str) -> dict[str, Any]:
    """Return the `subprocess` options that start a process as USER "number:number"; empty unless root runs this."""
    user, group = (int(number) for number in words.split(":"))
    return {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}


def _copy(source: Path, target: Path) -> None:
    """Copy a file or a folder, except the paths that .dockerignore names."""
    patterns = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    def left_out(folder: str, names: list[str]) -> set[str]:
        paths = {name: f"/{(Path(folder) / name).relative_to(ROOT).as_posix()}" for name in names}
        return {name for name, path in paths.items() if any(fnmatch(path, f"/{one}") for one in patterns)}

    if source.is_dir():
        shutil.copytree(source, target, ignore=left_out, dirs_exist_ok=True)
    else:
        shutil.copy(source, target)


def python_for(user: dict[str, Any]) -> str:
    """Return a Python from 3.11 on that this user can start (a Python in another user's home cannot be started)."""
    code = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"
    for found in (sys.executable, "/usr/local/bin/python3", "/usr/bin/python3"):
        try:
            subprocess.run([found, "-c", code], check=True, capture_output=True, cwd="/", **user)
        except (OSError, subprocess.CalledProcessError):
            continue
        return found
    sys.exit("Found no Python 3.11 or newer that the USER of the Dockerfile can start: install one in /usr/bin.")


def prepared(root: Path, plan: list[Step]) -> Machine:
    """Return the machine after all steps, with read-only code and a free port in place of the Dockerfile's."""
    root.chmod(0o755)
    (root / "tmp").mkdir()
    (root / "tmp").chmod(0o1777)
    python = python_for(account(only(plan, "USER")))
    subprocess.run([python, "-m", "venv", str(root / "venv")], check=True)
    environment = os.environ | {"PATH": f"{root / 'venv' / 'bin'}:{os.environ['PATH']}"}
    machine = Machine(root=root, environment=environment, work=root)
    for step in plan:
        print(step.instruction, step.words, flush=True)
        machine.perform(step)
    for path in (machine.work, *machine.work.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        machine.environment[PORT] = str(probe.getsockname()[1])
    return machine


def only(plan: list[Step], instruction: str) -> str:
    """Return the arguments of the only step with this instruction; ValueError if no step or several steps have it."""
    (words,) = (step.words for step in plan if step.instruction == instruction)
    return words


def wait_for_health(machine: Machine, process: "subprocess.Popen[bytes]", check: str) -> float:
    """Return the seconds until HEALTHCHECK succeeded; exit if the app ended or took too long."""
    start = time.monotonic()
    while machine.call(check, stderr=subprocess.DEVNULL).returncode:
        if process.poll() is not None or time.monotonic() - start > START_SECONDS:
            sys.exit(
                f"HEALTHCHECK failed for {START_SECONDS} seconds, or the app ended (exit code {process.returncode})."
            )
        time.sleep(0.5)
    return time.monotonic() - start


def main() -> None:
    """Perform every step, start CMD and wait for HEALTHCHECK; the last line names the user and the seconds."""
    plan = planned()
    with tempfile.TemporaryDirectory() as folder:
        machine = prepared(Path(folder), plan)
        if not machine.call("touch app.py", stderr=subprocess.DEVNULL).returncode:
            sys.exit("The user of the app can write to its code.")
        with machine.started(only(plan, "CMD")) as process:
            seconds = wait_for_health(machine, process, only(plan, "HEALTHCHECK").partition("CMD ")[2])
            print(f"healthy after {seconds:.1f} s as user {machine.user.get('user', os.geteuid())}", flush=True)


if __name__ == "__main__":
    main()
