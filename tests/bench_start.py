"""How long the app takes until it is healthy: with the network as it is, behind a dead proxy, and in a namespace without any.

`python -m tests.bench_start`. The three take turns, seven rounds; medians and their ratios are printed. The app asks nothing over the network
before a click, so they should be equal but for noise.
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from urllib.error import URLError

from tests.house import ROOT

ROUNDS = 5
#: run in the namespace: bring its loopback up, start the app, time it, end it
INSIDE = "ip link set lo up 2>/dev/null; exec {python} -m tests.bench_start one"
DEAD = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"), "http://127.0.0.1:9") | {
    "NO_PROXY": "127.0.0.1"
}


def started():
    """Seconds from the command to the first healthy answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--server.headless", "true", "--server.port", str(port), "--server.address", "127.0.0.1"]
    begin = time.perf_counter()
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while time.perf_counter() - begin < 60.0:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                        return time.perf_counter() - begin
                except (URLError, OSError):
                    time.sleep(0.01)
        finally:
            process.terminate()
    sys.exit("The app did not start within a minute.")


def measured(how):
    """The same in a process of its own, with the network as `how` says."""
    command = [sys.executable, "-m", "tests.bench_start", "one"]
    if how == "no network":
        command = ["unshare", "-rn", "sh", "-c", INSIDE.format(python=sys.executable)]
    environment = os.environ | (DEAD if how == "dead proxy" else {})
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout)


def main():
    """Print the medians."""
    ways = ["as it is", "dead proxy", *(["no network"] if shutil.which("unshare") else [])]
    times = {how: [] for how in ways}
    for _ in range(ROUNDS):
        for how in ways:
            times[how].append(measured(how))
    base = statistics.median(times["as it is"])
    for how, found in times.items():
        print(
            f"{how:12} median {statistics.median(found):.2f} s, best {min(found):.2f} s, ratio {statistics.median(found) / base:.2f}"
        )


if __name__ == "__main__":
    if sys.argv[1:] == ["one"]:
        print(started())
    else:
        main()
