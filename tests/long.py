"""Everything, whole: `python -m tests.long`, run before an issue is called resolved.

The suite takes fixed samples of its big checks (`tests.sizes.some`) and leaves out the tests marked `long`; here all of them
run, with the full lists. Words after the command go to pytest.
"""

import os
import subprocess
import sys

from tests.house import ROOT


def main():
    """Run pytest with nothing left out and say so; its exit code is ours."""
    environment = os.environ | {"OVERLAY_TESTS": "long"}
    command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
    print("Every test, with the full lists and those marked long:", *command[1:], flush=True)
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
