"""An executor on a Dask cluster, if the package is installed and a scheduler is running.

`requirements-cluster.txt` or the extra `cluster` installs the package. The README says how to start a scheduler and
workers. Workers need this project on their path, because a sweep sends them its question but not its code.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Final

from overlay.errors import OverlayError

PATIENCE_SECONDS: Final = 5


@contextmanager
def executor(address: str) -> Iterator[Executor]:
    """An executor on the cluster at an address such as tcp://127.0.0.1:8786, closed when done.

    OverlayError if the package is not installed or no scheduler answers.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an optional package
    except ImportError as error:
        raise OverlayError(
            f"A cluster at {address} needs the package distributed: pip install 'overlay-explorer[cluster]'."
        ) from error
    try:
        client = Client(address, timeout=PATIENCE_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise OverlayError(
            f"No scheduler answers at {address}: start one with 'dask scheduler', or leave the address out."
        ) from error
    with client:
        yield client.get_executor(pure=False)
