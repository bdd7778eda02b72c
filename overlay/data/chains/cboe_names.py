"""Contract names, which contain root, expiry, right and strike.

The rule: the last 15 characters are yymmdd, C or P, and the strike in thousandths of a point with eight digits. The
text before them is the root. ``SPXW220610C03900000`` is a call of the SPXW root at 3,900 for 10 June 2022.

Files before about 2018 write ``16 Jan 850.00 (SPXW1629M850-E)``: root, year, day, a letter for month and right (A to L
calls, M to X puts), strike.

Source: OCC, Options Symbology Initiative (2010); Cboe product specifications for the settlement of index roots.
"""

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from overlay.data.chains.cboe_text import shown
from overlay.errors import OverlayError

#: root -> underlying and settlement of index options; every other root is read as an American stock or fund
INDEX_ROOTS = {
    "SPX": ("SPX", "AM"),
    "SPXW": ("SPX", "PM"),
    "XSP": ("XSP", "PM"),
    "XSPAM": ("XSP", "AM"),
    "VIX": ("VIX", "AM"),
    "VIXW": ("VIX", "AM"),
    "NDX": ("NDX", "AM"),
    "NDXP": ("NDX", "PM"),
    "XND": ("XND", "PM"),
    "RUT": ("RUT", "AM"),
    "RUTW": ("RUT", "PM"),
    "MRUT": ("MRUT", "PM"),
    "DJX": ("DJX", "AM"),
}

_TAIL = 15  # yymmdd, C or P, strike
_LONGEST = 24  # a root of at most 6 letters and the tail; a longer text is cut and then refused


_OLD_STYLE = re.compile(r"\(([A-Z]{1,5}\d?)(\d{2})(\d{2})([A-X])(\d{1,5}(?:\.\d{1,3})?)(?:-[A-Z])?\)")


def looks_like_contract(text: str) -> bool:
    """Return whether a cell is a contract name."""
    text = text.strip()
    return len(text) > _TAIL and text[-8:].isdecimal() and text[-9] in "CP" and text[-_TAIL:-9].isdecimal()


def parsed_names(names: pd.Series, heading: str, name: str) -> dict[str, NDArray[np.generic]]:
    """Return root, expiry (datetime64[s]), right (int8) and strike (points) of N contract names.

    OverlayError names the first invalid name.
    """
    texts = [_standard(str(text)) for text in names]
    raw = np.array([text.encode("ascii", "replace")[:_LONGEST] for text in texts], dtype=f"S{_LONGEST}")
    letters = raw.view(np.uint8).reshape(len(texts), _LONGEST)
    sizes = np.char.str_len(raw)
    place = np.maximum(sizes - _TAIL, 0)[:, None] + np.arange(_TAIL)
    tail = np.take_along_axis(letters, place, axis=1)
    digits = np.delete(tail, 6, axis=1).astype(np.int64) - ord("0")
    years, months, days = (10 * digits[:, i] + digits[:, i + 1] for i in (0, 2, 4))
    strikes = digits[:, 6:] @ 10 ** np.arange(7, -1, -1) / 1000.0
    start = ((years + 30) * 12 + months - 1).astype("datetime64[M]")
    expiry = start.astype("datetime64[D]") + (days - 1)
    call = tail[:, 6] == ord("C")
    heads = np.where(np.arange(_LONGEST) < (sizes - _TAIL)[:, None], letters, np.uint8(0))
    roots = np.ascontiguousarray(heads).view(f"S{_LONGEST}").ravel().astype(str)
    good = (sizes > _TAIL) & ((digits >= 0) & (digits <= 9)).all(axis=1) & (call | (tail[:, 6] == ord("P")))
    good &= (strikes > 0.0) & (months >= 1) & (months <= 12) & (days >= 1) & (expiry.astype("datetime64[M]") == start)
    known = {root: root.isalnum() and root[0].isalpha() and root.isupper() for root in np.unique(roots) if root}
    good &= np.isin(roots, [root for root, fit in known.items() if fit])
    if not good.all():
        wrong = int((~good).argmax())
        raise OverlayError(
            f"{name} has '{shown(texts[wrong], 30)}' in column {shown(heading)}, line {names.index[wrong]}, instead of a "
            "contract name such as SPXW220610C03900000: download the file again."
        )
    return {
        "root": roots.astype(object),
        "expiry": expiry.astype("datetime64[s]"),
        "right": np.where(call, 1, -1).astype(np.int8),
        "strike": strikes,
    }


def _standard(text: str) -> str:
    """Return a name without spaces, with the old style converted to today's form."""
    old = _OLD_STYLE.search(text) if "(" in text else None
    if old is None:
        return text.replace(" ", "")
    month = ord(old[4]) - ord("A")
    right = "C" if month < 12 else "P"
    return f"{old[1]}{old[2]}{month % 12 + 1:02d}{old[3]}{right}{round(1000 * float(old[5])):08d}"
