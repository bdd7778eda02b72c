"""The inline scripts of Streamlit's own index page.

Touches: the file `static/index.html` of the streamlit package, read by a regular expression.
Why: the Content-Security-Policy names these scripts by their hashes, so that no other inline script may run.
Gains: safety, not time. Plain mode has to allow every inline script instead.
Reread at an upgrade: `static/index.html`.
"""

import base64
import hashlib
import re
from pathlib import Path

import streamlit as st


def inline_scripts() -> tuple[str, ...]:
    """Return the hash of each inline script as a policy names it: `'sha256-...'`."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    found = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = (base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in found)
    return tuple(f"'sha256-{one}'" for one in hashes)
