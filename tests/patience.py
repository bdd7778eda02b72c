"""How long a test waits for what may never come: it bounds a hang, on a machine however busy, and measures nothing."""

from typing import Final

SECONDS: Final = 120
